"""Who may open the addresses of the foundation: signing in, one's account, people, policy, jobs, messages, audit."""

from __future__ import annotations

from foundation.accounts.access import LEADING, NOBODY, PUBLIC, READERS, SIGNED_IN, Access, Objects
from foundation.accounts.enums import Role
from foundation.administration.operations.parameters import MAY_ACTIVATE, MAY_PROPOSE
from foundation.administration.workflow import CONFIRMING, PROPOSING

PARAMETER_READERS: frozenset[str] = READERS | {Role.SYSTEM_ADMINISTRATOR}
SECURITY: frozenset[str] = frozenset({Role.SECURITY_ADMINISTRATOR})
SYSTEM: frozenset[str] = frozenset({Role.SYSTEM_ADMINISTRATOR})
GIVING_ROLES: frozenset[str] = frozenset({*PROPOSING, *CONFIRMING})
INSPECTION_HEAD: frozenset[str] = frozenset({Role.INSPECTION_HEAD})
WATCHING_SUPERVISION: frozenset[str] = INSPECTION_HEAD | LEADING | {Role.INSPECTOR, Role.AUDITOR}
AUDIT_READERS: frozenset[str] = frozenset({Role.AUDITOR, Role.AUDIT_ADMINISTRATOR})

RULES: dict[str, Access] = {
    "favicon": Access(read=PUBLIC),
    "healthz": Access(read=PUBLIC),
    "readyz": Access(read=PUBLIC),
    "api_schema": Access(read=SIGNED_IN),
    "policy:document_list": Access(read=SIGNED_IN),
    "policy:document_page": Access(read=SIGNED_IN, objects=Objects.SHARED),
    "policy:parameter_list": Access(read=PARAMETER_READERS),
    "policy:parameter_page": Access(read=PARAMETER_READERS, objects=Objects.SHARED),
    "policy:parameter_propose": Access(read=NOBODY, write=MAY_PROPOSE, objects=Objects.SHARED),
    "policy:parameter_confirm": Access(read=NOBODY, write=MAY_PROPOSE, objects=Objects.SHARED),
    "policy:parameter_activate": Access(read=NOBODY, write=MAY_ACTIVATE, objects=Objects.SHARED),
    "policy:parameter_reject": Access(read=NOBODY, write=MAY_ACTIVATE, objects=Objects.SHARED),
    "messages:message_list": Access(read=SIGNED_IN),
    "messages:message_read": Access(read=NOBODY, write=SIGNED_IN, objects=Objects.OWN),
    "messages:message_read_all": Access(read=NOBODY, write=SIGNED_IN),
    "jobs:job_list": Access(read=SIGNED_IN),
    "jobs:job_fragment": Access(read=SIGNED_IN, objects=Objects.OWN),
    "jobs:job_stop": Access(read=NOBODY, write=SIGNED_IN, objects=Objects.OWN),
    "jobs:job_retry": Access(read=NOBODY, write=SIGNED_IN, objects=Objects.OWN),
    "jobs:job_result": Access(read=SIGNED_IN, objects=Objects.OWN),
    "accounts:login": Access(read=PUBLIC, write=PUBLIC),
    "accounts:logout": Access(read=NOBODY, write=SIGNED_IN),
    "accounts:account": Access(read=SIGNED_IN, write=SIGNED_IN),
    "accounts:password_change": Access(read=SIGNED_IN, write=SIGNED_IN),
    "accounts:user_list": Access(read=SECURITY),
    "accounts:user_create": Access(read=SECURITY, write=SECURITY),
    "accounts:user_page": Access(read=SECURITY, objects=Objects.SHARED),
    "accounts:user_disable": Access(read=NOBODY, write=SECURITY, objects=Objects.SHARED),
    "accounts:user_enable": Access(read=NOBODY, write=SECURITY, objects=Objects.SHARED),
    "accounts:user_unlock": Access(read=NOBODY, write=SECURITY, objects=Objects.SHARED),
    "accounts:user_password": Access(read=NOBODY, write=SECURITY, objects=Objects.SHARED),
    "accounts:role_propose": Access(read=NOBODY, write=SECURITY, objects=Objects.SHARED),
    "accounts:role_propose_end": Access(read=NOBODY, write=SECURITY, objects=Objects.SHARED),
    "accounts:role_change_list": Access(read=GIVING_ROLES),
    "accounts:role_change_page": Access(read=GIVING_ROLES, objects=Objects.SHARED),
    "accounts:role_change_decide": Access(read=NOBODY, write=GIVING_ROLES, objects=Objects.SHARED),
    "accounts:organisation_list": Access(read=SYSTEM, write=SYSTEM),
    "accounts:supervision_list": Access(read=WATCHING_SUPERVISION),
    "accounts:supervision_assign": Access(read=NOBODY, write=INSPECTION_HEAD),
    "accounts:supervision_end": Access(read=NOBODY, write=INSPECTION_HEAD, objects=Objects.SHARED),
    "files:file_list": Access(read=SECURITY | SYSTEM),
    "files:file_scan_again": Access(read=NOBODY, write=SECURITY, objects=Objects.SHARED),
    "audit:entry_list": Access(read=AUDIT_READERS),
    "audit:entry_export": Access(read=NOBODY, write=AUDIT_READERS),
    "audit:chain_verify": Access(read=NOBODY, write=AUDIT_READERS),
}
