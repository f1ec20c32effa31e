"""State of a bookable space. No title and no name is ever in it (V5)."""

from dataclasses import dataclass
from datetime import datetime

from ..words import SpaceStatus
from .envelope import Message


@dataclass(frozen=True, slots=True, kw_only=True)
class SpaceState(Message):
    """What a space is now and until when; occupied None is unknown, not empty."""

    space: str
    name: str
    status: SpaceStatus
    since: datetime | None = None
    until: datetime | None = None
    occupied: bool | None = None
    people: int | None = None
    booked: bool = False
    bookings_today: int = 0
    bookings_live: bool = True
