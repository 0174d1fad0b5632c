"""暂停 or 取消: beside the decision stands what the parameters say follows from which finding (A52)."""

from __future__ import annotations

import pytest

from institutions.queries import sanctions_for
from tests.builders.policy import set_parameter
from tests.cast import Cast

pytestmark = pytest.mark.usefixtures("policy_in_force", "on_18_june_2026")


def test_who_decides_sees_what_follows_from_a_finding(cast: Cast) -> None:
    false_proof, fabrication = sanctions_for(cast.actor("sun_guodong"))

    assert false_proof == ("虚假就业证明的处理", "暂停本年度培训资格", "文人社字〔2026〕8号 三(三)")
    assert fabrication[1] == "取消培训资格"


def test_it_says_what_the_parameters_say(cast: Cast) -> None:
    set_parameter("sanction_false_proof", "cancel")

    assert sanctions_for(cast.actor("sun_guodong"))[0][1] == "取消培训资格"


def test_who_does_not_decide_is_not_told(cast: Cast) -> None:
    assert sanctions_for(cast.actor("li_jing")) == []
    assert sanctions_for(cast.actor("qihang_manager")) == []
