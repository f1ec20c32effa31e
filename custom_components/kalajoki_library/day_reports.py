"""Days that are over: kept for questions, and until the broker surely has each one (R1)."""

from collections.abc import Callable
from datetime import date, datetime
import json
from typing import Any, TypedDict

from homeassistant.core import CALLBACK_TYPE, HomeAssistant, callback
from homeassistant.helpers.storage import Store

from .const import DOMAIN
from .contract import encode
from .core.report.figures import DayReport
from .day_record import day_record

VERSION = 1
KEPT = 400
SAVED_WITHIN_S = 1.0


class KeptDays(TypedDict):
    """The stored data: records by date, and which the broker does not have yet."""

    days: dict[str, dict[str, Any]]
    owed: list[str]


def day_store(hass: HomeAssistant, entry_id: str) -> Store[KeptDays]:
    """Return the store of a library's days."""
    return Store[KeptDays](hass, VERSION, f"{DOMAIN}.{entry_id}.days", private=True, atomic_writes=True)


class DayReports:
    """The days of one library."""

    def __init__(self, store: Store[KeptDays], site: str) -> None:
        """Take where they are kept."""
        self._store, self._site = store, site
        self._days: dict[str, dict[str, Any]] = {}
        self._owed: list[str] = []
        self._listeners: list[Callable[[], None]] = []

    async def async_load(self) -> None:
        """Read what an earlier run kept."""
        kept = await self._store.async_load()
        if kept is not None:
            self._days, self._owed = kept["days"], [day for day in kept["owed"] if day in kept["days"]]

    @callback
    def add(self, report: DayReport, now: datetime) -> None:
        """Keep a day; it is owed to the recorder until `delivered`."""
        day = report.day.isoformat()
        self._days[day] = json.loads(encode(day_record(report, self._site, now)))
        self._owed = [*(one for one in self._owed if one != day), day]
        for old in sorted(self._days)[:-KEPT]:
            del self._days[old]
        self._owed = [one for one in self._owed if one in self._days]
        self._save()
        for listener in tuple(self._listeners):
            listener()

    @property
    def owed(self) -> list[tuple[str, bytes]]:
        """Return the days that the broker does not have yet, oldest first, as payloads."""
        return [(day, _payload(self._days[day])) for day in sorted(self._owed)]

    @callback
    def delivered(self, day: str) -> None:
        """Take that the broker has a day."""
        if day in self._owed:
            self._owed.remove(day)
            self._save()

    def of(self, day: date) -> dict[str, Any] | None:
        """Return the record of a date; None when it is not over or not kept."""
        return self._days.get(day.isoformat())

    @property
    def last(self) -> date | None:
        """Return the newest day that is kept."""
        return date.fromisoformat(max(self._days)) if self._days else None

    @callback
    def subscribe(self, listener: Callable[[], None]) -> CALLBACK_TYPE:
        """Call a listener when another day is over."""
        self._listeners.append(listener)
        return lambda: self._listeners.remove(listener)

    async def save(self) -> None:
        """Write now."""
        await self._store.async_save(self._kept())

    def _save(self) -> None:
        self._store.async_delay_save(self._kept, SAVED_WITHIN_S)

    def _kept(self) -> KeptDays:
        return {"days": dict(self._days), "owed": list(self._owed)}


def _payload(record: dict[str, Any]) -> bytes:
    return json.dumps(record, ensure_ascii=False, separators=(",", ":")).encode()
