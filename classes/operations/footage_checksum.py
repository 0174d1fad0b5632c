"""A piece of an upload that carries its own digest counts only when the digest agrees (tus, extension checksum)."""

from __future__ import annotations

import base64
import binascii
import hashlib
from collections.abc import Iterable, Iterator
from typing import ClassVar, Final

from foundation.core.errors import Invalid

ALGORITHMS: Final = ("sha1", "sha256")


class ChecksumMismatch(Invalid):
    """The status that the protocol gives to a piece that was changed on its way."""

    http_status: ClassVar[int] = 460


def checked(blocks: Iterable[bytes], header: str) -> Iterator[bytes]:
    """The blocks as they come; at their end `footage.piece_changed` unless `header` ("sha1 <base64>") agrees."""
    if not header:
        yield from blocks
        return
    algorithm, _, said = header.partition(" ")
    if algorithm not in ALGORITHMS:
        raise Invalid("footage.unknown_checksum", f"校验方式只支持 {'、'.join(ALGORITHMS)}，请更新上传程序。")
    digest = hashlib.new(algorithm, usedforsecurity=False)
    for block in blocks:
        digest.update(block)
        yield block
    try:
        agrees = base64.b64decode(said, validate=True) == digest.digest()
    except binascii.Error:
        agrees = False
    if not agrees:
        raise ChecksumMismatch("footage.piece_changed", "这一段在传输中有改动，请重新发送这一段。")
