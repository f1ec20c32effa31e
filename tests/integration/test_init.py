"""Set-up, unload, reload, restart and removal of a library."""

from datetime import timedelta
import json
from typing import Any
from unittest.mock import patch

from homeassistant.config_entries import ConfigEntryState
from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers import issue_registry as ir
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.kalajoki_library import issues
from custom_components.kalajoki_library.const import DOMAIN, DOOR
from custom_components.kalajoki_library.core.effects import ModeChanged, SetLock
from custom_components.kalajoki_library.core.events import OverrideCleared
from custom_components.kalajoki_library.core.words import IssueKind

from .house import House

pytestmark = pytest.mark.freeze_time("2026-11-24 10:00:00+00:00")  # Tuesday noon in Kalajoki, service


async def test_without_a_broker_it_is_tried_again(
    hass: HomeAssistant, enable_custom_integrations: None
) -> None:
    entry = MockConfigEntry(
        domain=DOMAIN,
        unique_id="kalajoki",
        data={"site": "kalajoki", "library": "Library", "timezone": "Europe/Helsinki"},
    )
    entry.add_to_hass(hass)
    with (
        patch("homeassistant.components.mqtt.async_setup", return_value=True),
        patch("homeassistant.components.mqtt.async_wait_for_mqtt_client", return_value=False),
    ):
        assert not await hass.config_entries.async_setup(entry.entry_id)
    assert entry.state is ConfigEntryState.SETUP_RETRY
    assert entry.error_reason_translation_key == "mqtt_not_ready"


async def test_settings_that_cannot_be_stop_the_set_up_in_words(house: House) -> None:
    """D2: a door whose egress is not confirmed is not run, whatever way it came into the storage."""
    (door,) = house.entry.get_subentries_of_type(DOOR)
    house.hass.config_entries.async_update_subentry(
        house.entry, door, data={**door.data, "egress_confirmed": False}
    )
    await house.hass.async_block_till_done()
    assert house.entry.state is ConfigEntryState.SETUP_ERROR
    assert house.entry.error_reason_translation_key == "settings_invalid"
    assert "doors.entrance" in str(house.entry.reason)


async def test_bookings_that_cannot_be_read_are_not_overwritten(
    house: House, hass_storage: dict[str, Any]
) -> None:
    key = f"{DOMAIN}.{house.entry.entry_id}.bookings"
    await house.act("book", space="game_room", duration="01:00:00")
    broken = hass_storage[key]["data"]["game_room"].replace("BEGIN:VEVENT", "BEGIN:NOTHING")
    hass_storage[key]["data"]["game_room"] = broken
    await house.hass.config_entries.async_reload(house.entry.entry_id)
    await house.hass.async_block_till_done()
    assert house.entry.state is ConfigEntryState.SETUP_ERROR
    assert house.entry.error_reason_translation_key == "calendar_unreadable"
    assert hass_storage[key]["data"]["game_room"] == broken


async def test_a_stored_state_that_cannot_be_read_is_left_out_and_said(
    house: House, hass_storage: dict[str, Any], caplog: pytest.LogCaptureFixture
) -> None:
    assert await house.hass.config_entries.async_unload(house.entry.entry_id)
    hass_storage[f"{DOMAIN}.{house.entry.entry_id}"]["data"]["snapshot"] = {"nonsense": 1}
    assert await house.hass.config_entries.async_setup(house.entry.entry_id)
    await house.hass.async_block_till_done()
    assert "the stored state cannot be read" in caplog.text
    assert house.state("sensor.kalajoki_library_mode").state == "service"


async def test_an_unloaded_library_does_nothing_more(house: House) -> None:
    """Doors stay as they are, and retained states stay on the broker."""
    coordinator = house.coordinator
    assert await house.hass.config_entries.async_unload(house.entry.entry_id)
    await house.hass.async_block_till_done()
    assert house.entry.state is ConfigEntryState.NOT_LOADED
    house.mqtt.async_publish.reset_mock()
    house.lock_calls.clear()
    await house.set_state("lock.entrance", "jammed")
    coordinator.handle(OverrideCleared())
    await house.pass_time(timedelta(hours=12))
    assert house.lock_calls == []
    assert house.mqtt.async_publish.call_args_list == []
    assert house.state("sensor.kalajoki_library_mode").state == "unavailable"


async def test_a_restart_in_the_middle_of_a_booking_goes_on_with_it(house: House) -> None:
    """Levels, not edges: checked in stays checked in, and it ends when it should."""
    await house.act("book", space="game_room", duration="01:00:00", title="Chess")
    await house.call("button", "press", entity_id="button.game_room_check_in")
    assert house.state("sensor.game_room_state").state == "in_use"
    await house.act("set_mode", mode="event_only", reason="Concert", duration="02:00:00")
    house.mqtt.async_publish.reset_mock()

    await house.reload()

    state = house.state("sensor.game_room_state")
    assert (state.state, state.attributes["checked_in"]) == ("in_use", True)
    assert house.state("sensor.game_room_booking_ends").state == "2026-11-24T11:00:00+00:00"
    mode = house.state("sensor.kalajoki_library_mode")
    assert (mode.state, mode.attributes["reason"]) == ("event_only", "Concert")
    assert house.said("record/booking") == []
    assert house.said("record/mode") == []
    await house.pass_time(timedelta(hours=1, seconds=1))
    assert house.state("sensor.game_room_booking_ends").state == "unknown"
    assert [one["outcome"] for one in house.said("record/booking")] == ["completed"]


async def test_a_booking_that_ended_while_home_assistant_was_away_is_over_at_once(house: House) -> None:
    await house.act("book", space="game_room", duration="00:30:00")
    assert await house.hass.config_entries.async_unload(house.entry.entry_id)
    house.freezer.tick(timedelta(hours=2))
    assert await house.hass.config_entries.async_setup(house.entry.entry_id)
    await house.hass.async_block_till_done()
    assert house.state("sensor.game_room_state").state == "free"


async def test_what_happened_is_written_soon_also_in_a_building_that_never_rests(
    house: House, hass_storage: dict[str, Any]
) -> None:
    """A write that every event put off again would never come."""
    key = f"{DOMAIN}.{house.entry.entry_id}"
    with patch.object(
        house.entry.runtime_data.keeper._store,
        "async_delay_save",
        wraps=house.entry.runtime_data.keeper._store.async_delay_save,
    ) as delayed:
        for number in range(20):
            await house.set_state("binary_sensor.game_room_presence", "on" if number % 2 else "off")
        assert delayed.call_count <= 1
    await house.pass_time(timedelta(seconds=3))
    stored = dict(hass_storage[key]["data"]["snapshot"])
    assert stored.pop("alive_at") >= "2026-11-24T10:00:02"
    assert stored == json.loads(json.dumps(house.coordinator.snapshot()))


async def test_a_removed_library_leaves_nothing_behind(house: House, hass_storage: dict[str, Any]) -> None:
    await house.act("book", space="game_room", duration="00:30:00")
    issues.async_raise_issue(house.hass, house.entry, IssueKind.LOCK_UNREACHABLE, "entrance")
    await house.pass_time(timedelta(seconds=3))
    assert [key for key in hass_storage if key.startswith(DOMAIN)]

    await house.hass.config_entries.async_remove(house.entry.entry_id)
    await house.hass.async_block_till_done()

    assert [key for key in hass_storage if key.startswith(DOMAIN)] == []
    assert [one for one in ir.async_get(house.hass).issues.values() if one.domain == DOMAIN] == []
    assert house.retained() == {}


async def test_a_broker_that_is_away_at_removal_is_named(
    house: House, caplog: pytest.LogCaptureFixture
) -> None:
    house.mqtt.async_publish.side_effect = HomeAssistantError("not connected")
    await house.hass.config_entries.async_remove(house.entry.entry_id)
    assert "stays on the broker" in caplog.text


async def test_one_effect_that_fails_keeps_neither_the_others_nor_the_timer(house: House) -> None:
    """A fault in telling must not leave a door open: the other effects run, the timer is armed."""
    performed: list[object] = []
    planted = [RuntimeError("planted")]

    def perform(effect: object) -> None:
        performed.append(effect)
        if effect.__class__ is ModeChanged and planted:
            raise planted.pop()

    coordinator = house.coordinator
    coordinator.connect(perform, house.entry.runtime_data.link.touched, lambda: None)
    with pytest.raises(RuntimeError, match="planted"):
        await house.act("set_mode", mode="closed", reason="Burst pipe", duration="01:00:00")
    assert any(isinstance(effect, SetLock) for effect in performed) or house.lock_calls
    performed.clear()
    await house.pass_time(timedelta(hours=1, seconds=1))
    assert any(isinstance(effect, ModeChanged) for effect in performed)


async def test_the_state_of_a_bound_entity_is_read_at_the_start(house: House) -> None:
    """Nothing waits for the first change."""
    await house.set_state("lock.entrance", "unlocked")
    await house.reload()
    assert house.state("sensor.entrance_state").state == "unlocked"


async def test_a_clock_that_is_set_forward_is_followed_though_no_timer_fired(house: House) -> None:
    """Timers count seconds that pass; a machine that slept, or a clock that jumps, passes none."""
    assert house.state("sensor.kalajoki_library_mode").state == "service"
    house.freezer.tick(timedelta(hours=13))

    house.coordinator.catch_up()

    assert house.state("sensor.kalajoki_library_mode").state == "closed"
