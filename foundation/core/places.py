"""Places on the map."""

from __future__ import annotations

from decimal import Decimal
from math import asin, cos, radians, sin, sqrt

EARTH_METRES = 6_371_000
Point = tuple[Decimal, Decimal]  # latitude, longitude, in degrees


def metres_between(here: Point, there: Point) -> int:
    """As the crow flies, in whole metres."""
    (lat, lon), (to_lat, to_lon) = (tuple(map(radians, point)) for point in (here, there))
    arc = sin((to_lat - lat) / 2) ** 2 + cos(lat) * cos(to_lat) * sin((to_lon - lon) / 2) ** 2
    return round(2 * EARTH_METRES * asin(sqrt(arc)))
