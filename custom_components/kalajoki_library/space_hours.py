"""A space's own opening hours as the installer writes them: one line of spans for each day (H4)."""

from collections.abc import Mapping
from itertools import pairwise
import re
from typing import Any

from .core.opening.hours import MINUTES_A_DAY, PlannedSpan, Spans, WeeklyHours, clock_of
from .core.words import Plan

WEEK = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
SPECIAL = ("holiday", "eve")
DAYS = (*WEEK, *SPECIAL)
CLOSED = "-"
CONF_OWN_HOURS, CONF_HOURS = "own_hours", "hours"

_CLOCK = r"(\d{1,2})(?:[:.](\d{2}))?"
_SPAN = re.compile(rf"{_CLOCK}\s*[-\u2013]\s*{_CLOCK}")
_MINUTES = 60


def spans_of(text: str) -> Spans | None:
    """Return the spans of "10:00-16:00, 18:00-21:00"; nothing or a dash is closed; None: cannot be read."""
    text = text.strip()
    if text in ("", CLOSED, "\u2013"):
        return ()
    spans: list[PlannedSpan] = []
    for part in text.split(","):
        found = _SPAN.fullmatch(part.strip())
        if found is None:
            return None
        start, end = _minutes(found[1], found[2]), _minutes(found[3], found[4])
        if start is None or end is None or not start < (end or MINUTES_A_DAY):
            return None
        spans.append(PlannedSpan(start=start, end=end or MINUTES_A_DAY, plan=Plan.SERVICE))
    spans.sort()
    return None if any(after.start < before.end for before, after in pairwise(spans)) else tuple(spans)


def text_of(spans: Spans) -> str:
    """Return spans as they are written; a closed day is a dash."""
    return ", ".join(f"{clock_of(one.start)}-{clock_of(one.end)}" for one in spans) or CLOSED


def stored(given: Mapping[str, Any]) -> tuple[dict[str, str], dict[str, str]]:
    """Return the hours to store, and which field is wrong and why. Days left empty are not stored."""
    hours: dict[str, str] = {}
    errors: dict[str, str] = {}
    for day in DAYS:
        text = str(given.get(day) or "").strip()
        spans = spans_of(text)
        if spans is None:
            errors[day] = "hours_not_read"
        elif text:
            hours[day] = text_of(spans)
    return hours, errors


def own_hours_of(data: Mapping[str, Any]) -> WeeklyHours | None:
    """Return a space's own hours; None: those of the building."""
    if not data.get(CONF_OWN_HOURS):
        return None
    hours: Mapping[str, str] = data.get(CONF_HOURS) or {}
    days = tuple(spans_of(hours.get(day, "")) or () for day in WEEK)
    holiday, eve = (spans_of(hours[day]) if day in hours else None for day in SPECIAL)
    return WeeklyHours(days=days, holiday=holiday, eve=eve)


def _minutes(hour: str, minute: str | None) -> int | None:
    minutes = int(minute or 0)
    total = int(hour) * _MINUTES + minutes
    return total if minutes < _MINUTES and total <= MINUTES_A_DAY else None
