"""What has been signed, bound, noticed or proved stays so, whoever writes to the database."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from classes.models import (
    AttendanceCorrection,
    Enrolment,
    PhoneBinding,
    SharedPhoneAlert,
    SignIn,
    SigningPhone,
    TrainingClass,
)
from foundation.core import clock
from foundation.core.invariants import ask_all
from tests.builders.running import make_running_class, people_of, teach
from tests.builders.signing import half_day, known_phone
from tests.cast import Cast


@pytest.fixture
def taught(cast: Cast) -> TrainingClass:
    return teach(cast, make_running_class(cast))


def refused(act: Callable[[], object]) -> None:
    with pytest.raises(DatabaseError), transaction.atomic():
        act()


def row(training_class: TrainingClass, someone: Enrolment, **changes: object) -> SignIn:
    now = clock.now()
    facts = {
        "session": half_day(training_class),
        "enrolment": someone,
        "direction": "in",
        "channel": "phone",
        "happened_at": now,
        "received_at": now,
        "code_shown_at": now,
        "phone": SigningPhone.objects.get(),
        **changes,
    }
    return SignIn(**facts)


def test_nobody_signs_by_phone_on_a_closed_sheet(cast: Cast, taught: TrainingClass) -> None:
    someone = people_of(taught)[0]
    known_phone(someone)
    refused(row(taught, someone).save)
    tablet = {"channel": "roll", "recorded_by": cast["qihang_teacher"], "device_time": clock.now()}
    row(taught, someone, **tablet).save()
    assert SignIn.objects.count() == 1


@pytest.mark.parametrize(
    ("name", "changes"),
    [
        ("by_server_time", {"phone": None}),
        ("by_server_time", {"happened_at": "2026-06-15T00:30Z"}),
        ("words_are_known", {"direction": "up"}),
        ("roll_has_its_clock", {"channel": "roll"}),
    ],
)
def test_a_row_that_cannot_be_is_impossible(cast: Cast, name: str, changes: dict[str, object]) -> None:
    running = make_running_class(cast)
    someone = people_of(running)[0]
    known_phone(someone)
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        row(running, someone, **changes).save()


def test_a_binding_only_ends_and_an_alert_stays(cast: Cast, taught: TrainingClass) -> None:
    one, two, _ = people_of(taught)
    known_phone(one)
    alert = SharedPhoneAlert.objects.create(phone=SigningPhone.objects.get(), enrolment=two, people=2)
    refused(lambda: PhoneBinding.objects.update(enrolment=two, ended_at=clock.now()))
    refused(PhoneBinding.objects.all().delete)
    refused(alert.delete)
    assert PhoneBinding.objects.update(ended_at=clock.now()) == 1
    refused(lambda: PhoneBinding.objects.update(ended_at=clock.now()))


def test_a_correction_without_a_proof_is_impossible(cast: Cast, taught: TrainingClass) -> None:
    someone = people_of(taught)[0]
    asked = AttendanceCorrection(
        session=half_day(taught),
        enrolment=someone,
        absence_reason="病假",
        reason="误记",
        requested_by=cast["qihang_teacher"],
    )
    refused(asked.save)


def test_fsck_sees_when_sign_ins_could_be_changed(db: None) -> None:
    """Dropped by whoever may, the trigger is missed at the next look."""
    assert _missing() == ()
    with transaction.atomic():
        table = " ON classes_signin" if connection.vendor == "postgresql" else ""
        with connection.cursor() as cursor:
            cursor.execute(f"DROP TRIGGER classes_signin_no_update{table}")
        assert _missing() == ("trigger classes_signin_no_update",)
        transaction.set_rollback(True)


def _missing() -> tuple[str, ...]:
    return next(each.violations for each in ask_all() if each.name == "classes.sign_ins_are_kept")
