"""Events: the mode changed and why (H8), a step in a booking's life (B6), a visitor called staff."""

from typing import Any, override

from homeassistant.components.event import EventEntity, EventEntityDescription
from homeassistant.const import ATTR_ENTITY_ID
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

from .const import DOMAIN
from .core.effects import Announced, BookingRecorded, ModeChanged, StaffCalled
from .core.views import OpeningView, SpaceView
from .core.words import AnnouncementKind, BookingOutcome, Mode
from .data import LibraryConfigEntry
from .entity import LibraryEntity, opening, spaces

PARALLEL_UPDATES = 0

EVENT_MODE_CHANGED = f"{DOMAIN}_mode_changed"
CALLED = "called"

MODE_CHANGED = EventEntityDescription(
    key="mode_changed",
    translation_key="mode_changed",
    event_types=[mode.value for mode in Mode],
)
STAFF_CALLED = EventEntityDescription(
    key="staff_called",
    translation_key="staff_called",
    event_types=[CALLED],
)
ANNOUNCEMENT = EventEntityDescription(
    key="announcement",
    translation_key="announcement",
    event_types=[kind.value for kind in AnnouncementKind],
)
BOOKING = EventEntityDescription(
    key="booking",
    translation_key="booking",
    event_types=[outcome.value for outcome in BookingOutcome],
)


async def async_setup_entry(
    hass: HomeAssistant,
    entry: LibraryConfigEntry,
    async_add_entities: AddConfigEntryEntitiesCallback,
) -> None:
    """Add the events of the library and of every space."""
    async_add_entities(
        [
            ModeChangedEvent(entry, opening(), MODE_CHANGED),
            StaffCalledEvent(entry, opening(), STAFF_CALLED),
            AnnouncementEvent(entry, opening(), ANNOUNCEMENT),
        ]
    )
    for space in spaces(entry):
        async_add_entities([BookingEvent(entry, space, BOOKING)], config_subentry_id=space.subentry)


class LibraryEvent[V](LibraryEntity[V], EventEntity):
    """Something that happened to one thing."""

    @callback
    def _happened(self, what: str, **details: Any) -> None:
        self._trigger_event(what, details)
        self.async_write_ha_state()


class ModeChangedEvent(LibraryEvent[OpeningView]):
    """Fires with the new mode as its type."""

    @override
    async def async_added_to_hass(self) -> None:
        """Hear of mode changes; the view alone does not tell a change from a repeat."""
        await super().async_added_to_hass()
        self.async_on_remove(self.coordinator.subscribe_effect(ModeChanged, self._on_change))

    @callback
    def _on_change(self, change: ModeChanged) -> None:
        why = {
            "previous": change.previous.value,
            "source": change.source.value,
            "rule": change.rule,
            "reason": change.reason,
            "who": change.actor.value,
        }
        self._happened(change.mode.value, **why)
        self.hass.bus.async_fire(
            EVENT_MODE_CHANGED,
            {
                ATTR_ENTITY_ID: self.entity_id,
                "library": self.coordinator.settings.library,
                "mode": change.mode.value,
                **why,
            },
        )


class StaffCalledEvent(LibraryEvent[OpeningView]):
    """Fires when a visitor asks for staff at a display, and says at which."""

    @override
    async def async_added_to_hass(self) -> None:
        """Hear of calls."""
        await super().async_added_to_hass()
        self.async_on_remove(self.coordinator.subscribe_effect(StaffCalled, self._on_call))

    @callback
    def _on_call(self, call: StaffCalled) -> None:
        names = {one.id: one.name for one in self.coordinator.settings.displays}
        self._happened(CALLED, display=names.get(call.display, call.display))


class AnnouncementEvent(LibraryEvent[OpeningView]):
    """Fires with what the house tells the people in it as its type (H6, H7, D9)."""

    @override
    async def async_added_to_hass(self) -> None:
        """Hear of announcements."""
        await super().async_added_to_hass()
        self.async_on_remove(self.coordinator.subscribe_effect(Announced, self._on_announcement))

    @callback
    def _on_announcement(self, announced: Announced) -> None:
        self._happened(announced.kind.value, minutes=announced.minutes)


class BookingEvent(LibraryEvent[SpaceView]):
    """Fires with what became of a booking as its type; never says whose it is or its title (V5)."""

    @override
    async def async_added_to_hass(self) -> None:
        """Hear of the steps of this space's bookings."""
        await super().async_added_to_hass()
        self.async_on_remove(self.coordinator.subscribe_effect(BookingRecorded, self._on_step))

    @callback
    def _on_step(self, step: BookingRecorded) -> None:
        if step.space == self.thing.id:
            self._happened(
                step.outcome.value,
                organiser=step.organiser.value,
                reserved_min=step.reserved_min,
                used_min=step.used_min,
            )
