"""Workbooks about opening: the list of applications, the empty roster, the roster with remarks."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from classes.models import TrainingClass
from classes.queries.roster_sheet import COLUMNS, PHOTO, RESUME, WORDS
from foundation.core.fields import SealedValue
from foundation.core.tabular import Column, SealedWorkbook, template_workbook, write_sheet
from foundation.core.tabular.writing import ExportCell
from trainees.models import Application

CLASS_COLUMNS = (
    Column("number", "编号"),
    Column("title", "班次"),
    Column("institution", "机构"),
    Column("category", "类别"),
    Column("heads", "人数", kind="integer"),
    Column("starts_on", "开班日期", kind="date"),
    Column("ends_on", "结束日期", kind="date"),
    Column("lessons", "学时", kind="integer"),
    Column("state", "状态"),
)
ROSTER_COLUMNS = tuple(column for column in COLUMNS if column.key != PHOTO)
EXAMPLE = {
    "name": "张小英",
    "identity_number": "14112119820506002X",
    "sex": "女",
    "born": "1982-05",
    "category": "农村进城务工人员",
    "is_lifted_from_poverty": "否",
    "education": "初中",
    "phone": "13800001234",
    "promise_signed_on": "2026-06-10",
    "unemployment_checked_on": "2026-06-10",
    "address": "文水县示例镇示例村",
}
NOTES = (
    "请在“填报”表逐人填写，一人一行；不要合并单元格，不要用公式，不要改表头。",
    "身份证号、电话列已设为文本格式，请直接输入；从别处粘贴时选“只粘贴值”。",
    "带 * 的列必填；人员分类、文化程度请从下拉列表选择。",
    "性别、出生年月可不填，系统按身份证号生成；填写的会与身份证号核对。",
    "重新上传时简历没有填的，登记表上已有的简历不变；本人已签承诺书的，签订日期以签字为准。",
)


def class_workbook(classes: Iterable[TrainingClass], *, about: Mapping[str, str]) -> SealedWorkbook:
    """The list as it was filtered; rows have `heads` annotated."""
    rows = [
        (
            each.number,
            str(each),
            each.institution.name,
            each.get_category_display(),
            int(getattr(each, "heads", each.planned_count)),
            each.starts_on,
            each.ends_on,
            each.total_lessons,
            each.state_tag.label,
        )
        for each in classes
    ]
    return write_sheet(CLASS_COLUMNS, rows, title="开班申请", meta={**about, "共": f"{len(rows)} 件"})


def roster_workbook(people: Iterable[Application], *, title: str, about: Mapping[str, str]) -> SealedWorkbook:
    """The roster in the columns in which it is uploaded: sent back unchanged, it changes nothing."""
    rows = [[_roster_cells(each)[column.key] for column in ROSTER_COLUMNS] for each in people]
    return write_sheet(ROSTER_COLUMNS, rows, title=title, meta={**about, "共": f"{len(rows)} 人"})


def _roster_cells(each: Application) -> dict[str, ExportCell]:
    person = each.person
    return {
        "name": person.name,
        "identity_number": person.identity_number.reveal(person),
        "sex": person.get_sex_display(),
        "born": f"{person.birth_date:%Y-%m}",
        "category": each.get_category_display(),
        "is_lifted_from_poverty": "是" if each.is_lifted_from_poverty else "否",
        "education": each.get_education_display(),
        "phone": each.phone.reveal(each),
        "promise_signed_on": each.promise_signed_on,
        "unemployment_checked_on": each.unemployment_checked_on,
        **{key: _plain(each, key) for key in (*WORDS, RESUME)},
    }


def _plain(each: Application, key: str) -> str:
    value = getattr(each, key)
    return value.reveal(each) if isinstance(value, SealedValue) else str(value)


def roster_template() -> bytes:
    """The workbook an institution fills in."""
    example = [EXAMPLE.get(column.key, "") for column in COLUMNS]
    return template_workbook(COLUMNS, [example], NOTES)
