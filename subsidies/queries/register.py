"""口径登记簿: each open question with the reading in force, who settled it, what is proposed, and what rests on it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from classes.enums import BEFORE_APPROVAL, DEAD_STATES, ClassState
from classes.models import TrainingClass
from foundation.accounts.actor import Actor
from foundation.core import clock
from foundation.core.display import StateTag
from foundation.policy.catalogue import ClauseText, clauses, find_clause
from foundation.policy.definitions import definitions
from foundation.policy.models import ParameterRow, ParameterState, PolicyDocument
from foundation.policy.operations import PROPOSED_BY
from foundation.policy.queries import as_value
from foundation.policy.types import Value
from subsidies.enums import PAID_STATES, ClaimState
from subsidies.models import SubsidyClaim
from subsidies.rules.figures import decimal
from subsidies.rules.questions import Question, ReadingChoice, questions
from subsidies.rules.readings import ExampleFigure, example_figure

SETTLED = (*DEAD_STATES, ClassState.PAID, ClassState.ARCHIVED)


@dataclass(frozen=True)
class InForce:
    """How one document reads a question on a day; `row` is None where nobody has entered anything (A29)."""

    document: PolicyDocument
    words: str
    value: Value
    row: ParameterRow | None
    proposed: int

    @property
    def decided_by(self) -> str:
        """Who put the reading into force; nobody where the register's default holds."""
        if self.row is None or self.row.proposed_by_name == PROPOSED_BY:
            return ""
        return self.row.activated_by_name

    @property
    def tag(self) -> StateTag:
        if self.proposed:
            return StateTag("待启用", "info")
        if self.row is None:
            return StateTag("未录入", "warn")
        if self.row.pending_confirmation:
            return StateTag("待局里确认", "warn")
        if not self.decided_by:
            return StateTag("默认读法", "mute")
        return StateTag("现行", "ok")


@dataclass(frozen=True)
class RegisterLine:
    question: Question
    in_force: InForce


@dataclass(frozen=True)
class ExampleCell:
    """One example under one reading; `difference_fen` is against the first reading of the question."""

    heads: str
    total_fen: int | None
    difference_fen: int | None
    obstacle: str
    remark: str

    @property
    def gap_fen(self) -> int:
        """The difference without its sign, for 多 … and 少 …."""
        return abs(self.difference_fen or 0)


@dataclass(frozen=True)
class ReadingLine:
    """One reading of a question: where it is in force, what it says, what the examples come to."""

    reading: ReadingChoice
    in_force_under: tuple[str, ...]
    cells: tuple[ExampleCell, ...]


@dataclass(frozen=True)
class Decision:
    """One value of the parameter: proposed by one person, put into force by another; at first by the register."""

    row: ParameterRow

    @property
    def proposed_by(self) -> str:
        return "" if self.row.proposed_by_name == PROPOSED_BY else self.row.proposed_by_name

    @property
    def activated_by(self) -> str:
        return "登记簿默认" if self.row.proposed_by_name == PROPOSED_BY else self.row.activated_by_name


@dataclass(frozen=True)
class QuestionPage:
    question: Question
    parameter_name: str
    related: tuple[str, ...]
    in_force: tuple[InForce, ...]
    readings: tuple[ReadingLine, ...]
    clauses: tuple[ClauseText, ...]
    history: tuple[Decision, ...]
    classes: int
    claims: int


def register_lines(document: PolicyDocument, on: date) -> list[RegisterLine]:
    """Every question as one document reads it on a day; one query."""
    keys = {question.key for question in questions()}
    rows = list(
        ParameterRow.objects.filter(document=document, key__in=keys).order_by(
            "effective_from", "activated_at"
        )
    )
    return [
        RegisterLine(question, _in_force(question, document, [r for r in rows if r.key == question.key], on))
        for question in questions()
    ]


def register_lines_today() -> list[RegisterLine]:
    """Every question as the newest document reads it today."""
    document = PolicyDocument.objects.order_by("-effective_from").first()
    return register_lines(document, clock.today()) if document else []


def recorded_readings() -> list[ClauseText]:
    """默认读法 DR-01 … DR-17, which the clauses of the sheet cite."""
    return [text for text in clauses() if text.clause.document.startswith("DR-")]


def question_page(question: Question, actor: Actor, on: date) -> QuestionPage:
    """One question: its readings side by side with their examples, the words of the clauses, every decision."""
    rows = list(
        ParameterRow.objects.filter(key=question.key)
        .select_related("document")
        .order_by("effective_from", "activated_at")
    )
    in_force = tuple(
        _in_force(question, document, [r for r in rows if r.document_id == document.pk], on)
        for document in PolicyDocument.objects.order_by("-effective_from")
    )
    named = definitions()
    return QuestionPage(
        question=question,
        parameter_name=named[question.key].name,
        related=tuple(named[key].name for key in question.related),
        in_force=in_force,
        readings=_reading_lines(question, in_force),
        clauses=tuple(text for clause in question.clauses if (text := find_clause(clause)) is not None),
        history=tuple(Decision(row) for row in reversed(rows)),
        classes=_open_classes(question, actor),
        claims=_open_claims(question, actor),
    )


def _in_force(question: Question, document: PolicyDocument, rows: list[ParameterRow], on: date) -> InForce:
    active = [row for row in rows if row.state == ParameterState.ACTIVE and row.effective_from <= on]
    row = active[-1] if active else None
    value = as_value(row).value if row else None
    words = question.words_of(value)
    return InForce(
        document=document,
        words=words or (row.said if row else "未录入"),
        value=value,
        row=row,
        proposed=sum(row.state == ParameterState.PROPOSED for row in rows),
    )


def _reading_lines(question: Question, in_force: Iterable[InForce]) -> tuple[ReadingLine, ...]:
    """The readings side by side; a remark is shown only where it tells one reading from another."""
    figures = [
        [example_figure(question, example, reading) for example in question.examples]
        for reading in question.readings
    ]
    telling = len({figure.remark for row in figures for figure in row}) > 1
    return tuple(
        ReadingLine(
            reading=reading,
            in_force_under=tuple(each.document.number for each in in_force if each.value == reading.value),
            cells=tuple(_cell(figure, first, telling) for figure, first in zip(row, figures[0], strict=True)),
        )
        for reading, row in zip(question.readings, figures, strict=True)
    )


def _cell(figure: ExampleFigure, first: ExampleFigure, telling: bool) -> ExampleCell:
    statement, basis = figure.statement, first.statement
    difference = None
    if statement.total_fen is not None and basis.total_fen is not None:
        difference = statement.total_fen - basis.total_fen
    return ExampleCell(
        heads="" if statement.payable_heads is None else f"{decimal(statement.payable_heads)} 人",
        total_fen=statement.total_fen,
        difference_fen=difference,
        obstacle=figure.obstacle,
        remark=figure.remark if telling else "",
    )


def _open_classes(question: Question, actor: Actor) -> int:
    """Classes that are approved and not settled yet, of the kinds that the question concerns."""
    rows = TrainingClass.objects.visible_to(actor).filter(category__in=_categories(question))
    return rows.exclude(state__in=(*BEFORE_APPROVAL, *SETTLED)).count()


def _open_claims(question: Question, actor: Actor) -> int:
    """Claims that are handed in and not paid yet."""
    rows = SubsidyClaim.objects.visible_to(actor).filter(training_class__category__in=_categories(question))
    settled = (ClaimState.DRAFT, ClaimState.RETURNED, ClaimState.RECOVERED, *PAID_STATES)
    return rows.exclude(state__in=settled).count()


def _categories(question: Question) -> list[str]:
    return sorted(category.value for category in question.categories)
