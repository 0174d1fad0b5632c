"""批量作废: previewed, all or none, with a reason, and the people can be given others."""

from __future__ import annotations

import pytest
from django.urls import reverse

from foundation.audit.models import Entry
from foundation.core.errors import NotNow
from foundation.workflow.models import Message
from tests.builders.vouchers import make_issued_group
from tests.cast import Cast
from tests.conftest import SignIn
from vouchers.enums import VoucherState
from vouchers.models import Voucher
from vouchers.operations import issue_training_vouchers, void_list, void_voucher

pytestmark = pytest.mark.usefixtures("policy_in_force", "on_18_june_2026")


def states() -> list[str]:
    return sorted(Voucher.objects.values_list("state", flat=True))


def test_a_roster_is_voided_and_issued_again_with_its_history(cast: Cast, sign_in: SignIn) -> None:
    group, client = make_issued_group(cast, 3), sign_in("zhou_min")
    url = reverse("vouchers:group_void", args=[group])
    assert client.get(url).content.decode().count("可以作废") == 3
    keys = [str(pk) for pk in Voucher.objects.values_list("pk", flat=True)[:2]]
    assert client.post(url, {"vouchers": keys, "comment": ""}).status_code == 422
    assert client.post(url, {"comment": "工种填错"}).status_code == 422
    assert client.post(url, {"vouchers": keys, "comment": "工种填错"}).status_code == 302
    assert states() == ["issued", "voided", "voided"]
    assert len(issue_training_vouchers(group, actor=cast.actor("zhou_min"))) == 2
    assert Entry.objects.get(action="voucher.void_list").detail["count"] == 2
    assert Message.objects.filter(user=cast["qihang_manager"], title__contains="作废培训券 2 张").exists()


def test_one_that_cannot_be_voided_keeps_all_of_them(cast: Cast) -> None:
    group, zhou = make_issued_group(cast, 2), cast.actor("zhou_min")
    vouchers = list(Voucher.objects.all())
    void_voucher(vouchers[0], actor=zhou, comment="工种填错")
    with pytest.raises(NotNow) as refusal:
        void_list(group, vouchers, actor=zhou, comment="全部重发")
    assert refusal.value.code == "voucher.wrong_state"
    assert states() == [VoucherState.ISSUED, VoucherState.VOIDED]


def test_only_the_vouchers_of_the_roster_are_offered_and_only_to_who_may(cast: Cast, sign_in: SignIn) -> None:
    group, other = make_issued_group(cast, 1), make_issued_group(cast, 1, start=50)
    foreign = Voucher.objects.get(application__group_id=other)
    url = reverse("vouchers:group_void", args=[group])
    given = {"vouchers": [str(foreign.pk)], "comment": "工种填错"}
    assert sign_in("zhou_min").post(url, given).status_code == 422
    assert sign_in("qihang_manager").get(url).status_code == 403
    assert sign_in("li_jing").post(url, given).status_code == 403
