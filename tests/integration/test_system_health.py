"""The lines of Home Assistant's system information."""

from homeassistant.setup import async_setup_component
import pytest
from pytest_homeassistant_custom_component.common import get_system_health_info

from custom_components.kalajoki_library.const import DOMAIN

from .house import House

pytestmark = pytest.mark.freeze_time("2026-11-24 10:00:00+00:00")


async def test_it_tells_mode_bridges_and_bookings(house: House) -> None:
    assert await async_setup_component(house.hass, "system_health", {})
    await house.hass.async_block_till_done()
    info = await get_system_health_info(house.hass, DOMAIN)
    assert info["mode"] == "service"
    assert info["bridges_online"] == "0/0"
    assert info["bookings_live"] is True
