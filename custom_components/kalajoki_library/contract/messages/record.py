"""Things worth counting, for the recorder. No person, no booking id, no code (S8, D6)."""

from dataclasses import dataclass

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
