"""Sensors of people: how many, and how full it is, for the building, its zones and its spaces (P1, P3)."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from homeassistant.components.sensor import SensorDeviceClass, SensorEntityDescription, SensorStateClass
from homeassistant.helpers.typing import StateType

from .core.settings import Settings
from .core.views import PeopleView, SpaceView
from .core.words import CrowdLevel

type Attributes = Mapping[str, Any]

CROWD_LEVELS = [level.value for level in CrowdLevel if level is not CrowdLevel.UNKNOWN]


@dataclass(frozen=True, kw_only=True)
class LibrarySensorDescription[V](SensorEntityDescription):
    """A sensor and how to read it from its thing's view."""

    value: Callable[[V], StateType | datetime]
    attributes: Callable[[V], Attributes] | None = None


def _level(view: PeopleView | SpaceView) -> str | None:
    return None if view.level is CrowdLevel.UNKNOWN else view.level.value


INSIDE = LibrarySensorDescription[PeopleView](
    key="people_inside",
    translation_key="people_inside",
    state_class=SensorStateClass.MEASUREMENT,
    value=lambda view: view.inside,
    attributes=lambda view: {"capacity": view.capacity},
)
CROWD_LEVEL = LibrarySensorDescription[PeopleView](
    key="crowd_level",
    translation_key="crowd_level",
    device_class=SensorDeviceClass.ENUM,
    options=CROWD_LEVELS,
    value=_level,
)
SPACE_PEOPLE = LibrarySensorDescription[SpaceView](
    key="people",
    translation_key="space_people",
    state_class=SensorStateClass.MEASUREMENT,
    value=lambda view: view.people,
    attributes=lambda view: {"capacity": view.capacity},
)
SPACE_LEVEL = LibrarySensorDescription[SpaceView](
    key="crowd_level",
    translation_key="crowd_level",
    device_class=SensorDeviceClass.ENUM,
    options=CROWD_LEVELS,
    value=_level,
)
VISITS_TODAY = LibrarySensorDescription[PeopleView](
    key="visits_today",
    translation_key="visits_today",
    state_class=SensorStateClass.TOTAL_INCREASING,
    value=lambda view: view.visits_today,
    attributes=lambda view: {"by_mode": {mode.value: count for mode, count in view.visits_by_mode.items()}},
)
PEOPLE = (INSIDE, CROWD_LEVEL)
SPACE_PEOPLE_SENSORS = (SPACE_PEOPLE, SPACE_LEVEL)


def of_people(capacity: int | None) -> tuple[LibrarySensorDescription[PeopleView], ...]:
    """Return the sensors of the building or a zone; how full it is says something with a capacity only."""
    return PEOPLE if capacity else (INSIDE,)


def of_space(settings: Settings, space: str) -> tuple[LibrarySensorDescription[SpaceView], ...]:
    """Return the sensors of a space that is counted: by sensors with a number, not with yes or no."""
    (one,) = (one for one in settings.spaces if one.id == space)
    if not any(sensor.startswith("sensor.") for sensor in one.presence):
        return ()
    return SPACE_PEOPLE_SENSORS if one.capacity else (SPACE_PEOPLE,)
