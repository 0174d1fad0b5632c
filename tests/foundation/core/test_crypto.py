from __future__ import annotations

from pathlib import Path

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers import Cipher, modes
from cryptography.hazmat.primitives.ciphers.algorithms import SM4
from django.core.exceptions import ImproperlyConfigured
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from pytest_django import Settings

from foundation.core import crypto
from foundation.core.crypto import SealBrokenError, blind_index, keyed_digest, reseal, seal, unseal

NUMBER = "141121199003070063"
PLACE = "trainees_person.identity:1"

each_suite = pytest.mark.parametrize("suite", ["sm", "aes"])


@pytest.fixture
def key_file(settings: Settings, tmp_path: Path) -> Path:
    path = tmp_path / "field_keys"
    path.write_text(crypto.new_key_line("k1"), encoding="ascii")
    settings.FIELD_KEY_FILE = path
    return path


def _append_key(path: Path, key_id: str) -> None:
    path.write_text(path.read_text(encoding="ascii") + crypto.new_key_line(key_id), encoding="ascii")


def test_sm3_gives_the_digest_printed_in_the_standard() -> None:
    digest = hashes.Hash(hashes.SM3())
    digest.update(b"abc")
    assert digest.finalize().hex() == "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0"


def test_sm4_gives_the_block_printed_in_the_standard() -> None:
    key = bytes.fromhex("0123456789abcdeffedcba9876543210")
    encryptor = Cipher(SM4(key), modes.ECB()).encryptor()  # noqa: S305 - one published block
    assert encryptor.update(key).hex() == "681edf34d206965e86b3e94f536e4246"


def test_sm4_gcm_gives_the_ciphertext_and_tag_of_rfc_8998() -> None:
    key, nonce = bytes.fromhex("0123456789abcdeffedcba9876543210"), bytes.fromhex("00001234567800000000abcd")
    encryptor = Cipher(SM4(key), modes.GCM(nonce)).encryptor()
    encryptor.authenticate_additional_data(bytes.fromhex("feedfacedeadbeeffeedfacedeadbeefabaddad2"))
    pattern = "a" * 16 + "b" * 16 + "c" * 16 + "d" * 16 + "e" * 16 + "f" * 16 + "e" * 16 + "a" * 16
    sealed = encryptor.update(bytes.fromhex(pattern)) + encryptor.finalize()
    assert sealed.hex().startswith("17f399f08c67d5ee19d0dc9969c4bb7d")
    assert encryptor.tag.hex() == "83de3541e4c2b58177e065a9bf7b62ec"


@each_suite
@hypothesis_settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.text(max_size=40))
def test_sealed_text_opens_again(settings: Settings, suite: str, text: str) -> None:
    settings.CRYPTO_SUITE = suite
    assert unseal(seal(text, bound_to=PLACE), bound_to=PLACE) == text


@each_suite
def test_token_hides_the_text_and_never_repeats(settings: Settings, suite: str) -> None:
    settings.CRYPTO_SUITE = suite
    tokens = {seal(NUMBER, bound_to=PLACE) for _ in range(50)}
    assert len(tokens) == 50
    assert not any(NUMBER in token for token in tokens)
    assert all(token.split(".")[2] == suite for token in tokens)


@each_suite
def test_any_altered_character_is_refused(settings: Settings, suite: str) -> None:
    settings.CRYPTO_SUITE = suite
    token = seal(NUMBER, bound_to=PLACE)
    for place, char in enumerate(token):
        altered = token[:place] + ("A" if char != "A" else "B") + token[place + 1 :]
        with pytest.raises(SealBrokenError):
            unseal(altered, bound_to=PLACE)


@pytest.mark.parametrize("bound_to", ["trainees_person.identity:2", "trainees_person.phone:1", ""])
def test_token_moved_to_another_row_or_column_is_refused(bound_to: str) -> None:
    with pytest.raises(SealBrokenError):
        unseal(seal(NUMBER, bound_to=PLACE), bound_to=bound_to)


@pytest.mark.parametrize(
    "token", ["", "plain", "1.k1.sm", "1.k1.sm.", "1.k1.sm.AAAA", "9.k1.sm.AAAA", "1.k1.des.AAAA"]
)
def test_what_is_not_a_token_is_refused(token: str) -> None:
    with pytest.raises(SealBrokenError):
        unseal(token, bound_to=PLACE)


def test_rotation_reseals_once_and_the_old_token_still_opens(key_file: Path) -> None:
    old = seal(NUMBER, bound_to=PLACE)
    _append_key(key_file, "k2")
    new = reseal(old, bound_to=PLACE)
    assert new is not None
    assert new.startswith("1.k2.sm.")
    assert unseal(new, bound_to=PLACE) == unseal(old, bound_to=PLACE) == NUMBER
    assert reseal(new, bound_to=PLACE) is None


def test_token_of_a_removed_key_is_refused(key_file: Path) -> None:
    token = seal(NUMBER, bound_to=PLACE)
    key_file.write_text(crypto.new_key_line("k2"), encoding="ascii")
    with pytest.raises(SealBrokenError, match="k1"):
        unseal(token, bound_to=PLACE)


def test_changing_the_suite_leaves_old_tokens_readable(settings: Settings) -> None:
    token = seal(NUMBER, bound_to=PLACE)
    settings.CRYPTO_SUITE = "aes"
    assert unseal(token, bound_to=PLACE) == NUMBER


def test_index_finds_equal_values_and_only_for_its_purpose() -> None:
    index = blind_index(NUMBER, purpose="identity")
    assert index == blind_index(NUMBER, purpose="identity")
    assert len(index) == 64
    assert index != blind_index(NUMBER, purpose="phone")
    assert index != blind_index(NUMBER[:-1] + "4", purpose="identity")


def test_index_survives_a_key_rotation(key_file: Path) -> None:
    before = blind_index(NUMBER, purpose="identity")
    _append_key(key_file, "k2")
    assert blind_index(NUMBER, purpose="identity") == before


def test_index_depends_on_the_key(key_file: Path) -> None:
    before = blind_index(NUMBER, purpose="identity")
    key_file.write_text(crypto.new_key_line("k1"), encoding="ascii")
    assert blind_index(NUMBER, purpose="identity") != before


def test_audit_digest_names_its_key_and_can_be_recomputed_with_it(settings: Settings, tmp_path: Path) -> None:
    settings.AUDIT_KEY_FILE = tmp_path / "audit_keys"
    settings.AUDIT_KEY_FILE.write_text(crypto.new_key_line("a1"), encoding="ascii")
    key_id, digest = keyed_digest(b"entry")
    _append_key(settings.AUDIT_KEY_FILE, "a2")
    assert key_id == "a1"
    assert keyed_digest(b"entry", key_id="a1") == ("a1", digest)
    assert keyed_digest(b"entry")[0] == "a2"
    with pytest.raises(SealBrokenError):
        keyed_digest(b"entry", key_id="a9")


@pytest.mark.parametrize(
    ("content", "says"),
    [
        ("", "holds no key"),
        ("k1:abcd\n", "line 1"),
        ("k1:" + "0" * 63 + "g\n", "line 1"),
        ("k1:" + "0" * 64 + "\nk1:" + "1" * 64 + "\n", "appears twice"),
    ],
)
def test_unusable_key_file_is_reported_with_its_line(key_file: Path, content: str, says: str) -> None:
    key_file.write_text(content, encoding="ascii")
    with pytest.raises(ImproperlyConfigured, match=says):
        seal(NUMBER, bound_to=PLACE)


def test_missing_key_file_and_unknown_suite_are_reported(settings: Settings, tmp_path: Path) -> None:
    settings.CRYPTO_SUITE = "rot13"
    with pytest.raises(ImproperlyConfigured, match="CRYPTO_SUITE"):
        seal(NUMBER, bound_to=PLACE)
    settings.FIELD_KEY_FILE = tmp_path / "nowhere"
    with pytest.raises(ImproperlyConfigured, match="FIELD_KEY_FILE: key file is missing"):
        seal(NUMBER, bound_to=PLACE)
