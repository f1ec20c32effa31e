"""Asks an InfluxDB 1.x over /query; for tests and benchmarks."""

from base64 import b64encode
from typing import Any

import aiohttp

from tests.servers import Server


async def ask(server: Server, query: str, database: str = "", auth: tuple[str, str] | None = None) -> Any:
    """Run InfluxQL and return the first result's series (an empty list when there are none)."""
    headers = {}
    if auth:
        headers["Authorization"] = f"Basic {b64encode(':'.join(auth).encode()).decode()}"
    async with aiohttp.ClientSession() as session:
        answer = await session.post(
            f"{server.url}/query",
            params={"db": database, "epoch": "ns"},
            data={"q": query},
            headers=headers,
        )
        said = await answer.json(content_type=None)
    if "error" in said or "error" in said.get("results", [{}])[0]:
        raise AssertionError(said)
    return said["results"][0].get("series", [])


async def count(server: Server, database: str, measurement: str, field: str = "v") -> int:
    """Return how many points of a measurement have the field."""
    series = await ask(server, f'SELECT COUNT("{field}") FROM "{measurement}"', database)
    return int(series[0]["values"][0][1]) if series else 0
