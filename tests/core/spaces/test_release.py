"""Bookings that nobody comes to are given back, and whom the rule spares (B6, D9, edge case 37)."""

from datetime import timedelta
from typing import Any

import pytest

from custom_components.kalajoki_library.core import events as ev
from custom_components.kalajoki_library.core.effects import (
    BookingRecorded,
    ChangeBooking,
    IssueCleared,
    IssueRaised,
    SpaceChanged,
)
from custom_components.kalajoki_library.core.words import (
    Act,
    ActCode,
    Actor,
    BookingKind,
    BookingOutcome as Counted,
    BookingState,
    Desired,
    IssueKind,
    Leaf,
    Mode,
    SpaceStatus as Is,
)
from tests.builders import GAME, GROUP, MINUTE, PRESENCE, SECOND_PRESENCE, at, booking, game_room, house
from tests.core.run import Run

SECOND = timedelta(seconds=1)


def empty_room(*bookings: Any, **changes: Any) -> Run:
    """A room whose sensor says that nobody is there, at noon."""
    usual: dict[str, Any] = {"bookings": bookings or (booking("14:00", "15:00"),)}
    return Run(**(usual | {"presence": {PRESENCE: False}} | changes)).started()


def asked(run: Run) -> list[tuple[Act, Any]]:
    return [(one.act, one.end) for one in run.effects(ChangeBooking)]


def test_edge_37_a_booking_that_nobody_comes_to_is_given_back() -> None:
    """B6: the source first, then the space, the door, the count; and the display says it beforehand."""
    run = empty_room().go_to(at("14:14:59"))
    assert (run.room().status, run.screen().release_at) == (Is.AWAITING_CHECK_IN, at("14:15"))
    assert run.door().desired is Desired.UNLOCKED
    assert asked(run) == []

    run.go_to(at("14:15"))

    (change,) = run.effects(ChangeBooking)
    assert (change.act, change.end, change.actor) == (Act.RELEASE, at("14:15"), Actor.SYSTEM)
    assert run.bookings[0].end == at("14:15")
    assert (run.room().status, run.room().now, run.screen().release_at) == (Is.FREE, None, None)
    assert run.door().desired is Desired.LOCKED
    assert run.counted() == [Counted.RELEASED]
    assert run.effects(BookingRecorded)[0].reserved_min == 60
    assert run.go_to(at("16:00")).counted() == [Counted.RELEASED]


def test_a_space_without_sensors_is_given_back_too() -> None:
    """B6: where nothing can tell, a check-in is what counts."""
    run = Run(bookings=(booking("14:00", "15:00", space=GROUP),)).started().go_to(at("14:15"))

    assert run.counted() == [Counted.RELEASED]


def test_nothing_is_given_back_before_the_source_says_so() -> None:
    """B6: release succeeds in the source first."""
    run = empty_room(source_answers=False).go_to(at("14:15:10"))

    assert (len(asked(run)), run.counted()) == (1, [])
    assert (run.room().status, run.door().desired) == (Is.AWAITING_CHECK_IN, Desired.UNLOCKED)


@pytest.mark.parametrize(
    "spared",
    [
        booking("14:00", "15:00", kind=BookingKind.STAFF),
        booking("14:00", "15:00", kind=BookingKind.EVENT),
        booking("14:00", "15:00", kind=BookingKind.BLOCKED),
        booking("14:00", "15:00", state=BookingState.TENTATIVE),
        booking("12:30", "20:30"),
        booking("14:00", "15:00", made_at=at("13:46")),
        booking("14:00", "15:00", made_at=at("14:05")),
        booking("14:00", "15:00", on_the_spot=True),
        booking("14:00", "14:15"),
    ],
    ids=["staff", "event", "blocked", "tentative", "long", "late", "later", "on the spot", "short"],
)
def test_edge_37_staff_blocked_long_and_just_made_bookings_are_spared(spared: Any) -> None:
    """B6."""
    run = empty_room(spared).go_to(at("21:00"))

    assert asked(run) == []
    assert Counted.RELEASED not in run.counted()


def test_a_booking_made_in_good_time_is_not_spared() -> None:
    """B6: made a quarter of an hour before."""
    run = empty_room(booking("14:00", "15:00", made_at=at("13:45"))).go_to(at("14:15"))

    assert run.counted() == [Counted.RELEASED]


def test_a_space_may_keep_the_bookings_that_nobody_comes_to() -> None:
    """B6: never is a choice."""
    run = empty_room(settings=house(room=game_room(release_after=None))).go_to(at("15:00"))

    assert run.counted() == [Counted.NOT_USED]


@pytest.mark.parametrize(("came", "went"), [("13:50", "13:53"), ("14:05", "14:06"), ("14:14:58", "14:14:59")])
def test_edge_37_presence_in_the_window_keeps_the_booking_though_it_checks_nobody_in(
    came: str, went: str
) -> None:
    """B6: seen is seen, also where check-in is done at the display only, and also over a restart."""
    run = empty_room(settings=house(room=game_room(presence_checks_in=False)))
    run.go_to(at(came)).sense(True)
    run.go_to(at(went)).sense(False)

    for life in (run.restarted(), run):
        life.go_to(at("14:59"))
        assert (asked(life), life.room().checked_in) == ([], False)


def test_presence_before_the_window_says_nothing() -> None:
    """B6: the cleaner at noon."""
    run = empty_room(settings=house(room=game_room(presence_checks_in=False)))
    run.go_to(at("13:40")).sense(True)
    run.go_to(at("13:46")).sense(False)

    assert run.go_to(at("14:15")).counted() == [Counted.RELEASED]


def test_people_who_leave_at_the_end_of_their_booking_do_not_keep_the_next_one() -> None:
    """B6, B7."""
    run = empty_room(booking("13:00", "14:00"), booking("14:00", "15:00"))
    run.go_to(at("13:00")).sense(True)
    run.go_to(at("13:59:30")).sense(False)
    run.leaf_says(Leaf.OPEN)
    run.leaf_says(Leaf.CLOSED)
    run.go_to(at("14:15"))
    assert run.screen().release_at == at("14:16:30"), "a quarter of an hour of nobody"

    assert run.go_to(at("14:16:30")).counted() == [Counted.STARTED, Counted.COMPLETED, Counted.RELEASED]


def test_people_who_stay_on_keep_the_next_booking() -> None:
    """B6, B7: perhaps it is theirs as well; unknown is not absence."""
    run = empty_room(booking("13:00", "14:00"), booking("14:00", "15:00"))
    run.go_to(at("13:00")).sense(True)
    run.go_to(at("14:10")).sense(False)

    assert asked(run.go_to(at("14:59"))) == []


def test_edge_37_an_opened_door_keeps_the_booking() -> None:
    """B6: the grant was used."""
    run = empty_room().go_to(at("13:55"))
    run.leaf_says(Leaf.OPEN)
    run.leaf_says(Leaf.CLOSED)

    assert asked(run.restarted().go_to(at("14:59"))) == []


def test_a_door_that_has_stood_open_since_before_says_nothing() -> None:
    """B6."""
    run = empty_room().go_to(at("13:30"))
    run.leaf_says(Leaf.OPEN)

    assert run.restarted().go_to(at("14:15")).counted() == [Counted.RELEASED]


def test_a_silent_sensor_gives_nothing_back() -> None:
    """B6: unknown is not absence."""
    run = empty_room(presence={PRESENCE: None})

    assert asked(run.go_to(at("14:59"))) == []


def test_two_sensors_must_both_say_that_nobody_is_there() -> None:
    """B6, P2."""
    room = game_room(presence=(PRESENCE, SECOND_PRESENCE))
    run = empty_room(settings=house(room=room), presence={PRESENCE: False, SECOND_PRESENCE: None})
    run.go_to(at("14:20"))
    assert asked(run) == []
    run.sense(False, SECOND_PRESENCE)

    assert [one for one in (at("14:34:59"), at("14:35")) if asked(run.go_to(one))] == [at("14:35")]


@pytest.mark.parametrize(("gap", "released"), [(MINUTE, "14:15"), (5 * MINUTE, "14:25")])
def test_a_sensor_that_was_away_starts_the_waiting_anew(gap: timedelta, released: str) -> None:
    """B6: not after a moment, in which nobody who stayed can be missed."""
    run = empty_room().go_to(at("14:05"))
    run.sense(None)
    run.go_on(gap).sense(False)

    run.go_to(at(released) - SECOND)
    assert asked(run) == []
    assert run.go_on(SECOND).counted() == [Counted.RELEASED]


@pytest.mark.parametrize("mode", [Mode.EVACUATION, Mode.LOCKDOWN, Mode.CLOSED])
def test_nothing_is_given_back_while_people_cannot_come(mode: Mode) -> None:
    """B6, D9: releases stop in an emergency and when staff have closed; afterwards the time starts anew."""
    run = empty_room(booking("14:00", "16:00")).go_to(at("14:05"))
    run.choose(mode, at("14:30"))
    run.go_to(at("14:30"))
    assert asked(run) == []

    run.tell(ev.EmergencyEnded(reason="All clear"))
    run.go_to(at("14:44:59"))
    assert asked(run) == []
    assert run.go_to(at("14:45")).counted() == [Counted.RELEASED]


def test_nothing_is_given_back_while_hours_are_unknown_or_outside_them() -> None:
    """B6, B10, H2."""
    for settings in (house(week=None), house(room=game_room(outside_hours=True))):
        run = empty_room(booking("22:00", "23:00"), settings=settings)
        assert asked(run.go_to(at("23:00"))) == []


def test_nothing_is_given_back_while_the_source_is_dark_or_the_space_out_of_service() -> None:
    """B2, B6: it may have been moved meanwhile."""
    dark = empty_room().go_to(at("14:10"))
    dark.fail(times=3)
    assert asked(dark.go_to(at("14:40"))) == []
    dark.read()
    assert dark.counted() == [Counted.RELEASED]

    out = empty_room().go_to(at("14:10"))
    out.tell(ev.ServiceSwitched(space=GAME, out=True))
    assert asked(out.go_to(at("14:59"))) == []


def test_a_refusal_is_tried_again_and_then_left_alone_and_shown() -> None:
    """B6: three tries with growing pauses; staff know until the booking is over."""
    run = empty_room(source_answers=False)
    for clock in ("14:15", "14:16", "14:18"):
        run.go_to(at(clock) - SECOND)
        tried = len(asked(run))
        run.go_to(at(clock))
        assert len(asked(run)) == tried + 1, clock
        request = run.effects(ChangeBooking)[-1].request
        for _twice in range(2):
            run.tell(ev.BookingChangeDone(request=request, code=ActCode.SOURCE_DOWN))

    assert IssueRaised(kind=IssueKind.RELEASE_FAILED, subject=GAME) in run.effects(IssueRaised)
    run.go_to(at("14:59"))
    assert (len(asked(run)), run.room().status) == (3, Is.AWAITING_CHECK_IN)
    run.go_to(at("15:00"))
    assert IssueCleared(kind=IssueKind.RELEASE_FAILED, subject=GAME) in run.effects(IssueCleared)
    assert run.counted() == [Counted.NOT_USED]


def test_a_source_that_cannot_be_written_is_not_asked_again() -> None:
    """B4, B6."""
    run = empty_room(source_answers=False).go_to(at("14:15"))
    run.tell(ev.BookingChangeDone(request=run.effects(ChangeBooking)[0].request, code=ActCode.READ_ONLY))

    assert len(asked(run.go_to(at("14:59")))) == 1
    assert IssueRaised(kind=IssueKind.RELEASE_FAILED, subject=GAME) in run.effects(IssueRaised)


def test_silence_is_a_refusal_and_a_late_answer_still_counts() -> None:
    """B6: also over a restart in between."""
    run = empty_room(source_answers=False).go_to(at("14:15"))
    change = run.effects(ChangeBooking)[0]
    run = run.restarted().go_to(at("14:15:40"))
    assert asked(run) == [], "a minute's pause"

    run.change(change)

    assert (run.counted(), run.room().status) == ([Counted.RELEASED], Is.FREE)
    assert asked(run.go_to(at("15:00"))) == []


def test_somebody_who_comes_before_the_next_try_keeps_the_booking() -> None:
    """B6."""
    run = empty_room(source_answers=False).go_to(at("14:15"))
    run.tell(ev.BookingChangeDone(request=run.effects(ChangeBooking)[0].request, code=ActCode.SOURCE_DOWN))
    run.sense(True)

    assert (len(asked(run.go_to(at("14:59")))), run.room().status) == (1, Is.IN_USE)


def test_somebody_who_comes_while_the_source_is_asked_gets_the_booking_back() -> None:
    """B6, B4: the check-in was first for the visitor."""
    run = empty_room(source_answers=False).go_to(at("14:15"))
    assert run.ask(Act.CHECK_IN) is ActCode.DONE

    run.source_answers = True
    run.change(run.effects(ChangeBooking)[0])

    assert asked(run) == [(Act.RELEASE, at("14:15")), (Act.UNDO_RELEASE, at("15:00"))]
    assert (run.room().status, run.room().checked_in) == (Is.IN_USE, True)
    assert run.go_to(at("15:00")).counted() == [Counted.STARTED, Counted.COMPLETED]


def test_an_old_snapshot_knows_nothing_of_releases() -> None:
    """B6: it is loaded, and the waiting starts anew."""
    run = empty_room().go_to(at("14:10"))
    old = run.building.snapshot()
    del old["returns"]
    old["lives"] = [life[:5] for life in old["lives"]]
    for space in old["spaces"].values():
        for key in ("empty_since", "unheard_since", "open_since", "told"):
            del space[key]
    again = Run(snapshot=old, now=run.now, bookings=run.bookings, presence=run.presence).started()

    assert again.go_to(at("14:25")).counted() == [Counted.RELEASED]


def test_every_change_of_state_is_told_once_with_its_rule() -> None:
    """B5: for triggers and the logbook, also over a restart."""
    run = empty_room().go_to(at("13:50"))
    assert [(one.status, one.previous) for one in run.effects(SpaceChanged) if one.space == GAME] == [
        (Is.FREE, Is.UNKNOWN),
        (Is.RESERVED_SOON, Is.FREE),
    ]

    run = run.restarted().go_to(at("14:15"))

    assert [(one.status, one.previous, one.rule) for one in run.effects(SpaceChanged)] == [
        (Is.AWAITING_CHECK_IN, Is.RESERVED_SOON, "B6:awaiting_check_in"),
        (Is.FREE, Is.AWAITING_CHECK_IN, "B6:released"),
    ]
