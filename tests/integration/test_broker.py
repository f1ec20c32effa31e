"""The library on a real broker: what is retained there, a restart, discovery that leads to a binding."""

import asyncio
from collections.abc import AsyncIterator, Callable, Generator
from contextlib import suppress
from functools import partial
import json
from pathlib import Path
from typing import Any

from homeassistant.config_entries import SOURCE_USER, ConfigEntry
from homeassistant.core import HomeAssistant
import paho.mqtt.client as paho
from paho.mqtt.enums import CallbackAPIVersion
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.kalajoki_library.const import DISPLAY, DOMAIN, DOOR, SPACE
from tests.servers import Server, start_mosquitto

from .test_link import HELLO
from .test_subentries import DOOR_GIVEN

pytestmark = pytest.mark.network

ROOT = "kalajoki/1/kalajoki"
WITHIN_S = 20.0


@pytest.fixture
def expected_lingering_tasks() -> bool:
    """Home Assistant's MQTT client has its own way of ending."""
    return True


@pytest.fixture
async def broker(tmp_path: Path, socket_enabled: None) -> AsyncIterator[Server]:
    server = await start_mosquitto(
        tmp_path, settings=("persistence true", f"persistence_location {tmp_path}/")
    )
    yield server
    server.stop()


class Wire:
    """Another client of the broker, which keeps what it hears retained."""

    def __init__(self, port: int) -> None:
        self.held: dict[str, dict[str, Any]] = {}
        self._client = paho.Client(CallbackAPIVersion.VERSION2, protocol=paho.MQTTv5)
        self._client.reconnect_delay_set(1, 1)
        self._client.on_connect = self._connected
        self._client.on_message = self._heard
        self._client.connect("127.0.0.1", port)
        self._client.loop_start()

    def _connected(self, *_told: object) -> None:
        self._client.subscribe(f"{ROOT}/#", 1)

    def _heard(self, _client: object, _data: object, message: paho.MQTTMessage) -> None:
        topic = message.topic.removeprefix(f"{ROOT}/")
        self.held.pop(topic, None)
        with suppress(ValueError, RecursionError):  # raised here it would end the client's thread
            self.held[topic] = json.loads(message.payload)

    def say(self, topic: str, message: object, *, retain: bool = False) -> None:
        raw = message if isinstance(message, bytes) else json.dumps(message).encode()
        self._client.publish(topic, raw, 1, retain).wait_for_publish(WITHIN_S)

    def stop(self) -> None:
        self._client.disconnect()
        self._client.loop_stop()


@pytest.fixture
def wire(broker: Server) -> Generator[Wire]:
    one = Wire(broker.port)
    yield one
    one.stop()


@pytest.fixture
async def library(
    broker: Server,  # before Home Assistant, so that it ends after it
    hass: HomeAssistant,
    enable_custom_integrations: None,
    mock_hass_config: None,
    wire: Wire,
) -> AsyncIterator[ConfigEntry]:
    """A library set up by hand on Home Assistant's own MQTT integration."""
    await hass.config.async_set_time_zone("Europe/Helsinki")
    mqtt = MockConfigEntry(
        domain="mqtt",
        version=2,
        minor_version=1,
        data={"broker": "127.0.0.1", "port": broker.port, "protocol": "5"},
        options={"birth_message": {}},  # it is said seconds later, perhaps to a broker that a test has ended
    )
    mqtt.add_to_hass(hass)
    assert await hass.config_entries.async_setup(mqtt.entry_id)
    flow = await hass.config_entries.flow.async_init(DOMAIN, context={"source": SOURCE_USER})
    done = await hass.config_entries.flow.async_configure(
        flow["flow_id"], {"library": "Library", "site": "kalajoki", "timezone": "Europe/Helsinki"}
    )
    await hass.async_block_till_done()
    entry: ConfigEntry = done["result"]
    yield entry
    for one in (*hass.config_entries.async_entries(DOMAIN), mqtt):
        await hass.config_entries.async_unload(one.entry_id)
    await hass.async_block_till_done()


async def until(condition: Callable[[], object]) -> None:
    async with asyncio.timeout(WITHIN_S):
        while not condition():  # noqa: ASYNC110 - another process makes it true
            await asyncio.sleep(0.02)


async def add(hass: HomeAssistant, entry: ConfigEntry, kind: str, /, **given: Any) -> None:
    flow = await hass.config_entries.subentries.async_init(
        (entry.entry_id, kind), context={"source": SOURCE_USER}
    )
    done = await hass.config_entries.subentries.async_configure(flow["flow_id"], given)
    assert done["type"] == "create_entry", done
    await hass.async_block_till_done()


async def test_states_stand_retained_on_the_broker_and_go_with_the_library(
    library: ConfigEntry, hass: HomeAssistant, wire: Wire
) -> None:
    await add(hass, library, SPACE, name="Game room")
    await add(hass, library, DISPLAY, name="Lobby", kind="lobby")
    await until(lambda: {"opening/state", "space/game_room/state", "display/lobby/view"} <= wire.held.keys())
    assert wire.held["integration/hello"]["site"] == "kalajoki"

    await hass.config_entries.async_remove(library.entry_id)
    await hass.async_block_till_done()

    live = {"integration/alive", "record/mode"}  # heard while they passed, not retained
    await until(lambda: wire.held.keys() <= live)


async def test_after_a_broker_that_lost_everything_all_is_said_again(
    library: ConfigEntry, hass: HomeAssistant, broker: Server, wire: Wire
) -> None:
    await until(lambda: "opening/state" in wire.held)
    broker.kill()
    wire.held.clear()
    await broker.start()
    await until(lambda: {"integration/hello", "opening/state"} <= wire.held.keys())


async def test_garbage_on_every_topic_below_the_root_stops_nothing(
    library: ConfigEntry, hass: HomeAssistant, wire: Wire, caplog: pytest.LogCaptureFixture
) -> None:
    await add(hass, library, SPACE, name="Game room")
    await add(hass, library, DISPLAY, name="Lobby", kind="lobby")

    def is_refused(topic: str, row: str) -> bool:
        wire.say(f"{ROOT}/{topic}", b"[]")  # again and again: Home Assistant subscribes in its own time
        return f"{row} refused" in caplog.text

    await until(lambda: is_refused("display/lobby/action", "display_action"))
    for word in ("hello", "status", "health"):
        await until(partial(is_refused, f"bridge/main/{word}", f"bridge_{word}"))
    for topic in ("display/lobby/action", "bridge/main/hello", "bridge/main/status", "bridge/main/health"):
        for garbage in (
            b"",
            b"\x00\xff",
            b"[]",
            b"{}",
            b"null",
            b"1e999",
            b'"x"',
            b"{" * 5000,
            b"x" * 300_000,
        ):
            wire.say(f"{ROOT}/{topic}", garbage)
    wire.say(f"{ROOT}/bridge/main/hello", {**HELLO, "name": "Bridge in the attic"})

    def is_renamed() -> bool:
        bridge = library.runtime_data.coordinator.bridges.get("main")
        hello = bridge and bridge.hello
        return bool(hello and hello.name == "Bridge in the attic")

    await until(is_renamed)
    assert library.runtime_data.coordinator.view.spaces


async def test_a_lock_discovered_over_mqtt_is_bound_to_a_door_and_follows_a_booking(
    library: ConfigEntry, hass: HomeAssistant, wire: Wire
) -> None:
    """From a device nobody knew to a door that opens for a booking, in the forms that staff use (D1)."""
    heard: list[str] = []
    wire._client.message_callback_add(
        "cellar/lock/set", lambda _c, _d, message: heard.append(message.payload.decode())
    )
    wire._client.subscribe("cellar/lock/set", 1)
    config = {
        "name": "Game room lock",
        "unique_id": "cellar-lock",
        "command_topic": "cellar/lock/set",
        "state_topic": "cellar/lock/state",
    }
    wire.say("homeassistant/lock/cellar/config", config, retain=True)
    await until(lambda: hass.states.get("lock.game_room_lock"))
    wire.say("cellar/lock/state", b"LOCKED", retain=True)
    await until(lambda: hass.states.is_state("lock.game_room_lock", "locked"))

    await add(hass, library, SPACE, name="Game room", outside_hours=True)
    await add(hass, library, DOOR, **{**DOOR_GIVEN, "locks": ["lock.game_room_lock"]})
    await until(lambda: hass.states.is_state("sensor.game_room_door_state", "locked"))
    assert heard == []
    await hass.services.async_call(
        DOMAIN, "book", {"space": "game_room", "duration": "00:30:00"}, blocking=True
    )

    await until(lambda: heard == ["UNLOCK"])
    wire.say("cellar/lock/state", b"UNLOCKED", retain=True)
    await until(lambda: wire.held.get("door/game_room_door/state", {}).get("sync") == "in_sync")
    await until(lambda: wire.held["door/game_room_door/state"]["actual"] == "unlocked")
