"""The steps of a class in order, with the days between them; a plan decides how many of them are done."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, time, timedelta
from functools import partial

from wenshui_training.demo import closing, opening, teaching, visiting
from wenshui_training.demo.telling import Telling
from wenshui_training.demo.timeline import Step


@dataclass(frozen=True)
class Beat:
    """One step of every class: so many days after the first (or the last) class day, at that hour."""

    name: str
    days: int
    at: time
    act: Callable[[Telling], object]
    by_office: bool = False


def office(name: str, days: int, hour: int, act: Callable[[Telling], object]) -> Beat:
    return Beat(name, days, time(hour, 20), act, by_office=True)


OPENING = (
    Beat("begun", -27, time(9, 30), opening.create),
    Beat("uploaded", -26, time(10, 0), opening.upload),
    Beat("handed_in", -26, time(15, 0), opening.hand_in),
    Beat("sent_for_review", -26, time(15, 30), opening.send_for_review),
    office("compared", -25, 9, opening.compare),
    office("reviewed", -24, 10, opening.review),
    office("vouchered", -23, 15, opening.issue_vouchers),
    Beat("prepared", -21, time(16, 0), opening.prepare),
    Beat("submitted", -17, time(10, 0), opening.submit),
    office("first_reviewed", -16, 14, opening.first_review),
    office("second_reviewed", -15, 10, opening.second_review),
    office("city_filed", -14, 9, opening.file_with_city),
    office("approved", -14, 15, opening.approve),
    office("filed", -12, 10, opening.put_on_file),
    office("confirmed", -11, 11, opening.confirm),
    office("vouchers_made", -10, 9, opening.make_vouchers),
    office("cameras_seen", -3, 16, opening.see_cameras),
    Beat("started", 0, time(8, 5), teaching.start),
)
AFTERWARDS = (
    office("examined", 3, 10, teaching.confirm),
    Beat("evaluated", 3, time(20, 0), closing.evaluate),
    office("verified", 6, 15, closing.verify),
    Beat("certified", 10, time(11, 0), closing.certify),
    Beat("employed", 14, time(10, 30), closing.prove_employment),
    office("employment_checked", 17, 14, closing.check_employment),
    Beat("archive_bound", 18, time(17, 0), closing.bind_archive),
    Beat("differences_explained", 19, time(10, 0), closing.explain_differences),
    Beat("archive_submitted", 20, time(9, 0), closing.submit_archive),
    office("differences_judged", 22, 11, closing.judge_explanations),
    office("archive_confirmed", 23, 10, closing.confirm_archive),
    office("archive_inspected", 26, 15, closing.confirm_by_inspection),
    office("archive_approved", 28, 16, closing.approve_archive),
    office("archive_entered", 29, 10, closing.enter_in_system),
    office("accepted", 30, 14, closing.receive),
    office("divided", 30, 16, closing.divide),
    Beat("claim_drafted", 31, time(9, 40), closing.draft_claim),
    Beat("claimed", 32, time(10, 0), closing.hand_in_claim),
    office("claim_first", 36, 10, closing.review_claim),
    office("claim_second", 38, 15, closing.review_claim_again),
    office("claim_deputy", 40, 16, closing.approve_claim),
    office("claim_director", 42, 9, closing.approve_claim_finally),
    office("published", 43, 10, closing.publish),
    office("sent", 62, 10, closing.send),
    office("paid", 65, 15, closing.pay),
    office("archived", 72, 10, closing.put_away),
)
SIDE_WAYS = {
    "careless": ("begun", Beat("careless", -26, time(10, 30), opening.upload_careless)),
    "returned": ("submitted", office("returned", -16, 11, opening.send_back)),
    "withdrawn": ("submitted", Beat("withdrawn", -15, time(10, 0), opening.withdraw)),
    "refused": ("submitted", office("refused", -15, 11, opening.refuse)),
    "changed": ("approved", Beat("changed", -13, time(9, 30), opening.ask_for_change)),
    "archive_failed": ("archive_submitted", office("archive_failed", 22, 11, closing.fail_archive)),
    "claim_returned": ("claimed", office("claim_returned", 35, 11, closing.return_to_institution)),
    "objected": ("published", office("objected", 45, 14, closing.object_to_it)),
    "bounced": ("sent", office("bounced", 65, 16, closing.bounce)),
    "second_stage": ("paid", Beat("second_stage", 68, time(9, 30), closing.claim_next_stage)),
}
STOPPED = ("suspended", "terminated")


def place(story: Telling, today: date) -> None:
    """Set the first class day so that the last step falls `lag` days before today."""
    plan = story.plan
    if plan.begun is not None:
        story.starts_on = today - timedelta(days=plan.begun)
        return
    story.starts_on = today  # for counting only
    last = list(steps(story, today))[-1].day
    story.starts_on += today - timedelta(days=plan.lag) - last


def steps(story: Telling, today: date) -> Iterator[Step]:
    """What is done with the class, up to the step that its plan names."""
    until = story.plan.until
    after, side_way = SIDE_WAYS.get(until, (until, None))
    for step in _main_line(story, today):
        yield step
        if step.name == after:
            break
    if side_way:
        from_day = story.starts_on if side_way.days < 0 else story.last_day
        yield _step(side_way, story, from_day)


def _main_line(story: Telling, today: date) -> Iterator[Step]:
    yield from (_step(beat, story, story.starts_on) for beat in OPENING)
    yield from _classroom(story, today)
    yield from (_step(beat, story, story.last_day) for beat in AFTERWARDS)


def _step(beat: Beat, story: Telling, from_day: date) -> Step:
    return Step(
        beat.name, from_day + timedelta(days=beat.days), beat.at, partial(beat.act, story), beat.by_office
    )


def _classroom(story: Telling, today: date) -> Iterator[Step]:
    """The class days with visit, recording and, on the last ones, the exam."""
    found = [
        *_class_days(story),
        *_visits(story),
        Step(
            "paper_filed",
            story.last_day - timedelta(days=1),
            time(11, 0),
            partial(teaching.file_paper, story),
        ),
        Step("taught", story.last_day, time(19, 30), partial(teaching.finish, story)),
        Step(
            "scored", story.last_day + timedelta(days=2), time(17, 30), partial(teaching.enter_scores, story)
        ),
    ]
    if story.plan.next_inspection is not None:
        day = today + timedelta(days=story.plan.next_inspection)
        act = partial(visiting.send_inspectors, story, day)
        found.append(Step("sent_again", today - timedelta(days=1), time(16, 30), act))
    yield from sorted(found, key=lambda step: (step.day, step.at))


def _class_days(story: Telling) -> Iterator[Step]:
    for number in range(story.plan.days):
        day = story.starts_on + timedelta(days=number)
        yield Step(f"day_{number + 1}", day, time(18, 40), partial(teaching.teach_day, story, day))
    if story.plan.leaving:
        yield Step("left", story.starts_on, time(19, 10), partial(teaching.let_leave, story))


def _visits(story: Telling) -> Iterator[Step]:
    first = story.starts_on
    second = first + timedelta(days=1)
    yield Step("sent_inspectors", first, time(17, 0), partial(visiting.send_inspectors, story, second))
    yield Step("inspected", second, time(10, 15), partial(visiting.look_on_the_spot, story))
    yield Step("settled", second, time(16, 50), partial(visiting.settle, story))
    third = first + timedelta(days=2)
    if story.plan.until in STOPPED:
        yield Step("suspended", third, time(8, 40), partial(teaching.stop, story))
        yield Step(
            "terminated", third + timedelta(days=2), time(10, 0), partial(teaching.end_for_good, story)
        )
        return
    yield Step("watched", third, time(15, 20), partial(visiting.watch_recording, story))
    yield Step("mended", third, time(17, 10), partial(visiting.mend, story))
