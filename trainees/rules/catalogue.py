"""The named checks: what each asks, how much it weighs, on which evidence, at which steps, whose it is. Pure.

The documents say that people are to be compared strictly (20号 五(一)) and with other departments' data (20号 六),
and hardly whom that excludes. So nothing is refused by a list alone, save what cannot be: the dead and the
imprisoned are not taught. Everything else is decided by a person, with a reason.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

STRICTLY = "文人社字〔2024〕20号 五(一)"
DEPARTMENTS = "文人社字〔2024〕20号 六"
AT_OPENING = "文人社字〔2026〕8号 二(3)"
GROUPS = "文人社字〔2026〕8号 一(四)"
STAFF = "文人社字〔2024〕20号 三(一)"
LIFTED = "文人社字〔2024〕20号 三(四)"


class Severity(StrEnum):
    """How much a finding weighs; the words are those of the pages."""

    BLOCKS = "blocks"
    DECIDE = "decide"
    INFORMS = "informs"

    @property
    def label(self) -> str:
        return {"blocks": "不得参训", "decide": "须认定", "informs": "仅提示"}[self.value]


class Moment(StrEnum):
    """The steps at which people are compared."""

    REGISTRATION = "registration"
    VOUCHER = "voucher"
    OPENING = "opening"
    COMPLETION = "completion"
    CLAIM = "claim"

    @property
    def label(self) -> str:
        return _MOMENT_LABELS[self.value]


_MOMENT_LABELS = {
    "registration": "报名",
    "voucher": "发券",
    "opening": "开班",
    "completion": "结业",
    "claim": "申领",
}
MOMENT_CHOICES = [(moment.value, moment.label) for moment in Moment]

EVERY = frozenset(Moment)
BEFORE_CLASS = frozenset({Moment.REGISTRATION, Moment.VOUCHER, Moment.OPENING})
FIRST = frozenset({Moment.REGISTRATION})
FROM_OPENING = frozenset({Moment.OPENING, Moment.COMPLETION, Moment.CLAIM})
AFTER_CLASS = frozenset({Moment.COMPLETION, Moment.CLAIM})
QUALIFICATION, TRAINING = "qualification_officer", "training_officer"


@dataclass(frozen=True)
class NamedCheck:
    """One check. `kind` is a value of `HitKind`; `list_code` the list it rests on, empty for our own register.

    `told` is what the institution reads in place of the finding: never what another institution or department
    has on record; empty where the finding itself may be read by everybody who sees the person. `mend` says who
    can do something about it, `owner` is the role that decides and is told of changes.
    """

    number: str
    kind: str
    title: str
    clause: str
    severity: Severity
    moments: frozenset[Moment]
    evidence: str
    mend: str
    list_code: str = ""
    told: str = ""
    owner: str = QUALIFICATION

    @property
    def shown_to_all(self) -> str:
        """What may be said of it wherever an institution may read it."""
        return "部门数据比对" if self.is_confidential else self.title

    def __str__(self) -> str:
        return f"{self.number} {self.title}"

    @property
    def moments_in_order(self) -> list[Moment]:
        return [moment for moment in Moment if moment in self.moments]

    @property
    def is_confidential(self) -> bool:
        return bool(self.told)


OWN = "本系统报名和发券记录"
DEPARTMENT_TOLD = "部门数据比对有记录，须由资格审核小组认定"
CORRECT = "机构核对后更正登记，或由资格审核小组认定"
DECIDES = "由资格审核小组认定"
ALTERS = "名单有误的由提供部门出函更正，否则认定不符合"


def _table(*checks: NamedCheck) -> Mapping[str, NamedCheck]:
    return MappingProxyType({check.kind: check for check in checks})


CHECKS = _table(
    NamedCheck(
        "K01", "other_institution", "在其他机构已报名", STRICTLY, Severity.DECIDE, BEFORE_CLASS, OWN, DECIDES
    ),
    NamedCheck(
        "K02", "overlapping_class", "与另一班次时间重叠", STRICTLY, Severity.DECIDE, BEFORE_CLASS, OWN, CORRECT
    ),
    NamedCheck(
        "K03", "same_occupation_this_year", "本年度已参加同工种同等级培训", STRICTLY, Severity.DECIDE,
        BEFORE_CLASS, OWN, DECIDES,
    ),
    NamedCheck("K04", "age", "年龄需核实", STRICTLY, Severity.DECIDE, FIRST, "身份证号", DECIDES),
    NamedCheck("K05", "region", "户籍地区需核实", STRICTLY, Severity.DECIDE, FIRST, "身份证号", DECIDES),
    NamedCheck("K06", "shared_phone", "联系电话与他人相同", STRICTLY, Severity.DECIDE, FIRST, OWN, CORRECT),
    NamedCheck(
        "K07", "contributes_as_employee", "开班当月有职工养老缴费", DEPARTMENTS, Severity.DECIDE, EVERY,
        "养老保险缴费名单", CORRECT, "contributions", "部门数据比对有参保记录，须由资格审核小组认定",
    ),
    NamedCheck(
        "K08", "draws_pension", "已领取养老待遇", DEPARTMENTS, Severity.DECIDE, EVERY,
        "养老待遇领取名单", DECIDES, "pensioners", DEPARTMENT_TOLD,
    ),
    NamedCheck(
        "K09", "on_public_payroll", "财政供养人员", DEPARTMENTS, Severity.DECIDE, EVERY,
        "财政供养人员名单", DECIDES, "public_payroll", DEPARTMENT_TOLD,
    ),
    NamedCheck(
        "K10", "enrolled_at_school", "在校学生", GROUPS, Severity.DECIDE, EVERY,
        "在校学籍名单", CORRECT, "school_roll", DEPARTMENT_TOLD,
    ),
    NamedCheck(
        "K11", "deceased", "死亡人员", DEPARTMENTS, Severity.BLOCKS, EVERY,
        "死亡人员名单", ALTERS, "deaths", DEPARTMENT_TOLD,
    ),
    NamedCheck(
        "K12", "in_custody", "服刑、羁押人员", DEPARTMENTS, Severity.BLOCKS, EVERY,
        "服刑、羁押人员名单", ALTERS, "custody", DEPARTMENT_TOLD,
    ),
    NamedCheck(
        "K13", "skill_subsidy", "本年度已领技能提升补贴", DEPARTMENTS, Severity.DECIDE, EVERY,
        "技能提升补贴名单", DECIDES, "skill_subsidy", DEPARTMENT_TOLD,
    ),
    NamedCheck(
        "K14", "rain_dew", "本年度已享受雨露计划", DEPARTMENTS, Severity.DECIDE, EVERY,
        "雨露计划名单", DECIDES, "rain_dew", DEPARTMENT_TOLD,
    ),
    NamedCheck(
        "K15", "work_training", "本年度已享受以工代训", DEPARTMENTS, Severity.DECIDE, EVERY,
        "以工代训名单", DECIDES, "work_training", DEPARTMENT_TOLD,
    ),
    NamedCheck(
        "K16", "not_unemployed", "未见失业登记", GROUPS, Severity.DECIDE, BEFORE_CLASS,
        "失业登记名单", CORRECT, "unemployed", "失业登记名单中没有本人，请核对人员分类",
    ),
    NamedCheck(
        "K17", "own_business", "名下有市场主体", GROUPS, Severity.DECIDE, BEFORE_CLASS,
        "市场主体名单", CORRECT, "businesses", "部门数据比对与人员分类不符，请核对人员分类",
    ),
    NamedCheck(
        "K18", "not_on_poverty_list", "不在脱贫人口名单", LIFTED, Severity.DECIDE, BEFORE_CLASS,
        "脱贫人口名单", CORRECT, "lifted", "脱贫人口名单中没有本人，请核对人员分类和脱贫标注",
    ),
    NamedCheck(
        "K19", "poverty_not_marked", "脱贫人口未标注", LIFTED, Severity.INFORMS, BEFORE_CLASS,
        "脱贫人口名单", CORRECT, "lifted", "本人在脱贫人口名单中，请核对是否应标注为脱贫劳动力",
    ),
    NamedCheck(
        "K20", "staff_not_insured", "培训期间未见参保", STAFF, Severity.DECIDE, AFTER_CLASS,
        "养老保险缴费名单", CORRECT, "contributions", "培训期间没有参保记录，请核对是否在岗职工", TRAINING,
    ),
    NamedCheck(
        "K21", "staff_elsewhere", "参保单位与同班多数人不同", STAFF, Severity.DECIDE, FROM_OPENING,
        "养老保险缴费名单", CORRECT, "contributions", "参保单位与同班多数人不同，请核对是否本企业职工", TRAINING,
    ),
    NamedCheck("K22", "shared_address", "同一住址报名人数较多", STRICTLY, Severity.INFORMS, FIRST, OWN, CORRECT),
    NamedCheck(
        "K23", "trained_before", "往年已参加同工种同等级培训", STRICTLY, Severity.INFORMS, FIRST, OWN, DECIDES
    ),
)  # fmt: skip


HINTS = frozenset(kind for kind, check in CHECKS.items() if check.severity is Severity.INFORMS)
"""What stops nobody: when its verdict changes, that can be read, and nobody has to do anything about it."""


def checks_at(moment: Moment) -> tuple[NamedCheck, ...]:
    """The checks that run at a step, in the order of their numbers."""
    return tuple(check for check in CHECKS.values() if moment in check.moments)
