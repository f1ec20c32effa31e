"""Sensors: what the building, its spaces, doors and bridges are now."""

from datetime import datetime
from typing import override

from homeassistant.components.sensor import (
    SensorDeviceClass,
    SensorEntity,
    SensorEntityDescription,
    SensorStateClass,
)
from homeassistant.const import (
    EntityCategory,
    UnitOfEnergy,
    UnitOfInformation,
)
from homeassistant.core import HomeAssistant
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback
from homeassistant.helpers.typing import StateType

from .bridge_info import BridgeInfo
from .core.opening.local import span_of
from .core.settings import BUILDING
from .core.views import (
    DoorView,
    OpeningView,
    SpaceView,
)
from .core.words import (
    Bolt,
    Job,
    Leaf,
    Mode,
    SpaceStatus,
    Sync,
)
from .data import (
    LibraryConfigEntry,
)
from .devices import (
    watch_bridges,
)
from .entity import (
    LibraryEntity,
    Thing,
    bridge,
    devices,
    doors,
    hours,
    opening,
    people,
    routine,
    spaces,
    zones,
)
from .hours_sensor import HOURS, HoursSensor
from .people_sensors import (
    VISITS_TODAY,
    Attributes,
    LibrarySensorDescription,
    of_people,
    of_space,
)
from .routine_sensor import (
    ROUTINE,
    RoutineSensor,
)

PARALLEL_UPDATES = 0

MODES = [mode.value for mode in Mode if mode is not Mode.UNKNOWN]
SPACE_STATES = [status.value for status in SpaceStatus if status is not SpaceStatus.UNKNOWN]
JOBS = [job.value for job in Job]
DOOR_STATES = [
    "locked",
    "unlocked",
    "locking",
    "unlocking",
    "open",
    "jammed",
    "pending",
    "retrying",
    "suspended",
    "unreachable",
]


def door_state(view: DoorView) -> str | None:
    """Return the most urgent thing to know of a door; None: unknown, never shown as locked (D3)."""
    if view.actual is Bolt.JAMMED:
        return "jammed"
    if view.sync in (Sync.UNREACHABLE, Sync.SUSPENDED, Sync.RETRYING):
        return view.sync.value
    if view.leaf is Leaf.OPEN:
        return "open"
    if view.sync is Sync.PENDING and view.actual not in (Bolt.LOCKING, Bolt.UNLOCKING):
        return view.sync.value
    return None if view.actual is Bolt.UNKNOWN else view.actual.value


def _why(view: OpeningView) -> Attributes:
    return {
        "source": view.source.value,
        "rule": view.rule,
        "reason": view.reason,
        "who": view.actor.value,
        "since": view.since,
        "until": view.until,
        "next_mode": None if view.next_mode is None else view.next_mode.value,
    }


def _space_attributes(view: SpaceView) -> Attributes:
    return {
        "since": view.since,
        "until": view.until,
        "checked_in": view.checked_in,
        "bookings_today": view.bookings_today,
        "bookings_live": view.bookings_live,
        "release_at": view.release_at,
        "vacated": view.vacated,
        "conflict_at": view.conflict_at,
        "out_of_service_reason": view.out_reason,
    }


def _door_attributes(view: DoorView) -> Attributes:
    return {
        "desired": view.desired.value,
        "rule": view.rule,
        "until": view.until,
        "bolt": view.actual.value,
        "leaf": view.leaf.value,
        "sync": view.sync.value,
    }


def _job(view: SpaceView) -> str | None:
    return None if view.equipment is None else view.equipment.job.value


def _equipment_attributes(view: SpaceView) -> Attributes:
    one = view.equipment
    return {} if one is None else {"rule": one.rule, "sync": one.sync.value, "held_until": one.held_until}


def _waiting(info: BridgeInfo) -> int | None:
    return None if info.health is None else info.health.waiting


def _spool_bytes(info: BridgeInfo) -> int | None:
    return None if info.health is None else info.health.spool_bytes


OPENING = (
    LibrarySensorDescription[OpeningView](
        key="mode",
        translation_key="mode",
        device_class=SensorDeviceClass.ENUM,
        options=MODES,
        value=lambda view: None if view.mode is Mode.UNKNOWN else view.mode.value,
        attributes=_why,
    ),
    LibrarySensorDescription[OpeningView](
        key="next_change",
        translation_key="next_change",
        device_class=SensorDeviceClass.TIMESTAMP,
        value=lambda view: view.until,
    ),
    LibrarySensorDescription[OpeningView](
        key="closes_at",
        translation_key="closes_at",
        device_class=SensorDeviceClass.TIMESTAMP,
        value=lambda view: view.closes_at,
    ),
    LibrarySensorDescription[OpeningView](
        key="override_until",
        translation_key="override_until",
        device_class=SensorDeviceClass.TIMESTAMP,
        value=lambda view: view.override_until,
    ),
)
SPACE = (
    LibrarySensorDescription[SpaceView](
        key="state",
        translation_key="space_state",
        device_class=SensorDeviceClass.ENUM,
        options=SPACE_STATES,
        value=lambda view: None if view.status is SpaceStatus.UNKNOWN else view.status.value,
        attributes=_space_attributes,
    ),
    LibrarySensorDescription[SpaceView](
        key="booking_ends",
        translation_key="booking_ends",
        device_class=SensorDeviceClass.TIMESTAMP,
        value=lambda view: None if view.now is None else view.now.end,
    ),
    LibrarySensorDescription[SpaceView](
        key="next_booking",
        translation_key="next_booking",
        device_class=SensorDeviceClass.TIMESTAMP,
        value=lambda view: None if view.next is None else view.next.start,
    ),
)
EQUIPMENT = (
    LibrarySensorDescription[SpaceView](
        key="job",
        translation_key="job",
        device_class=SensorDeviceClass.ENUM,
        options=JOBS,
        value=_job,
        attributes=_equipment_attributes,
    ),
    LibrarySensorDescription[SpaceView](
        key="energy_last_booking",
        translation_key="energy_last_booking",
        native_unit_of_measurement=UnitOfEnergy.KILO_WATT_HOUR,
        suggested_display_precision=2,
        value=lambda view: None if view.equipment is None else view.equipment.energy_last_booking_kwh,
    ),
)
DOOR = (
    LibrarySensorDescription[DoorView](
        key="state",
        translation_key="door_state",
        device_class=SensorDeviceClass.ENUM,
        options=DOOR_STATES,
        value=door_state,
        attributes=_door_attributes,
    ),
)
BRIDGE = (
    LibrarySensorDescription[BridgeInfo](
        key="waiting_points",
        translation_key="waiting_points",
        entity_category=EntityCategory.DIAGNOSTIC,
        state_class=SensorStateClass.MEASUREMENT,
        value=_waiting,
    ),
    LibrarySensorDescription[BridgeInfo](
        key="spool_size",
        translation_key="spool_size",
        entity_category=EntityCategory.DIAGNOSTIC,
        entity_registry_enabled_default=False,
        device_class=SensorDeviceClass.DATA_SIZE,
        state_class=SensorStateClass.MEASUREMENT,
        native_unit_of_measurement=UnitOfInformation.BYTES,
        suggested_unit_of_measurement=UnitOfInformation.MEBIBYTES,
        suggested_display_precision=1,
        value=_spool_bytes,
    ),
)


LAST_DAY_REPORT = SensorEntityDescription(
    key="last_day_report",
    translation_key="last_day_report",
    device_class=SensorDeviceClass.TIMESTAMP,
    entity_category=EntityCategory.DIAGNOSTIC,
)


async def async_setup_entry(
    hass: HomeAssistant,
    entry: LibraryConfigEntry,
    async_add_entities: AddConfigEntryEntitiesCallback,
) -> None:
    """Add the sensors of the library, every space, every door and every bridge."""
    async_add_entities(LibrarySensor(entry, opening(), one) for one in OPENING)
    settings = entry.runtime_data.coordinator.settings
    async_add_entities(HoursSensor(entry, hours(), one) for one in HOURS)
    async_add_entities([RoutineSensor(entry, routine(), ROUTINE)])
    async_add_entities(LibrarySensor(entry, people(), one) for one in of_people(settings.capacity))
    if settings.is_counted(BUILDING):
        async_add_entities([LibrarySensor(entry, people(), VISITS_TODAY)])
    async_add_entities([LastDayReport(entry, opening(), LAST_DAY_REPORT)])
    for zone, counted in zip(zones(entry), settings.zones, strict=True):
        async_add_entities(
            (LibrarySensor(entry, zone, one) for one in of_people(counted.capacity)),
            config_subentry_id=zone.subentry,
        )
    for space in spaces(entry):
        async_add_entities(
            (LibrarySensor(entry, space, one) for one in (*SPACE, *of_space(settings, space.id))),
            config_subentry_id=space.subentry,
        )
    for device in devices(entry):
        async_add_entities(
            (LibrarySensor(entry, device, one) for one in EQUIPMENT), config_subentry_id=device.subentry
        )
    for door in doors(entry):
        async_add_entities(
            (LibrarySensor(entry, door, one) for one in DOOR), config_subentry_id=door.subentry
        )
    watch_bridges(
        hass,
        entry,
        lambda id_: async_add_entities(BridgeSensor(entry, bridge(id_), one) for one in BRIDGE),
    )


class LibrarySensor[V](LibraryEntity[V], SensorEntity):
    """A value of one thing."""

    entity_description: LibrarySensorDescription[V]

    @property
    @override
    def native_value(self) -> StateType | datetime:
        """Return the value; None: unknown."""
        view = self.view
        return None if view is None else self.entity_description.value(view)

    @property
    @override
    def extra_state_attributes(self) -> Attributes | None:
        """Return what explains the value; nothing private."""
        view = self.view
        if view is None or self.entity_description.attributes is None:
            return None
        return self.entity_description.attributes(view)


class LastDayReport(LibraryEntity[OpeningView], SensorEntity):
    """When the newest day that is kept was over; what it was is in the answer of `get_day_report` (R1)."""

    def __init__(
        self, entry: LibraryConfigEntry, thing: Thing[OpeningView], description: SensorEntityDescription
    ) -> None:
        """Take the days."""
        super().__init__(entry, thing, description)
        self._days = entry.runtime_data.days

    @property
    @override
    def native_value(self) -> datetime | None:
        """Return the end of the day."""
        last = self._days.last
        return None if last is None else span_of(self.coordinator.settings.zone, last).end

    @property
    @override
    def extra_state_attributes(self) -> Attributes | None:
        """Return which day it was, and whether somebody watched all of it."""
        last = self._days.last
        record = None if last is None else self._days.of(last)
        return None if record is None else {"day": record["day"], "complete": record["complete"]}

    @override
    async def async_added_to_hass(self) -> None:
        """Hear of days that are over."""
        await super().async_added_to_hass()
        self.async_on_remove(self._days.subscribe(self.async_write_ha_state))


class BridgeSensor(LibrarySensor[BridgeInfo]):
    """A figure of a bridge's health, worth something only while it is online."""

    @property
    @override
    def available(self) -> bool:
        """Return whether the bridge speaks and has told its health."""
        view = self.view
        return view is not None and bool(view.online) and view.health is not None
