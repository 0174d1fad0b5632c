"""From verification to the archive: employment, 结业验收, claim, notice, payment."""

from __future__ import annotations

from datetime import timedelta

from classes.enums import CallResult, EmploymentKind, EnrolmentState, ProofDocument
from classes.models import Enrolment
from classes.operations import (
    Certificate,
    EmploymentFacts,
    archive_class,
    attach_proof,
    declare_employment,
    draw_callbacks,
    enter_paper_sheet,
    evaluate_class,
    note_paper_takers,
    record_callback,
    record_certificates,
    submit_employment,
    verify_class,
    verify_employment,
)
from classes.queries.bodies import bodies_for
from classes.queries.evaluation import teachers_evaluated
from classes.rules.evaluation import EFFECT_CRITERIA, TEACHING_CRITERIA, Answer
from foundation.accounts.actor import Actor
from foundation.core import clock
from reports.rules.evidence import Likeness
from subsidies.enums import ClaimState
from subsidies.operations import (
    accept_explanation,
    approve_acceptance,
    approve_claim_as_deputy,
    approve_claim_as_director,
    close_due_notices,
    confirm_acceptance_in_system,
    confirm_inspection,
    confirm_training,
    create_claim,
    explain_difference,
    fill_archive_item,
    open_acceptance,
    open_objection,
    pass_first_claim_review,
    pass_second_claim_review,
    plan_stages,
    publish_claim,
    receive_acceptance,
    record_archive_facts,
    record_failure,
    record_payment,
    return_acceptance,
    return_claim,
    send_to_finance,
    submit_acceptance,
    submit_claim,
    write_report,
)
from subsidies.queries.sources import reconciliation_of
from wenshui_training.demo.papers import paper, picture
from wenshui_training.demo.telling import Telling

EMPLOYERS = (
    ("文水县晋康家政服务部", "91141121MA0KDEMX10", "03583022222"),
    ("文水县惠民养老服务中心", "91141121MA0KDEMX23", "03583025555"),
)
FLEXIBLE_PAPERS = (ProofDocument.LICENCE, ProofDocument.FLEXIBLE_PROOF, ProofDocument.PROMISE)


def verify(story: Telling) -> None:
    comment = "核对身份、签到和录像，未发现重复培训。"
    verify_class(story.record, actor=story.office["inspector"], comment=comment)


def evaluate(story: Telling) -> None:
    """The first of the list fill in 表7 on their telephones, some on paper; most are content."""
    people = story.present()[: story.plan.evaluated]
    by_phone = len(people) - story.plan.on_paper
    for each in people[:by_phone]:
        said = "实操练习的时间可以再多一些。" if each.position == 2 else ""
        evaluate_class(each.person, each, answer=_content(story, each.position), suggestions=said)
    if takers := people[by_phone:]:
        officer = story.reviewer
        note_paper_takers(story.record, actor=officer, takers=[each.pk for each in takers])
        for each in takers:
            scan = picture("评估表", story.number(7, each.position))
            enter_paper_sheet(story.record, actor=officer, answer=_content(story, each.position), scan=scan)


def _content(story: Telling, position: int) -> Answer:
    teaching = "excellent" if position % 3 else "good"
    return Answer(
        teachers={
            str(each.pk): (teaching,) * len(TEACHING_CRITERIA) for each in teachers_evaluated(story.record)
        },
        teaching_overall=teaching,
        effects=("good", "fair", *("excellent",) * (len(EFFECT_CRITERIA) - 2)),
        effect_overall="excellent",
    )


def certify(story: Telling) -> None:
    passed = [each for each in story.present() if each.has_passed]
    body = bodies_for(story.record, clock.today())[0].pk
    certificates = [
        Certificate(
            each.pk, f"S00001414{story.plan.serial:04d}{each.position:05d}", clock.today(), True, body
        )
        for each in passed
    ]
    record_certificates(story.record, actor=story.manager, certificates=certificates)


def prove_employment(story: Telling) -> None:
    """The first `employed` people of the list work flexibly; papers and promise are handed in."""
    for each in story.present()[: story.plan.employed]:
        alike = Likeness.ONE_EMPLOYER in story.plan.likenesses
        employer, code, telephone = EMPLOYERS[0 if alike else each.position % 2]
        shared = Likeness.SHARED_PHONE in story.plan.likenesses
        facts = EmploymentFacts(
            kind=EmploymentKind.FLEXIBLE,
            employer=employer,
            credit_code=code,
            job=story.record.occupation.name,
            started_on=story.last_day + timedelta(days=4),
            monthly_wage_fen=260_000 + each.position * 5_000,
            own_phone=f"138{story.plan.serial:04d}{0 if shared else each.position:04d}",
            employer_phone=telephone,
        )
        declare_employment(each, actor=story.manager, facts=facts)
        for place, document in enumerate(FLEXIBLE_PAPERS):
            uploaded = picture(document.label, story.number(5, each.position * 10 + place))
            attach_proof(each, actor=story.manager, document=document, uploaded=uploaded)
        submit_employment(each, actor=story.manager)


def check_employment(story: Telling) -> None:
    """The lot says who is called; whoever was called is at work."""
    inspector = story.office["inspector"]
    pending = Enrolment.objects.filter(training_class=story.pk, state=EnrolmentState.EMPLOYMENT_PENDING)
    if not pending:
        return
    draw = draw_callbacks(story.record, actor=inspector)
    for call in draw.calls.select_related("enrolment"):
        record_callback(call.enrolment, actor=inspector, result=CallResult.CONFIRMED, note="本人接听，在岗。")
    for each in pending.order_by("position"):
        verify_employment(each, actor=inspector)


def bind_archive(story: Telling) -> None:
    acceptance = open_acceptance(story.record, actor=story.manager)
    page = 1
    for item in acceptance.items.filter(comes_after_claim=False).order_by("order"):
        last = page + 2 + item.order % 4
        fill_archive_item(
            item,
            actor=story.manager,
            is_present=True,
            pages=f"{page}-{last}",
            upload=paper("结业档案材料") if item.order == 1 else None,
        )
        page = last + 1
    report = f"{story.record}教学、考试已完成，档案按目录整理装订，影像资料已拷入硬盘，申请结业验收。"
    write_report(acceptance, actor=story.manager, report=report, disk_label=f"YP-{story.plan.serial:03d}")


def explain_differences(story: Telling) -> None:
    """The institution says how the differences of 五源对账 came about."""
    if not story.plan.mismatches:
        return
    for row, standing in reconciliation_of(story.record).open:
        explain_difference(
            row.session,
            actor=story.manager,
            code=standing.difference.code,
            reason="该学员当天上午到镇卫生院取药，课间往返，有取药单，班主任知情。",
            proof=picture("取药单", story.number(6)),
        )


def judge_explanations(story: Telling) -> None:
    for _, standing in reconciliation_of(story.record).open if story.plan.mismatches else ():
        if standing.explanation is not None:
            comment = "取药单时间与点名时间相符，录像可见其课间离开。"
            accept_explanation(standing.explanation, actor=story.office["inspector2"], comment=comment)


def submit_archive(story: Telling) -> None:
    submit_acceptance(story.acceptance, actor=story.manager)


def fail_archive(story: Telling) -> None:
    comment = "档案第 3 项缺监考人签字，第 7 项页码不连续，请补正后重新提交。"
    return_acceptance(story.acceptance, actor=story.reviewer, comment=comment)


def confirm_archive(story: Telling) -> None:
    confirm_training(story.acceptance, actor=story.reviewer, comment="档案与系统记录逐项一致。")


def confirm_by_inspection(story: Telling) -> None:
    confirm_inspection(story.acceptance, actor=story.office["inspection_head"], comment="核实人数无误。")


def approve_archive(story: Telling) -> None:
    approve_acceptance(story.acceptance, actor=story.office["deputy"], comment="同意。")


def enter_in_system(story: Telling) -> None:
    confirm_acceptance_in_system(story.acceptance, actor=story.other_reviewer)


def receive(story: Telling) -> None:
    box = f"{clock.today():%Y}-{story.plan.serial:03d}"
    registry = story.office["registry"]
    record_archive_facts(story.acceptance, actor=registry, box_number=box, finance_is_in_order=True)
    receive_acceptance(story.acceptance, actor=registry)


def divide(story: Telling) -> None:
    """The project is settled in two stages, the first up to the middle of the class."""
    if story.plan.stages > 1:
        middle = story.starts_on + timedelta(days=story.plan.days // 2 - 1)
        basis = "演示县项目培训协议第六条"
        plan_stages(story.record, actor=story.reviewer, through=[middle], basis=basis)


def draft_claim(story: Telling) -> None:
    create_claim(story.record, actor=story.manager, applicant_statement="以上材料真实，申请拨付培训补贴。")


def hand_in_claim(story: Telling) -> None:
    submit_claim(story.claim, actor=story.manager)


def claim_next_stage(story: Telling) -> None:
    """The first stage is paid; the institution opens and hands in the next one."""
    draft_claim(story)
    hand_in_claim(story)


def return_to_institution(story: Telling) -> None:
    comment = "就业名单与花名表人数不一致，请核对后重新提交。"
    return_claim(story.claim, actor=story.reviewer, comment=comment)


def review_claim(story: Telling) -> None:
    comment = "测算与系统记录一致。"
    pass_first_claim_review(story.claim, actor=story.reviewer, comment=comment)


def review_claim_again(story: Telling) -> None:
    pass_second_claim_review(story.claim, actor=story.other_reviewer, comment="复核无误。")


def approve_claim(story: Telling) -> None:
    approve_claim_as_deputy(story.claim, actor=story.office["deputy"], comment="同意，报局领导。")


def approve_claim_finally(story: Telling) -> None:
    approve_claim_as_director(story.claim, actor=story.office["director"], comment="同意公示、拨付。")


def publish(story: Telling) -> None:
    publish_claim(story.claim, actor=story.reviewer, comment="按审签结果公示。")


def object_to_it(story: Telling) -> None:
    open_objection(
        story.claim,
        actor=story.office["inspection_head"],
        comment="反映名单中一人培训期间在外地务工，请核查签到和录像。",
        raised_by_name="南庄镇居民",
        contact="13800009999",
    )


def close_notices() -> None:
    """What the calendar does every morning."""
    close_due_notices(actor=Actor.system())


def send(story: Telling) -> None:
    if story.claim.state == ClaimState.NOTICE_CLOSED:
        send_to_finance(story.claim, actor=story.office["finance"])


def pay(story: Telling) -> None:
    reference = f"GK{clock.today():%Y%m%d}{story.plan.serial:03d}{story.claim.stage}"
    record_payment(
        story.claim, actor=story.office["county_finance"], bank_reference=reference, paid_on=clock.today()
    )


def bounce(story: Telling) -> None:
    comment = "收款人户名与账号不符，国库退回，请机构核对账户。"
    record_failure(story.claim, actor=story.office["county_finance"], comment=comment)


def put_away(story: Telling) -> None:
    archive_class(story.record, actor=story.office["registry"])
