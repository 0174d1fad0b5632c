"""`docs/lifecycles.md` and `docs/permissions.md`, written from the lifecycle tables and the access table."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from django.conf import settings

from foundation.accounts.access import PUBLIC, SIGNED_IN
from foundation.accounts.actor import role_labels
from foundation.accounts.enums import Role
from foundation.workflow.registry import lifecycles
from foundation.workflow.types import Lifecycle, Tone, Transition
from wenshui_training.access import RULES

TONES = {
    Tone.APPROVE: "同意",
    Tone.RETURN: "退回",
    Tone.REFUSE: "不同意",
    Tone.PLAIN: "经办",
    Tone.DANGER: "慎重",
}
GENERATED = "<!-- 由 manage.py generate_docs 生成，请勿手改 -->"


def documents() -> dict[Path, str]:
    """Path → content of every generated document."""
    folder = Path(settings.BASE_DIR) / "docs"
    return {
        folder / "lifecycles.md": "\n".join(_lifecycles()) + "\n",
        folder / "permissions.md": "\n".join(_permissions()) + "\n",
    }


def _lifecycles() -> Iterator[str]:
    yield from ("# 办理流程", "", GENERATED, "")
    yield "每一行是一个办理动作：从哪里来、到哪里去、谁办、要过哪些关、谁不能办。"
    for lifecycle in lifecycles():
        yield from _lifecycle(lifecycle)


def _lifecycle(lifecycle: Lifecycle) -> Iterator[str]:
    yield from ("", f"## {lifecycle.noun}（`{lifecycle.key}`）", "")
    if lifecycle.clause:
        yield from (f"依据：{lifecycle.clause}", "")
    finals = "、".join(lifecycle.state_label(state) for state in sorted(lifecycle.finals))
    yield from (f"起点：{lifecycle.state_label(lifecycle.initial)}；终点：{finals or '无'}", "")
    yield "| 动作 | 从 | 到 | 谁办 | 关口 | 须写意见 | 不得与下列动作同一人 | 时限参数 |"
    yield "|---|---|---|---|---|---|---|---|"
    for transition in lifecycle.transitions:
        yield _row(lifecycle, transition)


def _row(lifecycle: Lifecycle, transition: Transition) -> str:
    cells = [
        f"{lifecycle.verb_label(transition.verb)} `{transition.verb}`（{TONES[transition.tone]}）",
        "、".join(lifecycle.state_label(source) for source in transition.sources),
        lifecycle.state_label(transition.target),
        role_labels(transition.all_roles),
        "；".join(_question(guard.__doc__) for guard in transition.guards) or "–",
        "是" if transition.comment_required else "有提示时" if transition.comment_when else "–",
        "、".join(lifecycle.verb_label(verb) for verb in transition.not_same_as) or "–",
        _limits(transition),
    ]
    return f"| {' | '.join(cells)} |"


def _limits(transition: Transition) -> str:
    """The parameter of working days for the step, and the one of days before the class begins."""
    found = [f"`{transition.within}`"] if transition.within else []
    return "；".join([*found, *([f"开始前 `{transition.ahead}`"] if transition.ahead else [])]) or "–"


def _question(docstring: str | None) -> str:
    return (docstring or "").strip().splitlines()[0].replace("|", "\\|")


def _permissions() -> Iterator[str]:
    yield from ("# 谁能办什么", "", GENERATED, "", "## 角色与办理动作", "")
    for role in Role:
        verbs = [f"{lifecycle.noun}：{'、'.join(found)}" for lifecycle, found in _verbs_of(role)]
        yield from (f"### {role.label}（`{role.value}`）", "", *(f"- {line}" for line in verbs), "")
    yield from ("## 地址与角色", "", "| 地址 | 看 | 办 | 对象 |", "|---|---|---|---|")
    for name, access in sorted(RULES.items()):
        yield f"| `{name}` | {_who(access.read)} | {_who(access.write)} | {access.objects.value} |"


def _verbs_of(role: str) -> Iterator[tuple[Lifecycle, list[str]]]:
    for lifecycle in lifecycles():
        found = [lifecycle.verb_label(t.verb) for t in lifecycle.transitions if role in t.all_roles]
        if found:
            yield lifecycle, found


def _who(roles: frozenset[str]) -> str:
    if roles & PUBLIC:
        return "所有人"
    if roles & SIGNED_IN:
        return "登录的人"
    return "、".join(str(role.label) for role in Role if role in roles) or "–"
