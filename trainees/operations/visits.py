"""验证码: a person shows that a telephone is his, and may then look at what was done in his name (N20; C5).

A code is always sent, whoever asks for whichever number: nobody learns from it who is registered. What the visit
shows depends on whether the telephone is one that is registered for the person of that number.
"""

from __future__ import annotations

import re
import secrets

from django.conf import settings
from django.db import transaction
from django.db.models import F

from foundation.accounts.actor import Actor
from foundation.audit.models import Result
from foundation.audit.operations import Event, append
from foundation.core import clock, crypto
from foundation.core.errors import Invalid, NotNow
from foundation.core.national_codes import (
    check_identity_number,
    mask_phone,
    normalise_code,
)
from foundation.core.text_messages import configured_sender
from trainees.models import Application, Person, PersonVisit
from trainees.operations.entry import identity_index
from trainees.queries.visits import too_many_codes, too_many_wrong, visitor

DIGITS = 6
MOBILE = re.compile(r"1[3-9]\d{9}", re.ASCII)
TOO_MANY = (
    "验证码申请或输错的次数过多，请过一会儿再试；急办的请带身份证到就近的村（社区）网点或县人社局窗口。"
)


def request_code(*, actor: Actor, identity_number: str, phone: str, device: str = "") -> PersonVisit:
    """A code of six digits to this telephone, good for a few minutes and for one use. Known or unknown: alike."""
    identity = check_identity_number(identity_number, today=clock.today())
    mobile = check_mobile(phone)
    sender = configured_sender()
    index, phone_index = identity_index(identity.number), crypto.blind_index(mobile, purpose="phone")
    visit = PersonVisit(
        identity_number=identity.number,
        identity_index=index,
        phone=mobile,
        phone_index=phone_index,
        phone_masked=mask_phone(mobile),
        ip=actor.ip,
        device=device[:200],
        expires_at=clock.now() + settings.ONE_TIME_CODE_LIFE,
    )
    code = f"{secrets.randbelow(10**DIGITS):0{DIGITS}d}"
    visit.code_digest = _digest(visit, code)
    with transaction.atomic():
        if too_many_codes(index, phone_index, actor.ip) or too_many_wrong(index, phone_index, actor.ip):
            raise NotNow("visit.too_many", TOO_MANY)
        visit.save(force_insert=True)
    minutes = int(settings.ONE_TIME_CODE_LIFE.total_seconds() // 60)
    sender.send(mobile, f"【文水人社】验证码 {code}，{minutes} 分钟内有效。不要告诉他人，工作人员不会索要。")
    return visit


def request_code_again(visit: PersonVisit, *, actor: Actor, device: str = "") -> PersonVisit:
    """Another code to the same telephone, without number and telephone being typed once more."""
    number, phone = visit.identity_number.reveal(visit), visit.phone.reveal(visit)
    return request_code(actor=actor, identity_number=number, phone=phone, device=device)


def open_visit(visit: PersonVisit, *, actor: Actor, code: str) -> PersonVisit | None:
    """The right code opens the visit, once; None for a wrong or dead one.

    Every entry is counted before it is looked at, so that many at the same moment are not more than a few.
    """
    if too_many_wrong(visit.identity_index, visit.phone_index, actor.ip):
        raise NotNow("visit.too_many", TOO_MANY)
    now, written = clock.now(), "".join(code.split())
    asked = PersonVisit.objects.filter(pk=visit.pk, opened_at__isnull=True, expires_at__gt=now)
    tried = asked.filter(wrong_tries__lt=settings.ONE_TIME_CODE_TRIES).update(
        wrong_tries=F("wrong_tries") + 1
    )
    right = asked.filter(code_digest=_digest(visit, written)) if tried else asked.none()
    with transaction.atomic():
        opened = right.update(
            opened_at=now,
            ends_at=now + settings.PERSON_VISIT_LIFE,
            code_digest="",
            person=_holder(visit),
            wrong_tries=F("wrong_tries") - 1,
        )
        if opened:
            visit = PersonVisit.objects.select_related("person").get(pk=visit.pk)
            event = Event("visit.open", "本人凭验证码查询", visit.person, result=Result.READ)
            append(event, actor=visitor(visit, actor))
            return visit
    append(Event("visit.code_wrong", "验证码输错", result=Result.REFUSED), actor=visitor(visit, actor))
    return None


def end_visit(visit: PersonVisit) -> None:
    """The person is done; what was open is closed at once."""
    PersonVisit.objects.filter(pk=visit.pk, ends_at__gt=clock.now()).update(ends_at=clock.now())


def check_mobile(text: str) -> str:
    """A mobile number in its normal form: one that can receive a text."""
    number = normalise_code(text).removeprefix("+86")
    if not MOBILE.fullmatch(number):
        raise Invalid("phone.not_mobile", "请填写能收短信的 11 位手机号，座机收不到验证码。")
    return number


def _holder(visit: PersonVisit) -> Person | None:
    """The person of the number, if this telephone is registered for him in any application, under any number."""
    person = Person.objects.filter(identity_index=visit.identity_index).first()
    own = Person.objects.of_one_person([person.pk] if person else [])
    mine = Application.objects.filter(person__in=own, phone_index=visit.phone_index)
    return person if mine.exists() else None


def _digest(visit: PersonVisit, code: str) -> str:
    return crypto.blind_index(f"{visit.pk}:{code}", purpose="one-time-code")
