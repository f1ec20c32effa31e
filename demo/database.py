"""The demo's database, asked in InfluxQL."""

from typing import Any

import aiohttp

NAME = "library"


def select(what: str, measurement: str, **tags: str) -> str:
    """Return InfluxQL that asks a measurement for something, where its tags match a pattern."""
    where = " AND ".join(f'"{tag}" =~ /^({pattern})$/' for tag, pattern in tags.items())
    return f'SELECT {what} FROM "{measurement}"' + (f" WHERE {where}" if where else "")  # noqa: S608 - ours


class Database:
    """One InfluxDB 1.x at an address."""

    def __init__(self, session: aiohttp.ClientSession, url: str, name: str = NAME) -> None:
        """Take the address."""
        self._session, self.url, self.name = session, url, name

    async def create(self) -> None:
        """Make the database."""
        await self._query(f'CREATE DATABASE "{self.name}"')

    async def rows(self, query: str) -> list[list[Any]]:
        """Return the values of the first series, the time first; empty when there are none."""
        series = (await self._query(query))["results"][0].get("series", [])
        return series[0]["values"] if series else []

    async def value(self, query: str) -> float | None:
        """Return the first value of the first row; None when there is none."""
        found = await self.rows(query)
        return found[0][1] if found else None

    async def _query(self, query: str) -> Any:
        async with self._session.post(
            f"{self.url}/query", params={"db": self.name, "epoch": "ms"}, data={"q": query}
        ) as answer:
            return await answer.json(content_type=None)
