"""Signatures that anybody can check without us: ECDSA on P-256 with SHA-256, which every browser's WebCrypto knows.

A private key per line of the audit key file, derived for its purpose and never stored; adding a line rotates. What
was signed before still verifies as long as its line stays in the file. A signed token is

    <key id>.<base64url of the content>.<base64url of r and s>

and the signature covers everything before its dot, so that content cannot be moved to another key.
"""

from __future__ import annotations

import base64
import binascii
from functools import lru_cache

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature, encode_dss_signature
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from foundation.core.crypto import SealBrokenError, signing_secrets

_ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
_HALF = 32
_SECRET_BYTES = 48  # sixteen more than the order has, so that taking the rest leaves no bias


def sign(content: str, *, purpose: str) -> str:
    """The token; the same content and key give the same token, so that a reprint is the same."""
    key_id, secrets = signing_secrets(purpose, _SECRET_BYTES)
    head = f"{key_id}.{_text(content.encode())}"
    der = _private(secrets[key_id]).sign(head.encode(), ec.ECDSA(hashes.SHA256(), deterministic_signing=True))
    r, s = decode_dss_signature(der)
    return f"{head}.{_text(r.to_bytes(_HALF, 'big') + s.to_bytes(_HALF, 'big'))}"


def verified(token: str, *, purpose: str) -> str:
    """The content of a token that we signed; `SealBrokenError` for any other."""
    head, _, mark = token.strip().rpartition(".")
    key_id, _, body = head.partition(".")
    _, secrets = signing_secrets(purpose, _SECRET_BYTES)
    try:
        raw = _raw(mark)
        if key_id not in secrets or len(raw) != 2 * _HALF:
            raise SealBrokenError("not signed by a key of ours")
        numbers = int.from_bytes(raw[:_HALF], "big"), int.from_bytes(raw[_HALF:], "big")
        public = _private(secrets[key_id]).public_key()
        public.verify(encode_dss_signature(*numbers), head.encode(), ec.ECDSA(hashes.SHA256()))
        return _raw(body).decode()
    except (InvalidSignature, binascii.Error, ValueError) as error:
        raise SealBrokenError("the signature does not fit") from error


def public_keys(*, purpose: str) -> dict[str, str]:
    """Key id → uncompressed public point, base64url, as WebCrypto imports it raw."""
    _, secrets = signing_secrets(purpose, _SECRET_BYTES)
    return {
        key_id: _text(
            _private(secret).public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
        )
        for key_id, secret in secrets.items()
    }


@lru_cache(maxsize=64)
def _private(secret: bytes) -> ec.EllipticCurvePrivateKey:
    return ec.derive_private_key(int.from_bytes(secret, "big") % (_ORDER - 1) + 1, ec.SECP256R1())


def _text(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).decode("ascii").rstrip("=")


def _raw(text: str) -> bytes:
    found = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
    if _text(found) != text:
        raise ValueError("not written as we write it")
    return found
