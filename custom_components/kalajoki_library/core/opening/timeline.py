"""Modes over any stretch of time: the weekly pattern with an override laid over it (H2, H4)."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from ..words import Mode
from .days import ModeSpan, merge, modes_of_day
from .hours import WeeklyHours
from .local import to_day

HORIZON = timedelta(days=8)
DAYS_KEPT = 32


@dataclass(frozen=True, slots=True, kw_only=True)
class Override:
    """A mode that somebody chose. `until` None: it does not end by itself (D9)."""

    mode: Mode
    start: datetime
    until: datetime | None
    reason: str

    def is_active(self, now: datetime) -> bool:
        """Whether it still counts."""
        return self.until is None or now < self.until


class Timeline:
    """The plan of the weeks, each local date worked out once."""

    def __init__(self, week: WeeklyHours | None, zone: ZoneInfo) -> None:
        """Take the pattern (None: no data) and the zone of its wall clock."""
        self._week = week
        self._zone = zone
        self._days: dict[date, tuple[ModeSpan, ...]] = {}

    def between(
        self, start: datetime, end: datetime, override: Override | None = None
    ) -> tuple[ModeSpan, ...]:
        """Return the modes of `[start, end)` without holes, neighbours of equal mode merged."""
        spans: list[ModeSpan] = []
        for span in self._plan(start, end):
            clipped = ModeSpan(max(span.start, start), min(span.end, end), span.mode)
            spans.extend(_overlay(clipped, override) if override else (clipped,))
        return merge(spans)

    def _plan(self, start: datetime, end: datetime) -> Iterator[ModeSpan]:
        day = to_day(self._zone, start)
        while True:
            for span in self._day(day):
                if span.start >= end:
                    return
                if span.end > start:
                    yield span
            day += timedelta(days=1)

    def _day(self, day: date) -> tuple[ModeSpan, ...]:
        if day not in self._days:
            if len(self._days) >= DAYS_KEPT:
                self._days.clear()
            self._days[day] = modes_of_day(self._week, self._zone, day)
        return self._days[day]


def _overlay(span: ModeSpan, override: Override) -> Iterator[ModeSpan]:
    until = span.end if override.until is None else min(span.end, override.until)
    start = max(span.start, override.start)
    if start >= until:
        yield span
        return
    yield ModeSpan(span.start, start, span.mode)
    yield ModeSpan(start, until, override.mode)
    yield ModeSpan(until, span.end, span.mode)
