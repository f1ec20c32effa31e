"""The built-in booking source: one RFC 5545 calendar for each space, kept in Home Assistant's storage."""

import asyncio
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from homeassistant.core import HomeAssistant, callback
from homeassistant.exceptions import ConfigEntryError, ServiceValidationError
from homeassistant.helpers.storage import Store
from homeassistant.util import dt as dt_util
from ical.calendar import Calendar
from ical.calendar_stream import IcsCalendarStream
from ical.event import Event
from ical.exceptions import CalendarParseError, StoreError
from ical.store import EventStore
from ical.timeline import Timeline
from ical.types import Range

from ..const import DOMAIN, LOCAL_SOURCE, LOGGER
from ..core.bookings import Booking
from ..core.effects import ChangeBooking
from ..core.ids import SourceId, SpaceId
from ..core.words import Act, ActCode, Actor
from ..texts import house_text
from .calendars import ON_THE_SPOT, bookings_of, clash, instant

STORE_VERSION = 1
CLASHES_LOOKED_FOR = timedelta(days=400)
PRODUCT = "-//Kalajoki Library//Bookings//EN"


def booking_store(hass: HomeAssistant, entry_id: str) -> Store[dict[str, str]]:
    """Return the store of one library's bookings: an iCalendar text for each space."""
    key = f"{DOMAIN}.{entry_id}.bookings"
    return Store[dict[str, str]](hass, STORE_VERSION, key, private=True, atomic_writes=True)


class LocalBookings:
    """All local bookings of one library. Every change is on disk before it is answered."""

    id = SourceId(LOCAL_SOURCE)
    writes = True

    def __init__(self, hass: HomeAssistant, entry_id: str, zone: ZoneInfo) -> None:
        """Prepare; `async_load` reads."""
        self._hass = hass
        self._zone = zone
        self._store = booking_store(hass, entry_id)
        self._calendars: dict[SpaceId, Calendar] = {}
        self._lock = asyncio.Lock()
        self._on_change: Callable[[], None] = lambda: None

    async def async_load(self, spaces: Iterable[SpaceId]) -> None:
        """Read what is stored; a calendar that cannot be read stops the set-up rather than be overwritten."""
        stored = await self._store.async_load() or {}
        for space, text in stored.items():
            try:
                calendar = await self._hass.async_add_executor_job(IcsCalendarStream.calendar_from_ics, text)
            except (CalendarParseError, ValueError, LookupError) as err:  # the parser's own slips
                raise ConfigEntryError(
                    translation_domain=DOMAIN,
                    translation_key="calendar_unreadable",
                    translation_placeholders={"space": space},
                ) from err
            self._calendars[SpaceId(space)] = calendar
        for space in spaces:
            self._calendars.setdefault(space, Calendar(prodid=PRODUCT))

    @callback
    def listen(self, on_change: Callable[[], None]) -> None:
        """Call this after every change."""
        self._on_change = on_change

    def timeline(self, space: SpaceId) -> Timeline:
        """Return the bookings of a space in order, recurrences expanded as they are asked for."""
        return self._calendars[space].timeline_tz(self._zone)

    async def add(self, space: SpaceId, event: Event) -> str:
        """Add a booking; ServiceValidationError when the time is taken. Returns its uid."""
        uid = event.uid or ""
        await self._change(space, uid, lambda store: store.add(event))
        return uid

    async def edit(
        self,
        space: SpaceId,
        uid: str,
        event: Event,
        recurrence_id: str | None = None,
        recurrence_range: str | None = None,
    ) -> None:
        """Change a booking, one occurrence, or an occurrence and all after it."""
        changed = event.model_copy(update={"uid": uid})
        reach = Range(recurrence_range) if recurrence_range else Range.NONE
        await self._change(
            space, uid, lambda store: store.edit(uid, changed, recurrence_id, recurrence_range=reach)
        )

    async def delete(
        self,
        space: SpaceId,
        uid: str,
        recurrence_id: str | None = None,
        recurrence_range: str | None = None,
    ) -> None:
        """Delete a booking, one occurrence, or an occurrence and all after it."""
        reach = Range(recurrence_range) if recurrence_range else Range.NONE
        await self._change(space, "", lambda store: store.delete(uid, recurrence_id, recurrence_range=reach))

    async def read(self, start: datetime, end: datetime) -> tuple[Booking, ...]:
        """Return every booking that overlaps `[start, end)`."""
        calendars = dict(self._calendars)

        def expand() -> tuple[Booking, ...]:
            return tuple(
                booking
                for space, calendar in calendars.items()
                for booking in bookings_of(calendar, self.id, space, self._zone, start, end)
            )

        return await self._hass.async_add_executor_job(expand)

    async def change(self, wanted: ChangeBooking) -> ActCode:
        """Make a change the core asked for."""
        try:
            if wanted.act in (Act.BOOK, Act.BOOK_NOW):
                await self.add(wanted.space, self._event(wanted))
            elif wanted.act in (Act.EXTEND, Act.END, Act.RELEASE, Act.UNDO_RELEASE):
                await self._set_end(wanted)
            elif wanted.act is Act.CANCEL and wanted.booking is not None:
                await self.delete(wanted.space, wanted.booking.uid, wanted.booking.recurrence or None)
            else:
                return ActCode.NOT_ALLOWED
        except ServiceValidationError as err:
            return ActCode.TAKEN if err.translation_key == "time_taken" else ActCode.NOTHING_TO_DO
        return ActCode.DONE

    def _event(self, wanted: ChangeBooking) -> Event:
        assert wanted.start is not None
        assert wanted.end is not None
        return Event(
            summary=wanted.title or ("" if wanted.actor is Actor.VISITOR else self._untitled()),
            start=self._wall(wanted.start),
            end=self._wall(wanted.end),
            categories=[ON_THE_SPOT] if wanted.act is Act.BOOK_NOW else [],
        )

    async def _set_end(self, wanted: ChangeBooking) -> None:
        key, end = wanted.booking, wanted.end
        if key is None or end is None:
            raise _gone()
        now = dt_util.utcnow()
        around = self.timeline(wanted.space).overlapping(now - timedelta(days=2), now + timedelta(days=2))
        found = next(
            (one for one in around if (one.uid, one.recurrence_id or "") == (key.uid, key.recurrence)), None
        )
        if found is None:
            raise _gone()
        start = instant(found.start, self._zone)
        if end <= start:  # ended before it began: nothing of it is left
            await self.delete(wanted.space, key.uid, key.recurrence or None)
            return
        # The start too: an all-day booking has dates, and one end in time of day makes it an ordinary one.
        times = {"dtstart": self._wall(start), "dtend": self._wall(end)}
        changed = found.model_copy(update={**times, "duration": None, "rrule": None})
        await self.edit(wanted.space, key.uid, changed, key.recurrence or None)

    def _untitled(self) -> str:
        return house_text(self._hass, "booking_without_title")

    def _wall(self, instant: datetime) -> datetime:
        return instant.astimezone(self._zone).replace(tzinfo=None)

    async def _change(self, space: SpaceId, uid: str, apply: Callable[[EventStore], object]) -> None:
        """Apply a change to a copy; keep it when nothing clashes; write it down; tell."""
        async with self._lock:
            calendar = self._calendars[space]
            now = dt_util.utcnow()

            def attempt() -> tuple[Calendar, datetime | None]:
                copy = calendar.model_copy(deep=True)
                apply(EventStore(copy))
                at = (
                    clash(copy, uid, self._zone, now - timedelta(days=1), CLASHES_LOOKED_FOR) if uid else None
                )
                return copy, at

            try:
                changed, taken = await self._hass.async_add_executor_job(attempt)
            except StoreError as err:
                LOGGER.debug("the calendar refused a change: %s", type(err).__name__)
                raise _gone() from err
            if taken is not None:
                raise _taken(taken.astimezone(self._zone))
            self._calendars[space] = changed
            await self._store.async_save(await self._hass.async_add_executor_job(self._texts))
        self._on_change()

    def _texts(self) -> dict[str, str]:
        return {space: IcsCalendarStream.calendar_to_ics(one) for space, one in self._calendars.items()}


def _gone() -> ServiceValidationError:
    return ServiceValidationError(translation_domain=DOMAIN, translation_key="booking_gone")


def _taken(at: datetime) -> ServiceValidationError:
    return ServiceValidationError(
        translation_domain=DOMAIN,
        translation_key="time_taken",
        translation_placeholders={"time": f"{at:%d.%m.%Y %H:%M}"},
    )
