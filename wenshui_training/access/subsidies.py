"""Who may open which address of subsidies."""

from __future__ import annotations

from foundation.accounts.access import (
    BUREAU,
    CASE_READERS,
    INSTITUTION,
    NOBODY,
    READERS,
    SIGNED_IN,
    Access,
    Objects,
)
from foundation.accounts.enums import LEADERS, Role

MANAGERS = frozenset({Role.INSTITUTION_MANAGER})
CLERKS = frozenset({Role.TRAINING_OFFICER})
EXAMINERS = frozenset({Role.TRAINING_OFFICER, Role.INSPECTOR, Role.INSPECTION_HEAD, Role.DEPUTY_DIRECTOR})
REGISTERING = frozenset({Role.TRAINING_OFFICER, Role.REGISTRY_OFFICER})
OBJECTIONS = frozenset({Role.TRAINING_OFFICER, Role.INSPECTION_HEAD})
PAYING = frozenset({Role.COUNTY_FINANCE})
FINANCE = frozenset({Role.FINANCE_OFFICER})
DIRECTOR = frozenset({Role.DIRECTOR})
FORECAST_READERS = READERS | INSTITUTION
QUOTING = READERS | INSTITUTION
RECOMPUTING = frozenset({Role.TRAINING_HEAD})
ASSESSING = frozenset({Role.TRAINING_OFFICER, Role.TRAINING_HEAD, Role.SYSTEM_ADMINISTRATOR}) | LEADERS
IMPACT_READERS = READERS | ASSESSING
JUDGING = frozenset({Role.INSPECTOR, Role.INSPECTION_HEAD})
DECIDING = BUREAU | MANAGERS
CLAIM_DECIDING = DECIDING | PAYING
HELD_DECIDING = FINANCE | PAYING | frozenset({Role.INSPECTION_HEAD})

RULES: dict[str, Access] = {
    "subsidies:acceptance_list": Access(CASE_READERS),
    "subsidies:acceptance_open": Access(NOBODY, MANAGERS, Objects.TENANT),
    "subsidies:acceptance_detail": Access(CASE_READERS, NOBODY, Objects.TENANT),
    "subsidies:acceptance_perform": Access(NOBODY, DECIDING, Objects.TENANT),
    "subsidies:acceptance_report": Access(NOBODY, MANAGERS, Objects.TENANT),
    "subsidies:acceptance_facts": Access(NOBODY, REGISTERING, Objects.TENANT),
    "subsidies:archive_fill": Access(NOBODY, MANAGERS, Objects.TENANT),
    "subsidies:item_fill": Access(NOBODY, MANAGERS, Objects.TENANT),
    "subsidies:item_deficiency": Access(NOBODY, EXAMINERS, Objects.TENANT),
    "subsidies:item_file": Access(CASE_READERS, NOBODY, Objects.TENANT),
    "subsidies:source_list": Access(CASE_READERS),
    "subsidies:source_class": Access(CASE_READERS, NOBODY, Objects.TENANT),
    "subsidies:difference_explain": Access(MANAGERS, MANAGERS, Objects.TENANT),
    "subsidies:difference_detail": Access(CASE_READERS, NOBODY, Objects.TENANT),
    "subsidies:difference_perform": Access(NOBODY, JUDGING, Objects.TENANT),
    "subsidies:difference_proof": Access(CASE_READERS, NOBODY, Objects.TENANT),
    "subsidies:claim_list": Access(CASE_READERS),
    "subsidies:claim_open": Access(NOBODY, MANAGERS, Objects.TENANT),
    "subsidies:class_stages": Access(CLERKS, CLERKS, Objects.TENANT),
    "subsidies:claim_detail": Access(CASE_READERS, NOBODY, Objects.TENANT),
    "subsidies:claim_perform": Access(NOBODY, CLAIM_DECIDING, Objects.TENANT),
    "subsidies:claim_sheet": Access(CASE_READERS, NOBODY, Objects.TENANT),
    "subsidies:claim_publish": Access(CLERKS, CLERKS, Objects.TENANT),
    "subsidies:claim_objection": Access(OBJECTIONS, OBJECTIONS, Objects.TENANT),
    "subsidies:claim_payment": Access(PAYING, PAYING, Objects.TENANT),
    "subsidies:claim_recover": Access(DIRECTOR, DIRECTOR, Objects.TENANT),
    "subsidies:held_detail": Access(CASE_READERS, NOBODY, Objects.TENANT),
    "subsidies:held_perform": Access(NOBODY, HELD_DECIDING, Objects.TENANT),
    "subsidies:held_payment": Access(PAYING, PAYING, Objects.TENANT),
    "subsidies:quote_page": Access(QUOTING, QUOTING),
    "subsidies:quote_entry": Access(NOBODY, QUOTING),
    "subsidies:quote_sheet": Access(NOBODY, QUOTING),
    "subsidies:quote_case": Access(NOBODY, QUOTING),
    "subsidies:quote_template": Access(NOBODY, QUOTING),
    "subsidies:class_quote": Access(QUOTING, NOBODY, Objects.TENANT),
    "subsidies:reading_list": Access(SIGNED_IN),
    "subsidies:reading_page": Access(SIGNED_IN, NOBODY, Objects.SHARED),
    "subsidies:forecast_list": Access(FORECAST_READERS),
    "subsidies:forecast_export": Access(NOBODY, FORECAST_READERS),
    "subsidies:forecast_recompute": Access(NOBODY, RECOMPUTING),
    "subsidies:impact_detail": Access(IMPACT_READERS, NOBODY, Objects.SHARED),
    "subsidies:impact_assess": Access(NOBODY, ASSESSING, Objects.SHARED),
    "subsidies:impact_export": Access(NOBODY, READERS, Objects.SHARED),
    "subsidies:notice_list": Access(READERS),
    "subsidies:notices_publish": Access(NOBODY, CLERKS),
    "subsidies:notice_detail": Access(READERS, NOBODY, Objects.SHARED),
    "subsidies:notice_print": Access(READERS, NOBODY, Objects.SHARED),
    "subsidies:objection_list": Access(READERS),
    "subsidies:payment_list": Access(READERS),
    "subsidies:fund_list": Access(READERS),
    "subsidies:fund_open": Access(FINANCE, FINANCE),
    "subsidies:fund_detail": Access(READERS, NOBODY, Objects.SHARED),
    "subsidies:income_new": Access(FINANCE, FINANCE, Objects.SHARED),
    "subsidies-api-acceptance-list": Access(CASE_READERS),
    "subsidies-api-acceptance-detail": Access(CASE_READERS, NOBODY, Objects.TENANT),
    "subsidies-api-acceptance-perform": Access(NOBODY, DECIDING, Objects.TENANT),
    "subsidies-api-difference-list": Access(CASE_READERS),
    "subsidies-api-difference-detail": Access(CASE_READERS, NOBODY, Objects.TENANT),
    "subsidies-api-difference-perform": Access(NOBODY, JUDGING, Objects.TENANT),
    "subsidies-api-claim-list": Access(CASE_READERS),
    "subsidies-api-claim-detail": Access(CASE_READERS, NOBODY, Objects.TENANT),
    "subsidies-api-claim-perform": Access(NOBODY, CLAIM_DECIDING, Objects.TENANT),
    "subsidies-api-held-list": Access(CASE_READERS),
    "subsidies-api-held-detail": Access(CASE_READERS, NOBODY, Objects.TENANT),
    "subsidies-api-held-perform": Access(NOBODY, HELD_DECIDING, Objects.TENANT),
    "subsidies-api-reading-list": Access(SIGNED_IN),
    "subsidies-api-reading-detail": Access(SIGNED_IN, NOBODY, Objects.SHARED),
    "subsidies-api-quote-list": Access(NOBODY, QUOTING),
    "subsidies-api-forecast-list": Access(FORECAST_READERS),
    "subsidies-api-impact-detail": Access(READERS, NOBODY, Objects.SHARED),
    "subsidies-api-payment-list": Access(CASE_READERS),
    "subsidies-api-payment-detail": Access(CASE_READERS, NOBODY, Objects.TENANT),
}
