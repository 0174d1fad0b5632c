"""办理《就业创业证》编号: one by one, a whole roster from the page, or from a workbook (8号 监控表)."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from uuid import UUID

from django.db import transaction
from django.db.models.functions import Coalesce

from foundation.accounts.actor import Actor
from foundation.accounts.duties import require_role
from foundation.audit.operations import Event, append_all
from foundation.core.errors import DomainError, Invalid, NotNow
from foundation.core.national_codes import mask_identity_number, normalise_code
from foundation.core.reasons import Reason
from foundation.core.tabular import Column, SheetRow, read_sheet
from trainees.enums import REVIEWING_ROLES, ApplicationState
from trainees.models import Application
from trainees.operations.entry import locked_application
from trainees.queries import group_applications
from trainees.rules import normalise_name

NUMBER_COLUMNS = (
    Column("position", "序号", required=True, kind="integer"),
    Column("name", "姓名", required=True),
    Column(
        "number",
        "就业创业证编号",
        kind="text",
        aliases=("就业创业证号", "创业就业证编号"),
        note="没有编号的行留空，不会被改动",
        max_length=24,
    ),
)
_NUMBER = re.compile(r"[0-9A-Z-]{6,24}", re.ASCII)
CLOSED = frozenset({ApplicationState.IN_CLASS, ApplicationState.WITHDRAWN, ApplicationState.REJECTED})


@transaction.atomic
def assign_certificate_number(application: Application, *, actor: Actor, number: str) -> Application:
    """资格审核小组 has the employment certificate numbered for one person."""
    require_role(actor, *REVIEWING_ROLES, doing="办理就业创业证编号")
    application = locked_application(application, actor)
    wanted = {application.pk: normalise_code(number)}
    for refusal in _refusals([application], wanted):
        raise refusal
    _write([application], wanted, actor)
    return application


@transaction.atomic
def assign_group_numbers(group_id: UUID, *, actor: Actor, numbers: Mapping[UUID, str]) -> int:
    """The numbers of a roster in one go (application → number); empty ones are passed over."""
    require_role(actor, *REVIEWING_ROLES, doing="办理就业创业证编号")
    _refuse_twice(numbers)
    given = {pk: normalise_code(number) for pk, number in numbers.items()}
    roster = group_applications(group_id).visible_to(actor).select_for_update(of=("self",))
    changed = [a for a in roster if given.get(a.pk) not in ("", None, a.employment_certificate_number)]
    refusals = _refusals(changed, given)
    if refusals:
        reasons = [reason for refusal in refusals for reason in refusal.reasons]
        message = f"{len(reasons)} 个编号有问题，本次没有保存；请改正后重新保存。"
        raise Invalid("application_group.numbers_wrong", message, reasons)
    _write(changed, given, actor)
    return len(changed)


def import_certificate_numbers(group_id: UUID, *, actor: Actor, workbook: bytes) -> int:
    """The numbers of a roster from a workbook; a row that fits nobody spoils the import."""
    require_role(actor, *REVIEWING_ROLES, doing="办理就业创业证编号")
    sheet = read_sheet(workbook, columns=NUMBER_COLUMNS, max_rows=1000)
    if sheet.header_errors:
        raise Invalid(
            "number_import.header_wrong", "表头与模板不一致，请用本页下载的表填写。", sheet.header_errors
        )
    people = {
        (a.position, normalise_name(a.person.name)): a for a in group_applications(group_id).visible_to(actor)
    }
    numbers, reasons = {}, [Reason(e.code, f"{e.cell} {e.message}") for e in sheet.cell_errors]
    for row in sheet.rows:
        application = people.get(_key(row))
        if application is None:
            reasons.append(
                Reason("number_import.nobody", f"第 {row.number} 行的序号、姓名与本期名册不符，请核对")
            )
        elif row.values.get("number"):
            numbers[application.pk] = str(row.values["number"])
    if reasons:
        message = f"{len(reasons)} 处有问题，本次没有导入；请改正后重新上传。"
        raise Invalid("number_import.rows_wrong", message, reasons)
    return assign_group_numbers(group_id, actor=actor, numbers=numbers)


def _key(row: SheetRow) -> tuple[int | None, str]:
    position = row.values.get("position")
    return (
        position if isinstance(position, int) else None,
        normalise_name(str(row.values.get("name") or "")),
    )


def _refusals(applications: Sequence[Application], wanted: Mapping[UUID, str]) -> list[DomainError]:
    """What speaks against each number, at most one refusal per person; one query for all of them."""
    owners: dict[str, set[UUID]] = defaultdict(set)
    taken = Application.objects.filter(employment_certificate_number__in=[wanted[a.pk] for a in applications])
    one_person = Coalesce("person__merged_into_id", "person_id")
    for number, person in taken.values_list("employment_certificate_number", one_person):
        owners[number].add(person)
    judged = ((a, _refusal(a, wanted[a.pk], owners[wanted[a.pk]])) for a in applications)
    return [
        type(refusal)(
            refusal.code,
            refusal.message,
            [Reason(refusal.code, refusal.message, link=f"#row-{application.pk}")],
        )
        for application, refusal in judged
        if refusal
    ]


def _refusal(application: Application, number: str, owners: set[UUID]) -> DomainError | None:
    """Letters, digits and hyphens, 6 to 24 of them: the sources disagree whether 16 or 18 (A34)."""
    name = application.person.masked_name
    if application.state in CLOSED:
        label = ApplicationState(application.state).label
        return NotNow("application.number_closed", f"{name}的报名现为“{label}”，编号不能再改。")
    if not _NUMBER.fullmatch(number):
        message = f"{name}的编号应为 6 至 24 位数字或字母，请对照证件改正。"
        return Invalid("application.number_unreadable", message)
    if owners - {application.person.root_id}:
        return Invalid("application.number_taken", f"{name}的编号已登记在另一人名下，请核对。")
    return None


def _write(applications: Sequence[Application], numbers: Mapping[UUID, str], actor: Actor) -> None:
    events = []
    for application in applications:
        before, number = application.employment_certificate_number, numbers[application.pk]
        application.employment_certificate_number = number
        detail = {"before": mask_identity_number(before), "certificate_number": mask_identity_number(number)}
        events.append(Event("application.assign_number", "办理就业创业证编号", application, detail=detail))
    Application.objects.bulk_update(applications, ["employment_certificate_number"])
    append_all(events, actor=actor)


def _refuse_twice(numbers: Mapping[UUID, str]) -> None:
    plain = [normalise_code(number) for number in numbers.values() if number.strip()]
    twice = sorted({number for number in plain if plain.count(number) > 1})
    if twice:
        message = f"编号 {'、'.join(twice)} 在本次填写中出现两次，请改正后重新保存。"
        raise Invalid("application_group.number_twice", message)
