"""我的名字用在哪里: everything of one person and nothing of another; a dispute freezes one line (N20)."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from classes.enums import EnrolmentState
from classes.models import Enrolment, TrainingClass
from foundation.core import clock
from foundation.core.errors import NotNow
from subsidies.enums import ClaimState
from subsidies.models import SubsidyClaim
from subsidies.operations import return_claim_after_dispute
from subsidies.queries.disputed import frozen_lines
from tests.builders.running import make_running_class
from tests.builders.subsidies import advance, confirm_standard, know_calendar, make_claim, make_fund
from tests.builders.visits import browser_of, decided, make_dispute, visit_for
from tests.cast import Cast
from trainees.enums import DisputeTarget
from trainees.models import Dispute
from trainees.operations import confirm_correction

RECORDS = "reports:my_records"
LINE = re.compile(r'name="line" value="([^"]+)"')


@pytest.fixture
def claim(cast: Cast, policy_in_force: None, on_18_june_2026: object) -> SubsidyClaim:
    """Four people are paid by a claim of 启航 that may be sent to 财政."""
    know_calendar()
    confirm_standard()
    make_fund(cast)
    return make_claim(cast, ClaimState.NOTICE_CLOSED)


def people_of(claim: SubsidyClaim) -> list[Enrolment]:
    return list(claim.training_class.enrolments.select_related("person").order_by("position"))


def test_page_shows_everything_of_the_person_and_nothing_of_others(claim: SubsidyClaim) -> None:
    first, second, *_ = people_of(claim)
    page = browser_of(visit_for(first.person)).get(reverse(RECORDS)).content.decode()

    for word in ("报名", "参加班次", "签到考勤", "电子券", "考试成绩", "补贴", "2026 年", "启航"):
        assert word in page
    assert str(claim.training_class) in page
    assert "4 个半天到课" in page
    assert first.person.identity_masked in page
    assert second.person.identity_masked not in page
    assert first.person.identity_number.reveal(first.person) not in page


def test_status_says_in_plain_words_who_is_next_while_the_visit_lasts(claim: SubsidyClaim) -> None:
    client = browser_of(visit_for(people_of(claim)[0].person))
    page = client.get(reverse("reports:my_home")).content.decode()
    assert "培训已经结束，结果见“我的名字用在哪里”" in page
    assert "养老护理员" in page
    assert "在班" not in page, "the class is over"
    with clock.moved_to(clock.now() + timedelta(minutes=16)):
        over = client.get(reverse(RECORDS), follow=True)
    assert "查询时间已到，已自动退出" in over.content.decode()


@pytest.mark.parametrize(
    ("days", "words"), [(1, "课已上完，6月19日结业考试"), (-1, "课已上完，等结业考试成绩")]
)
def test_who_has_no_more_lessons_is_not_sent_to_the_timetable(
    cast: Cast, policy_in_force: None, on_18_june_2026: object, days: int, words: str
) -> None:
    training_class = make_running_class(cast)
    exam_on = clock.today() + timedelta(days=days)
    TrainingClass.objects.filter(pk=training_class.pk).update(exam_on=exam_on)
    Enrolment.objects.filter(training_class=training_class).update(state=EnrolmentState.AWAITING_EXAM)
    someone = training_class.enrolments.select_related("person").order_by("position")[0]
    page = browser_of(visit_for(someone.person)).get(reverse("reports:my_home")).content.decode()
    assert words in page
    assert "按课程表上课" not in page


def test_page_takes_the_same_queries_however_much_there_is(claim: SubsidyClaim) -> None:
    counts = []
    for enrolment in people_of(claim)[:2]:
        client = browser_of(visit_for(enrolment.person))
        client.get(reverse(RECORDS))
        with CaptureQueriesContext(connection) as queries:
            assert client.get(reverse(RECORDS)).status_code == 200
        counts.append(len(queries))
        make_dispute(enrolment.person, DisputeTarget.EXAM, enrolment.pk, claim.institution_id)
    assert counts[0] == counts[1] <= 8


def test_line_is_disputed_from_the_page_and_answered_there(cast: Cast, claim: SubsidyClaim) -> None:
    enrolment = people_of(claim)[0]
    client = browser_of(visit_for(enrolment.person))
    token = LINE.findall(client.get(reverse(RECORDS)).content.decode())[0]
    empty = client.post(reverse("trainees:dispute_new"), {"line": token, "content": " "})
    sent = client.post(reverse("trainees:dispute_new"), {"line": token, "content": "这不是我"})
    dispute = Dispute.objects.get(person=enrolment.person)

    assert (empty.status_code, sent.status_code) == (422, 302)
    assert sent.headers["Location"] == f"{reverse('reports:my_home')}#{dispute.number}"
    assert f'id="{dispute.number}"' in client.get(reverse("reports:my_home")).content.decode()
    decided(cast, dispute, upheld=True)
    page = client.get(reverse(RECORDS)).content.decode()
    assert "这不是我" in page
    assert "答复：经核查答复如下" in page
    assert "异议成立" in page


def test_line_of_another_visit_is_not_taken(claim: SubsidyClaim) -> None:
    """What one person's page has signed is nothing in the hands of another, nor is what nobody signed."""
    first, second, *_ = people_of(claim)
    token = LINE.findall(browser_of(visit_for(first.person)).get(reverse(RECORDS)).content.decode())[0]
    for client, line in ((browser_of(visit_for(second.person)), token), (Client(), token)):
        client.post(reverse("trainees:dispute_new"), {"line": line, "content": "不是我"})
    browser_of(visit_for(second.person)).post(
        reverse("trainees:dispute_new"), {"line": "forged", "content": "不是我"}
    )
    assert not Dispute.objects.exists()


def test_dispute_freezes_one_line_and_no_other(cast: Cast, claim: SubsidyClaim) -> None:
    disputing, *others = people_of(claim)
    dispute = make_dispute(disputing.person, DisputeTarget.ATTENDANCE, disputing.pk, claim.institution_id)
    frozen = [(line.row.enrolment, line.dispute) for line in frozen_lines(claim)]

    assert frozen == [(disputing, dispute)]
    assert len(others) == 3
    page = Client()
    page.force_login(cast["sun_li"], backend="foundation.accounts.backends.ActiveUserBackend")
    assert dispute.number in page.get(claim.get_absolute_url()).content.decode()


def test_disputed_line_is_held_back_and_its_person_reads_so(cast: Cast, claim: SubsidyClaim) -> None:
    disputing, other, *_ = people_of(claim)
    dispute = make_dispute(disputing.person, DisputeTarget.PAYMENT, claim.pk, claim.institution_id)
    paid = advance(cast, advance(cast, claim, ClaimState.SENT_TO_FINANCE), ClaimState.CONCLUDED)
    own, others = (
        browser_of(visit_for(each.person)).get(reverse(RECORDS)).content.decode()
        for each in (disputing, other)
    )
    assert paid.state == ClaimState.PAID
    assert "暂缓支付 300.00 元" in own
    assert f"您的异议 {dispute.number} 有结论前，这笔补贴暂缓支付" in own
    assert "已拨付 300.00 元" in others


def test_upheld_dispute_sends_the_claim_back_and_never_pays_the_line(cast: Cast, claim: SubsidyClaim) -> None:
    disputing = people_of(claim)[0]
    head = cast.actor("ren_gang")
    with pytest.raises(NotNow) as refusal:
        return_claim_after_dispute(claim, actor=head, comment="退回")
    assert refusal.value.code == "claim.no_dispute_upheld"
    dispute = make_dispute(disputing.person, DisputeTarget.CLASS, disputing.pk, claim.institution_id)
    upheld = decided(cast, dispute, upheld=True)
    confirm_correction(upheld, actor=cast.actor("guo_liang"), comment="签到已更正")
    with pytest.raises(NotNow) as stopped:
        advance(cast, claim, ClaimState.SENT_TO_FINANCE)
    assert stopped.value.code == "claim.dispute_upheld"
    returned = return_claim_after_dispute(claim, actor=head, comment="本人未参训")
    assert returned.state == ClaimState.RETURNED
    assert len(frozen_lines(returned)) == 1
    assert frozen_lines(advance(cast, returned, ClaimState.SUBMITTED)) == []


def test_another_claim_with_the_same_person_is_not_frozen(cast: Cast, claim: SubsidyClaim) -> None:
    """The line of one class is frozen, not the person."""
    disputing = people_of(claim)[0]
    make_dispute(disputing.person, DisputeTarget.PAYMENT, claim.pk, claim.institution_id)
    other = make_claim(cast, ClaimState.SUBMITTED, institution="huineng")
    stranger = other.training_class.enrolments.first()
    assert stranger is not None
    Enrolment.objects.filter(pk=stranger.pk).update(person=disputing.person)
    assert (len(frozen_lines(claim)), frozen_lines(other)) == (1, [])
