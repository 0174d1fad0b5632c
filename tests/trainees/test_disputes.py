"""本人异议: one examines, another decides; the pages of the office; what is frozen in the registry and of vouchers."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from foundation.accounts.actor import Actor
from foundation.core.errors import Invalid, NotAllowed, NotNow
from foundation.workflow.models import Message
from foundation.workflow.worklist import worklist
from tests.builders.trainees import make_application, make_group_under_review, number_group
from tests.builders.visits import decided, make_dispute, visit_for
from tests.cast import Cast
from tests.conftest import SignIn
from tests.outside_the_table import refuses_all_others
from trainees.enums import ApplicationState, DisputeState, DisputeTarget
from trainees.models import Application, Dispute
from trainees.operations import (
    confirm_correction,
    end_visit,
    examine_dispute,
    open_dispute,
    pass_eligible,
    pass_group,
    reject_dispute,
    uphold_dispute,
)
from trainees.queries import DisputableLine, group_applications
from trainees.workflow import DISPUTE

pytestmark = pytest.mark.usefixtures("policy_in_force", "on_18_june_2026")


def disputed(application: Application) -> Dispute:
    return make_dispute(
        application.person, DisputeTarget.APPLICATION, application.pk, application.institution_id
    )


def test_dispute_stands_in_the_worklist_of_the_inspectors_and_of_nobody_else(cast: Cast) -> None:
    dispute = disputed(make_application(cast))
    for who, wanted in (("zhang_wei", [dispute]), ("li_jing", []), ("qihang_manager", [])):
        assert [item.record for item in worklist(cast.actor(who)).items] == wanted
    assert Message.objects.filter(user=cast["ren_gang"], title__contains=dispute.number).exists()


def test_who_examined_does_not_decide(cast: Cast) -> None:
    dispute = examine_dispute(
        disputed(make_application(cast)), actor=cast.actor("ren_gang"), comment="已问过机构"
    )
    with pytest.raises(NotAllowed) as refusal:
        uphold_dispute(dispute, actor=cast.actor("ren_gang"), comment="成立")
    assert refusal.value.code == "dispute.same_person"
    upheld = uphold_dispute(dispute, actor=cast.actor("guo_liang"), comment="未报名，机构冒用")
    assert (upheld.state, upheld.answer) == (DisputeState.UPHELD, "未报名，机构冒用")


def test_upheld_line_is_free_again_once_another_confirms_that_it_was_put_right(cast: Cast) -> None:
    group = make_group_under_review(cast, 2)
    number_group(cast, group)
    one = group_applications(group)[0]
    dispute = decided(cast, disputed(one), upheld=True)
    with pytest.raises(NotNow) as frozen:
        pass_group(group, actor=cast.actor("zhou_min"), only=[one.pk])
    with pytest.raises(NotAllowed) as refusal:
        confirm_correction(dispute, actor=cast.actor("ren_gang"), comment="已改正")
    assert (frozen.value.code, refusal.value.code) == ("dispute.open", "dispute.same_person")
    assert [item.record for item in worklist(cast.actor("guo_liang")).items] == [dispute]
    corrected = confirm_correction(dispute, actor=cast.actor("guo_liang"), comment="登记表已由本人重填")
    assert (corrected.state, corrected.correction) == (DisputeState.CORRECTED, "登记表已由本人重填")
    assert pass_group(group, actor=cast.actor("zhou_min"), only=[one.pk]) == 1


@pytest.mark.parametrize("operation", [uphold_dispute, reject_dispute])
def test_conclusion_needs_its_reason(cast: Cast, operation: object) -> None:
    dispute = examine_dispute(
        disputed(make_application(cast)), actor=cast.actor("zhang_wei"), comment="已核查"
    )
    with pytest.raises(Invalid) as refusal:
        operation(dispute, actor=cast.actor("ren_gang"), comment=" ")  # type: ignore[operator]  # parametrised
    assert refusal.value.code == "dispute.comment_required"


def test_everything_outside_the_table_is_refused(cast: Cast) -> None:
    dispute = disputed(make_application(cast))
    assert refuses_all_others(DISPUTE, dispute, cast["cheng_hua"].pk) > 40


def test_same_line_is_disputed_once_at_a_time(cast: Cast) -> None:
    application = make_application(cast)
    disputed(application)
    with pytest.raises(NotNow) as refusal:
        disputed(application)
    assert refusal.value.code == "dispute.already_open"


def test_nothing_is_disputed_without_words_or_after_the_visit(cast: Cast) -> None:
    application = make_application(cast)
    visit = visit_for(application.person)
    line = DisputableLine(
        DisputeTarget.APPLICATION, application.pk, application.institution_id, application.person_id, "报名"
    )
    with pytest.raises(Invalid) as silent:
        open_dispute(visit, line, actor=Actor.public(), content="  ")
    end_visit(visit)
    visit.refresh_from_db()
    with pytest.raises(NotNow) as late:
        open_dispute(visit, line, actor=Actor.public(), content="不是我")
    assert (silent.value.code, late.value.code) == ("dispute.content_missing", "visit.over")


def test_disputed_applicant_stays_and_the_others_of_the_roster_pass(cast: Cast) -> None:
    group = make_group_under_review(cast, 3)
    number_group(cast, group)
    one, *others = group_applications(group)
    disputed(one)
    with pytest.raises(NotNow) as refusal:
        pass_group(group, actor=cast.actor("zhou_min"), only=[one.pk])
    assert refusal.value.code == "dispute.open"
    assert pass_eligible(group, actor=cast.actor("zhou_min")) == 2
    one.refresh_from_db()
    assert one.state == ApplicationState.UNDER_REVIEW
    assert {a.state for a in group_applications(group).exclude(pk=one.pk)} == {ApplicationState.PASSED}
    assert len(others) == 2


@pytest.mark.parametrize("size", [2, 20])
def test_list_takes_the_same_queries(cast: Cast, sign_in: SignIn, size: int) -> None:
    for serial in range(1, size + 1):
        disputed(make_application(cast, serial))
    client = sign_in("zhang_wei")
    client.get(reverse("trainees:dispute_list"))
    with CaptureQueriesContext(connection) as queries:
        assert client.get(reverse("trainees:dispute_list")).status_code == 200
    assert len(queries) <= 14


def test_office_examines_and_answers_on_the_page(cast: Cast, sign_in: SignIn, on_18_june_2026: date) -> None:
    dispute = disputed(make_application(cast))
    decide = reverse("trainees:dispute_decide", args=[dispute.pk])
    sign_in("zhang_wei").post(decide, {"verb": "examine", "comment": "已核查"})
    sign_in("ren_gang").post(decide, {"verb": "reject", "comment": "有本人签字的登记表"})
    page = sign_in("cheng_hua").get(dispute.get_absolute_url()).content.decode()
    assert "有本人签字的登记表" in page
    assert "异议不成立" in page


def test_institution_never_reads_what_is_said_against_it(cast: Cast, sign_in: SignIn) -> None:
    dispute = disputed(make_application(cast))
    client = sign_in("qihang_manager")
    assert client.get(dispute.get_absolute_url()).status_code == 403
    assert not Dispute.objects.visible_to(cast.actor("qihang_manager")).exists()
    examined = examine_dispute(dispute, actor=cast.actor("zhang_wei"), comment="机构冒用")
    uphold_dispute(examined, actor=cast.actor("ren_gang"), comment="没有本人签字")
    told = Message.objects.get(user=cast["qihang_manager"])
    assert ("请更正报名记录" in told.title, dispute.line in told.body) == (True, True)
    assert not any(said in told.title + told.body for said in (dispute.content, "冒用", "没有本人签字"))
    assert client.get(told.url).status_code == 200
    assert f'href="{told.url}"' in sign_in("cheng_hua").get(dispute.get_absolute_url()).content.decode()
