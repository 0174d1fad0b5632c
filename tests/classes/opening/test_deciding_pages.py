"""What a stranger walked into: photographs of two places, sealing, a refused return."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from classes.enums import ClassState
from classes.models import TrainingClass
from classes.queries.rulings import venue_photos
from classes.rules.report import Photos
from tests.builders.classes import make_class, make_draft, make_photo
from tests.builders.inspections import picture as small_picture
from tests.builders.institutions import make_venue
from tests.cast import Cast
from tests.conftest import SignIn

pytestmark = pytest.mark.usefixtures("policy_in_force", "on_18_june_2026")


def test_a_photograph_says_which_place_it_shows_and_counts_once(cast: Cast, sign_in: SignIn) -> None:
    draft, client = make_draft(cast), sign_in("qihang_manager")
    url, picture = reverse("classes:class_material", args=[draft.pk]), small_picture().read()

    def send(**facts: str) -> int:
        photo = SimpleUploadedFile("教室.png", picture, "image/png")
        return client.post(url, {"kind": "venue_photo", "file": photo, **facts}).status_code

    assert send() == 422
    assert send(shows="theory") == 302
    assert send(shows="practice") == 422, "the same picture"
    assert venue_photos(draft) == Photos(theory=1, practice=0)
    make_photo(draft, "practice")
    assert venue_photos(draft) == Photos(theory=1, practice=1)
    assert "理论场地" in client.get(reverse("classes:class_venue", args=[draft.pk])).content.decode()


def test_sealing_a_class_is_confirmed_first(cast: Cast, sign_in: SignIn) -> None:
    paid = make_class(cast, ClassState.APPROVED)
    TrainingClass.objects.filter(pk=paid.pk).update(state=ClassState.PAID)
    client, url = sign_in("wu_fang"), reverse("classes:class_archive", args=[paid.pk])
    assert "不能撤回" in client.get(url).content.decode()
    by_the_panel = client.post(reverse("classes:class_decide", args=[paid.pk]), {"verb": "archive"})
    assert (by_the_panel.status_code, client.post(url).status_code) == (422, 422)
    assert TrainingClass.objects.get(pk=paid.pk).state == ClassState.PAID

    assert client.post(url, {"confirmed": "on"}).status_code == 302
    assert TrainingClass.objects.get(pk=paid.pk).state == ClassState.ARCHIVED


def test_a_refused_return_comes_back_filled(cast: Cast, sign_in: SignIn) -> None:
    submitted = make_class(cast, state=ClassState.SUBMITTED)
    client, url = sign_in("li_jing"), reverse("classes:class_decide", args=[submitted.pk])
    form = {"verb": "return_for_correction", "comment": "缺教师证书", "due_on": "2026-01-05"}

    refused = client.post(url, form)

    page = refused.content.decode()
    assert (refused.status_code, refused.context["error"].code) == (422, "class.correction_due_passed")
    assert '<label for="again-due_on">补正期限</label>' in page
    assert 'value="2026-01-05"' in page
    assert ">缺教师证书</textarea>" in page
    assert "退回补正" in page
    assert f'action="{url}"' in page
    again = {field.name: field.value for field in refused.context["again"]}
    assert client.post(url, again | {"due_on": "2026-12-31"}).status_code == 302


def test_a_venue_is_chosen_with_the_end_of_its_fire_check_before_one(cast: Cast, sign_in: SignIn) -> None:
    draft = make_draft(cast)
    make_venue(draft.institution, "没有检查的", fire_safety_on=None)

    page = sign_in("qihang_manager").get(reverse("classes:class_venue", args=[draft.pk])).content.decode()

    assert "消防合格至 2027-01-09" in page
    assert "没有登记消防检查" in page
