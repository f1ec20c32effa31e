"""States of bound entities as the core's events. Unavailable is unreachable or unknown, never a value."""

from collections.abc import Iterator
import math

from homeassistant.components.lock import LockState
from homeassistant.components.sensor import (
    DOMAIN as SENSOR,
)
from homeassistant.const import (
    ATTR_UNIT_OF_MEASUREMENT,
    STATE_OFF,
    STATE_ON,
    STATE_UNAVAILABLE,
    STATE_UNKNOWN,
    UnitOfEnergy,
    UnitOfPower,
)
from homeassistant.core import HomeAssistant, State
from homeassistant.exceptions import HomeAssistantError
from homeassistant.util.unit_conversion import BaseUnitConverter, EnergyConverter, PowerConverter

from .core.events import (
    EnergyReported,
    Event,
    LeafReported,
    LockReported,
    PeopleCounted,
    PowerReported,
    PresenceReported,
    SwitchReported,
)
from .core.ids import (
    LockId,
    SensorId,
    SwitchId,
)
from .core.settings import CounterSettings, Settings
from .core.words import Bolt, Leaf
from .day_inputs import DayInputs

_BOLTS = {
    LockState.LOCKED: Bolt.LOCKED,
    LockState.UNLOCKED: Bolt.UNLOCKED,
    LockState.LOCKING: Bolt.LOCKING,
    LockState.UNLOCKING: Bolt.UNLOCKING,
    LockState.JAMMED: Bolt.JAMMED,
    LockState.OPEN: Bolt.UNLOCKED,
    LockState.OPENING: Bolt.UNLOCKING,
}
_LEAVES = {STATE_ON: Leaf.OPEN, STATE_OFF: Leaf.CLOSED}
_ON_OFF = {STATE_ON: True, STATE_OFF: False}


class Inputs:
    """Which entity means what."""

    def __init__(self, settings: Settings) -> None:
        """Index the settings by entity."""
        self._locks = {lock for door in settings.doors for lock in door.locks}
        self._contacts = {door.contact for door in settings.doors if door.contact is not None}
        self._presence = {sensor for space in settings.spaces for sensor in space.presence}
        self._day = DayInputs(settings)
        devices = [one.equipment for one in settings.spaces if one.equipment is not None]
        self._switches = {one.switch for one in devices}
        self._power = {one.power for one in devices if one.power is not None}
        self._energy = {one.energy for one in devices if one.energy is not None}
        self._counters: dict[str, list[CounterSettings]] = {}
        for counter in settings.counters:
            for entity in (counter.entered, counter.left):
                self._counters.setdefault(entity, []).append(counter)

    @property
    def entities(self) -> list[str]:
        """Return every entity that is bound."""
        devices = {*self._switches, *self._power, *self._energy}
        people = {*self._presence, *self._counters}
        return sorted({*self._locks, *self._contacts, *people, *devices, *self._day.entities})

    def events(self, hass: HomeAssistant, entity_id: str) -> Iterator[Event]:
        """Yield what the present state of an entity means."""
        state = hass.states.get(entity_id)
        word = None if state is None else state.state
        if entity_id in self._locks:
            known = word not in (None, STATE_UNAVAILABLE)
            bolt = _BOLTS.get(LockState(word), Bolt.UNKNOWN) if word in set(LockState) else Bolt.UNKNOWN
            yield LockReported(lock=LockId(entity_id), bolt=bolt, reachable=known)
        if entity_id in self._contacts:
            yield LeafReported(sensor=SensorId(entity_id), leaf=_LEAVES.get(word or "", Leaf.UNKNOWN))
        if entity_id in self._presence:
            yield _presence(SensorId(entity_id), state)
        yield from self._day.events(hass, entity_id)
        if entity_id in self._switches:
            yield SwitchReported(switch=SwitchId(entity_id), on=_ON_OFF.get(word or ""))
        if entity_id in self._power:
            watts = _measured(state, PowerConverter, UnitOfPower.WATT)
            yield PowerReported(sensor=SensorId(entity_id), watts=watts)
        if entity_id in self._energy:
            kwh = _measured(state, EnergyConverter, UnitOfEnergy.KILO_WATT_HOUR)
            yield EnergyReported(sensor=SensorId(entity_id), kwh=kwh)
        for counter in self._counters.get(entity_id, ()):
            yield PeopleCounted(
                counter=counter.id,
                entered=_total(hass.states.get(counter.entered)),
                left=_total(hass.states.get(counter.left)),
            )


def _presence(sensor: SensorId, state: State | None) -> PresenceReported:
    """Take yes or no, or a number of people (P2)."""
    if not sensor.startswith(f"{SENSOR}."):
        return PresenceReported(sensor=sensor, occupied=_ON_OFF.get("" if state is None else state.state))
    people = _total(state)
    if people is None or people < 0:
        return PresenceReported(sensor=sensor, occupied=None, counts=True)
    return PresenceReported(sensor=sensor, occupied=people > 0, people=people, counts=True)


def _measured(state: State | None, converter: type[BaseUnitConverter], unit: str) -> float | None:
    """Return a measurement in a unit; None: not known, or in a unit that says something else."""
    try:
        value = float(state.state) if state is not None else math.nan
        given = None if state is None else state.attributes.get(ATTR_UNIT_OF_MEASUREMENT)
        return converter.convert(value, given, unit) if math.isfinite(value) else None
    except ValueError, HomeAssistantError:
        return None


def _total(state: State | None) -> int | None:
    if state is None or state.state in (STATE_UNAVAILABLE, STATE_UNKNOWN):
        return None
    try:
        total = int(float(state.state))
    except ValueError, OverflowError:
        return None
    return total if total >= 0 else None  # nobody can have entered less than never
