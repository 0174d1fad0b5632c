"""Every parameter there is: those that the documents print, the rates they leave open, the yearly plans, the
office's own time limits. Pure; no Django.
"""

from __future__ import annotations

from functools import cache

from foundation.policy import catalogue
from foundation.policy.catalogue import Document, ParameterDefinition, Target, documents, targets
from foundation.policy.step_limits import SOURCE, STEP_LIMITS

RATE_CATEGORIES = ("就业技能", "订单式", "项目制", "护工订单", "企业职工", "创业", "农民工", "取证")
BY_LEVEL = "取证"
RATE_KEYS = frozenset(f"rate.{name}" for name in RATE_CATEGORIES)
PRINTED = {
    **dict.fromkeys(("订单式", "项目制", "护工订单"), "未另设时执行文件的按天标准"),
    "企业职工": "未另设时执行文件的每人标准",
}


def rate_definitions() -> tuple[ParameterDefinition, ...]:
    """A subsidy standard for each category; which of them are set is the bureau's decision (DR-14)."""
    return tuple(
        ParameterDefinition(
            f"rate.{name}", f"{name}补贴标准", "元", "rate", "rate", (), PRINTED.get(name, ""), ()
        )
        for name in RATE_CATEGORIES
    )


def target_definitions() -> tuple[ParameterDefinition, ...]:
    """The yearly plan for each kind of training: figures are handed down each year and may be absent (R207, R209)."""
    years = sorted({year for document in documents() for year in _years(document)})
    return tuple(
        ParameterDefinition(target_key(year, t), f"{year}年计划：{t.name}", "人", "whole", "plan", (), "", ())
        for year in years
        for t in targets()
    )


def target_key(year: int, target: Target) -> str:
    """`target.2024.care_order`."""
    return f"target.{year}.{target.key}"


@cache
def definitions() -> dict[str, ParameterDefinition]:
    """By key, in the order of the register. Read only."""
    limits = (
        ParameterDefinition(limit.key, f"{limit.name}时限", "个工作日", "whole", "process", (), SOURCE, ())
        for limit in STEP_LIMITS
    )
    return {
        item.key: item
        for item in (*rate_definitions(), *target_definitions(), *catalogue.definitions(), *limits)
    }


def may_be_absent(key: str) -> bool:
    """Whether a day without a value is allowed: rates that no document prints (DR-14), plans not yet handed down."""
    return key in RATE_KEYS or key.startswith("target.")


def _years(document: Document) -> range:
    return range(document.in_force_from.year, document.in_force_to.year + 1)
