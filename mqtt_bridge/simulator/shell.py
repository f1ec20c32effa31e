"""The pretend building's connection to the broker: publishes, hears commands, takes acts over a topic.

An act is JSON on `simulator/act`; its answer comes on `simulator/answer` with the act's `id`.
"""

import asyncio
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime
import json
import logging
from typing import Any

from ..broker.address import Address
from ..broker.client import BrokerSession
from ..broker.delivery import Delivery
from ..errors import TryAgainError
from .building import PretendBuilding
from .control import ActError, act
from .gadget import Message, Messages, as_json, from_json
from .visitors import Visitors

_LOGGER = logging.getLogger(__name__)
ACT = "simulator/act"
ANSWER = "simulator/answer"
FAREWELL_WITHIN_S = 2.0


class Shell:
    """One running pretend building."""

    def __init__(
        self,
        address: Address,
        building: PretendBuilding,
        visitors: Visitors | None,
        now: Callable[[], datetime],
    ) -> None:
        """Put the parts together; `visitors` None: nobody comes by himself."""
        self._building, self._visitors, self._now = building, visitors, now
        self._outbox: deque[Message] = deque()
        self._woken = asyncio.Event()
        self._session = BrokerSession(
            address,
            "pretend-building",
            self._heard,
            filters=(*building.listens, ACT),
            session_expiry_s=0,
            on_connected=self._connected,
        )

    async def run(self) -> None:
        """Run until cancelled, then say that the devices are gone."""
        session = asyncio.create_task(self._session.run())
        try:
            while not session.done():
                await self._step()
            await session
        finally:
            await self._farewell()
            session.cancel()
            await asyncio.gather(session, return_exceptions=True)

    async def _step(self) -> None:
        now = self._now()
        if self._visitors is not None:
            self._say(self._visitors.tick(self._building, now))
        self._say(self._building.tick(now))
        self._woken.clear()
        await self._send()
        waits = self._building.due()
        if self._visitors is not None:
            waits = min(waits, self._visitors.due())
        wait_s = (waits - self._now()).total_seconds()
        with suppress(TimeoutError):
            await asyncio.wait_for(self._woken.wait(), max(wait_s, 0.01))

    async def _send(self) -> None:
        while self._outbox and self._session.connected.is_set():
            message = self._outbox.popleft()
            with suppress(TryAgainError):
                await self._session.publish(message.topic, message.payload, retain=message.retain)
        self._outbox.clear()  # what a device said while nobody listened is lost, as in life

    async def _farewell(self) -> None:
        self._say(self._building.goodbye())
        with suppress(TimeoutError):
            async with asyncio.timeout(FAREWELL_WITHIN_S):
                await self._send()
                await self._session.disconnect()

    def _connected(self) -> None:
        self._outbox.clear()
        self._say(self._building.hello(self._now()))

    def _heard(self, delivery: Delivery) -> None:
        delivery.ack()
        if delivery.retain:
            return  # a device obeys what is said now
        if delivery.topic == ACT:
            self._act(from_json(delivery.payload))
        else:
            _LOGGER.info("%s: %s", delivery.topic, delivery.payload[:200].decode(errors="replace"))
            self._say(self._building.hear(delivery.topic, delivery.payload, self._now()))
            self._woken.set()

    def _act(self, asked: Any) -> None:
        asked = asked if isinstance(asked, dict) else {}
        answer: dict[str, Any] = {"id": asked.get("id"), "ok": True}
        try:
            self._say(act(self._building, asked, self._now()))
        except ActError as err:
            answer |= {"ok": False, "error": str(err)}
        answer["building"] = self._building.look()
        _LOGGER.info("%s: %s", json.dumps(asked), answer.get("error", "done"))
        self._say((as_json(ANSWER, answer),))

    def _say(self, messages: Messages) -> None:
        self._outbox.extend(messages)
        self._woken.set()
