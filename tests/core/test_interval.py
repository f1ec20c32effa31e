"""The algebra of half-open intervals, against the plainest model: a set of minutes."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from itertools import pairwise

from hypothesis import given, strategies as st
import pytest

from custom_components.kalajoki_library.core.errors import ValueRefusedError
from custom_components.kalajoki_library.core.interval import (
    Interval,
    Intervals,
    between,
    clip,
    covering,
    gaps,
    intersect,
    subtract,
    total,
    union,
)

START = datetime(2026, 11, 24, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
MOST = 40


def minute(number: int) -> datetime:
    return START + number * MINUTE


def stretch(start: int, length: int) -> Interval:
    return Interval(minute(start), minute(start + length))


def covered(intervals: Iterable[Interval]) -> set[int]:
    """The minutes that intervals cover."""
    return {
        number
        for one in intervals
        for number in range((one.start - START) // MINUTE, (one.end - START) // MINUTE)
    }


one_interval = st.builds(stretch, st.integers(0, MOST), st.integers(1, 15))
some = st.lists(one_interval, max_size=8).map(tuple)


def is_normal(intervals: Intervals) -> bool:
    """In order, and neither overlapping nor touching."""
    return all(a.end < b.start for a, b in pairwise(intervals))


@given(some)
def test_union_covers_the_same_in_the_fewest_intervals(intervals: Intervals) -> None:
    joined = union(intervals)

    assert covered(joined) == covered(intervals)
    assert is_normal(joined)
    assert union(joined) == joined


@given(some, some)
def test_union_does_not_care_for_order_or_repetition(left: Intervals, right: Intervals) -> None:
    assert union((*left, *right)) == union((*right, *left, *left))


@given(some, some)
def test_intersect_covers_what_both_cover(left: Intervals, right: Intervals) -> None:
    common = intersect(left, right)

    assert covered(common) == covered(left) & covered(right)
    assert is_normal(common)
    assert common == intersect(right, left)
    assert intersect(left, left) == union(left)


@given(some, some)
def test_subtract_covers_what_only_the_left_covers(left: Intervals, right: Intervals) -> None:
    rest = subtract(left, right)

    assert covered(rest) == covered(left) - covered(right)
    assert is_normal(rest)
    assert union((*rest, *intersect(left, right))) == union(left)


@given(some, one_interval)
def test_gaps_and_clip_share_out_the_whole(intervals: Intervals, within: Interval) -> None:
    inside, free = clip(intervals, within), gaps(intervals, within)

    assert covered(inside) | covered(free) == covered((within,))
    assert not covered(inside) & covered(free)
    assert union((*inside, *free)) == (within,)
    assert is_normal(inside)
    assert is_normal(free)


@given(some)
def test_total_counts_nothing_twice(intervals: Intervals) -> None:
    assert total(intervals) == len(covered(intervals)) * MINUTE


@given(some, st.integers(-1, MOST + 16))
def test_covering_finds_the_stretch_around_an_instant(intervals: Intervals, number: int) -> None:
    found = covering(intervals, minute(number))

    assert (found is not None) == (number in covered(intervals))
    if found is not None:
        assert found in union(intervals)
        assert found.contains(minute(number))


@given(one_interval, one_interval)
def test_two_overlap_when_they_share_an_instant(left: Interval, right: Interval) -> None:
    shares = bool(covered((left,)) & covered((right,)))

    assert left.overlaps(right) == right.overlaps(left) == shares


@given(st.integers(0, MOST), st.integers(0, MOST))
def test_between_is_empty_when_nothing_lies_between(start: int, end: int) -> None:
    assert covered(between(minute(start), minute(end))) == set(range(start, end))


def test_an_interval_contains_its_start_and_not_its_end() -> None:
    hour = stretch(0, 60)

    assert hour.contains(minute(0))
    assert not hour.contains(minute(60))
    assert not hour.overlaps(stretch(60, 60))
    assert hour.length == timedelta(hours=1)


@pytest.mark.parametrize(
    ("start", "end"),
    [
        (minute(0), minute(0)),
        (minute(1), minute(0)),
        (minute(0).replace(tzinfo=None), minute(1).replace(tzinfo=None)),
        (minute(0), minute(1).replace(tzinfo=None)),
    ],
)
def test_an_empty_backward_or_naive_interval_is_refused(start: datetime, end: datetime) -> None:
    with pytest.raises(ValueRefusedError):
        Interval(start, end)
