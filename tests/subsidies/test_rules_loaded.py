"""The register as it is read from its files: what is loaded once is read anew here, word for word."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from foundation.policy import catalogue
from subsidies.rules import questions

LOADERS: list[Callable[[], Any]] = [
    catalogue.documents,
    catalogue.clauses,
    catalogue.definitions,
    catalogue.targets,
    questions.questions,
]


@pytest.mark.parametrize("load", LOADERS, ids=lambda load: str(load.__name__))
def test_reading_it_again_gives_the_same(load: Any) -> None:
    assert load.__wrapped__() == load()


def test_every_parameter_has_its_kind_its_name_and_a_default_under_each_document() -> None:
    for document in catalogue.documents():
        loaded = catalogue.default_parameters(document.code)
        fresh = {each.key: each.default(document.code) for each in catalogue.definitions.__wrapped__()}
        assert {key: value for key, value in fresh.items() if value is not None} == dict(loaded)


def test_a_reading_is_found_by_its_value_and_a_value_that_is_none_has_no_words() -> None:
    question = questions.find_question("A20")
    assert question is not None

    assert question.words_of("average") == "不指定人，按人均金额减"
    assert question.words_of("nobody") == ""
