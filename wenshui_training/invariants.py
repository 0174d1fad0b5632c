"""The invariants that look across the apps; registered when `fsck` imports this module."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta

from django.apps import apps
from django.db import connection, models
from django.db.models import Count, F, OuterRef, Q, Subquery, Sum
from django.db.models.functions import Coalesce

from foundation.accounts.models import (
    SUPERVISE,
    OrganisationUserObjectPermission,
    SupervisionAssignment,
)
from foundation.audit.models import Entry
from foundation.audit.queries import actors_of, verify_chain
from foundation.core import clock
from foundation.core.files import is_intact
from foundation.core.invariants import invariant
from foundation.core.models import ScanState, StoredFile
from foundation.core.national_codes import identity_check_digit
from foundation.jobs.models import Job
from foundation.workflow.registry import lifecycles
from subsidies.models import FundAccount, HeldLine, Payment, SubsidyClaim
from vouchers.models import Voucher

_CONSTRAINT = re.compile(r'CONSTRAINT "([^"]+)"')
STUCK = timedelta(minutes=15)
LONGEST_SCAN = timedelta(days=1)
_EIGHTEEN = re.compile(
    r"(?<![0-9A-Za-z])[1-8]\d{5}(?:19|20)\d\d(?:0[1-9]|1[0-2])[0-3]\d{4}[0-9Xx](?![0-9A-Za-z])"
)
_CLAIM_VERBS = (
    "submit",
    "pass_first_review",
    "pass_second_review",
    "approve_as_deputy",
    "approve_as_director",
)


@invariant("audit.chain_is_whole")
def _chain() -> Iterator[str]:
    """Every entry of the record carries its right MAC and follows the one before; its triggers are in place."""
    for found in verify_chain().breaks:
        yield f"{found.seq}: {found.message}"


@invariant("audit.state_has_an_entry")
def _states() -> Iterator[str]:
    """A record of a lifecycle stands in the state into which its last verb moved it."""
    for lifecycle in lifecycles():
        model = apps.get_model(lifecycle.model)
        last = (
            Entry.objects.done()
            .filter(object_type=lifecycle.model, to_state__gt="")
            .values("object_id")
            .annotate(last=models.Max("seq"))
            .values("last")
        )
        moved = dict(Entry.objects.filter(seq__in=last).values_list("object_id", "to_state"))
        for pk, state in model._default_manager.values_list("pk", "state").iterator():
            expected = moved.get(str(pk), lifecycle.initial)
            if state != expected:
                yield f"{lifecycle.key} {pk}: {state}, by the record {expected}"


@invariant("database.constraints_are_there")
def _constraints() -> Iterator[str]:
    """Every named constraint of every model exists in the database, on its own table."""
    there = _named_constraints()
    for model in apps.get_models():
        if model._meta.managed and not model._meta.proxy:
            table = model._meta.db_table
            yield from (f"{table}: {c.name}" for c in model._meta.constraints if (table, c.name) not in there)


def _named_constraints() -> set[tuple[str, str]]:
    """(table, name) of every constraint and unique index; one query, where Django's introspection asks per table."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                "SELECT tablename, indexname FROM pg_indexes WHERE schemaname = current_schema() UNION "
                "SELECT relname, conname FROM pg_constraint JOIN pg_class ON pg_class.oid = conrelid"
            )
            return set(cursor.fetchall())
        cursor.execute("SELECT tbl_name, name, sql FROM sqlite_master WHERE type IN ('table', 'index')")
        found = cursor.fetchall()
    return {(table, each) for table, name, sql in found for each in (name, *_CONSTRAINT.findall(sql or ""))}


@invariant("jobs.none_is_stuck")
def _stuck() -> Iterator[str]:
    """No job has been due for more than a quarter of an hour."""
    for job in Job.objects.due().filter(run_after__lt=clock.now() - STUCK):
        yield f"{job.pk} {job.kind} since {clock.local(job.run_after):%Y-%m-%d %H:%M}"


@invariant("files.are_intact")
def _files() -> Iterator[str]:
    """Every stored file is there, with the content that was taken in."""
    for stored in StoredFile.objects.iterator():
        if not is_intact(stored):
            yield f"{stored.pk} {stored.storage_name}"


@invariant("files.none_waits_for_a_day")
def _unscanned() -> Iterator[str]:
    """No uploaded file has waited for the virus scanner for a day."""
    waiting = StoredFile.objects.filter(scan_state__in=[ScanState.WAITING, ScanState.FAILED])
    for stored in waiting.filter(created_at__lt=clock.now() - LONGEST_SCAN):
        yield f"{stored.pk} {stored.scan_note} since {clock.local(stored.created_at):%Y-%m-%d %H:%M}"


@invariant("privacy.no_plain_identity_number")
def _plain_numbers() -> Iterator[str]:
    """No text column holds an identity number in the clear."""
    for model in apps.get_models():
        names = [
            f.attname
            for f in model._meta.concrete_fields
            if type(f) in (models.CharField, models.TextField, models.JSONField)
        ]
        if not names or not model._meta.managed:
            continue
        for pk, *values in model._default_manager.values_list("pk", *names).iterator():
            for name, value in zip(names, values, strict=True):
                if value and any(_is_identity_number(found) for found in _EIGHTEEN.findall(str(value))):
                    yield f"{model._meta.label} {pk}: {name}"


def _is_identity_number(text: str) -> bool:
    return identity_check_digit(text[:17]) == text[17].upper()


@invariant("funds.balance_is_sum_of_entries")
def _balances() -> Iterator[str]:
    """The balance of a fund account is the sum of its entries, to the fen."""
    rows = FundAccount.objects.annotate(booked=Coalesce(Sum("entries__amount_fen"), 0))
    for account in rows.exclude(balance_fen=F("booked")):
        yield f"{account.name}: {account.balance_fen}, entries {account.booked}"


@invariant("payments.match_their_claims")
def _payments() -> Iterator[str]:
    """A live payment pays what was signed and is not held back, after the notice was over, on a claim that is paid."""
    unpaid = [
        "draft",
        "returned",
        "submitted",
        "sent_to_finance",
        "payment_failed",
        "published",
        "notice_closed",
    ]
    held = HeldLine.objects.filter(claim=OuterRef("claim")).order_by().values("claim")
    held_fen = Coalesce(Subquery(held.annotate(fen=Sum("amount_fen")).values("fen")), 0)
    wrong = (
        Q(held_line__isnull=True) & ~Q(amount_fen=F("claim__total_fen") - F("held_fen"))
        | Q(held_line__isnull=False)
        & (~Q(amount_fen=F("held_line__amount_fen")) | ~Q(held_line__state="paid"))
        | ~Q(claim__digest=F("claim__signed_digest"))
        | Q(paid_on__lt=F("claim__notice__payable_from"))
        | Q(claim__notice__isnull=True)
        | Q(claim__state__in=unpaid)
        | Q(claim__objections__state="open")
    )
    for payment in Payment.objects.live().annotate(held_fen=held_fen).filter(wrong).distinct():
        yield f"{payment.bank_reference}: claim {payment.claim_id}"


@invariant("payments.are_booked_once")
def _booked() -> Iterator[str]:
    """Every payment has exactly one payment entry in the ledger, of its own amount."""
    from subsidies.models import FundEntry

    booked = (
        FundEntry.objects.filter(payment=OuterRef("pk"), kind="payment")
        .values("payment")
        .annotate(n=Count("pk"), total=Sum("amount_fen"))
    )
    rows = Payment.objects.annotate(
        n=Coalesce(Subquery(booked.values("n")), 0), total=Coalesce(Subquery(booked.values("total")), 0)
    )
    wrong = rows.exclude(n=1, total=-F("amount_fen"))
    for reference, entries, total in wrong.values_list("bank_reference", "n", "total"):
        yield f"{reference}: {entries} entries, {total} fen"


@invariant("claims.are_signed_by_different_people")
def _signatures() -> Iterator[str]:
    """Nobody took two steps of the same claim's approval, in any round."""
    signed = SubsidyClaim.objects.exclude(signed_digest="")
    for claim in signed.iterator():
        doers = [
            set(actors_of("subsidies.subsidyclaim", claim.pk, (f"claim.{verb}",))) for verb in _CLAIM_VERBS
        ]
        if len(set().union(*doers)) < sum(map(len, doers)):
            yield f"{claim.pk}: one person signed twice"


@invariant("vouchers.match_their_claims")
def _vouchers() -> Iterator[str]:
    """A redeemed voucher belongs to a claim of its own class, and its person is in that claim."""
    known = {claim.pk: claim.training_class_id for claim in SubsidyClaim.objects.all()}
    redeemed = Voucher.objects.filter(state__in=["redeemed", "written_off"])
    for number, claim_id, class_id in redeemed.values_list("number", "claim_id", "training_class_id"):
        if claim_id is None or known.get(claim_id) != class_id:
            yield f"{number}: claim {claim_id}"


@invariant("supervision.grants_follow_assignments")
def _grants() -> Iterator[str]:
    """Every grant to a third-party supervisor belongs to an assignment that is not ended, and the reverse."""
    granted = set(
        OrganisationUserObjectPermission.objects.filter(permission__codename=SUPERVISE).values_list(
            "user_id", "content_object_id"
        )
    )
    open_rows = SupervisionAssignment.objects.filter(ended_at__isnull=True)
    assigned = set(open_rows.values_list("user_id", "organisation_id"))
    yield from (f"{user} {organisation}: grant alone" for user, organisation in granted - assigned)
    yield from (f"{user} {organisation}: assignment alone" for user, organisation in assigned - granted)
