"""Keeps the core told of hours: asks the source from time to time, reads exceptions whenever they change."""

import asyncio
from collections.abc import Callable
from datetime import datetime, timedelta
import secrets
from zoneinfo import ZoneInfo

from homeassistant.config_entries import ConfigEntry
from homeassistant.core import CALLBACK_TYPE, HomeAssistant, callback
from homeassistant.helpers.event import async_call_later
from homeassistant.util import dt as dt_util

from ..const import LOGGER
from ..core.events import Event, ExceptionsRead, HoursFailed, HoursRead
from .base import HoursReader, SourceDownError
from .exceptions_calendar import ExceptionsCalendar

EXCEPTIONS_BEHIND, EXCEPTIONS_AHEAD = timedelta(days=10), timedelta(days=400)
EXCEPTIONS_EVERY = timedelta(hours=6)
AGAIN_AFTER_FAILURE = timedelta(minutes=10)
FIRST_ANSWER_WITHIN_S = 10.0
JITTER = 0.1


class HoursFollower:
    """Reads the hours source, if there is one outside, and the exceptions calendar."""

    def __init__(
        self,
        hass: HomeAssistant,
        entry: ConfigEntry,
        *,
        reader: HoursReader | None,
        exceptions: ExceptionsCalendar,
        zone: ZoneInfo,
        every: timedelta,
        tell: Callable[[Event], None],
    ) -> None:
        """Take whom to ask, how often, and whom to tell."""
        self._hass, self._entry = hass, entry
        self._reader, self._exceptions = reader, exceptions
        self._zone, self._every, self._tell = zone, every, tell
        self._reading = asyncio.Lock()
        self._timers: dict[str, CALLBACK_TYPE] = {}
        self._is_down = False

    async def start(self) -> None:
        """Read both once and go on; a source that is slow to answer does not hold the set-up up."""
        self._exceptions.listen(self.exceptions_changed)
        self._entry.async_on_unload(self._stop)
        await self._read_exceptions()
        if self._reader is not None:
            first = self._entry.async_create_background_task(
                self._hass, self._read_hours(self._reader), "read opening hours"
            )
            await asyncio.wait([first], timeout=FIRST_ANSWER_WITHIN_S)

    @callback
    def exceptions_changed(self) -> None:
        """Read the exceptions again after a change."""
        self._entry.async_create_task(self._hass, self._read_exceptions(), "read exceptions")

    async def _read_exceptions(self) -> None:
        async with self._reading:
            now = dt_util.utcnow()
            spans = await self._exceptions.read(now - EXCEPTIONS_BEHIND, now + EXCEPTIONS_AHEAD)
            self._tell(ExceptionsRead(spans=spans))
        self._after("exceptions", EXCEPTIONS_EVERY, self.exceptions_changed)

    async def _read_hours(self, reader: HoursReader) -> None:
        try:
            days = await reader.read(dt_util.utcnow().astimezone(self._zone).date())
        except SourceDownError as err:
            if not self._is_down:
                LOGGER.warning("%s: %s; the last good opening hours stay", reader.source, err)
            self._failed(reader)
        except Exception:  # noqa: BLE001 - asking goes on whatever an answer leads to
            LOGGER.exception("%s: an answer could not be taken", reader.source)
            self._failed(reader)
        else:
            if self._is_down:
                LOGGER.info("%s answers again", reader.source)
            self._is_down = False
            self._tell(HoursRead(source=reader.source, days=days))

        @callback
        def again() -> None:
            self._entry.async_create_background_task(
                self._hass, self._read_hours(reader), "read opening hours"
            )

        self._after("hours", AGAIN_AFTER_FAILURE if self._is_down else self._every, again)

    def _failed(self, reader: HoursReader) -> None:
        self._is_down = True
        self._tell(HoursFailed(source=reader.source))

    def _after(self, what: str, length: timedelta, then: Callable[[], None]) -> None:
        """Do something a little earlier or later than asked, so that not every library asks at once."""
        if (waiting := self._timers.pop(what, None)) is not None:
            waiting()

        @callback
        def due(_now: datetime) -> None:
            self._timers.pop(what, None)
            then()

        spread = 1 - JITTER + 2 * JITTER * secrets.randbelow(1000) / 1000
        self._timers[what] = async_call_later(self._hass, length.total_seconds() * spread, due)

    @callback
    def _stop(self) -> None:
        for stop in self._timers.values():
            stop()
        self._timers.clear()
