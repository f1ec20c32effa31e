"""What survives a restart: the core's snapshot, and what was published retained."""

from typing import Any, TypedDict

from homeassistant.core import HomeAssistant
from homeassistant.helpers.storage import Store

from .const import DOMAIN

VERSION = 1
SAVED_WITHIN_S = 2.0


class Saved(TypedDict):
    """The stored data."""

    snapshot: dict[str, Any] | None
    published: list[str]


def library_store(hass: HomeAssistant, entry_id: str) -> Store[Saved]:
    """Return the store of one library."""
    return Store[Saved](hass, VERSION, f"{DOMAIN}.{entry_id}", private=True, atomic_writes=True)
