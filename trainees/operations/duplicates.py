"""疑似重复人员: found when somebody is entered, decided by two people, joined and taken apart again (N27; F1).

Nothing that was done is moved: a merged record keeps its applications, vouchers and papers and points to the kept
one, and every check over years and institutions asks `queries.one_person`. Why: docs/adr/0008.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from foundation.accounts.actor import Actor
from foundation.accounts.duties import require_role
from foundation.audit.operations import Event, append
from foundation.core import crypto
from foundation.core.errors import Invalid, NotNow
from foundation.core.national_codes import normalise_code
from foundation.workflow.engine import performs
from trainees.enums import REVIEWING_ROLES, DuplicateState
from trainees.enums import DuplicateVerb as V
from trainees.models import Application, DuplicateCase, Person
from trainees.operations.comparison import compare_group, run_checks
from trainees.queries.duplicates import STILL_LISTED, FoundPair, Pair, find_duplicates
from trainees.queries.merging import against_merging
from trainees.rules import current_form
from trainees.rules.catalogue import Moment
from trainees.workflow import DUPLICATE

Detail = dict[str, Any]
REPORTED = "reported"
FACTS_CHANGED = "登记信息有变动，新增相符项，系统重新列入"


def record_duplicates(people: Iterable[Person]) -> None:
    """Write down every record that may be one of these people.

    A pair that was decided stays decided unless something more speaks for it now; a pair that nobody has touched
    and that no longer looks alike is dropped.
    """
    chosen = list({person.pk: person for person in people}.values())
    found = {each.pair: each for each in find_duplicates(chosen)}
    known = _known(chosen, found)
    DuplicateCase.objects.bulk_create(
        [_opened(each) for pair, each in found.items() if pair not in known], ignore_conflicts=True
    )
    for pair, case in known.items():
        _bring_up_to_date(case, found.get(pair))


@transaction.atomic
def report_duplicate(person: Person, *, actor: Actor, identity_number: str, reason: str) -> DuplicateCase:
    """资格审核小组 knows of a second record of this person that no comparison finds, for instance after a marriage."""
    require_role(actor, *REVIEWING_ROLES, doing="登记疑似重复")
    if not reason.strip():
        raise Invalid("duplicate.reason_missing", "请写明依据，如户口簿、公安机关证明。")
    other = other_record(person, identity_number)
    first, second = sorted((person.root_id, other.root_id))
    case, is_new = DuplicateCase.objects.get_or_create(
        first_id=first,
        second_id=second,
        defaults={"verdict": "possible", "reasons": [REPORTED], "created_by_id": actor.user_id},
    )
    if is_new:
        append(Event("duplicate.report", "登记疑似重复", case, reason.strip()), actor=actor)
    return case


def other_record(person: Person, identity_number: str) -> Person:
    """The record with this number, in its old form of 15 digits or the present one; `Invalid` unless another's."""
    number = current_form(identity_number) or normalise_code(identity_number)
    index = crypto.blind_index(number, purpose="identity")
    other = Person.objects.filter(identity_index=index).select_related("merged_into").first()
    if other is None:
        raise Invalid("duplicate.number_unknown", "没有这个身份证号的档案，请核对后重新输入。")
    if other.root_id == person.root_id:
        raise Invalid("duplicate.already_one", "这个身份证号已经是本人的档案，不需要合并。")
    return other


@performs(DUPLICATE, V.PROPOSE_MERGE, writes=("kept",))
def propose_merge(case: DuplicateCase, *, actor: Actor, kept: UUID, comment: str) -> Detail:
    """资格审核小组 has compared the papers: the two are one person, and this is the record with the right number."""
    if kept not in {case.first_id, case.second_id}:
        raise Invalid("duplicate.kept_missing", "请选择保留哪一份档案（证件号正确的一份）。")
    case.kept_id = kept
    return {"kept": str(_kept(case).pk), "merged": str(_other(case).pk)}


@performs(DUPLICATE, V.CONFIRM_MERGE)
def confirm_merge(case: DuplicateCase, *, actor: Actor, comment: str = "") -> Detail:
    """A second person confirms: from now on both records are one person wherever somebody is counted or compared.

    Whoever makes out a voucher for one of them is waited for, so what was made out meanwhile is asked about once more.
    """
    kept, other = _kept(case), _other(case)
    held = Person.objects.select_for_update().of_one_person([kept.pk, other.pk]).order_by("pk")
    records = [each for each in held if each.root_id == other.pk]
    if reason := against_merging(case):
        raise NotNow(reason.code, reason.message, [reason])
    moved = {str(each.pk): str(each.merged_into_id or "") for each in records}
    Person.objects.filter(pk__in=list(moved)).update(merged_into=kept)
    _note(case, moved=moved)
    _compare_anew([kept.pk, other.pk])
    return {"kept": str(kept.pk), "merged": str(other.pk), "records": len(moved)}


@performs(DUPLICATE, V.RETURN)
def return_merge(case: DuplicateCase, *, actor: Actor, comment: str) -> Detail:
    """The second person is not convinced, and says what is to be looked at again."""
    return {}


@performs(DUPLICATE, V.SET_APART)
def set_apart(case: DuplicateCase, *, actor: Actor, comment: str) -> Detail:
    """资格审核小组 has compared the papers: they are two people, for example twins; it is not asked again."""
    return {"reasons": case.reasons}


@performs(DUPLICATE, V.UNMERGE)
def unmerge_people(case: DuplicateCase, *, actor: Actor, comment: str) -> Detail:
    """The merge was a mistake: every record points again to where it pointed before, and the pair is decided anew."""
    for record, before in case.moved.items():
        Person.objects.filter(pk=UUID(record)).update(merged_into=UUID(before) if before else None)
    restored = len(case.moved)
    _note(case, moved={})
    _compare_anew([case.first_id, case.second_id])
    return {"records": restored}


@performs(DUPLICATE, V.REOPEN)
def reopen_duplicate(
    case: DuplicateCase, *, actor: Actor, comment: str, found: FoundPair | None = None
) -> Detail:
    """More speaks for one person than was known when the two were set apart."""
    before = case.reasons
    if found is not None:
        _note(case, reasons=list(found.reasons), verdict=found.verdict)
    return {"before": before, "reasons": case.reasons}


def _opened(found: FoundPair) -> DuplicateCase:
    first, second = found.pair
    return DuplicateCase(first_id=first, second_id=second, verdict=found.verdict, reasons=list(found.reasons))


def _known(people: Sequence[Person], found: Collection[Pair]) -> dict[Pair, DuplicateCase]:
    """What is written about these people, and about the pairs found, which may be of records they were merged into."""
    keys = {person.pk for person in people}
    rows = DuplicateCase.objects.filter(
        Q(first__in=keys) | Q(second__in=keys) | Q(first__in={first for first, _ in found})
    )
    cases = {(case.first_id, case.second_id): case for case in rows}
    return {pair: case for pair, case in cases.items() if keys & {*pair} or pair in found}


def _bring_up_to_date(case: DuplicateCase, found: FoundPair | None) -> None:
    is_untouched = case.state == DuplicateState.OPEN and case.version == 1 and case.created_by_id is None
    if found is None:
        if is_untouched:
            case.delete()
    elif case.state == DuplicateState.APART and set(found.reasons) - set(case.reasons):
        reopen_duplicate(case, actor=Actor.system(), comment=FACTS_CHANGED, found=found)
    elif case.state == DuplicateState.OPEN and list(found.reasons) != case.reasons:
        _note(case, reasons=list(found.reasons), verdict=found.verdict)


def _note(case: DuplicateCase, **facts: Any) -> None:
    """Lists are no plain columns, which the engine could write beside the state."""
    for name, value in facts.items():
        setattr(case, name, value)
    DuplicateCase.objects.filter(pk=case.pk).update(**facts)


def _kept(case: DuplicateCase) -> Person:
    return case.first if case.kept_id == case.first_id else case.second


def _other(case: DuplicateCase) -> Person:
    return case.second if case.kept_id == case.first_id else case.first


def _compare_anew(people: Sequence[UUID]) -> None:
    """What speaks against the open applications of these people changes with who they are."""
    rows = Application.objects.filter(person__in=Person.objects.of_one_person(people))
    still_open = rows.filter(state__in=sorted(STILL_LISTED), compared_at__isnull=False)
    for group_id in sorted({each for each in still_open.values_list("group_id", flat=True) if each}):
        compare_group(group_id)
    alone = list(still_open.filter(group_id=None).select_related("person"))
    run_checks(alone, Moment.REGISTRATION, actor=Actor.system())
