"""Two records of one person must not bring two live vouchers of one kind into the merge (20号 六; ADR 0008)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from foundation.core.reasons import Reason
from trainees.models import DuplicateCase
from trainees.queries import records_of
from trainees.queries.merging import merge_question
from vouchers.enums import REDEEMED_STATES, VoucherState
from vouchers.models import Voucher

CLAUSE = "文人社字〔2024〕20号 六"
_PROGRESS = {state: place for place, state in enumerate(VoucherState)}


@merge_question
def one_voucher_is_left(case: DuplicateCase) -> Reason | None:
    """Of two live vouchers for one kind, occupation, level and year, one is voided first, and which is said here.

    Where both are redeemed nothing can be undone: the merge is what brings it to light. Two queries.
    """
    for vouchers in _doubled(case):
        stays, *others = sorted(vouchers, key=lambda each: _standing(each, case))
        if surplus := [each for each in others if each.state not in REDEEMED_STATES]:
            return _reason(stays, surplus)
    return None


def _doubled(case: DuplicateCase) -> list[list[Voucher]]:
    """The live vouchers that both records have of one kind."""
    roots = records_of([case.first_id, case.second_id])
    found: dict[tuple[str, str, str, int], list[Voucher]] = defaultdict(list)
    for each in Voucher.objects.live().filter(person__in=list(roots)).order_by("created_at", "number"):
        found[each.kind, each.occupation_code, each.level, each.year].append(each)
    return [group for group in found.values() if len({roots[each.person_id] for each in group}) > 1]


def _standing(voucher: Voucher, case: DuplicateCase) -> tuple[int, bool]:
    """What has got further stays; of two alike that of the record that is kept."""
    return -_PROGRESS[VoucherState(voucher.state)], voucher.person_id != case.kept_id


def _reason(stays: Voucher, surplus: Sequence[Voucher]) -> Reason:
    numbers = "、".join(f"{each.number}（{each.state_tag.label}）" for each in surplus)
    return Reason(
        "duplicate.two_vouchers",
        f"两份档案都有有效的 {stays.year} 年{stays.occupation_title}{stays.get_kind_display()}，一人只能有一张："
        f"保留 {stays.number}（{stays.state_tag.label}），请先作废 {numbers}，再办理合并",
        CLAUSE,
        surplus[0].get_absolute_url(),
    )
