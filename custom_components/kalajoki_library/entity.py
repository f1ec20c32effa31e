"""What every entity shares: the thing it speaks of, that thing's device, and hearing of changes.

A `Thing` names a part of the building and how to read it; entities never poll and never keep a copy.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import override

from homeassistant.config_entries import ConfigEntry
from homeassistant.helpers.device_registry import DeviceInfo
from homeassistant.helpers.entity import Entity, EntityDescription

from .bridge_info import BridgeInfo
from .const import (
    CONF_ID,
    DOMAIN,
    DOOR,
    EQUIPMENT,
    SPACE,
    ZONE,
)
from .coordinator import LibraryCoordinator
from .core.ids import DoorId, SpaceId
from .core.views import (
    DoorView,
    HoursView,
    OpeningView,
    PeopleView,
    RoutineView,
    SpaceView,
    StaffView,
)
from .data import LibraryConfigEntry

LIBRARY = "library"
BRIDGE = "bridge"


@dataclass(frozen=True, slots=True, kw_only=True)
class Thing[V]:
    """A part of the building; `read` gives None while the core does not know it."""

    kind: str
    id: str = ""
    subject: tuple[str, str]
    read: Callable[[LibraryCoordinator], V | None]
    subentry: str | None = None


def identifier(entry: ConfigEntry, kind: str, thing_id: str) -> tuple[str, str]:
    """Return the device identifier of a thing; the library itself has no id of its own."""
    root = entry.unique_id or entry.entry_id
    return (DOMAIN, f"{root}_{kind}_{thing_id}" if thing_id else root)


def subentry_of(entry: ConfigEntry, kind: str, thing_id: str) -> str | None:
    """Return the subentry that configures a thing."""
    for subentry in entry.get_subentries_of_type(kind):
        if subentry.data.get(CONF_ID) == thing_id:
            return subentry.subentry_id
    return None


def opening() -> Thing[OpeningView]:
    """Return the building's mode."""
    return Thing(kind=LIBRARY, subject=("opening", ""), read=lambda all_: all_.view.opening)


def staff() -> Thing[StaffView]:
    """Return what is known of staff."""
    return Thing(kind=LIBRARY, subject=("opening", ""), read=lambda all_: all_.view.staff)


def routine() -> Thing[RoutineView]:
    """Return opening and closing."""
    return Thing(kind=LIBRARY, subject=("opening", ""), read=lambda all_: all_.view.routine)


def hours() -> Thing[HoursView]:
    """Return where the opening hours come from."""
    return Thing(kind=LIBRARY, subject=("opening", ""), read=lambda all_: all_.view.hours)


def people() -> Thing[PeopleView]:
    """Return the people in the building."""
    return Thing(kind=LIBRARY, subject=("people", ""), read=lambda all_: all_.view.people)


def zones(entry: LibraryConfigEntry) -> Iterator[Thing[PeopleView]]:
    """Yield every zone in which people are counted."""
    for zone in entry.runtime_data.coordinator.settings.zones:
        yield Thing(
            kind=ZONE,
            id=zone.id,
            subject=("people", ""),
            read=partial(_zone, zone.id),
            subentry=subentry_of(entry, ZONE, zone.id),
        )


def spaces(entry: LibraryConfigEntry) -> Iterator[Thing[SpaceView]]:
    """Yield every bookable space."""
    for space in entry.runtime_data.coordinator.settings.spaces:
        yield Thing(
            kind=SPACE,
            id=space.id,
            subject=("space", space.id),
            read=partial(_space, space.id),
            subentry=subentry_of(entry, SPACE, space.id) or subentry_of(entry, EQUIPMENT, space.id),
        )


def devices(entry: LibraryConfigEntry) -> Iterator[Thing[SpaceView]]:
    """Yield every bookable device (B8)."""
    known = {one.id for one in entry.runtime_data.coordinator.settings.spaces if one.equipment is not None}
    return (thing for thing in spaces(entry) if thing.id in known)


def doors(entry: LibraryConfigEntry) -> Iterator[Thing[DoorView]]:
    """Yield every door."""
    for door in entry.runtime_data.coordinator.settings.doors:
        yield Thing(
            kind=DOOR,
            id=door.id,
            subject=("door", door.id),
            read=partial(_door, door.id),
            subentry=subentry_of(entry, DOOR, door.id),
        )


def bridge(bridge_id: str) -> Thing[BridgeInfo]:
    """Return a bridge that has introduced itself."""
    return Thing(
        kind=BRIDGE,
        id=bridge_id,
        subject=("bridge", bridge_id),
        read=lambda all_: all_.bridges.get(bridge_id),
    )


def _zone(zone: str, coordinator: LibraryCoordinator) -> PeopleView | None:
    return coordinator.view.zones.get(zone)


def _space(space: SpaceId, coordinator: LibraryCoordinator) -> SpaceView | None:
    return coordinator.view.spaces.get(space)


def _door(door: DoorId, coordinator: LibraryCoordinator) -> DoorView | None:
    return coordinator.view.doors.get(door)


class LibraryEntity[V](Entity):
    """An entity of one thing."""

    _attr_has_entity_name = True
    _attr_should_poll = False

    def __init__(self, entry: LibraryConfigEntry, thing: Thing[V], description: EntityDescription) -> None:
        """Name it after the entry, the thing and the description's key."""
        self.coordinator = entry.runtime_data.coordinator
        self.entity_description = description
        self.thing = thing
        domain_and_root = identifier(entry, thing.kind, thing.id)
        self._attr_unique_id = f"{domain_and_root[1]}_{description.key}"
        self._attr_device_info = DeviceInfo(identifiers={domain_and_root})

    @property
    def view(self) -> V | None:
        """Return the thing as it is now."""
        return self.thing.read(self.coordinator)

    @property
    @override
    def available(self) -> bool:
        """Return whether the core knows the thing."""
        return self.view is not None

    @override
    async def async_added_to_hass(self) -> None:
        """Hear of the thing's changes."""
        await super().async_added_to_hass()
        self.async_on_remove(self.coordinator.subscribe(self.thing.subject, self.async_write_ha_state))
