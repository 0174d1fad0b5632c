"""C2, first half, from end to end: entered, checked, handed in, numbered, decided, passed, in class."""

from __future__ import annotations

from datetime import date

from foundation.audit.models import Entry
from tests.builders.trainees import make_checked_group, number_group
from tests.cast import Cast
from trainees.enums import ApplicationState
from trainees.operations import join_class, pass_group, record_voucher, send_group_for_review
from trainees.queries import group_applications, group_summary


def test_roster_of_fifty_goes_from_entry_to_class(cast: Cast, on_18_june_2026: date) -> None:
    manager, officer = cast.actor("qihang_manager"), cast.actor("zhou_min")
    group = make_checked_group(cast, 50)

    assert send_group_for_review(group, actor=manager) == 50
    number_group(cast, group)
    assert pass_group(group, actor=officer) == 50
    for application in group_applications(group):
        join_class(record_voucher(application, actor=officer.as_system()), actor=officer.as_system())

    summary = group_summary(group)
    assert summary.by_state == {ApplicationState.IN_CLASS: 50}
    assert (summary.female, summary.open_hits, summary.without_number) == (50, 0, 0)
    titles = Entry.objects.of_case(group).values_list("title", flat=True)
    assert {"提交资格审核 50 人", "资格审核通过 50 人"} <= set(titles)
