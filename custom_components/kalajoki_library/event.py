"""An event for every change of the mode, saying why (H8)."""

from typing import override

from homeassistant.components.event import EventEntity, EventEntityDescription
from homeassistant.const import ATTR_ENTITY_ID
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

from .const import DOMAIN
from .core.effects import ModeChanged
from .core.views import OpeningView
from .core.words import Mode
from .data import LibraryConfigEntry
from .entity import LibraryEntity, opening

PARALLEL_UPDATES = 0

EVENT_MODE_CHANGED = f"{DOMAIN}_mode_changed"

MODE_CHANGED = EventEntityDescription(
    key="mode_changed",
    translation_key="mode_changed",
    event_types=[mode.value for mode in Mode],
)


async def async_setup_entry(
    hass: HomeAssistant,
    entry: LibraryConfigEntry,
    async_add_entities: AddConfigEntryEntitiesCallback,
) -> None:
    """Add the event of the library."""
    async_add_entities([ModeChangedEvent(entry, opening(), MODE_CHANGED)])


class ModeChangedEvent(LibraryEntity[OpeningView], EventEntity):
    """Fires with the new mode as its type."""

    @override
    async def async_added_to_hass(self) -> None:
        """Hear of mode changes; the view alone does not tell a change from a repeat."""
        await super().async_added_to_hass()
        self.async_on_remove(self.coordinator.subscribe_mode(self._on_change))

    @callback
    def _on_change(self, change: ModeChanged) -> None:
        why = {
            "previous": change.previous.value,
            "source": change.source.value,
            "rule": change.rule,
            "reason": change.reason,
        }
        self._trigger_event(change.mode.value, why)
        self.async_write_ha_state()
        self.hass.bus.async_fire(
            EVENT_MODE_CHANGED,
            {
                ATTR_ENTITY_ID: self.entity_id,
                "library": self.coordinator.settings.library,
                "mode": change.mode.value,
                **why,
            },
        )
