"""经办全流程监控表 (8号 监控表): read from the record of what happened, never typed.

A signature counts from the last return on: what was signed before a 退回 has to be signed again.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from classes.enums import BEFORE_APPROVAL, DEAD_STATES, ClassState
from classes.models import TrainingClass
from foundation.audit.models import Entry
from foundation.core import clock
from foundation.core.display import Step, StepGroup
from inspections.enums import InspectionKind
from inspections.models import Inspection

CLASS_RETURN = "class.return_for_correction"
ACCEPTANCE_RETURN = "acceptance.return_for_correction"
ON_SITE = "inspection.on_site"  # the action of the record, told apart by the kind of the inspection
VIDEO = "inspection.video"
AFTER_START = "开班后"
BEFORE_START = BEFORE_APPROVAL | {
    ClassState.APPROVED,
    ClassState.FILED,
    ClassState.SYSTEM_CONFIRMED,
    ClassState.VOUCHERS_MADE,
}


@dataclass(frozen=True)
class StepPlan:
    """One of the fourteen steps: its name, the actions that sign it, what unsigns it, who is expected."""

    label: str
    actions: tuple[str, ...]
    undone_by: str = ""
    expected: str = ""


@dataclass(frozen=True)
class Signature:
    """Who did a step, when, with which opinion."""

    signer: str
    signed_on: date
    comment: str


PLANS: tuple[tuple[str, tuple[StepPlan, ...]], ...] = (
    (
        "资格审核小组",
        (
            StepPlan("办证编号", ("application.assign_number",)),
            StepPlan("制培训券", ("application.record_voucher",)),
        ),
    ),
    (
        "培训业务小组",
        (
            StepPlan("报告初审", ("class.pass_first_review",), CLASS_RETURN, "承办人"),
            StepPlan("复核", ("class.pass_second_review",), CLASS_RETURN, "部门负责人"),
            StepPlan("领导批准", ("class.approve",), CLASS_RETURN, "分管领导"),
            StepPlan("系统确认", ("class.confirm_in_system",), expected="承办人"),
            StepPlan("制评价券", ("class.record_evaluation_vouchers",), expected="承办人"),
        ),
    ),
    (
        "监督检查小组",
        (
            StepPlan("实地检查", (ON_SITE, "inspection.waive_on_site"), expected=AFTER_START),
            StepPlan("视频调阅", (VIDEO,), expected=AFTER_START),
        ),
    ),
    (
        "结业验收",
        (
            StepPlan("业务确认", ("acceptance.confirm_training",), ACCEPTANCE_RETURN),
            StepPlan("监督确认", ("acceptance.confirm_inspection",), ACCEPTANCE_RETURN),
            StepPlan("领导批准", ("acceptance.approve",), ACCEPTANCE_RETURN),
            StepPlan("系统确认", ("acceptance.confirm_in_system",)),
            StepPlan("资料接收", ("acceptance.receive",)),
        ),
    ),
)
RECORDED = "inspection.record"
ALL_ACTIONS = frozenset(action for _, steps in PLANS for step in steps for action in step.actions) | {
    CLASS_RETURN,
    ACCEPTANCE_RETURN,
    RECORDED,
}


def signatures_of(training_class: TrainingClass) -> dict[StepPlan, tuple[Signature, ...]]:
    """Who signed each step since it was last undone, in order of time; two queries."""
    rows = Entry.objects.done().of_case(training_class.pk).filter(action__in=ALL_ACTIONS)
    entries = list(rows.only("seq", "at", "actor_name", "action", "comment", "object_id"))
    kinds = _inspection_kinds(training_class)
    return {step: _signed(step, entries, kinds) for _, steps in PLANS for step in steps}


def monitor_of(training_class: TrainingClass) -> list[StepGroup]:
    """The strip of the class page: fourteen steps in four groups; the first one not done is where it stands."""
    return strip_of(
        signatures_of(training_class),
        is_over=training_class.state in DEAD_STATES,
        has_begun=training_class.state not in BEFORE_START,
    )


def strip_of(
    signed: Mapping[StepPlan, Sequence[Signature]], *, is_over: bool = False, has_begun: bool = True
) -> list[StepGroup]:
    """`is_over`: nothing is waited for any more, so that no step is the present one.

    Before the class has begun (`has_begun`) there is nothing to inspect either, whatever is signed.
    """
    plans = [step for _, steps in PLANS for step in steps]
    present = None if is_over else next((step for step in plans if not signed[step]), None)
    if present and present.expected == AFTER_START and not has_begun:
        present = None
    return [
        StepGroup(title, [_step(step, signed[step], is_now=step is present) for step in steps])
        for title, steps in PLANS
    ]


def _inspection_kinds(training_class: TrainingClass) -> dict[str, str]:
    rows = Inspection.objects.filter(training_class=training_class).values_list("pk", "kind")
    return {str(pk): kind for pk, kind in rows}


def _signed(step: StepPlan, entries: Iterable[Entry], kinds: Mapping[str, str]) -> tuple[Signature, ...]:
    found: list[Signature] = []
    for entry in entries:
        if step.undone_by and entry.action == step.undone_by:
            found = []
        elif _action_of(entry, kinds) in step.actions:
            found.append(Signature(entry.actor_name, clock.local(entry.at).date(), entry.comment))
    return tuple(found)


def _action_of(entry: Entry, kinds: Mapping[str, str]) -> str:
    if entry.action != RECORDED:
        return entry.action
    return ON_SITE if kinds.get(entry.object_id) == InspectionKind.ON_SITE else VIDEO


def _step(step: StepPlan, signed: Sequence[Signature], *, is_now: bool) -> Step:
    if not signed:
        return Step(step.label, step.expected, "now" if is_now else "todo")
    last = signed[-1]
    return Step(
        step.label, f"{last.signer} {last.signed_on.month}-{last.signed_on.day}", "done", last.comment
    )


def signers_of(training_class: TrainingClass) -> list[tuple[StepPlan, list[Signature]]]:
    """The fourteen steps in order with everybody who signed; whoever signed fifty lines signs the form once."""
    signed = signatures_of(training_class)
    return [(step, _last_of_each(signed[step])) for _, steps in PLANS for step in steps]


def _last_of_each(signatures: Sequence[Signature]) -> list[Signature]:
    return list({signature.signer: signature for signature in signatures}.values())
