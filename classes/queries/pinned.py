"""The parameters that govern a class: those pinned at its approval, until then those of today (A13)."""

from __future__ import annotations

from classes.models import TrainingClass
from foundation.policy.queries import current_parameters, pinned_parameters
from foundation.policy.types import Parameters


def parameters_of(training_class: TrainingClass) -> Parameters:
    """Every reading of a parameter for a class goes through here; a later change never touches an approved class."""
    if training_class.parameter_snapshot:
        return pinned_parameters(training_class.parameter_snapshot, training_class.policy_document_id)
    return current_parameters()
