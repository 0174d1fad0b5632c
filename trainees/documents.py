"""The printed form of an applicant: 8号 表1. Data in, PDF out; nothing is queried here."""

from base64 import b64encode
from dataclasses import dataclass
from datetime import date

from foundation.core.files import read_bytes
from foundation.core.models import FileKind
from foundation.core.pdf import render_pdf
from foundation.core.skill_levels import SHORT_LEVEL
from trainees.models import Application
from trainees.operations import Disclosed

FORM_CATEGORIES = (
    "农村进城务工人员",
    "城镇登记失业人员",
    "毕业年度高校毕业生",
    "企业下岗失业退役军人",
    "未继续升学的初高中毕业生",
    "贫困家庭子女",
    "小微企业新录用人员",
)
"""The boxes of 人员分类 in the order and the words of the official form."""


@dataclass(frozen=True, kw_only=True)
class RegistrationForm:
    """表1 培训学员登记表. A field left out prints as an empty cell, so `RegistrationForm()` is blank.

    `categories` are words of `FORM_CATEGORIES`; images are `data:` URIs, since a PDF may fetch nothing.
    """

    institution_name: str = ""
    class_number: str = ""
    filled_on: date | None = None
    serial: int | None = None
    name: str = ""
    sex: str = ""
    photo_uri: str = ""
    birth_month: str = ""
    education: str = ""
    household_type: str = ""
    identity_number: str = ""
    marital_status: str = ""
    employment_certificate_number: str = ""
    home_address: str = ""
    phone: str = ""
    categories: frozenset[str] = frozenset()
    graduation: str = ""
    present_skills: str = ""
    resume: str = ""
    job_intention: str = ""
    employment_destination: str = ""
    occupation: str = ""
    training_period: str = ""
    training_address: str = ""
    signature_uri: str = ""
    printed_at: str = ""
    check_code: str = ""

    def __post_init__(self) -> None:
        unknown = self.categories.difference(FORM_CATEGORIES)
        if unknown:
            raise ValueError(f"not a box of 表1: {'、'.join(sorted(unknown))}")


def print_registration_form(form: RegistrationForm) -> bytes:
    choices = [{"label": label, "ticked": label in form.categories} for label in FORM_CATEGORIES]
    return render_pdf("forms/registration.html", {"form": form, "categories": choices})


def registration_form_of(application: Application, disclosed: Disclosed) -> RegistrationForm:
    """表1 of one applicant, with what was disclosed for this printing. The application comes with its person."""
    person = application.person
    period = ""
    if application.planned_from and application.planned_to:
        period = f"{application.planned_from:%Y年%m月%d日}至{application.planned_to:%Y年%m月%d日}"
    level = SHORT_LEVEL.get(application.level, "")
    return RegistrationForm(
        institution_name=application.institution.name,
        class_number=application.group_title,
        filled_on=application.promise_signed_on,
        serial=application.position,
        name=person.name,
        sex=person.get_sex_display(),
        photo_uri=_data_uri(application),
        birth_month=f"{person.birth_date:%Y年%m月}",
        education=application.get_education_display(),
        household_type=application.household_type,
        identity_number=disclosed.identity_number,
        marital_status=application.marital_status,
        employment_certificate_number=application.employment_certificate_number,
        home_address=disclosed.address,
        phone=disclosed.phone,
        categories=frozenset({application.get_category_display()}.intersection(FORM_CATEGORIES)),
        graduation=application.graduation,
        present_skills=application.current_skill,
        resume=application.resume,
        job_intention=application.job_wish,
        occupation=f"{application.occupation_name}（{level}）" if level else application.occupation_name,
        training_period=period,
    )


def _data_uri(application: Application) -> str:
    photo = application.photo
    if photo is None:
        return ""
    kind = "jpeg" if photo.kind == FileKind.JPG else photo.kind
    return f"data:image/{kind};base64,{b64encode(read_bytes(photo)).decode('ascii')}"
