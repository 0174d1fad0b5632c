"""The verbs of C1: from 登记 to 在约, rectification, suspension, cancellation, expiry and renewal."""

from __future__ import annotations

from datetime import date
from typing import Any

from foundation.accounts.actor import Actor
from foundation.core import clock
from foundation.workflow.engine import performs
from institutions.enums import InstitutionVerb as V
from institutions.models import Institution
from institutions.workflow import INSTITUTION

Detail = dict[str, Any]


@performs(INSTITUTION, V.SUBMIT_PROFILE)
def submit_profile(institution: Institution, *, actor: Actor, comment: str = "") -> Detail:
    """The institution hands in its papers for examination."""
    return {"credit_code": institution.credit_code}


@performs(INSTITUTION, V.RETURN_PROFILE)
def return_profile(institution: Institution, *, actor: Actor, comment: str) -> Detail:
    """The bureau sends the papers back, with everything that is missing."""
    return {}


@performs(INSTITUTION, V.SHORTLIST)
def shortlist_institution(institution: Institution, *, actor: Actor, comment: str = "") -> Detail:
    """The result of the 竞争性磋商 stands: the institution is 入围 for its term."""
    return {
        "selection": institution.selection_document,
        "from": institution.service_from,
        "to": institution.service_to,
    }


@performs(INSTITUTION, V.SIGN_CONTRACT)
def sign_contract(institution: Institution, *, actor: Actor, comment: str = "") -> Detail:
    """The yearly contract takes effect: the institution is 在约 and may open classes."""
    return contract_detail(institution)


@performs(INSTITUTION, V.RENEW)
def renew_institution(institution: Institution, *, actor: Actor, comment: str = "") -> Detail:
    """The next year's contract takes effect after the last one ran out."""
    return contract_detail(institution)


@performs(INSTITUTION, V.ORDER_RECTIFICATION)
def order_rectification(institution: Institution, *, actor: Actor, comment: str) -> Detail:
    """The inspection group orders the institution to put things right; no new class meanwhile."""
    return {}


@performs(INSTITUTION, V.CLOSE_RECTIFICATION)
def close_rectification(institution: Institution, *, actor: Actor, comment: str) -> Detail:
    """The inspection group has seen that things were put right."""
    return {}


@performs(INSTITUTION, V.SUSPEND)
def suspend_institution(institution: Institution, *, actor: Actor, comment: str) -> Detail:
    """No more training this year: suspended to 31 December (8号 三(三), A52)."""
    institution.suspended_until = date(clock.today().year, 12, 31)
    institution.save(update_fields=["suspended_until"])
    return {"until": institution.suspended_until}


@performs(INSTITUTION, V.RELEASE)
def release_institution(institution: Institution, *, actor: Actor, comment: str) -> Detail:
    """The suspension is over and the director lets the institution train again."""
    was_until = institution.suspended_until
    institution.suspended_until = None
    institution.save(update_fields=["suspended_until"])
    return {"was_until": was_until}


@performs(INSTITUTION, V.CANCEL)
def cancel_institution(institution: Institution, *, actor: Actor, comment: str) -> Detail:
    """The institution loses its qualification for good (8号 五)."""
    return {}


@performs(INSTITUTION, V.EXPIRE)
def expire_institution(institution: Institution, *, actor: Actor, comment: str = "") -> Detail:
    """The contract has run out: running classes finish, no new one opens."""
    last = institution.contracts.order_by("-valid_to").first()
    return {"last_contract": last.number if last else "", "ended": last.valid_to if last else None}


def contract_detail(institution: Institution) -> Detail:
    contract = institution.contracts.valid_on(clock.today()).first()
    return {"contract": contract.number, "to": contract.valid_to} if contract else {}
