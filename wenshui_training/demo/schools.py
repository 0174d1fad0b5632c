"""Three institutions on their way from 登记 to 在约 (C1): papers, places, teachers, contract."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, time, timedelta
from decimal import Decimal

from foundation.core import clock
from institutions.enums import SkillLevel
from institutions.models import Institution, Occupation
from institutions.operations import (
    accept_cameras,
    add_contract,
    add_evaluation_body,
    add_occupation,
    add_permission,
    add_teacher,
    add_venue,
    record_selection,
    register_institution,
    shortlist_institution,
    sign_contract,
    submit_profile,
    update_profile,
    verify_venue,
)
from wenshui_training.demo.office import Office
from wenshui_training.demo.timeline import Step

EDITION = "2022"
BODIES = (
    ("吕梁市示例职业技能评价中心", "晋吕评备〔2025〕07号", True),
    ("山西示例技能等级评价有限公司", "晋评备〔2025〕118号", False),
)
OCCUPATIONS = {
    "elder_care": ("4-10-01-05", "养老护理员"),
    "infant_care": ("4-10-01-02", "育婴员"),
    "housekeeping": ("4-10-01-06", "家政服务员"),
    "cook": ("4-03-02-01", "中式烹调师"),
    "pastry": ("4-03-02-02", "中式面点师"),
    "electrician": ("6-31-01-03", "电工"),
    "welder": ("6-18-02-04", "焊工"),
    "nursing": ("4-14-01-02", "医疗护理员"),
    "e_commerce": ("4-01-06-01", "电子商务师"),
}


@dataclass(frozen=True)
class School:
    """One institution as the demo tells it. `teaches` are keys of OCCUPATIONS."""

    key: str
    name: str
    credit_code: str
    head: str
    address: str
    bank_account: str
    teaches: tuple[str, ...]
    teachers: tuple[str, ...]
    day: int


SCHOOLS = (
    School(
        "qihang", "文水县启航职业培训学校", "52141121MJ0000011J", "田志强", "文水县凤城镇示例路 1 号",
        "6217000000000011234", ("elder_care", "infant_care", "housekeeping", "nursing", "pastry"),
        ("成晓燕", "韩玉兰", "贺彩云", "郭文斌", "梁秀英", "任海燕", "武玉梅"), 3,
    ),
    School(
        "huineng", "文水县汇能职业技能培训学校", "52141121MJ0000020G", "任国栋", "文水县下曲镇示例街 26 号",
        "6217000000000025678", ("cook", "pastry", "electrician", "welder"),
        ("武志远", "张春生", "曹建业", "郝建平", "李保国", "宋立新", "田永强"), 4,
    ),
    School(
        "jinying", "文水县晋英职业培训学校", "52141121MJ00000377", "郭晋英", "文水县南庄镇示例巷 9 号",
        "6217000000000039012", ("elder_care", "e_commerce", "cook", "welder"),
        ("孟丽娟", "马海涛", "温小琴", "成建明", "石丽萍", "杜永红", "岳志强"), 6,
    ),
)  # fmt: skip


VENUES = {"一号教学点": "", "二号教学点": "北院", "三号教学点": "南院"}
ENDING = "南院"
"""The place whose fire check is about to end by now; the papers of the others name no day."""


class Schooling:
    """The walk of one institution; it starts with the bureau's registration."""

    def __init__(self, school: School, office: Office, since: date, today: date) -> None:
        self.school, self.office, self.since = school, office, since
        self.fire_check_ends = today + timedelta(days=25)

    def story(self) -> Iterator[Step]:
        begun = self.since + timedelta(days=self.school.day)
        yield Step("register", begun, time(9, 10), self.register)
        yield Step("describe", begun + timedelta(days=1), time(15, 0), self.describe)
        yield Step("select", begun + timedelta(days=4), time(10, 0), self.select)
        yield Step("look", begun + timedelta(days=7), time(14, 30), self.look)
        yield Step("sign", begun + timedelta(days=9), time(16, 0), self.sign)

    @property
    def record(self) -> Institution:
        return Institution.objects.get(pk=self.office.organisations[self.school.key].pk)

    def register(self) -> None:
        register_institution(
            actor=self.office["training"],
            name=self.school.name,
            credit_code=self.school.credit_code,
            organisation_id=self.office.organisations[self.school.key].pk,
            legal_representative=self.school.head,
            contact_name=self.school.teachers[0],
            contact_phone=f"1380000800{self.school.day}",
            address=self.school.address,
            licence_number=f"人社民 14112140000{self.school.day:02d} 号",
        )

    def describe(self) -> None:
        manager, school = self.office[self.school.key], self.record
        update_profile(
            school,
            actor=manager,
            promise_signed_on=clock.today(),
            platform_entered_on=clock.today(),
            bank_name="文水农村商业银行",
            bank_account_name=self.school.name,
            bank_account=self.school.bank_account,
        )
        for name, floor in VENUES.items():
            add_venue(
                school,
                actor=manager,
                name=name,
                address=f"{self.school.address}{floor}",
                theory_area=Decimal("186.0"),
                practice_area=Decimal("254.5"),
                fire_safety_on=clock.today() - timedelta(days=20),
                fire_safety_valid_to=self.fire_check_ends if floor == ENDING else None,
                cameras=6,
                latitude=Decimal("37.438000"),
                longitude=Decimal("112.029000"),
            )
        for place, name in enumerate(self.school.teachers, 1):
            add_teacher(
                school,
                actor=manager,
                name=name,
                phone=f"138000081{self.school.day}{place}",
                certificate=f"职业技能等级认定考评员 14{self.school.day:02d}{place:04d}",
                certificate_valid_to=clock.today() + timedelta(days=900),
                is_class_head=place <= len(VENUES),
            )
        submit_profile(school, actor=manager)

    def select(self) -> None:
        record_selection(
            self.record,
            actor=self.office["training"],
            selection_document=f"吕梁市全民技能提升工程竞争性磋商结果〔{self.since.year}〕1号",
            service_from=self.since,
            service_to=self.since + timedelta(days=729),
        )
        shortlist_institution(self.record, actor=self.office["training_head"])

    def look(self) -> None:
        officer, school = self.office["training"], self.record
        for venue in school.venues.all():
            verify_venue(venue, actor=officer, comment="现场丈量，理论、实操分开，消防器材在有效期内。")
        accept_cameras(school, actor=officer, accepted_on=clock.today())
        add_contract(
            school,
            actor=officer,
            number=f"HT-{self.since.year}-{self.school.day:02d}",
            valid_from=clock.today(),
            valid_to=clock.today() + timedelta(days=364),
            signed_on=clock.today(),
        )
        for key in self.school.teaches:
            add_permission(
                school,
                actor=officer,
                occupation=occupation(key),
                level=SkillLevel.LEVEL_5,
                document=f"人社培许〔{self.since.year}〕{self.school.day}号",
                valid_from=clock.today(),
                valid_to=clock.today() + timedelta(days=720),
            )

    def sign(self) -> None:
        sign_contract(self.record, actor=self.office["deputy"], comment="同意签约。")


def publish_catalogue(office: Office) -> None:
    """The 工种目录 of the county, and the evaluation bodies filed for it: one of 本市, one from elsewhere."""
    occupations = [
        add_occupation(actor=office["training_head"], code=code, edition=EDITION, name=name)
        for code, name in OCCUPATIONS.values()
    ]
    for name, number, is_of_the_city in BODIES:
        add_evaluation_body(
            actor=office["training_head"],
            name=name,
            filing_number=number,
            filed_on=clock.today(),
            valid_to=None,
            is_of_the_city=is_of_the_city,
            occupations=occupations,
        )


def occupation(key: str) -> Occupation:
    return Occupation.objects.get(code=OCCUPATIONS[key][0], edition=EDITION)
