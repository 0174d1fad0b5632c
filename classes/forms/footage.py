"""What is typed about recordings: a remark at a second, a manifest, an opinion, a search."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from django import forms

from classes.enums import RecordingState
from classes.operations.footage_manifest import ListedFile
from foundation.core import clock
from foundation.core.errors import Invalid
from foundation.core.reasons import Reason
from foundation.core.tabular import Column, read_sheet

LARGEST_MANIFEST = 5 * 1024 * 1024
_MARK = re.compile(r"(?:(\d{1,2}):)?(\d{1,3}):(\d{2})")
_DIGEST = re.compile(r"[0-9a-fA-F]{64}")
_TITLES = {"文件": "path", "大小": "size", "SHA-256": "sha256", "时长": "seconds", "开始时间": "start"}
_COLUMNS = tuple(
    Column(key, title, required=key != "start", kind="as_typed") for title, key in _TITLES.items()
)


class NoteForm(forms.Form):
    """A remark of 视频调阅."""

    mark = forms.CharField(label="位置", max_length=9, help_text="分:秒，如 10:15")
    text = forms.CharField(label="看到的情况", max_length=200)
    is_problem = forms.BooleanField(label="是问题，录像作为证据留存", required=False)

    def clean_mark(self) -> str:
        mark: str = self.cleaned_data["mark"].strip().replace("：", ":")
        if not _MARK.fullmatch(mark):
            raise forms.ValidationError("请按 分:秒 填写，如 10:15")
        return mark

    @property
    def second(self) -> int:
        return seconds_of(self.cleaned_data["mark"])


def seconds_of(mark: str) -> int:
    """10:15 or 1:02:05 as seconds; 0 for anything else."""
    found = _MARK.fullmatch(mark)
    if found is None:
        return 0
    hours, minutes, seconds = (int(part or 0) for part in found.groups())
    return (hours * 60 + minutes) * 60 + seconds


class ReasonForm(forms.Form):
    """Why recordings are held, or may go."""

    reason = forms.CharField(label="理由", max_length=200)


class IndexFilter(forms.Form):
    """The searchable index of all recordings; a GET form, never wrong."""

    text = forms.CharField(label="录像", required=False, max_length=64)
    state = forms.ChoiceField(label="状态", required=False, choices=(("", "全部"), *RecordingState.choices))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["text"].widget.attrs["placeholder"] = "文件、硬盘、校验值、班次"

    @property
    def wanted(self) -> tuple[str, str]:
        """The words and the state asked for."""
        given = self.cleaned_data if self.is_valid() else {}
        return given.get("text", "").strip(), given.get("state", "")


class ManifestForm(forms.Form):
    """The manifest of one disk: xlsx, csv or json, with the digest of every file."""

    disk_label = forms.CharField(
        label="硬盘编号", max_length=40, help_text="与硬盘上的标签一致，如 YP-2026-03"
    )
    manifest = forms.FileField(label="录像清单", help_text="xlsx、csv 或 json，含每个文件的 SHA-256")
    shows_everybody = forms.BooleanField(label="这些录像能显示全体学员", required=False)

    def clean_manifest(self) -> Any:
        uploaded = self.cleaned_data["manifest"]
        if uploaded.size > LARGEST_MANIFEST:
            raise forms.ValidationError("清单不能超过 5 MB，请按班次分开")
        return uploaded


def read_manifest(data: bytes) -> list[ListedFile]:
    """The files of a disk. Every wrong row is named; one wrong row and nothing is taken over."""
    found, reasons = [], []
    for number, row in _rows(data):
        problem = _problem(row)
        if problem:
            reasons.append(Reason("footage.manifest_row", f"第 {number} 行：{problem}"))
        else:
            found.append(_file(row))
    if reasons:
        raise Invalid(
            "footage.manifest_rows", f"清单有 {len(reasons)} 处需要改正，没有导入任何内容。", reasons
        )
    return found


def _rows(data: bytes) -> Iterator[tuple[int, Mapping[str, str]]]:
    """Rows under the keys of `_TITLES`, whichever of the three kinds the file is."""
    if data[:4] in (b"PK\x03\x04", bytes.fromhex("d0cf11e0")):
        sheet = read_sheet(data, columns=_COLUMNS)
        if sheet.header_errors:
            raise Invalid("footage.manifest_columns", sheet.header_errors[0].message, sheet.header_errors)
        for row in sheet.rows:
            yield row.number, {key: str(value or "") for key, value in row.values.items()}
        return
    text = _decoded(data)
    listed = _json(text) if text.lstrip()[:1] in ("[", "{") else list(csv.DictReader(io.StringIO(text)))
    for number, given in enumerate(listed, 2):
        yield (
            number,
            {
                _TITLES.get(str(key).strip(), str(key)): "" if value is None else str(value)
                for key, value in given.items()
            },
        )


def _decoded(data: bytes) -> str:
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise Invalid("footage.manifest_unreadable", "清单读不出来，请另存为 xlsx 或 UTF-8 的 csv 后重新导入。")


def _json(text: str) -> list[dict[str, Any]]:
    try:
        listed = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise Invalid("footage.manifest_unreadable", "清单不是完整的 json，请重新生成。") from error
    files = listed.get("files") if isinstance(listed, dict) else listed
    if not isinstance(files, list) or not all(isinstance(each, dict) for each in files):
        raise Invalid("footage.manifest_unreadable", "清单里没有 files 一项，请重新生成。")
    return files


def _problem(row: Mapping[str, str]) -> str:
    path = row.get("path", "").strip()
    if not path or len(path) > 200 or not path.isprintable():
        return "缺文件位置，或文件位置超过 200 字"
    if not _whole(row.get("size", "")):
        return "大小应为大于 0 的字节数"
    if not _DIGEST.fullmatch(row.get("sha256", "").strip()):
        return "SHA-256 应为 64 位十六进制"
    if not _whole(row.get("seconds", "").partition(".")[0]):
        return "时长应为大于 0 的秒数"
    start = row.get("start", "").strip()
    return "" if not start or _moment(start) else "开始时间应如 2026-06-15 08:30:00"


def _whole(text: str) -> bool:
    return bool(re.fullmatch(r"\s*[1-9]\d{0,14}\s*", text))


def _file(row: Mapping[str, str]) -> ListedFile:
    whole, _, part = row["seconds"].strip().partition(".")
    thousandths = part[:3].ljust(3, "0") if part.isdecimal() else "0"
    return ListedFile(
        path=row["path"].strip(),
        size=int(row["size"]),
        sha256=row["sha256"].strip(),
        milliseconds=int(whole) * 1000 + int(thousandths),
        starts_at=_moment(row.get("start", "").strip()),
    )


def _moment(text: str) -> datetime | None:
    return clock.as_typed(text.replace("/", "-"))
