"""What the calendar and the work list do for the foundation: check the record, close what has run out."""

from __future__ import annotations

from foundation.accounts.actor import Actor
from foundation.accounts.models import User
from foundation.accounts.queries import actor_of
from foundation.administration.operations.auditing import CHECK_KIND, check_chain, order_daily_check
from foundation.administration.operations.files import scan_waiting_files
from foundation.administration.operations.supervision import close_expired
from foundation.audit.sent_once import forget_old_forms
from foundation.core.files import draw_missing_copies
from foundation.core.landing import sweep
from foundation.jobs.handlers import JobContext, Outcome, handles
from foundation.jobs.schedule import daily, frequently


@daily("accounts.close_expired_supervision")
def close_expired_supervision() -> int:
    """Third-party supervision past its last day."""
    return close_expired()


@daily("audit.forget_old_forms")
def forget_forms() -> int:
    """Forms so old that nobody sends them again by mistake."""
    return forget_old_forms()


@frequently("files.scan")
def scan_files() -> int:
    """Uploads that wait for the virus scanner."""
    return scan_waiting_files()


@daily("files.sweep")
def sweep_files() -> int:
    """Broken uploads, and bytes whose transaction failed."""
    return sweep()


@daily("files.draw_missing_copies")
def draw_copies() -> int:
    """Pictures from before copies were kept (ADR 0013)."""
    return draw_missing_copies()


@daily("audit.check_chain")
def check_chain_daily() -> int:
    """Puts today's check of the record on the work list, once a day."""
    return order_daily_check()


@handles(CHECK_KIND)
def run_chain_check(context: JobContext) -> Outcome:
    """Recompute the whole chain; the result stays beside it."""
    user = User.objects.filter(pk=context.created_by_id).first() if context.created_by_id else None
    check = check_chain(
        context.job_id, actor=actor_of(user) if user else Actor.system(), progress=context.progress
    )
    return Outcome(check.sentence, url="/audit/")
