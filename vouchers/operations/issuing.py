"""The roster gets its training vouchers (资格审核小组)."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction

from foundation.accounts.actor import Actor
from foundation.accounts.duties import require_role
from foundation.accounts.enums import Role
from foundation.accounts.queries import holders_of
from foundation.core.errors import NotNow
from foundation.workflow.messages import tell
from trainees.enums import ApplicationState
from trainees.operations import check_group, record_voucher
from trainees.rules.catalogue import Moment
from vouchers import queries
from vouchers.enums import VoucherKind
from vouchers.models import Voucher, VoucherScheme
from vouchers.operations.lists import note_list, request_vouchers, tell_institution
from vouchers.operations.schemes import issue_under


def request_training_vouchers(group_id: UUID, *, actor: Actor) -> list[Voucher]:
    """The institution asks for the vouchers of everybody who passed the qualification review."""
    require_role(actor, Role.INSTITUTION_MANAGER, doing="申请发券")
    with transaction.atomic():
        plan = queries.issue_plan(group_id, actor)
        wanted = [line.application for line in plan.to_issue if line.voucher is None]
        if not wanted:
            raise NotNow(
                "voucher.nobody_to_request", "没有可以申请发券的学员：须先通过资格审核，且尚未持券。"
            )
        requested = request_vouchers(wanted, VoucherKind.TRAINING, actor)
        note_list("voucher.request_list", "申请培训券", group_id, requested, actor)
        officers = set(holders_of(Role.QUALIFICATION_OFFICER).values_list("pk", flat=True))
        tell(
            {*officers},
            title=f"{plan.title}申请培训券 {len(requested)} 张",
            url=requested[0].get_absolute_url(),
        )
    return requested


def issue_training_vouchers(
    group_id: UUID, *, actor: Actor, scheme: VoucherScheme | None = None
) -> list[Voucher]:
    """资格审核小组 makes out the training vouchers of a roster in one go: all of them or none.

    Under a scheme they go to those whom it fits; without one to everybody entitled, 按标准.
    Everybody is compared anew first, which stays on record also where nobody can be issued one.
    """
    require_role(actor, Role.QUALIFICATION_OFFICER, doing="制发培训券")
    check_group(group_id, Moment.VOUCHER, actor=actor)
    with transaction.atomic():
        plan = queries.issue_plan(group_id, actor, scheme)
        if not plan.to_issue:
            raise NotNow(
                "voucher.nobody_to_issue",
                "没有可以发券的学员：须先通过资格审核，且尚未持券。",
                [line.obstacle for line in plan.without if line.obstacle],
            )
        issued = _issue_to(plan.to_issue, actor, scheme)
        note_list("voucher.issue_training_list", "制发培训券", group_id, issued, actor)
        tell_institution(issued, f"{plan.title}培训券已制发 {len(issued)} 张")
    return issued


def _issue_to(lines: list[queries.IssueLine], actor: Actor, scheme: VoucherScheme | None) -> list[Voucher]:
    """Who has asked gets what he asked for, who has not a voucher at once."""
    unasked = [line.application for line in lines if line.voucher is None]
    asked = {v.application_id: v for v in request_vouchers(unasked, VoucherKind.TRAINING, actor)}
    vouchers = [line.voucher or asked[line.application.pk] for line in lines]
    issued = issue_under(vouchers, scheme, actor=actor)
    passed = [line.application for line in lines if line.application.state == ApplicationState.PASSED]
    record_voucher.each(passed, actor=actor.as_system())
    return issued
