"""States of what tells of staff and of fire, as the core's events. Unavailable is never a value."""

from collections.abc import Iterator
from datetime import datetime

from homeassistant.const import STATE_HOME, STATE_NOT_HOME, STATE_OFF, STATE_ON
from homeassistant.core import HomeAssistant, State
from homeassistant.util import dt as dt_util

from .core.events import Event, FireAlarmReported, StaffBadgeUsed, StaffReported
from .core.ids import SensorId
from .core.settings import Settings
from .texts import house_text

_THERE = {STATE_ON: True, STATE_HOME: True, STATE_OFF: False, STATE_NOT_HOME: False}
_LEVELS = {STATE_ON: True, STATE_OFF: False}
_ZONED = ("person.", "device_tracker.")
_SILENT = ("unavailable", "unknown")


class DayInputs:
    """Which entity tells what."""

    def __init__(self, settings: Settings) -> None:
        """Index the settings by entity."""
        self._staff = set(settings.staff.sensors)
        self._badges = set(settings.staff.badges)
        self._alarms = set(settings.fire_alarms)

    @property
    def entities(self) -> set[str]:
        """Return every entity that is bound."""
        return {*self._staff, *self._badges, *self._alarms}

    def events(self, hass: HomeAssistant, entity_id: str) -> Iterator[Event]:
        """Yield what the present state of an entity means."""
        state = hass.states.get(entity_id)
        if entity_id in self._staff:
            yield StaffReported(sensor=SensorId(entity_id), on_site=_is_there(state))
        if entity_id in self._badges and (at := _used_at(state)) is not None:
            yield StaffBadgeUsed(badge=SensorId(entity_id), at=at)
        if entity_id in self._alarms:
            name = entity_id if state is None else state.name
            yield FireAlarmReported(
                sensor=SensorId(entity_id),
                on=None if state is None else _LEVELS.get(state.state),
                reason=house_text(hass, "fire_alarm").format(name=name),
            )


def _is_there(state: State | None) -> bool | None:
    if state is None or state.state in _SILENT:
        return None
    # Somewhere else with a name, at work in another building say, is not here.
    return _THERE.get(state.state, False if state.entity_id.startswith(_ZONED) else None)


def _used_at(state: State | None) -> datetime | None:
    """Return when a button or an event entity was used last: that is what its state says."""
    return None if state is None or state.state in _SILENT else dt_util.parse_datetime(state.state)
