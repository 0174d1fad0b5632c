"""The judgement of each named check: an applicant in, what was found out (F01–F07, F15–F18, F23). Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from types import MappingProxyType

from foundation.core.national_codes import identity_warnings
from trainees.rules.catalogue import CHECKS, Moment, NamedCheck, checks_at
from trainees.rules.doubles import decide_double_training
from trainees.rules.lists import ListFact
from trainees.rules.subject import ON_ROLL_CATEGORIES, REGISTERED_CATEGORIES, Said, Subject

SELF_EMPLOYED = ("灵活就业", "城乡居民", "居民养老")
ELSEWHERE = frozenset({"identity.other_city", "identity.other_county"})

Rule = Callable[[Subject], Iterable[Said]]


def judge(subject: Subject, moment: Moment) -> Iterator[tuple[NamedCheck, Said]]:
    """Everything that the checks of this step say against an applicant; a check without its list says nothing."""
    for check in checks_at(moment):
        if not check.list_code or check.list_code in subject.supplied:
            for said in RULES[check.kind](subject):
                yield check, said


def usual_employer(employers: Iterable[str]) -> str:
    """Where more than half of a roster are insured, two people at least; empty where there is no such place."""
    known = Counter(name for name in employers if name)
    (name, heads), *_ = known.most_common(1) or [("", 0)]
    return name if heads >= 2 and heads * 2 > known.total() else ""


def employer_in(rows: Iterable[ListFact]) -> str:
    """The enterprise that pays contributions, not what a person pays himself; empty without one."""
    return next((row.organisation for row in rows if row.organisation and _is_employee(row)), "")


def _is_employee(row: ListFact) -> bool:
    return not any(word in row.status for word in SELF_EMPLOYED)


def _double(kind: str) -> Rule:
    def rule(subject: Subject) -> Iterator[Said]:
        for other in subject.others:
            for doubt in decide_double_training(subject.mine, other, yearly_limit=subject.yearly_limit):
                if doubt.kind == kind:
                    yield Said(doubt.message)

    return rule


def _identity(*, of_region: bool) -> Rule:
    def rule(subject: Subject) -> Iterator[Said]:
        for warning in identity_warnings(
            subject.region, subject.birth_date, subject.sex, subject.first, subject.age_limits
        ):
            if (warning.code in ELSEWHERE) == of_region:
                yield Said(warning.message)

    return rule


def _shared_phone(subject: Subject) -> Iterator[Said]:
    if subject.has_shared_phone:
        yield Said("联系电话与本年度其他报名人员相同，请核实是否本人电话")


def _contributes(subject: Subject) -> Iterator[Said]:
    """F01: somebody else than 企业职工 is insured as an employee in the month in which the training begins."""
    if subject.is_staff:
        return
    rows = [row for row in subject.rows("contributions", *subject.first_month) if _is_employee(row)]
    if rows:
        place = f"，参保单位：{rows[0].organisation}" if rows[0].organisation else ""
        yield Said(f"开班当月（{subject.first:%Y-%m}）有职工养老保险缴费{place}", rows[0])


def _during_training(list_code: str, words: str) -> Rule:
    """A row that holds on a day of the training; an organisation that it names is said."""

    def rule(subject: Subject) -> Iterator[Said]:
        for row in subject.rows(list_code, subject.first, subject.last)[:1]:
            place = f"（{row.organisation}）" if row.organisation else ""
            yield Said(f"{words}{place}", row)

    return rule


def _at_school(subject: Subject) -> Iterator[Said]:
    if subject.category not in ON_ROLL_CATEGORIES:
        yield from _during_training("school_roll", "培训期间为在校学生")(subject)


def _deceased(subject: Subject) -> Iterator[Said]:
    """Who died after the last day was rightly trained."""
    for row in subject.lists.get("deaths", ())[:1]:
        if row.since is None or row.since <= subject.last:
            day = f"（{row.since:%Y-%m-%d}）" if row.since else ""
            yield Said(f"死亡人员名单中有本人{day}", row)


def _drew_this_year(list_code: str, words: str) -> Rule:
    """F18: the same year as the training; a row without a date counts for every year of its list."""

    def rule(subject: Subject) -> Iterator[Said]:
        for row in subject.lists.get(list_code, ()):
            if row.since is None or row.since.year == subject.first.year:
                yield Said(words, row)
                return

    return rule


def _not_unemployed(subject: Subject) -> Iterator[Said]:
    if subject.category in REGISTERED_CATEGORIES and not subject.rows(
        "unemployed", subject.first, subject.first
    ):
        yield Said("人员分类为登记失业或就业困难，失业登记名单中没有开班当日有效的登记")


def _own_business(subject: Subject) -> Iterator[Said]:
    if subject.category in REGISTERED_CATEGORIES:
        for row in subject.rows("businesses", subject.first, subject.first)[:1]:
            yield Said(f"登记失业或就业困难人员名下有市场主体（{row.organisation}）", row)


def _not_on_poverty_list(subject: Subject) -> Iterator[Said]:
    if subject.claims_lifted and not subject.lists.get("lifted"):
        yield Said("按脱贫人口登记，脱贫人口名单中没有本人")


def _poverty_not_marked(subject: Subject) -> Iterator[Said]:
    if not subject.claims_lifted:
        for row in subject.lists.get("lifted", ())[:1]:
            yield Said("脱贫人口名单中有本人，登记时没有标注", row)


def _staff_not_insured(subject: Subject) -> Iterator[Said]:
    """F23: 企业职工 whom no enterprise has insured while they were trained."""
    rows = subject.rows("contributions", subject.first_month[0], subject.last)
    if subject.is_staff and not employer_in(rows):
        yield Said("按企业职工登记，培训期间没有职工养老保险缴费")


def _staff_elsewhere(subject: Subject) -> Iterator[Said]:
    rows = subject.rows("contributions", subject.first_month[0], subject.last)
    employer = employer_in(rows)
    if subject.is_staff and subject.usual_employer and employer not in ("", subject.usual_employer):
        row = next(each for each in rows if each.organisation == employer)
        yield Said(f"参保单位为{employer}，同班多数人为{subject.usual_employer}", row)


def _shared_address(subject: Subject) -> Iterator[Said]:
    """F16: whole rosters from one door."""
    if subject.address_limit and subject.same_address >= subject.address_limit:
        yield Said("本期名册中登记同一住址的人数较多，请核实招生来源")


def _trained_before(subject: Subject) -> Iterator[Said]:
    mine = subject.mine
    for other in subject.others:
        same = (other.occupation_code, other.level) == (mine.occupation_code, mine.level)
        if same and other.has_voucher and other.year < mine.year:
            yield Said(f"{other.year} 年已参加同工种同等级培训")


RULES: Mapping[str, Rule] = MappingProxyType(
    {
        "other_institution": _double("other_institution"),
        "overlapping_class": _double("overlapping_class"),
        "same_occupation_this_year": _double("same_occupation_this_year"),
        "age": _identity(of_region=False),
        "region": _identity(of_region=True),
        "shared_phone": _shared_phone,
        "contributes_as_employee": _contributes,
        "draws_pension": _during_training("pensioners", "培训期间已领取养老待遇"),
        "on_public_payroll": _during_training("public_payroll", "财政供养人员名单中有本人"),
        "enrolled_at_school": _at_school,
        "deceased": _deceased,
        "in_custody": _during_training("custody", "培训期间在服刑、羁押人员名单中"),
        "skill_subsidy": _drew_this_year("skill_subsidy", "本年度已领取失业保险技能提升补贴"),
        "rain_dew": _drew_this_year("rain_dew", "本年度已享受雨露计划补助"),
        "work_training": _drew_this_year("work_training", "本年度已享受以工代训补贴"),
        "not_unemployed": _not_unemployed,
        "own_business": _own_business,
        "not_on_poverty_list": _not_on_poverty_list,
        "poverty_not_marked": _poverty_not_marked,
        "staff_not_insured": _staff_not_insured,
        "staff_elsewhere": _staff_elsewhere,
        "shared_address": _shared_address,
        "trained_before": _trained_before,
    }
)
if RULES.keys() != CHECKS.keys():  # a check without a rule would be green for ever
    raise RuntimeError(f"checks and rules differ: {sorted(RULES.keys() ^ CHECKS.keys())}")
