"""What a display shows, complete, and what visitors do at it."""

from dataclasses import dataclass
from datetime import datetime

from ..words import (
    ActCode,
    CrowdLevel,
    DisplayKind,
    Mode,
    SpaceKind,
    SpaceStatus,
    VisitorAct,
)
from .envelope import Command, Message, Text
from .opening import DayHours


@dataclass(frozen=True, slots=True, kw_only=True)
class BookingLine:
    """One booking on a day line. `title` only when it is public; `ref` is opaque and short."""

    ref: str
    start: datetime
    end: datetime
    title: str = ""
    own_label: str = ""
    checked_in: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class RoomView:
    """A door-side display's whole content (V1). Times are absolute: the page counts down.

    `release_at`: the booking of now is given back then unless somebody comes; `undo_until`: until then a
    visitor can say that a booking was given back wrongly (B6). `vacated`: the people of the booking seem to
    have left; `frees_at`: it ends by itself then; `ends_soon`: others come after it (B7).
    """

    space: str
    name: str
    status: SpaceStatus
    since: datetime | None = None
    until: datetime | None = None
    now: BookingLine | None = None
    next: BookingLine | None = None
    day: tuple[BookingLine, ...] = ()
    day_start: datetime
    day_end: datetime
    people: int | None = None
    capacity: int | None = None
    book_minutes: tuple[int, ...] = ()
    extend_minutes: tuple[int, ...] = ()
    actions: tuple[VisitorAct, ...] = ()
    bookings_live: bool = True
    release_at: datetime | None = None
    undo_until: datetime | None = None
    vacated: bool = False
    frees_at: datetime | None = None
    ends_soon: bool = False
    space_kind: SpaceKind = SpaceKind.ROOM


@dataclass(frozen=True, slots=True, kw_only=True)
class SpaceLine:
    """One space as the lobby lists it."""

    space: str
    name: str
    status: SpaceStatus
    until: datetime | None = None
    next_start: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class EventLine:
    """A public event of today or the coming days."""

    start: datetime
    end: datetime
    title: str
    place: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class LobbyView:
    """The lobby display's whole content (V2). `inside` counts visitors, never staff (S8)."""

    today: DayHours
    week: tuple[DayHours, ...] = ()
    spaces: tuple[SpaceLine, ...] = ()
    events: tuple[EventLine, ...] = ()
    inside: int | None = None
    capacity: int | None = None
    booking_url: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DisplayView(Message):
    """Everything one display shows; exactly one of `room` and `lobby` is set.

    `crowd` is missing while it is not known, not open, or no capacity is set.
    """

    display: str
    name: str
    kind: DisplayKind
    library: str
    timezone: str
    mode: Mode
    mode_until: datetime | None = None
    next_mode: Mode | None = None
    message: Text | None = None
    room: RoomView | None = None
    lobby: LobbyView | None = None
    crowd: CrowdLevel | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DisplayAction(Command):
    """A visitor's act at a display. `ref` names the booking the page showed."""

    action: VisitorAct
    space: str | None = None
    minutes: int | None = None
    ref: str | None = None
    score: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DisplayResult(Message):
    """What became of an act: `id` is the act's own id."""

    ok: bool
    code: ActCode
    until: datetime | None = None
