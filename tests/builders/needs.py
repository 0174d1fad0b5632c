"""What somebody of a village wants to learn, registered and routed by the real operations."""

from __future__ import annotations

from tests.builders.trainees import identity_number, person_name, phone_number
from tests.cast import Cast
from trainees.enums import Education, PersonCategory
from trainees.models import TrainingNeed
from trainees.operations import register_need, route_need


def make_need(cast: Cast, serial: int = 1, *, complete: bool = True) -> TrainingNeed:
    """Registered by 高明 of 南庄镇; `complete` with all that an application needs."""
    more = {"category": PersonCategory.RURAL_MIGRANT, "education": Education.JUNIOR} if complete else {}
    return register_need(
        actor=cast.actor("point_clerk"),
        name=person_name(serial),
        phone=phone_number(serial),
        identity_number=identity_number(serial) if complete else "",
        village="南庄村",
        occupation_name="养老护理员",
        occupation_code="4-10-01-05" if complete else "",
        level="5",
        **more,
    )


def make_routed_need(
    cast: Cast, serial: int = 1, *, complete: bool = True, institution: str = "qihang"
) -> TrainingNeed:
    """The same, handed on to an institution by 周敏."""
    need = make_need(cast, serial, complete=complete)
    place = cast.organisations[institution].pk
    return route_need(need, actor=cast.actor("zhou_min"), institution_id=place)
