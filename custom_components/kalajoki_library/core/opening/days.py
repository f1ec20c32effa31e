"""One local date under the weekly pattern: modes by instant, and the plan as people read it (H1, H4)."""

from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from ..interval import Interval
from ..views import DayView, HoursSpanView
from ..words import Mode, Plan
from .hours import MINUTES_A_DAY, PlannedSpan, WeeklyHours, clock_of
from .local import to_instant


@dataclass(frozen=True, slots=True)
class ModeSpan:
    """One mode for a stretch of time."""

    start: datetime
    end: datetime
    mode: Mode

    @property
    def interval(self) -> Interval:
        """Its time."""
        return Interval(self.start, self.end)


def mode_of(span: PlannedSpan) -> Mode:
    """Join the plan and the staff axis (H1)."""
    if span.plan is Plan.SELF_SERVICE:
        return Mode.STAFFED_SELF_SERVICE if span.staffed else Mode.UNSTAFFED_SELF_SERVICE
    return Mode.SERVICE if span.plan is Plan.SERVICE else Mode.CLOSED


def merge(spans: list[ModeSpan]) -> tuple[ModeSpan, ...]:
    """Join neighbours of equal mode; empty spans go (a span inside the hour a DST day skips)."""
    merged: list[ModeSpan] = []
    for span in spans:
        if span.start >= span.end:
            continue
        if merged and merged[-1].mode is span.mode and merged[-1].end == span.start:
            merged[-1] = ModeSpan(merged[-1].start, span.end, span.mode)
        else:
            merged.append(span)
    return tuple(merged)


def modes_of_day(week: WeeklyHours | None, zone: ZoneInfo, day: date) -> tuple[ModeSpan, ...]:
    """Return the modes of a local date, without holes; no data is UNKNOWN, a gap is CLOSED (H2)."""
    if week is None:
        return (_span(zone, day, 0, MINUTES_A_DAY, Mode.UNKNOWN),)
    spans: list[ModeSpan] = []
    cursor = 0
    for planned in week.days[day.weekday()]:
        spans.append(_span(zone, day, cursor, planned.start, Mode.CLOSED))
        spans.append(_span(zone, day, planned.start, planned.end, mode_of(planned)))
        cursor = planned.end
    spans.append(_span(zone, day, cursor, MINUTES_A_DAY, Mode.CLOSED))
    return merge(spans)


def _span(zone: ZoneInfo, day: date, start: int, end: int, mode: Mode) -> ModeSpan:
    return ModeSpan(to_instant(zone, day, start), to_instant(zone, day, end), mode)


def to_day_view(week: WeeklyHours | None, day: date) -> DayView:
    """Return the plan of a date as wall-clock spans; closed stretches are left out."""
    if week is None:
        return DayView(day=day, known=False)
    lines: list[HoursSpanView] = []
    for planned in week.days[day.weekday()]:
        mode = mode_of(planned)
        opens, closes = clock_of(planned.start), clock_of(planned.end)
        if mode is Mode.CLOSED:
            continue
        if lines and lines[-1].mode is mode and lines[-1].closes == opens:
            opens = lines.pop().opens
        lines.append(HoursSpanView(opens=opens, closes=closes, mode=mode))
    return DayView(day=day, known=True, spans=tuple(lines))
