"""No teacher, no place and nobody in two classes at the same hour, of any institution (F2, F06, F22)."""

from __future__ import annotations

import random
from datetime import date, time
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from pytest_django import DjangoAssertNumQueries

from classes.enums import BookingKind
from classes.models import Booking, Enrolment, PlannedSession, TrainingClass
from classes.operations import (
    PlanRow,
    pass_first_review,
    refuse_class,
    save_plan,
    submit_class,
    withdraw_enrolment,
)
from classes.queries.bookings import (
    bookings,
    clashes,
    people_needs,
    plan_needs,
    teacher_keys,
    venue_key,
)
from classes.queries.heads import class_head
from classes.rules.booking import Span, first_clash, joined, span_of, until_day
from foundation.core import clock
from foundation.core.errors import Invalid, NotNow
from institutions.models import Teacher, Venue
from tests.builders.classes import (
    approve,
    complete,
    fill_papers,
    make_class,
    make_draft,
    make_running_class,
    manager_of,
    submit,
)
from tests.builders.running import make_person
from tests.cast import Cast
from trainees.models import Person
from trainees.queries import group_applications

DAY = 86_400
PAIRS = 1_000


def random_spans(chance: random.Random) -> list[Span]:
    """A few half-days of three days on the quarter of an hour: touching, nested and equal ones are frequent."""
    found = []
    for _ in range(chance.randint(1, 3)):
        first = chance.randrange(0, 3 * 96)
        found.append((first * 900, (first + chance.randint(1, 20)) * 900))
    return joined(found)


def collide(one: list[Span], other: list[Span]) -> bool:
    """The oracle: is there a quarter of an hour that both have?"""
    quarters = [
        {q for first, last in each for q in range(first // 900, last // 900)} for each in (one, other)
    ]
    return bool(quarters[0] & quarters[1])


def put(training_class: TrainingClass, key: str, spans: list[Span], kind: str = BookingKind.PERSON) -> bool:
    try:
        with transaction.atomic():
            Booking.objects.create(training_class=training_class, kind=kind, key=key, spans=spans)
    except IntegrityError:
        return False
    return True


def test_rule_and_database_agree_with_an_oracle_on_a_thousand_random_pairs(cast: Cast) -> None:
    chance = random.Random(20260202)
    here, there = make_draft(cast), make_draft(cast, "huineng")
    pairs = [(random_spans(chance), random_spans(chance)) for _ in range(PAIRS)]
    Booking.objects.bulk_create(
        Booking(training_class=here, kind=BookingKind.PERSON, key=str(place), spans=one)
        for place, (one, _) in enumerate(pairs)
    )

    expected = [collide(*pair) for pair in pairs]

    assert [first_clash(*pair) is not None for pair in pairs] == expected
    assert [not put(there, str(place), other) for place, (_, other) in enumerate(pairs)] == expected
    assert 200 < sum(expected) < 800, "the pairs must be of both kinds"


@pytest.mark.parametrize("kind", BookingKind.values)
def test_the_database_refuses_an_overlap_and_takes_what_only_touches(cast: Cast, kind: str) -> None:
    here, there = make_draft(cast), make_draft(cast, "huineng")
    assert put(here, "k", [(0, 100), (200, 300)], kind)

    assert not put(there, "k", [(99, 120)], kind)
    assert put(there, "k", [(100, 200)], kind)
    assert put(there, "another", [(0, 100)], kind)
    with pytest.raises(IntegrityError), transaction.atomic():
        Booking.objects.filter(training_class=there, key="k").update(spans=[[0, 1]])


@pytest.mark.usefixtures("policy_in_force", "on_18_june_2026")
def test_a_plan_does_not_overlap_itself(cast: Cast) -> None:
    draft = make_draft(cast)
    teacher, day = draft.institution.teachers.all()[0], draft.starts_on
    hours = {"am": (time(8), time(14, 30)), "pm": (time(14), time(18))}
    rows = [PlanRow(day, half, *hours[half], "护理", "theory", 4, teacher) for half in hours]

    with pytest.raises(Invalid) as refusal:
        save_plan(draft, actor=manager_of(cast, draft), rows=rows)

    assert set(refusal.value.codes) == {"plan.halves_overlap"}


def test_spans_are_whole_and_end_with_a_day() -> None:
    morning = span_of(date(2026, 6, 29), time(8), time(12))
    evening = span_of(date(2026, 6, 29), time(12), time(23))

    assert joined([evening, morning]) == [(morning[0], evening[1])]
    assert until_day([morning, (evening[0] + DAY, evening[1] + DAY)], date(2026, 6, 29)) == [morning]


def test_one_teacher_registered_twice_is_one_and_one_address_one_place() -> None:
    here = Teacher(name="成晓燕", phone="138 0000 0002", certificate="养老护理员考评员 0001")
    there = Teacher(name="成晓燕", phone="", certificate="养老护理员考评员（0001）")
    namesake = Teacher(name="成晓燕", phone="13900000000", certificate="考评员 7")

    assert set(teacher_keys(here)) & set(teacher_keys(there))
    assert not set(teacher_keys(here)) & set(teacher_keys(namesake))
    assert venue_key(Venue(address="示例路 1 号")) == venue_key(Venue(address="示例路1号"))
    assert venue_key(Venue(address="示例路１号")) == venue_key(Venue(address="示例路1号"))
    assert venue_key(Venue(address="示例路 1-2 号")) != venue_key(Venue(address="示例路 12 号"))
    assert venue_key(Venue(address="示例路 1 号二层")) != venue_key(Venue(address="示例路1号"))


@pytest.mark.usefixtures("policy_in_force", "on_18_june_2026")
class TestClasses:
    """Two institutions that plan with the same teacher, in the same place, at the same hours."""

    def two_reports(self, cast: Cast, **facts: Any) -> tuple[TrainingClass, TrainingClass]:
        """The second has the teacher of the first (under its own registration), or its address."""
        first = make_class(cast, "submitted")
        second = make_draft(cast, "huineng")
        complete(cast, second, start=60)
        used = first.sessions.select_related("teacher")[0].teacher
        if "teacher" in facts:
            row = second.sessions.select_related("teacher")[0].teacher
            Teacher.objects.filter(pk=row.pk).update(name=used.name, certificate=used.certificate)
        if "venue" in facts and first.venue:
            Venue.objects.filter(institution=second.institution_id).update(address=first.venue.address)
        return first, TrainingClass.objects.get(pk=second.pk)

    def test_a_teacher_registered_twice_in_one_class_holds_the_hours_of_both(self, cast: Cast) -> None:
        draft = make_draft(cast)
        fill_papers(cast, draft)
        first = draft.sessions.select_related("teacher")[0]
        facts = {"name": first.teacher.name, "certificate": first.teacher.certificate}
        again = Teacher.objects.create(institution=draft.institution, **facts)
        PlannedSession.objects.filter(pk=first.pk).update(teacher=again)

        held = {need.key: need.spans for need in plan_needs(draft)}

        both = joined([*held[str(first.teacher_id)], *held[str(again.pk)]])
        shared = set(teacher_keys(first.teacher)) & set(teacher_keys(again))
        assert [held[key] for key in shared] == [both]

    @pytest.mark.parametrize("what", ["teacher", "venue"])
    def test_a_double_booked_report_is_not_taken(self, cast: Cast, what: str) -> None:
        _, second = self.two_reports(cast, **{what: True})

        with pytest.raises(NotNow) as refusal:
            submit_class(second, actor=manager_of(cast, second))

        assert refusal.value.code == "class.double_booked"
        assert "另一机构的班次" in refusal.value.message
        assert not Booking.objects.filter(training_class=second).exists()

    def test_other_hours_are_taken(self, cast: Cast) -> None:
        _, second = self.two_reports(cast, teacher=True, venue=True)
        PlannedSession.objects.filter(training_class=second, half="am").update(
            starts_at="05:00", ends_at="08:00"
        )
        PlannedSession.objects.filter(training_class=second, half="pm").update(
            starts_at="18:00", ends_at="21:00"
        )

        assert bookings(second).level == "ok"
        assert submit(cast, second).state == "submitted"

    def test_a_refused_class_holds_nothing_any_more(self, cast: Cast) -> None:
        first, second = self.two_reports(cast, teacher=True, venue=True)
        assert bookings(second).is_obstacle

        refuse_class(first, actor=cast.actor("li_jing"), comment="工种与需求不符。")

        assert bookings(second).level == "ok"

    def test_who_sits_in_one_class_cannot_be_put_into_another_even_by_two_at_once(self, cast: Cast) -> None:
        """The reviewers' question was asked before the other class was approved: the database still refuses."""
        first = make_class(cast, "second_reviewed")
        enrolled = Booking.objects.filter(kind=BookingKind.PERSON)
        person = first_person(first)
        other = make_draft(cast, "huineng")
        spans = Booking.objects.filter(training_class=first, kind=BookingKind.VENUE).get().spans
        put(other, str(person), spans)

        with pytest.raises(NotNow) as refusal:
            approve(cast, first)

        assert refusal.value.code == "class.double_booked"
        assert not enrolled.filter(training_class=first).exists()
        assert not Enrolment.objects.filter(training_class=first).exists()

    def test_who_was_entered_under_two_numbers_is_one(self, cast: Cast) -> None:
        running = make_running_class(cast)
        there, number = running.enrolments.select_related("person").order_by("position")[0], make_person()
        Person.objects.filter(pk=number.pk).update(merged_into=there.person)

        wanted = people_needs(running, [number.pk])

        assert {need.key for need in wanted} == {str(number.pk), str(there.person_id)}
        assert len(clashes(make_draft(cast, "huineng"), wanted)) == 1

    def test_who_has_left_is_free_from_the_next_day_on(self, cast: Cast) -> None:
        running = make_running_class(cast)
        leaver = running.enrolments.select_related("person").order_by("position")[0]
        other = make_draft(cast, "huineng")
        held = running.bookings.get(key=str(leaver.person_id)).spans

        with clock.moved_to(running.starts_on):
            withdraw_enrolment(leaver, actor=manager_of(cast, running), comment="外出务工")

        assert not put(other, str(leaver.person_id), held[:1])
        assert put(other, str(leaver.person_id), held[-1:])


@pytest.mark.usefixtures("policy_in_force", "on_18_june_2026")
class TestHeads:
    """启航 has handed in a class; 汇能 plans another one for the same days."""

    def two_classes(self, cast: Cast) -> tuple[TrainingClass, TrainingClass]:
        first, second = make_class(cast, "submitted"), make_draft(cast, "huineng")
        complete(cast, second, start=60)
        return first, TrainingClass.objects.get(pk=second.pk)

    def become(self, row: Teacher | None, other: Teacher | None) -> None:
        """The row stands for the same person as the other one."""
        assert row
        assert other
        Teacher.objects.filter(pk=row.pk).update(name=other.name, certificate=other.certificate)

    def free_person(self, owner: TrainingClass, name: str = "郭文斌") -> Teacher:
        """Somebody of its institution who teaches in no class."""
        facts = {"name": name, "certificate": "考评员 77", "certificate_valid_to": date(2027, 12, 31)}
        return Teacher.objects.create(institution=owner.institution, **facts)

    def head(self, training_class: TrainingClass, person: Teacher) -> TrainingClass:
        TrainingClass.objects.filter(pk=training_class.pk).update(class_head=person)
        return TrainingClass.objects.get(pk=training_class.pk)

    def test_who_heads_two_classes_at_once_is_shown_and_stops_nothing(self, cast: Cast) -> None:
        first, second = self.two_classes(cast)
        self.head(first, self.free_person(first))

        second = self.head(second, self.free_person(second))

        ruling = class_head(second)
        assert (ruling.level, "另一机构的班次" in ruling.text) == ("warn", True)
        assert submit(cast, second).state == "submitted"

    def test_a_head_who_teaches_elsewhere_at_these_hours_stops_the_report(self, cast: Cast) -> None:
        first, second = self.two_classes(cast)
        person = self.free_person(second)
        self.become(person, first.sessions.select_related("teacher")[0].teacher)
        second = self.head(second, person)

        with pytest.raises(NotNow) as refusal:
            submit_class(second, actor=manager_of(cast, second))

        assert set(refusal.value.codes) == {"class.head_double_booked"}
        assert pass_first_review(first, actor=cast.actor("li_jing")).state == "first_reviewed"

    def test_a_teacher_who_heads_another_class_at_these_hours_stops_it_as_well(self, cast: Cast) -> None:
        first, second = self.two_classes(cast)
        first = self.head(first, self.free_person(first))
        self.become(second.sessions.select_related("teacher")[0].teacher, first.class_head)

        assert class_head(second).is_obstacle

        PlannedSession.objects.filter(training_class=second, half="am").update(
            starts_at="05:00", ends_at="08:00"
        )
        PlannedSession.objects.filter(training_class=second, half="pm").update(
            starts_at="18:00", ends_at="21:00"
        )
        assert class_head(second).level == "ok"

    def test_two_reports_at_one_moment_are_found_at_the_first_review(self, cast: Cast) -> None:
        first, second = self.two_classes(cast)
        second = submit(cast, self.head(second, self.free_person(second)))
        self.become(second.class_head, first.sessions.select_related("teacher")[0].teacher)

        with pytest.raises(NotNow) as refusal:
            pass_first_review(second, actor=cast.actor("li_jing"))

        assert set(refusal.value.codes) == {"class.head_double_booked"}

    def test_the_questions_are_as_many_for_twenty_classes(
        self, cast: Cast, django_assert_max_num_queries: DjangoAssertNumQueries
    ) -> None:
        first, second = self.two_classes(cast)
        self.head(first, self.free_person(first))
        second = self.head(second, self.free_person(second))
        copies = [TrainingClass.objects.get(pk=first.pk) for _ in range(20)]
        for place, each in enumerate(copies, 100):
            each.pk, each.number, each.term = None, f"KB-{place}", place
            each.save(force_insert=True)

        with django_assert_max_num_queries(8):
            assert class_head(second).level == "warn"


def first_person(training_class: TrainingClass) -> Any:
    return group_applications(training_class.pk)[0].person.root_id
