"""The sensor of opening and closing, with its reasons in the language of the house (H6)."""

from typing import override

from homeassistant.components.sensor import SensorDeviceClass, SensorEntity

from .core.views import CauseView, RoutineView
from .core.words import RoutineState
from .entity import LibraryEntity
from .people_sensors import Attributes, LibrarySensorDescription
from .texts import house_text

ROUTINE = LibrarySensorDescription[RoutineView](
    key="routine",
    translation_key="routine",
    device_class=SensorDeviceClass.ENUM,
    options=[state.value for state in RoutineState],
    value=lambda view: view.state.value,
)


class RoutineSensor(LibraryEntity[RoutineView], SensorEntity):
    """Where the building stands between opening and closing."""

    @property
    @override
    def native_value(self) -> str | None:
        """Return the state."""
        return None if self.view is None else self.view.state.value

    @property
    @override
    def extra_state_attributes(self) -> Attributes | None:
        """Return why the building is not armed, or what a check before opening found."""
        view = self.view
        if view is None:
            return None
        settings = self.coordinator.settings
        names = {str(space.id): space.name for space in settings.spaces}
        names |= {str(door.id): door.name for door in settings.doors}
        return {
            "why": [self._because(one, names.get(one.subject, "")) for one in view.causes],
            "since": view.since,
            "head_count": view.head_count,
        }

    def _because(self, cause: CauseView, name: str) -> str:
        text = house_text(self.hass, f"cause_{cause.cause.value}")
        return f"{name}: {text}" if name else text
