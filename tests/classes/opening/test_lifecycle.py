"""Outside the table nothing moves; nobody decides twice; what was frozen at approval stays."""

from __future__ import annotations

import threading
from datetime import date

import pytest
from django.db import connection

from classes.enums import ClassState as S
from classes.enums import ClassVerb as V
from classes.models import Enrolment, TrainingClass
from classes.operations import (
    approve_class,
    change_basics,
    confirm_in_system,
    create_class,
    pass_first_review,
    pass_second_review,
    refuse_class,
    return_for_correction,
    submit_class,
    withdraw_class,
)
from classes.queries.rulings import roster_of
from classes.workflow import CLASS
from foundation.accounts.actor import Actor
from foundation.accounts.enums import Role
from foundation.accounts.models import RoleAssignment
from foundation.core.errors import Invalid, NotAllowed, NotNow
from foundation.policy.models import ParameterRow
from foundation.workflow.engine import judge
from institutions.models import OccupationPermission
from tests.builders.classes import (
    first_review,
    make_class,
    make_draft,
    manager_of,
    ready_institution,
    send_back,
    submit,
)
from tests.cast import Cast


@pytest.mark.parametrize("verb", V.values)
def test_outside_the_table_nobody_moves_a_class(verb: str) -> None:
    transition = CLASS.transition(verb)
    for state in S.values:
        for role in Role.values:
            if role in transition.roles_from(state):
                continue
            actor = Actor(user_id=None, name="某人", roles=frozenset({role}))

            verdict = judge(CLASS, TrainingClass(state=state), actor, verb)

            assert not verdict.is_allowed, (role, state)
            assert verdict.reasons[0].code in {"class.wrong_state", "class.wrong_role"}


def test_reviewer_of_the_first_round_cannot_review_again_in_another_role_after_return(cast: Cast) -> None:
    training_class = first_review(cast, make_class(cast, S.SUBMITTED))
    RoleAssignment.objects.create(user=cast["li_jing"], role=Role.TRAINING_HEAD, starts_on=date(2024, 1, 1))
    RoleAssignment.objects.create(user=cast["li_jing"], role=Role.DEPUTY_DIRECTOR, starts_on=date(2024, 1, 1))
    back = return_for_correction(
        training_class, actor=cast.actor("wang_jianming"), comment="补一名教师。", due_on=date(2026, 6, 22)
    )
    again = pass_first_review(submit(cast, back), actor=cast.actor("hao_ping"))

    with pytest.raises(NotAllowed) as second:
        pass_second_review(again, actor=cast.actor("li_jing"))
    reviewed = pass_second_review(again, actor=cast.actor("wang_jianming"))
    with pytest.raises(NotAllowed) as third:
        approve_class(reviewed, actor=cast.actor("li_jing"))

    assert "class.same_person" in second.value.codes
    assert "class.same_person" in third.value.codes


def test_a_second_decision_on_a_stale_page_is_refused(cast: Cast) -> None:
    stale = make_class(cast, S.SUBMITTED)
    pass_first_review(stale, actor=cast.actor("li_jing"))

    with pytest.raises(NotNow) as refusal:
        pass_first_review(stale, actor=cast.actor("hao_ping"))

    assert refusal.value.code == "class.wrong_state"


def test_a_return_names_the_deficiencies(cast: Cast) -> None:
    submitted = make_class(cast, S.SUBMITTED)

    with pytest.raises(Invalid) as refusal:
        return_for_correction(submitted, actor=cast.actor("li_jing"), comment="  ", due_on=date(2026, 6, 24))

    assert refusal.value.code == "class.comment_required"


@pytest.mark.usefixtures("calendar_2026")
def test_the_day_of_correction_counts_working_days(cast: Cast) -> None:
    """19 June is 端午: five working days after Thursday 18 June end on Friday 26 June."""
    submitted = make_class(cast, S.SUBMITTED)

    returned = return_for_correction(submitted, actor=cast.actor("li_jing"), comment="缺教材清单。")

    assert returned.correction_due_on == returned.deadline_on == date(2026, 6, 26)


def test_approval_freezes_heads_list_document_and_parameters(cast: Cast) -> None:
    approved = make_class(cast, S.APPROVED, heads=7)
    ParameterRow.objects.filter(key="group_max").update(written=9)

    approved.refresh_from_db()

    assert approved.approved_count == 7
    assert approved.policy_document is not None
    assert approved.policy_document.number == "文人社字〔2026〕8号"
    assert (approved.parameter_snapshot or {})["group_max"]["value"] == 5
    assert len(approved.roster_digest) == 64
    assert list(Enrolment.objects.values_list("position", "practice_group")) == [
        (n, (n - 1) // 5 + 1) for n in range(1, 8)
    ]


def test_people_of_a_refused_class_are_free_again(cast: Cast) -> None:
    submitted = make_class(cast, S.SUBMITTED, heads=3)

    refuse_class(submitted, actor=cast.actor("li_jing"), comment="工种与需求不符。")

    assert not roster_of(submitted).exists()


def test_a_draft_is_withdrawn_with_its_list(cast: Cast) -> None:
    draft = make_draft(cast)

    withdrawn = withdraw_class(draft, actor=manager_of(cast, draft), comment="改到下半年。")

    assert withdrawn.state == S.WITHDRAWN


def test_papers_are_closed_while_the_bureau_has_them(cast: Cast) -> None:
    submitted = make_class(cast, S.SUBMITTED)

    with pytest.raises(NotNow) as refusal:
        change_basics(submitted, actor=manager_of(cast, submitted), planned_count=9)

    assert refusal.value.code == "class.not_editable"


def test_the_occupation_stays_once_people_are_on_the_list(cast: Cast) -> None:
    returned = send_back(cast, make_class(cast, S.SUBMITTED))
    permission = OccupationPermission.objects.get()
    OccupationPermission.objects.create(
        institution=permission.institution,
        occupation=permission.occupation,
        level="4",
        document="人社培许〔2026〕1号",
        valid_from=permission.valid_from,
        valid_to=permission.valid_to,
    )

    with pytest.raises(Invalid) as refusal:
        change_basics(returned, actor=manager_of(cast, returned), level="4")

    assert refusal.value.code == "class.roster_fixes_occupation"


def test_an_institution_acts_only_for_itself(cast: Cast) -> None:
    draft = make_draft(cast)

    with pytest.raises(NotAllowed) as refusal:
        submit_class(draft, actor=cast.actor("huineng_manager"))

    assert refusal.value.code == "record.not_visible"


def test_the_number_in_the_system_is_compulsory(cast: Cast) -> None:
    filed = make_class(cast, S.FILED)

    with pytest.raises(Invalid) as refusal:
        confirm_in_system(filed, actor=cast.actor("li_jing"), real_name_number=" ")

    assert refusal.value.code == "class.real_name_number_missing"


def test_terms_count_per_institution_and_numbers_over_all(cast: Cast) -> None:
    made = [make_draft(cast, key) for key in ("qihang", "qihang", "huineng")]

    assert [(each.number[-4:], each.term) for each in made] == [("0001", 1), ("0002", 2), ("0003", 1)]


@pytest.mark.django_db(transaction=True)
def test_eight_at_once_get_eight_numbers(cast: Cast) -> None:
    permission = ready_institution(cast).permissions.get()
    actor, made, together = cast.actor("qihang_manager"), list[str](), threading.Barrier(8)

    def begin() -> None:
        together.wait()
        created = create_class(
            actor=actor, category="就业技能", occupation=permission.occupation, level="5", planned_count=5,
            starts_on=date(2026, 6, 29), ends_on=date(2026, 7, 1), training_days=3, theory_lessons=8,
            practice_lessons=16,
        )  # fmt: skip
        made.append(created.number)
        connection.close()

    threads = [threading.Thread(target=begin) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(made) == [f"KB-2026-{n:04d}" for n in range(1, 9)]
    assert sorted(TrainingClass.objects.values_list("term", flat=True)) == list(range(1, 9))
