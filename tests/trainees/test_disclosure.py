"""The full number is shown for a reason, and never without a trace."""

from __future__ import annotations

import pytest

from foundation.audit.models import Entry, Result
from foundation.core.errors import Invalid, NotAllowed, NotNow
from tests.builders.trainees import identity_number, make_application
from tests.cast import Cast
from trainees.operations import note_printing, reveal_identity_number
from trainees.operations.disclosure import PER_HOUR


def test_number_is_shown_and_the_trace_says_who_and_why_but_not_what(cast: Cast) -> None:
    application = make_application(cast, 3, address="示例村 3 号")
    shown = reveal_identity_number(application, actor=cast.actor("zhou_min"), reason="电话核实本人")
    assert (shown.identity_number, shown.phone, shown.address) == (
        identity_number(3),
        "13800000003",
        "示例村 3 号",
    )
    entry = Entry.objects.get(result=Result.READ)
    assert (entry.actor_name, entry.comment, entry.detail) == ("周敏", "电话核实本人", {})
    assert identity_number(3) not in repr(shown)


def test_without_a_reason_nothing_is_shown(cast: Cast) -> None:
    with pytest.raises(Invalid) as refusal:
        reveal_identity_number(make_application(cast), actor=cast.actor("zhou_min"), reason=" ")
    assert refusal.value.code == "disclosure.reason_missing"


@pytest.mark.parametrize(
    "person", ["sun_li", "cheng_hua", "zhang_wei", "sun_guodong", "qihang_teacher", "admin_he"]
)
def test_those_without_need_do_not_see_it(cast: Cast, person: str) -> None:
    with pytest.raises(NotAllowed) as refusal:
        reveal_identity_number(make_application(cast), actor=cast.actor(person), reason="看看")
    assert refusal.value.code == "role.missing"


def test_foreign_institution_does_not_see_it(cast: Cast) -> None:
    with pytest.raises(NotAllowed) as refusal:
        reveal_identity_number(make_application(cast), actor=cast.actor("huineng_manager"), reason="看看")
    assert refusal.value.code == "record.not_visible"


def test_printing_leaves_the_same_trace(cast: Cast) -> None:
    note_printing(make_application(cast), actor=cast.actor("qihang_manager"))
    assert Entry.objects.get(result=Result.READ).action == "application.print_form"


def test_copying_the_register_number_by_number_is_stopped(cast: Cast) -> None:
    application, officer = make_application(cast), cast.actor("zhou_min")
    for _ in range(PER_HOUR):
        reveal_identity_number(application, actor=officer, reason="逐个核对")
    with pytest.raises(NotNow) as refusal:
        note_printing(application, actor=officer)
    assert refusal.value.code == "disclosure.too_many"
