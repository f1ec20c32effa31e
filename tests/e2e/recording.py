"""Broker, database and bridge as three processes, to be killed one by one."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import aiohttp

from demo.bridge import bridge
from demo.database import NAME, Database
from demo.library import bridge_config
from demo.names import ENGLISH
from tests.servers import Server, free_port, start_influxd, start_mosquitto

from .load import DEVICES, METER

QUEUES = ("max_queued_messages 0", "max_queued_bytes 0")
OF = 'FROM "environment" WHERE "device" = '


class Recording:
    """The parts that record, and what they have recorded of a load."""

    def __init__(
        self, session: aiohttp.ClientSession, broker: Server, influxd: Server, running: Server
    ) -> None:
        self._session = session
        self.broker, self.influxd, self.bridge = broker, influxd, running
        self.database = Database(session, influxd.url)

    async def status(self) -> dict[str, Any]:
        """Return the recorder's counters now."""
        async with self._session.get(f"{self.bridge.url}/status") as answer:
            recorder: dict[str, Any] = (await answer.json())["recorder"]
        return recorder

    async def recorded(self) -> int:
        """Return how many points of the meter there are."""
        return int(await self.database.value(f"SELECT COUNT(\"co2_ppm\") {OF}'{METER}'") or 0)

    async def numbers(self, device: str) -> list[int]:
        """Return every number of a device, oldest point first."""
        rows = await self.database.rows(f"SELECT \"co2_ppm\" {OF}'{device}' ORDER BY time")
        return [int(value) for _time, value in rows]


@asynccontextmanager
async def a_recording(directory: Path) -> AsyncIterator[Recording]:
    """Run broker, database and bridge, stopped in the opposite order."""
    servers: list[Server] = []
    timeout = aiohttp.ClientTimeout(total=30)
    try:
        async with aiohttp.ClientSession(timeout=timeout) as session:
            servers.append(await start_mosquitto(directory / "mosquitto", settings=QUEUES))
            servers.append(await start_influxd(directory / "influxdb"))
            await Database(session, servers[1].url).create()
            config = bridge_config(
                ENGLISH,
                language="en",
                data=directory / "bridge",
                broker_port=servers[0].port,
                embedded=False,
                http_port=free_port(),
                influx_url=servers[1].url,
                database=NAME,
            )
            servers.append(bridge(directory, {**config, "devices": DEVICES}, directory / "bridge.log"))
            await servers[2].start()
            yield Recording(session, *servers)
    finally:
        for server in reversed(servers):
            server.stop()
