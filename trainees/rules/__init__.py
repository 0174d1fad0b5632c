"""Pure rules about people: when somebody is trained twice, and when two entries are one person (F06, F07, N27)."""

from trainees.rules.doubles import Booking, Doubt, decide_double_training
from trainees.rules.han import mend, plain_form
from trainees.rules.matching import Match, MatchReason, PersonFacts, Verdict, decide_match
from trainees.rules.names import NameRelation, compare_names, is_one_apart, normalise_name, sound_key
from trainees.rules.numbers import NumberRelation, compare_numbers, current_form, offered_number

__all__ = [
    "Booking",
    "Doubt",
    "Match",
    "MatchReason",
    "NameRelation",
    "NumberRelation",
    "PersonFacts",
    "Verdict",
    "compare_names",
    "compare_numbers",
    "current_form",
    "decide_double_training",
    "decide_match",
    "is_one_apart",
    "mend",
    "normalise_name",
    "offered_number",
    "plain_form",
    "sound_key",
]
