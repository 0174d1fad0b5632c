"""The tables that belong to nobody's business: the working-day calendar and the register of stored files."""

from __future__ import annotations

import uuid

from django.db import models


class CalendarSource(models.TextChoices):
    PACKAGE = "chinesecalendar", "国务院放假安排（随程序提供）"
    IMPORTED = "imported", "管理员导入"
    ESTIMATED = "estimated", "按法定节日估算（试用）"


class CalendarYear(models.Model):
    """A year whose working days are known. Example: 2026, as published by the State Council."""

    year = models.PositiveSmallIntegerField("年份", primary_key=True)
    source = models.CharField("来源", max_length=20, choices=CalendarSource.choices)
    is_trial = models.BooleanField("仅供试用", default=False)
    imported_at = models.DateTimeField("录入时间")

    class Meta:
        verbose_name = "工作日历年度"
        verbose_name_plural = verbose_name
        constraints = (
            models.CheckConstraint(
                name="core_calendaryear_source_is_known",
                condition=models.Q(source__in=CalendarSource.values),
                violation_error_message="工作日历的来源不在规定范围内",
            ),
            models.CheckConstraint(
                name="core_calendaryear_estimate_is_trial",
                condition=~models.Q(source=CalendarSource.ESTIMATED) | models.Q(is_trial=True),
                violation_error_message="估算的年度只能标为试用",
            ),
        )

    def __str__(self) -> str:
        return f"{self.year} 年"


class CalendarDay(models.Model):
    """A day that differs from the plain week, or a named one: a day off, or a weekend day that is worked."""

    date = models.DateField("日期", primary_key=True)
    year = models.ForeignKey(CalendarYear, models.CASCADE, related_name="days", verbose_name="年份")
    is_workday = models.BooleanField("上班")
    name = models.CharField("名称", max_length=40, blank=True)

    class Meta:
        verbose_name = "工作日历日"
        verbose_name_plural = verbose_name

    def __str__(self) -> str:
        return f"{self.date:%Y-%m-%d} {self.name}"


class FileKind(models.TextChoices):
    XLSX = "xlsx", "Excel 工作簿"
    XLS = "xls", "Excel 97-2003 工作簿"
    PDF = "pdf", "PDF"
    JPG = "jpg", "JPEG 图片"
    PNG = "png", "PNG 图片"
    MP4 = "mp4", "MP4 视频"
    ZIP = "zip", "压缩包"


class StoredFile(models.Model):
    """A file kept under a random name outside the web root. Example: the roster uploaded for a class.

    `original_name` is only text to show; `created_by_id` is the account's key without a foreign key, because
    this package lies below the accounts.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    original_name = models.CharField("原文件名", max_length=200)
    kind = models.CharField("类型", max_length=4, choices=FileKind.choices)
    size = models.PositiveBigIntegerField("大小（字节）")
    sha256 = models.CharField("SHA-256", max_length=64, db_index=True)
    storage_name = models.CharField("存放名", max_length=80, unique=True, editable=False)
    created_at = models.DateTimeField("存入时间")
    created_by_id = models.UUIDField("存入人", null=True, blank=True)

    class Meta:
        verbose_name = "文件"
        verbose_name_plural = verbose_name
        constraints = (
            models.CheckConstraint(
                name="core_storedfile_kind_is_known",
                condition=models.Q(kind__in=FileKind.values),
                violation_error_message="文件类型不在规定范围内",
            ),
            models.CheckConstraint(
                name="core_storedfile_is_not_empty",
                condition=models.Q(size__gt=0),
                violation_error_message="文件是空的",
            ),
        )

    def __str__(self) -> str:
        return self.original_name


class SubmittedForm(models.Model):
    """One sending of one form as it stood on one page; `location` is where it led, "" while it is being done.

    Only a digest is kept: nothing that was typed stands here.
    """

    digest = models.CharField(max_length=64, primary_key=True, editable=False)
    begun_at = models.DateTimeField("收到时间", db_index=True)
    location = models.CharField("办完后的地址", max_length=500, blank=True)

    class Meta:
        verbose_name = "已提交的表单"
        verbose_name_plural = verbose_name

    def __str__(self) -> str:
        return f"{self.begun_at:%Y-%m-%d %H:%M} {self.location}"
