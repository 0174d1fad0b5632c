"""The clauses on which the calculation rests, by the name of what they say."""

from foundation.policy.types import Clause

PASS_RATE_MET = Clause("2026-8", "四(一)")
PASS_RATE_SHORTFALL = Clause("2026-8", "四(二)")
MATERIAL_REJECTED = Clause("2026-8", "四(三)")
CLAIM_AFTER_ACCEPTANCE = Clause("2026-8", "二(9)")
FALSE_EMPLOYMENT_PROOF = Clause("2026-8", "三(三)")
FABRICATION = Clause("2026-8", "五")

ORDER_AND_PROJECT = Clause("2024-20", "七(二)")
ENTERPRISE_STAFF = Clause("2024-20", "三(一)")
CARE_ORDER = Clause("2024-20", "三(三)")
SKILL_UPGRADE = Clause("2024-20", "四(一)")
CERTIFICATE = Clause("2024-20", "四(三)")
SIGNATURES_AND_NOTICE = Clause("2024-20", "五(三)")
VOUCHERS = Clause("2024-20", "六")

VERIFIED_HEADS = Clause("DR-04")
LOWER_OF_TWO = Clause("DR-07")
VALID_DAYS = Clause("DR-08")
DAYS_CAPPED = Clause("DR-09")
MINIMUM_ATTENDANCE = Clause("DR-10")
INPUT_FAULT = Clause("DR-13")
RATE = Clause("DR-14")
STAGES = Clause("DR-17")
