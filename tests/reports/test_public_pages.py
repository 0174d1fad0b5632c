"""The public columns: open to everybody, and they tell nothing that the notice does not have to."""

from __future__ import annotations

from datetime import date

import pytest
from django.test import Client

from subsidies.enums import ClaimState
from subsidies.models import PublicNotice, SubsidyClaim
from tests.builders.institutions import make_ready_institution
from tests.builders.subsidies import confirm_standard, make_claim, make_fund
from tests.cast import Cast


@pytest.fixture
def published(cast: Cast, policy_in_force: None, on_18_june_2026: date) -> SubsidyClaim:
    make_fund(cast)
    confirm_standard()
    return make_claim(cast, ClaimState.PUBLISHED)


def page(address: str) -> str:
    answer = Client().get(address)
    assert answer.status_code == 200, address
    return answer.content.decode()


@pytest.mark.parametrize(
    "address", ["", "notices/", "institutions/", "occupations/", "policy/", "policy/2026-8/"]
)
def test_anybody_may_read_without_signing_in(address: str, cast: Cast, policy_in_force: None) -> None:
    make_ready_institution(cast)
    assert "文水县" in page(f"/public/{address}")


def test_a_notice_shows_units_standard_amount_and_its_days(published: SubsidyClaim) -> None:
    assert published.notice is not None
    shown = page(published.notice.get_absolute_url())
    for text in ("文水县启航职业培训学校", "公示中", "还有 5 个工作日", "元/人", published.notice.number):
        assert text in shown


def test_a_notice_leaks_no_full_number_no_phone_no_full_name(published: SubsidyClaim) -> None:
    assert published.notice is not None
    shown = page(published.notice.get_absolute_url())
    for enrolment in published.training_class.enrolments.select_related("person", "application"):
        person, application = enrolment.person, enrolment.application
        assert person.identity_number.reveal(person) not in shown
        assert application.phone.reveal(application) not in shown
        assert f">{person.name}<" not in shown


def test_a_name_can_be_looked_up_in_a_notice(published: SubsidyClaim) -> None:
    assert published.notice is not None
    person = published.training_class.enrolments.select_related("person").first().person  # type: ignore[union-attr]
    address = published.notice.get_absolute_url()
    assert person.masked_name in page(f"{address}?name={person.name}")
    assert "名单内没有" in page(f"{address}?name=欧阳不在")


def test_a_notice_asks_not_to_be_indexed(published: SubsidyClaim) -> None:
    assert published.notice is not None
    assert "noindex" in Client().get(published.notice.get_absolute_url()).headers["X-Robots-Tag"]


def test_a_notice_that_was_taken_down_is_gone_for_the_public_but_kept(published: SubsidyClaim) -> None:
    from foundation.core import clock

    notice = published.notice
    assert notice is not None
    PublicNotice.objects.filter(pk=notice.pk).update(taken_down_at=clock.now())
    assert Client().get(notice.get_absolute_url()).status_code == 404
    assert PublicNotice.objects.filter(pk=notice.pk).exists()
