"""Questions about a voucher."""

from __future__ import annotations

from foundation.accounts.actor import Actor
from foundation.accounts.duties import met_by
from foundation.accounts.enums import Role
from foundation.core import clock
from foundation.core.reasons import BY_NOBODY, BY_TIME, Reason, say_who
from trainees.enums import ApplicationState
from trainees.queries import frozen, matters_in
from vouchers.enums import VoucherKind
from vouchers.models import Voucher
from vouchers.queries import unsettled_reason

CLAUSE = "文人社字〔2026〕8号 二(2)"


def issuer_matches_kind(voucher: Voucher, actor: Actor) -> Reason | None:
    """培训券 come from 资格审核小组, 评价券 from 培训业务小组 (8号 监控表)."""
    wanted = Role.QUALIFICATION_OFFICER if voucher.kind == VoucherKind.TRAINING else Role.TRAINING_OFFICER
    if actor.has_role(wanted):
        return None
    return Reason(
        "voucher.wrong_issuer",
        f"{voucher.get_kind_display()}由{wanted.label}制发",
        "文人社字〔2026〕8号 监控表",
    )


def holder_is_eligible(voucher: Voucher, actor: Actor) -> Reason | None:
    """A voucher is issued only to a person who passed the qualification review."""
    eligible = {ApplicationState.PASSED, ApplicationState.VOUCHER_ISSUED, ApplicationState.IN_CLASS}
    if voucher.application.state in eligible:
        return None
    return Reason(
        "voucher.holder_not_eligible",
        f"{voucher.person.masked_name}尚未通过资格审核，不能发券",
        CLAUSE,
        voucher.application.get_absolute_url(),
    )


def holder_is_clear(voucher: Voucher, actor: Actor) -> Reason | None:
    """A training voucher waits until every finding about its holder is decided, and none against him (8号 二(3))."""
    if voucher.kind != VoucherKind.TRAINING:
        return None
    application = voucher.application
    matter = next(iter(matters_in(application, application.hits.all())), None)
    return unsettled_reason(application, matter) if matter else None


def is_not_expired(voucher: Voucher, actor: Actor) -> Reason | None:
    """An expired voucher cannot be used for a class."""
    if voucher.valid_to >= clock.today():
        return None
    return Reason(
        "voucher.expired", f"{voucher.number}已于 {voucher.valid_to:%Y-%m-%d} 过期，请重新申请", CLAUSE
    )


def validity_has_ended(voucher: Voucher, actor: Actor) -> Reason | None:
    """The calendar lets a voucher expire only after its last day."""
    if voucher.valid_to < clock.today():
        return None
    return Reason("voucher.still_valid", f"{voucher.number}仍在有效期内", CLAUSE)


def no_line_is_disputed(voucher: Voucher, actor: Actor) -> Reason | None:
    """Does the holder not dispute this voucher, or the application that it rests on? (20号 六; N20)"""
    return frozen(voucher.person, voucher.pk, voucher.application_id)


say_who(BY_TIME, "voucher.still_valid")
say_who(BY_NOBODY, "voucher.hit_blocking")
met_by((Role.INSTITUTION_MANAGER,), "voucher.expired")
met_by(
    (Role.QUALIFICATION_OFFICER,),
    "voucher.holder_not_eligible",
    "voucher.hit_open",
    "voucher.held_elsewhere",
    "voucher.training_missing",
    "scheme.closed",
    "scheme.ended",
    "scheme.other_kind",
    "scheme.other_year",
    "scheme.other_occupation",
    "scheme.other_level",
    "scheme.other_institution",
    "scheme.other_group",
)
met_by((Role.QUALIFICATION_OFFICER, Role.TRAINING_OFFICER), "voucher.wrong_issuer")
