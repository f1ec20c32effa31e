"""Where hours come from, how old they are, and what is unknown (H2, H3)."""

from datetime import date, timedelta
from typing import Any

import pytest

from custom_components.kalajoki_library.core import events as ev
from custom_components.kalajoki_library.core.effects import IssueCleared, IssueRaised, SetLock, Touched
from custom_components.kalajoki_library.core.errors import ValueRefusedError
from custom_components.kalajoki_library.core.opening.hours import DayHours, WeeklyHours
from custom_components.kalajoki_library.core.settings import Settings
from custom_components.kalajoki_library.core.words import (
    DayKind,
    Desired,
    HoursSource,
    IssueKind,
    Mode,
    ModeSource,
    Plan,
)
from tests.builders import TUESDAY, USUAL, WEEK, at, hours_of, house, span
from tests.core.run import Run

WEDNESDAY = TUESDAY + timedelta(days=1)
INDEPENDENCE, BEFORE_IT = date(2026, 12, 6), date(2026, 12, 5)
DIRECTORY = HoursSource.KIRJASTOHAKEMISTO


def days_ahead(count: int) -> list[DayHours]:
    return [hours_of(TUESDAY + timedelta(days=ahead), *USUAL) for ahead in range(count)]


def from_directory(*, now: str = "12:00", **changes: Any) -> Run:
    return Run(settings=house(week=None, hours_source=DIRECTORY, **changes), now=at(now)).started()


def open_issues(run: Run) -> set[IssueKind]:
    """Every open issue but that nobody has said whether the closed house is empty (H6)."""
    found: set[IssueKind] = set()
    for effect in [one for _when, one in run.done]:
        if isinstance(effect, IssueRaised):
            found.add(effect.kind)
        if isinstance(effect, IssueCleared):
            found.discard(effect.kind)
    return found - {IssueKind.LEFT_INSIDE}


def with_holidays(week: WeeklyHours) -> Settings:
    return house(week=week, holidays=frozenset({INDEPENDENCE}), eves=frozenset({BEFORE_IT}))


def test_a_holiday_and_its_eve_have_their_own_hours_whatever_weekday_they_are() -> None:
    """H3."""
    week = WeeklyHours(days=WEEK.days, holiday=(), eve=(span("10:00", "13:00"),))
    run = Run(settings=with_holidays(week), now=at("09:00", BEFORE_IT)).started()

    assert (run.mode(), run.view().opening.rule) == (Mode.CLOSED, "H3:eve")
    run.go_to(at("10:00", BEFORE_IT))
    assert (run.mode(), run.view().opening.until) == (Mode.SERVICE, at("13:00", BEFORE_IT))
    run.go_to(at("12:00", INDEPENDENCE))
    assert (run.mode(), run.view().opening.rule) == (Mode.CLOSED, "H3:holiday")
    kinds = [run.view().day(one).kind for one in (BEFORE_IT, INDEPENDENCE, date(2026, 12, 7))]
    assert kinds == [DayKind.EVE, DayKind.HOLIDAY, DayKind.USUAL]


def test_edge_27_self_service_on_a_holiday_is_possible() -> None:
    """H3."""
    night = span("08:00", "22:00", Plan.SELF_SERVICE, staffed=False)
    week = WeeklyHours(days=WEEK.days, holiday=(night,))
    run = Run(settings=with_holidays(week), now=at("12:00", INDEPENDENCE)).started()

    assert run.mode() is Mode.UNSTAFFED_SELF_SERVICE


def test_without_hours_of_their_own_holidays_and_eves_are_like_their_weekday() -> None:
    """H3: a library that has not said otherwise is open as ever."""
    run = Run(settings=with_holidays(WEEK), now=at("12:00", BEFORE_IT)).started()

    assert (run.mode(), run.view().opening.rule) == (Mode.SERVICE, "H3:weekly")
    assert run.view().day(INDEPENDENCE).kind is DayKind.USUAL


def test_holiday_hours_that_overlap_are_refused() -> None:
    with pytest.raises(ValueRefusedError):
        WeeklyHours(days=WEEK.days, holiday=(span("10:00", "13:00"), span("12:00", "14:00")))
    with pytest.raises(ValueRefusedError):
        hours_of(TUESDAY, span("10:00", "13:00"), span("12:00", "14:00"))


def test_days_that_were_read_decide_the_mode_and_say_where_they_are_from() -> None:
    """H3, H8."""
    run = from_directory()
    run.read_hours(*days_ahead(10))

    opening = run.view().opening
    assert (opening.mode, opening.source, opening.rule) == (
        Mode.SERVICE,
        ModeSource.HOURS,
        "H3:kirjastohakemisto",
    )
    hours = run.view().hours
    assert (hours.source, hours.read_at, hours.failed_at) == (DIRECTORY, at("12:00"), None)
    assert hours.known_until == TUESDAY + timedelta(days=9)


def test_edge_26_a_day_without_a_row_is_unknown_and_not_closed() -> None:
    """H2: doors hold, staff are told; an empty day is closed and known."""
    run = from_directory()
    run.read_hours(*days_ahead(1))
    run.go_to(at("06:00", WEDNESDAY))

    assert (run.mode(), run.view().opening.rule) == (Mode.UNKNOWN, "H2:no_hours")
    assert run.front().desired in (Desired.HOLD, Desired.LOCKED)
    assert open_issues(run) == {IssueKind.HOURS_UNKNOWN}
    assert [one.known for one in run.view().days[:2]] == [False, False]

    run.read_hours(hours_of(WEDNESDAY))
    assert (run.mode(), run.view().days[0].known) == (Mode.CLOSED, True)
    assert IssueKind.HOURS_UNKNOWN not in open_issues(run)


def test_edge_26_hours_that_become_unknown_throw_no_bolt() -> None:
    """H2: the entrance stands as it stood; nothing is commanded because data are missing."""
    run = from_directory(now="23:00")
    run.read_hours(hours_of(TUESDAY, span("20:00", "24:00")))
    assert run.front().desired is Desired.UNLOCKED
    since = len(run.done)

    run.go_to(at("09:00", WEDNESDAY))
    assert run.mode() is Mode.UNKNOWN
    assert [one for one in run.effects(SetLock, since) if one.desired is Desired.UNLOCKED] == []


def test_edge_26_the_last_good_days_stay_when_a_later_answer_lacks_them_or_fails() -> None:
    """H2: kept, with their age."""
    run = from_directory()
    run.read_hours(*days_ahead(3))
    run.go_to(at("13:00"))
    run.read_hours(hours_of(WEDNESDAY))
    run.go_to(at("14:00"))
    run.fail_hours()
    run.go_to(at("15:00"))
    run.fail_hours()

    assert run.mode() is Mode.SERVICE
    assert [run.view().day(one.day).known for one in days_ahead(4)] == [True, True, True, False]
    assert run.view().day(WEDNESDAY).spans == ()
    hours = run.view().hours
    assert (hours.read_at, hours.failed_at) == (at("13:00"), at("14:00"))


def test_edge_26_an_empty_answer_revokes_nothing() -> None:
    """H2."""
    run = from_directory()
    run.read_hours(*days_ahead(9))
    run.read_hours()

    assert (run.mode(), run.view().days[8].known) == (Mode.SERVICE, True)


def test_hours_of_a_source_that_is_not_chosen_are_not_ours() -> None:
    """H3."""
    run = Run().started()
    for source in HoursSource:
        run.tell(ev.HoursRead(source=source, days=(hours_of(TUESDAY),)))
        run.tell(ev.HoursFailed(source=source))

    assert run.mode() is Mode.SERVICE
    assert (run.view().hours.read_at, run.view().hours.failed_at) == (None, None)


@pytest.mark.parametrize("restarts", [False, True])
def test_a_source_that_is_dark_for_a_day_is_reported_until_it_answers(*, restarts: bool) -> None:
    """H2: with the setting's length, whether or not the program was restarted meanwhile."""
    run = from_directory(hours_stale=timedelta(hours=5), hours_run_out=timedelta(0))
    run.read_hours(*days_ahead(9))
    run.go_to(at("16:59"))
    run.fail_hours()
    assert open_issues(run) == set()
    if restarts:
        run.hours = None  # it does not answer at the start either
        run = run.restarted()

    run.go_to(at("17:00"))
    assert open_issues(run) == {IssueKind.HOURS_STALE}
    assert run.mode() is Mode.SERVICE
    run.go_to(at("17:30"))
    run.read_hours(*days_ahead(9))
    assert open_issues(run) == set()


def test_hours_that_run_out_within_a_week_are_reported_in_time() -> None:
    """H2: fewer than seven days ahead; more hours mend it."""
    run = from_directory(hours_stale=timedelta(days=30))
    run.read_hours(*days_ahead(8))
    assert open_issues(run) == set()

    run.go_to(at("00:00", WEDNESDAY))
    assert open_issues(run) == {IssueKind.HOURS_RUN_OUT}
    run.read_hours(*days_ahead(20))
    assert open_issues(run) == set()


def test_the_weekly_pattern_is_never_old_and_never_runs_out() -> None:
    """H3."""
    run = Run().started().go_to(at("12:00") + timedelta(days=40))

    assert open_issues(run) == set()
    hours = run.view().hours
    assert (hours.source, hours.read_at, hours.known_until) == (HoursSource.WEEKLY, None, None)


def test_the_same_answer_again_touches_nothing_but_the_age() -> None:
    run = from_directory()
    run.read_hours(*days_ahead(9))
    assert run.read_hours(*days_ahead(9)) == ()

    run.go_to(at("13:00"))
    assert run.read_hours(*days_ahead(9)) == (Touched(opening=True),)


def test_an_old_snapshot_without_hours_still_loads() -> None:
    run = Run().started()
    snapshot = run.building.snapshot()
    del snapshot["opening"]["hours"]

    assert Run(snapshot=snapshot).started().mode() is Mode.SERVICE


def test_hours_of_another_source_in_a_snapshot_are_left_out() -> None:
    """H3: the installer chose another source meanwhile; exceptions stay."""
    run = from_directory()
    run.read_hours(*days_ahead(3))
    snapshot = run.building.snapshot()

    again = Run(snapshot=snapshot).started()
    assert (again.mode(), again.view().hours.read_at) == (Mode.SERVICE, None)
    assert again.view().opening.rule == "H3:weekly"


def test_hours_of_another_library_of_the_same_directory_are_left_out() -> None:
    """H3: dates the new library says nothing of are unknown, not those of the old one."""
    run = from_directory(hours_subject="84860")
    run.read_hours(*days_ahead(3))

    again = Run(
        settings=house(week=None, hours_source=DIRECTORY, hours_subject="84861"),
        snapshot=run.building.snapshot(),
    ).started()
    assert (again.mode(), again.view().hours.read_at) == (Mode.UNKNOWN, None)


def test_dates_long_gone_are_forgotten() -> None:
    run = from_directory()
    run.read_hours(*days_ahead(3))
    run.go_to(at("12:00") + timedelta(days=11))
    run.read_hours(hours_of(TUESDAY + timedelta(days=11)))

    assert sorted(run.building.snapshot()["opening"]["hours"]["days"]) == [
        "2026-11-25",
        "2026-11-26",
        "2026-12-05",
    ]
