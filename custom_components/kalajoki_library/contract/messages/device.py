"""Canonical device messages: what any lock, contact, sensor, counter or button says and is told."""

from dataclasses import dataclass
from datetime import datetime

from ..words import (
    AvailabilityReason,
    BoltState,
    ButtonPress,
    CommandCode,
    Kind,
    Leaf,
    LockAction,
    LockHappening,
    Method,
    OccupancyMethod,
    Online,
)
from .envelope import Command, DeviceMessage, Message


@dataclass(frozen=True, slots=True, kw_only=True)
class DeviceMeta(Message):
    """What a device is and can do."""

    dev: str
    name: str
    kinds: tuple[Kind, ...]
    driver: str
    manufacturer: str = ""
    model: str = ""
    area: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class DeviceAvailability(Message):
    """Whether a device can be reached, since when and how that is known."""

    dev: str
    state: Online
    since: datetime
    reason: AvailabilityReason
    last_seen: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class LockState(DeviceMessage):
    """State of one lock. `slot` is the code slot that operated it, never the code."""

    state: BoltState
    door: Leaf = Leaf.UNKNOWN
    method: Method | None = None
    slot: int | None = None
    battery_pct: float | None = None
    fault: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class LockEvent(DeviceMessage):
    """Something happened at a lock."""

    event_type: LockHappening
    method: Method = Method.UNKNOWN
    slot: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class LockCommand(Command):
    """Tell a lock what to do; `reason` is the rule that wants it."""

    action: LockAction
    hold_s: float | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CommandResult(Message):
    """How a command ended: `id` is the command's own id."""

    ok: bool
    code: CommandCode
    detail: str = ""
    state: BoltState = BoltState.UNKNOWN
    took_ms: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactState(DeviceMessage):
    """Whether a door or window stands open; None is unknown, not closed."""

    open: bool | None
    tamper: bool | None = None
    battery_pct: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class OccupancyState(DeviceMessage):
    """Whether anybody is there; None is unknown, not empty (P2)."""

    occupied: bool | None
    people: int | None = None
    method: OccupancyMethod = OccupancyMethod.UNKNOWN
    battery_pct: float | None = None
    stale_after_s: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CountState(DeviceMessage):
    """Cumulative crossings of one line. Totals only rise; the device's own raw values may wrap."""

    line: str = "main"
    total_in: int
    total_out: int
    dev_in: int | None = None
    dev_out: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CountEvent(DeviceMessage):
    """Crossings in one reporting interval `[start, end)`."""

    line: str = "main"
    d_in: int
    d_out: int
    start: datetime
    end: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class ButtonEvent(DeviceMessage):
    """A button was used."""

    event_type: ButtonPress
    button: str = "main"
    battery_pct: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class EnvironmentState(DeviceMessage):
    """Air and light as measured; None is not measured."""

    temperature_c: float | None = None
    humidity_pct: float | None = None
    co2_ppm: float | None = None
    tvoc_ppb: float | None = None
    lux: float | None = None
    noise_db: float | None = None
    pressure_hpa: float | None = None
    battery_pct: float | None = None
