"""The roster: uploaded rows or single entries become applications, in order and in practice groups."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import cast

from django.db import transaction

from classes.enums import RowLevel
from classes.models import RosterRow, RosterUpload, TrainingClass
from classes.operations.editing import locked_for_editing
from classes.operations.uploads import note_refusals, require_open
from classes.queries.pinned import parameters_of
from classes.queries.roster_changes import cells_of
from classes.queries.roster_sheet import Checking, RowVerdict, Values, check_row, check_rows, facts_of
from classes.queries.rulings import roster_of, unsent
from classes.rules.roster import places_in_groups
from foundation.accounts.actor import Actor
from foundation.audit.operations import Event, append
from foundation.core import clock
from foundation.core.errors import Invalid, NotNow
from foundation.core.models import StoredFile
from foundation.core.reasons import Reason
from foundation.jobs.handlers import Progress, unheard
from trainees.enums import ApplicationState
from trainees.models import Application
from trainees.operations import (
    Applicant,
    ApplicationFacts,
    RowsRefused,
    check_application,
    enter_application,
    enter_roster,
    register_application,
    send_group_for_review,
    withdraw_application,
)

PORTION = 20  # rows between two words of progress
REVIEWED = frozenset({ApplicationState.PASSED, ApplicationState.VOUCHER_ISSUED})


def hand_in_roster(
    upload: RosterUpload, *, actor: Actor, sound_only: bool = False, report: Progress = unheard
) -> int:
    """Every row becomes an application: all of them or none. Returns how many now wait to be sent to 资格审核.

    Sending is a step of its own (`send_roster`), so that 送审前体检 is seen before; until then another upload corrects.

    With `sound_only` those rows that are right go now, and the others stay behind with what is wrong with them. Who
    is on the list already is brought up to date, not entered again. What is refused is written beside its row, so
    that it can be mended there. Rows are opened and checked, and `report` is told of it, before anything is locked:
    no word of progress gets out of a transaction, and nobody else can write while it is open.
    """
    with transaction.atomic():
        locked_for_editing(upload.training_class, actor)
    every = _live_rows(upload)
    rows = _chosen(every, sound_only=sound_only)
    verdicts = check_rows(_opened(rows, report), Checking.of_today())
    report(len(rows), len(rows), "正在报名")
    while True:
        try:
            return _commit(upload, every, verdicts, actor)
        except RowsRefused as refused:
            note_refusals(
                upload, {n: [(r.code, r.message.rstrip("。"))] for n, r in refused.refusals.items()}
            )
            verdicts = {n: verdict for n, verdict in verdicts.items() if n not in refused.refusals}
            if not sound_only or not verdicts:
                raise


def require_rows_ready(upload: RosterUpload, *, sound_only: bool = False) -> None:
    """Said at once, before the work is put on the list: what is still to be mended or confirmed."""
    require_open(upload)
    _chosen(_live_rows(upload), sound_only=sound_only)


def _commit(
    upload: RosterUpload, every: list[RosterRow], verdicts: Mapping[int, RowVerdict], actor: Actor
) -> int:
    with transaction.atomic():
        record = locked_for_editing(upload.training_class, actor)
        upload.refresh_from_db(fields=["committed_at"])
        require_open(upload)
        _require_unchanged(every, _live_rows(upload))
        photos = {row.row_number: row.photo for row in every if row.photo}
        applicants = {n: _applicant(record, verdict, photos.get(n)) for n, verdict in verdicts.items()}
        enter_roster(applicants, actor=actor, institution_id=record.institution_id, group_id=record.pk)
        return _finish(record, upload, actor, left_out=len(every) - len(verdicts))


def _live_rows(upload: RosterUpload) -> list[RosterRow]:
    return list(upload.rows.filter(removed_at__isnull=True).select_related("photo"))


def _opened(rows: list[RosterRow], report: Progress) -> dict[int, Values]:
    """Row number → cells, unsealed one by one."""
    opened: dict[int, Values] = {}
    for done, row in enumerate(rows):
        if done % PORTION == 0:
            report(done, len(rows), "正在核对")
        opened[row.row_number] = cells_of(row)
    return opened


def _require_unchanged(checked: list[RosterRow], now: list[RosterRow]) -> None:
    """What was checked is what is entered, although the rows were not locked meanwhile."""
    if [(row.pk, row.values) for row in checked] != [(row.pk, row.values) for row in now]:
        raise NotNow("roster.changed_meanwhile", "核对期间名册又有改动，请核对后重新提交。")


def add_trainee(training_class: TrainingClass, *, actor: Actor, values: Values) -> Application:
    """One more person, entered by hand on 登记表（表1）; sent to 资格审核 with `send_roster`."""
    with transaction.atomic():
        record = locked_for_editing(training_class, actor)
        verdict = check_row(values, Checking.of_today())
        wrong = [problem for problem in verdict.problems if problem.level == RowLevel.ERROR]
        if wrong:
            reasons = [Reason(problem.code, problem.message) for problem in wrong]
            raise Invalid("roster.entry_wrong", f"{wrong[0].message}。", reasons)
        applicant = _applicant(record, verdict)
        application = enter_application(
            actor=actor,
            institution_id=record.institution_id,
            identity_number=applicant.identity_number,
            name=applicant.name,
            phone=applicant.phone,
            **applicant.facts,
        )
        application = check_application(register_application(application, actor=actor), actor=actor)
        arrange(record)
        detail = {"position": application.position}
        append(Event("class.add_trainee", "录入学员", record, detail=detail), actor=actor)
    return Application.objects.get(pk=application.pk)


def send_roster(training_class: TrainingClass, *, actor: Actor) -> int:
    """Whoever is entered, from a workbook or by hand, and not sent yet goes to 资格审核. Returns how many."""
    with transaction.atomic():
        record = locked_for_editing(training_class, actor)
        return send_group_for_review(record.pk, actor=actor)


def remove_from_roster(
    training_class: TrainingClass, application: Application, *, actor: Actor, comment: str
) -> None:
    """Somebody does not take part; the entry stays with its history, the list closes up."""
    with transaction.atomic():
        record = locked_for_editing(training_class, actor)
        if application.group_id != record.pk:
            raise Invalid("roster.other_class", "这名学员不在本期名册中，请刷新页面。")
        reviewed = application.state in REVIEWED
        withdraw_application(application, actor=actor.as_system() if reviewed else actor, comment=comment)
        arrange(record)
        append(Event("class.remove_trainee", "从名册中撤下学员", record, comment), actor=actor)


def assign_groups(training_class: TrainingClass, *, actor: Actor, groups: Mapping[str, int | None]) -> None:
    """Practice groups by application id; nobody may be left out of a group that is too large (A55)."""
    with transaction.atomic():
        record = locked_for_editing(training_class, actor)
        people = list(roster_of(record))
        for application in people:
            application.practice_group = groups.get(str(application.pk), application.practice_group)
        _require_small(Counter(each.practice_group for each in people), record)
        Application.objects.bulk_update(people, ["practice_group"])
        append(Event("class.assign_groups", "编实操组", record), actor=actor)


def regroup(training_class: TrainingClass, *, actor: Actor) -> None:
    """Practice groups anew, in the order of the list, as even as possible."""
    with transaction.atomic():
        record = locked_for_editing(training_class, actor)
        roster_of(record).update(practice_group=None)
        arrange(record)
        append(Event("class.assign_groups", "自动编实操组", record), actor=actor)


def arrange(record: TrainingClass) -> None:
    """Number the list without gaps and give everybody a practice group. Place and group belong to the class."""
    people = list(roster_of(record))
    sizes = Counter(each.practice_group for each in people if each.practice_group)
    ungrouped = [each for each in people if not each.practice_group]
    size = parameters_of(record).whole("group_max")
    for application, group in zip(ungrouped, places_in_groups(sizes, len(ungrouped), size), strict=True):
        application.practice_group = group
    for place, application in enumerate(people, 1):
        application.position = place
    Application.objects.bulk_update(people, ["position", "practice_group"])


def _applicant(record: TrainingClass, verdict: RowVerdict, photo: StoredFile | None = None) -> Applicant:
    """The cells of a sound row as the facts of 表1, with what the class itself knows."""
    cells = verdict.cells
    facts = ApplicationFacts(
        **cast("ApplicationFacts", facts_of(cells)),
        occupation_code=record.occupation.code,
        occupation_name=record.occupation.name,
        level=record.level,
        group_id=record.pk,
        group_title=str(record),
        planned_from=record.starts_on,
        planned_to=record.ends_on,
        training_address=record.venue.address if record.venue else "",
    )
    if photo is not None:
        facts["photo"] = photo
    return Applicant(str(cells["identity_number"]), str(cells["name"]), str(cells["phone"]), facts)


def _finish(record: TrainingClass, upload: RosterUpload, actor: Actor, *, left_out: int) -> int:
    arrange(record)
    upload.committed_at, upload.left_out_count = clock.now(), left_out
    upload.save(update_fields=["committed_at", "left_out_count"])
    to_send = unsent(record).count()
    detail = {"to_send": to_send, "left_out": left_out}
    append(Event("class.hand_in_roster", "名册报名", record, detail=detail), actor=actor)
    return to_send


def _chosen(rows: list[RosterRow], *, sound_only: bool) -> list[RosterRow]:
    """The rows to be handed in; `NotNow` where all are wanted and one is not ready, or none is."""
    wrong = [row for row in rows if row.level == RowLevel.ERROR]
    doubtful = [row for row in rows if row.level == RowLevel.WARNING and not row.confirmed_at]
    if not rows:
        raise NotNow("roster.empty", "这份名册没有可以报名的行，请重新上传。")
    if sound_only:
        left = {row.pk for row in (*wrong, *doubtful)}
        if len(left) == len(rows):
            raise NotNow("roster.nothing_sound", "没有一行可以报名，请先改正或确认。")
        return [row for row in rows if row.pk not in left]
    if wrong:
        raise NotNow("roster.rows_wrong", f"还有 {len(wrong)} 行有错，请改正后再报名。")
    if doubtful:
        raise NotNow("roster.remarks_open", f"还有 {len(doubtful)} 行提示没有确认，请确认无误或改正。")
    return rows


def _require_small(sizes: Counter[int | None], record: TrainingClass) -> None:
    limit = parameters_of(record).whole("group_max")
    large = [number for number, size in sizes.items() if number and size > limit]
    if large:
        raise Invalid("class.group_too_large", f"第 {min(large)} 组超过 {limit} 人，请调整。")
