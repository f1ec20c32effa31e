"""Things worth counting, for the recorder. No person, no booking id, no code (S8, D6)."""

from dataclasses import dataclass
from datetime import date, datetime

from ..words import AccessDecision, BookingOutcome, Method, Mode, ModeSource, OrganiserKind
from .envelope import Message


@dataclass(frozen=True, slots=True, kw_only=True)
class ModeRecord(Message):
    """The mode changed (H8)."""

    mode: Mode
    previous: Mode
    source: ModeSource
    rule: str


@dataclass(frozen=True, slots=True, kw_only=True)
class BookingRecord(Message):
    """A booking was made, started, changed or ended. METERED: what a device drew; None: not known (B8)."""

    space: str
    organiser: OrganiserKind
    outcome: BookingOutcome
    reserved_min: float
    used_min: float | None = None
    lead_min: float | None = None
    attendees: int | None = None
    powered_min: float | None = None
    energy_kwh: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class VisitRecord(Message):
    """People passed a counting line (P1, P3). `inside` None: a gap, not zero.

    `corrected` is by how much the count was put right, by staff or when closed and quiet: no visits.
    """

    zone: str
    inside: int | None
    entered: int
    left: int
    capacity: int | None = None
    mode: Mode
    corrected: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class AccessRecord(Message):
    """Somebody was let in at a door or was not."""

    door: str
    method: Method
    decision: AccessDecision
    latency_ms: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedbackRecord(Message):
    """One tap on a face, 1 to 4."""

    display: str
    score: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ModeOfDay:
    """One mode's share of a day. `visits` None: nobody counts."""

    mode: Mode
    minutes: float
    visits: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class HourOfDay:
    """Visits of a mode within a local hour, 0 to 23; an hour that the clock shows twice is one."""

    mode: Mode
    hour: int
    visits: int


@dataclass(frozen=True, slots=True, kw_only=True)
class BookingsOfDay:
    """Bookings of a space by one kind of organiser; minutes are those of bookings that came to their end."""

    space: str
    organiser: OrganiserKind
    made: int = 0
    used: int = 0
    not_used: int = 0
    released: int = 0
    cancelled: int = 0
    reserved_min: float = 0.0
    used_min: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class DayRecord(Message):
    """A local day is over (R1). `id` is made of site and date: the same day again is the same record.

    `start` is the day's first instant. The minutes of all modes add up to `length_min` (1380, 1440 or 1500).
    Not `complete`: for more than five minutes at a time nobody watched; that time is under `unknown`.
    """

    day: date
    start: datetime
    length_min: float
    complete: bool
    modes: tuple[ModeOfDay, ...] = ()
    hours: tuple[HourOfDay, ...] = ()
    bookings: tuple[BookingsOfDay, ...] = ()
    visits: int | None = None
    most_inside: int | None = None
    capacity: int | None = None
