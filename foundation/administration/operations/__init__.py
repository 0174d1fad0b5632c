"""Everything that is done to accounts, roles, third-party supervision, parameters and the record, by theme."""

from foundation.administration.operations import roles

__all__ = ["roles"]  # a lifecycle table: its verbs must be known at start-up
