"""Everything that changes an institution: papers, people, places, account, and the catalogue."""

from institutions.operations.accounts import (
    confirm_account_change,
    propose_account_change,
    refuse_account_change,
)
from institutions.operations.catalogue import add_occupation, publish_occupation, withdraw_occupation
from institutions.operations.evaluation_bodies import (
    add_evaluation_body,
    renew_filing,
    retire_evaluation_body,
)
from institutions.operations.facilities import (
    accept_cameras,
    add_teacher,
    add_venue,
    change_teacher,
    change_venue,
    retire_teacher,
    verify_venue,
    warn_of_ending_fire_checks,
)
from institutions.operations.lifecycle import (
    cancel_institution,
    close_rectification,
    expire_institution,
    order_rectification,
    release_institution,
    renew_institution,
    return_profile,
    shortlist_institution,
    sign_contract,
    submit_profile,
    suspend_institution,
)
from institutions.operations.papers import add_contract, add_permission, record_selection
from institutions.operations.profile import register_institution, update_profile

__all__ = [
    "accept_cameras",
    "add_contract",
    "add_evaluation_body",
    "add_occupation",
    "add_permission",
    "add_teacher",
    "add_venue",
    "cancel_institution",
    "change_teacher",
    "change_venue",
    "close_rectification",
    "confirm_account_change",
    "expire_institution",
    "order_rectification",
    "propose_account_change",
    "publish_occupation",
    "record_selection",
    "refuse_account_change",
    "register_institution",
    "release_institution",
    "renew_filing",
    "renew_institution",
    "retire_evaluation_body",
    "retire_teacher",
    "return_profile",
    "shortlist_institution",
    "sign_contract",
    "submit_profile",
    "suspend_institution",
    "update_profile",
    "verify_venue",
    "warn_of_ending_fire_checks",
    "withdraw_occupation",
]
