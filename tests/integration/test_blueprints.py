"""The blueprints that ship with the documentation are what Home Assistant takes, and do what they say."""

from datetime import timedelta
from pathlib import Path
import shutil

from homeassistant.components.automation.config import AUTOMATION_BLUEPRINT_SCHEMA
from homeassistant.components.blueprint.models import Blueprint
from homeassistant.core import HomeAssistant
from homeassistant.setup import async_setup_component
from homeassistant.util.yaml import load_yaml_dict
import pytest
from pytest_homeassistant_custom_component.common import async_mock_service

from .house import House

FOLDER = Path(__file__).parents[2] / "blueprints/automation/kalajoki_library"
BLUEPRINTS = sorted(FOLDER.glob("*.yaml"))
MODE = "sensor.kalajoki_library_mode"

pytestmark = pytest.mark.freeze_time("2026-11-24 10:00:00+00:00")  # Tuesday noon in Kalajoki, service


@pytest.mark.parametrize("path", BLUEPRINTS, ids=lambda path: path.stem)
async def test_home_assistant_takes_every_blueprint(hass: HomeAssistant, path: Path) -> None:
    data = await hass.async_add_executor_job(load_yaml_dict, str(path))
    blueprint = Blueprint(
        data, path=path.name, expected_domain="automation", schema=AUTOMATION_BLUEPRINT_SCHEMA
    )

    assert blueprint.validate() is None
    assert blueprint.inputs


@pytest.fixture
async def installed(house: House, tmp_path: Path) -> House:
    """Put the blueprints where Home Assistant looks for them."""
    house.hass.config.config_dir = str(tmp_path)
    target = tmp_path / "blueprints/automation/kalajoki_library"
    await house.hass.async_add_executor_job(shutil.copytree, FOLDER, target)
    return house


async def use(house: House, blueprint: str, **inputs: object) -> None:
    made = {"use_blueprint": {"path": f"kalajoki_library/{blueprint}.yaml", "input": inputs}}
    assert await async_setup_component(house.hass, "automation", {"automation": {"alias": blueprint, **made}})
    await house.hass.async_block_till_done()
    assert house.hass.states.get(f"automation.{blueprint}") is not None


async def test_lights_follow_the_mode(installed: House) -> None:
    """H8: on when open, off some minutes after closing."""
    on = async_mock_service(installed.hass, "light", "turn_on")
    off = async_mock_service(installed.hass, "light", "turn_off")
    await use(installed, "lights_by_mode", mode=MODE, lights={"entity_id": ["light.hall"]}, off_after=10)

    await installed.act("set_mode", mode="closed", duration={"minutes": 30}, reason="Storm")
    assert off == []
    await installed.pass_time(timedelta(minutes=11))
    assert [call.data["entity_id"] for call in off] == [["light.hall"]]
    await installed.pass_time(timedelta(minutes=20))
    assert len(on) == 1


async def test_heating_begins_ahead_of_opening(installed: House) -> None:
    """H6: 90 minutes before eight, by the hours and not by a clock of its own."""
    heat = async_mock_service(installed.hass, "climate", "set_temperature")
    await use(
        installed,
        "heating_ahead_of_opening",
        mode=MODE,
        next_change="sensor.kalajoki_library_next_change",
        thermostats={"entity_id": ["climate.hall"]},
    )
    await installed.pass_time(timedelta(hours=9, minutes=1))
    assert heat[-1].data["temperature"] == 17
    heat.clear()
    await installed.pass_time(timedelta(hours=9, minutes=28))
    assert heat == []
    await installed.pass_time(timedelta(minutes=2))
    assert [call.data["temperature"] for call in heat] == [21]


async def test_a_step_of_closing_does_what_the_house_wants(installed: House) -> None:
    """H6."""
    told = async_mock_service(installed.hass, "notify", "desk")
    await use(
        installed,
        "announcements",
        routine="sensor.kalajoki_library_opening_and_closing",
        steps=["sweeping"],
        notice=[{"action": "notify.desk", "data": {"message": "{{ step }}: {{ why }}"}}],
    )
    await installed.act("set_mode", mode="closed", duration={"minutes": 30}, reason="Storm")

    assert [call.data["message"].split(":")[0] for call in told] == ["sweeping"]
