"""还差多少: the smallest changes that would raise a claim (N3)."""

from subsidies.rules.what_if.changes import Change, Kind, kinds_in
from subsidies.rules.what_if.distance import Distance, Step, distance

__all__ = ["Change", "Distance", "Kind", "Step", "distance", "kinds_in"]
