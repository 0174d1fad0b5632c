"""Questions before a class may open: report, reviews, approval, start (C4).

Most of them are rules of opening (`classes.queries.rulings`), the same that the institution sees as 送审前体检 and
the bureau as 自动核对: what is shown as 不符合 there is a refusal here.
"""

from __future__ import annotations

from classes.models import TrainingClass
from classes.queries import addresses, rulings
from classes.queries.bookings import bookings
from classes.queries.heads import class_head
from classes.rules.ruling import RULES_2024, RULES_2026, Ruling
from foundation.accounts.actor import Actor
from foundation.accounts.duties import met_by
from foundation.accounts.enums import Role
from foundation.core import clock
from foundation.core.reasons import BY_TIME, Reason, say_who
from institutions.enums import TrainingCategory


def institution_may_open_classes(record: TrainingClass, actor: Actor) -> Reason | None:
    """Is the institution under contract, neither rectifying nor suspended (8号 一(一), C1)?"""
    return _obstacle(rulings.institution_may_open(record), record, actor)


def contract_covers_class(record: TrainingClass, actor: Actor) -> Reason | None:
    """Is there a contract in force on every class day (A53)?"""
    return _obstacle(rulings.contract(record), record, actor)


def occupation_is_permitted(record: TrainingClass, actor: Actor) -> Reason | None:
    """Is the occupation on the published catalogue and on the institution's own list (A54)?"""
    return _obstacle(rulings.occupation(record), record, actor)


def reported_a_week_ahead(record: TrainingClass, actor: Actor) -> Reason | None:
    """Do seven calendar days lie between the complete report and the first class day (8号 二(3), A30)?"""
    return _obstacle(rulings.lead_time(record), record, actor)


def roster_is_complete(record: TrainingClass, actor: Actor) -> Reason | None:
    """Is there a roster, no larger than planned, with no uploaded row left over (20号 五(一))?"""
    return _obstacle(rulings.roster_size(record), record, actor)


def everybody_holds_a_voucher(record: TrainingClass, actor: Actor) -> Reason | None:
    """Has everybody passed the qualification review and got a training voucher (8号 二(3))?"""
    return _obstacle(rulings.vouchers(record), record, actor)


def plan_is_complete(record: TrainingClass, actor: Actor) -> Reason | None:
    """Does the plan fill the declared days and lessons, no half-day without content (8号 表5)?"""
    return _obstacle(rulings.plan(record), record, actor)


def basic_courses_are_present(record: TrainingClass, actor: Actor) -> Reason | None:
    """Does the plan contain 安全、消防、法制、普通话 (20号 八(一))?"""
    return _obstacle(rulings.basic_courses(record), record, actor)


def practice_groups_are_small(record: TrainingClass, actor: Actor) -> Reason | None:
    """Is everybody in a practice group of at most five (8号 二(5), A55)?"""
    return _obstacle(rulings.practice_groups(record), record, actor)


def teachers_are_named(record: TrainingClass, actor: Actor) -> Reason | None:
    """Are there a class head and teachers with certificates in force (20号 五(一))?"""
    return _obstacle(rulings.teachers(record), record, actor)


def teachers_and_venue_are_free(record: TrainingClass, actor: Actor) -> Reason | None:
    """Is no teacher and no place of the plan in another class at the same hour, of any institution (20号 五(一))?"""
    return _obstacle(bookings(record), record, actor)


def class_head_is_there(record: TrainingClass, actor: Actor) -> Reason | None:
    """Does the class head teach no other class while his own is taught (8号 二(4))? Two classes at once: a warning."""
    return _obstacle(class_head(record), record, actor)


def venue_is_suitable(record: TrainingClass, actor: Actor) -> Reason | None:
    """Has the venue 300 ㎡, theory and practice apart, fire safety in order (8号 二(6), A56)?"""
    return _obstacle(rulings.venue(record), record, actor)


def material_is_enough(record: TrainingClass, actor: Actor) -> Reason | None:
    """Is there a set of teaching material for everybody on the list (8号 二(5))?"""
    return _obstacle(rulings.material_sets(record), record, actor)


def papers_are_complete(record: TrainingClass, actor: Actor) -> Reason | None:
    """Are teaching material, exam plan, photographs and the sealed request there (20号 五(一), 8号 表2)?"""
    return _obstacle(rulings.papers(record), record, actor)


def order_is_present(record: TrainingClass, actor: Actor) -> Reason | None:
    """Does an order or a demand for posts stand behind 订单式、项目制、护工订单 (20号 七(二))?"""
    return _obstacle(rulings.order(record), record, actor)


def every_hit_is_decided(record: TrainingClass, actor: Actor) -> Reason | None:
    """Is every hit of the comparison decided, and nobody found unfit left on the list (20号 五(一))?"""
    return _obstacle(rulings.hits(record), record, actor)


def nobody_is_in_two_classes(record: TrainingClass, actor: Actor) -> Reason | None:
    """Is nobody on the list enrolled in another class on the same days (8号 二(2))?"""
    return _obstacle(rulings.one_class_at_a_time(record), record, actor)


def policy_is_in_force(record: TrainingClass, actor: Actor) -> Reason | None:
    """Is there a document that governs what is approved today (A13)?"""
    return _obstacle(rulings.policy(record), record, actor)


def city_filing_is_received(record: TrainingClass, actor: Actor) -> Reason | None:
    """Have 人社 and 财政 filed 订单式、项目制 with the city (20号 七(二))?"""
    return _obstacle(rulings.city_filing(record), record, actor)


def quota_is_left(record: TrainingClass, actor: Actor) -> Reason | None:
    """Is there room for these people in the year's target (8号 一(二))? No target set: allowed, with a warning."""
    return _obstacle(rulings.quota(record), record, actor)


def starts_in_the_future(record: TrainingClass, actor: Actor) -> Reason | None:
    """Does the first class day still lie ahead when the class is approved?"""
    return _obstacle(rulings.start_lies_ahead(record), record, actor)


def everybody_has_an_evaluation_voucher(record: TrainingClass, actor: Actor) -> Reason | None:
    """Has everybody in class got an evaluation voucher (8号 监控表)?"""
    missing = record.enrolments.present().filter(evaluation_voucher_number="").count()
    if not missing:
        return None
    return Reason(
        "class.evaluation_voucher_missing",
        f"还有 {missing} 人没有评价电子券，请先制券",
        f"{RULES_2026} 监控表",
        addresses.class_page(record),
    )


def first_day_has_come(record: TrainingClass, actor: Actor) -> Reason | None:
    """Has the first class day come? Nobody opens a class on paper beforehand."""
    if record.starts_on <= clock.today():
        return None
    return Reason(
        "class.first_day_ahead",
        f"开班日期为 {record.starts_on:%Y-%m-%d}，当日才能办理开班",
        f"{RULES_2026} 二(3)",
        addresses.class_page(record),
    )


def cameras_are_online(record: TrainingClass, actor: Actor) -> Reason | None:
    """Is the venue's video connected (20号 五(二))? 企业职工培训 is exempt."""
    if record.category == TrainingCategory.ENTERPRISE_STAFF or record.cameras_online_on is not None:
        return None
    return Reason(
        "class.cameras_offline",
        "监控尚未接入，请确认教学场地监控在线并登记接入日期后再开班",
        f"{RULES_2024} 五(二)",
        addresses.cameras_page(record),
    )


def _obstacle(ruling: Ruling, record: TrainingClass, actor: Actor) -> Reason | None:
    if not ruling.is_obstacle:
        return None
    return Reason(ruling.code, ruling.remedy, ruling.clause, addresses.mending_page(ruling, record, actor))


say_who(BY_TIME, "class.first_day_ahead")
met_by(
    (Role.INSTITUTION_MANAGER,),
    "class.reported_late",
    "class.roster_incomplete",
    "class.roster_unsent",
    "class.plan_incomplete",
    "class.basic_course_missing",
    "class.group_too_large",
    "class.teachers_not_named",
    "class.double_booked",
    "class.head_double_booked",
    "class.venue_not_suitable",
    "class.material_too_few",
    "class.papers_missing",
    "class.order_missing",
    "class.person_in_two_classes",
    "class.start_has_passed",
)
met_by((Role.QUALIFICATION_OFFICER,), "class.voucher_missing", "class.hit_open", "class.hit_blocking")
met_by((Role.TRAINING_OFFICER, Role.TRAINING_HEAD), "class.city_filing_missing")
met_by((Role.TRAINING_OFFICER,), "class.evaluation_voucher_missing", "class.cameras_offline")
met_by((Role.SYSTEM_ADMINISTRATOR,), "class.policy_not_in_force")
met_by((Role.DEPUTY_DIRECTOR, Role.DIRECTOR), "class.quota_used_up")
