"""Recordings registered per 学时: where each lies and how long it runs unbroken (20号 五(二), 8号 三(二))."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Q

from classes.models import PlannedSession, TrainingClass, VideoRecord
from classes.operations.allowed import RECORDING, require, require_state
from classes.queries.sheets import INSTITUTION_STAFF
from foundation.accounts.actor import Actor
from foundation.audit.operations import Event, append
from foundation.core import clock
from foundation.core.errors import Invalid
from foundation.core.reasons import Reason


@dataclass(frozen=True)
class Clip:
    """One recording of one 学时; `minutes` is its longest unbroken stretch."""

    session: PlannedSession
    lesson: int
    disk_label: str
    path: str
    minutes: int
    shows_everybody: bool

    @property
    def place(self) -> tuple[str, str]:
        return self.disk_label.strip(), self.path.strip()

    def __str__(self) -> str:
        return f"{self.session}第 {self.lesson} 学时"


def register_videos(
    training_class: TrainingClass, *, actor: Actor, clips: Sequence[Clip]
) -> list[VideoRecord]:
    """The institution registers the recordings of one or more half-days; a recording counts for one 学时 only."""
    with transaction.atomic():
        locked = TrainingClass.objects.select_for_update().get(pk=training_class.pk)
        require(actor, locked, INSTITUTION_STAFF, doing="登记录像")
        require_state(locked, RECORDING, doing="登记录像")
        _refuse_wrong(locked, clips)
        _refuse_recycled(clips)
        records = VideoRecord.objects.bulk_create(
            VideoRecord(
                session=clip.session,
                lesson=clip.lesson,
                disk_label=clip.place[0],
                path=clip.place[1],
                minutes=clip.minutes,
                shows_everybody=clip.shows_everybody,
                recorded_at=clock.now(),
                recorded_by_id=actor.user_id,
            )
            for clip in clips
        )
        append(
            Event("video.register", f"登记录像 {len(records)} 段", locked, detail=_detail(records)),
            actor=actor,
        )
    return records


def remove_video(record: VideoRecord, *, actor: Actor, comment: str = "") -> TrainingClass:
    """The institution takes back a recording registered by mistake; the trace of it stays in the record."""
    with transaction.atomic():
        training_class = TrainingClass.objects.select_for_update().get(pk=record.session.training_class_id)
        require(actor, training_class, INSTITUTION_STAFF, doing="删除录像登记")
        require_state(training_class, RECORDING, doing="删除录像登记")
        append(
            Event("video.remove", f"删除录像登记（{record}）", training_class, comment, _detail([record])),
            actor=actor,
        )
        record.delete()
    return training_class


def _detail(records: Iterable[VideoRecord]) -> dict[str, list[str]]:
    return {"clips": [f"{each}：{each.disk_label} {each.path} {each.minutes} 分钟" for each in records]}


def _refuse_wrong(training_class: TrainingClass, clips: Sequence[Clip]) -> None:
    if not clips:
        raise Invalid("video.nothing", "请至少填写一段录像的硬盘编号、文件位置和时长。")
    reasons = [
        Reason("video.wrong", problem) for clip in clips if (problem := clip_problem(training_class, clip))
    ]
    if reasons:
        raise Invalid("video.wrong", f"有 {len(reasons)} 段录像需要改正，请改正后一起登记。", reasons)


def clip_problem(training_class: TrainingClass, clip: Clip) -> str:
    """What is wrong with one recording by itself, or nothing."""
    if clip.session.training_class_id != training_class.pk:
        return f"{clip}不是本班的课次"
    if not 1 <= clip.lesson <= clip.session.lessons:
        return f"{clip.session}共 {clip.session.lessons} 学时，没有第 {clip.lesson} 学时"
    if clip.session.date > clock.today():
        return f"{clip.session}还没有上课，不能登记录像"
    if not all(clip.place):
        return f"{clip}缺硬盘编号或文件位置"
    return "" if clip.minutes > 0 else f"{clip}的连续时长应大于 0 分钟"


def _refuse_recycled(clips: Sequence[Clip]) -> None:
    """The same file may not stand for two 学时, in this class or in any other (F5)."""
    places = [clip.place for clip in clips]
    known = Q()
    for disk, path in places:
        known |= Q(disk_label=disk, path=path)
    taken = set(VideoRecord.objects.filter(known).values_list("disk_label", "path"))
    reasons = [
        Reason("video.already_registered", f"{clip}：{clip.disk_label} {clip.path} 已经登记过")
        for index, clip in enumerate(clips)
        if clip.place in taken or clip.place in places[:index]
    ]
    if reasons:
        raise Invalid("video.already_registered", "同一段录像只能登记一次，请核对文件位置。", reasons)
