"""Everything that can happen to the building. Handling the same event twice changes nothing."""

from dataclasses import dataclass
from datetime import datetime

from .bookings import Booking
from .ids import (
    BookingKey,
    CounterId,
    DisplayId,
    DoorId,
    LockId,
    RequestId,
    SensorId,
    SourceId,
    SpaceId,
    SwitchId,
)
from .opening.hours import DayHours, ExceptionSpan
from .settings import BUILDING
from .words import Act, ActCode, Actor, Bolt, Desk, HoursSource, Leaf, Mode


@dataclass(frozen=True, slots=True, kw_only=True)
class Woken:
    """The timer armed at `next_wakeup()` fired, or the program started."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ModeOverridden:
    """Somebody of staff chose a mode until an instant, with a reason (H2)."""

    mode: Mode
    until: datetime
    reason: str
    actor: Actor = Actor.STAFF


@dataclass(frozen=True, slots=True, kw_only=True)
class OverrideCleared:
    """Back to the plan; an emergency goes on."""

    actor: Actor = Actor.STAFF


@dataclass(frozen=True, slots=True, kw_only=True)
class EmergencyEnded:
    """A person ended an evacuation or a lockdown and said why (D9)."""

    reason: str
    actor: Actor = Actor.STAFF


@dataclass(frozen=True, slots=True, kw_only=True)
class HoursRead:
    """An hours source answered. A date it does not speak of stays as it was known before (H2)."""

    source: HoursSource
    days: tuple[DayHours, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class HoursFailed:
    """An hours source could not be read; the last good hours stay (H2)."""

    source: HoursSource


@dataclass(frozen=True, slots=True, kw_only=True)
class ExceptionsRead:
    """The exceptions calendar as it is now, complete: what is not in it is no more (H2)."""

    spans: tuple[ExceptionSpan, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class FireAlarmReported:
    """A fire alarm speaks: going on begins an evacuation, going off ends none; None says nothing (D9)."""

    sensor: SensorId
    on: bool | None
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class StaffReported:
    """Something that knows says whether somebody of staff is there; None: unavailable (H1)."""

    sensor: SensorId
    on_site: bool | None


@dataclass(frozen=True, slots=True, kw_only=True)
class StaffCheckedIn:
    """Somebody of staff has come; `badge` tells several apart without saying who."""

    badge: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class StaffCheckedOut:
    """Somebody of staff goes; without `badge` the last one."""

    badge: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class StaffBadgeUsed:
    """When a badge or button of staff was last used: used once they come, used twice they go."""

    badge: SensorId
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class DeskChosen:
    """Staff say whether the desk is staffed; it holds to the end of the local day (H1)."""

    desk: Desk


@dataclass(frozen=True, slots=True, kw_only=True)
class BookingsRead:
    """A source's complete bookings of `[start, end)`, for all its spaces (B2)."""

    source: SourceId
    start: datetime
    end: datetime
    bookings: tuple[Booking, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class BookingsFailed:
    """A source could not be read; the last good data stay (B2)."""

    source: SourceId


@dataclass(frozen=True, slots=True, kw_only=True)
class PresenceReported:
    """A sensor of a space speaks; None: unavailable, which is not empty (P2).

    `people` comes from sensors that count; `counts` stays True while such a one is unavailable.
    """

    sensor: SensorId
    occupied: bool | None
    people: int | None = None
    counts: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class LockReported:
    """A lock's bolt; `reachable` False when nothing is known of it now."""

    lock: LockId
    bolt: Bolt
    reachable: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class LockRefused:
    """A command to a lock failed."""

    lock: LockId


@dataclass(frozen=True, slots=True, kw_only=True)
class LeafReported:
    """A door's contact speaks."""

    sensor: SensorId
    leaf: Leaf


@dataclass(frozen=True, slots=True, kw_only=True)
class PeopleCounted:
    """A counter's cumulative totals; None: a gap, not zero (P1)."""

    counter: CounterId
    entered: int | None
    left: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class PeopleCorrected:
    """Somebody of staff looked and counted; a correction, not visits (P1)."""

    inside: int
    zone: str = BUILDING


@dataclass(frozen=True, slots=True, kw_only=True)
class ActAsked:
    """A visitor at a display or somebody of staff asks for something.

    BOOK needs `start` and `minutes`; BOOK_NOW and EXTEND need `minutes`; the others act on `booking`
    (or the booking of now). `ref` is the opaque reference a display showed instead of `booking`.
    """

    request: RequestId
    actor: Actor
    act: Act
    not_after: datetime
    space: SpaceId | None = None
    display: DisplayId | None = None
    booking: BookingKey | None = None
    ref: str | None = None
    start: datetime | None = None
    minutes: int | None = None
    title: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class BookingChangeDone:
    """The source answered a `ChangeBooking`; on success `BookingsRead` was handled before."""

    request: RequestId
    code: ActCode


@dataclass(frozen=True, slots=True, kw_only=True)
class AutomationSwitched:
    """Staff took a door out of the automation, or put it back."""

    door: DoorId
    on: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceSwitched:
    """Staff took a space out of service and may have said why, or put it back."""

    space: SpaceId
    out: bool
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SwitchReported:
    """The switch of a bookable device speaks; None: unavailable, which is neither on nor off (B8)."""

    switch: SwitchId
    on: bool | None


@dataclass(frozen=True, slots=True, kw_only=True)
class SwitchRefused:
    """A command to a switch failed."""

    switch: SwitchId


@dataclass(frozen=True, slots=True, kw_only=True)
class PowerReported:
    """What a device draws; None: unavailable, so that it may be working."""

    sensor: SensorId
    watts: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class EnergyReported:
    """The total a device has drawn; None: unavailable."""

    sensor: SensorId
    kwh: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class StaffUseSwitched:
    """Staff use a bookable device themselves, or no longer (B8)."""

    space: SpaceId
    on: bool


type Event = (
    Woken
    | ModeOverridden
    | OverrideCleared
    | EmergencyEnded
    | HoursRead
    | HoursFailed
    | ExceptionsRead
    | FireAlarmReported
    | StaffReported
    | StaffCheckedIn
    | StaffCheckedOut
    | StaffBadgeUsed
    | DeskChosen
    | BookingsRead
    | BookingsFailed
    | PresenceReported
    | LockReported
    | LockRefused
    | LeafReported
    | PeopleCounted
    | PeopleCorrected
    | ActAsked
    | BookingChangeDone
    | AutomationSwitched
    | ServiceSwitched
    | SwitchReported
    | SwitchRefused
    | PowerReported
    | EnergyReported
    | StaffUseSwitched
)
