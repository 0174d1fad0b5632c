"""A stored file is given to exactly those who may see the record that it belongs to (trust U6).

Files have no addresses of their own: each is reached through its record, whose `visible_to` judges. Which record, and
at which address, is written here for every foreign key to `StoredFile`; a new one without a line fails.
"""

from __future__ import annotations

import ast
import uuid
from dataclasses import dataclass
from pathlib import Path

import pytest
from django.apps import apps
from django.test import Client
from django.urls import reverse

from classes.models import ClassMaterial, RosterUpload, TrainingClass
from foundation.accounts.actor import Actor
from foundation.accounts.enums import Role
from foundation.core.models import Picture, StoredFile
from tests.architecture.kept_files import files_of
from tests.architecture.test_structure import ROOT, product_files
from tests.architecture.world import build_world
from tests.builders.classes import make_draft, make_material
from tests.builders.rosters import make_upload
from tests.cast import Cast
from tests.conftest import SignIn
from wenshui_training.access import access_to


@dataclass(frozen=True)
class Way:
    """The address that gives the file out, and the page of the record that it belongs to."""

    address: str
    page: str


HANDING_OUT = ("private_response", "private_headers", "given_out_bytes", "film_response")
NEVER = "never given out as a file"
WAYS: dict[str, tuple[Way, ...] | str] = {
    "core.Picture.file": NEVER,
    "jobs.Job.result_file": (Way("jobs:job_result", "jobs:job_fragment"),),
    "institutions.Contract.scan": NEVER,
    "trainees.Application.photo": NEVER,
    "trainees.PledgeSignature.file": NEVER,
    "classes.ClassMaterial.file": (Way("classes:material_file", "class_page"),),
    "classes.RosterUpload.file": (
        Way("classes:roster_original", "classes:roster_rows"),
        Way("classes:roster_annotated", "classes:roster_rows"),
    ),
    "classes.RosterRow.photo": NEVER,
    "classes.SignIn.photo": (Way("classes:sign_in_photo", "classes:session_signing"),),
    "classes.MakeUpRequest.picture": (Way("classes:make_up_picture", "classes:session_signing"),),
    "classes.AttendanceCorrection.proof": (Way("classes:correction_proof", "classes:correction_list"),),
    "classes.Recording.file": (Way("classes:footage_stream", "classes:footage_play"),),
    "classes.ClassEvaluation.scan": (Way("classes:evaluation_scan", "classes:evaluation_paper"),),
    "classes.ProofFile.file": (Way("classes:proof_file", "classes:employment_edit"),),
    "inspections.InspectionFile.file": (Way("inspections:inspection_file", "inspections:inspection_detail"),),
    "subsidies.DifferenceExplanation.proof": (
        Way("subsidies:difference_proof", "subsidies:difference_detail"),
    ),
    "subsidies.ArchiveItem.file": (Way("subsidies:item_file", "subsidies:acceptance_detail"),),
}
GIVEN = {200, 302}  # a film is led to its page first, where watching it is recorded
ASKED_ELSEWHERE = {
    "jobs:job_result",  # whoever asked for it: tests/foundation/jobs
    "classes:roster_annotated",  # made of the original, at the address beside it
}
GIVEN_OUT = [(key, way) for key, ways in WAYS.items() if not isinstance(ways, str) for way in ways]


def _references() -> set[str]:
    return {
        f"{model._meta.label}.{field.name}"
        for model in apps.get_models(include_auto_created=True)
        for field in model._meta.fields
        if field.is_relation and field.related_model is StoredFile
    }


def test_every_reference_to_a_stored_file_has_a_line() -> None:
    assert _references() == set(WAYS)


@pytest.mark.parametrize(("key", "way"), GIVEN_OUT)
def test_every_role_gets_the_file_that_may_open_the_page_of_its_record(key: str, way: Way) -> None:
    file, page = access_to(way.address), access_to(way.page)
    assert file is not None
    assert page is not None
    roles = [Actor.public(), *(_holding(role) for role in Role if role != Role.SYSTEM)]
    differing = [each.roles for each in roles if file.admits(each, "GET") != page.admits(each, "GET")]
    assert differing == []
    assert not file.wanted("POST"), "a file is read, never written, at its address"


def _holding(role: Role) -> Actor:
    return Actor(user_id=uuid.UUID(int=1), name=role.label, roles=frozenset({role}))


def test_every_person_sees_the_files_of_exactly_the_classes_that_he_sees(
    cast: Cast, policy_in_force: None, on_18_june_2026: object
) -> None:
    """Both institutions have a class with a paper and a roster: for each person of the cast the two answers agree."""
    for institution in ("qihang", "huineng"):
        draft = make_draft(cast, institution)
        make_material(draft)
        make_upload(draft)
    seen = {}
    for who in cast.users:
        actor = cast.actor(who)
        classes = {*TrainingClass.objects.visible_to(actor).values_list("pk", flat=True)}
        for model in (ClassMaterial, RosterUpload):
            rows = model.objects.visible_to(actor)
            assert {*rows.values_list("training_class_id", flat=True)} == classes, (who, model)
        seen[who] = len(classes)
    assert (seen["li_jing"], seen["qihang_manager"], seen["huineng_manager"], seen["security_tian"]) == (
        2,
        1,
        1,
        0,
    )


@pytest.mark.one_engine
def test_every_file_goes_to_exactly_those_who_may_see_its_record(
    cast: Cast, policy_in_force: None, on_18_june_2026: object, sign_in: SignIn
) -> None:
    """Every way out × both institutions × every person of the cast, asked at the address itself."""
    build_world(cast)
    kept = [file for name in ("qihang", "huineng") for file in files_of(cast, name)]
    assert {file.address for file in kept} == {way.address for _, way in GIVEN_OUT} - ASKED_ELSEWHERE
    wrong, given = [], dict.fromkeys(cast.users, 0)
    for who in cast.users:
        client, actor = sign_in(who), cast.actor(who)
        for file in kept:
            line = access_to(file.address)
            may = line is not None and line.admits(actor, "GET") and file.is_visible_to(actor)
            answer = client.get(reverse(file.address, args=file.arguments))
            answer.getvalue()
            given[who] += answer.status_code in GIVEN
            if answer.status_code not in (GIVEN if may else {403, 404}):
                wrong.append(f"{who} {file.address} of {file.record}: {answer.status_code}")
    assert wrong == []
    all_but_the_evaluation = len(kept) // 2 - 1
    assert (given["qihang_manager"], given["security_tian"]) == (all_but_the_evaluation, 0)


def test_files_leave_by_the_views_that_are_named_and_no_other() -> None:
    """Every call that hands out bytes of the store stands in a view, one per line of the table."""
    calls = [
        f"{path.relative_to(ROOT)}:{function.name}"
        for path in product_files()
        if path.parent.name != "core"
        and any(name in path.read_text(encoding="utf-8") for name in HANDING_OUT)
        for function in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(function, ast.FunctionDef)
        for node in ast.walk(function)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in HANDING_OUT
    ]
    assert sorted(Path(call).name for call in calls) == [
        "acceptance.py:item_file",
        "attendance.py:correction_proof",
        "cases.py:inspection_file",
        "employment.py:proof_file",
        "footage.py:footage_stream",
        "make_up.py:make_up_picture",
        "materials.py:material_file",
        "paper_evaluation.py:evaluation_scan",
        "roster.py:roster_annotated",
        "roster.py:roster_original",
        "signing.py:sign_in_photo",
        "sources.py:difference_proof",
        "views.py:job_result",
    ]


def test_original_bytes_of_a_picture_have_no_way_out() -> None:
    """The copy alone is named by the model that is given out; nothing but the store itself reads the original.

    Uploads reads workbooks; the others read recordings, which have no copy.
    """
    readers = [
        path.relative_to(ROOT).as_posix()
        for path in product_files()
        if "read_bytes(stored)" in (text := path.read_text(encoding="utf-8")) or "path_of(" in text
    ]
    assert sorted(readers) == [
        "classes/operations/footage_keeping.py",
        "classes/operations/footage_reading.py",
        "classes/operations/footage_upload.py",
        "classes/operations/uploads.py",
        "foundation/core/files.py",
        "foundation/core/ranges.py",
    ]
    assert {field.name for field in Picture._meta.fields} >= {"copy_name", "copy_sha256"}


@pytest.mark.parametrize(
    "address", ["/_private/ab/cd/ef", "/private/ab/cd/ef", "/media/a.pdf", "/files/a.pdf"]
)
def test_no_file_has_an_address_of_its_own(db: None, address: str) -> None:
    assert Client().get(address).status_code == 404
