"""fsck is worth something only if each of its invariants is seen to fail: one paid claim, broken in every way."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import date, timedelta
from importlib import import_module
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection, transaction
from django.db.models import F

from classes.models import Booking, Enrolment, TrainingClass
from foundation.accounts.models import SupervisionAssignment
from foundation.audit.models import Entry
from foundation.core import clock
from foundation.core.invariants import _invariants, ask_all
from foundation.core.models import StoredFile
from foundation.jobs.models import Job
from subsidies.enums import ClaimState
from subsidies.models import FundAccount, FundEntry, HeldLine, Objection, Payment, SubsidyClaim
from tests.builders.classes import make_material
from tests.builders.running import make_person
from tests.builders.subsidies import confirm_standard, know_calendar, make_claim, make_fund
from tests.builders.visits import make_dispute
from tests.builders.vouchers import place_vouchers
from tests.cast import Cast
from tests.clean_slate import without_triggers
from trainees.enums import DisputeTarget
from trainees.models import Person
from vouchers.enums import VoucherState
from vouchers.models import Voucher, VoucherPosting, VoucherScheme

LONG_AGO = date(2020, 1, 1)
Break = Callable[[Cast], object]


def _sign_twice(cast: Cast) -> None:
    """The second review in the name of who made the first; the chain notices as well."""
    first = Entry.objects.get(action="claim.pass_first_review")
    Entry.objects.filter(action="claim.pass_second_review").update(actor_id=first.actor_id)


def _object(cast: Cast) -> None:
    Objection.objects.create(claim=SubsidyClaim.objects.get(), raised_by_name="王某", content="没有参加培训")


def _lose_a_file(cast: Cast) -> None:
    """The row of a file whose content nobody has; unlinking a real one could not be taken back."""
    stored = StoredFile.objects.first()
    assert stored
    StoredFile.objects.filter(pk=stored.pk).update(sha256="0" * 64)


def _drop_constraint(cast: Cast) -> None:
    with connection.cursor() as cursor:
        cursor.execute("DROP INDEX subsidies_payment_one_live_per_claim")


def _assign_without_grant(cast: Cast) -> None:
    SupervisionAssignment.objects.create(
        user=cast["supervisor_bai"],
        organisation=cast.organisations["qihang"],
        starts_on=LONG_AGO,
        assigned_by=cast["ren_gang"],
    )


def _leave_a_job(cast: Cast) -> None:
    Job.objects.create(kind="none", title="没人办的事", run_after=clock.now() - timedelta(hours=1))


def _count_a_scheme_wrongly(cast: Cast) -> None:
    facts = {"name": "没有发过的方案", "kind": "training", "year": 2026, "valid_to": date(2026, 12, 31)}
    VoucherScheme.objects.create(**facts, quantity=5, taken=1, created_by=cast["zhou_min"])


def _hold_other_hours(_: Cast) -> None:
    """A class holds an hour of its teacher that its plan does not take."""
    held = TrainingClass.objects.get()
    teacher = str(held.sessions.values_list("teacher_id", flat=True)[0])
    Booking.objects.create(training_class=held, kind="teacher", key=teacher, spans=[[0, 3600]])


def _go_on_without_bookings(_: Cast) -> None:
    """The class is still being taught, and holds nobody's time."""
    TrainingClass.objects.update(state="in_training", ends_on=clock.today())


def _merge_in_a_chain(cast: Cast) -> None:
    first, second, third = (make_person() for _ in range(3))
    Person.objects.filter(pk=second.pk).update(merged_into=third)
    Person.objects.filter(pk=first.pk).update(merged_into=second)


def _give_one_person_two_vouchers(_: Cast) -> None:
    one, other = Enrolment.objects.order_by("position")[:2]
    place_vouchers([one, other], VoucherState.REQUESTED, year=2030)
    Person.objects.filter(pk=other.person_id).update(merged_into=one.person)


def _hold_back_wrongly(cast: Cast) -> None:
    """A line that was paid stands as held back, with another amount, and the claim does not say so."""
    row = SubsidyClaim.objects.get().people.select_related("enrolment__person")[0]
    dispute = make_dispute(
        row.enrolment.person, DisputeTarget.CLASS, row.enrolment_id, row.claim.institution_id
    )
    HeldLine.objects.create(claim=row.claim, row=row, dispute=dispute, amount_fen=1)


BREAKS: tuple[tuple[str, Break], ...] = (
    ("audit.chain_is_whole", lambda _: Entry.objects.filter(seq=3).update(title="另一件事")),
    ("audit.state_has_an_entry", lambda _: TrainingClass.objects.update(state="examined")),
    ("database.constraints_are_there", _drop_constraint),
    ("jobs.none_is_stuck", _leave_a_job),
    ("files.are_intact", _lose_a_file),
    (
        "files.none_waits_for_a_day",
        lambda _: StoredFile.objects.update(
            scan_state="waiting", created_at=clock.now() - timedelta(hours=25)
        ),
    ),
    (
        "privacy.no_plain_identity_number",
        lambda _: FundEntry.objects.update(note="身份证 11010519491231002X"),
    ),
    (
        "funds.balance_is_sum_of_entries",
        lambda _: FundAccount.objects.update(balance_fen=F("balance_fen") + 1),
    ),
    ("payments.match_their_claims", lambda _: Payment.objects.update(amount_fen=F("amount_fen") + 1)),
    ("payments.match_their_claims", lambda _: Payment.objects.update(paid_on=LONG_AGO)),
    ("payments.match_their_claims", lambda _: SubsidyClaim.objects.update(state="published")),
    ("payments.match_their_claims", _object),
    ("payments.are_booked_once", lambda _: FundEntry.objects.filter(kind="payment").delete()),
    ("payments.are_booked_once", lambda _: FundEntry.objects.filter(kind="payment").update(amount_fen=-1)),
    ("claims.are_signed_by_different_people", _sign_twice),
    ("claims.total_is_sum_of_people", lambda _: SubsidyClaim.objects.update(total_fen=F("total_fen") + 1)),
    ("claims.every_fen_is_paid_held_or_struck", _hold_back_wrongly),
    ("claims.held_lines_are_as_explained", _hold_back_wrongly),
    ("claims.content_is_as_digested", lambda _: SubsidyClaim.objects.update(digest="0", signed_digest="0")),
    ("claims.stages_are_in_order", lambda _: SubsidyClaim.objects.update(stage=2)),
    ("vouchers.match_their_claims", lambda _: Voucher.objects.update(claim_id=uuid.uuid4())),
    ("vouchers.ledger_is_the_states", lambda _: Voucher.objects.update(version=F("version") + 1)),
    (
        "vouchers.ledger_is_the_states",
        lambda _: VoucherPosting.objects.filter(target="issued").update(target="returned"),
    ),
    ("vouchers.scheme_counts_its_vouchers", _count_a_scheme_wrongly),
    ("vouchers.nobody_holds_two", _give_one_person_two_vouchers),
    ("classes.bookings_are_those_of_the_plan", _hold_other_hours),
    ("classes.handed_in_hold_their_hours", _go_on_without_bookings),
    ("people.merged_records_point_to_a_kept_one", _merge_in_a_chain),
    ("supervision.grants_follow_assignments", _assign_without_grant),
)
SEEN_ELSEWHERE = {
    "claims.statement_replays",
    "classes.half_days_are_those_of_the_sheets",
    "classes.logs_agree_with_the_sheets",
    "classes.sign_ins_are_kept",
}
"""In tests/subsidies: test_invariants, test_replay; tests/classes/teaching: test_half_days, test_logs_*, *_by_sql."""


PLACED = {"audit.state_has_an_entry"}
"""The builders place people and teaching without a story; the demo county has one (test_seed_demo)."""


def violated() -> set[str]:
    return {finding.name for finding in ask_all() if not finding.holds} - PLACED


def count(name: str) -> int:
    return len(list(_invariants[name]()))


@pytest.fixture
def paid(cast: Cast, policy_in_force: None, on_18_june_2026: object) -> SubsidyClaim:
    """A claim that is paid and written off, with a file."""
    import_module("wenshui_training.invariants")
    know_calendar()
    make_fund(cast)
    confirm_standard()
    claim = make_claim(cast, ClaimState.CONCLUDED)
    make_material(claim.training_class)
    return claim


def test_a_paid_claim_violates_nothing_and_every_damage_to_it_is_found(
    cast: Cast, paid: SubsidyClaim
) -> None:
    assert violated() == set()
    unseen = []
    for place, (name, damage) in enumerate(BREAKS):
        before = count(name)
        with transaction.atomic():
            with without_triggers():
                damage(cast)
            if count(name) <= before:
                unseen.append(f"{place} {name}")
            transaction.set_rollback(True)
    assert unseen == []


def test_every_invariant_is_seen_to_fail() -> None:
    import_module("wenshui_training.invariants")

    assert set(_invariants) - {name for name, _ in BREAKS} - SEEN_ELSEWHERE == set()


def test_a_file_that_was_changed_on_the_disk_is_found(cast: Cast, paid: SubsidyClaim) -> None:
    stored = StoredFile.objects.order_by("pk").first()
    assert stored
    (Path(settings.PRIVATE_ROOT) / stored.storage_name).write_bytes(b"another content")

    assert violated() == {"files.are_intact"}
