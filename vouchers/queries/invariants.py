"""What must always be true of vouchers (fsck). Reads only."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

from django.db import connection
from django.db.models import Count, Q
from django.db.models.functions import Coalesce

from foundation.core.invariants import invariant, triggers_in_force
from vouchers.enums import DEAD_STATES, REDEEMED_STATES, VoucherState
from vouchers.models import Voucher, VoucherPosting, VoucherScheme
from vouchers.rules.ledger import Book, Posting, Standing, Unpostable, replay

TRIGGERS = {
    "sqlite": {
        "vouchers_voucher_posts_first", "vouchers_voucher_posts", "vouchers_voucher_keeps_terms",
        "vouchers_voucher_no_delete", "vouchers_posting_in_step", "vouchers_posting_no_update",
        "vouchers_posting_no_delete",
        "vouchers_posting_takes", "vouchers_posting_gives_back",
    },
    "postgresql": {
        "vouchers_voucher_posts", "vouchers_voucher_keeps_terms", "vouchers_voucher_no_delete",
        "vouchers_posting_in_step",
        "vouchers_posting_no_change", "vouchers_posting_no_truncate", "vouchers_posting_counts",
    },
}  # fmt: skip


@invariant("vouchers.ledger_is_the_states")
def _ledger() -> Iterator[str]:
    """Every voucher lies where its unbroken chain of postings brought it, and the ledger's triggers are in place."""
    yield from (f"trigger {name}" for name in sorted(TRIGGERS[connection.vendor] - triggers_in_force()))
    states = {pk: Standing(s, v) for pk, s, v in Voucher.objects.values_list("pk", "state", "version")}
    rows = VoucherPosting.objects.order_by("voucher_id", "sequence").iterator()
    for voucher_id, postings in groupby(rows, key=lambda row: row.voucher_id):
        said, found = states.pop(voucher_id, None), _standing(list(postings))
        if said != found:
            yield f"{voucher_id}: {said}, by the ledger {found}"
    yield from (f"{voucher_id}: no posting" for voucher_id in states)


@invariant("vouchers.scheme_counts_its_vouchers")
def _schemes() -> Iterator[str]:
    """A scheme has given out as many vouchers as are live under it, and no more than its quantity."""
    counted = dict(
        Voucher.objects.filter(scheme__isnull=False)
        .exclude(state__in=[*DEAD_STATES, VoucherState.REQUESTED])
        .order_by()
        .values_list("scheme")
        .annotate(number=Count("pk"))
    )
    for scheme in VoucherScheme.objects.filter(taken__gt=0):
        if scheme.taken != counted.pop(scheme.pk, 0) or scheme.left < 0:
            yield f"{scheme.name}: {scheme.taken}"
    yield from (f"{scheme}: {number} not counted" for scheme, number in counted.items())


@invariant("vouchers.nobody_holds_two")
def _held_twice() -> Iterator[str]:
    """One live voucher per person, kind, occupation, level and year, under whichever numbers he stands (F8).

    Two that were both redeemed before the records were merged are history, which no rule undoes.
    """
    root = Coalesce("person__merged_into_id", "person_id")
    one = ("kind", "occupation_code", "level", "year")
    rows = Voucher.objects.live().order_by().values_list(root, *one)
    unredeemed = Count("pk", filter=~Q(state__in=REDEEMED_STATES))
    for person, *what, _, _ in rows.annotate(live=Count("pk"), open=unredeemed).filter(
        live__gt=1, open__gt=0
    ):
        yield f"{person}: {what}"


def _standing(rows: list[VoucherPosting]) -> Standing | str:
    """Where the pure ledger says the voucher lies; what was taken over as it stood is believed that far."""
    book = Book()
    if rows[0].is_opening:
        book = Book(standings={"": Standing(rows[0].target, rows[0].sequence)})
        rows = rows[1:]
    try:
        book = replay((Posting("", row.sequence, row.source, row.target) for row in rows), book)
    except Unpostable as refusal:
        return refusal.code
    return book.standings[""]
