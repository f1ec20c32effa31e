"""A bookable device in Home Assistant: its form, its switch, its sensors, its record (B8)."""

from datetime import timedelta
from typing import Any

from homeassistant.config_entries import SOURCE_USER
from homeassistant.core import ServiceCall
from homeassistant.data_entry_flow import FlowResultType
from homeassistant.exceptions import HomeAssistantError
import pytest
from pytest_homeassistant_custom_component.common import async_mock_service

from custom_components.kalajoki_library.const import EQUIPMENT
from custom_components.kalajoki_library.core.words import SpaceKind

from .house import House

pytestmark = pytest.mark.freeze_time("2026-11-24 10:00:00+00:00")  # Tuesday noon in Kalajoki
GIVEN = {"name": "3D printer", "switch": "switch.plug", "power": "sensor.power", "energy": "sensor.energy"}
W, KW, WH = ({"unit_of_measurement": unit} for unit in ("W", "kW", "Wh"))


async def make(house: House, **given: Any) -> Any:
    flow = await house.hass.config_entries.subentries.async_init(
        (house.entry.entry_id, EQUIPMENT), context={"source": SOURCE_USER}
    )
    done = await house.hass.config_entries.subentries.async_configure(flow["flow_id"], {**GIVEN, **given})
    await house.hass.async_block_till_done()
    return done


@pytest.fixture
async def plug(house: House) -> list[ServiceCall]:
    """A plug that does what it is told; returns what that was."""
    calls: list[ServiceCall] = []

    async def obey(call: ServiceCall) -> None:
        calls.append(call)
        house.hass.states.async_set("switch.plug", "on" if call.service == "turn_on" else "off")

    for service in ("turn_on", "turn_off"):
        async_mock_service(house.hass, "switch", service)
        house.hass.services.async_register("switch", service, obey)
    house.hass.states.async_set("switch.plug", "off")
    house.hass.states.async_set("sensor.power", "0", W)
    house.hass.states.async_set("sensor.energy", "10000", WH)
    assert (await make(house))["type"] is FlowResultType.CREATE_ENTRY
    return calls


def services(calls: list[ServiceCall]) -> list[str]:
    return [call.service for call in calls]


async def test_a_booking_gives_the_device_its_power_and_a_job_may_finish(
    house: House, plug: list[ServiceCall]
) -> None:
    """B8: bound to entities in whatever unit they measure."""
    assert house.state("binary_sensor.3d_printer_power").state == "off"
    await house.act("book", space="3D printer", duration="01:00:00")
    await house.act("check_in", space="3D printer")
    assert services(plug) == ["turn_on"]
    assert house.state("binary_sensor.3d_printer_power").state == "on"

    house.hass.states.async_set("sensor.power", "0.12", KW)
    await house.hass.async_block_till_done()
    assert house.state("sensor.3d_printer_job").state == "running"
    await house.pass_time(timedelta(minutes=60))
    state = house.state("sensor.3d_printer_job")
    assert (state.state, state.attributes["rule"]) == ("held", "B8:job")

    house.hass.states.async_set("sensor.energy", "10310", WH)
    house.hass.states.async_set("sensor.power", "3", W)
    await house.hass.async_block_till_done()
    await house.pass_time(timedelta(minutes=2))
    assert services(plug) == ["turn_on", "turn_off"]
    assert house.state("sensor.3d_printer_job").state == "idle"
    assert float(house.state("sensor.3d_printer_energy_of_the_last_booking").state) == pytest.approx(0.31)
    (record,) = [one for one in house.said("record/booking") if one["outcome"] == "metered"]
    assert (record["powered_min"], record["energy_kwh"]) == (62.0, pytest.approx(0.31))


async def test_staff_use_the_device_without_a_booking(house: House, plug: list[ServiceCall]) -> None:
    """B8."""
    switch = "switch.3d_printer_staff_use"
    for on in (True, False):
        entity = house.hass.data["entity_components"]["switch"].get_entity(switch)
        await house.pass_time(timedelta(minutes=3))  # so long nothing drew any power
        await (entity.async_turn_on() if on else entity.async_turn_off())
        await house.hass.async_block_till_done()
        assert house.state(switch).state == ("on" if on else "off")
    assert services(plug) == ["turn_on", "turn_off"]


async def test_a_plug_that_refuses_is_tried_again_and_shown(house: House) -> None:
    """B8, D3."""

    async def refuse(_call: ServiceCall) -> None:
        raise HomeAssistantError("not now")

    house.hass.services.async_register("switch", "turn_on", refuse)
    house.hass.states.async_set("switch.plug", "off")
    await make(house)
    await house.act("book", space="3D printer", duration="01:00:00")
    await house.act("check_in", space="3D printer")

    assert house.state("sensor.3d_printer_job").attributes["sync"] == "retrying"
    assert house.state("binary_sensor.3d_printer_power").state == "off"


async def test_a_device_is_booked_like_a_room_and_keeps_its_own_name(
    house: House, plug: list[ServiceCall]
) -> None:
    """B8: its id is no room's, its switch no other device's."""
    settings = {one.id: one for one in house.coordinator.settings.spaces}
    assert [one.kind for one in settings.values()] == [SpaceKind.ROOM, SpaceKind.EQUIPMENT]
    assert house.state("calendar.3d_printer_bookings").state == "off"

    assert (await make(house, name="Cutter"))["errors"] == {"switch": "switch_taken"}
    await make(house, name="Game room", switch="switch.other")
    assert "game_room_2" in {one.id for one in house.coordinator.settings.spaces}


@pytest.mark.parametrize("state", ["unavailable", "unknown", "much", "nan"])
async def test_a_power_that_is_no_number_is_unknown(
    house: House, plug: list[ServiceCall], state: str
) -> None:
    """B8: maybe it works."""
    await house.act("book", space="3D printer", duration="01:00:00")
    await house.act("check_in", space="3D printer")
    house.hass.states.async_set("sensor.power", state, W)
    await house.hass.async_block_till_done()

    assert house.state("sensor.3d_printer_job").state == "unknown"
