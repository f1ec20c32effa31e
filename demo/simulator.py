"""The pretend building as its own process, and a remote control for what people do in it."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from itertools import count
import json
from pathlib import Path
import sys
from typing import Any

from mqtt_bridge.broker.address import Address
from mqtt_bridge.broker.client import BrokerSession
from mqtt_bridge.broker.delivery import Delivery
from mqtt_bridge.simulator.scenarios import Scenario
from mqtt_bridge.simulator.shell import ACT, ANSWER

from .errors import DemoError
from .processes import Server

ROOT = Path(__file__).parents[1]
ANSWERS_WITHIN_S = 10.0


def simulator(broker_port: int, scenario: Scenario, log: Path) -> Server:
    """Return the pretend building; that it is ready shows in its answers."""
    broker = f"127.0.0.1:{broker_port}"
    return Server(
        command=[
            *(sys.executable, "-m", "mqtt_bridge.simulator"),
            *("--broker", broker, "--scenario", scenario.value),
        ],
        port=0,
        log=log,
        answers=lambda: True,
        directory=ROOT,
    )


class Remote:
    """Asks the pretend building for acts; `look` tells what is physically so."""

    def __init__(self, broker_port: int) -> None:
        """Prepare; nothing is sent before `connected`."""
        self._numbers = count(1)
        self._waiting: dict[str, asyncio.Future[dict[str, Any]]] = {}
        self._session = BrokerSession(
            Address(host="127.0.0.1", port=broker_port),
            "demo",
            self._heard,
            filters=(ANSWER,),
            session_expiry_s=0,
        )

    @asynccontextmanager
    async def connected(self) -> AsyncIterator[None]:
        """Keep a session with the broker."""
        running = asyncio.create_task(self._session.run())
        try:
            await self._session.connected.wait()
            yield
        finally:
            running.cancel()
            await asyncio.gather(running, return_exceptions=True)

    async def act(self, act: str, **details: Any) -> dict[str, Any]:
        """Do something in the building and return how it is then; DemoError when it cannot be done."""
        answer = await self._ask(act, details)
        if not answer["ok"]:
            raise DemoError(f"the pretend building cannot do {act!r}: {answer['error']}")
        building: dict[str, Any] = answer["building"]
        return building

    async def look(self, device: str) -> dict[str, Any]:
        """Return what is physically so at a device."""
        seen: dict[str, Any] = (await self.act("look"))[device]
        return seen

    async def inside(self) -> int:
        """Return how many people are inside."""
        return int((await self.act("look"))["inside"])

    async def _ask(self, act: str, details: dict[str, Any]) -> dict[str, Any]:
        identity = f"demo-{next(self._numbers)}"
        answered: asyncio.Future[dict[str, Any]] = asyncio.get_running_loop().create_future()
        self._waiting[identity] = answered
        payload = json.dumps({"id": identity, "act": act, **details}).encode()
        try:
            async with asyncio.timeout(ANSWERS_WITHIN_S):
                await self._session.publish(ACT, payload)
                return await answered
        except TimeoutError as err:
            raise DemoError(f"the pretend building does not answer to {act!r}") from err
        finally:
            self._waiting.pop(identity, None)

    def _heard(self, delivery: Delivery) -> None:
        delivery.ack()
        answer = json.loads(delivery.payload)
        waiting = self._waiting.get(str(answer.get("id")))
        if waiting is not None and not waiting.done():
            waiting.set_result(answer)
