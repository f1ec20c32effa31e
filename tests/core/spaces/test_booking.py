"""Booking on the spot and ahead: what fits and what does not (B4, B9, B10)."""

from datetime import timedelta

import pytest

from custom_components.kalajoki_library.core.effects import Answer, ChangeBooking
from custom_components.kalajoki_library.core.words import (
    Act,
    ActCode,
    Desired,
    Mode,
    SpaceStatus,
)
from tests.builders import GAME, GAME_DISPLAY, MINUTE, SOURCE, at, booking, game_room, house
from tests.core.run import Run

SECOND = timedelta(seconds=1)


def test_a_free_room_is_booked_on_the_spot() -> None:
    """B4: from this minute, checked in at once, its door open."""
    run = Run(now=at("12:00:40")).started()

    assert run.ask(Act.BOOK_NOW, minutes=30) is ActCode.DONE

    (change,) = run.effects(ChangeBooking)
    assert (change.act, change.space, change.source) == (Act.BOOK_NOW, GAME, SOURCE)
    assert (change.start, change.end) == (at("12:00"), at("12:30"))
    assert (run.room().status, run.room().until) == (SpaceStatus.IN_USE, at("12:30"))
    assert run.door().desired is Desired.UNLOCKED
    assert run.effects(Answer)[-1].until == at("12:30")
    assert run.effects(Answer)[-1].display == GAME_DISPLAY


@pytest.mark.parametrize(
    ("clock", "minutes", "code"),
    [
        ("12:00", 60, ActCode.DONE),  # touches the next booking
        ("12:01", 60, ActCode.TAKEN),
        ("13:30", 15, ActCode.TAKEN),
        ("12:00", 0, ActCode.INVALID),
        ("12:00", -5, ActCode.INVALID),
        ("12:00", None, ActCode.INVALID),
        ("15:00", 120, ActCode.DONE),
        ("15:00", 121, ActCode.TOO_LONG),  # longer than the space allows
        ("20:00", 60, ActCode.DONE),  # touches closing time
        ("20:30", 60, ActCode.TOO_LONG),  # beyond closing time
        ("21:00", 15, ActCode.CLOSED),
        ("07:00", 15, ActCode.CLOSED),
    ],
)
def test_a_booking_on_the_spot_must_fit(clock: str, minutes: int | None, code: ActCode) -> None:
    """B4, B10: between bookings, within hours, no longer than allowed."""
    run = Run(bookings=(booking("13:00", "14:00"),), now=at(clock)).started()

    assert run.ask(Act.BOOK_NOW, minutes=minutes) is code
    assert len(run.effects(ChangeBooking)) == (code is ActCode.DONE)


@pytest.mark.parametrize(
    ("clock", "minutes", "code"),
    [
        ("12:15", 30, ActCode.DONE),  # ends 12:45, 5 min after it, 10 min before the next
        ("12:16", 30, ActCode.TAKEN),
        ("14:14", 15, ActCode.TAKEN),  # the booking before needs 5, ours 10
        ("14:15", 15, ActCode.DONE),
    ],
)
def test_both_buffers_lie_between_two_bookings(clock: str, minutes: int, code: ActCode) -> None:
    """B9: what is after the one and before the other."""
    room = game_room(buffer_before=10 * MINUTE, buffer_after=5 * MINUTE)
    run = Run(settings=house(room=room), bookings=(booking("13:00", "14:00"),), now=at(clock)).started()

    assert run.ask(Act.BOOK_NOW, minutes=minutes) is code


def test_a_space_that_allows_it_is_booked_on_the_spot_outside_hours() -> None:
    """B10."""
    settings = house(room=game_room(outside_hours=True))
    run = Run(settings=settings, now=at("22:00")).started()

    assert run.ask(Act.BOOK_NOW, minutes=30) is ActCode.DONE


@pytest.mark.parametrize(
    ("mode", "code"),
    [(Mode.EVENT_ONLY, ActCode.CLOSED), (Mode.LOCKDOWN, ActCode.CLOSED), (Mode.CLOSED, ActCode.CLOSED)],
)
def test_nobody_walks_up_and_books_when_the_building_is_not_open_to_all(mode: Mode, code: ActCode) -> None:
    """H1, D9."""
    run = Run().started()
    run.choose(mode, at("14:00"))

    assert run.ask(Act.BOOK_NOW, minutes=30) is code


def test_two_who_ask_for_the_same_time_do_not_both_get_it() -> None:
    """B4: the first asks the source, the second is told at once."""
    run = Run(source_answers=False).started()

    assert run.ask(Act.BOOK_NOW, "first", minutes=30) is None
    assert run.ask(Act.BOOK_NOW, "second", minutes=30) is ActCode.TAKEN
    assert len(run.effects(ChangeBooking)) == 1


def test_two_who_ask_with_a_buffer_between_do_not_both_get_it() -> None:
    """B4, B9."""
    run = Run(settings=house(room=game_room(buffer_after=10 * MINUTE)), source_answers=False).started()

    run.staff(Act.BOOK, "first", start=at("14:00"), minutes=60)
    assert run.staff(Act.BOOK, "second", start=at("15:05"), minutes=30) is ActCode.TAKEN
    assert run.staff(Act.BOOK, "third", start=at("15:10"), minutes=30) is None


def test_staff_book_ahead_and_cancel() -> None:
    """B4."""
    run = Run().started()
    assert run.staff(Act.BOOK, start=at("16:00"), minutes=300, title="Chess club") is ActCode.DONE
    (made,) = run.bookings
    assert (made.start, made.end, made.title) == (at("16:00"), at("21:00"), "Chess club")

    assert run.staff(Act.CANCEL, booking=made.key) is ActCode.DONE
    assert run.bookings == ()
    assert run.staff(Act.CANCEL, "again", booking=made.key) is ActCode.NOTHING_TO_DO


@pytest.mark.parametrize(
    ("start", "minutes", "code"),
    [
        ("13:30", 60, ActCode.TAKEN),
        ("22:00", 30, ActCode.CLOSED),
        ("20:30", 60, ActCode.TOO_LONG),
        ("09:00", 60, ActCode.INVALID),  # over already
    ],
)
def test_staff_cannot_book_what_does_not_fit_either(start: str, minutes: int, code: ActCode) -> None:
    """B4, B10."""
    run = Run(bookings=(booking("14:00", "15:00"),)).started()

    assert run.staff(Act.BOOK, start=at(start), minutes=minutes) is code


def test_staff_may_book_longer_than_visitors() -> None:
    """B4."""
    assert Run().started().staff(Act.BOOK_NOW, minutes=240) is ActCode.DONE
