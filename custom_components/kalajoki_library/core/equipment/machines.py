"""All bookable devices: what they say, and what staff are told of them (B8)."""

from collections.abc import Callable, Iterator, KeysView

from ..deadlines import Deadlines
from ..events import EnergyReported, PowerReported, StaffUseSwitched, SwitchRefused, SwitchReported
from ..ids import SpaceId
from ..issues import Issues
from ..settings import Settings
from ..spaces.spaces import Spaces
from ..turn import Turn
from ..words import IssueKind
from .machine import Machine


class Machines:
    """Devices by the space they are booked as."""

    def __init__(self, settings: Settings, spaces: Spaces, issues: Issues) -> None:
        """Start with nothing heard."""
        self._book, self._issues = spaces.book, issues
        self._machines = {
            one.id: Machine(one.equipment, spaces[one.id])
            for one in settings.spaces
            if one.equipment is not None
        }

    def __iter__(self) -> Iterator[Machine]:
        """Iterate over the devices as configured."""
        return iter(self._machines.values())

    @property
    def ids(self) -> KeysView[SpaceId]:
        """Return the spaces that are devices."""
        return self._machines.keys()

    def get(self, space: SpaceId) -> Machine | None:
        """Return the device of a space."""
        return self._machines.get(space)

    def hear_switch(self, event: SwitchReported, turn: Turn) -> None:
        """Take what a switch says."""
        for one in self._machines.values():
            if one.settings.switch == event.switch:
                self._take(one, lambda one: one.hear_switch(event.on, turn.now), turn)

    def refuse(self, event: SwitchRefused, turn: Turn) -> None:
        """Take that a command failed."""
        for one in self._machines.values():
            if one.settings.switch == event.switch:
                self._take(one, lambda one: one.outlet.refuse(turn.now), turn)

    def hear_power(self, event: PowerReported, turn: Turn) -> None:
        """Take what a device draws."""
        for one in self._machines.values():
            if one.settings.power == event.sensor:
                self._take(one, lambda one: one.hear_power(event.watts, turn.now), turn)

    def hear_energy(self, event: EnergyReported, turn: Turn) -> None:
        """Take the total a device has drawn."""
        for one in self._machines.values():
            if one.settings.energy == event.sensor:
                self._take(one, lambda one: one.hear_energy(event.kwh), turn)

    def switch_use(self, event: StaffUseSwitched, turn: Turn) -> None:
        """Take that staff use a device themselves, or no longer."""
        one = self._machines.get(event.space)
        if one is not None:
            self._take(one, lambda one: one.keep_on(on=event.on), turn)

    def _take(self, machine: Machine, hear: Callable[[Machine], bool], turn: Turn) -> None:
        """Let a device hear something; it is settled when that is news."""
        space, before = machine.space.settings.id, machine.view()
        if hear(machine):
            turn.equipment.add(space)
        if machine.view() != before:
            turn.touched_spaces.add(space)

    def settle(self, turn: Turn, deadlines: Deadlines) -> None:
        """Let every waiting device follow what holds now."""
        for space in sorted(turn.equipment):
            machine = self._machines[space]
            before = machine.view()
            machine.settle(self._book, turn)
            if machine.view() != before:
                turn.touched_spaces.add(space)
            deadlines.put(("equipment", space), machine.changes_at(self._book, turn.now))
            failed = machine.outlet.has_problem(turn.now)
            turn.effects += self._issues.set(IssueKind.SWITCH_NOT_FOLLOWING, space, is_open=failed)
