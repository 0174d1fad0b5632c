"""居民身份证号, 统一社会信用代码, telephone numbers, and their masked forms. Pure, no Django.

The law of the number is GB 11643: six digits of region, eight of birth, three of sequence, one check digit.
The region is only ever a warning: districts are renamed and merged, and genuine numbers outlive them.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from operator import mul
from typing import Final, Literal

from stdnum.cn import uscc
from stdnum.exceptions import InvalidChecksum, InvalidLength, ValidationError

from foundation.core.errors import Invalid
from foundation.core.reasons import Reason

Sex = Literal["male", "female"]

_WEIGHTS: Final = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
# A digit is weighed as its ASCII code, which is 48 more than its value: 100,000 rows must not take seconds.
_ASCII_SURPLUS: Final = ord("0") * sum(_WEIGHTS)
_CHECK_DIGITS: Final = "10X98765432"
_OLD_FORM = re.compile(r"\d{15}", re.ASCII)
_BODY = re.compile(r"\d{17}[\dX]", re.ASCII)
_PHONE = re.compile(r"1[3-9]\d{9}|0\d{2,3}-?\d{7,8}", re.ASCII)
_EARLIEST_YEAR: Final = 1880  # that of the example in GB 11643 itself; 0982 or 1082 is a slip of the pen
_COUNTY, _CITY = "141121", "1411"
_COMPOUND_SURNAMES: Final = (
    *("欧阳", "上官", "司马", "诸葛", "司徒", "东方", "皇甫", "尉迟", "令狐", "公孙", "慕容"),
    *("长孙", "宇文", "夏侯", "呼延", "端木", "南宫", "西门", "赫连", "澹台", "独孤", "拓跋"),
)


@dataclass(frozen=True)
class AgeLimits:
    """From which age a person may be trained, and from which a pension is to be asked about, in full years."""

    least: int
    pension: Mapping[Sex, int]


@dataclass(frozen=True)
class IdentityNumber:
    """A number that obeys GB 11643."""

    number: str
    birth_date: date
    sex: Sex
    region_code: str


def normalise_code(text: str) -> str:
    """Half-width, without blanks, capital letters: what people mean when they type a code."""
    if text.isascii() and text.isalnum():
        return text.upper()
    return re.sub(r"\s", "", unicodedata.normalize("NFKC", text)).upper()


def check_identity_number(text: str, *, today: date) -> IdentityNumber:
    """The number in its normal form, or `Invalid` naming the positions to look at."""
    number = normalise_code(text)
    _check_identity_shape(number)
    birth = _birth_date(number, today)
    expected = identity_check_digit(number)
    if number[17] != expected:
        raise Invalid(
            "identity.check_digit",
            "第 18 位校验码与前 17 位不符，至少有一位填错，请对照身份证逐位核对",
        )
    sex: Sex = "male" if int(number[16]) % 2 else "female"
    return IdentityNumber(number, birth, sex, number[:6])


class SoundNumbers:
    """Which texts are sound numbers as they stand: `check_identity_number` for a hundred thousand of one list.

    The regions, birth dates and sequences of a list repeat themselves, so their weights are kept.
    """

    def __init__(self, today: date) -> None:
        self._today = today
        self._regions: dict[str, int] = {}
        self._births: dict[str, int] = {}
        self._sequences: dict[str, int] = {}

    def __contains__(self, text: str) -> bool:
        """False also where a closer look is needed: full width, blanks, a small x."""
        try:
            total = self._regions[text[:6]] + self._births[text[6:14]] + self._sequences[text[14:17]]
        except KeyError:
            return self._learn(text)
        return text[17:] == _CHECK_DIGITS[total % 11]

    def _learn(self, text: str) -> bool:
        try:
            is_sound = check_identity_number(text, today=self._today).number == text
        except Invalid:
            return False
        if is_sound:
            for parts, start, end in (
                (self._regions, 0, 6),
                (self._births, 6, 14),
                (self._sequences, 14, 17),
            ):
                parts[text[start:end]] = sum(map(mul, map(int, text[start:end]), _WEIGHTS[start:end]))
        return is_sound


def identity_check_digit(number: str) -> str:
    """Position 18 as computed from the first 17."""
    total = sum(map(mul, number[:17].encode("ascii"), _WEIGHTS)) - _ASCII_SURPLUS
    return _CHECK_DIGITS[total % 11]


def age_on(birth: date, day: date) -> int:
    """Full years of life on that day."""
    return day.year - birth.year - ((day.month, day.day) < (birth.month, birth.day))


def check_phone(text: str) -> str:
    """A mobile number of 11 digits or a landline with area code, without blanks."""
    number = normalise_code(text).removeprefix("+86")
    if not _PHONE.fullmatch(number):
        raise Invalid(
            "phone.unreadable", "联系电话应为 11 位手机号，或带区号的座机号（如 0358-3022222），请改正"
        )
    return number


def is_plain_phone(text: str) -> bool:
    """A number that `check_phone` would return as it stands."""
    return _PHONE.fullmatch(text) is not None


def check_credit_code(text: str) -> str:
    """统一社会信用代码 by GB 32100, 18 characters."""
    code = normalise_code(text)
    try:
        return uscc.validate(code)
    except InvalidLength as error:
        message = f"统一社会信用代码应为 18 位，现为 {len(code)} 位，请对照营业执照补全"
        raise Invalid("credit_code.length", message) from error
    except InvalidChecksum as error:
        message = "统一社会信用代码第 18 位校验码不符，至少有一位填错，请对照营业执照逐位核对"
        raise Invalid("credit_code.check_digit", message) from error
    except ValidationError as error:
        message = "统一社会信用代码只含数字和除 I、O、S、V、Z 以外的大写字母，请对照营业执照改正"
        raise Invalid("credit_code.characters", message) from error


def mask_identity_number(number: str, *, head: int = 4, tail: int = 4) -> str:
    """1411**********0063 on screens of the office; a public notice shows head=6, tail=2 (A62)."""
    return _masked(number, head, tail)


def mask_phone(number: str) -> str:
    """13800000000 → 138****0000."""
    return _masked(number, 3, 4)


def mask_name(name: str) -> str:
    """张小英 → 张*英, 张英 → 张*, 欧阳小英 → 欧阳*英: surname and last character stay."""
    name = name.strip()
    if len(name) < 2:
        return "*" if name else ""
    surname = 2 if name[:2] in _COMPOUND_SURNAMES and len(name) > 2 else 1
    if len(name) == surname + 1:
        return name[:surname] + "*"
    return _masked(name, surname, 1)


def _masked(text: str, head: int, tail: int) -> str:
    hidden = len(text) - head - tail
    if hidden <= 0:
        return "*" * len(text)
    return text[:head] + "*" * hidden + text[len(text) - tail :]


def _check_identity_shape(number: str) -> None:
    if _OLD_FORM.fullmatch(number):
        raise Invalid("identity.old_form", "这是 15 位旧身份证号，已经停用，请填写现行身份证上的 18 位号码")
    if len(number) != 18:
        raise Invalid("identity.length", f"身份证号应为 18 位，现为 {len(number)} 位，请对照身份证补全")
    if _BODY.fullmatch(number):
        return
    wrong = [str(place) for place, char in enumerate(number, 1) if not _is_allowed(place, char)]
    raise Invalid(
        "identity.characters",
        f"第 {'、'.join(wrong)} 位不是数字（只有第 18 位可以是 X），请对照身份证改正",
    )


def _is_allowed(place: int, char: str) -> bool:
    return char in "0123456789" or (place == 18 and char == "X")


def _birth_date(number: str, today: date) -> date:
    try:
        birth = date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError as error:
        raise Invalid("identity.birth_date", "第 7 至 14 位不是有效日期，请对照身份证改正") from error
    if birth.year < _EARLIEST_YEAR:
        raise Invalid("identity.birth_date", "第 7 至 10 位的出生年份过早，请对照身份证改正")
    if birth > today:
        raise Invalid("identity.birth_in_future", "第 7 至 14 位的出生日期晚于今天，请对照身份证改正")
    return birth


def identity_warnings(
    region: str, birth: date, sex: Sex, today: date, limits: AgeLimits
) -> tuple[Reason, ...]:
    """What a person should look at, though the number is right: registered elsewhere, too young, of pension age."""
    warnings = []
    if not region.startswith(_CITY):
        warnings.append(Reason("identity.other_city", "身份证登记地不在吕梁市，请核对人员类别和居住情况"))
    elif region != _COUNTY:
        warnings.append(Reason("identity.other_county", "身份证登记地不在文水县，请核对人员类别和居住情况"))
    age = age_on(birth, today)
    if age < limits.least:
        text = f"年龄 {age} 岁，未满 {limits.least} 周岁，请核对是否可以参训"
        warnings.append(Reason("identity.under_age", text))
    elif age >= limits.pension[sex]:
        warnings.append(Reason("identity.pension_age", f"年龄 {age} 岁，请核对是否已领取养老待遇"))
    return tuple(warnings)
