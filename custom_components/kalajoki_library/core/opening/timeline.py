"""Modes over any stretch of time: the plan of the dates with an override laid over it (H2, H4)."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from ..words import Actor, Mode
from .days import Day, Layer, ModeSpan, merge, work_out
from .known import KnownHours
from .local import to_day

HORIZON = timedelta(days=8)
DAYS_KEPT = 100
LOOKED_AHEAD = timedelta(days=400)


@dataclass(frozen=True, slots=True, kw_only=True)
class Override:
    """A mode that somebody chose. `until` None: it does not end by itself (D9)."""

    mode: Mode
    start: datetime
    until: datetime | None
    reason: str
    actor: Actor = Actor.STAFF

    def is_active(self, now: datetime) -> bool:
        """Whether it still counts."""
        return self.until is None or now < self.until


class Timeline:
    """The plan of the weeks, each local date worked out once for as long as what is known stays the same."""

    def __init__(self, hours: KnownHours) -> None:
        """Take what is known of the hours."""
        self._hours = hours
        self._version = hours.version
        self._days: dict[date, Day] = {}
        self._known: tuple[date, int, date | None] | None = None

    def between(
        self, start: datetime, end: datetime, override: Override | None = None
    ) -> tuple[ModeSpan, ...]:
        """Return the modes of `[start, end)` without holes, neighbours of equal mode merged."""
        spans = [
            ModeSpan(max(span.start, start), min(span.end, end), span.mode) for span in self._plan(start, end)
        ]
        return merge(spans) if override is None else lay(spans, override)

    def at(self, instant: datetime) -> Layer:
        """Return the layer of the plan that decides an instant, and why."""
        layers = self.day(to_day(self._hours.zone, instant)).layers
        return next(one for one in layers if one.start <= instant < one.end)

    def day(self, day: date) -> Day:
        """Return a local date, worked out at most once."""
        if self._version != self._hours.version or len(self._days) >= DAYS_KEPT:
            self._version = self._hours.version
            self._days.clear()
        found = self._days.get(day)
        if found is None:
            hours = self._hours
            found = self._days[day] = work_out(hours.plan_of(day), hours.zone, day, hours.exceptions)
        return found

    def known_until(self, today: date) -> date | None:
        """Return the last date from today on before one without data; None: no end, or not even today."""
        if self._hours.has_no_end:
            return None
        if self._known is None or self._known[:2] != (today, self._hours.version):
            self._known = (today, self._hours.version, self._last_known(today))
        return self._known[2]

    def _last_known(self, today: date) -> date | None:
        day = today
        while day - today < LOOKED_AHEAD and (
            self._hours.plan_of(day).spans is not None or self.day(day).view.known
        ):
            day += timedelta(days=1)
        return day - timedelta(days=1) if day > today else None

    def _plan(self, start: datetime, end: datetime) -> Iterator[ModeSpan]:
        day = to_day(self._hours.zone, start)
        while True:
            for span in self.day(day).modes:
                if span.start >= end:
                    return
                if span.end > start:
                    yield span
            day += timedelta(days=1)


def lay(spans: Iterable[ModeSpan], override: Override) -> tuple[ModeSpan, ...]:
    """Return the spans with an override laid over them."""
    return merge([part for span in spans for part in _overlay(span, override)])


def _overlay(span: ModeSpan, override: Override) -> Iterator[ModeSpan]:
    until = span.end if override.until is None else min(span.end, override.until)
    start = max(span.start, override.start)
    if start >= until:
        yield span
        return
    yield ModeSpan(span.start, start, span.mode)
    yield ModeSpan(start, until, override.mode)
    yield ModeSpan(until, span.end, span.mode)
