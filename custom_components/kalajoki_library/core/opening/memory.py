"""What staff, alarms and the routine remember over a restart, as JSON-able data and back."""

from datetime import datetime, timedelta
from typing import Any

from ..errors import SnapshotError
from ..ids import SensorId
from ..views import CauseView
from ..words import Cause, Desk, Mode, RoutineState
from .opening import Opening
from .routine import Hours, Routine
from .staff import Staff

type Data = dict[str, Any]


def take_day(opening: Opening, routine: Routine) -> Data:
    """Return what must not be lost."""
    return {"staff": _staff(opening.staff), "alarms": dict(opening.alarms), "routine": _routine(routine)}


def restore_day(data: Data, opening: Opening, routine: Routine) -> None:
    """Take it up again; a snapshot of before there were staff and routines has nothing to say.

    SnapshotError: not a snapshot.
    """
    try:
        if "staff" in data:
            _restore_staff(data["staff"], opening.staff)
        opening.alarms = {SensorId(sensor): bool(on) for sensor, on in data.get("alarms", {}).items()}
        if "routine" in data:
            _restore_routine(data["routine"], routine)
    except (KeyError, TypeError, ValueError, AttributeError) as err:
        raise SnapshotError(f"the snapshot cannot be read: {type(err).__name__}: {err}") from err


def _staff(staff: Staff) -> Data:
    return {
        "said": dict(staff.said),
        "check_ins": {badge: _text(at) for badge, at in staff.check_ins.items()},
        "used": {badge: _text(at) for badge, at in staff.used.items()},
        "desk": staff.desk.value,
        "desk_at": _text(staff.desk_at),
        "desk_until": _text(staff.desk_until),
        "there": staff.there,
        "gone_at": _text(staff.gone_at),
        "lost_at": _text(staff.lost_at),
    }


def _restore_staff(data: Data, staff: Staff) -> None:
    for sensor, on_site in data["said"].items():
        staff.report(SensorId(sensor), on_site)
    staff.check_ins = {badge: datetime.fromisoformat(at) for badge, at in data["check_ins"].items()}
    staff.used = {SensorId(badge): datetime.fromisoformat(at) for badge, at in data["used"].items()}
    staff.desk, staff.there = Desk(data["desk"]), bool(data["there"])
    staff.desk_at, staff.desk_until = _instant(data["desk_at"]), _instant(data["desk_until"])
    staff.gone_at, staff.lost_at = _instant(data["gone_at"]), _instant(data["lost_at"])


def _routine(routine: Routine) -> Data:
    hours = routine.hours
    return {
        "state": routine.state.value,
        "since": _text(routine.since),
        "causes": [[one.cause.value, one.subject] for one in routine.causes],
        "hours": {
            "mode": hours.mode.value,
            "until": _text(hours.until),
            "closes_at": _text(hours.closes_at),
            "public_until": _text(hours.public_until),
            "opens_at": _text(hours.opens_at),
        },
        "said_s": None if routine.said is None else routine.said.total_seconds(),
        "swept_from": _text(routine.swept_from),
        "repeats": routine.repeats,
        "notice_until": _text(routine.notice_until),
        "head_count": routine.head_count,
    }


def _restore_routine(data: Data, routine: Routine) -> None:
    hours = data["hours"]
    routine.state, routine.since = RoutineState(data["state"]), _instant(data["since"])
    routine.causes = tuple(
        CauseView(cause=Cause(cause), subject=subject) for cause, subject in data["causes"]
    )
    routine.hours = Hours(
        mode=Mode(hours["mode"]),
        until=_instant(hours["until"]),
        closes_at=_instant(hours["closes_at"]),
        public_until=_instant(hours["public_until"]),
        opens_at=_instant(hours["opens_at"]),
    )
    routine.said = None if data["said_s"] is None else timedelta(seconds=data["said_s"])
    routine.swept_from, routine.repeats = _instant(data["swept_from"]), int(data["repeats"])
    routine.notice_until, routine.head_count = _instant(data["notice_until"]), data["head_count"]


def _text(instant: datetime | None) -> str | None:
    return None if instant is None else instant.isoformat()


def _instant(text: str | None) -> datetime | None:
    return None if text is None else datetime.fromisoformat(text)
