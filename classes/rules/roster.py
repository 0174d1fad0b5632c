"""Rules about the people of a class: complete, voucher in hand, compared, in small groups. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from classes.rules.ruling import RULES_2024, RULES_2026, Rule, Ruling

ROSTER = Rule("class.roster_incomplete", f"{RULES_2026} 二(3)", "roster")
VOUCHERS = Rule("class.voucher_missing", f"{RULES_2026} 二(3)", "roster")
UNSENT = Rule("class.roster_unsent", f"{RULES_2026} 二(2)", "precheck")
HITS = Rule("class.hit_open", f"{RULES_2024} 五(一)", "roster")
DOUBLE = Rule("class.person_in_two_classes", f"{RULES_2026} 二(2)", "roster")
GROUPS = Rule("class.group_too_large", f"{RULES_2026} 二(5)", "groups")


def judge_roster(*, heads: int, planned: int, unfinished_rows: int, max_size: int) -> Ruling:
    """`unfinished_rows` are rows of an uploaded workbook that have not been handed in."""
    if heads == 0:
        return ROSTER.fails("名册还没有学员", "名册还没有学员，请上传名册并报名")
    if unfinished_rows:
        return ROSTER.fails(
            f"上传的名册还有 {unfinished_rows} 行没有报名",
            f"上传的名册还有 {unfinished_rows} 行没有报名，请改正后报名，或放弃这次上传",
        )
    if heads > planned:
        return ROSTER.fails(
            f"名册 {heads} 人，超过计划 {planned} 人",
            f"名册 {heads} 人，超过计划 {planned} 人，请删减学员或修改计划人数",
        )
    if heads > max_size:
        return ROSTER.warns(f"名册 {heads} 人，超过 {max_size} 人，签到表须加页")
    if heads < planned:
        return ROSTER.warns(f"名册 {heads} 人，少于计划 {planned} 人")
    return ROSTER.holds(f"名册 {heads} 人，与计划人数一致")


def judge_vouchers(*, heads: int, without: int, unsent: int = 0) -> Ruling:
    """Everybody on the roster has passed and holds a training voucher; the `unsent` the bureau does not have yet."""
    if heads and not without:
        return VOUCHERS.holds(f"{heads} 人均已通过资格审核并发券")
    if not heads:
        return VOUCHERS.warns("名册上传后核对发券情况")
    if unsent:
        return UNSENT.fails(
            f"名册已报名，{unsent} 人尚未送审",
            f"名册已报名，{unsent} 人尚未送审，请先做送审前体检，再提交资格审核",
        )
    return VOUCHERS.fails(
        f"{without} 人还没有发券",
        f"{without} 人还没有通过资格审核并发券，请等资格审核小组办结，或从名册中撤下",
    )


def judge_hits(*, open_matters: Sequence[str], blocking_matters: Sequence[str]) -> Ruling:
    """Every hit of the comparison is decided with a reason, and nobody found unfit stays."""
    if blocking_matters:
        who = some(blocking_matters)
        return HITS.fails(
            f"{len(blocking_matters)} 条比对认定不符合：{who}", f"比对认定不符合，请退回机构更换：{who}"
        )
    if open_matters:
        who = some(open_matters)
        return HITS.fails(
            f"{len(open_matters)} 条比对结果未认定：{who}", f"比对结果尚未认定，请先认定：{who}"
        )
    return HITS.holds("人员比对结果已全部认定")


def judge_double(positions: Sequence[int]) -> Ruling:
    """Nobody sits in two classes at the same time."""
    if not positions:
        return DOUBLE.holds("没有学员同期参加另一班次")
    who = numbers(positions)
    return DOUBLE.fails(
        f"{len(positions)} 名学员同期在另一班次（{who}）", f"{who}学员同期在另一班次，请退回机构更换"
    )


def judge_groups(sizes: Mapping[int, int], *, unassigned: int, group_max: int, has_practice: bool) -> Ruling:
    """Practice in groups of at most five (A55)."""
    if not has_practice:
        return GROUPS.holds("没有实操课，不分组")
    if not sizes and not unassigned:
        return GROUPS.warns("名册上传后核对实操分组")
    large = [f"第 {number} 组 {size} 人" for number, size in sorted(sizes.items()) if size > group_max]
    if large:
        text = f"实操{'、'.join(large)}（每组不得超过 {group_max} 人）"
        return GROUPS.fails(text, f"{text}，请重新分组")
    if unassigned:
        return GROUPS.fails(
            f"{unassigned} 人没有分实操组", f"{unassigned} 人没有分实操组，请分组，每组不超过 {group_max} 人"
        )
    return GROUPS.holds(f"实操分 {len(sizes)} 组，每组不超过 {group_max} 人")


def some(matters: Sequence[str]) -> str:
    """The first five by name; from the sixth on only how many."""
    more = f"等 {len(matters)} 条" if len(matters) > 5 else ""
    return "、".join(matters[:5]) + more


def numbers(positions: Sequence[int]) -> str:
    """第 8、31 号; from the sixth on only how many."""
    shown = "、".join(str(position) for position in sorted(positions)[:5])
    more = f" 等 {len(positions)} 人" if len(positions) > 5 else ""
    return f"第 {shown} 号{more}"


def groups_of(count: int, size: int) -> list[int]:
    """Practice group per place in the list: as few groups as possible, as even as possible (50 → ten of five)."""
    if count <= 0:
        return []
    groups = -(-count // size)
    small, larger = divmod(count, groups)
    return [group + 1 for group in range(groups) for _ in range(small + (1 if group < larger else 0))]


def places_in_groups(sizes: Mapping[int, int], count: int, size: int) -> list[int]:
    """Groups for `count` people who have none: first into groups with room, then into new ones."""
    if not sizes:
        return groups_of(count, size)
    room = [number for number, taken in sorted(sizes.items()) for _ in range(size - taken)][:count]
    following = max(sizes) + 1
    return room + [following + place // size for place in range(count - len(room))]
