"""What a maintainer may see of an entry: settings, views, bridges; no titles, reasons or identities."""

from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import date, datetime, timedelta
from enum import Enum
from typing import Any
from zoneinfo import ZoneInfo

from homeassistant.components.diagnostics import REDACTED, async_redact_data
from homeassistant.core import HomeAssistant
from homeassistant.helpers.device_registry import DeviceEntry
from yarl import URL

from .core.ids import BookingKey
from .data import LibraryConfigEntry
from .entity import doors, identifier, spaces

TO_REDACT = {"access_token", "note", "password", "reason", "secret", "title", "token", "uid", "username"}


async def async_get_config_entry_diagnostics(
    hass: HomeAssistant, entry: LibraryConfigEntry
) -> dict[str, Any]:
    """Return the whole building."""
    coordinator = entry.runtime_data.coordinator
    view = coordinator.view
    settings = coordinator.settings
    found = {
        "entry": {"data": entry.data, "options": entry.options},
        "settings": settings,
        "counts": {
            "spaces": len(settings.spaces),
            "doors": len(settings.doors),
            "counters": len(settings.counters),
            "displays": len(settings.displays),
            "bridges": len(coordinator.bridges),
        },
        "opening": view.opening,
        "hours": view.hours,
        "days": view.days,
        "people": view.people,
        "zones": view.zones,
        "spaces": view.spaces,
        "doors": view.doors,
        "bridges": coordinator.bridges,
    }
    redacted: dict[str, Any] = async_redact_data(_plain(found), TO_REDACT)
    return redacted


async def async_get_device_diagnostics(
    hass: HomeAssistant, entry: LibraryConfigEntry, device: DeviceEntry
) -> dict[str, Any]:
    """Return one space or door; another device gives the whole building."""
    coordinator = entry.runtime_data.coordinator
    settings = coordinator.settings
    for thing, one in (
        *zip(spaces(entry), settings.spaces, strict=True),
        *zip(doors(entry), settings.doors, strict=True),
    ):
        if identifier(entry, thing.kind, thing.id) in device.identifiers:
            found = {"settings": one, "view": thing.read(coordinator)}
            redacted: dict[str, Any] = async_redact_data(_plain(found), TO_REDACT)
            return redacted
    return await async_get_config_entry_diagnostics(hass, entry)


def _plain(value: object) -> Any:
    """Return JSON-able data; the identity of a booking and the user part of an address are left out."""
    if isinstance(value, BookingKey):
        return REDACTED
    if is_dataclass(value) and not isinstance(value, type):
        names = [one.name for one in fields(value)]
        return {name: _plain(getattr(value, name)) for name in names}
    if isinstance(value, Mapping):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, frozenset | set):
        return sorted((_plain(item) for item in value), key=str)
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    return _plain_scalar(value)


def _plain_scalar(value: object) -> Any:
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, timedelta):
        return value.total_seconds()
    if isinstance(value, ZoneInfo):
        return value.key
    if isinstance(value, str) and "://" in value:
        return _without_user(value)
    return value


def _without_user(address: str) -> str:
    try:
        return str(URL(address).with_user(None).with_query(None))
    except ValueError:
        return REDACTED
