"""A space with opening hours of its own, in place of the building's (H4)."""

from datetime import date
from typing import Any

import pytest

from custom_components.kalajoki_library.core.opening.hours import WeeklyHours
from custom_components.kalajoki_library.core.words import (
    Act,
    ActCode,
    Desired,
    Mode,
    SpaceStatus as Is,
)
from tests.builders import (
    PRESENCE,
    TUESDAY,
    at,
    booking,
    every_day,
    exception,
    game_room,
    house,
    span,
)
from tests.core.run import Run

WEDNESDAY = date(2026, 11, 25)
HALL_HOURS = every_day(span("12:00", "16:00"), span("20:00", "23:00"))


def a_hall(*bookings: Any, clock: str = "11:30", hours: WeeklyHours = HALL_HOURS, **changes: Any) -> Run:
    settings = house(room=game_room(hours=hours), **changes)
    return Run(settings=settings, bookings=bookings, presence={PRESENCE: False}, now=at(clock)).started()


def test_a_space_opens_and_closes_by_its_own_hours_not_the_buildings() -> None:
    """H4: with its mid-day gap, and after the building has closed."""
    run = a_hall()
    assert (run.mode(), run.room().status, run.room().until) == (Mode.SERVICE, Is.CLOSED, at("12:00"))
    assert (run.screen().status, run.screen().until) == (Is.CLOSED, at("12:00"))

    seen = []
    for clock in ("12:00", "15:59:59", "16:00", "20:00", "22:59:59", "23:00"):
        run.go_to(at(clock))
        seen.append((run.room().status, run.room().until))
    assert seen == [
        (Is.FREE, at("16:00")),
        (Is.FREE, at("16:00")),
        (Is.CLOSED, at("20:00")),
        (Is.FREE, at("23:00")),
        (Is.FREE, at("23:00")),
        (Is.CLOSED, at("12:00", WEDNESDAY)),
    ]
    assert run.mode() is Mode.CLOSED


def test_a_day_of_its_own_without_hours_is_closed_though_the_building_is_open() -> None:
    """H4: per local date."""
    closed_today = WeeklyHours(days=((), (), (span("09:00", "24:00"),), (), (), (), ()))
    run = a_hall(hours=closed_today)

    assert (run.mode(), run.room().status, run.room().until) == (
        Mode.SERVICE,
        Is.CLOSED,
        at("09:00", WEDNESDAY),
    )


def test_holidays_of_the_building_have_their_own_hours_in_the_space() -> None:
    """H3, H4."""
    hours = WeeklyHours(days=HALL_HOURS.days, holiday=(span("11:00", "13:00"),))
    run = a_hall(hours=hours, holidays=frozenset({TUESDAY}))

    assert (run.room().status, run.room().until) == (Is.FREE, at("13:00"))


@pytest.mark.parametrize(
    ("clock", "minutes", "code"),
    [
        ("11:30", 15, ActCode.CLOSED),
        ("15:30", 30, ActCode.DONE),
        ("15:31", 30, ActCode.TOO_LONG),
        ("22:00", 60, ActCode.DONE),
        ("23:00", 15, ActCode.CLOSED),
    ],
)
def test_booking_on_the_spot_keeps_to_the_spaces_hours(clock: str, minutes: int, code: ActCode) -> None:
    """H4, B10."""
    run = a_hall(clock=clock)
    assert run.ask(Act.BOOK_NOW, minutes=minutes) is code
    offered = run.screen().book_minutes if code is ActCode.CLOSED else ()
    assert offered == ()


def test_staff_book_only_within_the_spaces_hours() -> None:
    """H4, B10."""
    run = a_hall()
    assert run.staff(Act.BOOK, "gap", start=at("16:30"), minutes=30) is ActCode.CLOSED
    assert run.staff(Act.BOOK, "late", start=at("21:30"), minutes=60) is ActCode.DONE


def test_its_booking_opens_the_room_and_the_entrance_after_the_building_has_closed() -> None:
    """H4, B10: cut where the space itself closes."""
    run = a_hall(booking("22:00", "23:30"), clock="21:30")
    assert (run.mode(), run.front().desired, run.door().desired) == (
        Mode.CLOSED,
        Desired.LOCKED,
        Desired.LOCKED,
    )
    run.go_to(at("21:55"))
    for door in (run.front(), run.door()):
        assert (door.desired, door.rule, door.until) == (Desired.UNLOCKED, "B10:booking", at("23:00"))
    run.go_to(at("23:00"))
    assert (run.front().desired, run.door().desired) == (Desired.LOCKED, Desired.LOCKED)


def test_its_booking_opens_nothing_while_the_space_is_closed_in_an_open_building() -> None:
    """H4: the entrance stands open by the building's mode, the room stays locked."""
    run = a_hall(booking("16:30", "17:30"), clock="17:00")

    assert (run.front().rule, run.door().desired) == ("D1:mode", Desired.LOCKED)


def test_unknown_hours_of_the_building_do_not_matter_to_it() -> None:
    """H2, H4."""
    run = a_hall(booking("13:00", "14:00"), clock="12:30", week=None)
    assert (run.mode(), run.room().status) == (Mode.UNKNOWN, Is.FREE)
    run.go_to(at("13:00"))
    assert (run.front().desired, run.door().desired) == (Desired.UNLOCKED, Desired.UNLOCKED)


@pytest.mark.parametrize("mode", [Mode.SERVICE, Mode.EVENT_ONLY, Mode.UNSTAFFED_SELF_SERVICE])
def test_what_opens_the_building_does_not_open_it(mode: Mode) -> None:
    """H4: neither an override nor an exception."""
    run = a_hall(clock="17:00")
    run.choose(mode, at("19:00"))
    assert (run.room().status, run.room().until) == (Is.CLOSED, at("20:00"))
    other = a_hall(clock="17:00")
    other.except_for(exception("00:00", "24:00", mode))
    assert (other.room().status, other.room().until) == (Is.CLOSED, at("20:00"))


def test_an_override_that_closes_the_building_closes_it_until_it_ends() -> None:
    """H2, H4: also while the building is closed anyway, and when only its end is changed."""
    run = a_hall(booking("21:00", "22:30"), clock="21:10")
    assert (run.room().status, run.door().desired) == (Is.AWAITING_CHECK_IN, Desired.UNLOCKED)

    run.choose(Mode.CLOSED, at("21:30"))
    assert (run.room().status, run.room().until) == (Is.CLOSED, at("21:30"))
    assert (run.front().desired, run.door().desired) == (Desired.LOCKED, Desired.LOCKED)
    run.choose(Mode.CLOSED, at("22:00"))
    assert (run.room().status, run.room().until) == (Is.CLOSED, at("22:00"))
    run.go_to(at("22:00"))
    assert (run.room().status, run.door().desired) == (Is.AWAITING_CHECK_IN, Desired.UNLOCKED)


def test_an_exception_that_closes_the_building_closes_it() -> None:
    """H2, H4: as far as no shorter exception lies over it."""
    run = a_hall(clock="12:30")
    run.except_for(exception("00:00", "14:00"), exception("12:00", "13:00", Mode.SERVICE))
    assert (run.room().status, run.room().until) == (Is.FREE, at("13:00"))
    run.go_to(at("13:00"))
    assert (run.room().status, run.room().until) == (Is.CLOSED, at("14:00"))


@pytest.mark.parametrize("mode", [Mode.EVACUATION, Mode.LOCKDOWN])
def test_an_emergency_closes_it(mode: Mode) -> None:
    """D9, H4."""
    run = a_hall(clock="21:00")
    run.choose(mode, at("21:30"))
    assert run.room().status is Is.CLOSED
    assert run.ask(Act.BOOK_NOW, minutes=15) is ActCode.CLOSED


def test_it_is_restored_as_it_was() -> None:
    """H4: nothing of it needs to be remembered."""
    run = a_hall(booking("22:00", "23:00"), clock="22:10")
    before = (run.room(), run.door().desired)
    again = run.restarted()
    assert (again.room(), again.door().desired) == before
