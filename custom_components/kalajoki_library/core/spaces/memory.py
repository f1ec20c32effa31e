"""Bookings that are given back and how long a space waits (B6), as JSON-able data and back."""

from datetime import datetime
from typing import Any

from ..ids import BookingKey, SourceId, SpaceId
from ..words import Act, SpaceStatus
from .returns import Course, Return, Returns
from .space import Space

type Data = dict[str, Any]


def take_returns(returns: Returns) -> list[Data]:
    """Return every booking on its way back."""
    return [
        {
            "key": [one.booking.source, one.booking.uid, one.booking.recurrence],
            "space": one.space,
            "act": one.act.value,
            "start": one.start.isoformat(),
            "old_end": one.old_end.isoformat(),
            "course": one.course.value,
            "tries": one.tries,
            "due": _text(one.due),
            "done_at": _text(one.done_at),
        }
        for one in returns.known.values()
    ]


def restore_returns(data: list[Data], returns: Returns) -> None:
    """Take them up again."""
    for stored in data:
        source, uid, recurrence = stored["key"]
        key = BookingKey(source=SourceId(source), uid=uid, recurrence=recurrence)
        act = Act(stored["act"])
        returns.put(
            Return(
                booking=key,
                space=SpaceId(stored["space"]),
                act=act,
                start=datetime.fromisoformat(stored["start"]),
                old_end=datetime.fromisoformat(stored["old_end"]),
                course=Course(stored["course"]),
                tries=int(stored["tries"]),
                due=_instant(stored["due"]),
                done_at=_instant(stored["done_at"]),
            )
        )


def take_waits(space: Space) -> Data:
    """Return since when a space is empty, unheard and open, and what was told of it last."""
    return {
        "empty_since": _text(space.absence.since),
        "unheard_since": _text(space.absence.unheard_since),
        "open_since": _text(space.open_since),
        "told": space.told.value,
        "out_reason": space.out_reason,
    }


def restore_waits(stored: Data, space: Space) -> None:
    """Take them up again; an older snapshot knows none of them."""
    space.absence.since = _instant(stored.get("empty_since"))
    space.absence.unheard_since = _instant(stored.get("unheard_since"))
    space.open_since = _instant(stored.get("open_since"))
    space.out_reason = stored.get("out_reason", "")
    space.told = SpaceStatus(stored.get("told", space.status))


def _text(instant: datetime | None) -> str | None:
    return None if instant is None else instant.isoformat()


def _instant(text: str | None) -> datetime | None:
    return None if text is None else datetime.fromisoformat(text)
