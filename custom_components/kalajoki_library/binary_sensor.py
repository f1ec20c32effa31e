"""Binary sensors: is a space occupied, does a door need help, is a bridge online."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import override

from homeassistant.components.binary_sensor import (
    BinarySensorDeviceClass,
    BinarySensorEntity,
    BinarySensorEntityDescription,
)
from homeassistant.const import EntityCategory
from homeassistant.core import HomeAssistant
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

from .bridge_info import BridgeInfo
from .core.views import DoorView, PeopleView, SpaceView
from .core.words import Bolt, Sync
from .data import LibraryConfigEntry
from .devices import watch_bridges
from .entity import LibraryEntity, bridge, doors, people, spaces

PARALLEL_UPDATES = 0


@dataclass(frozen=True, kw_only=True)
class LibraryBinarySensorDescription[V](BinarySensorEntityDescription):
    """A yes or no and how to read it; None: unknown."""

    is_on: Callable[[V], bool | None]


def _is_full(view: PeopleView) -> bool | None:
    if view.inside is None or view.capacity is None:
        return None
    return view.inside >= view.capacity


def _has_problem(view: DoorView) -> bool:
    failing = (Sync.RETRYING, Sync.SUSPENDED, Sync.UNREACHABLE)
    return view.sync in failing or view.actual is Bolt.JAMMED


FULL = LibraryBinarySensorDescription[PeopleView](key="full", translation_key="full", is_on=_is_full)
OCCUPIED = LibraryBinarySensorDescription[SpaceView](
    key="occupied",
    translation_key="occupied",
    device_class=BinarySensorDeviceClass.OCCUPANCY,
    is_on=lambda view: view.occupied,
)
PROBLEM = LibraryBinarySensorDescription[DoorView](
    key="problem",
    translation_key="problem",
    device_class=BinarySensorDeviceClass.PROBLEM,
    entity_category=EntityCategory.DIAGNOSTIC,
    is_on=_has_problem,
)
ONLINE = LibraryBinarySensorDescription[BridgeInfo](
    key="online",
    translation_key="online",
    device_class=BinarySensorDeviceClass.CONNECTIVITY,
    entity_category=EntityCategory.DIAGNOSTIC,
    is_on=lambda info: info.online,
)


async def async_setup_entry(
    hass: HomeAssistant,
    entry: LibraryConfigEntry,
    async_add_entities: AddConfigEntryEntitiesCallback,
) -> None:
    """Add the binary sensors; "full" only where a capacity is set."""
    if entry.runtime_data.coordinator.settings.capacity is not None:
        async_add_entities([LibraryBinarySensor(entry, people(), FULL)])
    for space in spaces(entry):
        async_add_entities([LibraryBinarySensor(entry, space, OCCUPIED)], config_subentry_id=space.subentry)
    for door in doors(entry):
        async_add_entities([LibraryBinarySensor(entry, door, PROBLEM)], config_subentry_id=door.subentry)
    watch_bridges(
        hass,
        entry,
        lambda id_: async_add_entities([LibraryBinarySensor(entry, bridge(id_), ONLINE)]),
    )


class LibraryBinarySensor[V](LibraryEntity[V], BinarySensorEntity):
    """A yes or no of one thing."""

    entity_description: LibraryBinarySensorDescription[V]

    @property
    @override
    def is_on(self) -> bool | None:
        """Return the answer; None: unknown."""
        view = self.view
        return None if view is None else self.entity_description.is_on(view)
