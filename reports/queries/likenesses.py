"""雷同线索: what the classes of a year have handed in, as the rules compare it. Ten reads, scoped to the person."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import replace
from uuid import UUID

from django.db.models import Count
from django.db.models.functions import TruncSecond
from django.urls import reverse

from classes.enums import MaterialKind, ProofDocument, SigningDirection
from classes.models import (
    ClassMaterial,
    EmploymentProof,
    Enrolment,
    PhoneBinding,
    ProofFile,
    SharedPhoneAlert,
    SignIn,
    TrainingClass,
)
from foundation.accounts.actor import Actor
from foundation.core import clock, crypto
from foundation.core.likeness import same_pictures
from foundation.policy.types import Parameters
from inspections.enums import FileKind
from inspections.models import InspectionFile
from reports.rules.coincidences import coincidences
from reports.rules.evidence import Bounds, Coincidence, Crowd, Found, Material, Paper, Proof

OF_THE_EMPLOYER = frozenset({ProofDocument.LICENCE, ProofDocument.PREMISES})
"""Everybody who is employed there hands in the same."""
Classes = Mapping[UUID, TrainingClass]


def likenesses_of(number: int, actor: Actor, office: Parameters) -> tuple[Classes, tuple[Coincidence, ...]]:
    """What is alike in the classes that ended in this year, and the classes by key."""
    ended = TrainingClass.objects.visible_to(actor).filter(ends_on__year=number, approved_count__isnull=False)
    classes = {each.pk: each for each in ended.with_names()}
    bounds = Bounds.of(office)
    material = Material(
        proofs=list(_proofs(classes)),
        papers=[
            *_proof_papers(classes),
            *_venue_photos(classes),
            *_visit_photos(classes),
            *_own_photos(classes),
        ],
        devices=list(_devices(classes)),
        sign_ins=list(_sign_ins(classes, bounds)),
        certificates=list(_certificates(classes)),
    )
    return classes, coincidences(_compared(material, bounds), bounds)


def _proofs(classes: Classes) -> Iterable[Proof]:
    rows = EmploymentProof.objects.filter(enrolment__training_class__in=list(classes))
    for each in rows.select_related("enrolment").order_by("enrolment__training_class", "enrolment__position"):
        owner = classes[each.enrolment.training_class_id]
        yield Proof(
            found=_of_person(each.enrolment, owner, f"{each.employer}"),
            institution=str(owner.institution_id),
            training_class=str(owner.pk),
            person=str(each.enrolment.person_id),
            employer=each.employer,
            credit_code=each.credit_code,
            own_phone=_digest(each.own_phone.reveal(each)),
            employer_phone=_digest(each.employer_phone),
        )


def _digest(phone: str) -> str:
    """Equal telephones are found again; nobody reads them here."""
    digits = "".join(sign for sign in phone if sign.isdigit())
    return crypto.blind_index(digits, purpose="phone") if digits else ""


def _proof_papers(classes: Classes) -> Iterable[Paper]:
    rows = ProofFile.objects.filter(proof__enrolment__training_class__in=list(classes))
    for each in rows.select_related("file", "proof__enrolment").order_by("file__created_at"):
        enrolment, owner = each.proof.enrolment, classes[each.proof.enrolment.training_class_id]
        yield Paper(
            found=_of_person(enrolment, owner, each.get_document_display(), str(each.pk)),
            institution=str(owner.institution_id),
            owner=str(enrolment.person_id),
            content=each.file.sha256,
            file_id=None,
            may_repeat=each.proof.credit_code if each.document in OF_THE_EMPLOYER else "",
        )


def _venue_photos(classes: Classes) -> Iterable[Paper]:
    """Classes in one venue may show it by the same photograph."""
    rows = ClassMaterial.objects.filter(training_class__in=list(classes), kind=MaterialKind.VENUE_PHOTO)
    for each in rows.select_related("file").order_by("added_at"):
        owner = classes[each.training_class_id]
        yield Paper(
            found=Found(str(each.pk), f"{owner} {each.get_kind_display()}", owner.get_absolute_url()),
            institution=str(owner.institution_id),
            owner=str(owner.pk),
            content=each.file.sha256,
            file_id=each.file_id,
            may_repeat=f"venue {owner.venue_id}",
        )


def _visit_photos(classes: Classes) -> Iterable[Paper]:
    rows = InspectionFile.objects.filter(inspection__training_class__in=list(classes), kind=FileKind.PHOTO)
    for each in rows.select_related("file", "inspection").order_by("added_at"):
        owner = classes[each.inspection.training_class_id]
        words = f"检查 {each.inspection.number} 现场照片"
        yield Paper(
            found=Found(str(each.pk), words, each.inspection.get_absolute_url()),
            institution=str(owner.institution_id),
            owner=str(each.inspection_id),
            content=each.file.sha256,
            file_id=each.file_id,
        )


def _compared(material: Material, bounds: Bounds) -> Material:
    """Which photographs show the same, by content: each is looked at once, however often it was handed in."""
    file_of = {each.content: each.file_id for each in material.papers if each.file_id}
    content_of = {file_id: content for content, file_id in file_of.items()}
    found = same_pictures(content_of, among=content_of, within=bounds.picture_bits)
    copies = [(each.content, each.copy_of) for each in material.papers if each.copy_of]
    pairs = [(content_of[each.file_id], content_of[each.like_id]) for each in found]
    return replace(material, alike=[*pairs, *copies])


def _own_photos(classes: Classes) -> Iterable[Paper]:
    """What people photographed when they signed in; nobody's picture may do for two sign-ins, not even his own.

    They were compared with each other when they came in, by the same print in fewer places (ADR 0013).
    """
    rows = SignIn.objects.filter(session__training_class__in=list(classes), photo__isnull=False)
    for each in rows.select_related("session", "enrolment", "same_photo_as").order_by("received_at"):
        owner, earlier = classes[each.session.training_class_id], each.same_photo_as
        yield Paper(
            found=_of_person(each.enrolment, owner, f"{each.session}签到照片", str(each.pk)),
            institution=str(owner.institution_id),
            owner=str(each.pk),
            content=each.photo_sha256,
            file_id=None,
            copy_of=earlier.photo_sha256 if earlier and earlier.photo_sha256 != each.photo_sha256 else "",
        )


def _devices(classes: Classes) -> Iterable[Crowd]:
    """Whose telephone it was in the classes of the year; who used it in other years does not count."""
    shared = SharedPhoneAlert.objects.values("phone")
    rows = PhoneBinding.objects.filter(enrolment__training_class__in=list(classes), phone__in=shared)
    bindings = list(rows.select_related("enrolment__person").order_by("bound_at"))
    people: dict[UUID, set[UUID]] = defaultdict(set)
    for each in bindings:
        people[each.phone_id].add(each.enrolment.person.root_id)
    for each in bindings:
        owner = classes[each.enrolment.training_class_id]
        yield Crowd(
            found=_of_person(each.enrolment, owner, "签到手机", str(each.pk)),
            institution=str(owner.institution_id),
            moment=str(each.phone_id),
            heads=len(people[each.phone_id]),
        )


def _sign_ins(classes: Classes, bounds: Bounds) -> Iterable[Crowd]:
    """Sign-ins by phone that reached the server in one second of a half-day."""
    rows = SignIn.objects.by_phone().filter(
        session__training_class__in=list(classes), direction=SigningDirection.IN
    )
    alike = rows.order_by().annotate(second=TruncSecond("happened_at", tzinfo=clock.CHINA))
    found = (
        alike.values("session", "second").annotate(heads=Count("pk")).filter(heads__gte=bounds.second_people)
    )
    for session, at, heads, training_class, day in found.order_by("second", "session").values_list(
        "session", "second", "heads", "session__training_class", "session__date"
    ):
        owner, link = classes[training_class], reverse("classes:session_signing", args=[session])
        yield Crowd(
            found=Found(f"{session} {at:%H:%M:%S}", f"{owner} {day:%Y-%m-%d}", link),
            institution=str(owner.institution_id),
            moment=f"{at:%H:%M:%S}",
            heads=heads,
        )


def _certificates(classes: Classes) -> Iterable[Crowd]:
    rows = Enrolment.objects.filter(training_class__in=list(classes), certificate_issued_on__isnull=False)
    days = rows.order_by().values_list("training_class", "certificate_issued_on", "evaluation_body__name")
    for pk, day, body, heads in days.annotate(heads=Count("pk")).order_by("certificate_issued_on", "-heads"):
        owner = classes[pk]
        words = f"{owner.institution.short_name} {owner} {heads} 本"
        yield Crowd(
            found=Found(f"{pk} {day} {body or ''}".strip(), words, owner.get_absolute_url()),
            institution=str(owner.institution_id),
            moment=f"{day:%Y-%m-%d}",
            heads=heads,
            training_class=str(pk),
            body=body or "",
        )


def _of_person(enrolment: Enrolment, owner: TrainingClass, what: str, key: str = "") -> Found:
    words = f"{owner} {enrolment.position} 号 {what}"
    return Found(key or str(enrolment.pk), words, enrolment.get_absolute_url())
