"""What the building looks like from outside: frozen values, complete, without anything private."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from .bookings import Booking
from .ids import DisplayId, DoorId, SpaceId
from .interval import Interval
from .words import (
    Act,
    Actor,
    AnnouncementKind,
    Bolt,
    Cause,
    CrowdLevel,
    DayKind,
    Desired,
    Desk,
    DisplayKind,
    DoorRole,
    HoursSource,
    Job,
    Leaf,
    Mode,
    ModeSource,
    RoutineState,
    SpaceKind,
    SpaceStatus,
    Sync,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class OpeningView:
    """The mode, since when, until when, what then, and why; `closes_at` None: not open, or not known."""

    mode: Mode
    source: ModeSource
    rule: str
    reason: str = ""
    actor: Actor = Actor.SYSTEM
    since: datetime | None = None
    until: datetime | None = None
    next_mode: Mode | None = None
    closes_at: datetime | None = None
    override_mode: Mode | None = None
    override_until: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class StaffView:
    """Whether staff are there, for staff only: never how many, and never for a display (S8)."""

    on_site: bool | None = None
    desk: Desk = Desk.AUTOMATIC
    is_missing: bool = False


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class CauseView:
    """Why something is not as it should be, and of what: a space, a door or nothing more."""

    cause: Cause
    subject: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticeView:
    """What displays tell visitors beside the mode; `at`: when the building closes."""

    kind: AnnouncementKind
    at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RoutineView:
    """Opening and closing (H6). `head_count`: visitors inside when an emergency began; None: unknown."""

    state: RoutineState = RoutineState.QUIET
    since: datetime | None = None
    causes: tuple[CauseView, ...] = ()
    notice: NoticeView | None = None
    head_count: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PeopleView:
    """Visitors in the building or a zone; None: unknown, not zero (P1)."""

    inside: int | None
    capacity: int | None
    level: CrowdLevel = CrowdLevel.UNKNOWN
    visits_today: int | None = None
    visits_by_mode: Mapping[Mode, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class EquipmentView:
    """A bookable device (B8): `powered` None is unknown; energy of the last booking that was metered."""

    powered: bool | None
    job: Job
    rule: str
    sync: Sync
    kept_on: bool = False
    held_until: datetime | None = None
    energy_last_booking_kwh: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SpaceView:
    """A space for staff (entities): `now` and `next` carry titles that only staff may see."""

    space: SpaceId
    name: str
    status: SpaceStatus
    since: datetime | None = None
    until: datetime | None = None
    occupied: bool | None = None
    people: int | None = None
    capacity: int | None = None
    level: CrowdLevel = CrowdLevel.UNKNOWN
    now: Booking | None = None
    next: Booking | None = None
    checked_in: bool = False
    bookings_today: int = 0
    bookings_live: bool = True
    release_at: datetime | None = None
    undo_until: datetime | None = None
    vacated: bool = False
    frees_at: datetime | None = None
    ends_soon: bool = False
    conflict_at: datetime | None = None
    out_reason: str = ""
    equipment: EquipmentView | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DoorView:
    """A door: what is wanted, why, and what is so (D3)."""

    door: DoorId
    name: str
    role: DoorRole
    desired: Desired
    rule: str
    actual: Bolt
    leaf: Leaf
    sync: Sync
    until: datetime | None = None
    automatic: bool = True
    space: SpaceId | None = None
    plan: tuple[Interval, ...] = ()
    plan_until: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class HoursSpanView:
    """Local wall-clock "HH:MM" ends of one stretch."""

    opens: str
    closes: str
    mode: Mode


@dataclass(frozen=True, slots=True, kw_only=True)
class DayView:
    """The plan of one local date; `known` False is not closed (H2). `note`: public reasons of exceptions."""

    day: date
    known: bool
    spans: tuple[HoursSpanView, ...] = ()
    kind: DayKind = DayKind.USUAL
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class HoursView:
    """Where the hours come from and how old they are (H3). `known_until`: the last date with data, if any.

    The weekly pattern is never read and has no end: both are None then.
    """

    source: HoursSource
    read_at: datetime | None = None
    failed_at: datetime | None = None
    known_until: date | None = None
    exceptions: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class BookingLineView:
    """A booking as the public sees it: a short opaque `ref`, a title only when public."""

    ref: str
    start: datetime
    end: datetime
    title: str = ""
    checked_in: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class RoomDisplayView:
    """Data of a door-side display (V1)."""

    space: SpaceId
    name: str
    status: SpaceStatus
    day_start: datetime
    day_end: datetime
    since: datetime | None = None
    until: datetime | None = None
    now: BookingLineView | None = None
    next: BookingLineView | None = None
    day: tuple[BookingLineView, ...] = ()
    capacity: int | None = None
    book_minutes: tuple[int, ...] = ()
    extend_minutes: tuple[int, ...] = ()
    acts: tuple[Act, ...] = ()
    bookings_live: bool = True
    release_at: datetime | None = None
    undo_until: datetime | None = None
    vacated: bool = False
    frees_at: datetime | None = None
    ends_soon: bool = False
    kind: SpaceKind = SpaceKind.ROOM


@dataclass(frozen=True, slots=True, kw_only=True)
class SpaceLineView:
    """A space as the lobby lists it."""

    space: SpaceId
    name: str
    status: SpaceStatus
    until: datetime | None = None
    next_start: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class EventLineView:
    """A public event."""

    start: datetime
    end: datetime
    title: str
    place: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class LobbyDisplayView:
    """Data of the lobby display (V2)."""

    today: DayView
    week: tuple[DayView, ...]
    spaces: tuple[SpaceLineView, ...]
    events: tuple[EventLineView, ...] = ()
    inside: int | None = None
    capacity: int | None = None
    booking_url: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DisplayDataView:
    """What one display shows; exactly one of `room` and `lobby` is set."""

    display: DisplayId
    name: str
    kind: DisplayKind
    library: str
    timezone: str
    mode: Mode
    mode_until: datetime | None = None
    next_mode: Mode | None = None
    notice: NoticeView | None = None
    crowd: CrowdLevel | None = None
    room: RoomDisplayView | None = None
    lobby: LobbyDisplayView | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class BuildingView:
    """Live read-only mappings: cheap to take, each value built when somebody asks for it.

    `day` gives the plan of any date, also beyond `days`.
    """

    opening: OpeningView
    hours: HoursView
    people: PeopleView
    zones: Mapping[str, PeopleView]
    spaces: Mapping[SpaceId, SpaceView]
    doors: Mapping[DoorId, DoorView]
    displays: Mapping[DisplayId, DisplayDataView]
    days: tuple[DayView, ...]
    day: Callable[[date], DayView]
    staff: StaffView
    routine: RoutineView
