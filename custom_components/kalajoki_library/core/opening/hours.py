"""What is planned: wall-clock spans of weekdays and dates, and exceptions laid over them (H2, H3, H4)."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import pairwise

from ..errors import ValueRefusedError
from ..words import OPEN_MODES, Mode, Plan

MINUTES_A_DAY = 24 * 60
PLANNED_MODES = OPEN_MODES | {Mode.CLOSED}


def minutes_of(clock: str) -> int:
    """Return the minutes after midnight of a wall-clock "HH:MM" or "HH:MM:SS"; "24:00" is 1440."""
    hour, minute = clock.split(":")[:2]
    return int(hour) * 60 + int(minute)


def clock_of(minutes: int) -> str:
    """Return the wall-clock "HH:MM" of minutes after midnight."""
    return f"{minutes // 60:02}:{minutes % 60:02}"


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class PlannedSpan:
    """Minutes after local midnight `[start, end)`; 1440 is "24:00". `staffed`: staff on site."""

    start: int
    end: int
    plan: Plan
    staffed: bool = True

    def __post_init__(self) -> None:
        """Refuse spans outside a day; a night is written as two spans."""
        if not 0 <= self.start < self.end <= MINUTES_A_DAY:
            raise ValueRefusedError("a span must start before it ends, within one day")


type Spans = tuple[PlannedSpan, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class WeeklyHours:
    """Seven tuples of spans, Monday first; an empty tuple is a closed day.

    `holiday` and `eve` are the hours of public holidays and of the days before them, whatever weekday
    they fall on. None: like the weekday.
    """

    days: tuple[Spans, ...]
    holiday: Spans | None = None
    eve: Spans | None = None

    def __post_init__(self) -> None:
        """Refuse other than seven days, and spans that overlap."""
        if len(self.days) != len(range(7)):
            raise ValueRefusedError("a week has seven days")
        for spans in (*self.days, self.holiday or (), self.eve or ()):
            refuse_overlaps(spans)


@dataclass(frozen=True, slots=True, kw_only=True)
class DayHours:
    """What a source says of one local date; no spans: closed all day."""

    day: date
    spans: Spans = ()

    def __post_init__(self) -> None:
        """Refuse spans that overlap."""
        refuse_overlaps(self.spans)


def refuse_overlaps(spans: Spans) -> None:
    """Raise ValueRefusedError unless the spans of a day are in order and apart."""
    for before, after in pairwise(spans):
        if after.start < before.end:
            raise ValueRefusedError("spans of a day must be in order and not overlap")


@dataclass(frozen=True, slots=True, kw_only=True)
class ExceptionSpan:
    """A mode that goes over the hours source in `[start, end)`, and why; `reason` is public (H2)."""

    start: datetime
    end: datetime
    mode: Mode
    reason: str = ""
    uid: str = ""

    def __post_init__(self) -> None:
        """Refuse what is no stretch of time, and modes that nobody plans."""
        if self.start.tzinfo is None or self.end.tzinfo is None:
            raise ValueRefusedError("an exception's ends must be aware")
        if self.end <= self.start:
            raise ValueRefusedError("an exception must end after it starts")
        if self.mode not in PLANNED_MODES:
            raise ValueRefusedError(f"{self.mode} cannot be planned")

    @property
    def rank(self) -> tuple[timedelta, datetime, str]:
        """Where it lies among others: the greatest lies on top. Shorter over longer, then the later start."""
        return self.start - self.end, self.start, self.uid
