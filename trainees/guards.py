"""Questions about an application: is it complete, is everything found decided (C2); and about a merge."""

from __future__ import annotations

from foundation.accounts.actor import Actor
from foundation.accounts.duties import met_by
from foundation.accounts.enums import Role
from foundation.core.reasons import BY_NOBODY, Reason, say_who
from trainees.enums import HitDecision
from trainees.models import Application, DuplicateCase, TrainingNeed
from trainees.queries import frozen
from trainees.queries.duplicates import UNDECIDED_STATES, rosters_with_both
from trainees.queries.merging import against_merging
from trainees.rules import Verdict


def form_is_complete(application: Application, actor: Actor) -> Reason | None:
    """表1 must be complete and the trainee's promise signed (20号 五(三))."""
    missing = [
        label
        for label, present in (
            ("联系电话", bool(application.phone)),
            ("人员分类", bool(application.category)),
            ("文化程度", bool(application.education)),
            ("学员承诺书", application.promise_signed_on is not None),
        )
        if not present
    ]
    if not missing:
        return None
    return Reason(
        "application.incomplete",
        f"登记表还缺：{'、'.join(missing)}，请补齐",
        "文人社字〔2026〕8号 表1",
        application.get_absolute_url(),
    )


def unemployment_registration_is_checked(application: Application, actor: Actor) -> Reason | None:
    """The institution has looked at the 就业失业（求职）登记 (8号 二(2))."""
    if application.unemployment_checked_on is not None:
        return None
    return Reason(
        "application.registration_not_checked",
        "请先查验就业失业（求职）登记信息",
        "文人社字〔2026〕8号 二(2)",
        application.get_absolute_url(),
    )


def every_hit_is_decided(application: Application, actor: Actor) -> Reason | None:
    """No person passes while a hit of the comparison is open or was decided as disqualifying."""
    decisions = {hit.decision for hit in application.hits.all()}
    if HitDecision.OPEN in decisions:
        return Reason(
            "application.hit_open",
            f"{application.person.masked_name}的比对结果尚未认定，请先逐条认定",
            "文人社字〔2024〕20号 五(一)",
            application.get_absolute_url(),
        )
    if HitDecision.BLOCKING in decisions:
        return Reason(
            "application.hit_blocking",
            f"{application.person.masked_name}比对认定不符合，不能通过",
            "文人社字〔2024〕20号 五(一)",
            application.get_absolute_url(),
        )
    return None


def employment_certificate_is_numbered(application: Application, actor: Actor) -> Reason | None:
    """办理《创业就业证》编号 comes before the voucher (8号 监控表 资格审核小组①)."""
    if application.employment_certificate_number:
        return None
    return Reason(
        "application.certificate_number_missing",
        f"{application.person.masked_name}还没有就业创业证编号，请先办理编号",
        "文人社字〔2026〕8号 监控表",
        application.get_absolute_url(),
    )


def application_is_not_disputed(application: Application, actor: Actor) -> Reason | None:
    """Does the person not say that he never applied? (20号 六; N20)"""
    return frozen(application.person, application.pk)


def need_has_what_an_application_needs(need: TrainingNeed, actor: Actor) -> Reason | None:
    """An applicant is entered with number, kind of person, schooling and occupation (8号 表1)."""
    missing = [
        label
        for label, present in (
            ("身份证号", bool(need.identity_number)),
            ("人员分类", bool(need.category)),
            ("文化程度", bool(need.education)),
            ("工种", bool(need.occupation_code)),
        )
        if not present
    ]
    if not missing:
        return None
    return Reason(
        "need.incomplete",
        f"还缺{'、'.join(missing)}，不能直接转为报名；请与本人联系后录入报名，并在答复中说明",
        "文人社字〔2026〕8号 表1",
    )


def no_likely_duplicate_is_open(application: Application, actor: Actor) -> Reason | None:
    """Nobody passes while it is undecided whether he stands in the register twice (F1); `possible` only informs."""
    person = application.person
    for case in (*person.duplicates_as_first.all(), *person.duplicates_as_second.all()):
        if case.state in UNDECIDED_STATES and case.verdict != Verdict.POSSIBLE:
            return Reason(
                "application.duplicate_open",
                f"{person.masked_name}与另一份档案疑似同一人，请先认定",
                "文人社字〔2024〕20号 五(一)",
                case.get_absolute_url(),
            )
    return None


def not_both_on_one_roster(case: DuplicateCase, actor: Actor) -> Reason | None:
    """One person cannot stand on one roster twice: the institution first takes one of the two off."""
    title = rosters_with_both(case)
    if not title:
        return None
    return Reason("duplicate.both_on_one_roster", f"两份档案同在名册“{title}”中，请先退回名册、撤下其中一条")


def no_live_thing_is_doubled(case: DuplicateCase, actor: Actor) -> Reason | None:
    """Does the merge bring together nothing of which one person can have only one, such as vouchers? (20号 六)"""
    return against_merging(case)


def neither_is_merged_elsewhere(case: DuplicateCase, actor: Actor) -> Reason | None:
    """Between proposal and confirmation, one of the two may have been joined to a third record."""
    if case.first.merged_into_id is None and case.second.merged_into_id is None:
        return None
    return Reason("duplicate.merged_elsewhere", "其中一份档案已经并入另一份档案，请退回后重新认定")


def no_later_merge_rests_on_it(case: DuplicateCase, actor: Actor) -> Reason | None:
    """What was merged last is taken apart first; else the pointers of the earlier merge would be lost."""
    kept = case.kept
    if kept is None or kept.merged_into_id is None:
        return None
    return Reason("duplicate.merged_on", "保留的档案后来又并入了另一份档案，请先撤销后一次合并")


say_who(BY_NOBODY, "application.hit_blocking")
met_by(
    (Role.INSTITUTION_MANAGER,),
    "application.incomplete",
    "application.registration_not_checked",
    "need.incomplete",
)
met_by(
    (Role.QUALIFICATION_OFFICER,),
    "application.hit_open",
    "application.certificate_number_missing",
    "application.duplicate_open",
    "duplicate.both_on_one_roster",
    "duplicate.merged_elsewhere",
    "duplicate.merged_on",
    "duplicate.two_vouchers",
)
met_by((Role.INSPECTOR, Role.INSPECTION_HEAD), "dispute.open")
