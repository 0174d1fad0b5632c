"""What is compared for 雷同线索, what may be found, and from where on the office wants to see it. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from hashlib import sha256
from uuid import UUID

from foundation.policy.types import Parameters


class Likeness(StrEnum):
    ONE_EMPLOYER = "one_employer"
    SHARED_PHONE = "shared_phone"
    SAME_FILE = "same_file"
    LIKE_PICTURE = "like_picture"
    SHARED_DEVICE = "shared_device"
    SAME_SECOND = "same_second"
    MASS_CERTIFICATES = "mass_certificates"


@dataclass(frozen=True)
class LikenessMeaning:
    """How it is called, and what is looked at."""

    title: str
    looks_at: str


LIKENESSES: Mapping[Likeness, LikenessMeaning] = {
    Likeness.ONE_EMPLOYER: LikenessMeaning(
        "全班同一就业单位", "一个班的就业证明大多写同一单位（名称或统一社会信用代码差一个字的算同一单位）"
    ),
    Likeness.SHARED_PHONE: LikenessMeaning(
        "多人共用电话", "几名学员的本人电话相同，或几家单位留同一个单位电话"
    ),
    Likeness.SAME_FILE: LikenessMeaning(
        "同一份文件重复使用", "不同学员、不同班次交来的文件内容完全一样（同一单位的执照、场地证明除外）"
    ),
    Likeness.LIKE_PICTURE: LikenessMeaning(
        "照片雷同",
        "不同学员、不同班次的照片几乎一样：改过大小、亮度或重新保存过的也算（表格、证明的扫描件不比）",
    ),
    Likeness.SHARED_DEVICE: LikenessMeaning("一部手机多人签到", "一部手机先后成为几名学员的签到手机"),
    Likeness.SAME_SECOND: LikenessMeaning("同一秒签到", "一个半天里多人的手机签到在同一秒到达"),
    Likeness.MASS_CERTIFICATES: LikenessMeaning(
        "集中发证",
        "一家评价机构一天给几个班发出许多证书（不论哪家培训机构的班），或一家培训机构几个班同一天领到",
    ),
}


@dataclass(frozen=True, slots=True)
class Found:
    """One record that is like others: what is shown of it, and where it is."""

    key: str
    said: str
    link: str


@dataclass(frozen=True, slots=True)
class Coincidence:
    """Records that agree where they should not; the same records give the same `fingerprint`."""

    kind: Likeness
    institution: str
    said: str
    found: tuple[Found, ...]

    @property
    def fingerprint(self) -> str:
        text = "|".join([self.kind, *sorted(each.key for each in self.found)])
        return sha256(text.encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Paper:
    """A stored file: its content (SHA-256) and whose it is.

    `file_id` of a photograph only: filled forms of one kind all look alike, so of papers just the very same file tells.
    `may_repeat`: papers of an employer, such as the licence, which everybody employed there hands in.
    `copy_of`: the content of an earlier one that was found to show the same when this one came in.
    """

    found: Found
    institution: str
    owner: str
    content: str
    file_id: UUID | None
    may_repeat: str = ""
    copy_of: str = ""


@dataclass(frozen=True, slots=True)
class Proof:
    """One employment proof. Telephones are keyed digests: they can be compared and not read."""

    found: Found
    institution: str
    training_class: str
    person: str
    employer: str
    credit_code: str
    own_phone: str = ""
    employer_phone: str = ""


@dataclass(frozen=True, slots=True)
class Crowd:
    """So many heads of one class: sign-ins of a second, certificates of a day, people of one telephone.

    `body`: by whom the certificates were given, as it is called; "" where it is not known.
    """

    found: Found
    institution: str
    moment: str
    heads: int
    training_class: str = ""
    body: str = ""


@dataclass(frozen=True)
class Bounds:
    """From where on the office wants to see it (局内设定)."""

    employer_share: Fraction
    heads: int
    phone_people: int
    second_people: int
    certificates: int
    picture_bits: int

    @classmethod
    def of(cls, office: Parameters) -> Bounds:
        return cls(
            employer_share=office.fraction("alert_one_employer_share"),
            heads=office.whole("alert_one_employer_heads"),
            phone_people=office.whole("alert_shared_phone_people"),
            second_people=office.whole("alert_same_second_people"),
            certificates=office.whole("alert_certificates_a_day"),
            picture_bits=office.whole("alert_picture_bits"),
        )


@dataclass(frozen=True)
class Material:
    """Everything that is compared; `alike`: contents of papers, two and two, that show the same picture."""

    proofs: Sequence[Proof] = ()
    papers: Sequence[Paper] = ()
    alike: Sequence[tuple[str, str]] = ()
    devices: Sequence[Crowd] = ()
    sign_ins: Sequence[Crowd] = ()
    certificates: Sequence[Crowd] = ()
