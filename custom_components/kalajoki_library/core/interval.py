"""Half-open aware intervals `[start, end)` and their algebra.

A *normal* set of intervals is a sorted tuple in which no two overlap or touch; every function here
takes any iterable and returns a normal one.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from .errors import ValueRefusedError


@dataclass(frozen=True, slots=True, order=True)
class Interval:
    """A non-empty stretch of time."""

    start: datetime
    end: datetime

    def __post_init__(self) -> None:
        """Refuse naive times and empty or backward intervals."""
        if self.start.tzinfo is None or self.end.tzinfo is None:
            raise ValueRefusedError("an interval's ends must be aware")
        if self.end <= self.start:
            raise ValueRefusedError("an interval must end after it starts")

    @property
    def length(self) -> timedelta:
        """How long it lasts."""
        return self.end - self.start

    def contains(self, instant: datetime) -> bool:
        """Whether the instant lies inside; the end does not."""
        return self.start <= instant < self.end

    def overlaps(self, other: Interval) -> bool:
        """Whether the two share an instant; touching ends do not."""
        return self.start < other.end and other.start < self.end


type Intervals = tuple[Interval, ...]


def between(start: datetime, end: datetime) -> Intervals:
    """Return `[start, end)`, or nothing when it would be empty."""
    return (Interval(start, end),) if start < end else ()


def union(intervals: Iterable[Interval]) -> Intervals:
    """Return everything covered, with overlapping and back-to-back intervals merged."""
    merged: list[Interval] = []
    for one in sorted(intervals):
        if merged and one.start <= merged[-1].end:
            if one.end > merged[-1].end:
                merged[-1] = Interval(merged[-1].start, one.end)
        else:
            merged.append(one)
    return tuple(merged)


def intersect(left: Iterable[Interval], right: Iterable[Interval]) -> Intervals:
    """Return what both cover."""
    ours, theirs = union(left), union(right)
    found: list[Interval] = []
    i = j = 0
    while i < len(ours) and j < len(theirs):
        found += between(max(ours[i].start, theirs[j].start), min(ours[i].end, theirs[j].end))
        if ours[i].end <= theirs[j].end:
            i += 1
        else:
            j += 1
    return tuple(found)


def gaps(intervals: Iterable[Interval], within: Interval) -> Intervals:
    """Return the stretches of `within` that nothing covers."""
    found: list[Interval] = []
    cursor = within.start
    for one in clip(intervals, within):
        found += between(cursor, one.start)
        cursor = one.end
    found += between(cursor, within.end)
    return tuple(found)


def subtract(left: Iterable[Interval], right: Iterable[Interval]) -> Intervals:
    """Return what the left covers and the right does not."""
    taken = union(right)
    return tuple(free for one in union(left) for free in gaps(taken, one))


def clip(intervals: Iterable[Interval], within: Interval) -> Intervals:
    """Return the part of the intervals that lies within."""
    return intersect(intervals, (within,))


def total(intervals: Iterable[Interval]) -> timedelta:
    """Return how much time is covered, counting nothing twice."""
    return sum((one.length for one in union(intervals)), timedelta(0))


def covering(intervals: Iterable[Interval], instant: datetime) -> Interval | None:
    """Return the merged interval that contains the instant, if any."""
    return next((one for one in union(intervals) if one.contains(instant)), None)
