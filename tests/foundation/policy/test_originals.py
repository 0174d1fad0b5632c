"""The clauses against the documents they are taken from, as those were handed over."""

from __future__ import annotations

from pathlib import Path

import pytest

import foundation.policy.catalogue as catalogue
from foundation.policy.catalogue import ClauseText, clauses

ORIGINALS = Path(catalogue.__file__).with_name("data") / "originals"
PRINTED = [text for text in clauses() if not text.clause.document.startswith("DR-")]


def without_spaces(text: str) -> str:
    """Line ends and blanks are those of the page, not of the clause."""
    return "".join(text.split())


@pytest.mark.parametrize("text", PRINTED, ids=[text.clause.cite() for text in PRINTED])
def test_clause_stands_word_for_word_in_the_document(text: ClauseText) -> None:
    original = (ORIGINALS / f"{text.clause.document}.txt").read_text(encoding="utf-8")

    assert without_spaces(text.text) in without_spaces(original)


def test_stray_letter_about_a_library_book_is_not_kept() -> None:
    """It stands between the transmittal sentence and the title, approves a book, and is no part of the document."""
    assert "图书馆" not in (ORIGINALS / "2024-20.txt").read_text(encoding="utf-8")
