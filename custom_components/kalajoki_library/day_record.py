"""A day's figures as a record of the wire and as the answer of an action. Pure."""

from datetime import datetime, timedelta
from typing import Any

from .contract import messages as m, words as w
from .contract.messages.record import BookingsOfDay, HourOfDay, ModeOfDay
from .core.ids import SpaceId
from .core.report.figures import BookingFigures, DayReport
from .core.words import Mode

MINUTE = timedelta(minutes=1)
# What a message holds at most; a house with more spaces gives the rest together.
MOST_ROWS = 500
OTHER_SPACES = "other"


def day_record(report: DayReport, site: str, now: datetime) -> m.DayRecord:
    """Return the record of a day; its id is the same however often it is sent."""
    by_mode: dict[Mode, int] = {}
    for one in report.hours:
        by_mode[one.mode] = by_mode.get(one.mode, 0) + one.visits
    return m.DayRecord(
        id=f"day-{site}-{report.day.isoformat()}",
        ts=now,
        day=report.day,
        start=report.start,
        length_min=(report.end - report.start) / MINUTE,
        complete=report.complete,
        modes=tuple(
            ModeOfDay(
                mode=w.Mode(mode),
                minutes=round(length / MINUTE, 3),
                visits=None if report.visits is None else by_mode.get(mode, 0),
            )
            for mode, length in report.modes
        ),
        hours=tuple(
            HourOfDay(mode=w.Mode(one.mode), hour=one.hour, visits=one.visits) for one in report.hours
        ),
        bookings=tuple(_bookings(one) for one in _bounded(report.bookings)),
        visits=report.visits,
        most_inside=report.most_inside,
        capacity=report.capacity,
    )


def _bookings(one: BookingFigures) -> BookingsOfDay:
    return BookingsOfDay(
        space=one.space,
        organiser=w.OrganiserKind(one.organiser),
        made=one.made,
        used=one.used,
        not_used=one.not_used,
        released=one.released,
        cancelled=one.cancelled,
        reserved_min=round(one.reserved_min, 3),
        used_min=round(one.used_min, 3),
    )


def _bounded(bookings: tuple[BookingFigures, ...]) -> list[BookingFigures]:
    kept, rest = list(bookings[:MOST_ROWS]), bookings[MOST_ROWS:]
    for organiser in sorted({one.organiser for one in rest}):
        sums: dict[str, Any] = {}
        for one in rest:
            if one.organiser is organiser:
                for name in _COLUMNS:
                    sums[name] = sums.get(name, 0) + getattr(one, name)
        kept.append(BookingFigures(space=SpaceId(OTHER_SPACES), organiser=organiser, **sums))
    return kept


_COLUMNS = ("made", "used", "not_used", "released", "cancelled", "reserved_min", "used_min")
