"""学员承诺书: the text in force on a day, and what one applicant has signed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from foundation.core.errors import Invalid
from foundation.core.models import StoredFile
from trainees.enums import SigningMethod
from trainees.models import Application, PledgeSignature, PledgeVersion


@dataclass(frozen=True)
class SignedPledge:
    """What an applicant has signed, as it is printed: always the text of then."""

    version: PledgeVersion
    method: SigningMethod
    signed_on: date
    file: StoredFile | None


def pledge_in_force(on: date) -> PledgeVersion:
    """The wording that is signed on this day; Invalid `pledge.none_in_force`."""
    found = PledgeVersion.objects.in_force(on).first()
    if found is None:
        raise Invalid("pledge.none_in_force", "还没有启用学员承诺书，请资格审核小组起草、另一人启用后再签。")
    return found


def signed_pledge(application: Application) -> SignedPledge | None:
    """The record of the signature; where only the day is known (纸质, from a roster), the wording of that day."""
    found = PledgeSignature.objects.filter(application=application).select_related("version", "file").first()
    if found is not None:
        if not found.is_true:
            raise Invalid("pledge.text_changed", "承诺书正文与签字时不一致，不能打印，请报告系统管理员核查。")
        return SignedPledge(found.version, SigningMethod(found.method), found.signed_on, found.file)
    if application.promise_signed_on is None:
        return None
    version = PledgeVersion.objects.in_force(application.promise_signed_on).first()
    if version is None:
        return None
    return SignedPledge(version, SigningMethod.PAPER, application.promise_signed_on, None)


def signed_applications(applications: Iterable[Application]) -> frozenset[UUID]:
    """Those with a signature on record, not only a day. One query."""
    rows = PledgeSignature.objects.filter(application__in=[each.pk for each in applications])
    return frozenset(rows.values_list("application_id", flat=True))


def pledge_versions() -> Sequence[PledgeVersion]:
    return list(PledgeVersion.objects.select_related("proposed_by", "activated_by"))
