"""What survives a restart: the core's snapshot, and what was published retained."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any, TypedDict

from homeassistant.const import EVENT_HOMEASSISTANT_STOP
from homeassistant.core import CALLBACK_TYPE, HomeAssistant, callback
from homeassistant.helpers.event import async_track_time_interval
from homeassistant.helpers.storage import Store

from .const import DOMAIN

VERSION = 1
SAVED_WITHIN_S = 2.0
WATCHED_EVERY = timedelta(minutes=2)


class Saved(TypedDict):
    """The stored data."""

    snapshot: dict[str, Any] | None
    published: list[str]


def library_store(hass: HomeAssistant, entry_id: str) -> Store[Saved]:
    """Return the store of one library."""
    return Store[Saved](hass, VERSION, f"{DOMAIN}.{entry_id}", private=True, atomic_writes=True)


class Keeper:
    """Writes what there is to save, soon and not for ever later: a busy building never falls silent."""

    def __init__(self, store: Store[Saved], saved: Callable[[], Saved]) -> None:
        """Take the store and where its content comes from."""
        self._store, self._saved = store, saved
        self._waits = False

    @callback
    def save_soon(self) -> None:
        """Have it written within a moment; more calls until then do not put it off."""
        if not self._waits:
            self._waits = True
            self._store.async_delay_save(self._take, SAVED_WITHIN_S)

    @callback
    def watch(self, hass: HomeAssistant) -> CALLBACK_TYPE:
        """Save now and then though nothing happens, and at the end: it shows since when nobody watched."""

        @callback
        def look(_what: object) -> None:
            self.save_soon()

        stops = (
            async_track_time_interval(hass, look, WATCHED_EVERY),
            hass.bus.async_listen(EVENT_HOMEASSISTANT_STOP, look),
        )

        @callback
        def stop() -> None:
            for one in stops:
                one()

        return stop

    async def save(self) -> None:
        """Write now; a delayed write of the same store is called off."""
        await self._store.async_save(self._take())

    def _take(self) -> Saved:
        self._waits = False
        return self._saved()
