"""Contract messages to points. Pure: the same message always gives the same points.

Unknown values are left out, never written as zero. Times are the message's `ts` in milliseconds;
points of counted happenings add nanoseconds made of the message's id, so that two happenings of
one millisecond do not overwrite each other and a repeated message overwrites itself.
"""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any
from zlib import crc32

from ..contract import messages as m, topics
from ..contract.topics import Address, Row
from ..contract.words import (
    BoltState,
    DoorDesired,
    DoorSync,
    Leaf,
    Mode,
    Online,
    SpaceStatus,
)
from ..errors import UnwritablePointError
from . import schema
from .day_points import day_points
from .line_protocol import Point
from .schema import Measurement

type Points = tuple[Point, ...]
type Placement = Mapping[str, str]

_EPOCH = datetime.fromisoformat("1970-01-01T00:00:00+00:00")
_MS = timedelta(milliseconds=1)
_NOWHERE: Placement = {}


def points(address: Address, message: Any, placement: Placement = _NOWHERE) -> Points:
    """Return the points of a message; `placement` says in which space a device is.

    Empty for messages that hold nothing to record; `is_recorded` says which rows can.
    """
    return _MAKERS[address.row.name](address, message, placement)


def is_recorded(row: Row) -> bool:
    """Say whether messages of this row become points."""
    return row.name in _MAKERS


def _point(
    measurement: Measurement,
    tags: tuple[str, ...],
    message: m.Message,
    fields: Mapping[str, float | None],
) -> Point:
    time_ns = (message.ts - _EPOCH) // _MS * 1_000_000
    if measurement.counted:
        time_ns += crc32(message.id.encode()) % 1_000_000
    known = {name: float(value) for name, value in fields.items() if value is not None}
    return Point(measurement=measurement, tags=tags, fields=known, time_ns=time_ns)


def _identifier(text: str) -> str:
    # Records name things in free text; only identifiers may become tags, so that tags stay few
    # and no name of a person can slip in.
    if not topics.IDENTIFIER.fullmatch(text):
        raise UnwritablePointError("not_an_identifier", "a tag must be a-z 0-9 _ -, at most 48")
    return text


def _seconds(since: datetime | None, now: datetime) -> float | None:
    return None if since is None else max(0.0, (now - since).total_seconds())


def _opening(at: Address, message: m.OpeningState, _placement: Placement) -> Points:
    held: dict[str, float | None] = {
        "active": True,
        "override": message.override,
        "minutes_planned": message.minutes_planned,
    }
    return tuple(
        _point(
            schema.OPENING,
            (at.site, mode.value),
            message,
            held if mode is message.mode else {"active": False},
        )
        for mode in Mode
    )


def _mode(at: Address, message: m.ModeRecord, _placement: Placement) -> Points:
    return (_point(schema.OPENING, (at.site, message.mode.value), message, {"changes": 1}),)


def _visit(at: Address, message: m.VisitRecord, _placement: Placement) -> Points:
    fields = {
        "inside": message.inside,
        "entered": message.entered,
        "left": message.left,
        "capacity": message.capacity,
        "corrected": message.corrected or None,
    }
    return (_point(schema.PEOPLE, (at.site, _identifier(message.zone)), message, fields),)


def _space(at: Address, message: m.SpaceState, _placement: Placement) -> Points:
    awaiting = message.status is SpaceStatus.AWAITING_CHECK_IN
    held: dict[str, float | None] = {
        "active": True,
        "occupied": message.occupied,
        "people": message.people,
        "booked": message.booked,
        "awaiting_s": _seconds(message.since, message.ts) if awaiting else None,
        "bookings_today": message.bookings_today,
        "bookings_live": message.bookings_live,
    }
    return tuple(
        _point(
            schema.SPACE,
            (at.site, at.ids["space"], status.value),
            message,
            held if status is message.status else {"active": False},
        )
        for status in SpaceStatus
    )


def _booking(at: Address, message: m.BookingRecord, _placement: Placement) -> Points:
    tags = (
        at.site,
        _identifier(message.space),
        message.organiser.value,
        message.outcome.value,
    )
    fields = {
        "count": 1,
        "reserved_min": message.reserved_min,
        "used_min": message.used_min,
        "lead_min": message.lead_min,
        "attendees": message.attendees,
        "powered_min": message.powered_min,
        "energy_kwh": message.energy_kwh,
    }
    return (_point(schema.BOOKING, tags, message, fields),)


def _door(at: Address, message: m.DoorState, _placement: Placement) -> Points:
    fields = {
        "locked": message.actual is BoltState.LOCKED,
        "unlocked": message.actual is BoltState.UNLOCKED,
        "open": {Leaf.OPEN: True, Leaf.CLOSED: False}.get(message.leaf),
        "desired": {DoorDesired.LOCKED: True, DoorDesired.UNLOCKED: False}.get(message.desired),
        "in_sync": message.sync is DoorSync.IN_SYNC,
        "automatic": message.automatic,
    }
    return (_point(schema.DOOR, (at.site, at.ids["door"]), message, fields),)


def _access(at: Address, message: m.AccessRecord, _placement: Placement) -> Points:
    tags = (at.site, _identifier(message.door), message.method.value, message.decision.value)
    return (_point(schema.ACCESS, tags, message, {"count": 1, "latency_ms": message.latency_ms}),)


def _feedback(at: Address, message: m.FeedbackRecord, _placement: Placement) -> Points:
    fields = {"count": 1, "score": message.score}
    return (_point(schema.FEEDBACK, (at.site, _identifier(message.display)), message, fields),)


def _availability(at: Address, message: m.DeviceAvailability, _placement: Placement) -> Points:
    fields = {
        "online": message.state is Online.ONLINE,
        "last_seen_s": _seconds(message.last_seen, message.ts),
    }
    tags = (at.site, at.ids["dev"], schema.WHOLE_DEVICE)
    return (_point(schema.DEVICE, tags, message, fields),)


def _meta(at: Address, message: m.DeviceMeta, _placement: Placement) -> Points:
    return tuple(
        _point(schema.DEVICE, (at.site, at.ids["dev"], kind.value), message, {"known": 1})
        for kind in dict.fromkeys(message.kinds)
    )


_ENVIRONMENT_FIELDS = tuple(field.name for field in schema.ENVIRONMENT.fields)


def _environment(at: Address, message: m.EnvironmentState, placement: Placement) -> Points:
    device = at.ids["dev"]
    fields = {name: getattr(message, name) for name in _ENVIRONMENT_FIELDS}
    tags = (at.site, device, placement.get(device, schema.UNKNOWN))
    air = _point(schema.ENVIRONMENT, tags, message, fields)
    return (*((air,) if air.fields else ()), *_battery(at, message, placement))


type Powered = m.LockState | m.ContactState | m.OccupancyState | m.ButtonEvent | m.EnvironmentState


def _battery(at: Address, message: Powered, _placement: Placement) -> Points:
    if message.battery_pct is None:
        return ()
    kind = at.row.name.partition("_")[0]
    fields = {"battery_pct": message.battery_pct}
    return (_point(schema.DEVICE, (at.site, at.ids["dev"], kind), message, fields),)


def _bridge(at: Address, message: m.BridgeHealth, _placement: Placement) -> Points:
    fields = {
        "received": message.received,
        "refused": sum(message.refused.values()),
        "spooled": message.spooled,
        "written": message.written,
        "dead": sum(message.dead.values()),
        "expired": message.expired,
        "waiting": message.waiting,
        "spool_bytes": message.spool_bytes,
        "lag_s": message.lag_s,
        "database_online": message.database is Online.ONLINE,
        "unreadable": sum(message.unreadable.values()),
        "devices_online": message.devices_online,
        "devices_total": message.devices_total,
        "displays_connected": message.displays_connected,
    }
    return (_point(schema.BRIDGE, (at.site, at.ids["bridge"]), message, fields),)


_MAKERS: dict[str, Callable[[Address, Any, Placement], Points]] = {
    topics.OPENING_STATE.name: _opening,
    topics.RECORD_MODE.name: _mode,
    topics.RECORD_VISIT.name: _visit,
    topics.SPACE_STATE.name: _space,
    topics.RECORD_BOOKING.name: _booking,
    topics.DOOR_STATE.name: _door,
    topics.RECORD_ACCESS.name: _access,
    topics.RECORD_FEEDBACK.name: _feedback,
    topics.RECORD_DAY.name: day_points,
    topics.DEVICE_AVAILABILITY.name: _availability,
    topics.DEVICE_META.name: _meta,
    topics.ENVIRONMENT_STATE.name: _environment,
    topics.LOCK_STATE.name: _battery,
    topics.CONTACT_STATE.name: _battery,
    topics.OCCUPANCY_STATE.name: _battery,
    topics.BUTTON_EVENT.name: _battery,
    topics.BRIDGE_HEALTH.name: _bridge,
}
