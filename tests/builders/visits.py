"""A person at his telephone: asks for a code, reads it from the folder of texts, enters it."""

from __future__ import annotations

import base64
import re
import struct
import zlib
from pathlib import Path
from uuid import UUID

from django.conf import settings
from django.test import Client
from django.urls import reverse

from foundation.accounts.actor import Actor
from foundation.core import clock
from tests.builders.trainees import identity_number, phone_number
from tests.cast import Cast
from trainees.enums import DisputeTarget
from trainees.models import Dispute, Person, PersonVisit
from trainees.operations import (
    examine_dispute,
    open_dispute,
    open_visit,
    reject_dispute,
    request_code,
    uphold_dispute,
)
from trainees.queries import VISIT_COOKIE, DisputableLine, visit_token


def last_text() -> str:
    """The text that was sent last."""
    newest = max(Path(settings.TEXT_MESSAGE_ROOT).glob("*.txt"), key=lambda path: path.name)
    return newest.read_text(encoding="utf-8")


def code_in(text: str) -> str:
    found = re.search(r"验证码 (\d{6})", text)
    assert found is not None
    return found[1]


def make_visit(serial: int = 1, *, phone: str = "", ip: str = "10.0.0.1") -> PersonVisit:
    """An open visit of the person whom the builders of applications call by this number."""
    actor = Actor.public(ip=ip)
    number = phone or phone_number(serial)
    asked = request_code(actor=actor, identity_number=identity_number(serial), phone=number)
    opened = open_visit(asked, actor=actor, code=code_in(last_text()))
    assert opened is not None
    return opened


def visiting(serial: int = 1, *, phone: str = "") -> Client:
    """A browser in which that person has entered his code."""
    client = Client()
    given = {"identity_number": identity_number(serial), "phone": phone or phone_number(serial)}
    client.post(reverse("trainees:visit_start"), given)
    client.post(reverse("trainees:visit_code"), {"code": code_in(last_text())})
    return client


def drawn_signature() -> str:
    """A drawing of 2 × 2 points as a page sends it."""
    raw = b"".join(b"\0" + b"\x10\x20\x60\xff" * 2 for _ in range(2))
    parts = [
        (b"IHDR", struct.pack(">IIBBBBB", 2, 2, 8, 6, 0, 0, 0)),
        (b"IDAT", zlib.compress(raw)),
        (b"IEND", b""),
    ]
    chunks = b"".join(
        struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
        for kind, body in parts
    )
    return "data:image/png;base64," + base64.b64encode(b"\x89PNG\r\n\x1a\n" + chunks).decode()


def visit_for(person: Person) -> PersonVisit:
    """An open visit of this very person, written directly: whose telephone it is, other tests ask."""
    return PersonVisit.objects.create(
        identity_number=person.identity_number.reveal(person),
        identity_index=person.identity_index,
        phone="-",
        phone_index="-",
        phone_masked="138****0001",
        expires_at=clock.now() + settings.ONE_TIME_CODE_LIFE,
        opened_at=clock.now(),
        ends_at=clock.now() + settings.PERSON_VISIT_LIFE,
        person=person,
    )


def browser_of(visit: PersonVisit) -> Client:
    client = Client()
    client.cookies[VISIT_COOKIE] = visit_token(visit)
    return client


def make_dispute(person: Person, kind: DisputeTarget, target_id: UUID, institution_id: UUID) -> Dispute:
    """The person has said of one line that it is not so."""
    line = DisputableLine(kind, target_id, institution_id, person.pk, f"{kind.label}一条")
    return open_dispute(visit_for(person), line, actor=Actor.public(), content="我没有参加过")


def decided(cast: Cast, dispute: Dispute, *, upheld: bool) -> Dispute:
    """张伟 has looked into it, 任刚 has drawn the conclusion."""
    examined = examine_dispute(dispute, actor=cast.actor("zhang_wei"), comment="已调阅签到表和录像")
    decide = uphold_dispute if upheld else reject_dispute
    return decide(examined, actor=cast.actor("ren_gang"), comment="经核查答复如下")
