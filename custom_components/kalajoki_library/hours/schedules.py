"""Answers of Kirjastohakemisto v4 as days and libraries. Pure: JSON in, values out; nothing is trusted.

Times are wall-clock texts of the library. What cannot be understood leaves its date out, which is unknown and
not closed (H2). A row belongs to (library, date): ids of rows change with every update.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
import re
from typing import Any

from ..core.opening.hours import MINUTES_A_DAY, DayHours, PlannedSpan, Spans
from ..core.words import Plan
from .base import DayUnclearError, SourceDownError

GAP, STAFFED, SELF_SERVICE = 0, 1, 2
LONGEST_PERIOD = date.max - date.min

_CLOCK = re.compile(r"([01]?\d|2[0-4]):([0-5]\d)(?::[0-5]\d)?")

type Row = Mapping[str, Any]
type Stretch = tuple[int, int, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundLibrary:
    """A library of the directory."""

    id: int
    name: str
    town: str = ""


def libraries_of(answer: object) -> tuple[FoundLibrary, ...]:
    """Return the libraries of an answer: a list under `items`, or one record under `data`."""
    found: dict[int, FoundLibrary] = {}
    for row in _records(answer):
        number, name = _whole(row.get("id")), row.get("name")
        if number is not None and isinstance(name, str) and name.strip():
            found[number] = FoundLibrary(id=number, name=name.strip(), town=_town(row))
    return tuple(found.values())


def days_of(answer: object, library: int, *, staffed: bool) -> tuple[DayHours, ...]:
    """Return the days an answer is clear about, in order; `staffed`: self-service needs staff on site.

    SourceDownError: this is no answer, or one about other libraries.
    """
    rows = [*_day_rows(answer)]
    ours = [row for row in rows if _whole(row.get("library")) in (None, library)]
    if rows and not ours:
        raise SourceDownError("the answer speaks of another library")
    periods = _periods(answer)
    by_date: dict[date, list[Row]] = {}
    for row in ours:
        if (day := _date(row.get("date"))) is not None:
            by_date.setdefault(day, []).append(row)
    clear: dict[date, tuple[Stretch, ...]] = {}
    for day, several in by_date.items():
        try:
            clear[day] = _stretches(_deciding(several, periods))
        except DayUnclearError:
            continue
    return tuple(
        DayHours(day=day, spans=_spans(_with_night(day, clear), staffed=staffed)) for day in sorted(clear)
    )


def _records(answer: object) -> Iterator[Row]:
    if not isinstance(answer, Mapping):
        raise SourceDownError("the answer is no object")
    items, data = answer.get("items"), answer.get("data")
    if items is None and isinstance(data, Mapping):
        items = [data]
    if not isinstance(items, list):
        raise SourceDownError("the answer holds no list")
    yield from (row for row in items if isinstance(row, Mapping))


def _day_rows(answer: object) -> Iterator[Row]:
    """Yield the rows of dates; those of a single record belong to the library of the record."""
    for record in _records(answer):
        if "schedules" not in record:
            yield record
            continue
        schedules = record["schedules"]
        if not isinstance(schedules, list):
            raise SourceDownError("the schedules are no list")
        for row in schedules:
            if isinstance(row, Mapping):
                yield {"library": record.get("id"), **row}


def _periods(answer: object) -> Mapping[str, Row]:
    refs = answer.get("refs") if isinstance(answer, Mapping) else None
    periods = refs.get("period") if isinstance(refs, Mapping) else None
    return periods if isinstance(periods, Mapping) else {}


def _deciding(rows: list[Row], periods: Mapping[str, Row]) -> Row:
    """Return the one row of a date: copies count once; an exception goes over, then the shorter period."""
    different: list[Row] = []
    for row in rows:
        if not any(_content(row) == _content(other) for other in different):
            different.append(row)
    if len(different) == 1:
        return different[0]
    ranked = sorted(different, key=lambda row: _rank(row, periods))
    if _rank(ranked[0], periods) == _rank(ranked[1], periods):
        raise DayUnclearError("two periods say different things")
    return ranked[0]


def _content(row: Row) -> tuple[Any, Any]:
    return row.get("closed"), row.get("times") or []


def _rank(row: Row, periods: Mapping[str, Row]) -> tuple[bool, timedelta]:
    period = periods.get(str(row.get("period")))
    if not isinstance(period, Mapping):
        return True, LONGEST_PERIOD
    start, end = _date(period.get("validFrom")), _date(period.get("validUntil"))
    length = LONGEST_PERIOD if start is None or end is None else end - start
    return period.get("isException") is not True, length


def _stretches(row: Row) -> tuple[Stretch, ...]:
    """Return (start, end, status) in minutes of the row's date; an end beyond 1440 is the next day's."""
    times = row.get("times") or []
    if not isinstance(times, list):
        raise DayUnclearError("the times are no list")
    found = sorted({_stretch(one) for one in times})
    is_open = any(status != GAP for _start, _end, status in found)
    if (row.get("closed") is True and is_open) or (row.get("closed") is False and not times):
        raise DayUnclearError("both open and closed")
    for before, after in pairwise(found):
        if after[0] < before[1]:
            raise DayUnclearError("times overlap")
    return tuple(found)


def _stretch(one: object) -> Stretch:
    if not isinstance(one, Mapping):
        raise DayUnclearError("a time is no object")
    start, end, status = _minutes(one.get("from")), _minutes(one.get("to")), _status(one)
    if start >= MINUTES_A_DAY:
        raise DayUnclearError("a time begins after its day")
    return start, end if end > start else end + MINUTES_A_DAY, status


def _status(one: Row) -> int:
    """Return 0, 1 or 2; very old answers say `staff` instead; neither is not known to be open (H2)."""
    status = one.get("status")
    if status is None and isinstance(one.get("staff"), bool):
        return STAFFED if one["staff"] else SELF_SERVICE
    found = _whole(status)
    if found not in (GAP, STAFFED, SELF_SERVICE):
        raise DayUnclearError("a status is not known")
    return found


def _minutes(text: object) -> int:
    match = _CLOCK.fullmatch(text) if isinstance(text, str) else None
    if match is None:
        raise DayUnclearError("a time cannot be read")
    minutes = int(match[1]) * 60 + int(match[2])
    if minutes > MINUTES_A_DAY:
        raise DayUnclearError("a time cannot be")
    return minutes


def _with_night(day: date, clear: Mapping[date, tuple[Stretch, ...]]) -> tuple[Stretch, ...]:
    """Return a date's stretches with what the evening before reaches into it; its own hours go over that."""
    own = tuple((start, min(end, MINUTES_A_DAY), status) for start, end, status in clear[day])
    first = own[0][0] if own else MINUTES_A_DAY
    night = (
        (0, min(end - MINUTES_A_DAY, first), status)
        for _start, end, status in clear.get(day - timedelta(days=1), ())
        if end > MINUTES_A_DAY
    )
    return (*(one for one in night if one[0] < one[1]), *own)


def _spans(stretches: Iterable[Stretch], *, staffed: bool) -> Spans:
    return tuple(
        PlannedSpan(
            start=start,
            end=end,
            plan=Plan.SERVICE if status == STAFFED else Plan.SELF_SERVICE,
            staffed=staffed or status == STAFFED,
        )
        for start, end, status in stretches
        if status != GAP
    )


def _town(row: Row) -> str:
    address = row.get("address")
    town = address.get("city") if isinstance(address, Mapping) else None
    return town.strip() if isinstance(town, str) else ""


def _date(text: object) -> date | None:
    try:
        return date.fromisoformat(text[:10]) if isinstance(text, str) else None
    except ValueError:
        return None


def _whole(value: object) -> int | None:
    if isinstance(value, bool) or not isinstance(value, int | str):
        return None
    return int(value) if isinstance(value, int) or (value.isascii() and value.isdecimal()) else None
