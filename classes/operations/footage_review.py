"""视频调阅: who watched what is recorded before he sees it, what he noticed stands at the second where it is."""

from __future__ import annotations

from django.db import transaction

from classes.enums import LikenessDecision
from classes.models import FootageNote, Likeness, Recording
from classes.operations.allowed import require
from classes.queries.footage import NOTERS, WATCHED, WATCHERS
from foundation.accounts.actor import Actor
from foundation.accounts.duties import require_role, signed_in
from foundation.accounts.enums import Role
from foundation.audit.models import Entry
from foundation.audit.operations import Event, append, note_reading
from foundation.core import clock
from foundation.core.errors import Invalid, NotNow
from foundation.core.scanning import require_given_out

DECIDED = (LikenessDecision.REUSED, LikenessDecision.DIFFERENT)


def watch_recording(recording: Recording, *, actor: Actor, at_second: int = 0) -> Entry:
    """Somebody opens a recording at a second; that he did stands in the record of what happened.

    `file.not_scanned` and `file.infected` before that: what nobody may have was not watched either.
    """
    require(actor, recording.training_class, WATCHERS, doing="调阅录像")
    if not recording.can_be_watched:
        raise NotNow("footage.not_to_be_watched", "这个录像不在服务器上，请按硬盘编号到档案柜调取。")
    if recording.file is not None:
        require_given_out(recording.file)
    event = Event(WATCHED, f"调阅录像（{recording}）", recording, detail={"at_second": at_second})
    return note_reading(event, actor=actor)


def note_watched(recording: Recording, *, actor: Actor, from_second: int, to_second: int) -> Entry:
    """The part that was played, as the player tells it."""
    require(actor, recording.training_class, WATCHERS, doing="调阅录像")
    if not 0 <= from_second < to_second <= recording.seconds + 1:
        raise Invalid("footage.not_in_recording", "播放位置不在录像时长之内，请刷新后重试。")
    event = Event(
        WATCHED,
        f"观看录像（{recording}）",
        recording,
        detail={"from_second": from_second, "to_second": to_second},
    )
    return note_reading(event, actor=actor)


def add_note(
    recording: Recording, *, actor: Actor, second: int, text: str, is_problem: bool = False
) -> FootageNote:
    """A remark at one second; one that is a problem makes the recording evidence and keeps it longer (A43)."""
    require(actor, recording.training_class, NOTERS, doing="记录调阅情况")
    if not text.strip():
        raise Invalid("footage.note_empty", "请写明看到的情况。")
    if not 0 <= second <= recording.seconds:
        raise Invalid("footage.not_in_recording", "时间位置不在录像时长之内，请核对。")
    with transaction.atomic():
        note = FootageNote(
            recording=recording,
            second=second,
            text=text.strip()[:200],
            is_problem=is_problem,
            written_at=clock.now(),
            written_by_id=signed_in(actor),
        )
        note.save()
        append(
            Event(
                "footage.note",
                f"调阅记录（{recording} {note.mark}）",
                recording,
                note.text,
                {"second": second, "is_problem": is_problem},
            ),
            actor=actor,
        )
    return note


def decide_likeness(likeness: Likeness, *, actor: Actor, decision: str, opinion: str) -> Likeness:
    """监督检查小组 says whether footage was used twice; what was reused no longer covers anything."""
    require_role(actor, Role.INSPECTOR, Role.INSPECTION_HEAD, doing="认定重复录像")
    if decision not in DECIDED:
        raise Invalid("footage.decision_missing", "请选择“重复使用”或“不是重复”，再提交。")
    if not opinion.strip():
        raise Invalid("footage.opinion_missing", "请写明认定意见。")
    with transaction.atomic():
        changed = Likeness.objects.filter(pk=likeness.pk, decision=LikenessDecision.PENDING).update(
            decision=decision,
            opinion=opinion.strip()[:200],
            decided_at=clock.now(),
            decided_by_id=actor.user_id,
        )
        if changed != 1:
            raise NotNow("footage.likeness_decided", "这一条已经认定过，请刷新查看。")
        append(
            Event(
                "footage.decide_likeness",
                f"{LikenessDecision(decision).label}（{likeness}）",
                likeness.recording,
                opinion.strip(),
                {"earlier": str(likeness.earlier_id)},
            ),
            actor=actor,
        )
    return Likeness.objects.get(pk=likeness.pk)
