"""数据疑点 read from the records and shown: what counts, who may see it, how often is read."""

from __future__ import annotations

from collections import Counter
from datetime import date, time
from fractions import Fraction
from typing import Any

import pytest
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from classes.enums import ClassState, EnrolmentState
from classes.models import Enrolment, TrainingClass
from foundation.core import clock
from foundation.policy.queries import office_parameters
from institutions.enums import TrainingCategory
from reports.queries.red_flag_page import odds, red_flag_page
from reports.queries.red_flag_pictures import Scene, distribution_of
from reports.queries.red_flags import Year, year_of
from reports.rules.patterns import MEANINGS, Pattern
from reports.rules.records import ClassRecord, Outcome, Sheets
from tests.builders.finished import close_sheets, make_finished_class
from tests.builders.policy import pinned, set_parameter
from tests.builders.running import Size, make_running_class
from tests.cast import Cast
from tests.conftest import SignIn

pytestmark = pytest.mark.usefixtures("policy_in_force", "on_18_june_2026")
PAGE = "/reports/red-flags/"
START = time(8, 30)


def _year(cast: Cast, who: str = "ren_gang", number: int = 2026) -> Year:
    return year_of(number, cast.actor(who), office_parameters(clock.today()))


def _record(cast: Cast, training_class: TrainingClass) -> ClassRecord:
    records = {record.key: record for record in _year(cast).screening.records}
    return records[str(training_class.pk)]


def _on_the_line(cast: Cast, classes: int = 7) -> list[TrainingClass]:
    """Eight of ten pass, class after class. The strip is one head: a class of ten has no room for two."""
    set_parameter("alert_strip_heads", 1)
    return [make_finished_class(cast, 8) for _ in range(classes)]


def test_a_class_is_read_with_its_results_and_its_line(cast: Cast) -> None:
    record = _record(cast, make_finished_class(cast, 7, marks=[6000] * 3 + [8000] * 7))

    assert record.passes == Outcome(10, 7, 8)
    assert record.employment is None
    assert record.papers[0].marks == Counter({8000: 7, 6000: 3})
    assert record.papers[0].line == record.papers[1].line == 6000


def test_who_left_stays_in_the_base_and_repeated_exams_are_no_marks(cast: Cast) -> None:
    training_class = make_finished_class(cast, 9)
    rows = Enrolment.objects.filter(training_class=training_class)
    rows.filter(position=1).update(state=EnrolmentState.WITHDRAWN)
    rows.filter(position=2).update(retakes=1)

    record = _record(cast, training_class)

    assert record.passes == Outcome(10, 8, 8)
    assert record.papers[0].heads == 9


def test_employment_is_asked_of_orders_once_it_is_proved(cast: Cast) -> None:
    facts: dict[str, Any] = {"category": TrainingCategory.ORDER, "city_filed_on": date(2026, 6, 1)}
    early, late = (make_finished_class(cast, 10, **facts) for _ in range(2))
    TrainingClass.objects.filter(pk=late.pk).update(state=ClassState.ACCEPTED)
    rows = Enrolment.objects.filter(training_class__in=[early, late])
    rows.update(state=EnrolmentState.VERIFIED, verified_by=cast["zhang_wei"])
    rows.filter(position__lte=8).update(
        state=EnrolmentState.EMPLOYMENT_VERIFIED, employment_verified_by=cast["zhang_wei"]
    )

    assert _record(cast, early).employment is None
    assert _record(cast, late).employment == Outcome(10, 8, 8)


def test_a_document_without_the_pass_rule_draws_no_line(cast: Cast) -> None:
    training_class = make_finished_class(cast, 8, parameter_snapshot=pinned(pass_rule=False))

    assert _record(cast, training_class).passes == Outcome(10, 8, None)


def test_closed_sheets_tell_how_even_and_how_simultaneous_they_are(cast: Cast) -> None:
    uneven, even = make_finished_class(cast, 9), make_finished_class(cast, 9)
    one_minute = [time(8, 25, second) for second in range(10)]
    close_sheets(uneven, [one_minute, [*one_minute[:9], None]])
    close_sheets(even, [[START] * 10, [time(13, minute) for minute in range(50, 60)]])

    assert _record(cast, uneven).sheets == Sheets(2, 20, 1, is_even=False, same_minute=2)
    assert _record(cast, even).sheets == Sheets(2, 20, 0, is_even=True, same_minute=0)


def test_classes_count_in_the_year_in_which_they_end_once_they_are_over(cast: Cast) -> None:
    make_running_class(cast, Size(people=10))
    make_finished_class(cast, 9, first_day=date(2025, 6, 16))
    this_year = make_finished_class(cast, 9)

    assert list(_year(cast).classes) == [str(this_year.pk)]
    assert len(_year(cast, number=2025).classes) == 1


def test_an_institution_on_the_line_is_shown_with_its_classes_and_the_distribution(
    cast: Cast, sign_in: SignIn
) -> None:
    classes = _on_the_line(cast)
    text = sign_in("ren_gang").get(PAGE).content.decode()

    assert MEANINGS[Pattern.PASSES_AT_LINE].title in text
    assert "仅提示核查，不作认定" in text
    assert "7 个班中有 7 个班的合格人数刚好够线" in text
    assert all(text.count(each.get_absolute_url()) >= 1 for each in classes)
    assert '<svg class="chart"' in text
    assert "style=" not in text


def test_the_page_states_the_rate_of_false_alarms_and_the_bar_for_one(cast: Cast) -> None:
    _on_the_line(cast)
    page = red_flag_page(_year(cast))

    assert page.year.screening.tests == 6
    assert page.odds_of_one == "300 分之一"
    assert [line.asked for line in page.patterns] == [1, 0, 1, 1, 0, 0, 1, 0, 1, 0, 1]


@pytest.mark.parametrize("pattern", Pattern)
def test_every_pattern_can_be_drawn(pattern: Pattern, cast: Cast) -> None:
    training_class = make_finished_class(cast, 9)
    close_sheets(training_class, [[START] * 10, [START] * 10])
    year = _year(cast)
    scene = Scene(year.screening.records, (), year.screening.limits, frozenset(), {})

    picture = distribution_of(pattern, scene)

    assert all(0 <= each.y <= picture.axis_y for each in picture.drawn)


def test_a_quiet_year_says_so_and_still_shows_how_the_classes_lie(cast: Cast, sign_in: SignIn) -> None:
    for passed in (9, 10, 7, 10):
        make_finished_class(cast, passed)
    text = sign_in("zhao_wenqing").get(PAGE).content.decode()

    assert "没有发现疑点" in text
    assert "各机构班次分布" in text


def test_a_year_without_classes_says_what_it_waits_for(sign_in: SignIn) -> None:
    assert "还没有可核对的班次" in sign_in("cheng_hua").get(PAGE, {"year": 2025}).content.decode()


def test_a_year_that_is_none_is_refused_at_the_field(sign_in: SignIn) -> None:
    answer = sign_in("ren_gang").get(PAGE, {"year": "1999"})

    assert answer.status_code == 200
    assert 'class="err"' in answer.content.decode()


@pytest.mark.parametrize("name", ["qihang_manager", "li_jing", "supervisor_bai", "admin_he"])
def test_who_does_not_supervise_does_not_see_it(sign_in: SignIn, name: str) -> None:
    assert sign_in(name).get(PAGE).status_code == 403


def test_an_institution_would_be_asked_about_its_own_classes_only(cast: Cast) -> None:
    own = make_finished_class(cast, 9)
    make_finished_class(cast, 9, institution="huineng")

    assert list(_year(cast, "qihang_manager").classes) == [str(own.pk)]


@pytest.mark.parametrize("classes", [1, 6])
def test_a_year_is_four_reads_however_many_classes(
    cast: Cast, classes: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for _ in range(classes):
        close_sheets(make_finished_class(cast, 8), [[START] * 10])
    office, actor = office_parameters(clock.today()), cast.actor("ren_gang")

    with django_assert_num_queries(4):
        red_flag_page(year_of(2026, actor, office))


def test_the_whole_page_reads_at_most_twenty_four_times(
    cast: Cast, sign_in: SignIn, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    _on_the_line(cast)
    client = sign_in("ren_gang")
    client.get("/")  # the session is written once
    with django_assert_max_num_queries(24):
        client.get(PAGE)


def test_it_stands_in_the_menu_of_those_who_supervise(sign_in: SignIn) -> None:
    link = f'href="{reverse("reports:red_flags")}"'

    for name in ("zhang_wei", "ren_gang", "zhao_wenqing", "sun_guodong", "cheng_hua"):
        assert link in sign_in(name).get("/").content.decode()
    assert link not in sign_in("li_jing").get("/").content.decode()


@pytest.mark.parametrize(
    ("times", "said"),
    [(15_437, "15,000 分之一"), (1_500, "1,500 分之一"), (7, "7 分之一"), (10**9, "1 亿分之一")],
)
def test_odds_are_said_in_two_places_and_never_rarer_than_they_are(times: int, said: str) -> None:
    assert odds(Fraction(1, times)) == said
