"""Which hours source an entry has chosen, and following it."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from homeassistant.core import HomeAssistant
from homeassistant.helpers.aiohttp_client import async_get_clientsession

from ..const import CONF_DIRECTORY_EVERY, CONF_DIRECTORY_ID, CONF_HOURS_SOURCE, CONF_STAFFED
from ..core.words import HoursSource
from ..data import LibraryConfigEntry
from .base import HoursReader
from .following import HoursFollower
from .kirjastohakemisto import Directory, Kirjastohakemisto

EVERY_MINUTES = 60


async def async_follow_hours(hass: HomeAssistant, entry: LibraryConfigEntry) -> None:
    """Read hours and exceptions now, tell the core, and go on doing so."""
    data = entry.runtime_data
    follower = HoursFollower(
        hass,
        entry,
        reader=_reader(hass, entry.options),
        exceptions=data.exceptions,
        zone=data.settings.zone,
        every=timedelta(minutes=float(entry.options.get(CONF_DIRECTORY_EVERY, EVERY_MINUTES))),
        tell=data.coordinator.handle,
    )
    await follower.start()


def what_is_read(options: Mapping[str, Any]) -> tuple[Any, ...]:
    """Return the options that decide what is read and how; when they change, it is read anew."""
    return tuple(options.get(key) for key in (CONF_DIRECTORY_ID, CONF_STAFFED, CONF_DIRECTORY_EVERY))


def _reader(hass: HomeAssistant, options: Mapping[str, Any]) -> HoursReader | None:
    if options.get(CONF_HOURS_SOURCE) != HoursSource.KIRJASTOHAKEMISTO:
        return None
    return Kirjastohakemisto(
        Directory(async_get_clientsession(hass)),
        int(options[CONF_DIRECTORY_ID]),
        staffed=options.get(CONF_STAFFED, True),
    )
