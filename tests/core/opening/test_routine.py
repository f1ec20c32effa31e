"""Opening and closing as routines (H6, H7, D9), on the machine alone."""

from dataclasses import dataclass, field
from datetime import datetime

import pytest

from custom_components.kalajoki_library.core.effects import Announced
from custom_components.kalajoki_library.core.opening.routine import (
    Eyes,
    Hours,
    Routine,
    RoutineSettings,
    Sweep,
)
from custom_components.kalajoki_library.core.views import CauseView
from custom_components.kalajoki_library.core.words import AnnouncementKind as Kind, Cause, Mode, RoutineState
from tests.builders import MINUTE, at

INSIDE, SILENT = CauseView(cause=Cause.PEOPLE_INSIDE), CauseView(cause=Cause.PEOPLE_UNKNOWN)
LOCK = CauseView(cause=Cause.LOCK_UNREACHABLE, subject="entrance")


def service(closes: str, **more: object) -> Hours:
    return Hours(mode=Mode.SERVICE, until=at(closes), closes_at=at(closes), public_until=at(closes), **more)  # type: ignore[arg-type] # whatever a test wants besides


CLOSED = Hours(mode=Mode.CLOSED)


@dataclass
class Evening:
    """A routine living through time by its own wake-ups, with a plan and a building that a test sets."""

    routine: Routine = field(default_factory=lambda: Routine(RoutineSettings(patron_login=True)))
    found: Sweep = field(default_factory=Sweep)
    failing: tuple[CauseView, ...] = ()
    inside: int | None = 3
    said: list[tuple[datetime, Kind, int | None]] = field(default_factory=list)

    def settle(self, hours: Hours, now: datetime) -> None:
        eyes = Eyes(sweep=lambda: self.found, check=lambda: self.failing, inside=lambda: self.inside)
        for effect in self.routine.settle(hours, eyes, now):
            if isinstance(effect, Announced):
                self.said.append((now, effect.kind, effect.minutes))

    def live(self, hours: Hours, start: datetime, end: datetime) -> Evening:
        now = start
        self.settle(hours, now)
        while (wake := self.routine.changes_at(now)) is not None and wake < end:
            now = wake
            self.settle(hours, now)
        return self

    def state(self) -> RoutineState:
        return self.routine.state

    def again(self) -> Routine:
        """The same routine after a restart: it remembers, and has missed what happened meanwhile."""
        self.routine.is_fresh = True
        return self.routine


def test_an_evening_is_announced_closed_swept_and_armed() -> None:
    """H6."""
    evening = Evening()
    evening.live(service("19:00"), at("12:00"), at("19:00"))
    assert evening.state() is RoutineState.NO_NEW_ENTRIES
    evening.live(CLOSED, at("19:00"), at("19:30"))

    assert evening.said == [
        (at("18:45"), Kind.CLOSING_IN, 15),
        (at("18:50"), Kind.CLOSING_IN, 10),
        (at("18:55"), Kind.CLOSING_IN, 5),
        (at("18:55"), Kind.NO_NEW_ENTRIES, None),
        (at("19:00"), Kind.CLOSED, None),
    ]
    assert (evening.state(), evening.routine.causes) == (RoutineState.ARMED, ())


def test_somebody_inside_keeps_the_building_from_being_armed() -> None:
    """H6: announced again every [5 min], staff are told at +[10 min], armed once they have left."""
    evening = Evening(found=Sweep(causes=(INSIDE,)))
    evening.live(service("19:00"), at("18:56"), at("19:00"))
    evening.said.clear()
    evening.live(CLOSED, at("19:00"), at("19:16"))

    assert evening.said[1:] == [(at(clock), Kind.STILL_INSIDE, None) for clock in ("19:05", "19:10", "19:15")]
    assert evening.state() is RoutineState.NOT_ARMED
    assert not evening.routine.is_left_inside(at("19:09"))
    assert evening.routine.is_left_inside(at("19:10"))

    evening.found = Sweep()
    evening.settle(CLOSED, at("19:17"))
    assert evening.state() is RoutineState.ARMED
    assert not evening.routine.is_left_inside(at("19:17"))


def test_unknown_is_not_empty_and_is_not_shouted_about() -> None:
    """H6: nothing is armed that nobody has seen empty; staff are told, the empty house is not."""
    evening = Evening(found=Sweep(causes=(SILENT,)))
    evening.live(service("19:00"), at("18:56"), at("19:00"))
    evening.live(CLOSED, at("19:00"), at("20:00"))

    assert evening.state() is RoutineState.NOT_ARMED
    assert Kind.STILL_INSIDE not in [kind for _at, kind, _minutes in evening.said]
    assert evening.routine.is_left_inside(at("19:10"))


@pytest.mark.parametrize("cause", [Cause.STAFF_ON_SITE, Cause.NOTHING_TELLS])
def test_staff_at_work_and_a_house_without_sensors_are_no_news(cause: Cause) -> None:
    """H6: not armed, and why, without an alarm every evening."""
    evening = Evening(found=Sweep(causes=(CauseView(cause=cause),)))
    evening.live(service("19:00"), at("18:56"), at("19:00"))
    evening.live(CLOSED, at("19:00"), at("20:00"))

    assert evening.state() is RoutineState.NOT_ARMED
    assert not evening.routine.is_left_inside(at("19:59"))


def test_a_booked_room_after_closing_is_waited_for() -> None:
    """H6, B10: who booked the evening is not asked to leave before its end."""
    booked = CauseView(cause=Cause.SPACE_BOOKED, subject="game_room")
    evening = Evening(found=Sweep(causes=(INSIDE, booked), booked_until=at("21:00")))
    evening.live(service("19:00"), at("18:56"), at("19:00"))
    evening.said.clear()
    evening.live(CLOSED, at("19:00"), at("21:00"))
    assert [kind for _at, kind, _minutes in evening.said] == [Kind.CLOSED]

    evening.found = Sweep(causes=(INSIDE,))
    evening.live(CLOSED, at("21:00"), at("21:06"))
    assert evening.said[1:] == [(at("21:05"), Kind.STILL_INSIDE, None)]


def test_the_doors_are_looked_at_before_opening() -> None:
    """H6: at -[15 min], naming what fails; the matter goes when it is mended."""
    evening = Evening(failing=(LOCK,))
    waiting = Hours(mode=Mode.CLOSED, until=at("08:00"), opens_at=at("08:00"))
    evening.live(waiting, at("06:00"), at("07:45"))
    assert evening.state() is RoutineState.QUIET
    evening.live(waiting, at("07:45"), at("08:00"))
    assert (evening.state(), evening.routine.failed_checks) == (RoutineState.OPENING_CHECKS, (LOCK,))

    evening.settle(service("19:00"), at("08:00"))
    assert (evening.state(), evening.routine.failed_checks) == (RoutineState.OPEN, (LOCK,))
    evening.failing = ()
    evening.settle(service("19:00"), at("08:10"))
    assert evening.routine.failed_checks == ()
    evening.failing = (LOCK,)
    evening.settle(service("19:00"), at("09:00"))
    assert evening.routine.failed_checks == ()


def test_staying_open_pulls_the_routine_back() -> None:
    """H6: announced at 18:50, then staff keep the house open for an hour."""
    evening = Evening().live(service("19:00"), at("18:40"), at("18:51"))
    assert evening.state() is RoutineState.CLOSING

    evening.live(service("20:00"), at("18:52"), at("19:46"))
    assert evening.said[-1] == (at("19:45"), Kind.CLOSING_IN, 15)
    evening.live(service("21:00"), at("19:56"), at("19:57"))
    assert evening.state() is RoutineState.OPEN


def test_closing_at_once_still_lets_nobody_in_and_sweeps() -> None:
    """H6: an override closes the house now; nobody was warned, so all is said together."""
    evening = Evening().live(service("19:00"), at("12:00"), at("12:01"))
    evening.live(CLOSED, at("12:01"), at("12:02"))

    assert [kind for _at, kind, _minutes in evening.said] == [Kind.NO_NEW_ENTRIES, Kind.CLOSED]
    assert evening.state() is RoutineState.ARMED


def test_closing_that_comes_nearer_is_announced_when_it_does() -> None:
    """H6: late, but with the minutes that are left."""
    evening = Evening().live(service("19:00"), at("12:00"), at("12:01"))
    evening.live(service("12:08:30"), at("12:01"), at("12:08"))

    assert [(kind, minutes) for _at, kind, minutes in evening.said] == [
        (Kind.CLOSING_IN, 8),
        (Kind.CLOSING_IN, 5),
        (Kind.NO_NEW_ENTRIES, None),
    ]


@pytest.mark.parametrize(
    ("back", "said"),
    [
        ("18:51", [(Kind.CLOSING_IN, 9)]),
        ("18:53", []),
        ("18:56", [(Kind.CLOSING_IN, 4), (Kind.NO_NEW_ENTRIES, None)]),
        ("18:58", []),
    ],
)
def test_edge_30_what_should_have_been_said_while_nobody_listened_is_not_said_late(
    back: str, said: list[tuple[Kind, int | None]]
) -> None:
    """H6: not later than 2 min; what is said then tells the minutes that are left."""
    evening = Evening().live(service("19:00"), at("18:40"), at("18:46"))
    evening.said.clear()
    evening.again()
    evening.settle(service("19:00"), at(back))

    assert [(kind, minutes) for _at, kind, minutes in evening.said] == said


@pytest.mark.parametrize(("back", "said"), [("19:01", [Kind.CLOSED]), ("19:30", []), ("23:00", [])])
def test_edge_30_a_closing_that_was_missed_is_swept_from_when_it_was(back: str, said: list[Kind]) -> None:
    """H6: the sweep counts from the closing time, and nothing is repeated for all that was missed."""
    evening = Evening(found=Sweep(causes=(INSIDE,))).live(service("19:00"), at("18:40"), at("18:59"))
    evening.said.clear()
    evening.again()
    evening.settle(CLOSED, at(back))

    assert [kind for _at, kind, _minutes in evening.said if kind is not Kind.STILL_INSIDE] == said
    assert evening.routine.swept_from == at("19:00")
    assert evening.routine.is_left_inside(at(back)) is (back != "19:01")


def test_what_nobody_saw_close_is_not_armed() -> None:
    """H6: a program that starts for the first time at night knows nothing of the evening."""
    evening = Evening().live(CLOSED, at("23:00"), at("23:30"))

    assert evening.state() is RoutineState.QUIET
    assert evening.said == []


def test_edge_31_going_over_to_unstaffed_hours_asks_visitors_to_check_in_again() -> None:
    """H7: said once, shown for a while, and only where patrons log in."""
    unstaffed = Hours(mode=Mode.UNSTAFFED_SELF_SERVICE, until=at("21:00"))
    evening = Evening().live(Hours(mode=Mode.SERVICE, until=at("19:00")), at("18:00"), at("19:00"))
    evening.settle(unstaffed, at("19:00"))
    assert evening.said == [(at("19:00"), Kind.CHECK_IN_AGAIN, None)]
    notice = evening.routine.view().notice
    assert notice is not None
    assert notice.kind is Kind.CHECK_IN_AGAIN
    evening.live(unstaffed, at("19:01"), at("20:00"))
    assert evening.routine.view().notice is None
    assert len(evening.said) == 1

    silent = Evening(Routine(RoutineSettings())).live(
        Hours(mode=Mode.SERVICE, until=at("19:00")), at("18:00"), at("19:00")
    )
    silent.settle(unstaffed, at("19:00"))
    assert silent.said == []


def test_edge_31_the_desk_that_empties_asks_nothing_of_anybody() -> None:
    """H7: service to staffed self-service needs no re-entry."""
    evening = Evening().live(Hours(mode=Mode.SERVICE, until=at("19:00")), at("18:00"), at("19:00"))
    evening.settle(Hours(mode=Mode.STAFFED_SELF_SERVICE, until=at("21:00")), at("19:00"))

    assert evening.said == []


@pytest.mark.parametrize("emergency", [Mode.EVACUATION, Mode.LOCKDOWN])
def test_edge_34_an_emergency_is_announced_once_and_silences_the_day(emergency: Mode) -> None:
    """D9: one announcement, the head count of that moment, nothing else, also over restarts."""
    evening = Evening().live(service("19:00"), at("18:46"), at("18:47"))
    evening.said.clear()
    evening.settle(Hours(mode=emergency), at("18:48"))
    assert evening.said == [(at("18:48"), Kind(emergency.value), None)]
    assert evening.routine.view().head_count == 3

    evening.inside = 0
    evening.live(Hours(mode=emergency), at("18:49"), at("23:00"))
    evening.again()
    evening.settle(Hours(mode=emergency), at("23:30"))
    assert len(evening.said) == 1
    assert (evening.state(), evening.routine.view().head_count) == (RoutineState.QUIET, 3)
    assert evening.routine.causes == (CauseView(cause=Cause.EMERGENCY),)

    evening.settle(CLOSED, at("23:40"))
    assert evening.state() is RoutineState.QUIET
    assert evening.routine.view().head_count is None


def test_hours_that_get_lost_leave_what_is_armed_armed() -> None:
    """H2, H6."""
    evening = Evening().live(service("19:00"), at("18:56"), at("19:00"))
    evening.live(CLOSED, at("19:00"), at("19:10"))
    evening.settle(Hours(mode=Mode.UNKNOWN), at("22:00"))
    assert evening.state() is RoutineState.ARMED

    other = Evening().live(service("19:00"), at("12:00"), at("12:01"))
    other.settle(Hours(mode=Mode.UNKNOWN), at("12:10"))
    assert other.state() is RoutineState.UNKNOWN
    other.settle(CLOSED, at("12:20"))
    assert other.state() is RoutineState.QUIET


def test_an_event_ends_without_a_voice_over_it_but_is_swept() -> None:
    """H6: everybody else is told before it begins; the event has a host of its own."""
    event = Hours(mode=Mode.EVENT_ONLY, until=at("22:00"), closes_at=at("22:00"))
    evening = Evening()
    day = Hours(mode=Mode.SERVICE, until=at("18:00"), closes_at=at("22:00"), public_until=at("18:00"))
    evening.live(day, at("17:00"), at("18:00"))
    evening.live(event, at("18:00"), at("22:00"))
    assert evening.state() is RoutineState.NO_NEW_ENTRIES
    evening.live(CLOSED, at("22:00"), at("22:01"))

    assert [(when, kind) for when, kind, _minutes in evening.said] == [
        (at("17:45"), Kind.CLOSING_IN),
        (at("17:50"), Kind.CLOSING_IN),
        (at("17:55"), Kind.CLOSING_IN),
        (at("18:00"), Kind.CLOSED),
    ]
    assert evening.state() is RoutineState.ARMED


def test_a_gap_at_noon_is_a_closing_and_an_opening() -> None:
    """H4, H6."""
    gap = Hours(mode=Mode.CLOSED, until=at("13:00"), opens_at=at("13:00"))
    evening = Evening().live(service("12:00"), at("11:58"), at("12:00"))
    evening.live(gap, at("12:00"), at("12:45"))
    assert evening.state() is RoutineState.ARMED
    evening.settle(gap, at("12:45"))
    assert evening.state() is RoutineState.OPENING_CHECKS
    evening.settle(service("19:00"), at("13:00"))
    assert evening.state() is RoutineState.OPEN


def test_a_house_that_never_closes_is_just_open() -> None:
    """H6."""
    always = Hours(mode=Mode.UNSTAFFED_SELF_SERVICE)
    evening = Evening().live(always, at("00:00"), at("23:00"))

    assert (evening.state(), evening.said) == (RoutineState.OPEN, [])
    assert evening.routine.changes_at(at("23:00")) is None


def test_every_wake_up_lies_ahead() -> None:
    """No busy timer, whatever the state."""
    evening = Evening(found=Sweep(causes=(INSIDE,))).live(service("19:00"), at("18:00"), at("19:00"))
    now = at("19:00")
    for _ in range(60):
        evening.settle(CLOSED, now)
        wake = evening.routine.changes_at(now)
        assert wake is None or wake > now
        now += MINUTE
