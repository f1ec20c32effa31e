"""The pretend building on a real broker: it introduces itself, answers acts and obeys commands."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import suppress
import json
from pathlib import Path
from typing import Any

import pytest

from mqtt_bridge import clock
from mqtt_bridge.broker.address import Address
from mqtt_bridge.broker.client import BrokerSession
from mqtt_bridge.broker.delivery import Delivery
from mqtt_bridge.simulator.building import PretendBuilding
from mqtt_bridge.simulator.shell import ACT, ANSWER, Shell
from tests.servers import Server, start_mosquitto

pytestmark = pytest.mark.network
WITHIN_S = 10.0


@pytest.fixture
async def broker(tmp_path: Path) -> AsyncIterator[Server]:
    server = await start_mosquitto(tmp_path / "mosquitto")
    yield server
    server.stop()


class Ear:
    """Hears everything on the broker."""

    def __init__(self, address: Address) -> None:
        self.heard: list[tuple[str, Any]] = []
        self.session = BrokerSession(address, "ear", self._take, filters=("#",))
        self._changed = asyncio.Event()

    def _take(self, delivery: Delivery) -> None:
        delivery.ack()
        with suppress(ValueError):
            self.heard.append((delivery.topic, json.loads(delivery.payload)))
        self._changed.set()

    async def until(self, topic: str, **wanted: Any) -> Any:
        async with asyncio.timeout(WITHIN_S):
            while True:
                for at, data in self.heard:
                    if at == topic and (not wanted or wanted.items() <= data.items()):
                        return data
                self._changed.clear()
                await self._changed.wait()


async def test_it_introduces_itself_obeys_and_says_good_bye(broker: Server) -> None:
    address = Address(host="127.0.0.1", port=broker.port)
    ear = Ear(address)
    hearing = asyncio.create_task(ear.session.run())
    await asyncio.wait_for(ear.session.connected.wait(), WITHIN_S)
    building = PretendBuilding(clock.now())
    running = asyncio.create_task(Shell(address, building, None, clock.now).run())

    await ear.until("zigbee2mqtt/game_room_lock", lock_state="locked")
    await ear.session.publish("zigbee2mqtt/game_room_lock/set", b'{"state": "UNLOCK"}')
    await ear.until("zigbee2mqtt/game_room_lock", lock_state="unlocked")
    await ear.session.publish(ACT, json.dumps({"id": "a", "act": "look"}).encode())
    seen = await ear.until(ANSWER, id="a")
    await ear.session.publish(ACT, json.dumps({"id": "b", "act": "enter"}).encode())
    refused = await ear.until(ANSWER, id="b")
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)

    assert seen["ok"]
    assert seen["building"]["game_room_lock"]["locked"] is False
    assert (refused["ok"], refused["error"]) == (False, "the entrance is locked")
    assert await ear.until("zigbee2mqtt/game_room_lock/availability", state="offline")
    assert await ear.until("shellyplus1-entrance/online") is not None
    hearing.cancel()
    await asyncio.gather(hearing, return_exceptions=True)
