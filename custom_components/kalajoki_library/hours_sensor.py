"""Sensors of where the opening hours come from and how old they are (H3)."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import override

from homeassistant.components.sensor import SensorDeviceClass, SensorEntity, SensorEntityDescription
from homeassistant.const import EntityCategory

from .core.views import HoursView
from .core.words import HoursSource
from .entity import LibraryEntity
from .people_sensors import Attributes


@dataclass(frozen=True, kw_only=True)
class HoursSensorDescription(SensorEntityDescription):
    """A sensor of the hours; `is_of_reading`: no meaning for the weekly pattern, which is never read."""

    value: Callable[[HoursView], str | date | datetime | None]
    is_of_reading: bool = False


HOURS_SOURCE = HoursSensorDescription(
    key="hours_source",
    translation_key="hours_source",
    device_class=SensorDeviceClass.ENUM,
    entity_category=EntityCategory.DIAGNOSTIC,
    options=[source.value for source in HoursSource],
    value=lambda view: view.source.value,
)
HOURS = (
    HOURS_SOURCE,
    HoursSensorDescription(
        key="hours_read",
        translation_key="hours_read",
        device_class=SensorDeviceClass.TIMESTAMP,
        entity_category=EntityCategory.DIAGNOSTIC,
        value=lambda view: view.read_at,
        is_of_reading=True,
    ),
    HoursSensorDescription(
        key="hours_known_until",
        translation_key="hours_known_until",
        device_class=SensorDeviceClass.DATE,
        entity_category=EntityCategory.DIAGNOSTIC,
        value=lambda view: view.known_until,
        is_of_reading=True,
    ),
)


class HoursSensor(LibraryEntity[HoursView], SensorEntity):
    """Source and age of the hours."""

    entity_description: HoursSensorDescription

    @property
    @override
    def available(self) -> bool:
        """Return whether the sensor has a meaning for the source."""
        view = self.view
        is_read = view is not None and view.source is not HoursSource.WEEKLY
        return view is not None and (is_read or not self.entity_description.is_of_reading)

    @property
    @override
    def native_value(self) -> str | date | datetime | None:
        """Return the value; None: never read, or no date is known."""
        return None if self.view is None else self.entity_description.value(self.view)

    @property
    @override
    def extra_state_attributes(self) -> Attributes | None:
        """Return since when the source does not answer, and how many exceptions lie over it."""
        view = self.view
        if view is None or self.entity_description is not HOURS_SOURCE:
            return None
        return {"failed_at": view.failed_at, "exceptions": view.exceptions}
