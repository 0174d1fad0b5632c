"""What becomes of files that the virus scanner has looked at: infected ones are told, none is ever given out."""

from __future__ import annotations

from django.db import transaction

from foundation.accounts.actor import Actor
from foundation.accounts.duties import require_role
from foundation.accounts.enums import Role
from foundation.accounts.queries import holders_of
from foundation.audit.operations import Event, append
from foundation.core import scanning
from foundation.core.errors import NotNow
from foundation.core.models import ScanState, StoredFile
from foundation.workflow.messages import tell

ADDRESS = "/files/"


def scan_waiting_files() -> int:
    """One round of the scanner over what is due; returns how many files were decided."""
    return scanning.scan_due(note_infected)


def note_infected(stored: StoredFile) -> None:
    """On record, and told to whoever uploaded it and to the security administrators; in the caller's transaction."""
    detail = {"signature": stored.scan_note, "sha256": stored.sha256}
    append(Event("file.infected", "文件查出病毒，已停用", stored, detail=detail), actor=Actor.system())
    tell(
        {stored.created_by_id},
        title=f"您上传的“{stored}”查出病毒，已停用",
        body="任何人都不能下载它。请先给上传用的电脑查杀病毒，重新生成这份材料，在原处移除旧文件后再上传。",
    )
    tell(
        {*holders_of(Role.SECURITY_ADMINISTRATOR).values_list("pk", flat=True)},
        title=f"上传的文件查出病毒：{stored.scan_note}",
        body="文件已停用。请联系上传单位查杀电脑；确认是误报的，更新病毒库后在“文件安全”中重新查杀。",
        url=f"{ADDRESS}?state={ScanState.INFECTED}",
    )


@transaction.atomic
def order_new_scan(stored: StoredFile, *, actor: Actor) -> None:
    """The security administrator has a file looked at anew, for example after the virus signatures were updated."""
    require_role(actor, Role.SECURITY_ADMINISTRATOR, doing="重新查杀文件")
    if not scanning.scan_again(stored):
        raise NotNow("file.made_here", "这是系统自己生成的文件，不需要查杀。")
    detail = {"before": stored.scan_state, "sha256": stored.sha256}
    append(Event("file.scan_again", "重新查杀文件", stored, detail=detail), actor=actor)
