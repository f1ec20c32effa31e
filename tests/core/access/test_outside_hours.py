"""Bookings outside the opening hours, and the doors on their way (B10, edge case 32)."""

import pytest

from custom_components.kalajoki_library.core import events as ev
from custom_components.kalajoki_library.core.words import (
    Act,
    ActCode,
    Bolt,
    BookingOutcome as Counted,
    Desired,
    Mode,
    SpaceStatus as Is,
)
from tests.builders import MINUTE, PRESENCE, at, booking, game_room, house
from tests.core.run import Run

LATE = booking("22:00", "23:00")
OVER_CLOSING = booking("20:00", "22:00")


def a_house(*bookings: object, outside_hours: bool = True) -> Run:
    room = game_room(outside_hours=outside_hours)
    return Run(settings=house(room=room), bookings=bookings, presence={PRESENCE: False}).started()  # type: ignore[arg-type] # only bookings


def test_edge_32_the_entrance_follows_a_booking_outside_the_opening_hours() -> None:
    """B10: entrance and room open for it, with the time to come in, and lock after it."""
    run = a_house(LATE).go_to(at("21:54:59"))
    assert (run.mode(), run.front().desired, run.door().desired) == (
        Mode.CLOSED,
        Desired.LOCKED,
        Desired.LOCKED,
    )

    run.go_to(at("21:55"))
    for door in (run.front(), run.door()):
        assert (door.desired, door.actual, door.rule) == (Desired.UNLOCKED, Bolt.UNLOCKED, "B10:booking")
    run.go_to(at("22:00")).sense(True)
    assert run.room().status is Is.IN_USE

    run.go_to(at("23:00"))
    assert (run.front().actual, run.door().actual) == (Bolt.LOCKED, Bolt.LOCKED)
    assert run.counted() == [Counted.STARTED, Counted.COMPLETED]


def test_edge_32_a_space_that_does_not_allow_it_opens_nothing_outside_the_hours() -> None:
    """B10."""
    run = a_house(LATE, outside_hours=False).go_to(at("22:30"))

    assert (run.front().desired, run.door().desired, run.room().status) == (
        Desired.LOCKED,
        Desired.LOCKED,
        Is.CLOSED,
    )


@pytest.mark.parametrize(
    ("outside_hours", "desired", "status"),
    [(True, Desired.UNLOCKED, Is.IN_USE), (False, Desired.LOCKED, Is.CLOSED)],
)
def test_edge_32_a_booking_that_runs_over_closing_time(
    outside_hours: bool, desired: Desired, status: Is
) -> None:
    """B10: allowed, it goes on with its doors; else it ends with the house."""
    run = a_house(OVER_CLOSING, outside_hours=outside_hours).go_to(at("20:05"))
    run.sense(True)

    run.go_to(at("21:00"))

    assert (run.mode(), run.front().desired, run.door().desired) == (Mode.CLOSED, desired, desired)
    assert run.room().status is status


def test_edge_32_a_booking_outside_the_hours_that_is_released_or_extended_takes_its_doors_along() -> None:
    """B10, B4: the entrance too follows the booking as it is now."""
    run = a_house(LATE).go_to(at("22:05"))
    run.sense(True)
    assert run.staff(Act.EXTEND, minutes=30) is ActCode.DONE
    assert run.go_to(at("23:15")).front().desired is Desired.UNLOCKED

    assert run.ask(Act.END) is ActCode.DONE
    assert (run.front().desired, run.door().desired) == (Desired.LOCKED, Desired.LOCKED)


def test_edge_32_an_emergency_stands_above_a_booking_outside_the_hours() -> None:
    """B10, D9."""
    run = a_house(LATE).go_to(at("22:05"))
    run.choose(Mode.LOCKDOWN, run.now + 30 * MINUTE)
    assert run.front().desired is Desired.LOCKED

    run.tell(ev.EmergencyEnded(reason="All clear"))
    assert run.front().desired is Desired.UNLOCKED
