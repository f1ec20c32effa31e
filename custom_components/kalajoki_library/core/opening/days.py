"""One local date worked out: layers of the plan, lowest first, and the day as people read it (H1-H4)."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from ..interval import Interval
from ..views import DayView, HoursSpanView
from ..words import OPEN_MODES, DayKind, Mode, ModeSource, Plan
from .hours import MINUTES_A_DAY, ExceptionSpan, PlannedSpan, Spans, clock_of
from .local import span_of, to_instant

BY_WEEKDAY = "H3:weekly"
BY_HOLIDAY = "H3:holiday"
BY_EVE = "H3:eve"
BY_DIRECTORY = "H3:kirjastohakemisto"
BY_EXCEPTION = "H2:exception"
NO_HOURS = "H2:no_hours"

_KINDS = {BY_HOLIDAY: DayKind.HOLIDAY, BY_EVE: DayKind.EVE}


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


@dataclass(frozen=True, slots=True)
class Why:
    """What decides a stretch of the plan (H8)."""

    source: ModeSource
    rule: str
    reason: str = ""


UNKNOWN = Why(ModeSource.NONE, NO_HOURS)


@dataclass(frozen=True, slots=True)
class Layer:
    """One mode for a stretch of time, and what decides it there."""

    start: datetime
    end: datetime
    mode: Mode
    why: Why


@dataclass(frozen=True, slots=True, kw_only=True)
class DayPlan:
    """What a source says of a date, and by which rule; `spans` None: it has no data for it (H2)."""

    spans: Spans | None
    rule: str = NO_HOURS


@dataclass(frozen=True, slots=True, kw_only=True)
class Day:
    """A local date: its layers without holes, the same as modes only, and as people read it."""

    layers: tuple[Layer, ...]
    modes: tuple[ModeSpan, ...]
    view: DayView


def mode_of(span: PlannedSpan) -> Mode:
    """Join the plan and the staff axis (H1)."""
    if span.plan is Plan.SELF_SERVICE:
        return Mode.STAFFED_SELF_SERVICE if span.staffed else Mode.UNSTAFFED_SELF_SERVICE
    return Mode.SERVICE if span.plan is Plan.SERVICE else Mode.CLOSED


def work_out(plan: DayPlan, zone: ZoneInfo, day: date, exceptions: Iterable[ExceptionSpan] = ()) -> Day:
    """Lay the exceptions, lowest first, over what the source plans for a date."""
    layers = list(_base(plan, zone, day))
    within = span_of(zone, day)
    is_exceptional = False
    for one in exceptions:
        if one.start < within.end and one.end > within.start:
            is_exceptional = True
            layers = [part for layer in layers for part in _lay(one, layer)]
    joined = tuple(_join(layers))
    kind = DayKind.EXCEPTION if is_exceptional else _KINDS.get(plan.rule, DayKind.USUAL)
    return Day(
        layers=joined,
        modes=merge(ModeSpan(one.start, one.end, one.mode) for one in joined),
        view=_view(joined, zone, day, kind),
    )


def merge(spans: Iterable[ModeSpan]) -> tuple[ModeSpan, ...]:
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


def _base(plan: DayPlan, zone: ZoneInfo, day: date) -> Iterator[Layer]:
    """Yield the source's day without holes; no data is UNKNOWN, a gap is CLOSED (H2)."""
    if plan.spans is None:
        yield _layer(zone, day, 0, MINUTES_A_DAY, Mode.UNKNOWN, UNKNOWN)
        return
    why = Why(ModeSource.HOURS, plan.rule)
    cursor = 0
    for planned in plan.spans:
        yield _layer(zone, day, cursor, planned.start, Mode.CLOSED, why)
        yield _layer(zone, day, planned.start, planned.end, mode_of(planned), why)
        cursor = planned.end
    yield _layer(zone, day, cursor, MINUTES_A_DAY, Mode.CLOSED, why)


def _layer(zone: ZoneInfo, day: date, start: int, end: int, mode: Mode, why: Why) -> Layer:
    return Layer(to_instant(zone, day, start), to_instant(zone, day, end), mode, why)


def _lay(one: ExceptionSpan, under: Layer) -> Iterator[Layer]:
    start, end = max(one.start, under.start), min(one.end, under.end)
    if start >= end:
        yield under
        return
    yield Layer(under.start, start, under.mode, under.why)
    yield Layer(start, end, one.mode, Why(ModeSource.EXCEPTIONS, BY_EXCEPTION, one.reason))
    yield Layer(end, under.end, under.mode, under.why)


def _join(layers: Iterable[Layer]) -> Iterator[Layer]:
    last: Layer | None = None
    for one in layers:
        if one.start >= one.end:
            continue
        if last is not None and (last.mode, last.why) == (one.mode, one.why):
            last = Layer(last.start, one.end, one.mode, one.why)
            continue
        if last is not None:
            yield last
        last = one
    if last is not None:
        yield last


def _view(layers: tuple[Layer, ...], zone: ZoneInfo, day: date, kind: DayKind) -> DayView:
    """Return a date as wall-clock spans; closed stretches are left out."""
    ends = layers[-1].end
    lines: list[HoursSpanView] = []
    reasons: list[str] = []
    for one in layers:
        if one.why.reason and one.why.reason not in reasons:
            reasons.append(one.why.reason)
        opens, closes = _clock(zone, one.start), clock_of(MINUTES_A_DAY)
        if one.end != ends:
            closes = _clock(zone, one.end)
        if one.mode not in OPEN_MODES or closes <= opens:
            continue
        if lines and lines[-1].mode is one.mode and lines[-1].closes == opens:
            opens = lines.pop().opens
        lines.append(HoursSpanView(opens=opens, closes=closes, mode=one.mode))
    known = all(one.mode is not Mode.UNKNOWN for one in layers)
    return DayView(day=day, known=known, spans=tuple(lines), kind=kind, note="; ".join(reasons))


def _clock(zone: ZoneInfo, instant: datetime) -> str:
    return f"{instant.astimezone(zone):%H:%M}"
