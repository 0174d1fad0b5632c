"""雷同线索 as rules: of 100 patterns planted in 1,000 proofs all exact and nearly all near ones are listed (F6)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from random import Random
from uuid import UUID

from foundation.core.prints import BITS, near_prints
from reports.rules.coincidences import coincidences
from reports.rules.evidence import Bounds, Crowd, Found, Likeness, Material, Paper, Proof
from reports.rules.likeness import plain_name

BOUNDS = Bounds(Fraction(4, 5), heads=5, phone_people=3, second_people=5, certificates=100, picture_bits=10)
CLASSES, HEADS = 40, 25


def honest_proofs(random: Random) -> list[Proof]:
    """1,000 proofs of forty classes: each person with an own employer, telephone and number."""
    return [
        Proof(
            found=Found(f"proof-{serial}", f"{serial} 号", f"/proofs/{serial}/"),
            institution=f"school-{serial % 3}",
            training_class=f"class-{serial // HEADS}",
            person=f"person-{serial}",
            employer=f"{random.getrandbits(48):012x}服务部",
            credit_code=f"{random.getrandbits(72):018x}",
            own_phone=f"own-{serial}",
            employer_phone=f"employer-{serial}",
        )
        for serial in range(CLASSES * HEADS)
    ]


def honest_papers() -> list[Paper]:
    """A photograph with each proof."""
    return [
        Paper(
            found=Found(f"paper-{serial}", f"{serial} 号证明", f"/papers/{serial}/"),
            institution=f"school-{serial % 3}",
            owner=f"person-{serial}",
            content=f"sha-{serial}",
            file_id=UUID(int=serial),
        )
        for serial in range(CLASSES * HEADS)
    ]


def _misspelt(text: str, random: Random) -> str:
    place = random.randrange(len(text) - 1)
    return random.choice(
        [
            text[:place] + "x" + text[place + 1 :],
            text[:place] + text[place + 1 :],
            text[: place + 1] + "x" + text[place + 1 :],
            text[:place] + text[place + 1] + text[place] + text[place + 2 :],
        ]
    )


def _shown_alike(papers: list[Paper], retouched: dict[int, int], random: Random) -> list[tuple[str, str]]:
    """As the reader of prints finds them: of one picture saved again a few bits of the print have turned."""
    prints = {each.content: random.getrandbits(BITS) for each in papers}
    for first, other in retouched.items():
        turned = random.sample(range(BITS), random.randint(1, BOUNDS.picture_bits))
        prints[papers[other].content] = prints[papers[first].content] ^ sum(1 << bit for bit in turned)
    return [(one, two) for one, two, _ in near_prints(prints, prints, BOUNDS.picture_bits)]


def _found_keys(material: Material, kind: Likeness) -> set[str]:
    return {f.key for each in coincidences(material, BOUNDS) if each.kind == kind for f in each.found}


def test_a_thousand_honest_proofs_raise_nothing() -> None:
    random, papers = Random(1), honest_papers()
    material = Material(honest_proofs(random), papers, _shown_alike(papers, {}, random))
    assert coincidences(material, BOUNDS) == ()


def test_every_planted_duplicate_and_nearly_every_near_one_is_listed() -> None:
    """Twenty each of one telephone, one file, one employer, a retouched picture, a misspelt employer."""
    random = Random(20_260_618)
    proofs, papers = honest_proofs(random), honest_papers()
    phones, files = range(0, 60, 3), range(200, 240, 2)
    pictures, exact, near = range(300, 340, 2), range(20), range(20, 40)
    for first in phones:
        for other in (first + 1, first + 2):
            proofs[other] = replace(proofs[other], own_phone=proofs[first].own_phone)
    for first in files:
        papers[first + 1] = replace(papers[first + 1], content=papers[first].content)
    for number in (*exact, *near):
        rows = range(number * HEADS, number * HEADS + HEADS)
        one = proofs[rows[0]]
        for serial in rows[1:]:
            name = _misspelt(one.employer, random) if number in near else one.employer
            proofs[serial] = replace(proofs[serial], employer=name)
    retouched = {first: first + 1 for first in pictures}
    material = Material(proofs, papers, _shown_alike(papers, retouched, random))

    employers = _found_keys(material, Likeness.ONE_EMPLOYER)
    assert {f"proof-{first}" for first in phones} <= _found_keys(material, Likeness.SHARED_PHONE)
    assert {f"paper-{first}" for first in files} <= _found_keys(material, Likeness.SAME_FILE)
    assert {f"proof-{number * HEADS}" for number in exact} <= employers
    like = _found_keys(material, Likeness.LIKE_PICTURE)
    near_found = sum(f"paper-{first}" in like for first in pictures)
    near_found += sum(f"proof-{number * HEADS}" in employers for number in near)
    assert near_found >= 38  # of forty: 95 %


def _proofs(size: int, change: Callable[[int, Proof], Proof]) -> Material:
    rows = honest_proofs(Random(2))[:size]
    return Material([change(place, each) for place, each in enumerate(rows)])


def _kinds(material: Material) -> list[Likeness]:
    return [each.kind for each in coincidences(material, BOUNDS)]


def test_small_classes_and_two_employers_are_left_alone() -> None:
    assert _kinds(_proofs(4, lambda _, each: replace(each, employer="晋康家政"))) == []
    halves = _proofs(20, lambda place, each: replace(each, employer="晋康家政" * (place % 2) or "惠民养老"))
    assert _kinds(halves) == []


def test_a_family_may_share_a_telephone_and_employers_may_not() -> None:
    assert _kinds(_proofs(2, lambda _, each: replace(each, own_phone="same"))) == []
    assert _kinds(_proofs(2, lambda _, each: replace(each, employer_phone="same"))) == ["shared_phone"]
    one_employer = _proofs(
        2, lambda _, e: replace(e, employer_phone="same", employer="甲店", credit_code="9")
    )
    assert _kinds(one_employer) == []


def test_the_licence_of_one_employer_is_handed_in_by_everybody_who_works_there() -> None:
    papers = [replace(each, content="licence") for each in honest_papers()[:3]]
    assert _kinds(Material(papers=papers)) == ["same_file"]
    assert _kinds(Material(papers=[replace(each, may_repeat="晋康家政") for each in papers])) == []
    assert _kinds(Material(papers=[replace(each, owner="one person") for each in papers])) == []


def test_sign_ins_of_one_second_and_people_of_one_telephone_are_listed_from_the_bound_on() -> None:
    def crowd(place: int, heads: int, moment: str) -> Crowd:
        return Crowd(Found(f"{place}", "班", f"/{place}/"), "school-1", moment, heads)

    assert _kinds(Material(sign_ins=[crowd(1, 5, "08:21:07"), crowd(2, 4, "08:21:07")])) == ["same_second"]
    phones = [crowd(1, 2, "phone-1"), crowd(2, BOUNDS.phone_people, "phone-1"), crowd(3, 1, "phone-2")]
    (device,) = coincidences(Material(devices=phones), BOUNDS)
    assert (device.kind, len(device.found)) == ("shared_device", 2)


def _given(school: int, training_class: int, heads: int, *, body: str = "甲中心", day: int = 18) -> Crowd:
    found = Found(f"{training_class} {day} {body}", "班", f"/{training_class}/")
    return Crowd(found, f"school-{school}", f"2026-06-{day}", heads, f"class-{training_class}", body)


def _said(*crowds: Crowd) -> list[tuple[str, str]]:
    return [(each.institution, each.said) for each in coincidences(Material(certificates=crowds), BOUNDS)]


def test_certificates_of_a_day_are_counted_by_evaluation_body_across_institutions() -> None:
    assert _said(_given(1, 1, 40), _given(2, 2, 60), _given(2, 3, 300, day=19)) == [
        ("school-2", "甲中心 2026-06-18 一天发证 100 本，涉及 2 家培训机构、2 个班")
    ]
    assert _said(_given(1, 1, 40), _given(2, 2, 59)) == []


def test_certificates_of_one_institution_are_counted_whatever_the_body_and_not_twice() -> None:
    two_bodies = (_given(1, 1, 60), _given(1, 2, 40, body="乙中心"))
    assert _said(*two_bodies) == [("school-1", "2026-06-18 一天发证 100 本，涉及 2 个班")]
    assert _said(_given(1, 1, 60), _given(1, 2, 40)) == [
        ("school-1", "甲中心 2026-06-18 一天发证 100 本，涉及 2 个班")
    ]
    assert _said(_given(1, 1, 60, body=""), _given(1, 2, 40, body="")) == [
        ("school-1", "2026-06-18 一天发证 100 本，涉及 2 个班")
    ]


def test_one_class_with_certificates_of_two_bodies_is_not_several_classes() -> None:
    assert _said(_given(1, 1, 60), _given(1, 1, 60, body="乙中心")) == []


def test_the_same_records_have_the_same_fingerprint_in_any_order() -> None:
    papers = [replace(each, content="one") for each in honest_papers()[:3]]
    (before,) = coincidences(Material(papers=papers), BOUNDS)
    (turned,) = coincidences(Material(papers=papers[::-1]), BOUNDS)
    (other,) = coincidences(Material(papers=papers[:2]), BOUNDS)
    assert before.fingerprint == turned.fingerprint != other.fingerprint


def test_short_names_and_codes_are_compared_as_they_are() -> None:
    """甲店 and 乙店 differ by one sign and are two."""
    shops = _proofs(20, lambda place, e: replace(e, employer="甲店" if place % 2 else "乙店", credit_code=""))
    assert _kinds(shops) == []


def test_names_are_compared_without_signs_width_variant_forms_and_legal_form() -> None:
    assert plain_name("晋康　家政（有限公司）") == plain_name("晉康家政有限公司") == "晋康家政"
    assert plain_name("有限公司") == "有限公司"
