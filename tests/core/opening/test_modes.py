"""The mode of the building and why (H1, H2, H8, D9)."""

from datetime import date, timedelta

import pytest

from custom_components.kalajoki_library.core import events as ev
from custom_components.kalajoki_library.core.building import Building
from custom_components.kalajoki_library.core.effects import IssueRaised, ModeChanged, Touched
from custom_components.kalajoki_library.core.words import Bolt, Desired, IssueKind, Mode, ModeSource
from tests.builders import ENTRANCE_LOCK, MINUTE, at, every_day, house, span
from tests.core.run import Run

WEDNESDAY, SUNDAY = date(2026, 11, 25), date(2026, 11, 29)


def test_the_modes_of_a_day_follow_the_weekly_pattern() -> None:
    """H1: plan and staff together."""
    run = Run(now=at("00:10")).started().go_to(at("23:50"))

    assert run.modes()[-4:] == [
        (at("08:00"), Mode.STAFFED_SELF_SERVICE),
        (at("10:00"), Mode.SERVICE),
        (at("19:00"), Mode.UNSTAFFED_SELF_SERVICE),
        (at("21:00"), Mode.CLOSED),
    ]


def test_a_mode_says_why_since_when_until_when_and_what_then() -> None:
    """H8."""
    opening = Run(now=at("09:00")).started().go_to(at("12:00")).view().opening

    assert (opening.mode, opening.source) == (Mode.SERVICE, ModeSource.HOURS)
    assert opening.rule
    assert (opening.since, opening.until) == (at("10:00"), at("19:00"))
    assert opening.next_mode is Mode.UNSTAFFED_SELF_SERVICE


def test_every_change_of_mode_says_what_decided_it() -> None:
    """H8."""
    run = Run(now=at("09:59")).started()
    run.go_to(at("11:00"))
    run.choose(Mode.EVENT_ONLY, at("12:00"), "Concert in the hall")
    run.go_to(at("12:30"))

    changes = run.effects(ModeChanged)[-3:]
    assert [(one.previous, one.mode, one.source, one.reason) for one in changes] == [
        (Mode.STAFFED_SELF_SERVICE, Mode.SERVICE, ModeSource.HOURS, ""),
        (Mode.SERVICE, Mode.EVENT_ONLY, ModeSource.OVERRIDE, "Concert in the hall"),
        (Mode.EVENT_ONLY, Mode.SERVICE, ModeSource.HOURS, ""),
    ]
    assert all(one.rule for one in changes)


def test_an_override_goes_over_the_plan_and_ends_by_itself() -> None:
    """H2: an override always has an expiry."""
    run = Run(now=at("18:00")).started()
    effects = run.choose(Mode.CLOSED, at("20:00"), "Heating is broken")

    opening = run.view().opening
    assert (run.mode(), opening.source, opening.reason) == (
        Mode.CLOSED,
        ModeSource.OVERRIDE,
        "Heating is broken",
    )
    assert (opening.override_mode, opening.override_until) == (Mode.CLOSED, at("20:00"))
    assert (opening.until, opening.next_mode) == (at("20:00"), Mode.UNSTAFFED_SELF_SERVICE)
    assert isinstance(effects[-1], Touched)
    assert effects[-1].opening

    run.go_to(at("20:00"))
    assert run.mode() is Mode.UNSTAFFED_SELF_SERVICE
    assert run.view().opening.override_mode is None


def test_an_override_of_the_planned_mode_outlasts_the_plan() -> None:
    """H2: kept open an hour longer."""
    run = Run(now=at("18:30")).started()
    run.choose(Mode.SERVICE, at("20:00"))

    assert run.view().opening.until == at("20:00")
    run.go_to(at("19:30"))
    assert run.mode() is Mode.SERVICE


def test_a_cleared_override_gives_the_plan_back() -> None:
    """H2."""
    run = Run(now=at("18:00")).started()
    run.choose(Mode.CLOSED, at("20:00"))
    run.tell(ev.OverrideCleared())

    assert (run.mode(), run.view().opening.source) == (Mode.SERVICE, ModeSource.HOURS)
    assert run.view().opening.override_until is None


def test_the_last_override_replaces_the_one_before() -> None:
    """H2."""
    run = Run().started()
    run.choose(Mode.CLOSED, at("20:00"))
    run.choose(Mode.EVENT_ONLY, at("13:00"), "Concert")
    assert run.mode() is Mode.EVENT_ONLY

    run.go_to(at("13:00"))
    assert run.mode() is Mode.SERVICE


def test_an_override_that_is_over_already_or_chooses_nothing_changes_nothing() -> None:
    """H2."""
    run = Run().started()

    run.choose(Mode.CLOSED, at("12:00"))
    run.choose(Mode.CLOSED, at("11:00"))
    run.choose(Mode.UNKNOWN, at("13:00"))

    assert run.view().opening.source is ModeSource.HOURS
    assert run.view().opening.override_mode is None


@pytest.mark.parametrize("emergency", [Mode.EVACUATION, Mode.LOCKDOWN])
def test_an_emergency_goes_over_everything_and_never_ends_by_itself(emergency: Mode) -> None:
    """H2, D9: not by time, not with the override, not with a new override."""
    run = Run().started()
    run.choose(Mode.EVENT_ONLY, at("14:00"))
    run.choose(emergency, at("12:30"), "Alarm")

    run.go_to(at("13:00"))
    assert (run.mode(), run.view().opening.source) == (emergency, ModeSource.EMERGENCY)
    assert run.view().opening.reason == "Alarm"
    run.tell(ev.OverrideCleared())
    run.choose(Mode.SERVICE, at("22:00"))
    run.go_to(at("12:00", SUNDAY))
    assert run.mode() is emergency

    run.tell(ev.EmergencyEnded(reason="All clear"))
    assert run.mode() is Mode.CLOSED


def test_the_override_underneath_an_emergency_holds_again_after_it() -> None:
    """H2, D9."""
    run = Run().started()
    run.choose(Mode.EVENT_ONLY, at("14:00"))
    run.choose(Mode.EVACUATION, at("12:30"), "Alarm")
    run.go_to(at("13:00"))
    run.tell(ev.EmergencyEnded(reason="All clear"))

    assert (run.mode(), run.view().opening.source) == (Mode.EVENT_ONLY, ModeSource.OVERRIDE)


@pytest.mark.parametrize(
    ("restart", "mode"),
    [
        ("13:00", Mode.EVENT_ONLY),
        ("13:59", Mode.EVENT_ONLY),
        ("14:00", Mode.SERVICE),
        ("15:00", Mode.SERVICE),
    ],
)
def test_an_override_survives_a_restart_and_still_ends_in_time(restart: str, mode: Mode) -> None:
    """H2: with its reason and its expiry, which may have passed meanwhile."""
    run = Run().started()
    run.choose(Mode.EVENT_ONLY, at("14:00"), "Concert")

    again = run.restarted(later=at(restart) - run.now)

    opening = again.view().opening
    assert opening.mode is mode
    assert opening.source is (ModeSource.OVERRIDE if mode is Mode.EVENT_ONLY else ModeSource.HOURS)
    assert opening.reason == ("Concert" if mode is Mode.EVENT_ONLY else "")
    assert again.go_to(at("15:30")).mode() is Mode.SERVICE


@pytest.mark.parametrize("emergency", [Mode.EVACUATION, Mode.LOCKDOWN])
def test_an_emergency_survives_a_restart(emergency: Mode) -> None:
    """D9."""
    run = Run().started()
    run.choose(emergency, at("12:30"), "Alarm")

    again = run.restarted(later=timedelta(days=2))

    assert (again.mode(), again.view().opening.reason) == (emergency, "Alarm")


@pytest.mark.parametrize("mode", [Mode.LOCKDOWN, Mode.CLOSED])
def test_what_staff_chose_holds_when_the_clock_is_set_back(mode: Mode) -> None:
    """H2, D9: a machine without a battery for its clock starts in the past; no door may open by that."""
    run = Run().started()
    run.choose(mode, at("18:00"), "Water on the floor")

    for again in (run, run.restarted(later=-10 * MINUTE)):
        again.now = at("11:50")
        again.sense(True)
        again.lock_says(Bolt.UNLOCKED, ENTRANCE_LOCK)
        assert (again.mode(), again.front().desired) == (mode, Desired.LOCKED)
        assert again.go_to(at("12:30")).mode() is mode


def test_a_restart_that_changes_no_mode_tells_of_none() -> None:
    """H8: levels, not edges."""
    run = Run().started()

    again = run.restarted(later=MINUTE)

    assert again.modes() == []
    assert again.view().opening.since == run.view().opening.since


def test_a_mode_that_changed_during_a_restart_is_told_once() -> None:
    """H8."""
    again = Run().started().restarted(later=at("19:30") - at("12:00"))

    assert again.modes() == [(at("19:30"), Mode.UNSTAFFED_SELF_SERVICE)]


def test_hours_without_data_are_unknown_and_staff_are_told() -> None:
    """H2: a day with no data is unknown, not closed."""
    run = Run(settings=house(week=None)).started()

    assert (run.mode(), run.view().opening.source) == (Mode.UNKNOWN, ModeSource.NONE)
    assert run.effects(IssueRaised) == [IssueRaised(kind=IssueKind.HOURS_UNKNOWN, subject="")]
    assert [day.known for day in run.view().days] == [False] * len(run.view().days)


def test_staff_can_choose_a_mode_when_hours_are_unknown() -> None:
    """H2: an override lies above the hours source."""
    run = Run(settings=house(week=None)).started()
    run.choose(Mode.SERVICE, at("13:00"))

    assert run.mode() is Mode.SERVICE
    assert run.go_to(at("13:00")).mode() is Mode.UNKNOWN


@pytest.mark.parametrize(
    ("day", "opens_utc"), [(date(2026, 3, 28), 6), (date(2026, 3, 29), 5), (date(2026, 10, 25), 6)]
)
def test_opening_keeps_its_wall_clock_time_on_dst_days(day: date, opens_utc: int) -> None:
    """H4: 08:00 in Kalajoki whatever the offset."""
    week = every_day(span("08:00", "16:00"))
    run = Run(settings=house(week=week), now=at("00:01", day)).started().go_to(at("23:00", day))

    opened, closed = run.modes()[-2:]
    assert opened == (at("08:00", day), Mode.SERVICE)
    assert opened[0].hour == opens_utc
    assert closed[0] - opened[0] == timedelta(hours=8)


def test_the_plan_of_days_starts_with_the_local_today() -> None:
    """H4: just after midnight in Kalajoki it is still yesterday in UTC."""
    run = Run(now=at("23:59")).started()
    assert run.view().days[0].day == at("23:59").date()

    run.go_to(at("00:00", WEDNESDAY))
    assert run.view().days[0].day == WEDNESDAY
    assert [one.opens for one in run.view().days[0].spans] == ["08:00", "10:00", "19:00"]


def test_nothing_is_decided_before_anything_was_handled() -> None:
    """H2: a building that has just been made knows nothing, and can be looked at."""
    opening = Building(house()).view(at("12:00")).opening

    assert (opening.mode, opening.source, opening.since) == (Mode.UNKNOWN, ModeSource.NONE, None)
