"""Rules about the opening report itself: when, with which papers, within which target (8号 二(3))."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta

from classes.rules.ruling import RULES_2024, RULES_2026, Rule, Ruling

LEAD = Rule("class.reported_late", f"{RULES_2026} 二(3)", "basics")
PAPERS = Rule("class.papers_missing", f"{RULES_2024} 五(一)")
ORDER = Rule("class.order_missing", f"{RULES_2024} 七(二)", "basics")
FILING = Rule("class.city_filing_missing", f"{RULES_2024} 七(二)", "city_filing")
QUOTA = Rule("class.quota_used_up", f"{RULES_2026} 一(二)")
FUTURE = Rule("class.start_has_passed", f"{RULES_2026} 二(3)", "basics")
POLICY = Rule("class.policy_not_in_force", "")


def judge_lead(received: date, starts_on: date, lead_days: int) -> Ruling:
    """Calendar days between receipt of the complete report and the first class day (A30)."""
    days = (starts_on - received).days
    if days >= lead_days:
        return LEAD.holds(f"提前 {days} 天申报（应不少于 {lead_days} 天）")
    earliest = received + timedelta(days=lead_days)
    return LEAD.fails(
        f"提前 {max(days, 0)} 天申报（应不少于 {lead_days} 天）",
        f"开班报告须提前 {lead_days} 天提交，今日提交最早 {earliest:%Y-%m-%d} 开班，请修改开班日期",
    )


@dataclass(frozen=True)
class Photos:
    """Different photographs of the two places; `unsaid` are from before the place was asked, and count for either."""

    theory: int
    practice: int
    unsaid: int = 0

    def are_enough(self, each: int) -> bool:
        return max(each - self.theory, 0) + max(each - self.practice, 0) <= self.unsaid

    def in_words(self, each: int) -> str:
        unsaid = f"，另有 {self.unsaid} 张未注明" if self.unsaid else ""
        return f"理论、实操各 {each} 张，现有理论 {self.theory} 张、实操 {self.practice} 张{unsaid}"


def judge_papers(
    *, has_resources: bool, has_exam_plan: bool, photos: Photos, photos_each: int, has_request: bool
) -> Ruling:
    """`photos_each` are wanted of the place of theory and of that of practice; mended where the first is missing."""
    missing = {
        page: label
        for page, label, present in (
            ("resources", "教材、数字课程", has_resources),
            ("exam_plan", "考核方案", has_exam_plan),
            ("venue", f"场地、设备照片（{photos.in_words(photos_each)}）", photos.are_enough(photos_each)),
            ("check", "开班请示盖章扫描件", has_request),
        )
        if not present
    }
    if not missing:
        return PAPERS.holds("教材、考核方案、场地照片、盖章请示齐全")
    told = f"材料还缺：{'、'.join(missing.values())}"
    return replace(PAPERS.fails(told, f"{told}，请补齐后提交"), page=next(iter(missing)))


def judge_order(*, is_needed: bool, employer: str, posts: int | None, has_paper: bool, heads: int) -> Ruling:
    """订单式、项目制和护工订单 rest on an order or a demand for posts."""
    if not is_needed:
        return ORDER.holds("本类别不需要用工订单")
    if not (employer and posts):
        return ORDER.fails("没有填写用工单位、岗位需求数", "请填写用工单位和岗位需求数，并上传用工订单")
    if not has_paper:
        return ORDER.fails("还没有上传用工订单", "请在“基本情况”页的“用工订单”一栏上传用工订单")
    if posts < heads:
        return ORDER.warns(f"用工订单 {posts} 个岗位，少于学员 {heads} 人")
    return ORDER.holds(f"用工订单 {posts} 个岗位（{employer}）")


def judge_filing(*, is_needed: bool, filed_on: date | None, number: str) -> Ruling:
    """人社、财政 jointly file such a class with the city before it opens."""
    if not is_needed:
        return FILING.holds("本类别不需要市级报备")
    if filed_on and number:
        return FILING.holds(f"已向市人社、财政报备（{number}）")
    return FILING.fails(
        "尚未登记市级报备", "请县人社、财政联合报市人社、财政备案，由承办人登记报备日期和文号后再批准"
    )


def judge_quota(*, name: str, target: int | None, used: int, heads: int) -> Ruling:
    """`used` are the heads approved this year in the categories that share the target."""
    if target is None:
        return QUOTA.warns("本年度没有下达该类别的计划数，未核对余量")
    left = target - used
    if heads <= left:
        return QUOTA.holds(f"{name}计划 {target:,} 人，余 {left:,} 人")
    return QUOTA.fails(
        f"{name}计划余 {max(left, 0):,} 人，本期 {heads} 人",
        f"{name}年度计划 {target:,} 人，已批准 {used:,} 人，本期 {heads} 人超出，请退回减员或先调整计划",
    )


def judge_start(starts_on: date, today: date) -> Ruling:
    if starts_on > today:
        return FUTURE.holds(f"{starts_on:%Y-%m-%d} 开班，尚未到期")
    return FUTURE.fails("开班日期已到或已过", "开班日期已到或已过，请退回机构改期后重新报送")


def judge_policy(document: str | None, day: date) -> Ruling:
    """The version by which the class is paid is that of the day of approval (A13)."""
    if document:
        return POLICY.holds(f"适用{document}")
    return POLICY.fails(
        "当日没有适用的政策文件", f"{day:%Y-%m-%d} 没有适用的政策文件，请系统管理员录入后再批准"
    )
