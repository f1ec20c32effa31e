"""A bridge in this process on real servers, and an ear at the broker."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Any

from mqtt_bridge import config
from mqtt_bridge.app import Bridge
from mqtt_bridge.broker.address import Address
from mqtt_bridge.broker.client import BrokerSession
from mqtt_bridge.broker.delivery import Delivery
from mqtt_bridge.contract import decode, topics
from tests.servers import free_port

WITHIN_S = 20.0
DEVICES = """
devices:
  - {id: main-door, name: Pääovi, profile: zigbee2mqtt_lock, key: doors/main}
  - {id: main-contact, name: Kosketin, profile: zigbee2mqtt_contact, key: doors/contact}
  - {id: presence, name: Läsnäolo, profile: zigbee2mqtt_occupancy, key: presence, space: game-room}
  - {id: panic, name: Painike, profile: zigbee2mqtt_button, key: panic}
  - {id: counter, name: Laskuri, profile: counter_line, key: entrance}
  - {id: strike, name: Pelihuone, profile: shelly_strike, key: shelly1}
"""


class Ear:
    """Hears everything at a broker, keeps it in order, and speaks."""

    def __init__(self, port: int, name: str = "ear") -> None:
        self.heard: list[Delivery] = []
        self._more = asyncio.Event()
        self.session = BrokerSession(
            Address(host="127.0.0.1", port=port), name, self._take, filters=["#"], session_expiry_s=0
        )

    def _take(self, delivery: Delivery) -> None:
        delivery.ack()
        self.heard.append(delivery)
        self._more.set()

    async def until[T](self, found: Callable[[], T]) -> T:
        """Return what `found` returns once that is something."""
        async with asyncio.timeout(WITHIN_S):
            while not (answer := found()):
                self._more.clear()
                await self._more.wait()
        return answer

    def all(self, topic: str) -> list[Delivery]:
        return [one for one in self.heard if one.topic == topic and one.payload]

    async def message(self, topic: str, holds: Callable[[Any], bool] = lambda _message: True) -> Any:
        """Return the first message of the contract at a topic for which `holds` does."""
        row = topics.parse(topic).row

        def found() -> list[Any]:
            return [
                one for one in (decode(row.message, got.payload) for got in self.all(topic)) if holds(one)
            ]

        return (await self.until(found))[0]

    async def say(self, topic: str, payload: str | bytes, *, retain: bool = False) -> None:
        raw = payload.encode() if isinstance(payload, str) else payload
        await self.session.publish(topic, raw, retain=retain)

    def forget(self) -> None:
        self.heard.clear()


@asynccontextmanager
async def an_ear(port: int, name: str = "ear") -> AsyncIterator[Ear]:
    ear = Ear(port, name)
    task = asyncio.create_task(ear.session.run())
    try:
        async with asyncio.timeout(WITHIN_S):
            await ear.session.connected.wait()
        yield ear
    finally:
        await ear.session.disconnect()
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task


class Running:
    """A bridge that runs; `url` is where its pages are."""

    def __init__(self, bridge: Bridge, task: asyncio.Task[None], url: str) -> None:
        self.bridge, self.task, self.url = bridge, task, url

    @property
    def unreadable(self) -> dict[str, int]:
        return dict(self.bridge._router.unreadable)

    async def stop(self) -> None:
        self.task.cancel()
        with suppress(asyncio.CancelledError):
            await self.task


@asynccontextmanager
async def a_bridge(directory: Path, broker: int, text: str = DEVICES) -> AsyncIterator[Running]:
    """Run a bridge of the site "kalajoki" until the end of the block."""
    port = free_port()
    made = config.parse(
        f"site: kalajoki\ndata_dir: {directory}\nbroker: {{port: {broker}}}\nhttp: {{port: {port}}}\n{text}",
        "test",
    )
    bridge = Bridge(made)
    task = asyncio.create_task(bridge.run())
    running = Running(bridge, task, f"http://127.0.0.1:{port}")
    try:
        async with asyncio.timeout(WITHIN_S):
            connected = asyncio.create_task(bridge._session.connected.wait())
            await asyncio.wait({connected, task}, return_when=asyncio.FIRST_COMPLETED)
            connected.cancel()
        yield running
    finally:
        await running.stop()
