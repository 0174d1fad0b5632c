"""雷同线索: the same employer, telephone, file, picture, second or day where honest records hardly ever agree.

Nothing is estimated here: each line names the records that agree. It accuses nobody; employers do take on whole
classes, and families do share a telephone. 监督检查小组 looks and decides (D.4: F05, F10, F11, F14, F15). Pure.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from datetime import date
from itertools import chain, combinations
from typing import TypeVar

from reports.rules.evidence import Bounds, Coincidence, Crowd, Likeness, Material, Paper, Proof
from reports.rules.likeness import Groups, plain_name
from trainees.rules import is_one_apart

SHORT = 5
"""Shorter names (甲店、乙店) are other names with one other sign."""
RowT = TypeVar("RowT", Paper, Proof, Crowd)


def one_employer(proofs: Sequence[Proof], bounds: Bounds) -> Iterator[Coincidence]:
    """Most of a class at one employer, by code or by name, near spellings included. F11."""
    for rows in _by(proofs, lambda each: each.training_class):
        for group in _employers(rows):
            if len(group) >= bounds.heads and len(group) >= bounds.employer_share * len(rows):
                said = f"{len(rows)} 份就业证明中有 {len(group)} 份是“{group[0].employer}”"
                yield _coincidence(Likeness.ONE_EMPLOYER, group[0].institution, said, group)


def shared_phones(proofs: Sequence[Proof], bounds: Bounds) -> Iterator[Coincidence]:
    """One own telephone of several people, or one telephone of several employers. F11, F15."""
    for rows in _by((each for each in proofs if each.own_phone), lambda each: each.own_phone):
        people = {each.person for each in rows}
        if len(people) >= bounds.phone_people:
            said = f"{len(people)} 名学员的本人电话相同"
            yield _coincidence(Likeness.SHARED_PHONE, rows[0].institution, said, rows)
    for rows in _by((each for each in proofs if each.employer_phone), lambda each: each.employer_phone):
        employers = _employers(rows)
        if len(employers) > 1:
            said = f"{len(employers)} 家单位留同一个单位电话"
            yield _coincidence(Likeness.SHARED_PHONE, rows[0].institution, said, rows)


def same_files(papers: Sequence[Paper]) -> Iterator[Coincidence]:
    """The very same content with different owners. F09, F10."""
    for rows in _by(papers, lambda each: each.content):
        if _has_several_owners(rows):
            said = f"同一份文件出现在 {len(rows)} 处"
            yield _coincidence(Likeness.SAME_FILE, rows[0].institution, said, rows)


def like_pictures(papers: Sequence[Paper], alike: Sequence[tuple[str, str]]) -> Iterator[Coincidence]:
    """Pictures that show the same with different owners; what is the very same file is listed there. F10."""
    groups = Groups()
    for one, other in alike:
        groups.join(one, other)
    for contents in groups.found(dict.fromkeys(chain.from_iterable(alike))):
        rows = [each for each in papers if each.content in contents]
        if _has_several_owners(rows):
            said = f"{len(rows)} 张图片几乎一样"
            yield _coincidence(Likeness.LIKE_PICTURE, rows[0].institution, said, rows)


def shared_devices(crowds: Iterable[Crowd], bounds: Bounds) -> Iterator[Coincidence]:
    """One telephone from which several people sign in. F05."""
    for rows in _by(crowds, lambda each: each.moment):
        heads = max(each.heads for each in rows)
        if heads >= bounds.phone_people:
            said = f"{heads} 人用同一部手机签到"
            yield _coincidence(Likeness.SHARED_DEVICE, rows[0].institution, said, rows)


def same_seconds(crowds: Iterable[Crowd], bounds: Bounds) -> Iterator[Coincidence]:
    """Many sign-ins of one half-day in one second. F05."""
    for each in crowds:
        if each.heads >= bounds.second_people:
            said = f"{each.heads} 人在 {each.moment} 同一秒签到"
            yield _coincidence(Likeness.SAME_SECOND, each.institution, said, [each])


def mass_certificates(crowds: Iterable[Crowd], bounds: Bounds) -> Iterator[Coincidence]:
    """Certificates of several classes on one day: by one body, whosever the classes are, or at one institution. F14.

    What a line of a body shows already is not shown again as one of the institution.
    """
    given = list(crowds)
    by_body = _by((each for each in given if each.body), lambda each: (each.body, each.moment))
    listed = [rows for rows in by_body if _is_mass(rows, bounds)]
    at_one = _by(given, lambda each: (each.institution, each.moment))
    others = [rows for rows in at_one if _is_mass(rows, bounds)]
    for rows in (*listed, *(each for each in others if not any(set(each) <= set(one) for one in listed))):
        heads, classes = sum(each.heads for each in rows), {each.training_class for each in rows}
        bodies, owners = {each.body for each in rows} - {""}, Counter[str]()
        for each in rows:
            owners[each.institution] += each.heads
        who = bodies.pop() if len(bodies) == 1 else ""
        said = f"{who} {date.fromisoformat(rows[0].moment):%Y-%m-%d} 一天发证 {heads} 本，涉及 "
        said += (
            f"{len(owners)} 家培训机构、{len(classes)} 个班" if len(owners) > 1 else f"{len(classes)} 个班"
        )
        yield _coincidence(Likeness.MASS_CERTIFICATES, owners.most_common(1)[0][0], said.strip(), rows)


def _is_mass(crowds: Sequence[Crowd], bounds: Bounds) -> bool:
    several = len({each.training_class for each in crowds}) > 1
    return several and sum(each.heads for each in crowds) >= bounds.certificates


def coincidences(material: Material, bounds: Bounds) -> tuple[Coincidence, ...]:
    """Every line, kind after kind, those with the most records first."""
    found = (
        *one_employer(material.proofs, bounds),
        *shared_phones(material.proofs, bounds),
        *same_files(material.papers),
        *like_pictures(material.papers, material.alike),
        *shared_devices(material.devices, bounds),
        *same_seconds(material.sign_ins, bounds),
        *mass_certificates(material.certificates, bounds),
    )
    order = list(Likeness)
    return tuple(sorted(found, key=lambda each: (order.index(each.kind), -len(each.found))))


def _employers(proofs: Sequence[Proof]) -> list[list[Proof]]:
    """Proofs by employer: one code or one name, either of them but for one sign."""
    keys = {(each.credit_code, plain_name(each.employer)) for each in proofs}
    groups = Groups()
    for one, other in combinations(sorted(keys), 2):
        if any(_is_one(*pair) for pair in zip(one, other, strict=True)):
            groups.join(one, other)
    found = []
    for alike in groups.found(sorted(keys)):
        wanted = set(alike)
        found.append([each for each in proofs if (each.credit_code, plain_name(each.employer)) in wanted])
    return found


def _is_one(one: str, other: str) -> bool:
    """The same; or, where they are long enough for it, but for one sign."""
    if one == other:
        return bool(one)
    return min(len(one), len(other)) >= SHORT and is_one_apart(one, other)


def _has_several_owners(papers: Sequence[Paper]) -> bool:
    """Different owners, and not all of them the same paper of the same employer."""
    if len({each.owner for each in papers}) < 2:
        return False
    reasons = {each.may_repeat for each in papers}
    return len(reasons) > 1 or reasons == {""}


def _by(rows: Iterable[RowT], key: Callable[[RowT], Hashable]) -> list[list[RowT]]:
    """The rows that share a key, in their order."""
    groups: dict[Hashable, list[RowT]] = defaultdict(list)
    for each in rows:
        groups[key(each)].append(each)
    return list(groups.values())


def _coincidence(
    kind: Likeness, institution: str, said: str, rows: Sequence[Paper] | Sequence[Proof] | Sequence[Crowd]
) -> Coincidence:
    return Coincidence(kind, institution, said, tuple(each.found for each in rows))
