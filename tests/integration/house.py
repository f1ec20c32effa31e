"""A small library in Home Assistant: one space, one door, one counter; every part of ours is the real one."""

from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
import json
from typing import Any
from unittest.mock import patch

from freezegun.api import FrozenDateTimeFactory
from homeassistant.components import mqtt
from homeassistant.components.calendar import CalendarEvent
from homeassistant.config_entries import ConfigSubentryData
from homeassistant.core import CALLBACK_TYPE, HomeAssistant, ServiceCall, State
import pytest
from pytest_homeassistant_custom_component.common import (
    MockConfigEntry,
    async_fire_mqtt_message,
    async_fire_time_changed,
    async_mock_service,
)
from pytest_homeassistant_custom_component.typing import MqttMockHAClient

from custom_components.kalajoki_library.bookings.local import LocalBookings
from custom_components.kalajoki_library.const import COUNTER, DOMAIN, DOOR, SPACE
from custom_components.kalajoki_library.coordinator import LibraryCoordinator
from custom_components.kalajoki_library.core.ids import SpaceId
from custom_components.kalajoki_library.ical_events import from_ical

BOOKINGS = "calendar.game_room_bookings"
DAY = [
    {"start": "08:00", "end": "10:00", "plan": "staffed_self_service"},
    {"start": "10:00", "end": "19:00", "plan": "service"},
    {"start": "19:00", "end": "21:00", "plan": "unstaffed_self_service"},
]
THINGS: dict[str, dict[str, Any]] = {
    SPACE: {"id": "game_room", "name": "Game room", "presence": ["binary_sensor.game_room_presence"]},
    DOOR: {
        "id": "entrance",
        "name": "Entrance",
        "role": "entrance",
        "locks": ["lock.entrance"],
        "unlocked_in": ["service", "staffed_self_service"],
        "egress_confirmed": True,
    },
    COUNTER: {"id": "line", "name": "Line", "entered": "sensor.line_in", "left": "sensor.line_out"},
}


@dataclass(kw_only=True)
class House:
    """The library and what tests do to it."""

    hass: HomeAssistant
    entry: MockConfigEntry
    freezer: FrozenDateTimeFactory
    lock_calls: list[ServiceCall]
    mqtt: MqttMockHAClient

    @property
    def coordinator(self) -> LibraryCoordinator:
        coordinator: LibraryCoordinator = self.entry.runtime_data.coordinator
        return coordinator

    @property
    def bookings(self) -> LocalBookings:
        bookings: LocalBookings = self.entry.runtime_data.bookings
        return bookings

    def state(self, entity_id: str) -> State:
        state = self.hass.states.get(entity_id)
        assert state is not None, (entity_id, self.hass.states.async_entity_ids())
        return state

    async def set_state(self, entity_id: str, state: str) -> None:
        """Let a bound entity speak."""
        self.hass.states.async_set(entity_id, state)
        await self.hass.async_block_till_done()

    async def call(self, domain: str, service: str, **data: Any) -> None:
        await self.hass.services.async_call(domain, service, data, blocking=True)
        await self.hass.async_block_till_done()

    async def act(self, action: str, **data: Any) -> dict[str, Any]:
        """Call one of our actions and return its response."""
        answer = await self.hass.services.async_call(
            DOMAIN, action, data, blocking=True, return_response=True
        )
        await self.hass.async_block_till_done()
        assert isinstance(answer, dict)
        return answer

    async def pass_time(self, length: timedelta) -> None:
        self.freezer.tick(length)
        async_fire_time_changed(self.hass)
        await self.hass.async_block_till_done()

    def said(self, topic: str) -> list[dict[str, Any]]:
        """Return what was published on a topic below the root, oldest first; {} for an empty payload."""
        full = f"kalajoki/1/kalajoki/{topic}"
        calls = [call.args for call in self.mqtt.async_publish.call_args_list if call.args[0] == full]
        return [json.loads(args[1]) if args[1] else {} for args in calls]

    def retained(self) -> dict[str, dict[str, Any]]:
        """Return what the broker would hold now, by topic below the root."""
        held: dict[str, dict[str, Any]] = {}
        for call in self.mqtt.async_publish.call_args_list:
            topic, payload, _qos, retain = call.args[:4]
            if retain:
                held[topic.removeprefix("kalajoki/1/kalajoki/")] = json.loads(payload) if payload else {}
        return {topic: message for topic, message in held.items() if message}

    async def hear(self, topic: str, message: object, *, retain: bool = False) -> None:
        """Let a message come in below the root."""
        payload = message if isinstance(message, str | bytes) else json.dumps(message)
        async_fire_mqtt_message(self.hass, f"kalajoki/1/kalajoki/{topic}", payload, 1, retain)
        await self.hass.async_block_till_done()

    async def reload(self) -> None:
        assert await self.hass.config_entries.async_reload(self.entry.entry_id)
        await self.hass.async_block_till_done()

    async def events(self, day: str) -> list[CalendarEvent]:
        """Return the bookings of the game room on a local date."""
        zone = self.coordinator.settings.zone
        start = datetime.combine(date.fromisoformat(day), time.min, zone)
        timeline = self.bookings.timeline(SpaceId("game_room"))
        return [from_ical(one, zone) for one in timeline.overlapping(start, start + timedelta(days=1))]


@pytest.fixture
def subscribed_at_once() -> Iterator[None]:
    """The pretended broker never says that it took a subscription; tests with a real one see that it does."""
    watch = mqtt.async_on_subscribe_done

    def done(hass: HomeAssistant, topic: str, qos: int, then: CALLBACK_TYPE) -> CALLBACK_TYPE:
        hass.loop.call_soon(then)
        return watch(hass, topic, qos, then)

    with patch("homeassistant.components.mqtt.async_on_subscribe_done", done):
        yield


@pytest.fixture
async def house(
    hass: HomeAssistant,
    enable_custom_integrations: None,
    subscribed_at_once: None,
    mqtt_mock: MqttMockHAClient,
    freezer: FrozenDateTimeFactory,
    request: pytest.FixtureRequest,
) -> AsyncIterator[House]:
    """Set the library up; the parameter "no hours" leaves the week out."""
    await hass.config.async_set_time_zone("Europe/Helsinki")
    lock_calls = [async_mock_service(hass, "lock", action) for action in ("lock", "unlock")][1]
    hass.states.async_set("lock.entrance", "locked")
    hass.states.async_set("binary_sensor.game_room_presence", "off")
    entry = MockConfigEntry(
        domain=DOMAIN,
        unique_id="kalajoki",
        title="Kalajoki library",
        data={"site": "kalajoki", "library": "Kalajoki library", "timezone": "Europe/Helsinki"},
        options={} if getattr(request, "param", "") == "no hours" else {"week": [DAY] * 7, "capacity": 200},
        subentries_data=[
            ConfigSubentryData(
                data=data, subentry_type=kind, title=data["name"], unique_id=f"{kind}_{data['id']}"
            )
            for kind, data in THINGS.items()
        ],
    )
    entry.add_to_hass(hass)
    assert await hass.config_entries.async_setup(entry.entry_id)
    await hass.async_block_till_done()
    yield House(hass=hass, entry=entry, freezer=freezer, lock_calls=lock_calls, mqtt=mqtt_mock)
    if hass.config_entries.async_get_entry(entry.entry_id) is not None:
        await hass.config_entries.async_unload(entry.entry_id)
    await hass.async_block_till_done()
