"""Where an obstacle is mended: on the institution's page of that paper, or in the bureau's page."""

from __future__ import annotations

from django.urls import reverse

from classes.models import TrainingClass
from classes.rules.ruling import Ruling
from foundation.accounts.actor import Actor
from foundation.accounts.enums import Role

MATERIAL_PAGES = (
    "basics",
    "roster",
    "groups",
    "plan",
    "teachers",
    "venue",
    "resources",
    "exam_plan",
    "check",
)


def mending_page(ruling: Ruling, training_class: TrainingClass, actor: Actor) -> str:
    """The page on which this actor does something about the ruling; the class itself where there is none."""
    if ruling.page == "city_filing" and actor.has_role(Role.TRAINING_OFFICER, Role.TRAINING_HEAD):
        return reverse("classes:class_city_filing", args=[training_class.pk])
    if actor.is_institution and ruling.page == "precheck":
        return precheck_page(training_class)
    if actor.is_institution and ruling.page in MATERIAL_PAGES:
        return reverse(f"classes:class_{ruling.page}", args=[training_class.pk])
    if ruling.code == "class.hit_open":
        return group_page(training_class)
    return class_page(training_class)


def class_page(training_class: TrainingClass) -> str:
    return training_class.get_absolute_url()


def group_page(training_class: TrainingClass) -> str:
    """人员比对 of this roster."""
    return reverse("trainees:group_detail", args=[training_class.pk])


def precheck_page(training_class: TrainingClass) -> str:
    """送审前体检 of this roster, from which it is sent to 资格审核."""
    return reverse("trainees:group_precheck", args=[training_class.pk])


def cameras_page(training_class: TrainingClass) -> str:
    return reverse("classes:class_cameras", args=[training_class.pk])
