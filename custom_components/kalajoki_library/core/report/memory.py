"""The running day over a restart, as JSON-able data, and back.

`alive_at` is put in by whoever keeps the snapshot: the last instant at which somebody surely watched.
"""

from datetime import date, datetime, timedelta
from typing import Any

from ..errors import SnapshotError
from ..ids import SpaceId
from ..words import Mode, OrganiserKind
from .day import DayLog

type Data = dict[str, Any]


def take(log: DayLog) -> Data:
    """Return what must not be lost of the day."""
    return {
        "day": None if log.day is None else log.day.isoformat(),
        "at": None if log.at is None else log.at.isoformat(),
        "mode": log.mode.value,
        "time_s": {mode.value: length.total_seconds() for mode, length in sorted(log.time.items())},
        "complete": log.complete,
        "hours": [[mode.value, hour, visits] for (mode, hour), visits in sorted(log.hours.items())],
        "bookings": [
            [space, organiser.value, dict(found)]
            for (space, organiser), found in sorted(log.bookings.items())
        ],
        "most_inside": log.most_inside,
        "last": None if log.last is None else log.last.isoformat(),
    }


def restore(snapshot: Data, log: DayLog) -> None:
    """Take the day up again from a whole snapshot; one from before there were reports has none."""
    data = snapshot.get("report")
    if data is None or data["day"] is None:
        return
    try:
        log.day, log.at = date.fromisoformat(data["day"]), datetime.fromisoformat(data["at"])
        log.mode, log.complete = Mode(data["mode"]), bool(data["complete"])
        log.time = {Mode(mode): timedelta(seconds=length) for mode, length in data["time_s"].items()}
        log.hours = {(Mode(mode), int(hour)): int(visits) for mode, hour, visits in data["hours"]}
        log.bookings = {
            (SpaceId(space), OrganiserKind(organiser)): dict(found)
            for space, organiser, found in data["bookings"]
        }
        log.most_inside = data["most_inside"]
        log.last = None if data["last"] is None else date.fromisoformat(data["last"])
        alive_at = snapshot.get("alive_at")
        log.alive_at = log.at if alive_at is None else datetime.fromisoformat(alive_at)
    except (KeyError, TypeError, ValueError, AttributeError) as err:
        raise SnapshotError(f"the day cannot be read: {type(err).__name__}: {err}") from err
