"""The runs: at every step the same checks, each run kept, a changed verdict told."""

from __future__ import annotations

import uuid
from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from foundation.core.errors import Invalid, NotNow
from foundation.workflow.models import Message
from tests.builders.lists import make_list
from tests.builders.trainees import identity_number, make_checked_group, make_group_under_review
from tests.cast import Cast
from trainees.enums import HitDecision, HitKind
from trainees.models import CheckAlert, CheckResult, CheckRun, CrossCheckHit
from trainees.operations import acknowledge_alert, check_group, compare_group, decide_hit, destroy_list
from trainees.queries import assess, group_applications
from trainees.rules.catalogue import CHECKS, Moment

pytestmark = pytest.mark.usefixtures("on_18_june_2026")
DEAD = {"identity": identity_number(1), "since": "2026-06-20"}


def only_hit(group: uuid.UUID) -> CrossCheckHit:
    return CrossCheckHit.objects.get(application__group_id=group)


def decide(cast: Cast, hit: CrossCheckHit, decision: str, **more: Any) -> CrossCheckHit:
    return decide_hit(hit, actor=cast.actor("zhou_min"), decision=decision, reason="已核对", **more)


def test_run_is_kept_with_its_verdicts_and_the_lists_it_looked_at(cast: Cast) -> None:
    snapshot = make_list(cast, "deaths", DEAD)
    group = make_group_under_review(cast, 2)
    run = CheckRun.objects.get()
    assert (run.moment, run.people, run.group_id) == (Moment.REGISTRATION, 2, group)
    assert [each["id"] for each in run.lists] == [str(snapshot.pk)]
    assert "养老保险缴费名单" in run.missing
    verdicts = CheckResult.objects.get(application__position=1).verdicts
    assert verdicts["deceased"] == "死亡人员名单中有本人（2026-06-20）"
    assert (verdicts["shared_phone"], verdicts["draws_pension"]) == ("", None)


@pytest.mark.parametrize("size", [3, 40])
def test_run_takes_the_same_statements_for_few_and_many(cast: Cast, size: int) -> None:
    make_list(cast, "deaths", DEAD)
    group = make_checked_group(cast, size)
    check_group(group, Moment.REGISTRATION, actor=cast.actor("zhou_min"))
    people = list(group_applications(group))
    with CaptureQueriesContext(connection) as reading:
        assess(people, Moment.OPENING)
    with CaptureQueriesContext(connection) as writing:
        check_group(group, Moment.OPENING, actor=cast.actor("zhou_min"))
    assert (len(reading), len(writing)) == (6, 16)


def test_changed_verdict_is_told_to_the_owner_and_stays_until_somebody_says_what_follows(cast: Cast) -> None:
    group = make_group_under_review(cast, 2)
    assert CheckAlert.objects.count() == 0
    make_list(cast, "deaths", DEAD)
    make_list(cast, "lifted", {"identity": identity_number(2)})
    compare_group(group)
    hint, alert = CheckAlert.objects.hints().get(), CheckAlert.objects.unseen().get()
    assert (hint.kind, CheckAlert.objects.count()) == ("poverty_not_marked", 2)
    assert (alert.kind, alert.before, alert.after) == (
        "deceased",
        "未比对",
        "死亡人员名单中有本人（2026-06-20）",
    )
    assert Message.objects.filter(user=cast["zhou_min"], title__contains="1 处变化").exists()
    compare_group(group)
    assert CheckAlert.objects.count() == 2
    with pytest.raises(NotNow) as idle:
        acknowledge_alert(hint, actor=cast.actor("zhou_min"), note="已知悉")
    assert idle.value.code == "alert.only_informs"
    with pytest.raises(Invalid) as empty:
        acknowledge_alert(alert, actor=cast.actor("zhou_min"), note=" ")
    acknowledge_alert(alert, actor=cast.actor("zhou_min"), note="已请机构核实")
    with pytest.raises(NotNow) as twice:
        acknowledge_alert(alert, actor=cast.actor("zhou_min"), note="已请机构核实")
    assert (empty.value.code, twice.value.code) == ("alert.note_missing", "alert.already_seen")


def test_what_is_no_longer_found_is_told_too(cast: Cast) -> None:
    first = make_list(cast, "custody", {"identity": identity_number(1)})
    group = make_group_under_review(cast, 1)
    make_list(cast, "custody", {"identity": identity_number(77)}, as_of=first.as_of)
    compare_group(group)
    alert = CheckAlert.objects.get()
    assert (bool(alert.before), alert.after) == (True, "")
    assert not CrossCheckHit.objects.exists()


def test_list_that_is_gone_takes_no_finding_with_it_and_raises_no_alert(cast: Cast) -> None:
    snapshot = make_list(cast, "deaths", DEAD)
    group = make_group_under_review(cast, 1)
    destroy_list(snapshot, actor=cast.actor("zhou_min"), reason="提供单位撤回")
    assert compare_group(group) == 1
    assert (only_hit(group).kind, CheckAlert.objects.count()) == (HitKind.DECEASED, 0)


def test_what_blocks_is_not_waived_and_called_an_error_only_by_letter(cast: Cast) -> None:
    make_list(cast, "deaths", DEAD)
    group = make_group_under_review(cast, 1)
    hit = only_hit(group)
    with pytest.raises(NotNow) as waived:
        decide(cast, hit, HitDecision.ACCEPTED)
    with pytest.raises(Invalid) as without:
        decide(cast, hit, HitDecision.FALSE_ALARM)
    assert (waived.value.code, without.value.code) == ("hit.blocks", "hit.letter_missing")
    decide(cast, hit, HitDecision.FALSE_ALARM, correction_letter="文民函〔2026〕9号")
    assert compare_group(group) == 0
    assert only_hit(group).gone_at is not None


def test_department_that_repeats_its_error_is_asked_anew(cast: Cast) -> None:
    make_list(cast, "deaths", DEAD)
    group = make_group_under_review(cast, 1)
    decide(cast, only_hit(group), HitDecision.FALSE_ALARM, correction_letter="文民函〔2026〕9号")
    make_list(cast, "deaths", DEAD, {"identity": identity_number(50)})
    assert compare_group(group) == 1
    assert only_hit(group).decision == HitDecision.OPEN


def test_person_found_unfit_is_let_in_again_once_the_list_is_corrected(cast: Cast) -> None:
    snapshot = make_list(cast, "custody", {"identity": identity_number(1)})
    group = make_group_under_review(cast, 1)
    decide(cast, only_hit(group), HitDecision.BLOCKING)
    make_list(cast, "custody", {"identity": identity_number(50)}, as_of=snapshot.as_of)
    compare_group(group)
    assert decide(cast, only_hit(group), HitDecision.ACCEPTED).decision == HitDecision.ACCEPTED


def test_what_only_informs_is_shown_and_stops_nobody(cast: Cast) -> None:
    make_list(cast, "lifted", {"identity": identity_number(1)})
    group = make_group_under_review(cast, 1)
    hit = only_hit(group)
    assert (hit.decision, CrossCheckHit.objects.open().count()) == (HitDecision.NOTED, 0)
    with pytest.raises(NotNow) as refusal:
        decide(cast, hit, HitDecision.ACCEPTED)
    assert refusal.value.code == "hit.only_informs"


def test_latest_snapshot_counts_where_a_list_says_how_things_stand_and_all_where_it_adds_up(
    cast: Cast,
) -> None:
    make_list(cast, "custody", {"identity": identity_number(1)}, as_of=date(2026, 5, 1))
    make_list(cast, "custody", {"identity": identity_number(2)}, as_of=date(2026, 6, 1))
    make_list(cast, "rain_dew", {"identity": identity_number(3)}, as_of=date(2026, 5, 1))
    make_list(cast, "rain_dew", {"identity": identity_number(4)}, as_of=date(2026, 6, 1))
    found = assess(list(group_applications(make_checked_group(cast, 5))), Moment.REGISTRATION).findings
    assert sorted(each.kind for each in found) == ["in_custody", "rain_dew", "rain_dew"]


def test_second_application_elsewhere_holds_up_nobody_who_has_a_voucher(cast: Cast) -> None:
    group = make_checked_group(cast, 1)
    make_checked_group(cast, 1, institution="huineng", phone="13900000001")
    people = list(group_applications(group))
    assert [f.kind for f in assess(people, Moment.REGISTRATION).findings] == ["other_institution"]
    assert assess(people, Moment.OPENING).findings == ()


def test_many_from_one_door_are_shown(cast: Cast) -> None:
    make_checked_group(cast, 7, address="文水县南庄镇南庄村 1 号")
    group = make_checked_group(cast, 8, start=20, address="文水县南庄镇南庄村1号")
    found = assess(list(group_applications(group)), Moment.REGISTRATION).findings
    assert {f.kind for f in found} == {HitKind.SHARED_ADDRESS}
    assert len(found) == 8


def test_an_institution_reads_that_there_is_something_and_not_what(cast: Cast) -> None:
    make_list(cast, "custody", {"identity": identity_number(1)})
    hit = only_hit(make_group_under_review(cast, 1))
    school, bureau = cast.actor("qihang_manager"), cast.actor("zhou_min")
    told = (hit.titled_for(school), hit.told_to(school), hit.source_for(school))
    assert told == ("部门数据比对", CHECKS["in_custody"].told, "")
    assert "服刑" in hit.titled_for(bureau)
    assert "文函" in hit.source_for(bureau)
