"""Diagnostics help a maintainer and tell nothing private (D6, V5)."""

from datetime import UTC, datetime
import json

from homeassistant.helpers import device_registry as dr, entity_registry as er
import pytest
from pytest_homeassistant_custom_component.components.diagnostics import (
    get_diagnostics_for_config_entry,
    get_diagnostics_for_device,
)
from pytest_homeassistant_custom_component.typing import ClientSessionGenerator

from .house import BOOKINGS, House

pytestmark = pytest.mark.freeze_time("2026-11-24 10:00:00+00:00")

TITLE = "Name of a person"
REASON = "Somebody is ill"


async def test_the_whole_building_without_title_uid_or_reason(
    house: House, hass_client: ClientSessionGenerator
) -> None:
    booking = await house.act("book", space="game_room", title=TITLE)
    await house.act("set_mode", mode="event_only", reason=REASON)
    found = await get_diagnostics_for_config_entry(house.hass, hass_client, house.entry)
    text = json.dumps(found)
    for private in (TITLE, REASON, booking["uid"]):
        assert private not in text
    assert found["opening"]["mode"] == "event_only"
    start = datetime.fromisoformat(found["spaces"]["game_room"]["now"]["start"])
    assert start == datetime(2026, 11, 24, 10, tzinfo=UTC)
    assert found["doors"]["entrance"]["role"] == "entrance"
    assert found["counts"]["spaces"] == 1
    assert found["settings"]["timezone"] == "Europe/Helsinki"


async def test_a_device_shows_its_own_part(house: House, hass_client: ClientSessionGenerator) -> None:
    await house.act("book", space="game_room", title=TITLE)
    entity = er.async_get(house.hass).async_get(BOOKINGS)
    assert entity is not None
    assert entity.device_id is not None
    device = dr.async_get(house.hass).async_get(entity.device_id)
    assert isinstance(device, dr.DeviceEntry)
    found = await get_diagnostics_for_device(house.hass, hass_client, house.entry, device)
    assert found["view"]["space"] == "game_room"
    assert TITLE not in json.dumps(found)
