"""Bookings that are left early, and people who stay when others come (B7, B9, D9)."""

from datetime import timedelta
from typing import Any

import pytest

from custom_components.kalajoki_library.core import events as ev
from custom_components.kalajoki_library.core.effects import BookingRecorded, ChangeBooking
from custom_components.kalajoki_library.core.words import (
    Act,
    ActCode,
    Actor,
    BookingKind,
    BookingOutcome as Counted,
    Desired,
    Mode,
    SpaceStatus as Is,
    VacatedPolicy,
)
from tests.builders import GAME, MINUTE, PRESENCE, at, booking, game_room, house
from tests.core.run import Run

SECOND = timedelta(seconds=1)


def left(policy: VacatedPolicy = VacatedPolicy.FREE, *bookings: Any) -> Run:
    """A booking from 14 to 16 whose people have gone at 14.30: two minutes later the room is empty."""
    room = game_room(vacated=policy)
    run = Run(
        settings=house(room=room),
        bookings=bookings or (booking("14:00", "16:00"),),
        presence={PRESENCE: False},
    )
    run.started().go_to(at("14:00")).sense(True)
    run.go_to(at("14:30")).sense(False)
    return run


def ended(run: Run) -> list[tuple[Act, Any]]:
    return [(one.act, one.end) for one in run.effects(ChangeBooking)]


def test_a_booking_that_was_left_is_offered_to_be_ended() -> None:
    """B7: after a quarter of an hour of nobody; it is in use as long as nobody says otherwise."""
    run = left(VacatedPolicy.OFFER).go_to(at("14:46:59"))
    assert not run.screen().vacated

    run.go_to(at("14:47"))
    assert (run.screen().vacated, run.screen().frees_at) == (True, None)
    assert (run.room().vacated, run.room().status) == (True, Is.IN_USE)
    assert Act.END in run.screen().acts
    assert ended(run.go_to(at("16:00"))) == []


def test_a_booking_that_was_left_ends_by_itself_where_the_space_says_so() -> None:
    """B7: after a further five minutes, in the source first."""
    run = left().go_to(at("14:47"))
    assert run.screen().frees_at == at("14:52")
    assert ended(run.go_to(at("14:51:59"))) == []

    run.go_to(at("14:52"))

    (change,) = run.effects(ChangeBooking)
    assert (change.act, change.end, change.actor) == (Act.END, at("14:52"), Actor.SYSTEM)
    assert (run.room().status, run.door().desired) == (Is.FREE, Desired.LOCKED)
    assert run.counted() == [Counted.STARTED, Counted.ENDED_EARLY]
    assert (run.effects(BookingRecorded)[-1].reserved_min, run.effects(BookingRecorded)[-1].used_min) == (
        120,
        52,
    )


def test_somebody_who_comes_back_keeps_the_booking() -> None:
    """B7: the time starts anew when they go again."""
    run = left().go_to(at("14:50"))
    run.sense(True)
    assert (run.screen().vacated, run.screen().frees_at) == (False, None)
    run.go_to(at("15:00")).sense(False)

    assert ended(run.go_to(at("15:21:59"))) == []
    assert ended(run.go_to(at("15:22"))) == [(Act.END, at("15:22"))]


def test_unknown_is_not_left() -> None:
    """B7, P2: a sensor that falls silent says nothing."""
    run = left().go_to(at("14:40"))
    run.sense(None)

    assert ended(run.go_to(at("15:59"))) == []
    assert not run.screen().vacated


def test_a_booking_whose_people_no_sensor_ever_saw_is_only_offered() -> None:
    """B7: a blind sensor must not throw anybody out."""
    run = Run(
        settings=house(room=game_room(vacated=VacatedPolicy.FREE)),
        bookings=(booking("14:00", "16:00"),),
        presence={PRESENCE: False},
    ).started()
    assert run.go_to(at("14:05")).ask(Act.CHECK_IN) is ActCode.DONE

    run.go_to(at("14:20"))
    assert (run.screen().vacated, run.screen().frees_at) == (True, None)
    assert ended(run.go_to(at("15:59"))) == []


@pytest.mark.parametrize("kind", [BookingKind.STAFF, BookingKind.EVENT])
def test_bookings_of_staff_and_events_do_not_end_by_themselves(kind: BookingKind) -> None:
    """B7."""
    assert ended(left(VacatedPolicy.FREE, booking("14:00", "16:00", kind=kind)).go_to(at("15:59"))) == []


def test_long_bookings_have_a_lunch_break() -> None:
    """B7."""
    assert ended(left(VacatedPolicy.FREE, booking("12:00", "20:00")).go_to(at("15:59"))) == []


def test_a_space_may_ignore_that_its_people_have_left() -> None:
    """B7."""
    run = left(VacatedPolicy.IGNORE).go_to(at("15:00"))

    assert (run.screen().vacated, ended(run)) == (False, [])


def test_nothing_ends_by_itself_in_an_emergency() -> None:
    """D9: they have left because they were told to."""
    run = left().go_to(at("14:40"))
    run.choose(Mode.EVACUATION, at("15:30"))

    assert ended(run.go_to(at("15:59"))) == []


def test_that_a_booking_was_left_survives_a_restart() -> None:
    """B7."""
    run = left().go_to(at("14:48")).restarted(later=MINUTE)

    assert run.screen().frees_at == at("14:52")
    assert ended(run.go_to(at("14:52"))) == [(Act.END, at("14:52"))]


def test_a_source_that_does_not_end_it_is_asked_three_times() -> None:
    """B7, B4."""
    run = left()
    run.source_answers = False

    assert len(ended(run.go_to(at("15:59")))) == 3
    assert run.room().status is Is.IN_USE


def test_people_are_told_before_and_when_the_next_booking_starts() -> None:
    """B7: five minutes before, then over time."""
    run = left(VacatedPolicy.OFFER, booking("14:00", "15:00"), booking("15:00", "16:00"))
    run.go_to(at("14:35")).sense(True)
    assert not run.go_to(at("14:54:59")).screen().ends_soon

    assert run.go_to(at("14:55")).screen().ends_soon
    run.go_to(at("15:00"))
    assert (run.room().status, run.screen().ends_soon) == (Is.OVERRUN, False)


def test_nobody_is_hurried_when_nobody_comes() -> None:
    """B7."""
    run = left(VacatedPolicy.OFFER, booking("14:00", "15:00"), booking("16:00", "17:00"))

    assert not run.go_to(at("14:59")).screen().ends_soon


def test_bookings_without_their_buffers_between_them_are_shown() -> None:
    """B9: staff may make them in the calendar."""
    room = game_room(buffer_before=5 * MINUTE, buffer_after=10 * MINUTE)
    run = Run(settings=house(room=room), bookings=(booking("14:00", "15:00"), booking("15:10", "16:00")))
    assert run.started().room().conflict_at == at("15:10")

    run.read(booking("14:00", "15:00"), booking("15:15", "16:00"))
    assert run.room().conflict_at is None


def test_a_space_out_of_service_says_why_to_staff() -> None:
    """B5: and over a restart; back in service there is nothing to say."""
    run = Run().started()
    run.tell(ev.ServiceSwitched(space=GAME, out=True, reason="The lamp is broken"))
    run = run.restarted()
    assert (run.room().status, run.room().out_reason) == (Is.OUT_OF_SERVICE, "The lamp is broken")

    run.tell(ev.ServiceSwitched(space=GAME, out=False))
    assert run.room().out_reason == ""
