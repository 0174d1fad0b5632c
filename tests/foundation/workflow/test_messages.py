"""消息: what reaches whom, and that reading leaves no other trace."""

from __future__ import annotations

from typing import Any

from foundation.workflow.messages import tell, unread_count
from foundation.workflow.models import Message
from tests.cast import Cast
from tests.conftest import SignIn


def _tell(cast: Cast, who: str = "li_jing", **facts: Any) -> Message:
    tell({cast[who].pk}, **{"title": "养老护理员第7期开班申请 退回补正（李静）", **facts})
    return Message.objects.latest("pk")


def test_disabled_people_and_nobody_get_no_messages(cast: Cast) -> None:
    cast["hao_ping"].is_active = False
    cast["hao_ping"].save()

    tell({cast["hao_ping"].pk, None}, title="没有人收到")

    assert not Message.objects.exists()


def test_opening_a_message_marks_it_and_goes_to_the_case(cast: Cast, sign_in: SignIn) -> None:
    message = _tell(cast, url="/account/")

    response = sign_in("li_jing").post(f"/messages/{message.pk}/read/")

    assert response.headers["Location"] == "/account/"
    assert unread_count(cast.actor("li_jing")) == 0


def test_looking_at_the_list_marks_nothing(cast: Cast, sign_in: SignIn) -> None:
    _tell(cast)

    page = sign_in("li_jing").get("/messages/?unread=1").content.decode()

    assert "退回补正" in page
    assert unread_count(cast.actor("li_jing")) == 1


def test_foreign_message_is_not_found(cast: Cast, sign_in: SignIn) -> None:
    message = _tell(cast)

    assert sign_in("hao_ping").post(f"/messages/{message.pk}/read/").status_code == 404
    assert "退回补正" not in sign_in("hao_ping").get("/messages/").content.decode()


def test_all_are_marked_at_once(cast: Cast, sign_in: SignIn) -> None:
    for _ in range(3):
        _tell(cast)

    sign_in("li_jing").post("/messages/read/")

    assert unread_count(cast.actor("li_jing")) == 0
    assert unread_count(cast.actor("hao_ping")) == 0


def test_message_never_leads_to_another_site(cast: Cast, sign_in: SignIn) -> None:
    message = _tell(cast, url="https://elsewhere.example.cn/")

    response = sign_in("li_jing").post(f"/messages/{message.pk}/read/")

    assert response.headers["Location"] == "/messages/"
