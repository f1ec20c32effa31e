"""The weekly pattern: local wall-clock spans per weekday, and what they mean on a date (H3, H4)."""

from dataclasses import dataclass
from itertools import pairwise

from ..errors import ValueRefusedError
from ..words import Plan

MINUTES_A_DAY = 24 * 60


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


@dataclass(frozen=True, slots=True, kw_only=True)
class WeeklyHours:
    """Seven tuples of spans, Monday first; an empty tuple is a closed day."""

    days: tuple[tuple[PlannedSpan, ...], ...]

    def __post_init__(self) -> None:
        """Refuse other than seven days, and spans that overlap."""
        if len(self.days) != len(range(7)):
            raise ValueRefusedError("a week has seven days")
        for spans in self.days:
            for before, after in pairwise(spans):
                if after.start < before.end:
                    raise ValueRefusedError("spans of a day must be in order and not overlap")
