"""`manage.py quote`: whatever is handed in has its own clear answer, and one bad case spoils no other."""

from __future__ import annotations

import io
import json
import sys
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

CASE: dict[str, Any] = {
    "policy": "2026-8",
    "category": "就业技能",
    "input": {
        "approved_count": 50,
        "verified_count": 50,
        "passed_count": 50,
        "rate": {"type": "flat", "per_head_fen": 150_000},
    },
}


def told(file: Path | str) -> Any:
    out = io.StringIO()
    call_command("quote", str(file), stdout=out)
    return json.loads(out.getvalue())


def written(tmp_path: Path, content: bytes) -> Path:
    file = tmp_path / "cases.json"
    file.write_bytes(content)
    return file


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "是空的"),
        (b" \n", "是空的"),
        (b"\xef\xbb\xbf", "是空的"),
        (b'{"policy": ', "第 1 行第 12 个字符"),
        (b"policy: 2026-8", "不是 JSON"),
        ("{}".encode("utf-16"), "不是 UTF-8"),
        (b"[" * 100_000, "括号套得太深"),
        (b'{"input": ' + b"9" * 5000 + b"}", "长得读不了的数字"),
    ],
)
def test_what_cannot_be_read_is_refused_in_its_own_words(content: bytes, words: str, tmp_path: Path) -> None:
    with pytest.raises(CommandError, match=words) as refusal:
        told(written(tmp_path, content))

    assert refusal.value.returncode == 1


@pytest.mark.parametrize(("name", "words"), [("none.json", "打不开"), ("", "是文件夹")])
def test_what_is_no_file_is_said(name: str, words: str, tmp_path: Path) -> None:
    with pytest.raises(CommandError, match=words):
        told(tmp_path / name)


def test_mark_of_a_windows_editor_is_passed_over(tmp_path: Path) -> None:
    assert told(written(tmp_path, b"\xef\xbb\xbf" + json.dumps(CASE).encode()))["total_fen"] == 7_500_000


def test_standard_input_is_read_whatever_the_machine_takes_for_text(monkeypatch: pytest.MonkeyPatch) -> None:
    typed = json.dumps(CASE, ensure_ascii=False).encode()
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(typed), encoding="ascii"))

    assert told("-")["total_fen"] == 7_500_000


@pytest.mark.parametrize(
    ("bad", "code"),
    [
        (7, "E_INPUT_MALFORMED"),
        (None, "E_INPUT_MALFORMED"),
        ({}, "E_POLICY_UNKNOWN"),
        ({**CASE, "input": "50"}, "E_INPUT_MALFORMED"),
        ({**CASE, "input": {**CASE["input"], "passed_count": "50"}}, "E_COUNT_NOT_INTEGER"),
        ({**CASE, "input": {**CASE["input"], "passed_count": 10**200}}, "E_NUMBER_TOO_LARGE"),
        ({**CASE, "input": {**CASE["input"], "passed_count": 1e400}}, "E_COUNT_NOT_INTEGER"),
        ({**CASE, "id": "\ud800"}, "E_TEXT_MALFORMED"),
    ],
)
def test_bad_case_in_a_list_has_its_own_error(bad: Any, code: str, tmp_path: Path) -> None:
    answers = told(written(tmp_path, json.dumps([CASE, bad, CASE]).encode()))

    assert [answer["total_fen"] for answer in answers] == [7_500_000, None, 7_500_000]
    assert answers[1]["error"] == code


def test_empty_list_has_no_answers(tmp_path: Path) -> None:
    assert told(written(tmp_path, b"[]")) == []
