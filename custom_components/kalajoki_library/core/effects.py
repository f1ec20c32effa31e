"""What the building wants done or told. Effects are data; the shell performs them."""

from dataclasses import dataclass, field
from datetime import datetime

from .ids import BookingKey, DisplayId, DoorId, LockId, RequestId, SourceId, SpaceId, SwitchId
from .report.figures import DayReport
from .words import (
    Act,
    ActCode,
    Actor,
    AnnouncementKind,
    BookingOutcome,
    CrowdLevel,
    Desired,
    IssueKind,
    Mode,
    ModeSource,
    OrganiserKind,
    RoutineState,
    SpaceStatus,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class SetLock:
    """Bring a lock to LOCKED or UNLOCKED; worthless after `not_after` (D3)."""

    lock: LockId
    door: DoorId
    desired: Desired
    rule: str
    attempt: int
    not_after: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class SetSwitch:
    """Switch a bookable device on or off; worthless after `not_after` (B8)."""

    switch: SwitchId
    space: SpaceId
    on: bool
    rule: str
    not_after: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeBooking:
    """Ask a source for a change; it answers through `BookingChangeDone` (B4).

    BOOK/BOOK_NOW create `[start, end)`; EXTEND, END, RELEASE and UNDO_RELEASE set a new `end`; CANCEL removes
    the booking.
    """

    request: RequestId
    source: SourceId
    act: Act
    space: SpaceId
    actor: Actor
    booking: BookingKey | None = None
    start: datetime | None = None
    end: datetime | None = None
    title: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What became of an act; goes to the display or the caller that asked."""

    request: RequestId
    display: DisplayId | None
    code: ActCode
    until: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class StaffCalled:
    """A visitor asks for staff at a display."""

    display: DisplayId
    space: SpaceId | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ModeChanged:
    """The mode is another one, why, and in which role somebody chose it (H8)."""

    mode: Mode
    previous: Mode
    source: ModeSource
    rule: str
    reason: str = ""
    actor: Actor = Actor.SYSTEM


@dataclass(frozen=True, slots=True, kw_only=True)
class SpaceChanged:
    """The state of a space is another one, and by which rule (B5)."""

    space: SpaceId
    status: SpaceStatus
    previous: SpaceStatus
    rule: str


@dataclass(frozen=True, slots=True, kw_only=True)
class BookingRecorded:
    """One step in a booking's life, without saying whose. `powered_min`, `energy_kwh`: when METERED (B8)."""

    space: SpaceId
    organiser: OrganiserKind
    outcome: BookingOutcome
    reserved_min: float
    used_min: float | None = None
    lead_min: float | None = None
    attendees: int | None = None
    powered_min: float | None = None
    energy_kwh: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class VisitsCounted:
    """People passed; `inside` None: unknown (P1). `corrected`: by how much the count was put right."""

    zone: str
    inside: int | None
    entered: int
    left: int
    mode: Mode
    corrected: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class CapacityChanged:
    """How full the building (`zone` None), one of its zones or a space is, is another word now (P3)."""

    level: CrowdLevel
    previous: CrowdLevel
    zone: str | None = None
    space: SpaceId | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Announced:
    """The house tells the people in it something, once (H6, H7, D9); `minutes` until closing."""

    kind: AnnouncementKind
    minutes: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RoutineChanged:
    """Opening or closing has come a step further (H6)."""

    state: RoutineState
    previous: RoutineState


@dataclass(frozen=True, slots=True, kw_only=True)
class DayRolledUp:
    """A local day is over: its figures, once (R1)."""

    report: DayReport


@dataclass(frozen=True, slots=True, kw_only=True)
class IssueRaised:
    """Staff must know until `IssueCleared` comes for the same kind and subject."""

    kind: IssueKind
    subject: str


@dataclass(frozen=True, slots=True, kw_only=True)
class IssueCleared:
    """The matter is mended."""

    kind: IssueKind
    subject: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Touched:
    """Which parts of the view may have changed; at most one per handled event, and the last effect."""

    opening: bool = False
    people: bool = False
    spaces: frozenset[SpaceId] = frozenset()
    doors: frozenset[DoorId] = frozenset()


type Effect = (
    SetLock
    | SetSwitch
    | ChangeBooking
    | Answer
    | StaffCalled
    | ModeChanged
    | SpaceChanged
    | BookingRecorded
    | VisitsCounted
    | Announced
    | RoutineChanged
    | CapacityChanged
    | DayRolledUp
    | IssueRaised
    | IssueCleared
    | Touched
)
