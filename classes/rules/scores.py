"""Scores are kept in hundredths of a point; this is how they are read aloud. Pure."""

from __future__ import annotations


def score_text(points: int | None) -> str:
    """8850 → 88.5, 8800 → 88; no score is no text."""
    if points is None:
        return ""
    whole, part = divmod(points, 100)
    return f"{whole}.{part:02d}".rstrip("0").rstrip(".") if part else str(whole)
