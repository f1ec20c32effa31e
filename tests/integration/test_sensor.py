"""Sensors: unknown stays unknown, and a door shows what matters most (D3, H2, P1)."""

from datetime import timedelta

import pytest

from custom_components.kalajoki_library.core.ids import DoorId
from custom_components.kalajoki_library.core.views import DoorView
from custom_components.kalajoki_library.core.words import Bolt, Desired, DoorRole, Leaf, Sync
from custom_components.kalajoki_library.sensor import DOOR_STATES, door_state

from .house import House

NOON = pytest.mark.freeze_time("2026-11-24 10:00:00+00:00")  # Tuesday noon in Kalajoki


def _door(actual: Bolt, leaf: Leaf = Leaf.CLOSED, sync: Sync = Sync.IN_SYNC) -> DoorView:
    return DoorView(
        door=DoorId("entrance"),
        name="Entrance",
        role=DoorRole.ENTRANCE,
        desired=Desired.LOCKED,
        rule="D1",
        actual=actual,
        leaf=leaf,
        sync=sync,
    )


@pytest.mark.parametrize(
    ("view", "state"),
    [
        (_door(Bolt.LOCKED), "locked"),
        (_door(Bolt.UNLOCKED), "unlocked"),
        (_door(Bolt.UNLOCKED, Leaf.OPEN), "open"),
        (_door(Bolt.LOCKED, Leaf.OPEN), "open"),
        (_door(Bolt.UNLOCKED, sync=Sync.PENDING), "pending"),
        (_door(Bolt.LOCKING, sync=Sync.PENDING), "locking"),
        (_door(Bolt.UNLOCKED, sync=Sync.RETRYING), "retrying"),
        (_door(Bolt.UNLOCKED, sync=Sync.SUSPENDED), "suspended"),
        (_door(Bolt.UNKNOWN, sync=Sync.UNREACHABLE), "unreachable"),
        (_door(Bolt.JAMMED, sync=Sync.RETRYING), "jammed"),
    ],
)
def test_a_door_shows_the_most_urgent_thing(view: DoorView, state: str) -> None:
    assert door_state(view) == state


@pytest.mark.parametrize("leaf", [Leaf.CLOSED, Leaf.UNKNOWN])
def test_an_unknown_bolt_is_never_shown_as_locked(leaf: Leaf) -> None:
    """D3: unknown is unknown."""
    assert door_state(_door(Bolt.UNKNOWN, leaf)) is None


def test_every_state_of_a_door_is_in_the_list() -> None:
    found = {door_state(_door(bolt, leaf, sync)) for bolt in Bolt for leaf in Leaf for sync in Sync}
    assert found - {None} == set(DOOR_STATES)


@NOON
async def test_the_mode_says_why_and_until_when(house: House) -> None:
    """H8."""
    state = house.state("sensor.kalajoki_library_mode")
    assert state.state == "service"
    assert state.attributes["source"] == "hours"
    assert state.attributes["next_mode"] == "unstaffed_self_service"
    assert house.state("sensor.kalajoki_library_next_change").state == "2026-11-24T17:00:00+00:00"
    assert house.state("sensor.kalajoki_library_override_ends").state == "unknown"


@NOON
@pytest.mark.parametrize("house", ["no hours"], indirect=True)
async def test_without_hours_the_mode_is_unknown_and_not_closed(house: House) -> None:
    """H2."""
    assert house.state("sensor.kalajoki_library_mode").state == "unknown"


@NOON
async def test_the_mode_follows_the_clock(house: House) -> None:
    await house.pass_time(timedelta(hours=7, seconds=1))
    assert house.state("sensor.kalajoki_library_mode").state == "unstaffed_self_service"


@NOON
async def test_people_inside_are_unknown_until_a_counter_speaks(house: House) -> None:
    """P1: a gap is unknown, not zero."""
    assert house.state("sensor.kalajoki_library_people_inside").state == "unknown"
    await house.set_state("sensor.line_in", "0")
    await house.set_state("sensor.line_out", "0")
    await house.set_state("sensor.line_in", "5")
    await house.set_state("sensor.line_out", "2")
    assert house.state("sensor.kalajoki_library_people_inside").state == "3"


@NOON
async def test_a_space_shows_its_booking_of_now_and_the_next(house: House) -> None:
    assert house.state("sensor.game_room_state").state == "free"
    assert house.state("sensor.game_room_booking_ends").state == "unknown"
    await house.act("book", space="game_room", duration="01:00:00")
    await house.act("book", space="game_room", start="2026-11-24 15:00:00")
    assert house.state("sensor.game_room_state").state == "awaiting_check_in"
    assert house.state("sensor.game_room_booking_ends").state == "2026-11-24T11:00:00+00:00"
    assert house.state("sensor.game_room_next_booking").state == "2026-11-24T13:00:00+00:00"
    assert house.state("sensor.game_room_state").attributes["bookings_today"] == 2


@NOON
async def test_no_state_or_attribute_but_the_calendar_carries_a_title(house: House) -> None:
    """V5: private titles are in the calendar only."""
    await house.act("book", space="game_room", title="Private matter")
    carriers = [
        state.entity_id
        for state in house.hass.states.async_all()
        if "Private matter" in repr((state.state, state.attributes))
    ]
    assert carriers == ["calendar.game_room_bookings"]
