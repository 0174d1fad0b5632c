"""One class from the first draft to the first class day."""

from __future__ import annotations

from datetime import date

from classes.enums import ClassState as S
from classes.queries.rulings import roster_of
from foundation.audit.models import Entry
from foundation.core import clock
from tests.builders.classes import WAY, complete, make_draft, send_back, start, submit
from tests.cast import Cast
from trainees.enums import ApplicationState


def test_a_class_travels_from_draft_to_the_first_class_day(cast: Cast) -> None:
    training_class = make_draft(cast, heads=6)
    complete(cast, training_class, heads=6)

    training_class = send_back(cast, submit(cast, training_class))
    assert training_class.correction_due_on is not None
    for reached, step in WAY[:-1]:
        training_class = step(cast, training_class)
        assert training_class.state == reached
    with clock.moved_to(training_class.starts_on):
        training_class = start(cast, training_class)

    assert training_class.state == S.IN_TRAINING
    assert training_class.approved_count == training_class.enrolments.count() == 6
    assert {a.state for a in roster_of(training_class)} == {ApplicationState.IN_CLASS}
    assert training_class.earliest_start_on == date(2026, 6, 25)


def test_every_step_leaves_one_entry_with_its_name(cast: Cast) -> None:
    training_class = make_draft(cast, heads=2)
    complete(cast, training_class, heads=2)
    for _, step in WAY[:4]:
        training_class = step(cast, training_class)

    done = Entry.objects.filter(object_id=str(training_class.pk)).exclude(to_state="").order_by("seq")

    assert list(done.values_list("action", flat=True)) == [
        "class.create",
        "class.submit",
        "class.pass_first_review",
        "class.pass_second_review",
        "class.approve",
    ]
