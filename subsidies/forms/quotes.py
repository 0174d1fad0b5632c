"""试算: one form for every kind of subsidy. It shows what the kind needs, judges nothing and loses nothing.

What is typed becomes a written case (`case`); what the rules find wrong with it comes back to its field (`blame`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms

from classes.models import TrainingClass
from foundation.accounts.actor import Actor
from foundation.core.errors import Invalid
from foundation.core.templatetags.ui_forms import Problem
from foundation.policy.catalogue import documents
from foundation.policy.statements import Line
from foundation.policy.types import Parameters
from subsidies.forms.quote_cells import COLUMNS
from subsidies.forms.quote_fields import BY_COUNTS, BY_ROWS, GATE_FLAGS, LEVELS, RATES, YuanField
from subsidies.forms.quote_layout import READING, QuoteLayout
from subsidies.forms.quote_rows import LARGEST_FILE, RowTable
from subsidies.queries.quote_entries import Entries, needed_entries
from subsidies.queries.quotes import document_in_use, in_force, pinned_in
from subsidies.rules.facts import Category
from subsidies.rules.questions import Question
from subsidies.rules.readings import words_taken
from subsidies.rules.trial import with_params


class QuoteForm(QuoteLayout):
    """`trainees` and `prior` are the lists beside the fields; `entries` says what this kind of subsidy needs."""

    due_later = frozenset(
        {
            "approved_count", "verified_count", "passed_count", "employed_count", "training_days", "by",
            "rate_kind", "flat_yuan", "ladder_days", "ladder_first", "ladder_then", "ladder_cap",
        }
    )  # fmt: skip

    def __init__(self, data: Any = None, files: Any = None, *, actor: Actor, initial: Any = None) -> None:
        # Every entry has one value: as a plain mapping, what has been read can be taken out of its box.
        plain = None if data is None else {name: data.get(name) for name in data}
        super().__init__(plain, files, initial=initial)
        self._choose(
            "policy", [("", "由开班批准日确定"), *((each.code, each.number) for each in documents())]
        )
        self.real_class = self._visible_class(actor)
        self.picked = Category(self._pick("category", Category.EMPLOYMENT_SKILL, set(Category)))
        self.by_rows = self._pick("by", BY_COUNTS, {BY_COUNTS, BY_ROWS}) == BY_ROWS
        for level in LEVELS:
            self.fields[f"level_{level.value}"] = YuanField(label=f"{level.label}（元）")
        self.parameters = self._parameters()
        self.entries = self._entries(self.parameters)
        for question in self.entries.questions:
            self.fields[READING + question.key] = self._reading_field(question)
        # Which entries are needed may hang on the readings chosen.
        self.entries = self._entries(with_params(self.parameters, self.params, []))
        self._offer_rates()
        self.trainees = RowTable("trainees", "名册", [COLUMNS[key] for key in self.entries.columns])
        self.prior = RowTable(
            "prior_claims", "此前已付", [COLUMNS[key] for key in self.entries.prior_columns]
        )
        if self.is_bound:
            self.trainees.read_form(self.data)
            self.prior.read_form(self.data)

    @property
    def is_by_rows(self) -> bool:
        return self.by_rows or self.entries.by_rows_only

    @property
    def tables(self) -> list[RowTable]:
        shown = [self.trainees] if self.is_by_rows else []
        return [*shown, self.prior] if self.entries.prior_columns else shown

    @property
    def problems(self) -> list[Problem]:
        return [problem for table in self.tables for problem in table.problems]

    def is_readable(self) -> bool:
        """Whether a case can be made of it; what the case says, the rules judge."""
        return self.is_valid() and not self.problems

    @property
    def is_sound(self) -> bool:
        """Whether nothing has been found wrong, by the form or by the rules."""
        return not self.errors and not self.problems

    def clean(self) -> dict[str, Any]:
        self._take_pasted()
        self._take_upload()
        return self.cleaned_data

    def case(self) -> dict[str, Any]:
        """What was typed, as a written case of the rules; only valid forms have one."""
        given, entered = self.cleaned_data, dict[str, Any]()
        for name in (*self.entries.counts, *self.entries.days):
            entered[name] = given[name].isoformat() if hasattr(given[name], "isoformat") else given[name]
        for name in self.entries.stages:
            entered["stage" if name == "part" else name] = given[name]
        entered["trainees"] = self.trainees.entered() if self.is_by_rows else None
        entered["prior_claims"] = (self.prior.entered() if self.entries.prior_columns else None) or None
        gates = {name: _gate(name, given[name]) for name in self.entries.gates}
        entered["gates"] = {name: value for name, value in gates.items() if value is not None} or None
        entered["rate"], entered["params"] = self._rate(), self.params or None
        policy = given["policy"] or self._document_of_the_day()
        kept = {name: value for name, value in entered.items() if value is not None and value is not False}
        return {"policy": policy, "category": self.picked.value, "input": kept}

    def blame(self, faults: Iterable[Line]) -> None:
        """Every fault of the rules at the entry that it is about, and a trial rate that is not given whole."""
        tables = {table.name: table for table in self.tables}
        wants_rate = self._require_rate()
        for line in faults:
            if wants_rate and line.code == "E_RATE_NOT_CONFIGURED":
                continue
            named = dict(line.inputs)
            field = {"stage": "part", "rate": "rate_kind"}.get(named.get("field", ""), named.get("field", ""))
            table = tables.get(named.get("list", field))
            if table is not None:
                table.blame(int(named.get("row", "0")), field, line.text)
            else:
                self.add_error(field if field in self.shown else None, line.text)

    def _choose(self, name: str, choices: list[tuple[str, str]]) -> None:
        field = self.fields[name]
        if isinstance(field, forms.ChoiceField):
            field.choices = choices

    def _offer_rates(self) -> None:
        """First the standard in force; where there is none, the first kind of a trial rate stands in its place."""
        first, *others = self.rate_kinds if self.entries.rate is None else ("", *self.rate_kinds)
        if self._raw("rate_kind") not in others:
            self.data = {**self.data, "rate_kind": ""}
        self._choose("rate_kind", [("", RATES[first]), *((kind, RATES[kind]) for kind in others)])

    def _visible_class(self, actor: Actor) -> TrainingClass | None:
        """The class that the trial began from, while the actor may see it."""
        try:
            wanted = forms.UUIDField(required=False).clean(self._raw("training_class"))
        except forms.ValidationError:
            return None
        return TrainingClass.objects.visible_to(actor).filter(pk=wanted).first() if wanted else None

    def _document_of_the_day(self) -> str:
        day = self.cleaned_data.get("approved_on")
        found = (each.code for each in documents() if day and each.in_force_from <= day <= each.in_force_to)
        return next(found, document_in_use(self.real_class))

    def _parameters(self) -> Parameters:
        day = self._raw("approved_on")
        policy = self._pick("policy", "", {each.code for each in documents()})
        if not policy:
            inside = (
                e.code for e in documents() if e.in_force_from.isoformat() <= day <= e.in_force_to.isoformat()
            )
            policy = next(inside, "") or document_in_use(self.real_class)
        return pinned_in(self.real_class, in_force({"input": {"approved_on": day}}))(policy)

    def _entries(self, parameters: Parameters) -> Entries:
        has_ladder = self._raw("rate_kind") == "ladder"
        return needed_entries(
            self.picked,
            parameters,
            by_rows=self.by_rows,
            has_trial_ladder=has_ladder and "ladder" in self.rate_kinds,
        )

    def _reading_field(self, question: Question) -> forms.ChoiceField:
        present = self.parameters[question.key].value
        others = [
            (str(place), reading.words)
            for place, reading in enumerate(question.readings)
            if reading.value != present
        ]
        first = ("", f"现行：{words_taken(question, self.parameters)}")
        return forms.ChoiceField(label=question.title, choices=[first, *others], required=False)

    def _rate(self) -> dict[str, Any] | None:
        given = self.cleaned_data
        if self._missing_rate:
            return None
        match self._rate_kind:
            case "flat":
                return {"type": "flat", "per_head_fen": given["flat_yuan"]}
            case "ladder":
                tiers = [
                    {"upto_day": given["ladder_days"], "fen_per_day": given["ladder_first"]},
                    {"upto_day": None, "fen_per_day": given["ladder_then"]},
                ]
                return {"type": "ladder", "tiers": tiers, "cap_fen": given["ladder_cap"]}
            case "by_level":
                fens = {level.value: given[f"level_{level.value}"] for level in LEVELS}
                return {"type": "by_level", "per_head_fen": {k: v for k, v in fens.items() if v is not None}}
        return None

    @property
    def _missing_rate(self) -> list[str]:
        """What a trial rate still lacks: it is given whole; of levels at least one."""
        missing = [name for name in self.rate_fields if self.cleaned_data.get(name) is None]
        has_level = self._rate_kind == "by_level" and len(missing) < len(self.rate_fields)
        return [] if has_level else missing

    def _require_rate(self) -> bool:
        begun = "" if self.entries.rate else "没有现行标准，"
        missing = self._missing_rate
        for name in missing:
            self.add_error(name, f"{begun}按试算标准计算，须填写这一项。")
        return bool(missing)

    def _take_pasted(self) -> None:
        """What was read stands in the table from then on, and no longer in the box."""
        text = self.cleaned_data.get("pasted") or ""
        if text.strip() and self.trainees.read_text(text):
            self.data = {**self.data, "pasted": ""}

    def _take_upload(self) -> None:
        upload = self.cleaned_data.get("upload")
        if upload is None:
            return
        try:
            if upload.size > LARGEST_FILE:
                raise Invalid("quote.file_too_large", "文件超过 5 MB，请删去图片和多余的表后重新上传。")
            self.trainees.read_workbook(upload.read())
        except Invalid as refusal:
            self.add_error("upload", refusal.message)


def _gate(name: str, given: Any) -> Any:
    if name in GATE_FLAGS:
        return {"yes": True, "no": False}.get(given)
    return None if given == "" else given


def initial_of(case: Mapping[str, Any], training_class: TrainingClass) -> dict[str, Any]:
    """A written case as the form begins with it."""
    entered, gates = case["input"], case["input"]["gates"]
    flags = {True: "yes", False: "no", None: ""}
    plain = ("approved_count", "verified_count", "passed_count", "employed_count", "training_days")
    days = ("approved_on", "ends_on", "claimed_on")
    return {
        "training_class": str(training_class.pk),
        "category": case["category"],
        "policy": case["policy"] or document_in_use(training_class),
        "by": BY_ROWS,
        **{name: entered.get(name) for name in (*plain, *days)},
        "part": entered.get("stage"),
        "final_stage": entered["final_stage"],
        "whole_class": entered["whole_class"],
        **{name: flags[value] if name in GATE_FLAGS else value for name, value in gates.items()},
    }
