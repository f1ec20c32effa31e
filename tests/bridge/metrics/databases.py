"""A database that keeps lines in memory and answers as a test wants."""

import asyncio
from collections.abc import Callable
from typing import override

from mqtt_bridge.metrics.influx.base import STORED, Database, Verdict, WriteOutcome


class MemoryDatabase(Database):
    """Stores every line that `refuses` leaves; says what `says` says instead, while it does.

    Like InfluxDB 1.x it stores the good lines of a refused body.
    """

    def __init__(
        self,
        *,
        refuses: Callable[[str], str] = lambda _line: "",
        says: Callable[[list[str]], WriteOutcome | None] = lambda _lines: None,
    ) -> None:
        self.stored: list[str] = []
        self.requests: list[list[str]] = []
        self._refuses, self._says = refuses, says
        self._asked = asyncio.Condition()

    @override
    async def write(self, body: bytes) -> WriteOutcome:
        lines = body.decode().split("\n")[:-1]
        self.requests.append(lines)
        async with self._asked:
            self._asked.notify_all()
        if said := self._says(lines):
            return said
        refused = [reason for line in lines if (reason := self._refuses(line))]
        self.stored += [line for line in lines if not self._refuses(line)]
        if not refused:
            return STORED
        dropped = 0 if refused[0] == "unparsable" else refused.count(refused[0])
        return WriteOutcome(verdict=Verdict.REFUSED, reason=refused[0], dropped=dropped)

    async def asked(self, times: int) -> None:
        """Wait until so many requests came."""
        async with self._asked:
            await self._asked.wait_for(lambda: len(self.requests) >= times)

    @override
    async def close(self) -> None:
        """Nothing to close."""
