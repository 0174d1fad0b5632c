"""What of the form of a trial is shown: the entries that this kind of subsidy needs, and why there is no rate."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.forms import BoundField

from foundation.core.form_fields import whole_number
from foundation.policy.catalogue import documents
from foundation.policy.saying import say_rate
from foundation.policy.types import Parameters, ParameterValue
from subsidies.forms.quote_fields import LEVELS, QuoteFields
from subsidies.forms.quote_rows import RowTable
from subsidies.queries.quote_entries import Entries
from subsidies.rules.facts import Category, SubsidyCase
from subsidies.rules.questions import Question
from subsidies.rules.validation import find_faults

READING = "reading_"


class QuoteLayout(QuoteFields):
    """`picked` is the kind of subsidy, `entries` what it needs, `parameters` what is in force for it."""

    picked: Category
    entries: Entries
    parameters: Parameters
    prior: RowTable

    @property
    def params(self) -> dict[str, Any]:
        """The readings that were switched, in the written form."""
        switched: dict[str, Any] = {}
        for question in self.entries.questions:
            picked = whole_number(self._raw(READING + question.key))
            if picked is not None and picked < len(question.readings):
                value = question.readings[picked].value
                switched[question.key] = _written(question, value)
        return switched

    @property
    def shown(self) -> set[str]:
        asked = self.entries
        names = {"category", "policy", "rate_kind", "pasted", "upload", "by"}
        names |= {READING + question.key for question in asked.questions}
        return names.union(asked.counts, asked.days, asked.stages, asked.gates, self.rate_fields)

    @property
    def kept(self) -> list[tuple[str, str]]:
        """What was typed for another kind of subsidy: carried along unseen, so that changing back finds it again."""
        if not self.is_bound:
            return []
        hidden = [name for name in self.fields if name not in self.shown and name != "training_class"]
        return [(name, text) for name in hidden if (text := self._raw(name))]

    def bound(self, names: Iterable[str]) -> list[BoundField]:
        return [self[name] for name in names]

    @property
    def basic_fields(self) -> list[BoundField]:
        by = () if self.entries.by_rows_only else ("by",)
        return self.bound(("category", "policy", *self.entries.days, *by))

    @property
    def count_fields(self) -> list[BoundField]:
        return self.bound(self.entries.counts)

    @property
    def shown_rate_fields(self) -> list[BoundField]:
        return self.bound(self.rate_fields)

    @property
    def gate_fields(self) -> list[BoundField]:
        return self.bound(self.entries.gates)

    @property
    def stage_fields(self) -> list[BoundField]:
        return self.bound(self.entries.stages)

    @property
    def reading_fields(self) -> list[BoundField]:
        return self.bound(READING + question.key for question in self.entries.questions)

    @property
    def opened(self) -> set[str]:
        """The folded parts in which something stands."""
        parts = {
            "gates": any(self._raw(name) for name in self.entries.gates),
            "prior": bool(self.prior.filled) or any(self._raw(name) for name in self.entries.stages),
            "readings": bool(self.params),
            "rate": self.entries.rate is None or bool(self._rate_kind),
        }
        return {name for name, is_open in parts.items() if is_open}

    @property
    def rate_words(self) -> str:
        """The standard in force, as the register of parameters says it."""
        return say_rate(self.entries.rate.rate) if self.entries.rate else ""

    @property
    def why_no_rate(self) -> str:
        """Why there is none, what must be entered and by whom: the words of the rules themselves."""
        stub = SubsidyCase(policy="", category=self.picked)
        found = (
            line.text for line in find_faults(stub, self.parameters) if line.code == "E_RATE_NOT_CONFIGURED"
        )
        return next(found, "")

    def _raw(self, name: str) -> str:
        if self.is_bound:
            return str(self.data.get(name, "")).strip()
        return str(self.initial.get(name) or "")

    @property
    def _rate_kind(self) -> str:
        """The kind of the trial's own rate; where none is in force, there must be one."""
        otherwise = "" if self.entries.rate else self.rate_kinds[0]
        return self._pick("rate_kind", otherwise, set(self.rate_kinds))

    @property
    def rate_kinds(self) -> tuple[str, ...]:
        """The kinds of rate that suit this kind of subsidy."""
        if self.picked is Category.CERTIFICATE:
            return ("flat", "by_level")
        return ("flat",) if self.picked is Category.ENTERPRISE_STAFF else ("flat", "ladder")

    @property
    def rate_fields(self) -> tuple[str, ...]:
        return {
            "flat": ("flat_yuan",),
            "ladder": ("ladder_days", "ladder_first", "ladder_then", "ladder_cap"),
            "by_level": tuple(f"level_{level.value}" for level in LEVELS),
        }.get(self._rate_kind, ())

    def _pick(self, name: str, otherwise: str, known: set[Any]) -> str:
        picked = self._raw(name)
        return picked if picked in known else otherwise


def _written(question: Question, value: Any) -> Any:
    return ParameterValue.as_dict(
        ParameterValue(question.key, value, question.clauses[0], False, documents()[0].in_force_from)
    )["value"]
