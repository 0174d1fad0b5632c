"""How a person's own affairs stand, in plain words: what has happened, and who is to do what next."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

from django.urls import reverse

from classes.enums import EnrolmentState
from classes.models import Enrolment
from classes.queries.absence import UNDER_WAY, AbsenceWarning, warnings_for
from classes.queries.evaluation import evaluation_offers
from foundation.core import clock
from foundation.core.display import StateTag
from foundation.core.money import percent_text
from institutions.enums import SHORT_LEVEL, InstitutionState
from institutions.models import OccupationPermission
from trainees.enums import ApplicationState as S
from trainees.enums import DisputeState, NeedState
from trainees.models import Application, Dispute, Person, PersonQuerySet, PersonVisit, TrainingNeed
from trainees.queries import needs_of, signed_offer
from vouchers.enums import CLOSED_STATES
from vouchers.models import Voucher

NEXT: Mapping[str, str] = {
    S.DRAFT: "等培训机构把报名表填完整",
    S.REGISTERED: "等培训机构核对您的材料",
    S.INSTITUTION_CHECKED: "等培训机构报县人社局审核",
    S.UNDER_REVIEW: "等县人社局资格审核小组审核",
    S.PASSED: "等县人社局资格审核小组发培训券",
    S.RETURNED: "材料要补，等培训机构补好再报，请留意机构电话",
    S.VOUCHER_ISSUED: "培训券已发，等培训机构开班通知",
    S.IN_CLASS: "已编入班级，按课程表上课",
    S.REJECTED: "审核没有通过，不明白的可到县人社局窗口询问",
    S.WITHDRAWN: "这次报名已经撤回",
}
NEED_NEXT: Mapping[str, str] = {
    NeedState.REGISTERED: "等县人社局转交培训机构",
    NeedState.ROUTED: "等培训机构答复",
    NeedState.ANSWERED: "已经答复",
    NeedState.CLOSED: "已经办结",
}
DISPUTE_NEXT: Mapping[str, str] = {
    DisputeState.OPENED: "监督检查小组正在核查，这条记录先不往下办",
    DisputeState.UNDER_EXAMINATION: "监督检查小组正在核查，这条记录先不往下办",
    DisputeState.UPHELD: "已经答复，等有关记录改正，改正前不往下办",
    DisputeState.CORRECTED: "已经答复，记录已经改正",
    DisputeState.REJECTED: "已经答复",
}


@dataclass(frozen=True)
class OwnAffair:
    """One application, wish or dispute as its person reads it."""

    title: str
    place: str
    tag: StateTag
    next_step: str
    facts: tuple[str, ...] = ()
    number: str = ""  # of what the person handed in himself
    warning: str = ""  # what he should not overlook
    page: str = ""  # where he can do something now
    page_label: str = ""


@dataclass(frozen=True)
class OwnStatus:
    applications: Sequence[OwnAffair]
    needs: Sequence[OwnAffair]
    disputes: Sequence[OwnAffair]

    @property
    def is_empty(self) -> bool:
        return not (self.applications or self.needs or self.disputes)


@dataclass(frozen=True)
class OfferRow:
    """An occupation and level that one institution may teach today."""

    title: str
    institution: str
    address: str
    token: str


def own_status(visit: PersonVisit) -> OwnStatus:
    """Wishes of this number and telephone; applications and disputes only where the telephone is registered."""
    needs = [_need(row) for row in needs_of(visit)]
    if visit.person is None:
        return OwnStatus((), needs, ())
    own = Person.objects.of_one_person([visit.person.pk])
    disputes = Dispute.objects.filter(person__in=own).order_by("-created_at")
    return OwnStatus(_applications(own), needs, [_dispute(row) for row in disputes])


def _applications(own: PersonQuerySet) -> list[OwnAffair]:
    rows = Application.objects.filter(person__in=own).select_related("institution")
    vouchers: dict[object, list[Voucher]] = {}
    for voucher in Voucher.objects.filter(person__in=own).order_by("created_at"):
        vouchers.setdefault(voucher.application_id, []).append(voucher)
    enrolments = {
        row.application_id: row
        for row in Enrolment.objects.filter(person__in=own).select_related("training_class__occupation")
    }
    offers = evaluation_offers(list(enrolments.values()))
    warnings = _warnings(own, enrolments.values())
    affairs = [
        (_application(row, vouchers.get(row.pk, []), enrolments.get(row.pk)), enrolments.get(row.pk))
        for row in rows.order_by("-created_at")
    ]
    return [
        _with_to_do(affair, enrolment, offers, warnings) if enrolment else affair
        for affair, enrolment in affairs
    ]


def _with_to_do(
    affair: OwnAffair, enrolment: Enrolment, offers: Mapping[UUID, bool], warnings: Mapping[UUID, str]
) -> OwnAffair:
    """With what is about to cost him the subsidy, and the evaluation of the class while it is open to him."""
    affair = replace(affair, warning=warnings.get(enrolment.pk, ""))
    if enrolment.pk not in offers:
        return affair
    address = f"{reverse('own_classes:my_evaluation')}?of={enrolment.pk}"
    on_paper = offers[enrolment.pk]
    label = "培训班评估：登记为用纸质表填写" if on_paper else "填写培训班评估表（不记名）"
    return replace(affair, page=address, page_label=label)


def _warnings(own: PersonQuerySet, enrolments: Iterable[Enrolment]) -> dict[UUID, str]:
    """What his absences are about to cost him, in plain words, by enrolment."""
    running = {
        row.training_class_id: row.training_class
        for row in enrolments
        if row.training_class.state in UNDER_WAY
    }
    if not running:
        return {}
    found = warnings_for(Enrolment.objects.filter(person__in=own), running)
    return {each.enrolment.pk: _in_plain_words(each) for each in found}


def _in_plain_words(warning: AbsenceWarning) -> str:
    standing, least = warning.standing, warning.clock.terms.share
    said = f"您已经缺了 {standing.missed} 个半天的课。要求到课 {percent_text(least, 0)}，"
    if standing.is_lost:
        return f"{said}剩下的课全到也达不到了，请问班主任怎么办。"
    left = f"还剩 {standing.left} 个半天（{warning.lessons_left} 学时）"
    return f"{said}{left}，至少再到 {standing.needed} 个半天才够，请不要再缺课。"


def _application(row: Application, vouchers: list[Voucher], enrolment: Enrolment | None) -> OwnAffair:
    level = SHORT_LEVEL.get(row.level, "")
    facts = [_voucher(voucher) for voucher in vouchers]
    tag, next_step = row.state_tag, NEXT[row.state]
    if enrolment is not None:
        done = enrolment.training_class
        facts.append(f"{done}：{done.state_tag.label}，{done.starts_on:%Y-%m-%d}至{done.ends_on:%Y-%m-%d}")
        tag = enrolment.state_tag
        next_step = _after_class(enrolment) or next_step
    title = f"{row.occupation_name}（{level}）" if level else row.occupation_name
    return OwnAffair(title, row.institution.name, tag, next_step, tuple(facts))


def _after_class(enrolment: Enrolment) -> str:
    """What comes next once he has no more lessons; "" while he has."""
    done, today = enrolment.training_class, clock.today()
    if enrolment.state == EnrolmentState.AWAITING_EXAM:
        if done.exam_on is not None and done.exam_on >= today:
            return f"课已上完，{_in_words(done.exam_on)}结业考试"
        return "课已上完，等结业考试成绩"
    is_taught = enrolment.state == EnrolmentState.IN_CLASS and done.ends_on >= today
    return "" if is_taught else "培训已经结束，结果见“我的名字用在哪里”"


def _voucher(voucher: Voucher) -> str:
    """Until when it is valid is said of a voucher that can still be used."""
    said = f"{voucher.get_kind_display()} {voucher.number}：{voucher.state_tag.label}"
    return said if voucher.state in CLOSED_STATES else f"{said}，{voucher.valid_to:%Y-%m-%d} 前有效"


def _need(row: TrainingNeed) -> OwnAffair:
    place = row.institution.name if row.institution else "县人社局资格审核小组"
    facts = [f"申请编号 {row.number}"]
    if row.deadline_on:
        facts.append(f"{_in_words(row.deadline_on)}前答复")
    if row.answer:
        facts.append(f"答复：{row.answer}")
    return OwnAffair(
        f"申请参加{row.occupation_name}培训",
        place,
        row.state_tag,
        NEED_NEXT[row.state],
        tuple(facts),
        row.number,
    )


def _dispute(row: Dispute) -> OwnAffair:
    facts = [f"编号 {row.number}", f"您说：{row.content}"]
    if row.answer:
        facts.append(f"答复：{row.answer}")
    if row.correction:
        facts.append(f"更正：{row.correction}")
    place, next_step = "县人社局监督检查小组", DISPUTE_NEXT[row.state]
    return OwnAffair(row.line, place, row.state_tag, next_step, tuple(facts), row.number)


def _in_words(day: date) -> str:
    return f"{day:%-m月%-d日}"


def offers() -> list[OfferRow]:
    """What may be learned today, by occupation: institutions under contract, permissions in force."""
    rows = (
        OccupationPermission.objects.valid_on(clock.today())
        .filter(institution__state=InstitutionState.CONTRACTED)
        .select_related("occupation", "institution")
        .order_by("occupation__code", "level", "institution__name")
    )
    return [
        OfferRow(
            str(row),
            row.institution.name,
            row.institution.address,
            signed_offer(row.institution_id, row.occupation.code, row.occupation.name, row.level),
        )
        for row in rows
    ]
