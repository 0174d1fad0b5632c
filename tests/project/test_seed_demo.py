"""The demo county: every state is there, told by the real operations, and nothing is loaded twice or in production."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from html import unescape
from itertools import islice
from typing import Any

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command
from django.db.models import Count, Sum
from pytest_django import DjangoDbBlocker

from classes.enums import ClassState
from classes.models import (
    AttendanceCorrection,
    MakeUpRequest,
    Recording,
    SharedPhoneAlert,
    SignIn,
    TrainingClass,
)
from classes.queries.video import video_coverage
from foundation.accounts.actor import Actor
from foundation.accounts.enums import Role
from foundation.accounts.models import RoleAssignment, User
from foundation.accounts.queries import actor_of
from foundation.audit.models import Entry
from foundation.audit.queries import verify_chain
from foundation.core import clock
from foundation.core.models import Picture
from foundation.policy.queries import office_parameters
from foundation.workflow.engine import available
from foundation.workflow.registry import lifecycles
from reports.queries.likenesses import likenesses_of
from reports.queries.red_flags import year_of
from subsidies.enums import ClaimState
from subsidies.models import FundAccount, FundEntry, Payment, SubsidyClaim
from subsidies.queries.comparisons import classes_with_differences
from subsidies.queries.source_facts import gather
from subsidies.queries.sources import NOT_BEGUN, RECONCILED, reconciliations
from tests import clean_slate
from tests.architecture.known_person import client_of, with_known_person
from tests.disabled_controls import unexplained_controls
from trainees.models import Application, CheckAlert, CrossCheckHit, Person
from trainees.queries.outcome import precheck
from trainees.rules.catalogue import Moment
from vouchers.enums import VoucherState
from vouchers.models import Voucher
from wenshui_training.demo import script
from wenshui_training.demo.office import Office
from wenshui_training.demo.people import invented_people
from wenshui_training.demo.plans import PLANS
from wenshui_training.demo.seed import seed, stories
from wenshui_training.demo.telling import Plan
from wenshui_training.demo_people import PASSWORD, PEOPLE

TODAY = date(2026, 11, 18)
pytestmark = [pytest.mark.timeout(600), pytest.mark.long]


def _smaller(plan: Plan) -> Plan:
    """The same story with four people and three days; the careless roster needs its eight rows.

    What happens on a certain day of a class (a stage, a stop, today) keeps its days.
    """
    if plan.until == "careless":
        return plan
    keeps_days = plan.begun is not None or plan.stages > 1 or plan.finding
    days = plan.days if keeps_days else 3
    return replace(plan, heads=min(plan.heads, 4), days=days)


@pytest.fixture(scope="module")
def county(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[None]:
    """The whole story with small classes, told once for this module and then taken back.

    Every step commits, as in the product: thousands of changes of the chain's head inside one transaction would
    leave PostgreSQL as many dead rows to walk.
    """
    with django_db_blocker.unblock(), pytest.MonkeyPatch.context() as patch:
        contents = clean_slate.baseline()
        patch.setattr("django.conf.settings.PRIVATE_ROOT", tmp_path_factory.mktemp("private"))
        try:
            with clock.moved_to(TODAY):
                seed(TODAY, [_smaller(plan) for plan in PLANS])
            yield
        finally:
            clean_slate.empty(contents)


@pytest.fixture(autouse=True)
def _private_files_in_a_folder_of_their_own() -> None:
    """The county's files lie in the module's own folder."""


@pytest.fixture
def told(county: None, db: None) -> Iterator[None]:
    with clock.moved_to(TODAY):
        yield


def test_there_is_a_class_in_every_state(told: None) -> None:
    assert set(TrainingClass.objects.values_list("state", flat=True)) == set(ClassState.values)


def test_a_class_of_today_has_sent_recordings_that_cover_their_lessons(told: None) -> None:
    sent = Recording.objects.select_related("training_class").order_by("starts_at")
    assert [(each.state, each.start_source, each.seconds) for each in sent] == [("read", "file", 720)] * 2
    coverage = video_coverage(sent[0].training_class)
    assert [each for line in coverage.lines for each in line.recordings] == list(sent)


def test_claims_stand_at_every_step_up_to_their_conclusion(told: None) -> None:
    on_the_way = set(ClaimState.values) - {
        ClaimState.DRAFT,
        ClaimState.PAID,
        ClaimState.WRITTEN_OFF,
        ClaimState.RECOVERED,
    }
    assert set(SubsidyClaim.objects.values_list("state", flat=True)) == on_the_way


def test_the_record_is_whole_and_in_the_order_of_time(told: None) -> None:
    assert verify_chain().is_whole
    call_command("fsck", "--json")  # ends the test if anything is not as it must be
    times = list(Entry.objects.order_by("seq").values_list("at", flat=True))
    assert times == sorted(times)
    assert times[-1] < clock.now()


def test_every_class_went_through_the_hands_of_different_people(told: None) -> None:
    for each in TrainingClass.objects.filter(approved_at__isnull=False):
        signed = {
            each.submitted_by_id,
            each.first_reviewed_by_id,
            each.second_reviewed_by_id,
            each.approved_by_id,
        }
        assert len(signed) == 4


def test_whatever_cannot_be_pressed_says_why_and_who_can_help(told: None, settings: Any) -> None:
    """Every kind of record in every state of the county, as everybody sees it who has a step there (N30)."""
    settings.MIDDLEWARE = with_known_person(settings.MIDDLEWARE)
    found, blocked = [], 0
    for record, actor in steps_of_the_county():
        user = User.objects.get(pk=str(actor.user_id))
        answer = client_of(user, actor).get(record.get_absolute_url())
        page = unescape(answer.content.decode())
        found += [f"{actor.name} {record!r} {control}" for control in unexplained_controls(page)]
        for reason in (r for verdict in available(record, actor) for r in verdict.reasons):
            blocked += 1
            elsewhere = reason.link not in {"", record.get_absolute_url()}
            if elsewhere and reason.message in page and f'"{reason.link}"' not in page:
                found.append(f"{actor.name} {record!r} leads nowhere: {reason.code}")
            if not reason.who:
                found.append(f"{reason.code} says nobody")
    assert found == []
    assert blocked > 10


def steps_of_the_county() -> Iterator[tuple[Any, Actor]]:
    """One record of every lifecycle in every state, with one holder of each role that has a verb there."""
    actors = [actor_of(user) for user in User.objects.filter(is_active=True).order_by("username")]
    for lifecycle in lifecycles():
        model = apps.get_model(lifecycle.model)
        for state in lifecycle.states.values:
            record = model._default_manager.filter(state=state).first()
            wanted = {role for step in lifecycle.leaving(state) for role in step.roles_from(state)}
            for role in sorted(wanted) if record is not None else ():
                holders = (actor for actor in actors if role in actor.roles and _sees(record, actor))
                yield from ((record, actor) for actor in islice(holders, 1))


def _sees(record: Any, actor: Actor) -> bool:
    return bool(type(record)._default_manager.visible_to(actor).filter(pk=record.pk).exists())


@pytest.mark.parametrize("smallest", [None, 1])
def test_honest_figures_raise_no_red_flag(told: None, smallest: int | None) -> None:
    """Also where classes as small as those of this county are asked."""
    office = office_parameters(TODAY)
    if smallest is not None:
        office = office.with_overrides({"alert_min_heads": smallest, "alert_min_sign_ins": smallest})

    screening = year_of(TODAY.year, Actor.system(), office).screening

    assert screening.flags == ()
    assert smallest is None or screening.tests > 0


def test_every_planted_mismatch_is_found_and_nothing_else(told: None) -> None:
    """The answer key is in the plans; a class without a word there agrees in every half-day."""
    planted = []
    for story in stories([_smaller(plan) for plan in PLANS], Office()):
        script.place(story, TODAY)
        if story.plan.mismatches:
            planted.append((story.plan.school, story.starts_on, sorted(story.plan.mismatches)))
    begun = TrainingClass.objects.exclude(state__in=NOT_BEGUN).values_list("pk", flat=True)
    found = [each for each in reconciliations(begun) if each.found]

    assert sorted(planted) == sorted(
        (
            getattr(each.training_class.created_by, "username", ""),
            each.training_class.starts_on,
            sorted({standing.difference.code for _, standing in each.found}),
        )
        for each in found
    )
    listed = classes_with_differences(Actor.system())
    assert [each.open for each in listed if each.pending] == [1]
    assert len(listed) == sum(bool(each.open) and each.training_class.state in RECONCILED for each in found)


def test_one_class_signs_by_phone_with_everything_that_can_happen_to_it(told: None) -> None:
    channels = dict(SignIn.objects.order_by().values_list("channel").annotate(number=Count("pk")))
    pending, asked = AttendanceCorrection.objects.pending().get(), MakeUpRequest.objects.open().get()
    assert set(channels) == {"phone", "witness", "roll"}
    assert channels["phone"] > 15
    assert not SignIn.objects.by_phone().exclude(is_outside=False).exists(), "all of these are in the school"
    assert SharedPhoneAlert.objects.get().people == 2
    assert MakeUpRequest.objects.get(correction=pending).enrolment == pending.enrolment
    assert asked.session.training_class_id == pending.session.training_class_id
    assert gather([asked.session])[asked.session.pk].phone is not None


def test_every_planted_likeness_is_listed_and_nothing_else(told: None) -> None:
    """Classes of four people: one employer for four of four is asked about here."""
    office = office_parameters(TODAY).with_overrides({"alert_one_employer_heads": 3})
    _, found = likenesses_of(TODAY.year, Actor.system(), office)

    planted = [kind for plan in PLANS for kind in plan.likenesses]
    assert sorted(each.kind for each in found) == sorted(planted)
    assert Picture.objects.exclude(fingerprint="").count() > 50


def test_every_paid_voucher_is_written_off_and_the_account_adds_up(told: None) -> None:
    paid = Payment.objects.live().values_list("claim_id", flat=True)
    assert set(Voucher.objects.filter(claim_id__in=paid).values_list("state", flat=True)) == {
        VoucherState.WRITTEN_OFF
    }
    for account in FundAccount.objects.all():
        assert (
            account.balance_fen
            == FundEntry.objects.filter(account=account).aggregate(fen=Sum("amount_fen"))["fen"]
        )


def test_lists_of_departments_have_found_somebody_at_every_stage(told: None) -> None:
    found = CrossCheckHit.objects.filter(snapshot__isnull=False).select_related("application")
    at = {(hit.kind, hit.application.state): hit.decision for hit in found}
    insured, prepared = (
        "contributes_as_employee",
        found.get(application__state="voucher_issued", decision="open"),
    )

    assert at == {
        (insured, "voucher_issued"): "open",
        (insured, "in_class"): "open",
        ("on_public_payroll", "voucher_issued"): "accepted",
        ("enrolled_at_school", "under_review"): "open",
        ("deceased", "passed"): "open",
    }
    assert CheckAlert.objects.unseen().filter(application__state="in_class").exists()
    people = list(Application.objects.filter(group_id=prepared.application.group_id).select_related("person"))
    assert [matter.title for matter in precheck(people, Moment.OPENING).matters] == ["部门数据比对"]


def test_every_role_has_an_account_with_the_printed_password(told: None) -> None:
    assert {role for role in Role if role != Role.SYSTEM} == {person.role for person in PEOPLE}
    for person in PEOPLE:
        user = User.objects.get(username=person.username)
        assert RoleAssignment.objects.current().filter(user=user, role=person.role).exists()
        assert user.check_password(PASSWORD)
        assert not user.must_change_password


def test_nobody_is_entered_twice_under_two_names(told: None) -> None:
    assert Person.objects.count() == Person.objects.values("identity_index").distinct().count()


def test_the_same_people_are_invented_every_time() -> None:
    first, second = invented_people(), invented_people()
    assert [next(first) for _ in range(60)] == [next(second) for _ in range(60)]


def test_a_second_loading_is_refused(told: None) -> None:
    with pytest.raises(CommandError, match="已有用户"):
        call_command("seed_demo")


def test_production_refuses_the_demo(db: None, settings: Any) -> None:
    settings.DEMO_ALLOWED = False
    with pytest.raises(CommandError, match="正式环境"):
        call_command("seed_demo")


@pytest.mark.parametrize("today", [TODAY, date(2027, 1, 4), date(2026, 10, 6)])
def test_office_work_is_done_on_working_days_before_today(db: None, today: date) -> None:
    for story in stories(PLANS, Office()):
        script.place(story, today)
        if story.plan.begun is None:
            last = list(script.steps(story, today))[-1]
            assert last.day == today - timedelta(days=story.plan.lag)
