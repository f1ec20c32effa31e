"""The roll-up of a day to points at the day's first instant: a year is one cheap query (R1). Pure."""

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta

from ..contract import messages as m, topics
from ..contract.topics import Address
from ..errors import UnwritablePointError
from . import schema
from .line_protocol import Point
from .schema import ALL

_EPOCH = datetime.fromisoformat("1970-01-01T00:00:00+00:00")
_MS = timedelta(milliseconds=1)
_HOURS = range(24)


def day_points(at: Address, message: m.DayRecord, _placement: object) -> tuple[Point, ...]:
    """Return the rows of the day; the same day again gives the same rows."""
    time_ns = (message.start - _EPOCH) // _MS * 1_000_000
    rows: dict[tuple[str, ...], dict[str, float]] = {}
    for tags, fields in _rows(message):
        known = {name: float(value) for name, value in fields.items() if value is not None}
        if known:
            rows[tags] = known  # a row that is there twice counts once, as in the database
    return tuple(
        Point(measurement=schema.LIBRARY_DAY, tags=(at.site, *tags), fields=known, time_ns=time_ns)
        for tags, known in rows.items()
    )


def _rows(message: m.DayRecord) -> Iterator[tuple[tuple[str, ...], Mapping[str, float | None]]]:
    most, capacity = message.most_inside, message.capacity
    yield (
        (ALL, ALL, ALL, ALL),
        {
            "length_min": message.length_min,
            "complete": message.complete,
            "most_inside": most,
            "headroom": None if most is None or capacity is None else capacity - most,
        },
    )
    for mode in message.modes:
        yield (mode.mode.value, ALL, ALL, ALL), {"minutes": mode.minutes, "visits": mode.visits}
    for hour in message.hours:
        if hour.hour in _HOURS:
            yield (hour.mode.value, f"{hour.hour:02d}", ALL, ALL), {"hour_visits": hour.visits}
    for one in message.bookings:
        if not topics.IDENTIFIER.fullmatch(one.space):
            raise UnwritablePointError("not_an_identifier", "a tag must be a-z 0-9 _ -, at most 48")
        yield (
            (ALL, ALL, one.space, one.organiser.value),
            {
                "made": one.made,
                "used": one.used,
                "not_used": one.not_used,
                "released": one.released,
                "cancelled": one.cancelled,
                "reserved_min": one.reserved_min,
                "used_min": one.used_min,
            },
        )
