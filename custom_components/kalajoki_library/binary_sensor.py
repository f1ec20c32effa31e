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
from .core.views import DoorView, PeopleView, RoutineView, SpaceView, StaffView
from .core.words import Bolt, CrowdLevel, RoutineState, Sync
from .data import LibraryConfigEntry
from .devices import watch_bridges
from .entity import (
    LibraryEntity,
    bridge,
    devices,
    doors,
    people,
    routine,
    spaces,
    staff,
    zones,
)

PARALLEL_UPDATES = 0


@dataclass(frozen=True, kw_only=True)
class LibraryBinarySensorDescription[V](BinarySensorEntityDescription):
    """A yes or no and how to read it; None: unknown."""

    is_on: Callable[[V], bool | None]


def _is_over(view: PeopleView) -> bool | None:
    return None if view.level is CrowdLevel.UNKNOWN else view.level is CrowdLevel.FULL


def _has_problem(view: DoorView) -> bool:
    failing = (Sync.RETRYING, Sync.SUSPENDED, Sync.UNREACHABLE)
    return view.sync in failing or view.actual is Bolt.JAMMED


OVER_CAPACITY = LibraryBinarySensorDescription[PeopleView](
    key="over_capacity", translation_key="over_capacity", is_on=_is_over
)
OCCUPIED = LibraryBinarySensorDescription[SpaceView](
    key="occupied",
    translation_key="occupied",
    device_class=BinarySensorDeviceClass.OCCUPANCY,
    is_on=lambda view: view.occupied,
)
POWERED = LibraryBinarySensorDescription[SpaceView](
    key="powered",
    translation_key="powered",
    device_class=BinarySensorDeviceClass.POWER,
    is_on=lambda view: None if view.equipment is None else view.equipment.powered,
)
PROBLEM = LibraryBinarySensorDescription[DoorView](
    key="problem",
    translation_key="problem",
    device_class=BinarySensorDeviceClass.PROBLEM,
    entity_category=EntityCategory.DIAGNOSTIC,
    is_on=_has_problem,
)
STAFF_ON_SITE = LibraryBinarySensorDescription[StaffView](
    key="staff_on_site",
    translation_key="staff_on_site",
    device_class=BinarySensorDeviceClass.PRESENCE,
    is_on=lambda view: view.on_site,
)
ARMED = LibraryBinarySensorDescription[RoutineView](
    key="armed",
    translation_key="armed",
    is_on=lambda view: None if view.state is RoutineState.UNKNOWN else view.state is RoutineState.ARMED,
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
    """Add the binary sensors; "over capacity" only where a capacity is set."""
    settings = entry.runtime_data.coordinator.settings
    if settings.capacity:
        async_add_entities([LibraryBinarySensor(entry, people(), OVER_CAPACITY)])
    for zone, counted in zip(zones(entry), settings.zones, strict=True):
        if counted.capacity:
            over = LibraryBinarySensor(entry, zone, OVER_CAPACITY)
            async_add_entities([over], config_subentry_id=zone.subentry)
    async_add_entities([LibraryBinarySensor(entry, staff(), STAFF_ON_SITE)])
    async_add_entities([LibraryBinarySensor(entry, routine(), ARMED)])
    for space in spaces(entry):
        async_add_entities([LibraryBinarySensor(entry, space, OCCUPIED)], config_subentry_id=space.subentry)
    for device in devices(entry):
        async_add_entities([LibraryBinarySensor(entry, device, POWERED)], config_subentry_id=device.subentry)
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
