"""Switches: take a space out of service, take a door out of the automation."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, override

from homeassistant.components.switch import SwitchEntity, SwitchEntityDescription
from homeassistant.const import EntityCategory
from homeassistant.core import HomeAssistant
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

from .core.events import (
    AutomationSwitched,
    Event,
    ServiceSwitched,
    StaffUseSwitched,
)
from .core.ids import DoorId, SpaceId
from .core.views import DoorView, SpaceView
from .core.words import SpaceStatus
from .data import LibraryConfigEntry
from .entity import (
    LibraryEntity,
    devices,
    doors,
    spaces,
)

PARALLEL_UPDATES = 0


@dataclass(frozen=True, kw_only=True)
class LibrarySwitchDescription[V](SwitchEntityDescription):
    """A switch, how to read it and the event that turns it."""

    is_on: Callable[[V], bool]
    turn: Callable[[str, bool], Event]


OUT_OF_SERVICE = LibrarySwitchDescription[SpaceView](
    key="out_of_service",
    translation_key="out_of_service",
    entity_category=EntityCategory.CONFIG,
    is_on=lambda view: view.status is SpaceStatus.OUT_OF_SERVICE,
    turn=lambda id_, on: ServiceSwitched(space=SpaceId(id_), out=on),
)
STAFF_USE = LibrarySwitchDescription[SpaceView](
    key="staff_use",
    translation_key="staff_use",
    is_on=lambda view: view.equipment is not None and view.equipment.kept_on,
    turn=lambda id_, on: StaffUseSwitched(space=SpaceId(id_), on=on),
)
AUTOMATIC = LibrarySwitchDescription[DoorView](
    key="automatic",
    translation_key="automatic",
    entity_category=EntityCategory.CONFIG,
    is_on=lambda view: view.automatic,
    turn=lambda id_, on: AutomationSwitched(door=DoorId(id_), on=on),
)


async def async_setup_entry(
    hass: HomeAssistant,
    entry: LibraryConfigEntry,
    async_add_entities: AddConfigEntryEntitiesCallback,
) -> None:
    """Add a switch to every space and every door."""
    for space in spaces(entry):
        async_add_entities([LibrarySwitch(entry, space, OUT_OF_SERVICE)], config_subentry_id=space.subentry)
    for device in devices(entry):
        async_add_entities([LibrarySwitch(entry, device, STAFF_USE)], config_subentry_id=device.subentry)
    for door in doors(entry):
        async_add_entities([LibrarySwitch(entry, door, AUTOMATIC)], config_subentry_id=door.subentry)


class LibrarySwitch[V](LibraryEntity[V], SwitchEntity):
    """A decision of staff about one thing; the core keeps it over restarts."""

    entity_description: LibrarySwitchDescription[V]

    @property
    @override
    def is_on(self) -> bool | None:
        """Return what staff decided."""
        view = self.view
        return None if view is None else self.entity_description.is_on(view)

    @override
    async def async_turn_on(self, **kwargs: Any) -> None:
        """Switch on."""
        self.coordinator.handle(self.entity_description.turn(self.thing.id, True))

    @override
    async def async_turn_off(self, **kwargs: Any) -> None:
        """Switch off."""
        self.coordinator.handle(self.entity_description.turn(self.thing.id, False))
