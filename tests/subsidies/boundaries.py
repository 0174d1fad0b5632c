"""Where each clause begins to bite: every boundary of the calculation, named once, with its two sides.

A rule test says which side it stands on: `@pytest.mark.boundary("pass_rate", side="in")`; `in` is where the
clause takes effect, `out` the nearest place where it does not. A worked example is named here by its number.
docs/policy.md is written from this, from the marks and from the rules (tests/subsidies/policy_book.py).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Side = Literal["in", "out"]
SIDES: tuple[Side, Side] = ("in", "out")


@dataclass(frozen=True, slots=True)
class Boundary:
    """One line that a case can cross: the clauses that draw it, what happens on each side, and the examples."""

    key: str
    clauses: tuple[str, ...]
    title: str
    inside: str
    outside: str
    examples_in: tuple[str, ...] = ()
    examples_out: tuple[str, ...] = ()

    def examples(self, side: Side) -> tuple[str, ...]:
        return self.examples_in if side == "in" else self.examples_out


BOUNDARIES = (
    Boundary(
        "pass_rate", ("2026-8 四(一)", "2026-8 四(二)", "DR-02"), "合格率80%",
        "差一人不到80%，核减", "恰好80%，不核减", ("GC003", "GC015"), ("GC013", "GC065"),
    ),
    Boundary(
        "approved_base", ("2026-8 四(二)", "DR-01"), "合格率的基数是开班审批表人数",
        "够核实人数的80%，不够审批人数的80%，核减", "够审批人数的80%，不核减", (), ("GC025",),
    ),
    Boundary(
        "part_of_a_head", ("DR-03",), "不足一人按一人核减",
        "核减有小数，进一", "核减恰为整数，不再进", ("GC005",), ("GC003",),
    ),
    Boundary(
        "paid_without_pass", ("DR-04",), "应付人数多于合格人数", "多一人，提示并两人签字", "相等，不提示",
    ),
    Boundary(
        "only_passed", ("2026-8 二(9)", "DR-04"), "只付合格人员的读法",
        "采用时，核实人数先减为合格人数", "默认读法，未合格的核实人员仍在内", ("GC029",), ("GC003",),
    ),
    Boundary(
        "passed_above_verified", ("DR-13",), "合格人数多于核实人数", "多一人，按核实人数计并提示", "相等，不提示",
        ("GC027",), ("GC001",),
    ),
    Boundary(
        "pass_mark", ("2024-20 五(一)", "2026-8 二(7)"), "理论、实操60分",
        "有一科不到60分，不合格", "两科恰好60分，合格",
    ),
    Boundary(
        "acceptance_pending", ("2026-8 二(9)",), "结业验收", "尚未验收，不予受理", "验收通过", ("GC133",), ("GC131",),
    ),
    Boundary(
        "acceptance_failed", ("2026-8 四(三)",), "验收结论", "验收不合格，不予拨付", "验收通过", (), ("GC131",),
    ),
    Boundary(
        "suspension", ("2026-8 三(三)", "DR-16"), "机构被暂停",
        "暂停之后结业的班，不予拨付", "暂停之前结业的班，照付", ("GC135",),
    ),
    Boundary(
        "cancellation", ("2026-8 五",), "机构被取消资格", "取消后一律不予拨付", "机构正常", (), ("GC131",),
    ),
    Boundary(
        "city_filing", ("2024-20 七(二)",), "向市报备",
        "订单式、项目制未报备，不予拨付", "已报备", ("GC137",), ("GC131",),
    ),
    Boundary(
        "held_line", ("2024-20 六",), "本人异议的一行暂缓支付",
        "一人的行冻结，本次拨付减去这一行", "没有冻结的行，全额拨付",
    ),
    Boundary(
        "reviewers", ("2024-20 五(三)",), "两人以上审签", "一人，不予拨付", "两人，可以", (), ("GC131",),
    ),
    Boundary(
        "notice", ("2024-20 五(三)",), "公示不少于5个工作日",
        "4个工作日，不予拨付", "5个工作日，可以", ("GC139",), ("GC131",),
    ),
    Boundary(
        "faults_before_gates", ("DR-16",), "填报差错先于拨付条件",
        "有差错，只报差错", "没有差错，逐一列出未满足的条件",
    ),
    Boundary(
        "employment_rate", ("2024-20 七(二)", "DR-05"), "就业率80%",
        "差一人不到80%，只付已就业的人", "恰好80%，按培训人数全额", ("GC051", "GC067"), ("GC059", "GC055", "GC065"),
    ),
    Boundary(
        "care_employment", ("2024-20 三(三)", "DR-06"), "护工订单就业率80%",
        "差一人不到80%，只付已就业的人并提示整改", "恰好80%，全额，不提示", ("GC061", "GC063"),
    ),
    Boundary(
        "both_rules", ("DR-07",), "两项80%同时不达",
        "就业人数低于核减后的人数，按就业人数", "核减后的人数更低，按核减后的人数", ("GC073",),
    ),
    Boundary(
        "carried_employment_rule", ("2024-20 七(二)", "2026-8 四(一)"), "沿用的就业率规定",
        "2025年起开班，沿用20号并标明待确认", "2024年开班，为现行规定",
    ),
    Boundary(
        "tenth_day", ("2024-20 七(二)",), "第10天",
        "第10天以后每天100元", "第10天及以前每天150元", ("GC039",), ("GC037",),
    ),
    Boundary(
        "limit", ("2024-20 七(二)", "DR-08"), "每人5000元",
        "第45天以后不再增加", "第44天为4900元，未到限额", ("GC045", "GC087"), ("GC043",),
    ),
    Boundary(
        "days_run_on", ("2024-20 七(二)", "DR-08"), "分段结算天数连续计",
        "前段已付8天，本段第3天起100元", "没有前段，从第1天起150元", ("GC091",), ("GC089",),
    ),
    Boundary(
        "valid_days", ("DR-08",), "每人有效天数", "缺课的天数不付", "到满的天数全付", ("GC075", "GC081"), ("GC041",),
    ),
    Boundary(
        "half_day", ("DR-08", "2026-8 表4", "2026-8 表5"), "半天计0.5天",
        "半天付75元", "改为只计整天的，半天不付", ("GC049",),
    ),
    Boundary(
        "approved_days", ("DR-09",), "批准的天数", "多一个半天，不付并提示", "恰为批准的天数，不提示", ("GC083",),
    ),
    Boundary(
        "attendance", ("DR-10", "2024-20 五(二)", "2026-8 二(4)"), "最低出勤率（采用时）",
        "差半天，退出核实人数", "恰好达到，照付", (), ("GC079",),
    ),
    Boundary(
        "staff_year", ("2024-20 三(一)", "DR-11"), "企业职工每年一次",
        "同一自然年度第二次，不付", "跨到另一年度，可付", ("GC095", "GC103"), ("GC099",),
    ),
    Boundary(
        "staff_key", ("2024-20 三(一)", "DR-11"), "同一工种同一等级", "同工种同等级，不付", "工种或等级不同，可付",
        ("GC095",), ("GC097",),
    ),
    Boundary(
        "other_kind", ("2024-20 五(一)", "2026-8 二(2)"), "同年参加多类培训",
        "另参加过一类，提示", "没有参加过，不提示",
    ),
    Boundary(
        "skill_upgrade", ("2024-20 四(一)", "DR-12"), "技能提升补贴",
        "符合领取条件或已领取，不再付取证补贴", "都没有，照付", ("GC111",),
    ),
    Boundary(
        "new_talent", ("2024-20 四(三)",), "新增技能人才持证",
        "没有证书或不属新增，不付", "新增并持证，照付", ("GC115",),
    ),
    Boundary(
        "payee", ("2024-20 四(三)",), "支付对象", "取证补贴付给本人", "培训补贴付给机构基本账户",
    ),
    Boundary(
        "input_faults", ("DR-13",), "填报的人数",
        "核实比审批多一人，拒收", "核实等于审批，受理", ("GC117",), ("GC001",),
    ),
    Boundary(
        "employed_above_verified", ("DR-13",), "就业人数多于核实人数",
        "多一人，拒收", "相等，受理", ("GC119",), ("GC053",),
    ),
    Boundary(
        "roster_above_approved", ("DR-13",), "名册多于审批人数", "多一人，拒收", "相等，受理", ("GC129",),
    ),
    Boundary(
        "rate_missing", ("DR-14", "2024-20 七(一)", "2026-8 四(一)"), "文件没有印出的标准",
        "没有录入，不计算", "已录入，按录入的标准", ("GC109",), ("GC105",),
    ),
    Boundary(
        "removal_order", ("DR-15",), "核减到人",
        "未合格的先减，再减天数最少的，再减名册在后的", "不需核减，一人不减", ("GC085",), ("GC075",),
    ),
    Boundary(
        "stages", ("DR-17",), "项目制末段结算", "末段，多付的收回、少付的补付", "不是末段，不与前段结算",
    ),
    Boundary(
        "governing_day", ("2024-20 二(三)", "2026-8 二"), "适用的文件",
        "2025年1月1日批准开班，适用8号", "2024年12月31日批准开班，适用20号",
    ),
)  # fmt: skip
