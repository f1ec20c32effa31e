"""The exceptions calendar: an RFC 5545 calendar in Home Assistant's storage that staff edit (H2, H3)."""

import asyncio
from collections.abc import Callable
from datetime import datetime
from zoneinfo import ZoneInfo

from homeassistant.core import HomeAssistant, callback
from homeassistant.exceptions import ConfigEntryError, ServiceValidationError
from homeassistant.helpers.storage import Store
from ical.calendar import Calendar
from ical.calendar_stream import IcsCalendarStream
from ical.event import Event
from ical.exceptions import CalendarParseError, StoreError
from ical.store import EventStore
from ical.timeline import Timeline
from ical.types import Range

from ..bookings.calendars import instant
from ..const import DOMAIN, LOGGER
from ..core.opening.hours import ExceptionSpan
from .exception_words import mode_and_reason, words_for_people

STORE_VERSION = 1
PRODUCT = "-//Kalajoki Library//Exceptions//EN"
CALENDAR = "calendar"


def exceptions_store(hass: HomeAssistant, entry_id: str) -> Store[dict[str, str]]:
    """Return the store of one library's exceptions: one iCalendar text."""
    key = f"{DOMAIN}.{entry_id}.exceptions"
    return Store[dict[str, str]](hass, STORE_VERSION, key, private=True, atomic_writes=True)


class ExceptionsCalendar:
    """The exceptions of one library. Every change is on disk before it is answered."""

    def __init__(self, hass: HomeAssistant, entry_id: str, zone: ZoneInfo) -> None:
        """Prepare; `async_load` reads."""
        self._hass = hass
        self._zone = zone
        self._store = exceptions_store(hass, entry_id)
        self._calendar = Calendar(prodid=PRODUCT)
        self._lock = asyncio.Lock()
        self._on_change: Callable[[], None] = lambda: None

    async def async_load(self) -> None:
        """Read what is stored; what cannot be read stops the set-up rather than be overwritten."""
        text = (await self._store.async_load() or {}).get(CALENDAR)
        if text is None:
            return
        try:
            self._calendar = await self._hass.async_add_executor_job(
                IcsCalendarStream.calendar_from_ics, text
            )
        except (CalendarParseError, ValueError, LookupError) as err:  # the parser's own slips
            raise ConfigEntryError(
                translation_domain=DOMAIN, translation_key="exceptions_unreadable"
            ) from err

    @callback
    def listen(self, on_change: Callable[[], None]) -> None:
        """Call this after every change."""
        self._on_change = on_change

    def timeline(self) -> Timeline:
        """Return the exceptions in order, recurrences expanded as they are asked for."""
        return self._calendar.timeline_tz(self._zone)

    async def read(self, start: datetime, end: datetime) -> tuple[ExceptionSpan, ...]:
        """Return the exceptions that overlap `[start, end)`, recurrences expanded off the event loop."""
        timeline = self.timeline()

        def expand() -> tuple[ExceptionSpan, ...]:
            found = (_span(event, self._zone) for event in timeline.overlapping(start, end))
            return tuple(one for one in found if one is not None)

        return await self._hass.async_add_executor_job(expand)

    async def add(self, event: Event) -> None:
        """Add an exception; ServiceValidationError when its title says no mode."""
        _require_word(event)
        await self._change(lambda store: store.add(event))

    async def edit(
        self,
        uid: str,
        event: Event,
        recurrence_id: str | None = None,
        recurrence_range: str | None = None,
    ) -> None:
        """Change an exception, one occurrence, or an occurrence and all after it."""
        _require_word(event)
        changed = event.model_copy(update={"uid": uid})
        reach = Range(recurrence_range) if recurrence_range else Range.NONE
        await self._change(lambda store: store.edit(uid, changed, recurrence_id, recurrence_range=reach))

    async def delete(
        self, uid: str, recurrence_id: str | None = None, recurrence_range: str | None = None
    ) -> None:
        """Delete an exception, one occurrence, or an occurrence and all after it."""
        reach = Range(recurrence_range) if recurrence_range else Range.NONE
        await self._change(lambda store: store.delete(uid, recurrence_id, recurrence_range=reach))

    async def _change(self, apply: Callable[[EventStore], object]) -> None:
        """Apply a change to a copy; write it down; tell."""
        async with self._lock:
            calendar = self._calendar

            def attempt() -> tuple[Calendar, str]:
                copy = calendar.model_copy(deep=True)
                apply(EventStore(copy))
                return copy, IcsCalendarStream.calendar_to_ics(copy)

            try:
                self._calendar, text = await self._hass.async_add_executor_job(attempt)
            except StoreError as err:
                LOGGER.debug("the exceptions calendar refused a change: %s", type(err).__name__)
                raise ServiceValidationError(
                    translation_domain=DOMAIN, translation_key="exception_gone"
                ) from err
            await self._store.async_save({CALENDAR: text})
        self._on_change()


def _require_word(event: Event) -> None:
    if mode_and_reason(event.summary or "") is None:
        raise ServiceValidationError(
            translation_domain=DOMAIN,
            translation_key="exception_word_unknown",
            translation_placeholders={"words": words_for_people()},
        )


def _span(event: Event, zone: ZoneInfo) -> ExceptionSpan | None:
    said = mode_and_reason(event.summary or "", event.description)
    start, end = instant(event.start, zone), instant(event.end, zone)
    if said is None or end <= start:
        return None
    uid = f"{event.uid or ''}/{event.recurrence_id or ''}"
    return ExceptionSpan(start=start, end=end, mode=said[0], reason=said[1], uid=uid)
