"""Modes over stretches of time: the weekly pattern on real dates, an override laid over it (H1, H2, H4)."""

from collections import Counter
from datetime import date, datetime, timedelta
from itertools import pairwise

from hypothesis import given, strategies as st
import pytest

from custom_components.kalajoki_library.core.errors import ValueRefusedError
from custom_components.kalajoki_library.core.opening.days import ModeSpan
from custom_components.kalajoki_library.core.opening.hours import PlannedSpan, WeeklyHours
from custom_components.kalajoki_library.core.opening.known import KnownHours
from custom_components.kalajoki_library.core.opening.local import span_of, to_day
from custom_components.kalajoki_library.core.opening.timeline import Override, Timeline
from custom_components.kalajoki_library.core.settings import Settings
from custom_components.kalajoki_library.core.views import DayView
from custom_components.kalajoki_library.core.words import Mode, Plan
from tests.builders import HELSINKI, TUESDAY, WEEK, at, every_day, span

SPRING, AUTUMN = date(2026, 3, 29), date(2026, 10, 25)
PLANNED = {
    (Plan.SERVICE, True): Mode.SERVICE,
    (Plan.SERVICE, False): Mode.SERVICE,
    (Plan.SELF_SERVICE, True): Mode.STAFFED_SELF_SERVICE,
    (Plan.SELF_SERVICE, False): Mode.UNSTAFFED_SELF_SERVICE,
    (Plan.CLOSED, True): Mode.CLOSED,
    (Plan.CLOSED, False): Mode.CLOSED,
}


def timeline(week: WeeklyHours | None) -> Timeline:
    return Timeline(KnownHours(Settings(library="Kalajoki library", week=week)))


def modes_of_day(week: WeeklyHours | None, day: date) -> tuple[ModeSpan, ...]:
    return timeline(week).day(day).modes


def day_view(week: WeeklyHours | None, day: date) -> DayView:
    return timeline(week).day(day).view


@st.composite
def day_spans(draw: st.DrawFn) -> tuple[PlannedSpan, ...]:
    """Spans of one day in order, back to back or with gaps, now and then up to 24:00."""
    cuts = sorted(draw(st.lists(st.integers(0, 48).map(lambda half: half * 30), max_size=8, unique=True)))
    return tuple(
        PlannedSpan(start=start, end=end, plan=draw(st.sampled_from(Plan)), staffed=draw(st.booleans()))
        for start, end in pairwise(cuts)
        if draw(st.booleans())
    )


weeks = st.builds(WeeklyHours, days=st.tuples(*[day_spans()] * 7))
days = st.dates(date(2026, 3, 1), date(2026, 11, 30)) | st.sampled_from([SPRING, AUTUMN])


@given(weeks, days)
def test_minutes_by_mode_sum_to_the_whole_day(week: WeeklyHours, day: date) -> None:
    """H4: 1380, 1440 or 1500 minutes, each with exactly one mode."""
    minutes: Counter[Mode] = Counter()
    for one in modes_of_day(week, day):
        minutes[one.mode] += (one.end - one.start) // timedelta(minutes=1)

    assert sum(minutes.values()) == {SPRING: 1380, AUTUMN: 1500}.get(day, 1440)
    assert Mode.UNKNOWN not in minutes


@given(weeks, days, st.integers(0, 24 * 60 - 1))
def test_the_mode_of_a_minute_is_that_of_its_span_on_the_wall_clock(
    week: WeeklyHours, day: date, minute: int
) -> None:
    """H1, H4: against the plainest reading of the pattern, away from the hours that DST skips or repeats."""
    if day in (SPRING, AUTUMN) and 180 <= minute < 240:
        minute += 60
    instant = at(f"{minute // 60:02}:{minute % 60:02}", day)
    planned = [one for one in week.days[day.weekday()] if one.start <= minute < one.end]

    found = timeline(week).between(instant, instant + timedelta(minutes=1))

    assert found[0].mode is (PLANNED[planned[0].plan, planned[0].staffed] if planned else Mode.CLOSED)


@given(
    st.none() | weeks,
    days,
    st.integers(0, 24 * 60),
    st.integers(1, 5 * 24 * 60),
    st.none() | st.tuples(st.integers(-600, 3000), st.none() | st.integers(1, 3000), st.sampled_from(Mode)),
)
def test_a_timeline_has_no_holes_and_the_override_its_stretch(
    week: WeeklyHours | None,
    day: date,
    start: int,
    length: int,
    laid: tuple[int, int | None, Mode] | None,
) -> None:
    begins = span_of(HELSINKI, day).start + timedelta(minutes=start)
    ends = begins + timedelta(minutes=length)
    override = None
    if laid is not None:
        since = begins + timedelta(minutes=laid[0])
        until = None if laid[1] is None else since + timedelta(minutes=laid[1])
        override = Override(mode=laid[2], start=since, until=until, reason="Concert")

    line = timeline(week)
    found = line.between(begins, ends, override)
    plain = line.between(begins, ends)

    assert (found[0].start, found[-1].end) == (begins, ends)
    for before, after in pairwise(found):
        assert before.end == after.start
        assert before.mode is not after.mode
    for one in found:
        middle = one.start + (one.end - one.start) / 2
        is_laid = override is not None and override.start <= middle and override.is_active(middle)
        expected = next(other.mode for other in plain if other.interval.contains(middle))
        assert one.mode is (override.mode if override is not None and is_laid else expected)


def modes(*, week: WeeklyHours | None, day: date = TUESDAY) -> list[tuple[str, Mode]]:
    return [(f"{one.start.astimezone(HELSINKI):%H:%M}", one.mode) for one in modes_of_day(week, day)]


def test_a_day_without_data_is_unknown_and_not_closed() -> None:
    """H2."""
    assert modes(week=None) == [("00:00", Mode.UNKNOWN)]
    assert day_view(None, TUESDAY).known is False


def test_a_day_with_an_empty_plan_is_closed_and_known() -> None:
    """H2, H4: a whole-day closure."""
    sunday = date(2026, 11, 29)

    assert modes(week=WEEK, day=sunday) == [("00:00", Mode.CLOSED)]
    assert day_view(WEEK, sunday).known is True
    assert day_view(WEEK, sunday).spans == ()


def test_a_gap_in_the_middle_of_the_day_is_closed() -> None:
    """H4: split days."""
    split = every_day(span("09:00", "12:00"), span("13:00", "24:00", Plan.SELF_SERVICE, staffed=False))

    assert modes(week=split) == [
        ("00:00", Mode.CLOSED),
        ("09:00", Mode.SERVICE),
        ("12:00", Mode.CLOSED),
        ("13:00", Mode.UNSTAFFED_SELF_SERVICE),
    ]
    assert [(one.opens, one.closes) for one in day_view(split, TUESDAY).spans] == [
        ("09:00", "12:00"),
        ("13:00", "24:00"),
    ]


def test_hours_until_24_00_and_from_00_00_are_one_stretch() -> None:
    """H4: a night is open through midnight."""
    always = timeline(every_day(span("00:00", "24:00")))

    found = always.between(at("12:00"), at("12:00", date(2026, 11, 27)))

    assert [(one.start, one.end, one.mode) for one in found] == [
        (at("12:00"), at("12:00", date(2026, 11, 27)), Mode.SERVICE)
    ]


@pytest.mark.parametrize(
    ("start", "end"), [(60, 60), (61, 60), (-1, 60), (0, 1441)], ids=["empty", "backward", "early", "late"]
)
def test_a_span_that_is_not_within_a_day_is_refused(start: int, end: int) -> None:
    with pytest.raises(ValueRefusedError):
        PlannedSpan(start=start, end=end, plan=Plan.SERVICE)


def test_spans_that_overlap_and_weeks_of_other_lengths_are_refused() -> None:
    with pytest.raises(ValueRefusedError):
        every_day(span("08:00", "12:00"), span("11:00", "13:00"))
    with pytest.raises(ValueRefusedError):
        WeeklyHours(days=((),) * 6)


def test_the_day_of_an_instant_is_the_local_one() -> None:
    """H4: half past eleven in the evening UTC is the next day in Kalajoki."""
    assert to_day(HELSINKI, datetime.fromisoformat("2026-11-23T22:30+00:00")) == TUESDAY
