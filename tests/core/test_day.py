"""The staffed day in the whole building: doors, displays, issues, restarts, DST (H1, H5-H7, D9, S8)."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest

from custom_components.kalajoki_library.core import events as ev
from custom_components.kalajoki_library.core.building import Building
from custom_components.kalajoki_library.core.effects import Announced, IssueCleared, IssueRaised
from custom_components.kalajoki_library.core.ids import SensorId
from custom_components.kalajoki_library.core.opening.staff import StaffSettings
from custom_components.kalajoki_library.core.settings import Settings
from custom_components.kalajoki_library.core.words import (
    AnnouncementKind as Kind,
    Bolt,
    Cause,
    Desired,
    Desk,
    IssueKind,
    Mode,
    Plan,
    RoutineState,
)
from tests.builders import ENTRANCE, ENTRANCE_LOCK, GAME_DISPLAY, at, booking, every_day, house, span
from tests.core.run import Run

FIRE, PHONE = SensorId("fire"), SensorId("person.somebody")
SERVICE_TO_SEVEN = every_day(span("10:00", "19:00"))


def day(**changes: Any) -> Settings:
    """A house that closes at seven straight from service hours."""
    usual: dict[str, Any] = {"week": SERVICE_TO_SEVEN, "fire_alarms": (FIRE,)}
    return house(**(usual | changes))


def quiet(settings: Settings, clock: str, day_: date | None = None) -> Run:
    """A started run whose counter and sensor say that nobody is inside."""
    now = at(clock) if day_ is None else at(clock, day_)
    run = Run(settings=settings, now=now, presence={SensorId("presence.game_room"): False}).started()
    run.count(10, 10)
    return run


def said(run: Run) -> list[tuple[datetime, Kind]]:
    return [(when, one.kind) for when, one in run.done if isinstance(one, Announced)]


def routine(run: Run) -> RoutineState:
    return run.view().routine.state


def issues(run: Run) -> set[IssueKind]:
    found: set[IssueKind] = set()
    for _when, one in run.done:
        if isinstance(one, IssueRaised):
            found.add(one.kind)
        if isinstance(one, IssueCleared):
            found.discard(one.kind)
    return found


def test_the_entrance_lets_nobody_in_during_the_last_minutes() -> None:
    """H6: by a rule of its own, for the stand-by plan too; the other doors do not care."""
    run = quiet(day(), "18:54")
    assert run.front().desired is Desired.UNLOCKED
    assert run.front().until == at("18:55")
    run.go_to(at("18:55"))

    assert (run.mode(), run.front().desired) == (Mode.SERVICE, Desired.LOCKED)
    assert run.front().rule == "H6:no_new_entries"
    assert run.bolts[ENTRANCE_LOCK] is Bolt.LOCKED
    assert all(not one.contains(at("18:57")) for one in run.front().plan)


def test_who_has_booked_comes_in_until_the_end() -> None:
    """H6, D1: the grant of a running booking still opens."""
    run = quiet(day(), "18:00")
    run.read(booking("18:50", "19:00"))
    run.go_to(at("18:57"))

    assert (run.front().desired, run.front().rule) == (Desired.UNLOCKED, "D1:booking")


def test_staying_open_unlocks_the_entrance_again() -> None:
    """H6: an override pulls the routine back."""
    run = quiet(day(), "18:50").go_to(at("18:56"))
    run.choose(Mode.SERVICE, at("20:00"))
    assert (routine(run), run.front().desired) == (RoutineState.OPEN, Desired.UNLOCKED)

    run.go_to(at("19:55"))
    assert (routine(run), run.front().rule) == (RoutineState.NO_NEW_ENTRIES, "H6:no_new_entries")
    run.go_to(at("20:01"))
    assert routine(run) is RoutineState.ARMED


def test_closing_early_sweeps_at_once() -> None:
    """H6."""
    run = quiet(day(), "15:00")
    run.choose(Mode.CLOSED, at("23:00"), "Burst pipe")

    assert [kind for _when, kind in said(run)] == [Kind.NO_NEW_ENTRIES, Kind.CLOSED]
    assert (routine(run), run.front().desired) == (RoutineState.ARMED, Desired.LOCKED)


def test_staff_who_may_be_there_keep_the_alarm_off() -> None:
    """H6, H5: an evidence that does not speak is not nobody; once it says so, the alarm is armed."""
    run = quiet(day(staff=StaffSettings(sensors=(PHONE,))), "15:00")
    run.tell(ev.StaffReported(sensor=PHONE, on_site=None))
    run.choose(Mode.CLOSED, at("23:00"), "Burst pipe")
    assert routine(run) is not RoutineState.ARMED
    assert Cause.STAFF_UNKNOWN in {one.cause for one in run.view().routine.causes}

    run.tell(ev.StaffReported(sensor=PHONE, on_site=False))

    assert routine(run) is RoutineState.ARMED


@pytest.mark.parametrize(
    "back", ["18:46", "18:52", "18:56", "18:59", "19:00", "19:04", "19:06", "19:30", "23:00"]
)
@pytest.mark.parametrize("gone", ["18:30", "18:45", "18:51", "18:55", "18:58", "19:03", "19:11"])
def test_edge_30_a_restart_in_any_phase_leads_to_the_same_evening(gone: str, back: str) -> None:
    """H6: the state follows from the clock; nothing due more than 2 min before is said."""
    if at(back) < at(gone):
        gone, back = back, gone
    through, before = quiet(day(), "18:30"), quiet(day(), "18:30")
    for run in (through, before):
        run.count(13, 10)
        run.go_to(at(gone))
    again = before.restarted(later=at(back) - at(gone))
    through.go_to(at(back))
    again.count(13, 10)

    for clock in ("23:40", "23:50:30"):
        through.go_to(at(clock))
        again.go_to(at(clock))
        assert routine(again) is routine(through)
        assert issues(again) >= {IssueKind.LEFT_INSIDE} & issues(through)
    due = {at(one): Kind.CLOSING_IN for one in ("18:45", "18:50", "18:55")} | {at("19:00"): Kind.CLOSED}
    for when, kind in said(again):
        assert kind in (Kind.STILL_INSIDE, Kind.NO_NEW_ENTRIES) or any(
            kind is what and timedelta(0) <= when - mark <= timedelta(minutes=2) for mark, what in due.items()
        )


@pytest.mark.parametrize(
    "day_", [date(2026, 3, 28), date(2026, 3, 29), date(2026, 10, 24), date(2026, 10, 25)]
)
def test_edge_21_an_evening_keeps_its_times_when_the_clocks_change(day_: date) -> None:
    """H4, H6: a closing at 04:00 in the night of the change, and one the evening before."""
    week = every_day(span("00:00", "04:00"), span("10:00", "19:00"))
    run = quiet(day(week=week), "01:00", day_)
    run.go_to(at("19:30", day_))

    closings = [when for when, kind in said(run) if kind is Kind.CLOSED]
    assert closings == [at("04:00", day_), at("19:00", day_)]
    first = next(when for when, kind in said(run) if kind is Kind.CLOSING_IN)
    assert at("04:00", day_) - first == timedelta(minutes=15)


def test_a_gap_at_noon_is_swept_and_opened_again() -> None:
    """H4, H6: split days close twice."""
    week = every_day(span("09:00", "12:00"), span("13:00", "19:00"))
    run = quiet(day(week=week), "11:00").go_to(at("12:01"))
    assert routine(run) is RoutineState.ARMED
    run.go_to(at("12:46"))
    assert routine(run) is RoutineState.OPENING_CHECKS
    run.go_to(at("13:00"))
    assert (routine(run), run.front().desired) == (RoutineState.OPEN, Desired.UNLOCKED)


def test_a_house_open_all_day_and_one_without_hours_announce_nothing() -> None:
    """H2, H6."""
    always = quiet(day(week=every_day(span("00:00", "24:00"))), "12:00").go_to(at("23:59"))
    assert (routine(always), said(always)) == (RoutineState.OPEN, [])

    unknown = quiet(day(week=None), "12:00").go_to(at("23:59"))
    assert (routine(unknown), said(unknown)) == (RoutineState.UNKNOWN, [])
    assert [one.cause for one in unknown.view().routine.causes] == [Cause.HOURS_UNKNOWN]


def test_an_entrance_that_does_not_answer_is_named_before_opening() -> None:
    """H6: and the matter goes when it answers."""
    run = quiet(day(), "09:00")
    run.lock_says(Bolt.UNKNOWN, ENTRANCE_LOCK, reachable=False)
    run.go_to(at("09:45"))
    assert IssueRaised(kind=IssueKind.OPENING_CHECK_FAILED, subject=ENTRANCE) in run.effects(IssueRaised)

    run.lock_says(Bolt.LOCKED, ENTRANCE_LOCK)
    assert IssueKind.OPENING_CHECK_FAILED not in issues(run)


def test_hours_without_staff_are_held_closed_with_their_doors() -> None:
    """H5: somebody who checks in opens the house at once."""
    settings = house(staff=StaffSettings(checks_in=True))
    run = quiet(settings, "07:00").go_to(at("08:10"))
    assert (run.mode(), run.view().opening.rule) == (Mode.CLOSED, "H5:staff_missing")
    assert (run.front().desired, issues(run)) == (Desired.LOCKED, {IssueKind.STAFF_MISSING})

    again = run.restarted(later=timedelta(minutes=1))
    assert (again.mode(), again.modes()) == (Mode.CLOSED, [])
    again.tell(ev.StaffCheckedIn())
    assert (again.mode(), again.front().desired) == (Mode.STAFFED_SELF_SERVICE, Desired.UNLOCKED)
    assert IssueKind.STAFF_MISSING not in issues(again)


def test_staff_who_are_missing_are_missed_below_overrides_and_emergencies() -> None:
    """H2, H5."""
    run = quiet(house(staff=StaffSettings(checks_in=True)), "07:00").go_to(at("08:30"))
    run.choose(Mode.SERVICE, at("09:00"))
    assert (run.mode(), IssueKind.STAFF_MISSING in issues(run)) == (Mode.SERVICE, False)
    run.choose(Mode.LOCKDOWN, run.now, "Alarm")
    assert run.mode() is Mode.LOCKDOWN
    run.tell(ev.EmergencyEnded(reason="Over"))
    run.go_to(at("09:00"))
    assert run.mode() is Mode.CLOSED


def test_later_hours_assume_that_staff_come() -> None:
    """H5: tomorrow's plan is the plan."""
    run = quiet(house(staff=StaffSettings(checks_in=True)), "12:00")
    run.tell(ev.DeskChosen(desk=Desk.UNSTAFFED))
    run.go_to(at("12:30"))

    assert run.mode() is Mode.CLOSED
    spans = run.building._opening.between(run.now, at("23:00"))
    assert [one.mode for one in spans] == [Mode.CLOSED, Mode.UNSTAFFED_SELF_SERVICE, Mode.CLOSED]
    assert spans[0].end == at("19:00")


def test_edge_28_staff_in_unstaffed_hours_show_as_a_mode_and_nothing_else() -> None:
    """H1, S8: displays and records say the mode; who and how many is nowhere."""
    run = quiet(house(staff=StaffSettings(sensors=(PHONE,))), "19:30")
    run.tell(ev.StaffReported(sensor=PHONE, on_site=True))

    assert run.mode() is Mode.STAFFED_SELF_SERVICE
    display = run.view().displays[GAME_DISPLAY]
    assert "on_site" not in repr(display)
    assert "person" not in repr([display, *run.done])


def test_edge_29_a_source_that_changes_under_an_override_waits_for_its_end() -> None:
    """H2: staff come and go meanwhile."""
    run = quiet(house(staff=StaffSettings(sensors=(PHONE,))), "19:30")
    run.choose(Mode.EVENT_ONLY, at("20:30"), "Concert")
    run.tell(ev.StaffReported(sensor=PHONE, on_site=True))
    again = run.restarted(later=timedelta(minutes=10))
    again.tell(ev.StaffReported(sensor=PHONE, on_site=True))

    assert (again.mode(), again.view().opening.reason) == (Mode.EVENT_ONLY, "Concert")
    assert again.go_to(at("20:30")).mode() is Mode.STAFFED_SELF_SERVICE


def test_edge_34_a_fire_alarm_opens_every_door_until_a_person_ends_it() -> None:
    """D9: latched over restarts; unavailable is neither; the same alarm does not begin it anew."""
    run = quiet(day(), "20:00")
    run.tell(ev.FireAlarmReported(sensor=FIRE, on=None))
    assert run.mode() is Mode.CLOSED
    run.tell(ev.FireAlarmReported(sensor=FIRE, on=True, reason="Fire panel"))
    assert (run.mode(), run.view().opening.reason) == (Mode.EVACUATION, "Fire panel")
    assert {one.desired for one in run.view().doors.values()} == {Desired.UNLOCKED}
    run.choose(Mode.LOCKDOWN, run.now, "By mistake")

    again = run.restarted(later=timedelta(hours=30))
    again.tell(ev.FireAlarmReported(sensor=FIRE, on=None))
    again.tell(ev.FireAlarmReported(sensor=FIRE, on=True))
    assert (again.mode(), said(again)) == (Mode.EVACUATION, [])
    again.tell(ev.EmergencyEnded(reason="Drill"))
    again.tell(ev.FireAlarmReported(sensor=FIRE, on=True))
    assert again.mode() is not Mode.EVACUATION
    again.tell(ev.FireAlarmReported(sensor=FIRE, on=False))
    again.tell(ev.FireAlarmReported(sensor=FIRE, on=True))
    assert again.mode() is Mode.EVACUATION


def test_edge_34_an_alarm_that_went_on_while_nobody_watched_is_announced() -> None:
    """D9: the level counts, not the edge."""
    again = quiet(day(), "12:00")
    again.tell(ev.FireAlarmReported(sensor=FIRE, on=False))
    stored = again.building.snapshot()
    late = Run(settings=day(), now=at("13:00"), snapshot=stored)
    late.tell(ev.FireAlarmReported(sensor=FIRE, on=True, reason="Fire panel"))
    late.started()

    assert [kind for _when, kind in said(late)] == [Kind.EVACUATION]


def test_edge_31_visitors_inside_are_asked_to_leave_and_the_count_settles_it() -> None:
    """H6, P1: what keeps the building from being armed is named, and goes with the last visitor."""
    run = quiet(day(), "18:00")
    run.count(11, 10)
    run.go_to(at("19:11"))
    assert [one.cause for one in run.view().routine.causes] == [Cause.PEOPLE_INSIDE]
    assert issues(run) == {IssueKind.LEFT_INSIDE}
    notice = run.view().displays[GAME_DISPLAY].notice
    assert notice is not None
    assert notice.kind is Kind.STILL_INSIDE

    run.count(11, 11)
    assert (routine(run), issues(run)) == (RoutineState.ARMED, set())


def test_a_snapshot_of_before_there_were_routines_loads() -> None:
    """An old snapshot has nothing to say of staff."""
    stored = quiet(day(), "12:00").building.snapshot()
    for key in ("staff", "alarms", "routine"):
        del stored[key]

    run = Run(settings=day(), now=at("12:01"), snapshot=stored).started()
    assert routine(run) is RoutineState.OPEN
    assert Building(day(), run.building.snapshot()).snapshot() == run.building.snapshot()


def test_an_event_evening_is_announced_before_it_and_swept_after_it() -> None:
    """H6: everybody else is told; the event ends by its own host."""
    run = quiet(day(), "18:40")
    run.choose(Mode.EVENT_ONLY, at("22:00"), "Concert")
    assert [kind for _when, kind in said(run)] == [Kind.CLOSED]
    run.go_to(at("21:56"))
    assert routine(run) is RoutineState.NO_NEW_ENTRIES
    run.go_to(at("22:01"))
    assert routine(run) is RoutineState.ARMED
    assert len(said(run)) == 1


def test_plans_without_staff_need_are_open_without_anybody() -> None:
    """H5: only hours that need staff wait for them."""
    week = every_day(span("08:00", "21:00", Plan.SELF_SERVICE, staffed=False))
    run = quiet(house(week=week, staff=StaffSettings(checks_in=True)), "07:00").go_to(at("12:00"))

    assert (run.mode(), issues(run)) == (Mode.UNSTAFFED_SELF_SERVICE, set())
