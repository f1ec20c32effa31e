"""Which steps of a booking's life are counted, once each (B1, B4, B6, R1)."""

from dataclasses import replace
from datetime import timedelta

from custom_components.kalajoki_library.core.effects import BookingRecorded
from custom_components.kalajoki_library.core.words import (
    Act,
    BookingKind,
    BookingOutcome as Was,
    BookingState,
    OrganiserKind,
)
from tests.builders import GAME, MINUTE, SOURCE, at, booking
from tests.core.run import Run


def last(run: Run) -> BookingRecorded:
    return run.effects(BookingRecorded)[-1]


def test_a_booking_that_is_used_is_started_and_completed() -> None:
    """B6: used from check-in to the end."""
    one = booking(
        "14:00",
        "15:00",
        organiser=OrganiserKind.SCHOOL,
        attendees=12,
        made_at=at("14:00") - timedelta(days=2),
    )
    run = Run(bookings=(one,)).started().go_to(at("14:10"))
    run.sense(True)
    run.go_to(at("16:00"))

    assert run.counted() == [Was.STARTED, Was.COMPLETED]
    assert last(run) == BookingRecorded(
        space=GAME,
        organiser=OrganiserKind.SCHOOL,
        outcome=Was.COMPLETED,
        reserved_min=60,
        used_min=50,
        lead_min=2880,
        attendees=12,
    )


def test_checking_in_early_does_not_lengthen_the_use() -> None:
    """B6."""
    run = Run(bookings=(booking("14:00", "15:00"),)).started().go_to(at("13:52"))
    run.ask(Act.CHECK_IN)
    run.go_to(at("16:00"))

    assert (last(run).outcome, last(run).used_min) == (Was.COMPLETED, 60)


def test_a_booking_that_nobody_came_to_is_not_used() -> None:
    """B6."""
    run = Run(bookings=(booking("14:00", "15:00"),)).started().go_to(at("16:00"))

    assert run.counted() == [Was.NOT_USED]
    assert last(run).used_min is None


def test_a_booking_that_appears_is_made_and_one_that_goes_is_cancelled() -> None:
    """B1, B2."""
    run = Run().started()
    one = booking("14:00", "15:00")
    run.read(one)
    run.read(one)
    run.read(replace(one, state=BookingState.CANCELLED))
    run.read_none()

    assert run.counted() == [Was.MADE, Was.CANCELLED]


def test_bookings_known_from_the_first_answer_are_not_made_now() -> None:
    """B2."""
    assert Run(bookings=(booking("14:00", "15:00"),)).started().counted() == []


def test_bookings_that_were_over_before_anybody_looked_are_not_counted() -> None:
    """B2."""
    run = Run(bookings=(booking("09:00", "10:00"),)).started().go_to(at("13:00"))

    assert run.counted() == []


def test_a_booking_that_moves_is_the_same_one() -> None:
    """B1."""
    run = Run(bookings=(booking("14:00", "15:00", "one"),)).started()
    run.read(booking("16:00", "17:00", "one"))
    run.go_to(at("18:00"))

    assert run.counted() == [Was.NOT_USED]


def test_an_on_the_spot_booking_is_made_started_extended_and_ended() -> None:
    """B4."""
    run = Run().started()
    run.ask(Act.BOOK_NOW, minutes=30)
    run.go_on(10 * MINUTE)
    run.ask(Act.EXTEND, minutes=30)
    run.go_on(10 * MINUTE)
    run.ask(Act.END)
    run.go_to(at("16:00"))

    assert run.counted() == [Was.MADE, Was.STARTED, Was.EXTENDED, Was.ENDED_EARLY]
    assert last(run).used_min == 20


def test_an_extended_booking_is_completed_at_its_new_end() -> None:
    """B4."""
    run = Run(bookings=(booking("14:00", "15:00"),)).started().go_to(at("14:00"))
    run.ask(Act.CHECK_IN)
    run.ask(Act.EXTEND, minutes=30)
    run.go_to(at("16:00"))

    assert run.counted() == [Was.STARTED, Was.EXTENDED, Was.COMPLETED]
    assert (last(run).reserved_min, last(run).used_min) == (90, 90)


def test_what_is_blocked_is_not_counted() -> None:
    """B1."""
    run = Run(bookings=(booking("14:00", "15:00", kind=BookingKind.BLOCKED),)).started().go_to(at("16:00"))

    assert run.counted() == []


def test_an_answer_that_rolls_on_shows_no_new_bookings() -> None:
    """B2: what lies beyond the last answer's end was not made now."""
    run = Run().started()
    far = booking("14:00", "15:00", day=(at("12:00") + timedelta(days=60)).date())
    run.read()
    run.go_on(timedelta(days=1))
    run.read(far)

    assert run.counted() == []


def test_an_end_during_a_short_restart_is_counted_once() -> None:
    """B6: what is used stays used."""
    run = Run(bookings=(booking("14:00", "15:00"),)).started().go_to(at("14:00"))
    run.ask(Act.CHECK_IN)
    run.go_to(at("14:59"))

    again = run.restarted(later=2 * MINUTE).go_to(at("16:00"))
    assert again.counted() == [Was.COMPLETED]
    assert again.restarted(later=MINUTE).counted() == []


def test_nobody_says_not_used_of_a_booking_that_nobody_watched() -> None:
    """B6: silent hours are unknown, not a no-show."""
    run = Run(bookings=(booking("14:00", "15:00"),)).started().go_to(at("13:00"))

    assert run.restarted(later=timedelta(hours=4)).counted() == []


def test_records_say_nothing_of_whose_booking_it_is() -> None:
    """V5, P3: no title, no identity."""
    run = Run(bookings=(booking("14:00", "15:00", "card-4711", title="A private birthday"),)).started()
    run.go_to(at("16:00"))

    told = repr(run.effects(BookingRecorded))
    assert "birthday" not in told
    assert "card-4711" not in told
    assert SOURCE not in told
