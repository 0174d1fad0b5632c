"""Taking single fields out of an entry: each is checked for its kind, each misfit is noted, none is fatal."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date
from fractions import Fraction
from typing import Any

from foundation.policy.statements import Line
from subsidies.rules.validation import Place, fault

LARGEST_COUNT = 1_000_000
LARGEST_FEN = 100_000_000_000
LARGEST_SCORE = 100
_LONGEST_TEXT = 200
FIELD_WORDS = {
    "approved_count": "开班审批表人数",
    "verified_count": "核实人数",
    "passed_count": "合格人数",
    "employed_count": "就业人数",
    "training_days": "培训天数",
    "trainees": "名册",
    "prior_claims": "已付记录",
    "gates": "拨付条件",
    "final_stage": "最后一段",
    "whole_class": "是否按全班天数清算",
    "id": "人员编号",
    "verified": "是否核实",
    "passed": "是否合格",
    "employed": "是否就业",
    "attended_days": "有效天数",
    "occupation": "工种",
    "level": "等级",
    "class_end": "结业日期",
    "certified": "是否取证",
    "newly_added": "是否新增",
    "skill_upgrade_eligible": "是否符合技能提升补贴",
    "skill_upgrade_drawn": "是否已领技能提升补贴",
    "name": "姓名",
    "year": "年度",
    "paid_days": "已付天数",
    "paid_fen": "已付金额",
    "acceptance": "验收结果",
    "institution_status": "机构状态",
    "class_finished_before_suspension": "是否暂停前结束",
    "city_report_filed": "是否已向市报备",
    "reviewers": "审签人数",
    "notice_working_days": "公示工作日",
    "stage": "第几段",
    "approved_on": "开班批准日期",
    "ends_on": "班级结业日期",
    "claimed_on": "申请日期",
    "class_start": "开班日期",
    "employer": "用人单位",
    "occupation_name": "工种名称",
    "theory_score": "理论成绩",
    "practice_score": "实操成绩",
    "other_kinds": "本年度已享受的其他培训",
    "other_class": "是否其他班次",
}
_NUMBER = re.compile(r"-?\d{1,9}(/\d{1,6}|\.\d{1,6})?")


class Reader:
    """Takes fields out of one written object and notes what does not fit."""

    def __init__(self, raw: Mapping[str, Any], faults: list[Line], place: Place = None) -> None:
        self._raw, self._faults, self._place = raw, faults, place

    def note(self, code: str, field: str, text: str) -> None:
        whose = f"第 {self._place[1]} 行的" if self._place else ""
        self._faults.append(fault(code, f"{whose}{FIELD_WORDS[field]}{text}", field=field, place=self._place))

    def whole(self, field: str, largest: int = LARGEST_COUNT) -> int | None:
        """A whole number; a truth value, text or fraction is none. A negative one is judged later."""
        value = self._raw.get(field)
        if value is None:
            return None
        if isinstance(value, bool) or not isinstance(value, int):
            self.note("E_COUNT_NOT_INTEGER", field, "应为整数")
        elif abs(value) > largest:
            self.note("E_NUMBER_TOO_LARGE", field, "过大，请核对")
        else:
            return value
        return None

    def days(self, field: str) -> Fraction | None:
        """Days in whole and half: 9, 9.5, "19/2"."""
        value = self._raw.get(field)
        if value is None:
            return None
        number = exact_number(value)
        if number is None or (number * 2).denominator != 1:
            self.note("E_DAYS_NOT_HALF", field, "应为整天或半天，例如 9、9.5、19/2")
        elif abs(number) > LARGEST_COUNT:
            self.note("E_NUMBER_TOO_LARGE", field, "过大，请核对")
        else:
            return number
        return None

    def score(self, field: str) -> Fraction | None:
        """Points of an exam, to two places: 60, 59.5."""
        value = self._raw.get(field)
        if value is None:
            return None
        number = exact_number(value)
        if number is None or not 0 <= number <= LARGEST_SCORE or (number * 100).denominator != 1:
            self.note("E_SCORE_MALFORMED", field, f"应为 0 到 {LARGEST_SCORE} 的分数，最多两位小数")
            return None
        return number

    def flag(self, field: str) -> bool | None:
        value = self._raw.get(field)
        if value is None or isinstance(value, bool):
            return value
        self.note("E_FLAG_MALFORMED", field, "应为 true 或 false")
        return None

    def text(self, field: str) -> str:
        """Text, or a whole number written out (a level may be entered as 4); "" where there is none."""
        value = self._raw.get(field)
        if value is None:
            return ""
        if isinstance(value, int) and not isinstance(value, bool) and abs(value) <= LARGEST_COUNT:
            return str(value)
        if isinstance(value, str) and len(value) <= _LONGEST_TEXT:
            return value.strip()
        self.note("E_TEXT_MALFORMED", field, "应为文字")
        return ""

    def texts(self, field: str) -> tuple[str, ...]:
        """A list of short texts."""
        value = self._raw.get(field)
        if value is None:
            return ()
        if isinstance(value, list | tuple) and all(
            isinstance(each, str) and 0 < len(each.strip()) <= _LONGEST_TEXT for each in value
        ):
            return tuple(each.strip() for each in value)
        self.note("E_TEXT_MALFORMED", field, "应为文字的列表")
        return ()

    def day(self, field: str) -> date | None:
        value = self._raw.get(field)
        if value is None:
            return None
        try:
            return date.fromisoformat(value)
        except (TypeError, ValueError):
            self.note("E_DATE_MALFORMED", field, "应为日期，例如 2026-01-05")
            return None

    def choice(self, field: str, choices: Iterable[str]) -> str | None:
        value = self._raw.get(field)
        if value is None or (isinstance(value, str) and value in choices):
            return value
        self.note("E_CHOICE_UNKNOWN", field, f"应为 {'、'.join(choices)} 之一")
        return None

    def person(self) -> str | None:
        """The id of a person is text and never empty: a number would lose its leading zeros."""
        value = self._raw.get("id")
        if isinstance(value, str) and 0 < len(value.strip()) <= _LONGEST_TEXT:
            return value.strip()
        self.note("E_ID_NOT_TEXT", "id", "应为文字且不能为空")
        return None

    def mapping(self, field: str) -> Reader:
        value = self._raw.get(field)
        if value is not None and not isinstance(value, Mapping):
            self.note("E_INPUT_MALFORMED", field, "应为各项内容的组合")
        return Reader(value if isinstance(value, Mapping) else {}, self._faults)

    def rows(self, field: str) -> list[Reader] | None:
        """The rows of a list, each reader named after its place."""
        value = self._raw.get(field)
        if value is None:
            return None
        if not isinstance(value, list | tuple):
            self.note("E_INPUT_MALFORMED", field, "应为列表")
            return []
        readers: list[Reader] = []
        for place, row in enumerate(value, start=1):
            if isinstance(row, Mapping):
                readers.append(Reader(row, self._faults, (field, place)))
            else:
                self.note("E_INPUT_MALFORMED", field, f"第 {place} 行应为一个人员的各项内容")
        return readers


def exact_number(value: object) -> Fraction | None:
    """An exact number from a number or a text such as "17/20" or "9.5"; None if it is neither."""
    written = "" if isinstance(value, bool) else str(value) if not isinstance(value, int) else None
    if written is None:
        return Fraction(value) if isinstance(value, int) else None
    if not _NUMBER.fullmatch(written):
        return None
    try:
        return Fraction(written)
    except ZeroDivisionError:
        return None
