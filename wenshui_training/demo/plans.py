"""The classes of the demo county: at least one in every state of the lifecycle, and what makes each worth a look."""

from __future__ import annotations

from institutions.enums import TrainingCategory as Category
from reports.rules.evidence import Likeness
from subsidies.rules.half_day import Code
from wenshui_training.demo.telling import Plan

PLANS = (
    # --- finished ---
    Plan(1, "qihang", "elder_care", 8, "archived", lag=4, failing=(7,), evaluated=7, on_paper=2),
    Plan(2, "jinying", "welder", 6, "archived", lag=19, finding="mended"),
    Plan(3, "huineng", "cook", 6, "paid", lag=2, category=Category.MIGRANT_WORKER),
    # --- the claim on its way ---
    Plan(4, "huineng", "electrician", 6, "sent", category=Category.ENTERPRISE_STAFF, reviewer="training2"),
    Plan(5, "qihang", "infant_care", 5, "bounced"),
    Plan(6, "qihang", "housekeeping", 5, "published", lag=15),
    Plan(7, "jinying", "elder_care", 6, "published", lag=2),
    Plan(8, "huineng", "pastry", 5, "objected"),
    Plan(9, "qihang", "nursing", 8, "claim_director", category=Category.ORDER, employed=7),
    Plan(10, "jinying", "cook", 5, "claim_deputy", lag=2),
    Plan(11, "huineng", "welder", 8, "claim_second", failing=(3, 6), reviewer="training2"),
    Plan(12, "qihang", "pastry", 5, "claim_first"),
    Plan(13, "jinying", "e_commerce", 10, "claimed", leaving=(4,), failing=(2, 9)),
    Plan(14, "huineng", "cook", 5, "claim_returned", lag=2),
    # --- acceptance ---
    Plan(
        15,
        "qihang",
        "elder_care",
        8,
        "accepted",
        category=Category.CARE_ORDER,
        employed=5,
        likenesses=(Likeness.ONE_EMPLOYER,),
    ),
    Plan(16, "jinying", "welder", 5, "archive_failed", lag=2),
    Plan(17, "huineng", "electrician", 6, "archive_confirmed", lag=3, mismatches=(Code.MORE_COUNTED,)),
    Plan(18, "qihang", "infant_care", 5, "archive_submitted", evaluated=3, mismatches=(Code.FEWER_COUNTED,)),
    Plan(19, "jinying", "elder_care", 6, "evaluated", failing=(5,), evaluated=6),
    Plan(20, "huineng", "pastry", 6, "taught"),
    # --- in the classroom ---
    Plan(
        21,
        "qihang",
        "elder_care",
        50,
        "taught",
        days=10,
        begun=4,
        next_inspection=0,
        finding="mended",
        truant=(12,),
    ),
    Plan(
        22,
        "huineng",
        "welder",
        10,
        "taught",
        days=8,
        begun=3,
        next_inspection=1,
        finding="open",
        phones=True,
        mismatches=(Code.VIDEO_SHORT, Code.LOG_MISSING, Code.WITHOUT_VOUCHER),
    ),
    Plan(23, "jinying", "cook", 6, "suspended", finding="serious", mismatches=(Code.FEWER_COUNTED,)),
    Plan(
        24,
        "huineng",
        "electrician",
        5,
        "terminated",
        lag=12,
        finding="serious",
        mismatches=(Code.FEWER_COUNTED,),
    ),
    # --- approved ---
    Plan(25, "qihang", "housekeeping", 6, "cameras_seen", lag=3),
    Plan(26, "jinying", "e_commerce", 6, "vouchers_made"),
    Plan(27, "huineng", "cook", 6, "confirmed"),
    Plan(28, "qihang", "nursing", 6, "filed"),
    Plan(29, "jinying", "welder", 6, "changed"),
    # --- under approval ---
    Plan(30, "huineng", "welder", 6, "second_reviewed", lag=2),
    Plan(31, "jinying", "elder_care", 6, "first_reviewed"),
    Plan(32, "qihang", "elder_care", 50, "submitted", days=10, category=Category.MIGRANT_WORKER),
    Plan(33, "huineng", "pastry", 6, "submitted", lag=5),
    Plan(34, "jinying", "cook", 6, "returned", lag=2),
    Plan(35, "qihang", "infant_care", 5, "withdrawn", lag=9),
    Plan(36, "huineng", "cook", 5, "refused", lag=16),
    # --- the institution's own ---
    Plan(37, "qihang", "pastry", 6, "prepared"),
    Plan(38, "jinying", "welder", 5, "reviewed"),
    Plan(39, "huineng", "electrician", 10, "compared", doubles=(37, 38, 31), lag=2),
    Plan(40, "qihang", "housekeeping", 8, "careless"),
    Plan(41, "jinying", "e_commerce", 6, "handed_in"),
    # --- settled by stages: the first one paid, the second one handed in ---
    Plan(
        42,
        "qihang",
        "elder_care",
        6,
        "second_stage",
        lag=2,
        days=6,
        category=Category.PROJECT,
        employed=6,
        stages=2,
        likenesses=(Likeness.SHARED_PHONE,),
    ),
)
