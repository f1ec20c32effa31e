"""Conditions of real automations: unknown satisfies none of them."""

from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any

from homeassistant.core import HomeAssistant
from homeassistant.helpers.condition import (
    async_get_all_descriptions,
    async_validate_condition_config,
)
from homeassistant.setup import async_setup_component
import probatio
import pytest
from pytest_homeassistant_custom_component.common import async_mock_service

from custom_components.kalajoki_library.condition import CONDITIONS

from .house import House

pytestmark = pytest.mark.freeze_time("2026-11-24 10:00:00+00:00")  # Tuesday noon in Kalajoki, service

MODE = {"condition": "kalajoki_library.mode", "options": {"mode": ["service"]}}
SPACE = {"condition": "kalajoki_library.space_state", "options": {"state": ["free"]}}
CLOSING = {"condition": "kalajoki_library.closing_soon", "options": {"minutes": 30}}
CROWD = {"condition": "kalajoki_library.people_over_capacity"}

type Ask = Callable[[], Awaitable[bool]]


@pytest.fixture
def ask(hass: HomeAssistant) -> Callable[[dict[str, Any]], Awaitable[Ask]]:
    """Return a function that sets up an automation with one condition; what it returns asks it."""

    async def set_up(condition: dict[str, Any]) -> Ask:
        done = async_mock_service(hass, "test", "done")
        automation = {
            "alias": "test",
            "triggers": [{"trigger": "event", "event_type": "ask"}],
            "conditions": [condition],
            "actions": [{"action": "test.done"}],
        }
        assert await async_setup_component(hass, "automation", {"automation": automation})
        await hass.async_block_till_done()

        async def asked() -> bool:
            before = len(done)
            hass.bus.async_fire("ask")
            await hass.async_block_till_done()
            return len(done) > before

        return asked

    return set_up


async def test_home_assistant_describes_every_condition(house: House, ask: Any) -> None:
    await ask(MODE)
    described = await async_get_all_descriptions(house.hass)
    for key in CONDITIONS:
        assert described[f"kalajoki_library.{key}"] is not None, key


@pytest.mark.parametrize(
    "config",
    [
        {"condition": "kalajoki_library.mode"},
        {"condition": "kalajoki_library.mode", "options": {"mode": []}},
        {"condition": "kalajoki_library.mode", "options": {"mode": ["unknown"]}},
        {"condition": "kalajoki_library.space_state", "options": {"state": "asleep"}},
        {"condition": "kalajoki_library.closing_soon", "options": {"minutes": "soon"}},
        {"condition": "kalajoki_library.people_over_capacity", "options": {"behavior": "most"}},
    ],
)
async def test_what_makes_no_sense_is_refused(house: House, config: dict[str, Any]) -> None:
    assert await async_setup_component(house.hass, "automation", {})
    with pytest.raises(probatio.Invalid):
        await async_validate_condition_config(house.hass, config)


async def test_the_mode_is_one_of(house: House, ask: Any) -> None:
    """H1."""
    asked = await ask(MODE)
    assert await asked()
    await house.act("set_mode", mode="closed", reason="Burst pipe")
    assert not await asked()


async def test_an_unavailable_mode_is_none(house: House, ask: Any) -> None:
    asked = await ask(MODE)
    await house.hass.config_entries.async_unload(house.entry.entry_id)
    assert not await asked()


@pytest.mark.parametrize("house", ["no hours"], indirect=True)
@pytest.mark.parametrize("behavior", ["any", "all"])
async def test_an_unknown_mode_is_none(house: House, ask: Any, behavior: str) -> None:
    """H2."""
    every = ["closed", "service", "staffed_self_service", "unstaffed_self_service", "event_only"]
    asked = await ask(
        {"condition": "kalajoki_library.mode", "options": {"mode": every, "behavior": behavior}}
    )
    assert not await asked()


async def test_a_space_is_in_one_of_these_states(house: House, ask: Any) -> None:
    """B5."""
    asked = await ask({**SPACE, "target": {"entity_id": "sensor.game_room_state"}})
    assert await asked()
    await house.act("book", space="game_room", duration="01:00:00")
    assert not await asked()


@pytest.mark.parametrize("behavior", ["any", "all"])
async def test_a_target_without_a_space_satisfies_nothing(house: House, ask: Any, behavior: str) -> None:
    asked = await ask(
        {
            "condition": "kalajoki_library.space_state",
            "target": {"entity_id": "sensor.entrance_state"},
            "options": {"state": ["free"], "behavior": behavior},
        }
    )
    assert not await asked()


async def test_closing_is_soon_within_so_many_minutes(house: House, ask: Any) -> None:
    """H6: the day closes at 21:00."""
    asked = await ask(CLOSING)
    await house.pass_time(timedelta(hours=8, minutes=29))
    assert not await asked()
    await house.pass_time(timedelta(minutes=1))
    assert await asked()
    await house.act("set_mode", mode="service", until="2026-11-24 22:00:00", reason="Author's evening")
    assert not await asked()
    await house.act("clear_override")
    await house.pass_time(timedelta(minutes=30))
    assert not await asked(), "it is closed, no longer soon"


async def test_the_house_is_full(house: House, ask: Any) -> None:
    """P3."""
    asked = await ask(CROWD)
    assert not await asked(), "unknown is not full"
    await house.set_state("sensor.line_out", "0")
    for total in ("0", "100", "200"):
        await house.set_state("sensor.line_in", total)
        await house.pass_time(timedelta(minutes=1))
    assert await asked()
    await house.set_state("sensor.line_out", "unavailable")
    assert not await asked(), "and no longer known"


async def test_no_condition_is_satisfied_by_nothing_known(house: House, ask: Any) -> None:
    either = {"condition": "or", "conditions": [MODE, SPACE, CLOSING, CROWD]}
    asked = await ask(either)
    assert await asked()
    await house.hass.config_entries.async_unload(house.entry.entry_id)
    assert not await asked()
