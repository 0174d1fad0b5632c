"""Signatures that verify without us."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from foundation.core.crypto import SealBrokenError
from foundation.core.signing import public_keys, sign, verified

CONTENT = '["PX-7K2M-9F4D","培训券"]'


def test_what_was_signed_is_read_again_and_the_same_content_gives_the_same_token() -> None:
    token = sign(CONTENT, purpose="pass")
    assert verified(token, purpose="pass") == CONTENT
    assert token == sign(CONTENT, purpose="pass")


def test_every_single_changed_sign_is_found() -> None:
    token = sign(CONTENT, purpose="pass")
    for place, sign_there in enumerate(token):
        other = "A" if sign_there != "A" else "B"
        with pytest.raises(SealBrokenError):
            verified(token[:place] + other + token[place + 1 :], purpose="pass")


@pytest.mark.parametrize("token", ["", "a1", "a1.x", "a1..", "..", "a1.x.y", "z9.e30.AAAA", "不是签名"])
def test_what_is_no_token_is_refused(token: str) -> None:
    with pytest.raises(SealBrokenError):
        verified(token, purpose="pass")


def test_a_token_for_another_purpose_is_refused() -> None:
    with pytest.raises(SealBrokenError):
        verified(sign(CONTENT, purpose="pass"), purpose="other")


def test_after_a_rotation_the_new_key_signs_and_the_old_tokens_still_verify(
    tmp_path: Path, settings: Any
) -> None:
    keys = tmp_path / "audit_keys"
    keys.write_text("a1:" + "2e" * 32 + "\n", encoding="ascii")
    settings.AUDIT_KEY_FILE = keys
    old = sign(CONTENT, purpose="pass")
    keys.write_text("a1:" + "2e" * 32 + "\na2:" + "3f" * 32 + "\n", encoding="ascii")
    assert sign(CONTENT, purpose="pass").startswith("a2.")
    assert verified(old, purpose="pass") == CONTENT
    assert sorted(public_keys(purpose="pass")) == ["a1", "a2"]
