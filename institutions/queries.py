"""Reads about institutions: the list, the page of one, and whether it may open a class."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from foundation.accounts.actor import Actor
from foundation.accounts.enums import LEADERS
from foundation.audit.models import Entry
from foundation.core import clock
from foundation.core.reasons import Reason
from foundation.policy.definitions import definitions
from foundation.policy.queries import office_parameters
from foundation.policy.saying import say_value
from institutions.enums import (
    ACCOUNT_COOLING_DAYS,
    ACCOUNT_ROLES,
    FILING_ROLES,
    INSTITUTION_TAGS,
    ON_SITE_ROLES,
    OWN_ROLES,
    AccountChangeState,
    InstitutionState,
    SkillLevel,
)
from institutions.models import (
    AccountChange,
    Contract,
    Institution,
    InstitutionQuerySet,
    Occupation,
    OccupationPermission,
    Teacher,
    Venue,
)
from institutions.rules import fire_check_ends, first_uncovered_day, usable_from

CLAUSE_CONTRACT = "文人社字〔2026〕8号 一(一)"
CLAUSE_CATALOGUE = "文人社字〔2026〕8号 一(二)"


@dataclass(frozen=True)
class Duties:
    """Which entries the actor is offered on the pages of institutions."""

    may_edit: bool
    may_file: bool
    may_inspect: bool
    may_confirm: bool


def duties_of(actor: Actor) -> Duties:
    return Duties(
        may_edit=actor.has_role(*OWN_ROLES),
        may_file=actor.has_role(*FILING_ROLES),
        may_inspect=actor.has_role(*ON_SITE_ROLES),
        may_confirm=actor.has_role(*ACCOUNT_ROLES),
    )


@dataclass(frozen=True)
class FireCheck:
    """How long a venue's fire check is good; `ends_soon`, or has ended: time to have the next one made."""

    until: date | None
    has_ended: bool
    ends_soon: bool


@dataclass(frozen=True)
class InstitutionPage:
    """Everything that the page of one institution shows."""

    institution: Institution
    contracts: Sequence[Contract]
    permissions: Sequence[OccupationPermission]
    venues: Sequence[tuple[Venue, FireCheck]]
    teachers: Sequence[Teacher]
    account_changes: Sequence[AccountChange]
    entries: Sequence[Entry]
    today: date

    @property
    def open_change(self) -> AccountChange | None:
        return next((c for c in self.account_changes if c.state == AccountChangeState.PROPOSED), None)

    @property
    def service_term(self) -> str:
        first, last = self.institution.service_from, self.institution.service_to
        return f"{first:%Y-%m-%d} 至 {last:%Y-%m-%d}" if first and last else ""

    @property
    def contract_in_force(self) -> Contract | None:
        return next((c for c in self.contracts if c.valid_from <= self.today <= c.valid_to), None)


def institution_list(actor: Actor, *, state: str = "", text: str = "") -> InstitutionQuerySet:
    """Institutions the actor may see, by state and by a part of name, credit code or contact."""
    rows = Institution.objects.visible_to(actor).select_related("organisation")
    if state in InstitutionState.values:
        rows = rows.filter(state=state)
    if text:
        wanted = Q(name__icontains=text) | Q(credit_code__icontains=text) | Q(contact_name__icontains=text)
        rows = rows.filter(wanted)
    today = clock.today()
    valid = Q(permissions__valid_from__lte=today, permissions__valid_to__gte=today)
    return rows.annotate(permitted=Count("permissions", filter=valid, distinct=True)).order_by("name")


def state_counts(actor: Actor) -> list[tuple[str, str, int]]:
    """(state, label, number) of every state in use, in the order of the lifecycle."""
    rows = Institution.objects.visible_to(actor).order_by().values_list("state").annotate(number=Count("pk"))
    found = dict(rows)
    return [
        (s.value, INSTITUTION_TAGS[s].label, found[s.value]) for s in InstitutionState if s.value in found
    ]


def institution_page(institution: Institution, actor: Actor) -> InstitutionPage:
    """One institution with its papers and what was done with it, newest first; seven queries."""
    entries = Entry.objects.visible_to(actor).done().of_record("institutions.institution", institution.pk)
    return InstitutionPage(
        institution=institution,
        contracts=list(institution.contracts.all()),
        permissions=list(institution.permissions.select_related("occupation")),
        venues=with_fire_checks(institution.venues.select_related("verified_by")),
        teachers=list(institution.teachers.order_by("-is_active", "name")),
        account_changes=list(institution.account_changes.select_related("proposed_by", "decided_by")),
        entries=list(entries.order_by("-seq")[:30]),
        today=clock.today(),
    )


def sanctions_for(actor: Actor) -> list[tuple[str, str, str]]:
    """(what was found, what follows from it, on which clause), for whoever decides to suspend or cancel (A52)."""
    if not actor.has_role(*LEADERS):
        return []
    parameters, known = office_parameters(clock.today()), definitions()
    found = [(known[key], parameters[key]) for key in ("sanction_false_proof", "sanction_fabrication")]
    return [(about.name, say_value(about, row.value), row.clause.spoken()) for about, row in found]


def may_open_class(
    institution_id: UUID, first: date, last: date, occupation: Occupation, level: str
) -> list[Reason]:
    """What keeps this institution from teaching this occupation from `first` to `last` (C1, A53, A54)."""
    institution = Institution.objects.get(pk=institution_id)
    found = (
        state_obstacle(institution),
        contract_obstacle(institution, first, last),
        permission_obstacle(institution, occupation, level, first, last),
    )
    return [reason for reason in found if reason is not None]


def state_obstacle(institution: Institution) -> Reason | None:
    """Only an institution 在约 opens classes."""
    if institution.state == InstitutionState.CONTRACTED:
        return None
    label = InstitutionState(institution.state).label
    message = f"{institution.short_name}现为“{label}”，只有在约的机构才能开班；请先办理机构手续"
    return Reason("institution.not_contracted", message, CLAUSE_CONTRACT, institution.get_absolute_url())


def contract_obstacle(institution: Institution, first: date, last: date) -> Reason | None:
    """A contract in force on every class day."""
    periods = institution.contracts.filter(valid_to__gte=first, valid_from__lte=last)
    day = first_uncovered_day(periods.values_list("valid_from", "valid_to"), first, last)
    if day is None:
        return None
    message = f"{day:%Y-%m-%d} 没有有效合同，合同应覆盖 {first:%Y-%m-%d} 至 {last:%Y-%m-%d}；请先登记合同"
    return Reason("institution.contract_missing", message, CLAUSE_CONTRACT, institution.get_absolute_url())


def permission_obstacle(
    institution: Institution, occupation: Occupation, level: str, first: date, last: date
) -> Reason | None:
    """The occupation is in the published catalogue and among those permitted to the institution."""
    link = institution.get_absolute_url()
    if not occupation.is_published:
        message = f"{occupation.name}不在已公布的工种目录内，请改选目录内工种"
        return Reason("occupation.not_published", message, CLAUSE_CATALOGUE, link)
    rows = institution.permissions.filter(occupation=occupation, level=level, valid_to__gte=first)
    periods = rows.filter(valid_from__lte=last).values_list("valid_from", "valid_to")
    if first_uncovered_day(periods, first, last) is None:
        return None
    name = f"{occupation.name}（{SkillLevel(level).label}）"
    message = f"{name}不在{institution.short_name}的许可工种内，或许可不覆盖全部培训日期；请先登记许可"
    return Reason("institution.occupation_not_permitted", message, CLAUSE_CATALOGUE, link)


def permitted_occupations(institution_id: UUID, on: date) -> QuerySet[OccupationPermission]:
    """What the institution may teach on a day, only what is in the published catalogue."""
    rows: QuerySet[OccupationPermission] = OccupationPermission.objects.valid_on(on)
    return rows.filter(institution_id=institution_id, occupation__is_published=True).select_related(
        "occupation"
    )


def active_teachers(institution_id: UUID) -> QuerySet[Teacher]:
    rows: QuerySet[Teacher] = Teacher.objects.filter(institution_id=institution_id, is_active=True)
    return rows


def venues_of(institution_id: UUID) -> QuerySet[Venue]:
    rows: QuerySet[Venue] = Venue.objects.filter(institution_id=institution_id)
    return rows


def fire_check(venue: Venue) -> FireCheck:
    return next(found for _, found in with_fire_checks([venue]))


def with_fire_checks(venues: Iterable[Venue]) -> list[tuple[Venue, FireCheck]]:
    """Each venue with the end of its fire check as of today."""
    today = clock.today()
    office = office_parameters(today)
    months, warned = office.whole("fire_check_months"), timedelta(days=office.whole("fire_check_warn_days"))
    ends = (
        (each, fire_check_ends(each.fire_safety_on, each.fire_safety_valid_to, months)) for each in venues
    )
    return [
        (each, FireCheck(until, bool(until and until < today), bool(until and until <= today + warned)))
        for each, until in ends
    ]


def account_obstacle(institution_id: UUID) -> Reason | None:
    """Why no money may go to the account now: a change is open, or was confirmed just now (F21)."""
    institution = Institution.objects.get(pk=institution_id)
    link = institution.get_absolute_url()
    if institution.account_changes.filter(state=AccountChangeState.PROPOSED).exists():
        message = f"{institution.short_name}的账户变更还没有确认，请部门负责人先确认"
        return Reason("account.change_open", message, "", link)
    if not institution.bank_account:
        message = f"{institution.short_name}还没有登记开户行和账号，请机构补齐"
        return Reason("account.missing", message, "", link)
    changed = institution.account_changes.filter(state=AccountChangeState.CONFIRMED)
    last = changed.order_by("-decided_at").first()
    if last is None or last.decided_at is None:
        return None
    day = usable_from(clock.local(last.decided_at).date(), ACCOUNT_COOLING_DAYS)
    if clock.today() >= day:
        return None
    message = f"{institution.short_name}的账户刚刚变更，{day:%Y-%m-%d} 起才能向新账户付款"
    return Reason("account.cooling", message, "", link)


def institutions_out_of_contract() -> QuerySet[Institution]:
    """Institutions 在约 that no contract covers today: due for 到期."""
    today = clock.today()
    covered = Contract.objects.filter(valid_from__lte=today, valid_to__gte=today).values("institution_id")
    rows: QuerySet[Institution] = Institution.objects.contracted().exclude(pk__in=covered)
    return rows


def occupation_list(*, text: str = "", level_of: UUID | None = None) -> QuerySet[Occupation]:
    """The catalogue, by a part of name or code; `level_of` restricts it to one institution's permissions."""
    rows = Occupation.objects.order_by("code")
    if text:
        rows = rows.filter(Q(name__icontains=text) | Q(code__icontains=text))
    if level_of is not None:
        permitted = OccupationPermission.objects.filter(institution_id=level_of).values("occupation_id")
        rows = rows.filter(pk__in=permitted)
    return rows
