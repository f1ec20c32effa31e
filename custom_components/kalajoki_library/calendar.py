"""Calendars: the bookings of a space, which staff make, move and delete; and the opening hours.

Titles of bookings are for staff: they are in the calendar and nowhere in the recorder.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any, override

from homeassistant.components.calendar import (
    CalendarEntity,
    CalendarEntityDescription,
    CalendarEntityFeature,
    CalendarEvent,
)
from homeassistant.core import HomeAssistant
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback
from homeassistant.util import dt as dt_util
from ical.types import Range

from .core.bookings import Booking
from .core.ids import SpaceId
from .core.views import HoursView, OpeningView, SpaceView
from .data import LibraryConfigEntry
from .entity import LibraryEntity, Thing, hours, opening, spaces
from .ical_events import following, from_ical, to_ical, unreadable
from .opening_days import open_spans
from .texts import mode_text

PARALLEL_UPDATES = 0

# How far ahead the opening hours look for the next span: longer than any Christmas break.
LOOK_AHEAD = timedelta(days=60)

BOOKINGS = CalendarEntityDescription(key="bookings", translation_key="bookings")
EXCEPTIONS = CalendarEntityDescription(key="exceptions", translation_key="exceptions")
OPENING_HOURS = CalendarEntityDescription(key="opening_hours", translation_key="opening_hours")


async def async_setup_entry(
    hass: HomeAssistant,
    entry: LibraryConfigEntry,
    async_add_entities: AddConfigEntryEntitiesCallback,
) -> None:
    """Add the opening hours, their exceptions and one calendar per space."""
    async_add_entities([OpeningCalendar(entry, opening(), OPENING_HOURS)])
    async_add_entities([ExceptionsCalendarEntity(entry, hours(), EXCEPTIONS)])
    for space in spaces(entry):
        async_add_entities([SpaceCalendar(entry, space)], config_subentry_id=space.subentry)


class SpaceCalendar(LibraryEntity[SpaceView], CalendarEntity):
    """The bookings of a space in the built-in booking calendar."""

    _attr_supported_features = (
        CalendarEntityFeature.CREATE_EVENT
        | CalendarEntityFeature.UPDATE_EVENT
        | CalendarEntityFeature.DELETE_EVENT
    )
    _unrecorded_attributes = frozenset({"message", "location"})

    def __init__(self, entry: LibraryConfigEntry, thing: Thing[SpaceView]) -> None:
        """Keep the source beside the thing."""
        super().__init__(entry, thing, BOOKINGS)
        self._bookings = entry.runtime_data.bookings
        self._space = SpaceId(thing.id)

    @property
    @override
    def event(self) -> CalendarEvent | None:
        """Return the booking of now, else the next one, as the core sees it."""
        view = self.view
        booking = None if view is None else view.now or view.next
        return None if booking is None else _as_event(booking)

    @override
    async def async_get_events(
        self, hass: HomeAssistant, start_date: datetime, end_date: datetime
    ) -> list[CalendarEvent]:
        """Return the bookings that overlap a range; recurrences are expanded off the event loop."""
        zone = self.coordinator.settings.zone
        timeline = self._bookings.timeline(self._space)

        def expand() -> list[CalendarEvent]:
            return [from_ical(one, zone) for one in timeline.overlapping(start_date, end_date)]

        return await hass.async_add_executor_job(expand)

    @override
    async def async_create_event(self, **kwargs: Any) -> None:
        """Make a booking."""
        await self._bookings.add(self._space, to_ical(kwargs, self.coordinator.settings.zone))
        self.async_write_ha_state()

    @override
    async def async_update_event(
        self,
        uid: str,
        event: dict[str, Any],
        recurrence_id: str | None = None,
        recurrence_range: str | None = None,
    ) -> None:
        """Move or change a booking: one, this and future ones, or the whole series."""
        changed = to_ical(event, self.coordinator.settings.zone)
        if recurrence_id and recurrence_range == Range.THIS_AND_FUTURE:
            changed = following(changed, recurrence_id)
        try:
            await self._bookings.edit(self._space, uid, changed, recurrence_id, recurrence_range)
        except ValueError as err:  # a rule that would leave no time at all
            raise unreadable() from err
        self.async_write_ha_state()

    @override
    async def async_delete_event(
        self, uid: str, recurrence_id: str | None = None, recurrence_range: str | None = None
    ) -> None:
        """Delete a booking: one, this and future ones, or the whole series."""
        await self._bookings.delete(self._space, uid, recurrence_id, recurrence_range)
        self.async_write_ha_state()


class OpeningCalendar(LibraryEntity[OpeningView], CalendarEntity):
    """The planned opening hours; read-only, a day without a plan shows nothing."""

    @property
    @override
    def event(self) -> CalendarEvent | None:
        """Return the span of now, else the next one."""
        now = dt_util.utcnow()
        return next(self._events(now, now + LOOK_AHEAD), None)

    @override
    async def async_get_events(
        self, hass: HomeAssistant, start_date: datetime, end_date: datetime
    ) -> list[CalendarEvent]:
        """Return the spans that overlap a range."""
        return list(self._events(start_date, end_date))

    def _events(self, start: datetime, end: datetime) -> Iterator[CalendarEvent]:
        zone = self.coordinator.settings.zone
        for span in open_spans(start, end, zone=zone, day_of=self.coordinator.view.day):
            yield CalendarEvent(
                start=span.start.astimezone(zone),
                end=span.end.astimezone(zone),
                summary=mode_text(self.hass, span.mode),
                description=span.note or None,
            )


class ExceptionsCalendarEntity(LibraryEntity[HoursView], CalendarEntity):
    """Exceptions that staff lay over the opening hours; the title says the mode by a word (H2)."""

    _attr_supported_features = (
        CalendarEntityFeature.CREATE_EVENT
        | CalendarEntityFeature.UPDATE_EVENT
        | CalendarEntityFeature.DELETE_EVENT
    )

    def __init__(
        self,
        entry: LibraryConfigEntry,
        thing: Thing[HoursView],
        description: CalendarEntityDescription,
    ) -> None:
        """Keep the calendar beside the thing."""
        super().__init__(entry, thing, description)
        self._exceptions = entry.runtime_data.exceptions
        self._next: CalendarEvent | None = None

    @property
    @override
    def event(self) -> CalendarEvent | None:
        """Return the exception of now, else the next one."""
        return self._next

    async def async_update(self) -> None:
        """Look for the exception of now or the next one, off the event loop."""
        now = dt_util.utcnow()
        timeline, zone = self._exceptions.timeline(), self.coordinator.settings.zone

        def find() -> CalendarEvent | None:
            return next((from_ical(one, zone) for one in timeline.active_after(now)), None)

        self._next = await self.hass.async_add_executor_job(find)

    @override
    async def async_added_to_hass(self) -> None:
        """Look again when hours or exceptions have changed."""
        await super().async_added_to_hass()
        self.async_schedule_update_ha_state(force_refresh=True)
        self.async_on_remove(self.coordinator.subscribe(self.thing.subject, self._look_again))

    def _look_again(self) -> None:
        self.async_schedule_update_ha_state(force_refresh=True)

    @override
    async def async_get_events(
        self, hass: HomeAssistant, start_date: datetime, end_date: datetime
    ) -> list[CalendarEvent]:
        """Return the exceptions that overlap a range; recurrences are expanded off the event loop."""
        zone, timeline = self.coordinator.settings.zone, self._exceptions.timeline()

        def expand() -> list[CalendarEvent]:
            return [from_ical(one, zone) for one in timeline.overlapping(start_date, end_date)]

        return await hass.async_add_executor_job(expand)

    @override
    async def async_create_event(self, **kwargs: Any) -> None:
        """Add an exception; a title that says no mode is refused with the words that do."""
        await self._exceptions.add(to_ical(kwargs, self.coordinator.settings.zone))

    @override
    async def async_update_event(
        self,
        uid: str,
        event: dict[str, Any],
        recurrence_id: str | None = None,
        recurrence_range: str | None = None,
    ) -> None:
        """Move or change an exception: one, this and future ones, or the whole series."""
        changed = to_ical(event, self.coordinator.settings.zone)
        if recurrence_id and recurrence_range == Range.THIS_AND_FUTURE:
            changed = following(changed, recurrence_id)
        try:
            await self._exceptions.edit(uid, changed, recurrence_id, recurrence_range)
        except ValueError as err:  # a rule that would leave no time at all
            raise unreadable() from err

    @override
    async def async_delete_event(
        self, uid: str, recurrence_id: str | None = None, recurrence_range: str | None = None
    ) -> None:
        """Delete an exception: one, this and future ones, or the whole series."""
        await self._exceptions.delete(uid, recurrence_id, recurrence_range)


def _as_event(booking: Booking) -> CalendarEvent:
    return CalendarEvent(
        start=dt_util.as_local(booking.start),
        end=dt_util.as_local(booking.end),
        summary=booking.title,
        uid=booking.key.uid,
        recurrence_id=booking.key.recurrence or None,
    )
