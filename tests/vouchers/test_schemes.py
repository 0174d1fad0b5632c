"""发券方案: set up by who issues the kind, fitting or refusing by code, and never exceeded."""

from __future__ import annotations

from collections import Counter
from datetime import date
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from classes.enums import ClassState
from foundation.audit.models import Entry
from foundation.core.errors import Invalid, NotAllowed, NotNow
from tests.builders.classes import make_class
from tests.builders.running import Size, make_running_class
from tests.builders.trainees import make_passed_group
from tests.builders.vouchers import place_vouchers
from tests.cast import Cast
from tests.conftest import SignIn
from tests.racing import CLIENTS, at_once
from vouchers.enums import VoucherState
from vouchers.models import Voucher, VoucherScheme
from vouchers.operations import (
    close_scheme,
    issue_training_vouchers,
    make_evaluation_vouchers,
    set_up_scheme,
    void_voucher,
)
from vouchers.operations.schemes import issue_under

pytestmark = pytest.mark.usefixtures("policy_in_force", "on_18_june_2026")


def make_scheme(cast: Cast, who: str = "zhou_min", **facts: Any) -> VoucherScheme:
    given = {
        "name": "护理员专项",
        "kind": "training",
        "year": 2026,
        "valid_to": date(2026, 11, 30),
        "quantity": 3,
    }
    return set_up_scheme(actor=cast.actor(who), **{**given, **facts})


def taken(scheme: VoucherScheme) -> int:
    return VoucherScheme.objects.get(pk=scheme.pk).taken


def test_a_voucher_is_issued_by_the_terms_of_its_scheme_and_counted(cast: Cast) -> None:
    group, scheme = make_passed_group(cast, 2), make_scheme(cast)
    issued = issue_training_vouchers(group, actor=cast.actor("zhou_min"), scheme=scheme)
    assert {(v.scheme_id, v.valid_to, v.state) for v in issued} == {
        (scheme.pk, date(2026, 11, 30), VoucherState.ISSUED)
    }
    assert taken(scheme) == 2


def test_more_than_the_quantity_is_refused_whole(cast: Cast) -> None:
    group, scheme = make_passed_group(cast, 4), make_scheme(cast)
    with pytest.raises(NotNow) as refusal:
        issue_training_vouchers(group, actor=cast.actor("zhou_min"), scheme=scheme)
    assert refusal.value.code == "scheme.used_up"
    assert (taken(scheme), Voucher.objects.count()) == (0, 0)


def test_a_voided_voucher_makes_room_for_another(cast: Cast) -> None:
    group, scheme = make_passed_group(cast, 1), make_scheme(cast, quantity=1)
    (first,) = issue_training_vouchers(group, actor=cast.actor("zhou_min"), scheme=scheme)
    void_voucher(first, actor=cast.actor("zhou_min"), comment="工种填错")
    assert taken(scheme) == 0
    issue_training_vouchers(group, actor=cast.actor("zhou_min"), scheme=scheme)
    assert taken(scheme) == 1


@pytest.mark.parametrize(
    ("terms", "code"),
    [
        ({"occupation_code": "6-06-01-01", "occupation_name": "保育师"}, "scheme.other_occupation"),
        ({"groups": ["graduate"]}, "scheme.other_group"),
        ({"level": "1"}, "scheme.other_level"),
        ({"year": 2027, "valid_to": date(2027, 12, 31)}, "scheme.other_year"),
    ],
)
def test_who_does_not_fit_is_refused_by_code(cast: Cast, terms: dict[str, Any], code: str) -> None:
    group, scheme = make_passed_group(cast, 1), make_scheme(cast, **terms)
    with pytest.raises(NotNow) as refusal:
        issue_training_vouchers(group, actor=cast.actor("zhou_min"), scheme=scheme)
    assert code in refusal.value.codes
    assert not Voucher.objects.exists()


def test_an_evaluation_scheme_is_for_evaluation_vouchers(cast: Cast) -> None:
    confirmed = make_class(cast, ClassState.SYSTEM_CONFIRMED, heads=2)
    issue_training_vouchers(confirmed.pk, actor=cast.actor("zhou_min"))
    wrong = make_scheme(cast)
    with pytest.raises(NotNow) as refusal:
        make_evaluation_vouchers(confirmed, actor=cast.actor("li_jing"), scheme=wrong)
    assert "scheme.other_kind" in refusal.value.codes
    right = make_scheme(cast, "li_jing", kind="evaluation", name="评价")
    make_evaluation_vouchers(confirmed, actor=cast.actor("li_jing"), scheme=right)
    assert (taken(right), Voucher.objects.evaluation().filter(scheme=right).count()) == (2, 2)


def test_only_who_issues_the_kind_sets_up_and_closes(cast: Cast) -> None:
    for who, kind in (("li_jing", "training"), ("zhou_min", "evaluation"), ("qihang_manager", "training")):
        with pytest.raises(NotAllowed):
            make_scheme(cast, who, kind=kind)
    with pytest.raises(NotAllowed):
        close_scheme(make_scheme(cast), actor=cast.actor("li_jing"))
    assert Entry.objects.filter(action="scheme.set_up").count() == 1


def test_a_name_stands_once_a_year_and_a_scheme_must_be_usable(cast: Cast) -> None:
    make_scheme(cast)
    with pytest.raises(NotNow) as refusal:
        make_scheme(cast)
    assert refusal.value.code == "scheme.name_used"
    for wrong in ({"valid_to": date(2026, 6, 17)}, {"quantity": 0}):
        with pytest.raises(Invalid) as refused:
            make_scheme(cast, name="别的", **wrong)
        assert refused.value.code == "scheme.not_usable"


def test_a_closed_scheme_issues_nothing_more_and_is_not_closed_twice(cast: Cast) -> None:
    group, scheme = make_passed_group(cast, 1), make_scheme(cast)
    closed = close_scheme(scheme, actor=cast.actor("zhou_min"))
    with pytest.raises(NotNow) as refusal:
        issue_training_vouchers(group, actor=cast.actor("zhou_min"), scheme=closed)
    assert "scheme.closed" in refusal.value.codes
    with pytest.raises(NotNow) as again:
        close_scheme(closed, actor=cast.actor("zhou_min"))
    assert again.value.code == "scheme.closed"


def test_the_database_itself_lets_nobody_exceed_the_quantity(cast: Cast) -> None:
    scheme = make_scheme(cast)
    with pytest.raises(IntegrityError), transaction.atomic():
        VoucherScheme.objects.filter(pk=scheme.pk).update(taken=4)


@pytest.mark.django_db(transaction=True)
def test_of_many_who_issue_the_last_three_exactly_three_do(cast: Cast) -> None:
    running, scheme = make_running_class(cast, Size(people=CLIENTS)), make_scheme(cast)
    waiting = place_vouchers(running.enrolments.select_related("application"), VoucherState.REQUESTED)

    def issue(number: int) -> None:
        issue_under([waiting[number]], scheme, actor=cast.actor("zhou_min"))

    answers = at_once(issue)
    assert Counter(answers) == {"": 3, "scheme.used_up": CLIENTS - 3}
    assert taken(scheme) == Voucher.objects.filter(state=VoucherState.ISSUED, scheme=scheme).count() == 3


def test_a_scheme_is_set_up_used_and_closed_on_its_pages(cast: Cast, sign_in: SignIn) -> None:
    group, client = make_passed_group(cast, 2), sign_in("zhou_min")
    form = {"name": "专项", "kind": "training", "year": "2026", "valid_to": "2026-11-30", "quantity": "x"}
    assert client.post(reverse("vouchers:scheme_new"), form).status_code == 422
    assert client.post(reverse("vouchers:scheme_new"), {**form, "quantity": "5"}).status_code == 302
    scheme = VoucherScheme.objects.get()
    url = reverse("vouchers:group_issue", args=[group])
    assert "还剩 5 张" in client.get(url, {"scheme": str(scheme.pk)}).content.decode()
    assert client.post(url, {"scheme": str(scheme.pk)}).status_code == 302
    assert taken(scheme) == 2
    assert client.post(reverse("vouchers:scheme_close", args=[scheme.pk])).status_code == 302
    assert client.post(url, {"scheme": str(scheme.pk)}).status_code == 422
    assert "已停发" in client.get(reverse("vouchers:scheme_list")).content.decode()


def test_the_preview_says_who_does_not_fit(cast: Cast, sign_in: SignIn) -> None:
    group, scheme = make_passed_group(cast, 2), make_scheme(cast, groups=["graduate"])
    shown = sign_in("zhou_min").get(reverse("vouchers:group_issue", args=[group]), {"scheme": str(scheme.pk)})
    assert "人员分类不在发券方案内" in shown.content.decode()
    assert not shown.context["plan"].to_issue


def test_a_reissued_voucher_shows_the_one_before_it(cast: Cast, sign_in: SignIn) -> None:
    group, zhou = make_passed_group(cast, 1), cast.actor("zhou_min")
    (first,) = issue_training_vouchers(group, actor=zhou)
    void_voucher(first, actor=zhou, comment="工种填错")
    (second,) = issue_training_vouchers(group, actor=zhou)
    page = sign_in("zhou_min").get(second.get_absolute_url())
    assert first.number in page.content.decode()
