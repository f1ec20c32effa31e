"""Performs the core's effects and reports outcomes back as events. Holds no rule."""

import asyncio
from collections.abc import Coroutine
from datetime import datetime, timedelta
from typing import Any

from homeassistant.components.lock import DOMAIN as LOCK_DOMAIN
from homeassistant.components.switch import DOMAIN as SWITCH_DOMAIN
from homeassistant.const import (
    ATTR_ENTITY_ID,
    SERVICE_LOCK,
    SERVICE_TURN_OFF,
    SERVICE_TURN_ON,
    SERVICE_UNLOCK,
)
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers.event import async_track_time_interval
from homeassistant.util import dt as dt_util

from .announcer import Announcer
from .bookings.base import BookingSource
from .const import EVENT_STAFF_CALLED, LOGGER
from .coordinator import LibraryCoordinator
from .core.effects import (
    Announced,
    Answer,
    BookingRecorded,
    ChangeBooking,
    DayRolledUp,
    Effect,
    IssueCleared,
    IssueRaised,
    ModeChanged,
    RoutineChanged,
    SetLock,
    SetSwitch,
    StaffCalled,
    VisitsCounted,
)
from .core.events import (
    BookingChangeDone,
    BookingsFailed,
    BookingsRead,
    LockRefused,
    SwitchRefused,
)
from .core.words import ActCode, Desired
from .data import LibraryConfigEntry
from .issues import async_clear_issue, async_raise_issue
from .link import Link

READ_BEHIND = timedelta(days=1)
READ_AHEAD = timedelta(days=30)
READ_EVERY = timedelta(minutes=5)
LOCK_ANSWERS_WITHIN_S = 20.0
SWITCH_ANSWERS_WITHIN_S = 20.0


class Performer:
    """Does what the core wants done in Home Assistant."""

    def __init__(
        self,
        hass: HomeAssistant,
        entry: LibraryConfigEntry,
        coordinator: LibraryCoordinator,
        source: BookingSource,
        link: Link,
    ) -> None:
        """Take everything an effect can reach."""
        self._hass, self._entry, self._coordinator = hass, entry, coordinator
        self._source, self._link = source, link
        self._reading = asyncio.Lock()
        self._announcer = Announcer(hass, entry)

    @callback
    def perform(self, effect: Effect) -> None:
        """Start one effect."""
        match effect:
            case SetLock() | SetSwitch() | ChangeBooking():
                self._command(effect)
            case Answer():
                self._link.answer(effect)
            case ModeChanged() | BookingRecorded() | VisitsCounted() | DayRolledUp():
                self._link.record(effect)
            case Announced():
                self._announcer.announce(effect)
            case RoutineChanged():
                self._announcer.follow(effect)
            case StaffCalled():
                self._hass.bus.async_fire(
                    EVENT_STAFF_CALLED, {"display": effect.display, "space": effect.space}
                )
            case IssueRaised():
                async_raise_issue(self._hass, self._entry, effect.kind, effect.subject)
            case IssueCleared():
                async_clear_issue(self._hass, self._entry, effect.kind, effect.subject)

    def _command(self, effect: SetLock | SetSwitch | ChangeBooking) -> None:
        match effect:
            case SetLock():
                self._start(self._set_lock(effect), "set lock")
            case SetSwitch():
                self._start(self._set_switch(effect), "set switch")
            case ChangeBooking():
                self._start(self._change_booking(effect), "change booking")

    async def read_bookings(self) -> None:
        """Read the booking source and tell the core; one at a time, so that no older answer comes last."""
        async with self._reading:
            await self._read_bookings()

    async def _read_bookings(self) -> None:
        now = dt_util.utcnow()
        start, end = _window(now)
        try:
            bookings = await self._source.read(start, end)
        except Exception as err:  # noqa: BLE001 - whatever a source raises, its last good data stay (B2)
            LOGGER.warning("bookings could not be read: %s", type(err).__name__)  # its text may hold a title
            self._coordinator.handle(BookingsFailed(source=self._source.id))
            return
        self._coordinator.handle(
            BookingsRead(source=self._source.id, start=start, end=end, bookings=bookings)
        )

    @callback
    def follow_bookings(self) -> None:
        """Read anew from time to time: the window moves on, and a source may have been unreadable."""

        @callback
        def read(_now: datetime) -> None:
            self.bookings_changed()

        self._entry.async_on_unload(async_track_time_interval(self._hass, read, READ_EVERY))

    @callback
    def bookings_changed(self) -> None:
        """Read again after a change in the source."""
        self._start(self.read_bookings(), "read bookings")

    async def _set_lock(self, wanted: SetLock) -> None:
        if dt_util.utcnow() >= wanted.not_after:
            return
        service = SERVICE_LOCK if wanted.desired is Desired.LOCKED else SERVICE_UNLOCK
        LOGGER.debug("%s: %s because of %s", wanted.lock, service, wanted.rule)
        try:
            async with asyncio.timeout(LOCK_ANSWERS_WITHIN_S):
                await self._hass.services.async_call(
                    LOCK_DOMAIN, service, {ATTR_ENTITY_ID: wanted.lock}, blocking=True
                )
        except Exception as err:  # noqa: BLE001 - any integration may stand behind a lock, and raise anything
            LOGGER.warning("%s did not take the command to %s: %s", wanted.lock, service, err or type(err))
            self._coordinator.handle(LockRefused(lock=wanted.lock))

    async def _set_switch(self, wanted: SetSwitch) -> None:
        if dt_util.utcnow() >= wanted.not_after:
            return
        service = SERVICE_TURN_ON if wanted.on else SERVICE_TURN_OFF
        LOGGER.debug("%s: %s because of %s", wanted.switch, service, wanted.rule)
        try:
            async with asyncio.timeout(SWITCH_ANSWERS_WITHIN_S):
                await self._hass.services.async_call(
                    SWITCH_DOMAIN, service, {ATTR_ENTITY_ID: wanted.switch}, blocking=True
                )
        except Exception as err:  # noqa: BLE001 - any integration may stand behind a switch, and raise anything
            LOGGER.warning("%s did not take the command to %s: %s", wanted.switch, service, err or type(err))
            self._coordinator.handle(SwitchRefused(switch=wanted.switch))

    async def _change_booking(self, wanted: ChangeBooking) -> None:
        try:
            code = await self._source.change(wanted)
        except Exception as err:  # noqa: BLE001 - the visitor is answered whatever the source raises
            LOGGER.warning("the booking source did not answer: %s", type(err).__name__)
            code = ActCode.SOURCE_DOWN
        if code is ActCode.DONE:
            await self.read_bookings()
        self._coordinator.handle(BookingChangeDone(request=wanted.request, code=code))

    def _start(self, work: Coroutine[Any, Any, None], name: str) -> None:
        self._entry.async_create_task(self._hass, work, name)


def _window(now: datetime) -> tuple[datetime, datetime]:
    return now - READ_BEHIND, now + READ_AHEAD
