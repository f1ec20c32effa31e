"""What must not be lost of bookable devices (B8), as JSON-able data and back."""

from datetime import datetime
from typing import Any

from ..ids import BookingKey, SourceId
from ..words import OrganiserKind, Sync
from .machine import Machine
from .machines import Machines
from .meter import Meter

type Data = dict[str, Any]


def take_machines(machines: Machines) -> Data:
    """Return every device's memory; what it says is told anew after a start."""
    return {one.space.settings.id: _machine(one) for one in machines}


def restore_machines(data: Data, machines: Machines) -> None:
    """Take it up again; a device that is new knows nothing."""
    for one in machines:
        if (stored := data.get(one.space.settings.id)) is not None:
            _restore(stored, one)


def _machine(one: Machine) -> Data:
    outlet = one.outlet
    return {
        "staff_use": one.staff_use,
        "rule": one.rule,
        "quiet_since": _text(one.quiet_since),
        "held_since": _text(one.held_since),
        "last_kwh": one.last_kwh,
        "sync": outlet.sync.value,
        "wanted": outlet.wanted,
        "failures": outlet.failures,
        "asked": outlet.asked,
        "due": _text(outlet.due),
        "lost_at": _text(outlet.lost_at),
        "meter": None if one.meter is None else _meter(one.meter),
    }


def _restore(stored: Data, one: Machine) -> None:
    outlet = one.outlet
    one.staff_use, one.rule, one.last_kwh = stored["staff_use"], stored["rule"], stored["last_kwh"]
    one.quiet_since, one.held_since = _instant(stored["quiet_since"]), _instant(stored["held_since"])
    outlet.sync, outlet.wanted = Sync(stored["sync"]), stored["wanted"]
    outlet.failures, outlet.asked = int(stored["failures"]), bool(stored["asked"])
    outlet.due, outlet.lost_at = _instant(stored["due"]), _instant(stored["lost_at"])
    one.meter = None if stored["meter"] is None else _to_meter(stored["meter"])


def _meter(one: Meter) -> Data:
    return {
        "booking": [one.booking.source, one.booking.uid, one.booking.recurrence],
        "organiser": one.organiser.value,
        "reserved_min": one.reserved_min,
        "powered_min": one.powered_min,
        "on_since": _text(one.on_since),
        "energy_kwh": one.energy_kwh,
        "last_kwh": one.last_kwh,
        "is_dark": one.is_dark,
    }


def _to_meter(stored: Data) -> Meter:
    source, uid, recurrence = stored["booking"]
    return Meter(
        booking=BookingKey(source=SourceId(source), uid=uid, recurrence=recurrence),
        organiser=OrganiserKind(stored["organiser"]),
        reserved_min=stored["reserved_min"],
        powered_min=stored["powered_min"],
        on_since=_instant(stored["on_since"]),
        energy_kwh=stored["energy_kwh"],
        last_kwh=stored["last_kwh"],
        is_dark=stored["is_dark"],
    )


def _text(instant: datetime | None) -> str | None:
    return None if instant is None else instant.isoformat()


def _instant(text: str | None) -> datetime | None:
    return None if text is None else datetime.fromisoformat(text)
