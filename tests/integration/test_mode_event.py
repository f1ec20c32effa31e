"""Every change of the mode is an event that says why, and a line in the logbook (H8)."""

from datetime import timedelta

from homeassistant.core import Event
import pytest
from pytest_homeassistant_custom_component.common import async_capture_events

from custom_components.kalajoki_library.const import EVENT_STAFF_CALLED
from custom_components.kalajoki_library.event import EVENT_MODE_CHANGED
from custom_components.kalajoki_library.logbook import async_describe_events

from .house import House

pytestmark = pytest.mark.freeze_time("2026-11-24 10:00:00+00:00")


async def _change(house: House) -> list[Event]:
    events: list[Event] = async_capture_events(house.hass, EVENT_MODE_CHANGED)
    await house.act("set_mode", mode="closed", reason="Burst pipe")
    return events


async def test_a_change_fires_with_its_reason(house: House) -> None:
    (event,) = await _change(house)
    state = house.state("event.kalajoki_library_mode_changed")
    assert state.attributes["event_type"] == "closed"
    assert state.attributes["previous"] == "service"
    assert state.attributes["source"] == "override"
    assert state.attributes["reason"] == "Burst pipe"
    assert state.attributes["who"] == event.data["who"] == "staff"
    assert event.data["entity_id"] == state.entity_id
    assert event.data["mode"] == "closed"


async def test_the_plan_changes_a_mode_as_the_system_and_a_choice_keeps_its_author(house: House) -> None:
    """H8: who, as a role; never a name."""
    events = async_capture_events(house.hass, EVENT_MODE_CHANGED)
    await house.act("set_mode", mode="closed", duration="00:30:00", reason="Burst pipe")
    await house.reload()
    assert house.state("sensor.kalajoki_library_mode").attributes["who"] == "staff"
    await house.pass_time(timedelta(minutes=31))
    assert [one.data["who"] for one in events][-1] == "system"
    assert house.state("sensor.kalajoki_library_mode").attributes["who"] == "system"


async def test_the_same_mode_again_is_no_change(house: House) -> None:
    events = async_capture_events(house.hass, EVENT_MODE_CHANGED)
    await house.act("set_mode", mode="service", reason="As planned")
    assert events == []


async def test_the_logbook_says_it_in_words(house: House) -> None:
    (event,) = await _change(house)
    described = {}
    async_describe_events(house.hass, lambda _domain, name, describe: described.update({name: describe}))
    entry = described[EVENT_MODE_CHANGED](event)
    assert entry["name"] == "Kalajoki library"
    assert entry["message"] == "mode is now: Closed (Burst pipe)"


async def test_the_logbook_says_at_which_display_staff_were_called(house: House) -> None:
    described = {}
    async_describe_events(house.hass, lambda _domain, name, describe: described.update({name: describe}))
    entry = described[EVENT_STAFF_CALLED](Event(EVENT_STAFF_CALLED, {"display": "lobby", "space": None}))
    assert entry["message"] == "a visitor asks for staff at the display lobby"


@pytest.mark.freeze_time("2026-11-24 18:44:50+00:00")
async def test_an_announcement_is_an_event(house: House) -> None:
    """H6: fifteen minutes before closing."""
    await house.pass_time(timedelta(seconds=11))
    state = house.state("event.kalajoki_library_announcement")
    assert state.attributes["event_type"] == "closing_in"
    assert state.attributes["minutes"] == 15
