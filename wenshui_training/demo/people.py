"""Invented people: names drawn by lot, identity numbers computed. The same numbers come out every time."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta

from foundation.core.national_codes import identity_check_digit

SEED = 20260202
COUNTY, NEXT_COUNTY = "141121", "141122"
SURNAMES = "张王李武郭任成韩孟贺田闫赵马梁宋温段裴马冯曹"
FEMALE = (
    "秀兰",
    "玉珍",
    "海燕",
    "丽萍",
    "小英",
    "晓琴",
    "改莲",
    "俊梅",
    "变香",
    "雪梅",
    "艳霞",
    "爱玲",
    "慧芳",
)
MALE = ("建军", "志刚", "晓东", "永强", "国庆", "海平", "文斌", "俊杰", "小龙", "瑞林", "新民", "改明")
TOWNS = ("凤城镇", "开栅镇", "南庄镇", "南安镇", "刘胡兰镇", "下曲镇", "孝义镇", "马西乡", "西城乡")
CATEGORIES = (
    *("农村进城务工人员",) * 6,
    *("脱贫劳动力",) * 2,
    *("城镇登记失业人员",) * 3,
    "就业困难人员",
    "未继续升学的初高中毕业生",
)
EDUCATIONS = (*("初中",) * 6, *("高中（中专、技校）",) * 3, "小学及以下", "大专")


@dataclass(frozen=True)
class Invented:
    """One line of a roster, as the institution types it."""

    name: str
    identity_number: str
    phone: str
    category: str
    education: str
    address: str
    serial: int

    @property
    def certificate_number(self) -> str:
        """An invented number of the 就业创业证: county and a running number."""
        return f"1411210026{self.serial:06d}"


def invented_people() -> Iterator[Invented]:
    """Without end; nobody twice."""
    lot = random.Random(SEED)  # noqa: S311 - names and dates of a demo
    serial = 0
    while True:
        serial += 1
        yield _invent(lot, serial)


def entered_again(known: Invented, own: Invented) -> Invented:
    """A line under whose name and birth date somebody else stands already, with another number: to be decided."""
    body = known.identity_number[:14] + f"{(int(known.identity_number[14:17]) + 222) % 1000:03d}"
    return replace(own, name=known.name, identity_number=body + identity_check_digit(body))


def _invent(lot: random.Random, serial: int) -> Invented:
    is_female = lot.random() < 0.68
    born = date(1978, 1, 1) + timedelta(days=lot.randrange(365 * 24))
    sequence = (serial % 480) * 2 + (0 if is_female else 1)
    region = NEXT_COUNTY if serial % 37 == 0 else COUNTY
    body = f"{region}{born:%Y%m%d}{sequence:03d}"
    return Invented(
        name=lot.choice(SURNAMES) + lot.choice(FEMALE if is_female else MALE),
        identity_number=body + identity_check_digit(body + "0"),
        phone=f"1380000{serial:04d}",
        category=lot.choice(CATEGORIES),
        education=lot.choice(EDUCATIONS),
        address=f"文水县{lot.choice(TOWNS)}",
        serial=serial,
    )
