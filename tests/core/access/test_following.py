"""A door follows the mode, its bookings and emergencies, and nothing else (D1, H2, B2, B9, B10, D9)."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from custom_components.kalajoki_library.core import events as ev
from custom_components.kalajoki_library.core.interval import Interval
from custom_components.kalajoki_library.core.words import (
    Bolt,
    BookingKind,
    BookingState,
    Desired,
    GrantKind,
    Leaf,
    Mode,
)
from tests.builders import (
    ENTRANCE_LOCK,
    GAME,
    GAME_DOOR,
    GAME_LOCK,
    MINUTE,
    at,
    booking,
    entrance,
    game_door,
    game_room,
    house,
)
from tests.core.run import Run

LOCKED, UNLOCKED = Desired.LOCKED, Desired.UNLOCKED
WEDNESDAY = date(2026, 11, 25)


def test_the_entrance_stands_unlocked_in_its_modes_only() -> None:
    """D1: 8 to 19 with staff, not in the unstaffed evening."""
    run = Run(now=at("06:00")).started().go_to(at("23:00"))

    assert run.commands(ENTRANCE_LOCK) == [(at("08:00"), UNLOCKED), (at("19:00"), LOCKED)]


def test_the_rooms_door_follows_its_booking() -> None:
    """D1, B9: from five minutes before until the end."""
    run = Run(bookings=(booking("14:00", "15:00"),)).started().go_to(at("18:00"))

    assert run.commands() == [(at("13:55"), UNLOCKED), (at("15:00"), LOCKED)]


def test_the_grant_is_as_wide_as_the_door_says() -> None:
    """B9: the code buffer widens the access, it does not block the room."""
    door = game_door(grant_before=10 * MINUTE, grant_after=15 * MINUTE)
    run = Run(settings=house(door=door), bookings=(booking("14:00", "15:00"),)).started().go_to(at("18:00"))

    assert run.commands() == [(at("13:50"), UNLOCKED), (at("15:15"), LOCKED)]


def test_the_rooms_buffers_do_not_open_its_door() -> None:
    """B9: set-up and code buffers are two settings."""
    room = game_room(buffer_before=20 * MINUTE, buffer_after=20 * MINUTE)
    run = Run(settings=house(room=room), bookings=(booking("14:00", "15:00"),)).started().go_to(at("18:00"))

    assert run.commands() == [(at("13:55"), UNLOCKED), (at("15:00"), LOCKED)]


def test_bookings_back_to_back_do_not_move_the_bolt_between_them() -> None:
    """D1."""
    run = Run(bookings=(booking("14:00", "15:00"), booking("15:00", "16:00"))).started().go_to(at("18:00"))

    assert run.commands() == [(at("13:55"), UNLOCKED), (at("16:00"), LOCKED)]


def test_a_door_without_grants_does_not_follow_bookings() -> None:
    """D1."""
    settings = house(door=game_door(grants=GrantKind.NONE))
    run = Run(settings=settings, bookings=(booking("14:00", "15:00"),)).started().go_to(at("18:00"))

    assert run.commands() == []


@pytest.mark.parametrize(
    ("changes", "opens"),
    [
        ({"state": BookingState.CONFIRMED}, True),
        ({"state": BookingState.TENTATIVE}, False),
        ({"state": BookingState.CANCELLED}, False),
        ({"state": BookingState.DENIED}, False),
        ({"kind": BookingKind.BLOCKED}, False),
        ({"kind": BookingKind.EVENT}, True),
        ({"kind": BookingKind.STAFF}, True),
    ],
    ids=str,
)
def test_only_confirmed_bookings_for_people_open_a_door(changes: dict[str, Any], opens: bool) -> None:
    """B1, B2."""
    run = Run(bookings=(booking("14:00", "15:00", **changes),)).started().go_to(at("14:30"))

    assert bool(run.commands()) is opens


@pytest.mark.parametrize("state", [BookingState.CANCELLED, BookingState.DENIED, BookingState.TENTATIVE])
def test_a_booking_that_is_no_longer_agreed_closes_its_door_at_once(state: BookingState) -> None:
    """B2: cancelled and denied revoke."""
    one = booking("14:00", "15:00")
    run = Run(bookings=(one,)).started().go_to(at("14:20"))
    run.read(replace(one, state=state))

    assert run.commands() == [(at("13:55"), UNLOCKED), (at("14:20"), LOCKED)]


def test_a_booking_that_moves_takes_its_grant_along() -> None:
    """B1: the same booking at another time."""
    run = Run(bookings=(booking("14:00", "15:00", "one"),)).started().go_to(at("13:00"))
    run.read(booking("16:00", "16:30", "one"))
    run.go_to(at("18:00"))

    assert run.commands() == [(at("15:55"), UNLOCKED), (at("16:30"), LOCKED)]


def test_a_space_out_of_service_grants_nothing() -> None:
    """B5."""
    run = Run(bookings=(booking("14:00", "15:00"),)).started().go_to(at("14:20"))
    run.tell(ev.ServiceSwitched(space=GAME, out=True))
    assert run.door().desired is LOCKED

    run.tell(ev.ServiceSwitched(space=GAME, out=False))
    assert run.door().desired is UNLOCKED


def test_outside_hours_a_booking_opens_nothing_unless_its_space_says_so() -> None:
    """B10."""
    run = Run(bookings=(booking("22:00", "23:00"),)).started().go_to(at("23:30"))

    assert run.commands() == []
    assert (at("21:55"), UNLOCKED) not in run.commands(ENTRANCE_LOCK)


def test_a_space_that_allows_it_opens_its_door_and_the_entrance_outside_hours() -> None:
    """B10: then its doors (entrance too) follow the booking, not the mode."""
    settings = house(room=game_room(outside_hours=True))
    run = Run(settings=settings, bookings=(booking("22:00", "23:00"),), now=at("21:00")).started()
    run.go_to(at("22:30"))
    assert run.mode() is Mode.CLOSED
    assert run.front().rule.startswith("B10")
    run.go_to(at("23:30"))

    expected = [(at("21:55"), UNLOCKED), (at("23:00"), LOCKED)]
    assert run.commands() == expected
    assert run.commands(ENTRANCE_LOCK) == expected


def test_a_booking_over_closing_time_ends_at_the_door_when_the_building_closes() -> None:
    """B10."""
    run = Run(bookings=(booking("20:30", "22:00"),)).started().go_to(at("23:00"))

    assert run.commands() == [(at("20:25"), UNLOCKED), (at("21:00"), LOCKED)]


@pytest.mark.parametrize(("outside", "desired"), [(False, LOCKED), (True, UNLOCKED)])
def test_closing_early_takes_the_grants_of_hours_only(outside: bool, desired: Desired) -> None:
    """H2, B10."""
    settings = house(room=game_room(outside_hours=outside))
    run = Run(settings=settings, bookings=(booking("14:00", "15:00"),)).started()
    run.choose(Mode.CLOSED, at("18:00"), "Heating is broken")
    run.go_to(at("14:30"))

    assert run.door().desired is desired


def test_in_event_only_booked_rooms_open_and_the_entrance_does_not_stand_open() -> None:
    """H1: hall or booked rooms only."""
    settings = house(front=entrance(grants=GrantKind.NONE, spaces=()))
    run = Run(settings=settings, bookings=(booking("14:00", "15:00"),)).started()
    run.choose(Mode.EVENT_ONLY, at("18:00"))
    run.go_to(at("14:30"))

    assert run.door().desired is UNLOCKED
    assert run.front().desired is LOCKED


def test_lockdown_locks_every_entry_whatever_is_booked() -> None:
    """D9."""
    run = Run(bookings=(booking("14:00", "15:00"),)).started().go_to(at("14:30"))
    run.choose(Mode.LOCKDOWN, at("15:00"), "Alarm")

    assert (run.door().desired, run.front().desired) == (LOCKED, LOCKED)
    assert run.bolts == {GAME_LOCK: Bolt.LOCKED, ENTRANCE_LOCK: Bolt.LOCKED}
    run.tell(ev.EmergencyEnded(reason="All clear"))
    assert (run.door().desired, run.front().desired) == (UNLOCKED, UNLOCKED)


@pytest.mark.parametrize("week", [True, False], ids=["known", "unknown"])
def test_evacuation_unlocks_every_door(week: bool) -> None:
    """D9: also when hours are unknown and no booking source has been read."""
    run = Run(settings=house() if week else house(week=None), now=at("23:00")).started()
    run.choose(Mode.EVACUATION, at("23:30"), "Smoke")

    assert run.bolts == {GAME_LOCK: Bolt.UNLOCKED, ENTRANCE_LOCK: Bolt.UNLOCKED}
    run.go_to(at("12:00", date(2026, 11, 30)))
    assert (run.door().desired, run.front().desired) == (UNLOCKED, UNLOCKED)


@pytest.mark.parametrize("bolt", [Bolt.LOCKED, Bolt.UNLOCKED])
def test_with_hours_unknown_a_door_is_left_as_it_is(bolt: Bolt) -> None:
    """H2: never commanded either way."""
    run = Run(
        settings=house(week=None),
        bolts={GAME_LOCK: bolt, ENTRANCE_LOCK: bolt},
        bookings=(booking("14:00", "15:00"),),
    ).started()
    run.go_to(at("12:00", WEDNESDAY))

    assert (run.commands(), run.commands(ENTRANCE_LOCK)) == ([], [])
    assert (run.door().desired, run.front().desired) == (Desired.HOLD, Desired.HOLD)
    assert run.front().rule.startswith("H2")
    assert run.front().plan_until is None


def test_an_override_is_known_even_when_hours_are_not() -> None:
    """H2."""
    run = Run(settings=house(week=None)).started()
    run.choose(Mode.SERVICE, at("13:00"))

    assert run.front().desired is UNLOCKED


def test_a_door_taken_out_of_the_automation_is_never_commanded() -> None:
    """D3: staff have it in their hands."""
    run = Run(bookings=(booking("14:00", "15:00"),)).started()
    run.tell(ev.AutomationSwitched(door=GAME_DOOR, on=False))
    run.go_to(at("14:30"))
    run.lock_says(Bolt.UNLOCKED)
    run.go_to(at("18:00"))

    assert run.commands() == []
    assert (run.door().automatic, run.door().desired) == (False, Desired.HOLD)


def test_a_door_put_back_follows_at_once() -> None:
    """D3."""
    run = Run(bookings=(booking("14:00", "15:00"),)).started()
    run.tell(ev.AutomationSwitched(door=GAME_DOOR, on=False))
    run.go_to(at("14:30"))
    run.tell(ev.AutomationSwitched(door=GAME_DOOR, on=True))

    assert run.commands() == [(at("14:30"), UNLOCKED)]


def test_a_door_stays_out_of_the_automation_over_a_restart() -> None:
    """D3."""
    run = Run(bookings=(booking("14:00", "15:00"),)).started()
    run.tell(ev.AutomationSwitched(door=GAME_DOOR, on=False))

    again = run.restarted(later=timedelta(hours=2)).go_to(at("16:00"))

    assert again.commands() == []
    assert again.door().automatic is False


def test_the_plan_tells_when_the_door_stands_unlocked_and_how_far_that_is_known() -> None:
    """D10: intervals for the bridge's stand-by."""
    door = Run(bookings=(booking("14:00", "15:00"), booking("17:00", "18:00"))).started().door()

    assert door.plan == (Interval(at("13:55"), at("15:00")), Interval(at("16:55"), at("18:00")))
    assert door.until == at("13:55")
    assert door.plan_until is not None
    assert door.plan_until > at("18:00")


def test_a_source_that_fails_takes_no_grant_away() -> None:
    """B2: keep the last good data."""
    run = Run(bookings=(booking("14:00", "15:00"),)).started()
    run.fail(5)
    run.go_to(at("16:00"))

    assert run.commands() == [(at("13:55"), UNLOCKED), (at("15:00"), LOCKED)]


def test_future_grants_expire_when_the_source_stays_dark() -> None:
    """B2: half a day after it was last read, and not before."""
    late, morning = booking("20:00", "20:30"), booking("09:00", "10:00", day=WEDNESDAY)
    run = Run(bookings=(late, morning), now=at("19:00")).started()
    run.fail()
    run.go_to(at("09:30", WEDNESDAY))

    assert run.commands() == [(at("19:55"), UNLOCKED), (at("20:30"), LOCKED)]
    run.read()
    assert run.commands()[-1] == (at("09:30", WEDNESDAY), UNLOCKED)


def test_a_grant_that_is_running_when_the_source_has_been_dark_too_long_ends() -> None:
    """B2."""
    settings = house(room=game_room(outside_hours=True))
    run = Run(
        settings=settings, bookings=(booking("20:00", "24:00".replace("24", "23")),), now=at("10:00")
    ).started()
    run.fail()
    run.go_to(at("23:30"))

    assert run.commands() == [(at("19:55"), UNLOCKED), (at("22:00"), LOCKED)]


def test_a_booking_ended_early_closes_the_door() -> None:
    """B4, D1."""
    one = booking("14:00", "15:00")
    run = Run(bookings=(one,)).started().go_to(at("14:20"))
    run.read(replace(one, end=at("14:20")))

    assert run.commands()[-1] == (at("14:20"), LOCKED)


def test_the_leaf_is_shown_as_the_contact_says_and_unknown_without_one() -> None:
    """D3: unlocked is not open."""
    run = Run().started()
    run.leaf_says(Leaf.OPEN)
    assert run.door().leaf is Leaf.OPEN
    run.leaf_says(Leaf.UNKNOWN)
    assert run.door().leaf is Leaf.UNKNOWN

    assert Run(settings=house(door=game_door(contact=None))).started().door().leaf is Leaf.UNKNOWN
