"""Kirjastohakemisto v4, the Finnish directory of libraries, over HTTP: search a library, read its hours.

Every request has a timeout and a size limit; an unchanged answer costs the directory no more than a header.
"""

from datetime import date, timedelta
import json
from typing import Any

import aiohttp
from yarl import URL

from ..core.opening.hours import DayHours
from ..core.words import HoursSource
from .base import SourceDownError
from .schedules import FoundLibrary, days_of, libraries_of

ADDRESS = "https://api.kirjastot.fi/v4"
AHEAD = timedelta(days=90)
ANSWERS_WITHIN_S = 20.0
LARGEST_ANSWER = 2_000_000
MOST_FOUND = 50


class Directory:
    """Asks the directory; remembers what each address answered last, by its ETag."""

    def __init__(self, session: aiohttp.ClientSession) -> None:
        """Take the session to use."""
        self._session = session
        self._last: dict[str, tuple[URL, str, Any]] = {}

    async def search(self, text: str) -> tuple[FoundLibrary, ...]:
        """Return the libraries whose name or town is like the text, by name; SourceDownError.

        The directory ignores a filter it does not know and answers everything: what does not fit goes here.
        """
        wanted = text.strip().casefold()
        found: dict[int, FoundLibrary] = {}
        for field in ("q", "city.name"):
            answer = await self._get("library", {field: text.strip(), "limit": str(MOST_FOUND), "lang": "fi"})
            found |= {one.id: one for one in libraries_of(answer)}
        fitting = [one for one in found.values() if wanted in f"{one.name} {one.town}".casefold()]
        return tuple(sorted(fitting, key=lambda one: (one.name.casefold(), one.id)))

    async def days(self, library: int, today: date, *, staffed: bool) -> tuple[DayHours, ...]:
        """Return the days from today on that the directory is clear about; SourceDownError."""
        query = {
            "library": str(library),
            "period.start": today.isoformat(),
            "period.end": (today + AHEAD).isoformat(),
            "refs": "period",
            "limit": "200",  # ten otherwise, also for schedules
            "lang": "fi",
        }
        return days_of(await self._get("schedules", query), library, staffed=staffed)

    async def _get(self, path: str, query: dict[str, str]) -> Any:
        address = URL(f"{ADDRESS}/{path}").with_query(query)
        known = self._last.get(path)
        headers = {"Accept": "application/json"}
        if known is not None and known[0] == address:
            headers["If-None-Match"] = known[1]
        timeout = aiohttp.ClientTimeout(total=ANSWERS_WITHIN_S)
        try:
            async with self._session.get(address, headers=headers, timeout=timeout) as response:
                if response.status == 304 and known is not None:
                    return known[2]
                if response.status != 200:
                    raise SourceDownError(f"the directory answered {response.status}")
                answer = json.loads(await _body(response))
                tag = response.headers.get("ETag")
        except (aiohttp.ClientError, TimeoutError, ValueError, RecursionError) as err:
            raise SourceDownError(f"the directory gave no good answer: {type(err).__name__}") from err
        if tag:
            self._last[path] = (address, tag, answer)
        else:
            self._last.pop(path, None)
        return answer


async def _body(response: aiohttp.ClientResponse) -> bytes:
    body = bytearray()
    async for part in response.content.iter_any():
        body += part
        if len(body) > LARGEST_ANSWER:
            raise SourceDownError("the answer is too large")
    return bytes(body)


class Kirjastohakemisto:
    """The hours of one library of the directory."""

    source = HoursSource.KIRJASTOHAKEMISTO

    def __init__(self, directory: Directory, library: int, *, staffed: bool) -> None:
        """Take whom to ask, the library's id there, and whether its self-service needs staff on site."""
        self._directory = directory
        self._library = library
        self._staffed = staffed

    async def read(self, today: date) -> tuple[DayHours, ...]:
        """Return the days from today on; SourceDownError."""
        return await self._directory.days(self._library, today, staffed=self._staffed)
