"""A release is taken back: by a visitor for a few minutes, by staff while it would last (B6, B4)."""

from datetime import timedelta
from typing import Any

import pytest

from custom_components.kalajoki_library.core import events as ev
from custom_components.kalajoki_library.core.effects import (
    BookingRecorded,
    ChangeBooking,
)
from custom_components.kalajoki_library.core.words import (
    Act,
    ActCode,
    BookingOutcome as Counted,
    Desired,
    SpaceStatus as Is,
)
from tests.builders import MINUTE, PRESENCE, at, booking
from tests.core.run import Run

SECOND = timedelta(seconds=1)


def empty_room(*bookings: Any, **changes: Any) -> Run:
    """A room whose sensor says that nobody is there, at noon."""
    usual: dict[str, Any] = {"bookings": bookings or (booking("14:00", "15:00"),)}
    return Run(**(usual | {"presence": {PRESENCE: False}} | changes)).started()


def asked(run: Run) -> list[tuple[Act, Any]]:
    return [(one.act, one.end) for one in run.effects(ChangeBooking)]


def test_i_am_here_takes_the_release_back_within_the_window() -> None:
    """B6: the display offers it, the source sets the old end back, the person is there."""
    run = empty_room().go_to(at("14:19:59"))
    assert run.screen().undo_until == at("14:20")
    assert Act.UNDO_RELEASE in run.screen().acts

    assert run.ask(Act.UNDO_RELEASE) is ActCode.DONE

    assert (run.room().status, run.bookings[0].end) == (Is.IN_USE, at("15:00"))
    assert (run.door().desired, run.screen().undo_until) == (Desired.UNLOCKED, None)
    run.go_to(at("15:00"))
    assert run.counted() == [Counted.RELEASED, Counted.STARTED, Counted.COMPLETED]
    assert run.effects(BookingRecorded)[-1].used_min == pytest.approx(40, abs=0.1)


def test_an_undone_release_does_not_come_again() -> None:
    """B6: once for a booking."""
    run = empty_room().go_to(at("14:16"))
    run.ask(Act.UNDO_RELEASE)

    assert [act for act, _end in asked(run.go_to(at("15:00")))] == [Act.RELEASE, Act.UNDO_RELEASE]


def test_after_the_window_only_staff_undo() -> None:
    """B6."""
    run = empty_room().go_to(at("14:20"))
    assert (run.screen().undo_until, Act.UNDO_RELEASE in run.screen().acts) == (None, False)
    assert run.ask(Act.UNDO_RELEASE) is ActCode.TOO_LATE

    assert run.go_to(at("14:40")).staff(Act.UNDO_RELEASE) is ActCode.DONE
    assert run.room().status is Is.IN_USE


def test_what_somebody_has_booked_meanwhile_is_not_taken_from_them() -> None:
    """B6, B4."""
    run = empty_room().go_to(at("14:16"))
    assert run.ask(Act.BOOK_NOW, minutes=15) is ActCode.DONE

    assert run.screen().undo_until is None
    assert run.ask(Act.UNDO_RELEASE) is ActCode.TAKEN
    assert run.staff(Act.UNDO_RELEASE) is ActCode.TAKEN


def test_without_a_release_there_is_nothing_to_undo() -> None:
    """B6: nor once the booking would be over anyway."""
    run = empty_room()
    assert run.staff(Act.UNDO_RELEASE) is ActCode.NOTHING_TO_DO
    run.go_to(at("15:00"))
    assert run.staff(Act.UNDO_RELEASE) is ActCode.NOTHING_TO_DO


def test_the_undo_window_survives_a_restart() -> None:
    """B6."""
    run = empty_room().go_to(at("14:16")).restarted(later=MINUTE)

    assert run.screen().undo_until == at("14:20")
    assert run.ask(Act.UNDO_RELEASE) is ActCode.DONE
    assert run.room().status is Is.IN_USE


def test_answers_that_come_twice_count_once() -> None:
    """B6."""
    run = empty_room().go_to(at("14:15"))
    run.tell(ev.BookingChangeDone(request=run.effects(ChangeBooking)[0].request, code=ActCode.DONE))
    assert run.counted() == [Counted.RELEASED]

    run.ask(Act.UNDO_RELEASE)
    run.tell(ev.BookingChangeDone(request=run.effects(ChangeBooking)[1].request, code=ActCode.DONE))
    assert run.counted() == [Counted.RELEASED, Counted.STARTED]


def test_a_booking_that_is_moved_may_be_given_back_anew() -> None:
    """B6, B1: at its new time it is another chance to come."""
    run = empty_room().go_to(at("14:30"))
    run.read(booking("17:00", "18:00", "14:00-15:00"))

    assert run.go_to(at("17:15")).counted() == [Counted.RELEASED, Counted.RELEASED]
