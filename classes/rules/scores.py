"""Scores and pass marks (A05; 8号 二(7)). Scores are kept in hundredths of a point. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

Score = int | Fraction


def score_text(points: int | None) -> str:
    """8850 → 88.5, 8800 → 88; no score is no text."""
    if points is None:
        return ""
    whole, part = divmod(points, 100)
    return f"{whole}.{part:02d}".rstrip("0").rstrip(".") if part else str(whole)


@dataclass(frozen=True, slots=True)
class PassMarks:
    """What an examination asks for, in points; `basis` is the reading of 什么算合格 in force (A05).

    Where a certificate is asked for besides, the examination itself is passed by both marks: nobody can have a
    certificate yet when the scores are confirmed. It is asked for when the passes are counted.
    """

    theory: Score
    practice: Score
    basis: str = "both_marks"

    @property
    def needs_certificate(self) -> bool:
        return self.basis == "certificate"

    @property
    def words(self) -> str:
        """理论 60 分、实操 60 分，两门均须达到."""
        if self.basis == "total":
            return f"理论、实操总分 {self.theory + self.practice} 分"
        besides = "，取得证书后计入合格人数" if self.needs_certificate else ""
        return f"理论 {self.theory} 分、实操 {self.practice} 分，两门均须达到{besides}"

    def are_reached_by(self, theory: Score, practice: Score) -> bool:
        """Whether these scores, in points, pass the examination; reaching a mark exactly is enough."""
        if self.basis == "total":
            return theory + practice >= self.theory + self.practice
        return theory >= self.theory and practice >= self.practice
