"""Which of our entities a trigger or condition means: its target, or everything when it has none.

Any entity of a library or space stands for the thing itself; the library's device stands for all its spaces.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from homeassistant.const import CONF_TARGET
from homeassistant.core import HomeAssistant
from homeassistant.helpers import config_validation as cv, entity_registry as er
from homeassistant.helpers.entity_registry import RegistryEntry
from homeassistant.helpers.target import TargetSelection, async_extract_referenced_entity_ids
import probatio

from .const import DOMAIN

MODE_KEY = "mode"

TARGET: dict[Any, Any] = {probatio.Optional(CONF_TARGET, default=dict): cv.TARGET_FIELDS}


@dataclass(frozen=True, slots=True, kw_only=True)
class Aim:
    """The entity to watch of every thing meant: the first of `keys` (translation keys) that there is."""

    domain: str
    keys: tuple[str, ...]
    of_spaces: bool = False

    def selector(
        self, hass: HomeAssistant, target: dict[str, Any] | None
    ) -> tuple[TargetSelection, Callable[[set[str]], set[str]]]:
        """Return what Home Assistant's target tracker wants: a selection, and its filter."""
        selection = TargetSelection(target or {})
        if selection.has_any_target:
            return selection, lambda entities: self._of_entities(hass, entities)
        return selection, lambda _entities: self._of_all(hass)

    def entities(self, hass: HomeAssistant, target: dict[str, Any] | None) -> set[str]:
        """Return the entity ids that are meant now."""
        selection, only = self.selector(hass, target)
        found = async_extract_referenced_entity_ids(
            hass, selection, expand_group=False, primary_entities_only=False
        )
        return only(found.referenced | found.indirectly_referenced)

    def _of_entities(self, hass: HomeAssistant, entities: set[str]) -> set[str]:
        registry = er.async_get(hass)
        devices = {
            entry.device_id: entry
            for entry in map(registry.async_get, entities)
            if entry is not None and entry.platform == DOMAIN and entry.device_id is not None
        }
        found: set[str] = set()
        for device_id, entry in devices.items():
            siblings = er.async_entries_for_device(registry, device_id)
            if self.of_spaces and any(one.translation_key == MODE_KEY for one in siblings):
                siblings = _of_entry(registry, entry.config_entry_id)
            found |= self._chosen(siblings)
        return found

    def _of_all(self, hass: HomeAssistant) -> set[str]:
        registry = er.async_get(hass)
        found: set[str] = set()
        for entry in hass.config_entries.async_entries(DOMAIN):
            found |= self._chosen(_of_entry(registry, entry.entry_id))
        return found

    def _chosen(self, entries: list[RegistryEntry]) -> set[str]:
        ours = [one for one in entries if one.domain == self.domain and one.platform == DOMAIN]
        return set(self._first(ours))

    def _first(self, entries: list[RegistryEntry]) -> Iterator[str]:
        for device in {one.device_id for one in entries}:
            of_device = {one.translation_key: one.entity_id for one in entries if one.device_id == device}
            for key in self.keys:
                if key in of_device:
                    yield of_device[key]
                    break


def _of_entry(registry: er.EntityRegistry, entry_id: str | None) -> list[RegistryEntry]:
    if entry_id is None:
        return []
    return [one for one in er.async_entries_for_config_entry(registry, entry_id) if one.disabled_by is None]


MODE = Aim(domain="sensor", keys=(MODE_KEY,))
CLOSING = Aim(domain="sensor", keys=("closes_at",))
CROWD = Aim(domain="binary_sensor", keys=("over_capacity", "full"))
SPACE_STATE = Aim(domain="sensor", keys=("space_state",), of_spaces=True)
BOOKING_EVENT = Aim(domain="event", keys=("booking",), of_spaces=True)
