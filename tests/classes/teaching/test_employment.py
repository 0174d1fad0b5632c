"""Employment is declared and proved by the institution and confirmed by the inspectors (8号 三(三))."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import Any

import pytest
from django.urls import reverse

from classes.enums import REQUIRED_PROOFS, EmploymentKind, EnrolmentState, ProofDocument
from classes.models import EmploymentProof, Enrolment, ProofFile, TrainingClass
from classes.operations import (
    attach_proof,
    declare_employment,
    remove_proof,
    return_employment,
    submit_employment,
    verify_employment,
)
from classes.queries.proof_papers import WantedPaper, by_month
from classes.queries.results import (
    EmploymentOverview,
    EmploymentTerms,
    employment_terms,
    missing_proofs,
    required_proofs,
    shared_proof_files,
)
from foundation.audit.models import Entry, Result
from foundation.core import clock
from foundation.core.errors import DomainError, NotNow
from tests.builders.classes import find_virus_in
from tests.builders.running import call_back, flexible, make_running_class, people_of, picture, prove, verify
from tests.cast import Cast
from tests.classes.teaching.refusals import refused
from tests.conftest import SignIn

TODAY = date(2026, 9, 20)
LATER = date(2026, 10, 10)  # more than three months at work
CONTRACT = {"contract_from": date(2026, 6, 22), "contract_to": date(2027, 6, 21)}


def enterprise(**changes: Any) -> Any:
    return flexible(kind=EmploymentKind.ENTERPRISE, **{**CONTRACT, **changes})


@pytest.fixture
def verified(cast: Cast) -> TrainingClass:
    return verify(cast, make_running_class(cast))


def still_missing(enrolment: Enrolment) -> list[WantedPaper]:
    proof = EmploymentProof.objects.get(enrolment=enrolment)
    return list(missing_proofs(proof, employment_terms(enrolment.training_class)))


def upload(cast: Cast, enrolment: Enrolment, *papers: WantedPaper) -> None:
    for paper in papers:
        attach_proof(
            enrolment,
            actor=cast.actor("qihang_manager"),
            document=paper.document,
            month=paper.month,
            uploaded=picture(shade=ProofFile.objects.count() + 1),
        )


def upload_all(cast: Cast, enrolment: Enrolment) -> None:
    upload(cast, enrolment, *still_missing(enrolment))


def test_complete_proof_is_submitted_and_confirmed_with_the_call(cast: Cast, verified: TrainingClass) -> None:
    someone, manager = people_of(verified)[0], cast.actor("qihang_manager")
    with clock.moved_to(TODAY):
        declare_employment(someone, actor=manager, facts=enterprise())
        upload_all(cast, someone)
        submit_employment(someone, actor=manager)
        call_back(cast, verified)
        done = verify_employment(someone, actor=cast.actor("guo_liang"))
    assert done.state == EnrolmentState.EMPLOYMENT_VERIFIED
    assert done.employment_verified_by == cast["guo_liang"]


def test_nothing_is_submitted_without_a_declaration(cast: Cast, verified: TrainingClass) -> None:
    with refused("employment.not_declared"):
        submit_employment(people_of(verified)[0], actor=cast.actor("qihang_manager"))


def test_every_missing_paper_is_named(cast: Cast, verified: TrainingClass) -> None:
    someone, manager = people_of(verified)[0], cast.actor("qihang_manager")
    with clock.moved_to(TODAY):
        declare_employment(someone, actor=manager, facts=enterprise())
        attach_proof(someone, actor=manager, document=ProofDocument.CONTRACT, uploaded=picture())
        with pytest.raises(NotNow, match="在岗证明、第一个月工资表") as caught:
            submit_employment(someone, actor=manager)
    assert caught.value.code == "employment.proofs_missing"
    assert "劳动合同" not in str(caught.value)


def test_a_paper_with_a_virus_is_missing_until_another_is_uploaded(
    cast: Cast, verified: TrainingClass
) -> None:
    someone, manager = people_of(verified)[0], cast.actor("qihang_manager")
    with clock.moved_to(TODAY):
        declare_employment(someone, actor=manager, facts=enterprise())
        upload_all(cast, someone)
        contract = ProofFile.objects.get(proof__enrolment=someone, document=ProofDocument.CONTRACT)
        find_virus_in(contract.file)
        with pytest.raises(NotNow, match="还差：劳动合同") as caught:
            submit_employment(someone, actor=manager)
        remove_proof(contract, actor=manager)
        attach_proof(someone, actor=manager, document=ProofDocument.CONTRACT, uploaded=picture(shade=90))
        submitted = submit_employment(someone, actor=manager)
    assert caught.value.code == "employment.proofs_missing"
    assert submitted.state == EnrolmentState.EMPLOYMENT_PENDING


def test_a_virus_found_after_the_papers_were_handed_in_returns_them(
    cast: Cast, verified: TrainingClass
) -> None:
    someone, inspector = people_of(verified)[0], cast.actor("guo_liang")
    with clock.moved_to(TODAY):
        prove(cast, someone)
        call_back(cast, verified)
        promise = ProofFile.objects.get(proof__enrolment=someone, document=ProofDocument.PROMISE)
        find_virus_in(promise.file)
        with refused("employment.proof_infected"):
            verify_employment(someone, actor=inspector)
        returned = return_employment(someone, actor=inspector, comment="承诺书查出病毒，请重新上传")
    assert returned.state == EnrolmentState.EMPLOYMENT_RETURNED


def test_the_certificate_of_work_alone_proves_nothing(cast: Cast, verified: TrainingClass) -> None:
    someone, manager = people_of(verified)[0], cast.actor("qihang_manager")
    with clock.moved_to(TODAY):
        declare_employment(someone, actor=manager, facts=flexible())
        attach_proof(someone, actor=manager, document=ProofDocument.WORK_CERTIFICATE, uploaded=picture())
        with refused("employment.proofs_missing"):
            submit_employment(someone, actor=manager)


@pytest.mark.parametrize(
    ("contract_to", "is_long_enough"),
    [(date(2026, 12, 20), False), (date(2026, 12, 21), True), (date(2026, 12, 22), True)],
)
def test_a_contract_runs_six_months_to_the_day(
    cast: Cast, verified: TrainingClass, contract_to: date, is_long_enough: bool
) -> None:
    someone, manager = people_of(verified)[0], cast.actor("qihang_manager")
    with clock.moved_to(TODAY):
        declare_employment(someone, actor=manager, facts=enterprise(contract_to=contract_to))
        upload_all(cast, someone)
        if is_long_enough:
            assert submit_employment(someone, actor=manager).state == EnrolmentState.EMPLOYMENT_PENDING
            return
        with refused("employment.contract_too_short"):
            submit_employment(someone, actor=manager)


@pytest.mark.parametrize(
    ("kind", "papers"),
    [
        (
            "enterprise",
            "on_post contract first_wage recent_wages first_attendance recent_attendance promise",
        ),
        ("own_business", "licence premises promise"),
        ("flexible", "licence flexible_proof promise"),
    ],
)
def test_each_road_to_employment_asks_for_exactly_the_papers_of_the_document(kind: str, papers: str) -> None:
    """Written out by hand from 8号 三(三)1–3, with the promise of 三(三)."""
    assert " ".join(REQUIRED_PROOFS[kind]) == papers


def test_papers_of_the_first_month_stand_in_below_three_months() -> None:
    started = date(2026, 6, 22)
    terms = EmploymentTerms(6, 1, recent_from_months=3, follow_until=date(2026, 12, 31))
    early = required_proofs(EmploymentKind.ENTERPRISE, started, date(2026, 9, 21), terms)
    later = required_proofs(EmploymentKind.ENTERPRISE, started, date(2026, 9, 22), terms)
    assert ProofDocument.RECENT_WAGES not in early
    assert ProofDocument.RECENT_WAGES in later
    assert set(later) == set(REQUIRED_PROOFS[EmploymentKind.ENTERPRISE])


def test_each_month_is_a_paper_of_its_own() -> None:
    wanted = by_month(REQUIRED_PROOFS[EmploymentKind.ENTERPRISE], date(2026, 6, 22), date(2026, 10, 10))
    assert [paper.label for paper in wanted] == [
        "在岗证明", "劳动合同（六个月以上）", "第一个月工资表（2026年6月）",
        "最近两个月工资表（2026年8月）", "最近两个月工资表（2026年9月）", "第一个月考勤表（2026年6月）",
        "最近两个月考勤表（2026年8月）", "最近两个月考勤表（2026年9月）", "真实性承诺书",
    ]  # fmt: skip


def test_one_file_does_not_prove_two_months(cast: Cast, verified: TrainingClass) -> None:
    someone, manager = people_of(verified)[0], cast.actor("qihang_manager")
    with clock.moved_to(LATER):
        declare_employment(someone, actor=manager, facts=enterprise())
        august = date(2026, 8, 1)
        others = [each for each in still_missing(someone) if each.month != august]
        upload(cast, someone, *others)
        with pytest.raises(
            NotNow, match="还差：最近两个月工资表（2026年8月）、最近两个月考勤表（2026年8月）"
        ):
            submit_employment(someone, actor=manager)
        upload_all(cast, someone)
        assert submit_employment(someone, actor=manager).state == EnrolmentState.EMPLOYMENT_PENDING


def test_the_months_are_those_of_the_day_it_is_handed_in(cast: Cast, verified: TrainingClass) -> None:
    someone, manager = people_of(verified)[0], cast.actor("qihang_manager")
    with clock.moved_to(LATER):
        declare_employment(someone, actor=manager, facts=enterprise())
        upload_all(cast, someone)
        submit_employment(someone, actor=manager)
    with clock.moved_to(date(2026, 12, 2)):
        assert still_missing(someone) == []
        return_employment(someone, actor=cast.actor("zhang_wei"), comment="合同缺页")
        months = {paper.month for paper in still_missing(someone)}
    assert months == {date(2026, 10, 1), date(2026, 11, 1)}


def test_a_month_that_the_paper_cannot_be_of_is_refused(cast: Cast, verified: TrainingClass) -> None:
    someone = people_of(verified)[0]
    with clock.moved_to(LATER):
        declare_employment(someone, actor=cast.actor("qihang_manager"), facts=enterprise())
        with refused("employment.month_missing"):
            upload(cast, someone, WantedPaper(ProofDocument.RECENT_WAGES))
        for document, month in (
            (ProofDocument.FIRST_WAGE, date(2026, 7, 1)),
            (ProofDocument.RECENT_WAGES, date(2026, 5, 1)),
            (ProofDocument.RECENT_WAGES, date(2026, 11, 1)),
            (ProofDocument.RECENT_WAGES, date(2026, 8, 2)),
            (ProofDocument.CONTRACT, date(2026, 8, 1)),
        ):
            with refused("employment.wrong_month"):
                upload(cast, someone, WantedPaper(document, month))


def test_the_page_asks_for_each_month_and_takes_it_there(
    cast: Cast, verified: TrainingClass, sign_in: SignIn
) -> None:
    someone, manager = people_of(verified)[0], sign_in("qihang_manager")
    address = reverse("classes:employment_edit", args=[someone.pk])
    with clock.moved_to(LATER):
        declare_employment(someone, actor=cast.actor("qihang_manager"), facts=enterprise())
        sent = {"document": "recent_wages", "month": "2026-08", "papers": picture()}
        manager.post(reverse("classes:employment_files", args=[someone.pk]), sent)
        page = manager.get(address).content.decode()
    assert ProofFile.objects.get().month == date(2026, 8, 1)
    rows = [row for row in page.split("<tr>") if 'value="recent_wages"' in row]
    assert [("还差" in row, row.count('value="2026-')) for row in rows] == [(False, 1), (True, 1)]


def test_less_than_a_month_in_an_enterprise_proves_nothing_yet(cast: Cast, verified: TrainingClass) -> None:
    someone, manager = people_of(verified)[0], cast.actor("qihang_manager")
    with clock.moved_to(date(2026, 7, 21)):
        declare_employment(someone, actor=manager, facts=enterprise())
        upload_all(cast, someone)
        with refused("employment.less_than_a_month"):
            submit_employment(someone, actor=manager)


@pytest.mark.parametrize(
    "changes",
    [
        {"credit_code": "91350100M000100Y44"},
        {"monthly_wage_fen": 0},
        {"started_on": date(2027, 1, 1)},
        {"employer_phone": ""},
    ],
)
def test_wrong_facts_are_refused(cast: Cast, verified: TrainingClass, changes: dict[str, Any]) -> None:
    codes = ("employment.wrong_facts", "credit_code.check_digit")
    with clock.moved_to(TODAY), pytest.raises(DomainError) as caught:
        declare_employment(
            people_of(verified)[0], actor=cast.actor("qihang_manager"), facts=flexible(**changes)
        )
    assert caught.value.code in codes


def test_a_contract_is_needed_in_an_enterprise(cast: Cast, verified: TrainingClass) -> None:
    with clock.moved_to(TODAY), refused("employment.wrong_facts"):
        declare_employment(
            people_of(verified)[0], actor=cast.actor("qihang_manager"), facts=enterprise(contract_to=None)
        )


def test_the_same_file_does_not_prove_two_things(cast: Cast, verified: TrainingClass) -> None:
    someone, manager = people_of(verified)[0], cast.actor("qihang_manager")
    with clock.moved_to(TODAY):
        declare_employment(someone, actor=manager, facts=flexible())
        attach_proof(someone, actor=manager, document=ProofDocument.LICENCE, uploaded=picture(shade=7))
        with refused("employment.same_file"):
            attach_proof(someone, actor=manager, document=ProofDocument.PROMISE, uploaded=picture(shade=7))


def test_the_same_paper_for_two_people_is_pointed_out(cast: Cast, verified: TrainingClass) -> None:
    manager = cast.actor("qihang_manager")
    with clock.moved_to(TODAY):
        for someone in people_of(verified)[:2]:
            declare_employment(someone, actor=manager, facts=flexible())
            for number, document in enumerate((ProofDocument.FLEXIBLE_PROOF, ProofDocument.LICENCE)):
                attach_proof(someone, actor=manager, document=document, uploaded=picture(shade=number + 40))
    shared = ProofFile.objects.filter(pk__in=shared_proof_files(verified))
    assert {file.document for file in shared} == {ProofDocument.FLEXIBLE_PROOF}


def test_what_is_submitted_is_frozen_until_it_is_returned(cast: Cast, verified: TrainingClass) -> None:
    manager = cast.actor("qihang_manager")
    with clock.moved_to(TODAY):
        someone = prove(cast, people_of(verified)[0])
        with refused("employment.wrong_state"):
            declare_employment(someone, actor=manager, facts=flexible(job="护士"))
        return_employment(someone, actor=cast.actor("zhang_wei"), comment="营业执照看不清")
        paper = ProofFile.objects.get(document=ProofDocument.LICENCE)
        remove_proof(paper, actor=manager)
        proof = EmploymentProof.objects.prefetch_related("files").get()
        assert missing_proofs(proof, employment_terms(verified)) == (WantedPaper(ProofDocument.LICENCE),)
        attach_proof(someone, actor=manager, document=ProofDocument.LICENCE, uploaded=picture(shade=99))
        assert submit_employment(someone, actor=manager).state == EnrolmentState.EMPLOYMENT_PENDING


def test_returning_says_what_is_wrong(cast: Cast, verified: TrainingClass) -> None:
    with clock.moved_to(TODAY):
        someone = prove(cast, people_of(verified)[0])
        with refused("enrolment.comment_required"):
            return_employment(someone, actor=cast.actor("zhang_wei"))


def test_only_inspectors_confirm_employment(cast: Cast, verified: TrainingClass) -> None:
    with clock.moved_to(TODAY):
        someone = prove(cast, people_of(verified)[0])
        for who in ("qihang_manager", "li_jing", "sun_guodong"):
            with refused("enrolment.wrong_role"):
                verify_employment(someone, actor=cast.actor(who))


@pytest.mark.parametrize(
    ("verified_heads", "employed", "needed", "short_by"),
    [(46, 39, 37, 0), (46, 36, 37, 1), (50, 40, 40, 0), (50, 39, 40, 1), (49, 39, 40, 1), (0, 0, 0, 0)],
)
def test_the_mark_of_eighty_percent_is_counted_in_heads(
    verified_heads: int, employed: int, needed: int, short_by: int
) -> None:
    overview = EmploymentOverview(verified_heads, employed, 0, 0, Fraction(4, 5))
    assert (overview.needed, overview.short_by) == (needed, short_by)


def test_own_phone_is_sealed_and_kept_when_left_empty(cast: Cast, verified: TrainingClass) -> None:
    someone, manager = people_of(verified)[0], cast.actor("qihang_manager")
    with clock.moved_to(TODAY):
        declare_employment(someone, actor=manager, facts=flexible())
        declare_employment(someone, actor=manager, facts=flexible(own_phone="", job="护工"))
    proof = EmploymentProof.objects.get()
    assert str(proof.own_phone) == "******"
    assert (proof.own_phone.reveal(proof), proof.job) == ("13800000001", "护工")


def test_whoever_verifies_calls_the_trainee_and_it_leaves_a_trace(
    cast: Cast, verified: TrainingClass, sign_in: SignIn
) -> None:
    someone = people_of(verified)[0]
    phone = someone.application.phone.reveal(someone.application)
    address = reverse("classes:employment_phone", args=[someone.pk])
    inspector = sign_in("guo_liang")
    with clock.moved_to(TODAY):
        assert inspector.post(address).status_code == 409, "nothing is handed in yet"
        prove(cast, someone)
        assert (
            phone not in inspector.get(reverse("classes:employment_edit", args=[someone.pk])).content.decode()
        )
        assert phone in inspector.post(address).content.decode()
        assert sign_in("li_jing").post(address).status_code == 403
    entry = Entry.objects.get(action="application.reveal_phone")
    assert (entry.actor_name, entry.result, phone in str(entry.detail)) == ("郭亮", Result.READ, False)


def test_after_one_proof_follows_the_next_of_the_class(
    cast: Cast, verified: TrainingClass, sign_in: SignIn
) -> None:
    first, _, third = people_of(verified)[:3]
    inspector, verdict = sign_in("guo_liang"), {"verb": "verify_employment", "comment": ""}
    with clock.moved_to(TODAY):
        for each in (first, third):
            prove(cast, each)
        call_back(cast, verified)
        page = inspector.get(reverse("classes:employment", args=[verified.pk])).content.decode()
        answers = [
            inspector.post(reverse("classes:employment_decide", args=[each.pk]), verdict)["Location"]
            for each in (third, first)
        ]
    assert page.count(">核验<") == 2
    assert answers == [
        reverse("classes:employment_edit", args=[first.pk]),
        reverse("classes:employment", args=[verified.pk]),
    ]
