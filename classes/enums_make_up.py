"""States and verbs of 申请补签."""

from __future__ import annotations

from django.db import models

from foundation.core.display import StateTag


class MissedSigning(models.TextChoices):
    """Which signing somebody says he has missed."""

    OUT = "out", "忘了签退"
    IN = "in", "没签上到"
    BOTH = "both", "签到、签退都没有"


class MakeUpState(models.TextChoices):
    """申请补签: what became of it; from `proposed` on its correction tells the rest."""

    ASKED = "asked", "本人已申请"
    ENTERED = "entered", "已补入签到表"
    PROPOSED = "proposed", "已申请更正"
    REFUSED = "refused", "机构不同意"


class MakeUpVerb(models.TextChoices):
    ENTER = "enter", "补入签到表"
    PROPOSE = "propose", "申请更正"
    REFUSE = "refuse", "不同意补签"


MAKE_UP_TAGS = {
    MakeUpState.ASKED: StateTag("待班主任办理", "warn"),
    MakeUpState.ENTERED: StateTag("已补入签到表", "ok"),
    MakeUpState.PROPOSED: StateTag("已报人社局", "info"),
    MakeUpState.REFUSED: StateTag("机构不同意", "danger"),
}
