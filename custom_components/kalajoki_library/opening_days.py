"""The opening hours of any range of dates as instants: the plan of the view, then the weekly pattern.

Pure. A date the view knows is taken from the view; a date without any plan yields nothing.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from .core.opening.hours import PlannedSpan, WeeklyHours
from .core.views import DayView
from .core.words import Mode, Plan
from .overrides import wall


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenSpan:
    """A stretch `[start, end)` in which the building is planned to be in a mode."""

    start: datetime
    end: datetime
    mode: Mode


def open_spans(
    start: datetime,
    end: datetime,
    *,
    zone: ZoneInfo,
    days: Sequence[DayView],
    week: WeeklyHours | None,
) -> Iterator[OpenSpan]:
    """Yield the spans that overlap `[start, end)`, in order."""
    known = {day.day: day for day in days if day.known}
    day = start.astimezone(zone).date()
    last = end.astimezone(zone).date()
    while day <= last:
        for span in _spans_of(day, zone, known.get(day), week):
            if span.start < end and span.end > start:
                yield span
        day += timedelta(days=1)


def _spans_of(
    day: date, zone: ZoneInfo, view: DayView | None, week: WeeklyHours | None
) -> Iterator[OpenSpan]:
    if view is not None:
        spans = [(one.opens, one.closes, one.mode) for one in view.spans]
    elif week is not None:
        planned = [one for one in week.days[day.weekday()] if one.plan is not Plan.CLOSED]
        spans = [(_clock(one.start), _clock(one.end), _mode(one)) for one in planned]
    else:
        return
    for opens, closes, mode in spans:
        start, end = wall(day, opens, zone), wall(day, closes, zone)
        if mode is not Mode.CLOSED and start < end:
            yield OpenSpan(start=start, end=end, mode=mode)


def _clock(minutes: int) -> str:
    return f"{minutes // 60:02}:{minutes % 60:02}"


def _mode(span: PlannedSpan) -> Mode:
    if span.plan is Plan.SERVICE:
        return Mode.SERVICE
    return Mode.STAFFED_SELF_SERVICE if span.staffed else Mode.UNSTAFFED_SELF_SERVICE
