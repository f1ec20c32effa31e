"""What is told of one local day: time by mode, visits, bookings, how full it was (R1). Nobody is named."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from ..ids import SpaceId
from ..words import Mode, OrganiserKind


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class HourVisits:
    """Visits of a mode within a local hour; an hour that the clock shows twice is one."""

    mode: Mode
    hour: int
    visits: int


@dataclass(frozen=True, slots=True, kw_only=True)
class BookingFigures:
    """Bookings of a space by one kind of organiser; minutes are those of bookings that came to their end."""

    space: SpaceId
    organiser: OrganiserKind
    made: int = 0
    used: int = 0
    not_used: int = 0
    released: int = 0
    cancelled: int = 0
    reserved_min: float = 0.0
    used_min: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class DayReport:
    """A day that is over: `modes` add up to its length. `visits` None: nobody counts.

    Not `complete`: for more than five minutes at a time nobody watched; that time is under UNKNOWN.
    """

    day: date
    start: datetime
    end: datetime
    complete: bool
    modes: tuple[tuple[Mode, timedelta], ...]
    hours: tuple[HourVisits, ...] = ()
    visits: int | None = None
    bookings: tuple[BookingFigures, ...] = ()
    most_inside: int | None = None
    capacity: int | None = None
