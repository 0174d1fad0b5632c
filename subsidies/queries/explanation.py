"""The stored lines of a claim as everybody sees them: page, printed sheet and API show the same rows in one order.

What is shown is read from `ClaimLine`, never calculated here; a claim that is not handed in yet is shown from the
rows that would be stored.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from functools import cache
from math import ceil
from urllib.parse import quote

from django.urls import reverse

from foundation.core.money import format_yuan
from foundation.policy.catalogue import clauses, documents
from foundation.policy.statements import Statement
from foundation.policy.types import Clause, Parameters
from subsidies.models import ClaimLine, SubsidyClaim
from subsidies.rules.facts import Category
from subsidies.rules.figures import decimal, percent
from subsidies.rules.rates import standard_key

RATE_FIRST = ("R_LADDER", "R_FLAT_RATE", "S_CERTIFICATE_RATE")
DOCUMENT_FIRST = "S_POLICY_DAY"
CUTS = frozenset({"R_PASS_RATE_SHORTFALL", "R_EMPLOYMENT_SHORTFALL", "R_CARE_EMPLOYMENT_REQUIRED"})
FORMULA_LENGTH = 300
IN_FEN = "(分)"
# Where the figure comes from: words for paper, the tab of the class page for a screen.
EVIDENCE = {
    "审批人数": ("开班审批表", "roster"),
    "核实人数": ("监督检查、结业验收核实", "results"),
    "合格人数": ("结业考核成绩", "results"),
    "就业人数": ("就业证明核验", "results"),
    "培训人数": ("监督检查、结业验收核实", "results"),
    "培训天数": ("课程计划、学员签到表", "attendance"),
    "此前已付": ("本班前段申领单", "subsidy"),
    "全班应付": ("本班全部时段", "subsidy"),
    "开班批准日": ("开班审批表", "roster"),
    "班级结业日": ("课程计划", "attendance"),
    "补贴申请日": ("补贴申领单", "subsidy"),
}
DAYS = ("开班批准日", "班级结业日", "补贴申请日")
# Which parameter a figure is; the printed standards have one of two keys.
PARAMETERS = {"合格率标准": "pass_threshold", "就业率标准": "emp_threshold"}


@dataclass(frozen=True)
class SheetInput:
    """One figure that went into a line, as read by an official, and where it can be looked up.

    `clause` is what a printed standard rests on; a fact of the class has none.
    """

    name: str
    value: str
    evidence: str = ""
    link: str = ""
    clause: Clause | None = None

    @property
    def words(self) -> str:
        return f"{self.name} {self.value}" + (f"（{self.evidence}）" if self.evidence else "")


@dataclass(frozen=True)
class SheetRow:
    """One box of the sheet: number, title, formula, inputs, exact value before rounding, clause, outcome.

    `is_cut` takes heads or money away; `rounding_clause` is that of the parameter by which was rounded.
    """

    number: int
    code: str
    title: str
    formula: str
    detail: str
    inputs: tuple[SheetInput, ...]
    intermediate: str
    rounding: str
    rounding_clause: Clause | None
    clause: Clause | None
    result: str
    amount_fen: int | None
    is_cut: bool
    is_final: bool
    is_pending: bool

    @property
    def is_rate(self) -> bool:
        return self.code in RATE_FIRST

    @property
    def clause_text(self) -> str:
        return self.clause.spoken() if self.clause else ""

    @property
    def rounding_text(self) -> str:
        """不足一人按一人（口径 DR-03）."""
        if not self.rounding or self.rounding_clause is None:
            return self.rounding
        return f"{self.rounding}（{self.rounding_clause.spoken()}）"

    @property
    def inputs_text(self) -> str:
        return "；".join(each.words for each in self.inputs)

    @property
    def cited(self) -> list[Clause]:
        """Every clause of the box, in the order in which the printed sheet names them."""
        found = [self.rounding_clause, *(each.clause for each in self.inputs), self.clause]
        return [clause for clause in found if clause is not None]


def stored_rows(claim: SubsidyClaim) -> list[SheetRow]:
    """The sheet of a submitted claim, from its stored lines."""
    # `all()` and not `order_by`: the lists of the API have them prefetched.
    return sheet_rows(claim, claim.lines.all(), Parameters.from_snapshot(claim.parameters or {}))


def sheet_rows(claim: SubsidyClaim, lines: Iterable[ClaimLine], parameters: Parameters) -> list[SheetRow]:
    """The lines as the sheet shows them: the document, the standard, then heads, then money."""
    training_class = claim.training_class
    facts = f"{training_class.get_absolute_url()}?tab="
    return _rows(lines, Category(training_class.category), parameters, facts)


def trial_rows(statement: Statement, parameters: Parameters) -> list[SheetRow]:
    """The lines of a trial: its facts were typed, so that there is no evidence to open."""
    lines = line_rows(SubsidyClaim(), statement)
    return _rows(lines, Category(statement.category), parameters, facts="")


def _rows(
    lines: Iterable[ClaimLine], category: Category, parameters: Parameters, facts: str
) -> list[SheetRow]:
    """`facts` is the address of the class's evidence, before the name of the tab; "" where there is none."""
    ordered = sorted(
        lines, key=lambda line: (line.code != DOCUMENT_FIRST, line.code not in RATE_FIRST, line.order)
    )
    return [
        _row(number, line, tuple(_inputs(line.inputs, category, parameters, facts)), parameters)
        for number, line in enumerate(ordered, start=1)
    ]


def _row(number: int, line: ClaimLine, inputs: tuple[SheetInput, ...], parameters: Parameters) -> SheetRow:
    rounding = parameters.get("deduction_rounding")
    is_final = line.code == "S_TOTAL"
    return SheetRow(
        number=number,
        code=line.code,
        title=line.title,
        formula=line.formula,
        detail=line.detail,
        inputs=inputs,
        intermediate=_exact(line),
        rounding=line.rounding,
        rounding_clause=rounding.clause if line.rounding and rounding else None,
        clause=_cited().get(line.clause),
        result=_money(line.amount_fen) if is_final and line.amount_fen is not None else line.result_text,
        amount_fen=line.amount_fen,
        is_cut=line.code in CUTS,
        is_final=is_final,
        is_pending=line.is_pending,
    )


def _exact(line: ClaimLine) -> str:
    """The exact value before rounding. Money is kept in fen and read in yuan."""
    if not line.intermediate:
        return ""
    value = Fraction(line.intermediate)
    if line.amount_fen is not None:
        return f"{decimal(value / 100)} 元"
    return f"{value} 人" if line.rounding else f"{value} ＝ {percent(value)}"


def _inputs(
    pairs: Sequence[Sequence[str]], category: Category, parameters: Parameters, facts: str
) -> Iterable[SheetInput]:
    for written, number in pairs:
        name, value = written.removesuffix(IN_FEN), _value(written, number)
        if name not in EVIDENCE:
            yield _standard(name, value, category, parameters)
        elif facts:
            words, tab = EVIDENCE[name]
            yield SheetInput(name, value, words, f"{facts}{tab}")
        else:
            yield SheetInput(name, value)


def _value(name: str, value: str) -> str:
    if name.endswith(IN_FEN):
        return _money(int(value))
    if name in DAYS:
        return f"{date.fromisoformat(value):%Y年%-m月%-d日}"
    if name in PARAMETERS:
        return percent(Fraction(value))
    return f"{decimal(Fraction(value))} {'天' if name.endswith('天数') else '人'}"


def _standard(name: str, value: str, category: Category, parameters: Parameters) -> SheetInput:
    """A figure of the policy, with the clause that prints it."""
    used = parameters.get(PARAMETERS.get(name) or standard_key(category, parameters))
    if used is None:
        return SheetInput(name, value)
    return SheetInput(name, value, used.clause.spoken(), clause_link(used.clause), used.clause)


def clause_link(clause: Clause) -> str:
    """Where everybody who sees a claim can read the words of a clause or of a recorded reading; "" if nowhere."""
    if clause.document.startswith("DR-"):
        return f"{reverse('subsidies:reading_list')}#{clause.document}"
    if clause.document not in {document.code for document in documents()}:
        return ""
    return f"{reverse('policy:document_page', args=[clause.document])}#{quote(clause.label)}"


def _money(fen: int) -> str:
    return f"{format_yuan(fen)} 元"


@cache
def _cited() -> dict[str, Clause]:
    """Every clause by the words in which a stored line cites it."""
    return {known.clause.cite(): known.clause for known in clauses()}


def line_rows(claim: SubsidyClaim, statement: Statement) -> Iterable[ClaimLine]:
    """The lines of a statement as they are stored beside the claim."""
    for line in statement.lines:
        yield ClaimLine(
            claim=claim,
            order=line.order,
            code=line.code,
            title=line.title,
            formula=line.formula[:FORMULA_LENGTH],
            detail=line.detail,
            clause=line.clause.cite() if line.clause else "",
            inputs=[list(pair) for pair in line.inputs],
            intermediate=line.intermediate,
            rounding=line.rounding,
            result_text=line.result_text,
            heads=whole_heads(line.heads),
            amount_fen=line.amount_fen,
            is_pending=line.pending,
        )


def whole_heads(heads: int | Fraction | None) -> int | None:
    """Heads of a fraction (rounding `exact`) as the number of people touched."""
    return None if heads is None else ceil(heads)
