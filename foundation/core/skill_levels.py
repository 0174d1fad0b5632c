"""职业技能等级: the five national levels, and the words in which a class or a voucher names them."""

from __future__ import annotations

from django.db import models


class SkillLevel(models.TextChoices):
    LEVEL_5 = "5", "初级（五级）"
    LEVEL_4 = "4", "中级（四级）"
    LEVEL_3 = "3", "高级（三级）"
    LEVEL_2 = "2", "技师（二级）"
    LEVEL_1 = "1", "高级技师（一级）"
    NONE = "0", "不分等级"


SHORT_LEVEL = {"5": "初级", "4": "中级", "3": "高级", "2": "技师", "1": "高级技师", "0": ""}
