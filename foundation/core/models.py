"""The tables that belong to nobody's business: the working-day calendar and the register of stored files."""

from __future__ import annotations

import uuid

from django.db import models

from foundation.core.display import StateTag


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


class ScanState(models.TextChoices):
    WAITING = "waiting", "待查杀"
    CLEAN = "clean", "已查杀"
    INFECTED = "infected", "查出病毒"
    FAILED = "failed", "查杀未成"
    UNSCANNED = "unscanned", "未启用查杀"
    OWN = "own", "系统生成"


class StoredFile(models.Model):
    """A file kept under a random name outside the web root. Example: the roster uploaded for a class.

    `original_name` is only text to show; `created_by_id` (the account) and `owner_id` (the organisation against
    whose quota it counts, None: nobody's) are keys without a foreign key, because this package lies below both.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    original_name = models.CharField("原文件名", max_length=200)
    kind = models.CharField("类型", max_length=4, choices=FileKind.choices)
    size = models.PositiveBigIntegerField("大小（字节）")
    sha256 = models.CharField("SHA-256", max_length=64, db_index=True)
    storage_name = models.CharField("存放名", max_length=80, unique=True, editable=False)
    created_at = models.DateTimeField("存入时间")
    created_by_id = models.UUIDField("存入人", null=True, blank=True)
    owner_id = models.UUIDField("计入额度的单位", null=True, blank=True, db_index=True)
    scan_state = models.CharField(
        "查杀", max_length=10, choices=ScanState.choices, default=ScanState.WAITING, db_index=True
    )
    scan_tries = models.PositiveIntegerField("已查次数", default=0)
    scan_after = models.DateTimeField("下次查杀不早于", null=True, blank=True)
    scanned_at = models.DateTimeField("查杀时间", null=True, blank=True)
    scan_note = models.CharField("查杀结果", max_length=200, blank=True)

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
            models.CheckConstraint(
                name="core_storedfile_scan_state_is_known",
                condition=models.Q(scan_state__in=ScanState.values),
                violation_error_message="文件的查杀状态不在规定范围内",
            ),
            models.CheckConstraint(
                name="core_storedfile_verdict_has_a_time",
                condition=~models.Q(scan_state__in=[ScanState.CLEAN, ScanState.INFECTED])
                | models.Q(scanned_at__isnull=False),
                violation_error_message="已查杀的文件应有查杀时间",
            ),
        )

    def __str__(self) -> str:
        return self.original_name

    @property
    def state_tag(self) -> StateTag:
        return SCAN_TAGS[ScanState(self.scan_state)]

    @property
    def is_infected(self) -> bool:
        """A virus was found: nobody can have it, and it counts as not handed in."""
        return self.scan_state == ScanState.INFECTED


def infected(path: str) -> models.Q:
    """Rows whose file at `path` is infected, for example of "file" or "proof"."""
    return models.Q(**{f"{path}__scan_state": ScanState.INFECTED})


SCAN_TAGS = {
    ScanState.WAITING: StateTag(ScanState.WAITING.label, "info", "clock"),
    ScanState.CLEAN: StateTag(ScanState.CLEAN.label, "ok"),
    ScanState.INFECTED: StateTag(ScanState.INFECTED.label, "danger"),
    ScanState.FAILED: StateTag(ScanState.FAILED.label, "warn"),
    ScanState.UNSCANNED: StateTag(ScanState.UNSCANNED.label, "mute"),
    ScanState.OWN: StateTag(ScanState.OWN.label, "mute"),
}


class Picture(models.Model):
    """What an uploaded photograph or scan says of itself, and the copy of it that is given out (ADR 0013).

    The copy is drawn anew from the pixels; the file as it came stays where it is and is the evidence. Time and place
    are what the camera wrote, which its owner can change: a hint, not a proof. `fingerprint` is the 256 bit dHash in
    hexadecimal, "" where the picture is too plain to be told from others.
    """

    file = models.OneToOneField(
        StoredFile, on_delete=models.CASCADE, primary_key=True, related_name="picture", verbose_name="原文件"
    )
    copy_name = models.CharField("所示副本", max_length=80, unique=True, editable=False)
    copy_size = models.PositiveBigIntegerField("副本大小（字节）")
    copy_sha256 = models.CharField("副本 SHA-256", max_length=64)
    width = models.PositiveIntegerField("宽（像素）")
    height = models.PositiveIntegerField("高（像素）")
    fingerprint = models.CharField("图像指纹", max_length=64, blank=True, db_index=True)
    taken_at = models.DateTimeField("相机记录的时间", null=True, blank=True)
    latitude = models.DecimalField("相机记录的纬度", max_digits=8, decimal_places=6, null=True, blank=True)
    longitude = models.DecimalField("相机记录的经度", max_digits=9, decimal_places=6, null=True, blank=True)
    camera = models.CharField("相机", max_length=80, blank=True)

    class Meta:
        verbose_name = "图片"
        verbose_name_plural = verbose_name
        constraints = (
            models.CheckConstraint(
                name="core_picture_place_is_whole",
                condition=models.Q(latitude__isnull=True, longitude__isnull=True)
                | models.Q(latitude__range=(-90, 90), longitude__range=(-180, 180)),
                violation_error_message="相机记录的位置不完整或不在地球上",
            ),
        )

    def __str__(self) -> str:
        return f"{self.file_id} {self.width}×{self.height}"


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
