"""Exceptions lie over the hours source, the shorter over the longer; nothing is lost below (H2, H4)."""

from collections import Counter
from datetime import date, datetime, timedelta
from itertools import pairwise

from hypothesis import given, strategies as st
import pytest

from custom_components.kalajoki_library.core.effects import ModeChanged
from custom_components.kalajoki_library.core.errors import ValueRefusedError
from custom_components.kalajoki_library.core.opening.days import (
    BY_DIRECTORY,
    BY_EXCEPTION,
    NO_HOURS,
    Day,
    DayPlan,
    work_out,
)
from custom_components.kalajoki_library.core.opening.hours import ExceptionSpan, Spans
from custom_components.kalajoki_library.core.opening.local import span_of
from custom_components.kalajoki_library.core.words import DayKind, Desired, Mode, ModeSource
from tests.builders import (
    ENTRANCE_LOCK,
    HELSINKI,
    TUESDAY,
    USUAL,
    at,
    exception,
    house,
    span,
)
from tests.core.opening.test_timeline import AUTUMN, SPRING, day_spans, days
from tests.core.run import Run

WEDNESDAY = date(2026, 11, 25)
ALL_DAY = exception("00:00", "24:00", reason="Storm")
LENT = exception("10:00", "15:00", Mode.SERVICE, reason="Elections")
PLANNED = [Mode.CLOSED, Mode.SERVICE, Mode.STAFFED_SELF_SERVICE, Mode.UNSTAFFED_SELF_SERVICE, Mode.EVENT_ONLY]


def modes(day: Day) -> list[tuple[str, Mode]]:
    return [(f"{one.start.astimezone(HELSINKI):%H:%M}", one.mode) for one in day.modes]


def test_edge_27_a_whole_day_closure_with_a_timed_exception_is_open_at_that_time_only() -> None:
    """H2: the shorter exception lies on top, whichever was made first."""
    for order in ((ALL_DAY, LENT), (LENT, ALL_DAY)):
        run = Run(now=at("00:10")).started()
        run.except_for(*order)
        run.go_to(at("23:59"))

        assert run.modes()[-2:] == [(at("10:00"), Mode.SERVICE), (at("15:00"), Mode.CLOSED)]
        today = run.view().days[0]
        assert [(one.opens, one.closes, one.mode) for one in today.spans] == [
            ("10:00", "15:00", Mode.SERVICE)
        ]
        assert (today.kind, today.note) == (DayKind.EXCEPTION, "Storm; Elections")


def test_edge_27_a_whole_day_closure_over_the_weekly_pattern_closes_and_says_why() -> None:
    """H2, H8."""
    run = Run(now=at("12:00")).started()
    run.except_for(ALL_DAY)

    opening = run.view().opening
    assert (opening.mode, opening.source, opening.rule) == (Mode.CLOSED, ModeSource.EXCEPTIONS, BY_EXCEPTION)
    assert opening.reason == "Storm"
    change = run.effects(ModeChanged)[-1]
    assert (change.source, change.rule, change.reason) == (ModeSource.EXCEPTIONS, BY_EXCEPTION, "Storm")
    assert run.commands(ENTRANCE_LOCK)[-1] == (at("12:00"), Desired.LOCKED)


def test_edge_27_a_midday_gap_is_closed_and_the_split_day_goes_on_after_it() -> None:
    """H2, H4."""
    run = Run(now=at("00:10")).started()
    run.except_for(exception("12:00", "13:00", reason="Staff meeting"))
    run.go_to(at("14:00"))

    assert run.modes()[-3:] == [
        (at("10:00"), Mode.SERVICE),
        (at("12:00"), Mode.CLOSED),
        (at("13:00"), Mode.SERVICE),
    ]


def test_edge_27_an_exception_of_the_planned_mode_changes_no_mode_but_the_reason() -> None:
    """H8: the reason comes and goes with the exception though the mode stays."""
    run = Run(now=at("11:00")).started()
    run.except_for(exception("12:00", "13:00", Mode.SERVICE, reason="Author's visit"))

    assert run.view().opening.rule == "H3:weekly"
    run.go_to(at("12:00"))
    assert (run.view().opening.reason, run.view().opening.until) == ("Author's visit", at("19:00"))
    run.go_to(at("13:00"))
    assert (run.view().opening.reason, run.view().opening.rule) == ("", "H3:weekly")
    assert run.modes()[-1][0] < at("12:00")


def test_edge_21_an_exception_over_midnight_takes_both_local_dates() -> None:
    """H4."""
    run = Run(now=at("20:00")).started()
    run.except_for(exception("22:00", "01:30", Mode.EVENT_ONLY, last=WEDNESDAY, reason="Night of books"))
    run.go_to(at("09:00", WEDNESDAY))

    assert run.modes()[-4:] == [
        (at("21:00"), Mode.CLOSED),
        (at("22:00"), Mode.EVENT_ONLY),
        (at("01:30", WEDNESDAY), Mode.CLOSED),
        (at("08:00", WEDNESDAY), Mode.STAFFED_SELF_SERVICE),
    ]
    first, second = run.view().day(TUESDAY), run.view().day(WEDNESDAY)
    assert (first.spans[-1].opens, first.spans[-1].closes) == ("22:00", "24:00")
    assert (second.spans[0].opens, second.spans[0].closes) == ("00:00", "01:30")
    assert (first.kind, second.kind) == (DayKind.EXCEPTION, DayKind.EXCEPTION)


@pytest.mark.parametrize(("day", "hours"), [(SPRING, 23), (AUTUMN, 25)])
def test_edge_21_an_all_day_exception_takes_23_or_25_hours_on_dst_days(day: date, hours: int) -> None:
    """H4."""
    whole = span_of(HELSINKI, day)
    one = ExceptionSpan(start=whole.start, end=whole.end, mode=Mode.EVENT_ONLY)
    found = work_out(DayPlan(spans=USUAL, rule=BY_DIRECTORY), HELSINKI, day, (one,))

    assert [(part.mode, part.end - part.start) for part in found.layers] == [
        (Mode.EVENT_ONLY, timedelta(hours=hours))
    ]
    assert [(one.opens, one.closes) for one in found.view.spans] == [("00:00", "24:00")]


def test_exceptions_lie_over_a_day_without_data() -> None:
    """H2: the exceptions calendar is above the hours source, also above its silence."""
    found = work_out(DayPlan(spans=None), HELSINKI, TUESDAY, (LENT,))

    assert modes(found) == [("00:00", Mode.UNKNOWN), ("10:00", Mode.SERVICE), ("15:00", Mode.UNKNOWN)]
    assert found.view.known is False
    assert {one.why.rule for one in found.layers} == {NO_HOURS, BY_EXCEPTION}


def test_an_override_lies_over_an_exception_and_an_exception_that_is_deleted_is_no_more() -> None:
    """H2: precedence; H8: the reason follows."""
    run = Run(now=at("12:00")).started()
    run.except_for(ALL_DAY)
    run.choose(Mode.EVENT_ONLY, at("13:00"), "Concert")

    assert (run.mode(), run.view().opening.source) == (Mode.EVENT_ONLY, ModeSource.OVERRIDE)
    run.go_to(at("13:00"))
    assert (run.mode(), run.view().opening.reason) == (Mode.CLOSED, "Storm")
    run.except_for()
    assert (run.mode(), run.view().opening.source) == (Mode.SERVICE, ModeSource.HOURS)
    assert run.view().hours.exceptions == 0


def test_an_exception_of_tomorrow_moves_the_door_plan_though_nothing_changes_now() -> None:
    """D1, H2: what is published ahead follows new exceptions at once."""
    run = Run(now=at("12:00")).started()
    before = run.front().plan
    run.except_for(exception("10:00", "11:00", day=WEDNESDAY))

    assert run.mode() is Mode.SERVICE
    assert run.front().plan != before
    assert run.view().days[1].kind is DayKind.EXCEPTION


@pytest.mark.parametrize("mode", [Mode.EVACUATION, Mode.LOCKDOWN, Mode.UNKNOWN])
def test_nobody_can_plan_an_emergency_or_the_unknown(mode: Mode) -> None:
    """D9: an emergency needs a person at the time, not a calendar."""
    with pytest.raises(ValueRefusedError):
        exception("10:00", "11:00", mode)


def test_exceptions_that_are_no_stretch_of_time_are_refused() -> None:
    with pytest.raises(ValueRefusedError):
        exception("11:00", "11:00")
    with pytest.raises(ValueRefusedError):
        ExceptionSpan(
            start=datetime(2026, 11, 24, 10),  # noqa: DTZ001 - that is what is refused
            end=at("12:00"),
            mode=Mode.CLOSED,
        )


@st.composite
def exceptions(draw: st.DrawFn, day: date) -> tuple[ExceptionSpan, ...]:
    """Exceptions around a day: inside it, over its ends, equally long, at the same time."""
    start = span_of(HELSINKI, day).start
    halves = st.integers(-20, 70)
    found = []
    for number in range(draw(st.integers(0, 5))):
        first, last = sorted((draw(halves), draw(halves)))
        begins = start + timedelta(minutes=30 * first)
        ends = start + timedelta(minutes=30 * last + 30)
        mode = draw(st.sampled_from(PLANNED))
        found.append(ExceptionSpan(start=begins, end=ends, mode=mode, reason=f"{number}", uid=f"{number}"))
    return tuple(found)


@given(st.data(), days, st.none() | day_spans())
def test_layers_have_no_hole_and_one_mode_at_every_instant(
    data: st.DataObject, day: date, spans: Spans | None
) -> None:
    """H2, H4: minutes add up to 1380, 1440 or 1500; the shortest lies on top, then the later start."""
    laid = data.draw(exceptions(day))
    run = Run(settings=house(week=None), now=at("12:00", day))
    run.except_for(*laid)
    plan = DayPlan(spans=spans, rule=BY_DIRECTORY)
    found = work_out(plan, HELSINKI, day, run.building._opening.hours.exceptions)
    plain = work_out(plan, HELSINKI, day)

    minutes: Counter[Mode] = Counter()
    for stretch in found.modes:
        minutes[stretch.mode] += (stretch.end - stretch.start) // timedelta(minutes=1)
    assert minutes.total() == {SPRING: 1380, AUTUMN: 1500}.get(day, 1440)
    for one, other in pairwise(found.layers):
        assert one.end == other.start
    for one in found.layers:
        middle = one.start + (one.end - one.start) / 2
        over = [each for each in laid if each.start <= middle < each.end]
        if over:
            top = min(over, key=lambda each: (each.end - each.start, -each.start.timestamp(), -int(each.uid)))
            assert (one.mode, one.why.reason) == (top.mode, top.reason)
        else:
            under = next(each for each in plain.layers if each.start <= middle < each.end)
            assert (one.mode, one.why) == (under.mode, under.why)
        assert one.why.rule


def test_a_split_day_of_the_source_keeps_its_gap_between_two_exceptions() -> None:
    """H2, H4."""
    split = DayPlan(spans=(span("09:00", "12:00"), span("14:00", "18:00")), rule=BY_DIRECTORY)
    laid = (exception("09:00", "10:00"), exception("17:00", "19:00", Mode.EVENT_ONLY))

    assert modes(work_out(split, HELSINKI, TUESDAY, laid)) == [
        ("00:00", Mode.CLOSED),
        ("10:00", Mode.SERVICE),
        ("12:00", Mode.CLOSED),
        ("14:00", Mode.SERVICE),
        ("17:00", Mode.EVENT_ONLY),
        ("19:00", Mode.CLOSED),
    ]
