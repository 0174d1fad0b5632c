"""The printed form of an applicant: 8号 表1. Data in, PDF out; nothing is queried here."""

from base64 import b64encode
from dataclasses import dataclass
from datetime import date

from foundation.core.files import printed_picture
from foundation.core.models import FileKind, StoredFile
from foundation.core.pdf import render_pdf
from foundation.core.skill_levels import SHORT_LEVEL
from foundation.policy.categories import category_dictionary
from trainees.enums import SigningMethod
from trainees.models import Application
from trainees.operations import Disclosed
from trainees.queries import SignedPledge

FORM_CATEGORIES = category_dictionary().boxes
"""The boxes of 人员分类 in the order and the words of the official form."""


@dataclass(frozen=True, kw_only=True)
class RegistrationForm:
    """表1 培训学员登记表. A field left out prints as an empty cell, so `RegistrationForm()` is blank.

    With a pledge a second page bears its text, word for word as it was signed. `categories` are words of
    `FORM_CATEGORIES`; images are `data:` URIs, since a PDF may fetch nothing.
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
    pledge_title: str = ""
    pledge_text: str = ""
    pledge_signed: str = ""
    printed_at: str = ""
    check_code: str = ""

    def __post_init__(self) -> None:
        unknown = self.categories.difference(FORM_CATEGORIES)
        if unknown:
            raise ValueError(f"not a box of 表1: {'、'.join(sorted(unknown))}")


def print_registration_form(form: RegistrationForm) -> bytes:
    choices = [{"label": label, "ticked": label in form.categories} for label in FORM_CATEGORIES]
    return render_pdf("forms/registration.html", {"form": form, "categories": choices})


def registration_form_of(
    application: Application, disclosed: Disclosed, *, box: str, pledge: SignedPledge | None
) -> RegistrationForm:
    """表1 of one applicant, with what was disclosed for this printing. The application comes with its person.

    `box` is the one ticked, empty for none; `pledge` what he has signed.
    """
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
        photo_uri=_data_uri(application.photo),
        birth_month=f"{person.birth_date:%Y年%m月}",
        education=application.get_education_display(),
        household_type=application.household_type,
        identity_number=disclosed.identity_number,
        marital_status=application.marital_status,
        employment_certificate_number=application.employment_certificate_number,
        home_address=disclosed.address,
        phone=disclosed.phone,
        categories=frozenset({box} if box else ()),
        graduation=application.graduation,
        present_skills=application.current_skill,
        resume=application.resume,
        job_intention=application.job_wish,
        occupation=f"{application.occupation_name}（{level}）" if level else application.occupation_name,
        training_period=period,
        employment_destination=application.employment_destination,
        training_address=application.training_address,
        **_pledge_facts(pledge),
    )


def _pledge_facts(pledge: SignedPledge | None) -> dict[str, str]:
    if pledge is None:
        return {}
    digest = pledge.version.sha256[:16]
    return {
        "signature_uri": "" if pledge.method == SigningMethod.PAPER else _data_uri(pledge.file),
        "pledge_title": f"学员承诺书（第 {pledge.version.number} 版）",
        "pledge_text": pledge.version.text,
        "pledge_signed": f"{pledge.signed_on:%Y年%m月%d日}　{pledge.method.label}　正文校验值 {digest}",
    }


def _data_uri(picture: StoredFile | None) -> str:
    if picture is None or picture.is_infected:
        return ""
    kind = "jpeg" if picture.kind == FileKind.JPG else picture.kind
    return f"data:image/{kind};base64,{b64encode(printed_picture(picture)).decode('ascii')}"
