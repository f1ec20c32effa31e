"""The building's memory as JSON-able data, and back. What is told anew after a start is not in it."""

from dataclasses import replace
from datetime import datetime
from typing import Any

from .access.doors import Doors
from .access.lock import Lock
from .bookings import Booking
from .effects import Answer
from .equipment.machines import Machines
from .equipment.memory import restore_machines, take_machines
from .errors import LibraryError, SnapshotError
from .ids import BookingKey, DisplayId, RequestId, SourceId, SpaceId
from .issues import Issues
from .occupancy import memory as people_memory
from .occupancy.occupancy import Occupancy
from .opening.opening import Opening
from .opening.timeline import Override
from .spaces.life import Life, Stage
from .spaces.memory import restore_returns, restore_waits, take_returns, take_waits
from .spaces.requests import Answered, Requests
from .spaces.space import Space
from .spaces.spaces import Spaces
from .words import (
    ActCode,
    Actor,
    BookingKind,
    BookingState,
    Desired,
    IssueKind,
    Mode,
    OrganiserKind,
    SpaceStatus,
    Sync,
)

VERSION = 1

type Data = dict[str, Any]


def take(
    opening: Opening, people: Occupancy, spaces: Spaces, doors: Doors, machines: Machines, issues: Issues
) -> Data:
    """Return what must not be lost."""
    return {
        "version": VERSION,
        "opening": _opening(opening),
        "people": people_memory.take(people),
        "readings": {
            source: {
                "read_at": _text(one.read_at),
                "read_until": _text(one.read_until),
                "misses": one.misses,
                "failed_at": _text(one.failed_at),
            }
            for source, one in spaces.book.readings.items()
        },
        "bookings": [_booking(one) for one in spaces.book.all()],
        "lives": [
            [*_key(key), life.stage.value, _text(life.started_at), life.seen]
            for key, life in spaces.book.lives.items()
        ],
        "returns": take_returns(spaces.returns),
        "spaces": {one.settings.id: _space(one) for one in spaces},
        "answered": [_answered(one) for one in spaces.requests.answered.values()],
        "doors": {
            one.settings.id: {
                "automatic": one.automatic,
                "locks": {lock.id: _lock(lock) for lock in one.locks.values()},
            }
            for one in doors
        },
        "equipment": take_machines(machines),
        "issues": sorted([kind.value, subject] for kind, subject in issues.open),
    }


def restore(
    data: Data,
    opening: Opening,
    people: Occupancy,
    spaces: Spaces,
    doors: Doors,
    machines: Machines,
    issues: Issues,
) -> None:
    """Take a snapshot up again; what is configured no more is left out. SnapshotError: not a snapshot."""
    try:
        if data["version"] != VERSION:
            raise SnapshotError(f"version {data['version']} is not known")
        _restore_opening(data["opening"], opening)
        people_memory.restore(data["people"], people)
        _restore_spaces(data, spaces)
        for door in doors:
            stored = data["doors"].get(door.settings.id)
            if stored is not None:
                door.automatic = stored["automatic"]
                for lock in door.locks.values():
                    _restore_lock(stored["locks"].get(lock.id), lock)
        restore_machines(data.get("equipment", {}), machines)
        _restore_issues(data["issues"], {"", *people.crowding.zones}, spaces, doors, issues)
    except (KeyError, TypeError, ValueError, AttributeError, LibraryError) as err:
        raise SnapshotError(f"the snapshot cannot be read: {type(err).__name__}: {err}") from err


def _text(instant: datetime | None) -> str | None:
    return None if instant is None else instant.isoformat()


def _instant(text: str | None) -> datetime | None:
    return None if text is None else datetime.fromisoformat(text)


def _key(key: BookingKey) -> list[str]:
    return [key.source, key.uid, key.recurrence]


def _to_key(source: str, uid: str, recurrence: str) -> BookingKey:
    return BookingKey(source=SourceId(source), uid=uid, recurrence=recurrence)


def _opening(opening: Opening) -> Data:
    return {
        "mode": opening.mode.value,
        "since": _text(opening.since),
        "override": _override(opening.override),
        "emergency": _override(opening.emergency),
        "hours": opening.hours.snapshot(),
    }


def _override(override: Override | None) -> Data | None:
    if override is None:
        return None
    return {
        "mode": override.mode.value,
        "start": _text(override.start),
        "until": _text(override.until),
        "reason": override.reason,
        "actor": override.actor.value,
    }


def _to_override(data: Data | None) -> Override | None:
    if data is None:
        return None
    return Override(
        mode=Mode(data["mode"]),
        start=datetime.fromisoformat(data["start"]),
        until=_instant(data["until"]),
        reason=data["reason"],
        actor=Actor(data.get("actor", Actor.STAFF)),
    )


def _restore_opening(data: Data, opening: Opening) -> None:
    opening.decision = replace(opening.decision, mode=Mode(data["mode"]))
    opening.since = _instant(data["since"])
    opening.override, opening.emergency = _to_override(data["override"]), _to_override(data["emergency"])
    opening.hours.restore(data.get("hours"))


def _booking(one: Booking) -> Data:
    return {
        "key": _key(one.key),
        "space": one.space,
        "start": _text(one.start),
        "end": _text(one.end),
        "state": one.state.value,
        "kind": one.kind.value,
        "organiser": one.organiser.value,
        "title": one.title,
        "public": one.public,
        "attendees": one.attendees,
        "made_at": _text(one.made_at),
        "on_the_spot": one.on_the_spot,
    }


def _to_booking(data: Data) -> Booking:
    return Booking(
        key=_to_key(*data["key"]),
        space=SpaceId(data["space"]),
        start=datetime.fromisoformat(data["start"]),
        end=datetime.fromisoformat(data["end"]),
        state=BookingState(data["state"]),
        kind=BookingKind(data["kind"]),
        organiser=OrganiserKind(data["organiser"]),
        title=data["title"],
        public=data["public"],
        attendees=data["attendees"],
        made_at=_instant(data["made_at"]),
        on_the_spot=data["on_the_spot"],
    )


def _space(space: Space) -> Data:
    return {
        "out": space.out,
        "status": space.status.value,
        "since": _text(space.since),
        "occupied_since": _text(space.presence.since),
        "last_seen": _text(space.presence.last_seen),
        **take_waits(space),
    }


def _restore_spaces(data: Data, spaces: Spaces) -> None:
    book = spaces.book
    book.put(_to_booking(one) for one in data["bookings"])
    for source, stored in data["readings"].items():
        if (reading := book.readings.get(SourceId(source))) is not None:
            reading.read_at, reading.read_until = _instant(stored["read_at"]), _instant(stored["read_until"])
            reading.misses, reading.failed_at = int(stored["misses"]), _instant(stored["failed_at"])
    for source, uid, recurrence, stage, started_at, *seen in data["lives"]:
        life = Life(stage=Stage(stage), started_at=_instant(started_at), seen=any(seen))
        book.lives[_to_key(source, uid, recurrence)] = life
    book.forget_lives()
    restore_returns(data.get("returns", []), spaces.returns)
    for space in spaces:
        if (stored := data["spaces"].get(space.settings.id)) is not None:
            space.out, space.status = stored["out"], SpaceStatus(stored["status"])
            space.since = _instant(stored["since"])
            space.presence.since = _instant(stored["occupied_since"])
            space.presence.last_seen = _instant(stored["last_seen"])
            restore_waits(stored, space)
    _restore_answered(data["answered"], spaces.requests)


def _answered(one: Answered) -> Data:
    return {
        "request": one.answer.request,
        "display": one.answer.display,
        "code": one.answer.code.value,
        "until": _text(one.answer.until),
        "at": _text(one.at),
    }


def _restore_answered(data: list[Data], requests: Requests) -> None:
    for stored in data:
        display = stored["display"]
        answer = Answer(
            request=RequestId(stored["request"]),
            display=None if display is None else DisplayId(display),
            code=ActCode(stored["code"]),
            until=_instant(stored["until"]),
        )
        at = datetime.fromisoformat(stored["at"])
        requests.answered[answer.request] = Answered(answer=answer, at=at)


def _lock(lock: Lock) -> Data:
    return {
        "sync": lock.sync.value,
        "wanted": lock.wanted.value,
        "failures": lock.failures,
        "asked": lock.asked,
        "due": _text(lock.due),
        "lost_at": _text(lock.lost_at),
    }


def _restore_lock(data: Data | None, lock: Lock) -> None:
    if data is None:
        return
    lock.sync, lock.wanted = Sync(data["sync"]), Desired(data["wanted"])
    lock.failures, lock.asked = int(data["failures"]), bool(data["asked"])
    lock.due, lock.lost_at = _instant(data["due"]), _instant(data["lost_at"])


def _restore_issues(
    data: list[list[str]], zones: set[str], spaces: Spaces, doors: Doors, issues: Issues
) -> None:
    """Take up the issues whose subject is still configured."""
    locks = (lock for door in doors for lock in door.locks)
    subjects = {*zones, *spaces.ids, *spaces.book.readings, *doors.ids, *locks}
    issues.open = {(IssueKind(kind), subject) for kind, subject in data if subject in subjects}
