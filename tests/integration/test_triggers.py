"""Triggers run real automations on what really changed; a gap is no change and nothing comes late."""

from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any

from homeassistant.core import HomeAssistant, ServiceCall
from homeassistant.helpers import (
    area_registry as ar,
    config_validation as cv,
    device_registry as dr,
    entity_registry as er,
)
from homeassistant.helpers.trigger import async_get_all_descriptions, async_validate_trigger_config
from homeassistant.setup import async_setup_component
import probatio
import pytest
from pytest_homeassistant_custom_component.common import async_mock_service

from custom_components.kalajoki_library.trigger import TRIGGERS

from .house import House

NOON = "2026-11-24 10:00:00+00:00"  # Tuesday noon in Kalajoki, service
pytestmark = pytest.mark.freeze_time(NOON)

MODE = "sensor.kalajoki_library_mode"
STATE = "sensor.game_room_state"
MINUTE = timedelta(minutes=1)

type Automate = Callable[..., Awaitable[list[ServiceCall]]]


@pytest.fixture
def automate(hass: HomeAssistant) -> Automate:
    """Return a function that sets one automation up and gives the list of what it did."""

    async def set_up(trigger: str, **more: Any) -> list[ServiceCall]:
        done: list[ServiceCall] = async_mock_service(hass, "test", "done")
        what = {"trigger": f"kalajoki_library.{trigger}", **more}
        action = {
            "action": "test.done",
            "data": {
                "entity_id": "{{ trigger.entity_id }}",
                "from": "{{ trigger.from_state.state if trigger.from_state is defined else '' }}",
                "to": "{{ trigger.to_state.state if trigger.to_state is defined else '' }}",
                "what": "{{ trigger.event_type | default('') }}",
                "closes_at": "{{ trigger.closes_at | default('') }}",
                "minutes": "{{ trigger.minutes | default(0) }}",
            },
        }
        automation = {"alias": "test", "triggers": [what], "actions": [action], "mode": "parallel"}
        assert await async_setup_component(hass, "automation", {"automation": automation})
        await hass.async_block_till_done()
        assert hass.states.get("automation.test") is not None
        return done

    return set_up


def steps(calls: list[ServiceCall]) -> list[tuple[str, str]]:
    return [(call.data["from"], call.data["to"]) for call in calls]


def device_of(house: House, entity_id: str) -> str:
    entry = er.async_get(house.hass).async_get(entity_id)
    assert entry is not None
    assert entry.device_id is not None
    return entry.device_id


async def close(house: House, **until: str) -> None:
    await house.act("set_mode", mode="closed", reason="Burst pipe", **until)


async def test_home_assistant_describes_every_trigger(house: House, automate: Automate) -> None:
    await automate("mode_changed")
    described = await async_get_all_descriptions(house.hass)
    for key in TRIGGERS:
        assert described[f"kalajoki_library.{key}"] is not None, key


@pytest.mark.parametrize(
    "config",
    [
        {"trigger": "kalajoki_library.mode_changed", "options": {"to": ["half_open"]}},
        {"trigger": "kalajoki_library.mode_changed", "options": {"to": ["unknown"]}},
        {"trigger": "kalajoki_library.space_state_changed", "options": {"from": "nowhere"}},
        {"trigger": "kalajoki_library.closing_soon", "options": {"minutes": 0}},
        {"trigger": "kalajoki_library.closing_soon", "options": {"minutes": 1000}},
        {"trigger": "kalajoki_library.no_show", "options": {"minutes": 5}},
        {"trigger": "kalajoki_library.mode_changed", "target": {"entity_id": "no entity"}},
    ],
)
async def test_what_makes_no_sense_is_refused(house: House, config: dict[str, Any]) -> None:
    assert await async_setup_component(house.hass, "automation", {})
    with pytest.raises(probatio.Invalid):
        await async_validate_trigger_config(house.hass, cv.TRIGGER_SCHEMA([config]))


async def test_a_change_of_mode_says_from_what_to_what(house: House, automate: Automate) -> None:
    """H8."""
    done = await automate("mode_changed")
    await close(house)
    assert steps(done) == [("service", "closed")]
    assert done[0].data["entity_id"] == MODE


async def test_the_same_mode_for_another_reason_is_no_change(house: House, automate: Automate) -> None:
    done = await automate("mode_changed")
    await house.act("set_mode", mode="service", reason="As planned")
    assert done == []


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        ({"to": ["closed"]}, [("service", "closed")]),
        ({"to": "service"}, [("closed", "service")]),
        ({"from": ["closed", "event_only"]}, [("closed", "service")]),
        ({"from": "service", "to": ["event_only"]}, []),
        ({"from": [], "to": []}, [("service", "closed"), ("closed", "service")]),
    ],
)
async def test_modes_may_be_narrowed(
    house: House, automate: Automate, options: dict[str, Any], expected: list[tuple[str, str]]
) -> None:
    done = await automate("mode_changed", options=options)
    await close(house, duration="01:00:00")
    await house.act("clear_override")
    assert steps(done) == expected


async def test_a_change_may_have_to_last(house: House, automate: Automate) -> None:
    done = await automate("mode_changed", options={"to": ["closed"], "for": "00:10:00"})
    await close(house, duration="00:05:00")
    await house.pass_time(timedelta(minutes=6))
    await house.pass_time(timedelta(minutes=6))
    assert done == []
    await close(house, duration="01:00:00")
    await house.pass_time(timedelta(minutes=11))
    assert steps(done) == [("service", "closed")]


async def test_what_comes_back_as_it_was_is_no_change(house: House, automate: Automate) -> None:
    """Unavailable and the same mode again, as every reload makes it."""
    done = await automate("mode_changed")
    await house.reload()
    assert house.state(MODE).state == "service"
    assert done == []


async def test_what_comes_back_otherwise_has_changed(house: House, automate: Automate) -> None:
    done = await automate("mode_changed")
    await house.hass.config_entries.async_unload(house.entry.entry_id)
    assert house.state(MODE).state == "unavailable"
    house.freezer.tick(timedelta(hours=7, minutes=30))
    assert await house.hass.config_entries.async_setup(house.entry.entry_id)
    await house.hass.async_block_till_done()
    assert steps(done) == [("service", "unstaffed_self_service")]


async def test_a_restart_is_no_change(house: House, automate: Automate) -> None:
    """After a restart the entity comes up from unavailable, and nobody knows what it was."""
    await house.hass.config_entries.async_unload(house.entry.entry_id)
    done = await automate("mode_changed")
    assert await house.hass.config_entries.async_setup(house.entry.entry_id)
    await house.hass.async_block_till_done()
    assert house.state(MODE).state == "service"
    assert done == []
    await close(house)
    assert steps(done) == [("service", "closed")]


@pytest.mark.parametrize("house", ["no hours"], indirect=True)
async def test_out_of_the_unknown_and_back_is_no_change(house: House, automate: Automate) -> None:
    """H2: unknown is no mode."""
    done = await automate("mode_changed")
    await house.act("set_mode", mode="service", duration="00:10:00", reason="Election")
    await house.pass_time(timedelta(minutes=11))
    assert house.state(MODE).state == "unknown"
    assert done == []
    await close(house)
    assert steps(done) == [("service", "closed")], "what was known last counts"


async def test_a_space_is_meant_by_entity_device_area_or_library(house: House, automate: Automate) -> None:
    area = ar.async_get(house.hass).async_create("Upstairs")
    device = device_of(house, STATE)
    dr.async_get(house.hass).async_update_device(device, area_id=area.id)
    targets: list[dict[str, str]] = [
        {"entity_id": STATE},
        {"entity_id": "binary_sensor.game_room_occupied"},
        {"device_id": device},
        {"area_id": area.id},
        {"device_id": device_of(house, MODE)},
    ]
    done = async_mock_service(house.hass, "test", "done")
    automations = [
        {
            "alias": f"test {number}",
            "triggers": [{"trigger": "kalajoki_library.space_state_changed", **target}],
            "actions": [{"action": "test.done", "data": {"which": number}}],
        }
        for number, target in enumerate([{"target": one} for one in targets] + [{}])
    ]
    assert await async_setup_component(house.hass, "automation", {"automation": automations})
    await house.hass.async_block_till_done()
    await house.act("book", space="game_room", duration="01:00:00")
    assert sorted(call.data["which"] for call in done) == [0, 1, 2, 3, 4, 5]


async def test_a_door_is_no_space(house: House, automate: Automate) -> None:
    done = await automate(
        "space_state_changed", target={"device_id": device_of(house, "sensor.entrance_state")}
    )
    await house.act("book", space="game_room", duration="01:00:00")
    assert done == []


async def test_a_room_is_no_library(house: House, automate: Automate) -> None:
    done = await automate("mode_changed", target={"device_id": device_of(house, STATE)})
    await close(house)
    assert done == []


async def test_a_space_change_says_from_what_to_what(house: House, automate: Automate) -> None:
    """B5."""
    done = await automate("space_state_changed", options={"to": ["awaiting_check_in", "in_use"]})
    await house.act("book", space="game_room", duration="01:00:00")
    await house.set_state("binary_sensor.game_room_presence", "on")
    assert steps(done) == [("free", "awaiting_check_in"), ("awaiting_check_in", "in_use")]


async def test_a_booking_nobody_came_to_is_a_no_show(house: House, automate: Automate) -> None:
    """B6."""
    done = await automate("no_show", target={"device_id": device_of(house, STATE)})
    await house.act("book", space="game_room", duration="00:30:00")
    assert done == [], "being made is none"
    await house.pass_time(timedelta(minutes=31))
    assert len(done) == 1
    assert done[0].data["what"] in {"not_used", "released"}


async def test_a_booking_somebody_came_to_is_no_no_show(house: House, automate: Automate) -> None:
    done = await automate("no_show")
    await house.act("book", space="game_room", duration="00:30:00")
    await house.call("button", "press", entity_id="button.game_room_check_in")
    await house.pass_time(timedelta(minutes=31))
    assert house.state("event.game_room_booking").attributes["event_type"] == "completed"
    assert done == []


async def test_a_no_show_of_before_is_not_told_again(house: House, automate: Automate) -> None:
    """What the event entity remembers after a reload is old."""
    done = await automate("no_show")
    await house.act("book", space="game_room", duration="00:30:00")
    await house.pass_time(timedelta(minutes=31))
    await house.reload()
    assert house.state("event.game_room_booking").state not in {"unknown", "unavailable"}
    assert len(done) == 1


async def test_closing_soon_is_told_once_in_time(house: House, automate: Automate) -> None:
    """H6: the day closes at 21:00."""
    done = await automate("closing_soon")
    await house.pass_time(timedelta(hours=8, minutes=44))
    assert done == []
    await house.pass_time(MINUTE)
    assert len(done) == 1
    assert str(done[0].data["closes_at"]) == "2026-11-24 21:00:00+02:00"
    assert int(done[0].data["minutes"]) == 15
    for _ in range(20):
        await house.pass_time(MINUTE)
    assert house.state(MODE).state == "closed"
    assert len(done) == 1


async def test_closing_soon_is_told_again_for_a_closing_that_was_put_off(
    house: House, automate: Automate
) -> None:
    done = await automate("closing_soon", options={"minutes": 10})
    await house.pass_time(timedelta(hours=8, minutes=51))
    assert len(done) == 1
    await house.act("set_mode", mode="service", until="2026-11-24 22:00:00", reason="Author's evening")
    await house.pass_time(timedelta(minutes=58))
    assert len(done) == 1
    await house.pass_time(MINUTE)
    assert [str(call.data["closes_at"])[11:16] for call in done] == ["21:00", "22:00"]


async def test_closing_soon_is_told_at_once_when_a_closing_is_moved_near(
    house: House, automate: Automate
) -> None:
    await house.act("set_mode", mode="service", until="2026-11-24 23:00:00", reason="Author's evening")
    done = await automate("closing_soon")
    await house.pass_time(timedelta(hours=8, minutes=50))
    assert done == []
    await house.act("clear_override")
    assert [str(call.data["closes_at"])[11:16] for call in done] == ["21:00"]
    await house.act("set_mode", mode="service", until="2026-11-24 23:00:00", reason="Yes, after all")
    await house.act("clear_override")
    assert len(done) == 1, "a closing is told once"


async def test_closing_soon_does_not_come_late_after_a_restart(house: House, automate: Automate) -> None:
    await house.hass.config_entries.async_unload(house.entry.entry_id)
    house.freezer.tick(timedelta(hours=8, minutes=50))
    done = await automate("closing_soon")
    assert await house.hass.config_entries.async_setup(house.entry.entry_id)
    await house.hass.async_block_till_done()
    await house.pass_time(MINUTE)
    assert house.state("sensor.kalajoki_library_closes").state == "2026-11-24T19:00:00+00:00"
    assert done == []


async def test_closing_soon_is_silent_while_the_library_is_unavailable(
    house: House, automate: Automate
) -> None:
    done = await automate("closing_soon")
    await house.hass.config_entries.async_unload(house.entry.entry_id)
    await house.pass_time(timedelta(hours=8, minutes=46))
    assert done == []


async def test_reaching_the_capacity_is_told_once(house: House, automate: Automate) -> None:
    """P3: 200 may be inside."""
    done = await automate("people_over_capacity")
    for total in ("0", "100", "199"):
        await house.set_state("sensor.line_in", total)
        await house.set_state("sensor.line_out", "0")
        await house.pass_time(MINUTE)
    assert done == []
    await house.set_state("sensor.line_in", "230")
    assert len(done) == 1
    await house.set_state("sensor.line_in", "unavailable")
    await house.set_state("sensor.line_in", "231")
    assert len(done) == 1, "unknown and full again is no new crowd"
