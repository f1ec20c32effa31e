"""The library with Kirjastohakemisto as its source: chosen, looked at, followed, dark (H2, H3)."""

from datetime import timedelta
from typing import Any

from homeassistant.config_entries import SOURCE_USER
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType
from homeassistant.helpers import issue_registry as ir
import pytest
from pytest_homeassistant_custom_component.typing import MqttMockHAClient

from custom_components.kalajoki_library.const import DOMAIN
from tests.integration.house import House

from .served import LIBRARY, ServedDirectory

pytestmark = [pytest.mark.network, pytest.mark.freeze_time("2026-11-24 10:00:00+00:00")]
WEEK = [f"2026-11-{day}" for day in range(24, 31)]
MODE = "sensor.kalajoki_library_mode"


async def configure(hass: HomeAssistant, flow: Any, manager: Any, **given: Any) -> Any:
    result = await manager.async_configure(flow["flow_id"], given)
    await hass.async_block_till_done(wait_background_tasks=True)
    return result


async def choose(house: House, directory: ServedDirectory) -> None:
    """Choose the pretend library in the options."""
    options = house.hass.config_entries.options
    flow = await options.async_init(house.entry.entry_id)
    flow = await configure(house.hass, flow, options, next_step_id="source")
    flow = await configure(house.hass, flow, options, hours_source="kirjastohakemisto")
    flow = await configure(house.hass, flow, options, search="merikylä")
    flow = await configure(house.hass, flow, options, directory_id=str(LIBRARY), self_service_staffed=True)
    assert flow["step_id"] == "directory_preview"
    assert "hours_source" not in house.entry.options
    week = flow["description_placeholders"]["week"].splitlines()
    assert week[0].startswith("- Tue 24.11. 10:00-18:00")
    assert len(week) == 7
    done = await configure(house.hass, flow, options)
    assert done["type"] is FlowResultType.CREATE_ENTRY


def issues(house: House) -> set[str | None]:
    return {
        key[1].split(f"_{house.entry.entry_id}")[0]
        for key in ir.async_get(house.hass).issues
        if key[0] == DOMAIN
    }


async def test_a_library_is_searched_looked_at_and_followed(house: House, directory: ServedDirectory) -> None:
    directory.open_on(*WEEK)
    assert house.state("sensor.kalajoki_library_opening_hours_read").state == "unavailable"
    await choose(house, directory)

    assert house.state(MODE).attributes["rule"] == "H3:kirjastohakemisto"
    assert house.state("sensor.kalajoki_library_source_of_opening_hours").state == "kirjastohakemisto"
    assert house.state("sensor.kalajoki_library_opening_hours_read").state == "2026-11-24T10:00:00+00:00"
    assert house.state("sensor.kalajoki_library_opening_hours_known_until").state == "2026-11-30"
    hours = await house.act("get_hours", days=8)
    assert (hours["source"], hours["age_minutes"]) == ("kirjastohakemisto", 0)
    assert [one["known"] for one in hours["days"]] == [True] * 7 + [False]
    assert hours["days"][0]["spans"] == [{"opens": "10:00", "closes": "18:00", "mode": "service"}]


async def test_edge_26_a_dark_source_keeps_its_hours_and_staff_are_told(
    house: House, directory: ServedDirectory
) -> None:
    """H2."""
    directory.open_on(*WEEK)
    await choose(house, directory)
    directory.status = 500
    asked = len(directory.asked)
    for _ in range(25):
        await house.pass_time(timedelta(hours=1))
        await house.hass.async_block_till_done(wait_background_tasks=True)

    assert len(directory.asked) > asked + 20
    assert house.state("sensor.kalajoki_library_opening_hours_read").state == "2026-11-24T10:00:00+00:00"
    assert house.state("sensor.kalajoki_library_source_of_opening_hours").attributes["failed_at"]
    assert house.state(MODE).state == "service"
    assert "hours_stale" in issues(house)

    directory.status = 200
    await house.pass_time(timedelta(hours=1))
    await house.hass.async_block_till_done(wait_background_tasks=True)
    assert "hours_stale" not in issues(house)
    assert "hours_run_out" in issues(house)


async def test_an_answer_that_breaks_the_reader_does_not_end_the_asking(
    house: House, directory: ServedDirectory, monkeypatch: pytest.MonkeyPatch
) -> None:
    directory.open_on(*WEEK)
    await choose(house, directory)
    path = "custom_components.kalajoki_library.hours.kirjastohakemisto.days_of"
    with monkeypatch.context() as broken:
        broken.setattr(path, lambda *_args, **_more: 1 / 0)
        await house.pass_time(timedelta(hours=2))
        await house.hass.async_block_till_done(wait_background_tasks=True)
        assert house.state("sensor.kalajoki_library_source_of_opening_hours").attributes["failed_at"]
    await house.pass_time(timedelta(hours=2))
    await house.hass.async_block_till_done(wait_background_tasks=True)
    assert house.state("sensor.kalajoki_library_source_of_opening_hours").attributes["failed_at"] is None


async def test_the_weekly_pattern_can_be_chosen_again(house: House, directory: ServedDirectory) -> None:
    directory.open_on(*WEEK)
    await choose(house, directory)
    options = house.hass.config_entries.options
    flow = await options.async_init(house.entry.entry_id)
    flow = await configure(house.hass, flow, options, next_step_id="source")
    await configure(house.hass, flow, options, hours_source="weekly")
    assert house.state(MODE).attributes["rule"] == "H3:weekly"


@pytest.mark.parametrize(
    ("search", "status", "errors"),
    [
        ("me", 200, {"search": "search_too_short"}),
        ("nowhere", 200, {"search": "nothing_found"}),
        ("merikylä", 500, {"base": "directory_down"}),
    ],
)
async def test_a_search_that_finds_nothing_says_why(
    house: House, directory: ServedDirectory, search: str, status: int, errors: dict[str, str]
) -> None:
    directory.status = status
    options = house.hass.config_entries.options
    flow = await options.async_init(house.entry.entry_id)
    flow = await configure(house.hass, flow, options, next_step_id="source")
    flow = await configure(house.hass, flow, options, hours_source="kirjastohakemisto")
    flow = await configure(house.hass, flow, options, search=search)
    assert (flow["step_id"], flow["errors"]) == ("directory", errors)


@pytest.mark.usefixtures("enable_custom_integrations")
async def test_a_new_library_can_take_its_hours_from_the_directory_at_once(
    hass: HomeAssistant, mqtt_mock: MqttMockHAClient, directory: ServedDirectory
) -> None:
    directory.open_on(*WEEK)
    manager = hass.config_entries.flow
    flow: Any = await manager.async_init(DOMAIN, context={"source": SOURCE_USER})
    flow = await configure(
        hass,
        flow,
        manager,
        library="Kalajoki library",
        site="kalajoki",
        timezone="Europe/Helsinki",
        hours_from_directory=True,
    )
    flow = await configure(hass, flow, manager, search="merikylä")
    flow = await configure(hass, flow, manager, directory_id=str(LIBRARY), self_service_staffed=False)
    directory.status = 500
    again = await configure(hass, flow, manager)
    assert again["type"] is FlowResultType.CREATE_ENTRY
    assert again["options"]["directory_id"] == LIBRARY
    assert again["options"]["self_service_staffed"] is False
    assert hass.config_entries.async_entries(DOMAIN)[0].options["hours_source"] == "kirjastohakemisto"
    await hass.config_entries.async_unload(hass.config_entries.async_entries(DOMAIN)[0].entry_id)
