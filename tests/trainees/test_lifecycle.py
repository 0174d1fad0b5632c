"""C2, first half: the verbs one by one, and everything that the table does not allow."""

from __future__ import annotations

from datetime import date

import pytest

from foundation.core import clock
from foundation.core.errors import Invalid, NotNow
from foundation.workflow.models import Message
from tests.builders.trainees import make_application, make_group_under_review, number_group
from tests.cast import Cast
from tests.outside_the_table import refuses_all_others
from trainees.enums import ApplicationState as S
from trainees.models import Application
from trainees.operations import (
    check_application,
    correct_application,
    pass_application,
    register_application,
    reject_application,
    return_application,
    send_application_for_review,
    withdraw_application,
)
from trainees.queries import group_applications
from trainees.workflow import APPLICATION


def under_review(cast: Cast) -> Application:
    group = make_group_under_review(cast, 1)
    number_group(cast, group)
    return group_applications(group).get()


def test_returned_person_is_corrected_and_comes_back(cast: Cast, on_18_june_2026: date) -> None:
    manager, officer = cast.actor("qihang_manager"), cast.actor("zhou_min")
    returned = return_application(under_review(cast), actor=officer, comment="文化程度与证书不符")
    assert Message.objects.filter(user=cast["qihang_manager"], body="文化程度与证书不符").exists()
    corrected = correct_application(returned, actor=manager, education="college")
    again = check_application(register_application(corrected, actor=manager), actor=manager)
    passed = pass_application(send_application_for_review(again, actor=manager), actor=officer)
    assert (passed.state, passed.passed_by_id) == (S.PASSED, cast["zhou_min"].pk)


def test_rejected_person_stays_rejected_and_may_be_entered_anew(cast: Cast, on_18_june_2026: date) -> None:
    application = reject_application(under_review(cast), actor=cast.actor("zhou_min"), comment="在校学生")
    assert application.state == S.REJECTED
    entered = make_application(cast, 1, group_id=application.group_id)
    assert entered.person_id == application.person_id


@pytest.mark.parametrize("operation", [return_application, reject_application])
def test_adverse_decision_needs_its_reason(cast: Cast, on_18_june_2026: date, operation: object) -> None:
    with pytest.raises(Invalid) as refusal:
        operation(under_review(cast), actor=cast.actor("zhou_min"), comment="")  # type: ignore[operator]  # a verb
    assert refusal.value.code == "application.comment_required"


def test_unchecked_unemployment_registration_stops_the_institution(cast: Cast) -> None:
    manager = cast.actor("qihang_manager")
    application = register_application(make_application(cast, unemployment_checked_on=None), actor=manager)
    with pytest.raises(NotNow) as refusal:
        check_application(application, actor=manager)
    assert refusal.value.code == "application.registration_not_checked"


def test_withdrawn_person_leaves_the_place_free(cast: Cast) -> None:
    application = make_application(cast, 1)
    withdrawn = withdraw_application(application, actor=cast.actor("qihang_manager"), comment="本人放弃")
    assert (withdrawn.state, withdrawn.practice_group) == (S.WITHDRAWN, None)
    assert not Application.objects.live().exists()


@pytest.mark.parametrize("state", S.values)
def test_whatever_the_table_does_not_name_is_refused(cast: Cast, state: str) -> None:
    application = make_application(cast)
    Application.objects.filter(pk=application.pk).update(
        state=state, passed_by=cast["zhou_min"], passed_at=clock.now()
    )
    application.refresh_from_db()
    assert refuses_all_others(APPLICATION, application, cast["cheng_hua"].pk) > 150
