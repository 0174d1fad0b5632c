"""资格审核 of one application, and what follows from vouchers and classes."""

from __future__ import annotations

from typing import Any

from foundation.accounts.actor import Actor
from foundation.accounts.enums import Role
from foundation.accounts.queries import holders_of
from foundation.core.national_codes import mask_identity_number
from foundation.workflow.engine import performs
from foundation.workflow.messages import tell
from trainees.enums import ApplicationVerb as V
from trainees.enums import HitDecision
from trainees.models import Application
from trainees.operations.comparison import run_checks
from trainees.rules.catalogue import Moment
from trainees.workflow import APPLICATION

Detail = dict[str, Any]


@performs(APPLICATION, V.SEND_FOR_REVIEW)
def send_application_for_review(
    application: Application, *, actor: Actor, comment: str = "", is_compared: bool = False
) -> Detail:
    """The institution hands the applicant to the bureau; the comparison runs at once.

    `is_compared` says that it has just run, over the whole roster that the applicant is on.
    """
    if not is_compared:
        return {"open_hits": run_checks([application], Moment.REGISTRATION, actor=actor)}
    return {"open_hits": sum(hit.decision == HitDecision.OPEN for hit in application.hits.all())}


@performs(APPLICATION, V.PASS)
def pass_application(application: Application, *, actor: Actor, comment: str = "") -> Detail:
    """资格审核小组 finds the person entitled: every finding decided, the certificate numbered."""
    return {"certificate_number": mask_identity_number(application.employment_certificate_number)}


@performs(APPLICATION, V.RETURN)
def return_application(application: Application, *, actor: Actor, comment: str) -> Detail:
    """资格审核小组 sends the entry back to be corrected, and says what is wrong."""
    _tell_institution(application, "退回补正", comment)
    return {}


@performs(APPLICATION, V.REJECT)
def reject_application(application: Application, *, actor: Actor, comment: str) -> Detail:
    """资格审核小组 finds the person not entitled, and says why."""
    _tell_institution(application, "资格审核不通过", comment)
    return {}


@performs(APPLICATION, V.RECORD_VOUCHER)
def record_voucher(application: Application, *, actor: Actor, comment: str = "") -> Detail:
    """The training voucher has been issued."""
    return {}


@performs(APPLICATION, V.JOIN_CLASS)
def join_class(application: Application, *, actor: Actor, comment: str = "") -> Detail:
    """The class is approved: the person is in it."""
    return {"position": application.position}


def _tell_institution(application: Application, what: str, comment: str) -> None:
    managers = holders_of(Role.INSTITUTION_MANAGER, organisation_id=application.institution_id)
    title = f"{application.group_title} {application.person.masked_name} {what}".strip()
    told = set(managers.values_list("pk", flat=True))
    tell({*told}, title=title, body=comment, url=application.get_absolute_url())
