"""Sealing of personal data, keyed search indexes, and the keyed digest of the audit chain.

Two suites behind one interface: `sm` (SM4-GCM, HMAC-SM3; the default) and `aes` (AES-256-GCM, HMAC-SHA-256).
A sealed token names its version, key and suite, so either suite and every key still in the file opens it:

    1.<key id>.<suite>.<base64url of nonce, ciphertext and tag>

Keys lie in files of lines `<key id>:<64 hex digits>`. New tokens use the *last* line. Search indexes use the
*first* line, because a search must keep finding old rows after a key was added; dropping the first line means
rebuilding every index. From these master keys each use derives its own key (HKDF), so index key ≠ data key.
"""

from __future__ import annotations

import base64
import binascii
import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers import Cipher, modes
from cryptography.hazmat.primitives.ciphers.algorithms import AES, SM4
from cryptography.hazmat.primitives.hmac import HMAC
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

_VERSION: Final = "1"
_NONCE_BYTES: Final = 12
_TAG_BYTES: Final = 16
_KEY_LINE = re.compile(r"(?P<id>[A-Za-z0-9_-]{1,32}):(?P<key>[0-9a-fA-F]{64})")


class SealBrokenError(Exception):
    """A sealed value was altered, moved to another row or column, or its key is gone."""


@dataclass(frozen=True)
class Suite:
    """A cipher with its key size in bytes, and a hash."""

    name: str
    cipher: type[SM4 | AES]
    key_bytes: int
    digest: type[hashes.HashAlgorithm]


_SUITES: Final = {
    "sm": Suite("sm", SM4, 16, hashes.SM3),
    "aes": Suite("aes", AES, 32, hashes.SHA256),
}


@dataclass(frozen=True)
class Keyring:
    """The master keys of one file, in the order of the file."""

    keys: Mapping[str, bytes]

    @cached_property
    def oldest(self) -> str:
        return next(iter(self.keys))

    @cached_property
    def current(self) -> str:
        return next(reversed(list(self.keys)))


def seal(plaintext: str, *, bound_to: str) -> str:
    """A token that opens only with the same `bound_to` (table, column, row), so it cannot be moved."""
    ring, suite = _field_keys(), _current_suite()
    key_id = ring.current
    key = _derived(ring.keys[key_id], suite.name, f"seal/{suite.name}", suite.key_bytes)
    nonce = os.urandom(_NONCE_BYTES)
    encryptor = Cipher(suite.cipher(key), modes.GCM(nonce)).encryptor()
    head = f"{_VERSION}.{key_id}.{suite.name}"
    encryptor.authenticate_additional_data(_bound(head, bound_to))
    body = encryptor.update(plaintext.encode()) + encryptor.finalize()
    return f"{head}.{_text(nonce + body + encryptor.tag)}"


def unseal(token: str, *, bound_to: str) -> str:
    """The plain text again, or `SealBrokenError`."""
    head, suite, key, body = _parsed(token)
    nonce, tag = body[:_NONCE_BYTES], body[-_TAG_BYTES:]
    decryptor = Cipher(suite.cipher(key), modes.GCM(nonce, tag)).decryptor()
    decryptor.authenticate_additional_data(_bound(head, bound_to))
    try:
        plain = decryptor.update(body[_NONCE_BYTES:-_TAG_BYTES]) + decryptor.finalize()
    except InvalidTag as error:
        raise SealBrokenError(f"sealed value of {bound_to} does not open") from error
    return plain.decode()


def reseal(token: str, *, bound_to: str) -> str | None:
    """The token under the current key and suite; None when it already is, so a rotation can be repeated."""
    if token.startswith(f"{_VERSION}.{_field_keys().current}.{_current_suite().name}."):
        return None
    return seal(unseal(token, bound_to=bound_to), bound_to=bound_to)


def blind_index(value: str, *, purpose: str) -> str:
    """64 hex digits under which an equal value is found again, without storing it. Normalise before calling.

    Keyed, because the identity numbers of one county are few enough to be tried out one by one. Each
    `purpose` (`identity`, `phone`, …) has its own key, so that columns cannot be matched with each other.
    """
    ring, suite = _field_keys(), _current_suite()
    key = _derived(ring.keys[ring.oldest], suite.name, f"index/{purpose}", suite.digest().digest_size)
    return _mac(suite, key, value.encode()).hex()


def keyed_digest(data: bytes, *, key_id: str | None = None) -> tuple[str, str]:
    """(key id, hex digest) by the audit key named, else the current one; `SealBrokenError` if unknown."""
    ring = _keyring_of("AUDIT_KEY_FILE")
    used = ring.current if key_id is None else key_id
    if used not in ring.keys:
        raise SealBrokenError(f"audit key {used} is not in the key file")
    suite = _current_suite()
    key = _derived(ring.keys[used], suite.name, "audit", suite.digest().digest_size)
    return used, _mac(suite, key, data).hex()


def signing_secrets(purpose: str, length: int) -> tuple[str, Mapping[str, bytes]]:
    """(current key id, key id → secret of `length` bytes), derived from every audit key for this one use."""
    ring, suite = _keyring_of("AUDIT_KEY_FILE"), _current_suite()
    use = f"sign/{purpose}"
    return ring.current, {
        key_id: _derived(master, suite.name, use, length) for key_id, master in ring.keys.items()
    }


def new_key_line(key_id: str) -> str:
    """A line to append to a key file when a key is created or rotated."""
    return f"{key_id}:{os.urandom(32).hex()}\n"


def _current_suite() -> Suite:
    name: str = getattr(settings, "CRYPTO_SUITE", "sm")
    if name not in _SUITES:
        raise ImproperlyConfigured(f"CRYPTO_SUITE is {name!r}, must be one of {', '.join(_SUITES)}")
    return _SUITES[name]


def _field_keys() -> Keyring:
    return _keyring_of("FIELD_KEY_FILE")


def _keyring_of(setting: str) -> Keyring:
    path = os.fspath(getattr(settings, setting))
    try:
        changed = os.stat(path).st_mtime_ns
    except OSError as error:
        raise ImproperlyConfigured(
            f"{setting}: key file is missing; create it or restore it from its backup"
        ) from error
    return _read_keyring(path, setting, changed)


@lru_cache(maxsize=8)
def _read_keyring(path: str, setting: str, changed: int) -> Keyring:
    """`changed` (the time stamp) is part of the cache key: a rotated key is used without a restart."""
    del changed
    keys: dict[str, bytes] = {}
    for number, line in enumerate(Path(path).read_text(encoding="ascii").splitlines(), 1):
        if not line.strip():
            continue
        match = _KEY_LINE.fullmatch(line.strip())
        if match is None:
            raise ImproperlyConfigured(f"{setting}: line {number} is not '<key id>:<64 hex digits>'")
        if match["id"] in keys:
            raise ImproperlyConfigured(f"{setting}: key id {match['id']} appears twice (line {number})")
        keys[match["id"]] = bytes.fromhex(match["key"])
    if not keys:
        raise ImproperlyConfigured(f"{setting}: key file holds no key")
    return Keyring(keys)


@lru_cache(maxsize=256)
def _derived(master: bytes, suite_name: str, use: str, length: int) -> bytes:
    digest = _SUITES[suite_name].digest()
    return HKDF(algorithm=digest, length=length, salt=None, info=f"wenshui-training/{use}".encode()).derive(
        master
    )


def _mac(suite: Suite, key: bytes, data: bytes) -> bytes:
    mac = HMAC(key, suite.digest())
    mac.update(data)
    return mac.finalize()


def _bound(head: str, bound_to: str) -> bytes:
    return f"{head}|{bound_to}".encode()


def _parsed(token: str) -> tuple[str, Suite, bytes, bytes]:
    parts = token.split(".")
    if len(parts) != 4 or parts[0] != _VERSION or parts[2] not in _SUITES:
        raise SealBrokenError("not a sealed value")
    _, key_id, suite_name, text = parts
    suite, master = _SUITES[suite_name], _field_keys().keys.get(key_id)
    if master is None:
        raise SealBrokenError(f"field key {key_id} is not in the key file")
    body = _raw(text)
    key = _derived(master, suite_name, f"seal/{suite_name}", suite.key_bytes)
    return f"{_VERSION}.{key_id}.{suite_name}", suite, key, body


def _text(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).decode("ascii").rstrip("=")


def _raw(text: str) -> bytes:
    try:
        raw = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError) as error:
        raise SealBrokenError("not a sealed value") from error
    if len(raw) < _NONCE_BYTES + _TAG_BYTES or _text(raw) != text:
        raise SealBrokenError("not a sealed value")
    return raw
