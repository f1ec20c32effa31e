"""All doors: take what locks and contacts say, follow mode and grants, tell what does not follow (D3)."""

from collections.abc import Iterator, KeysView
from datetime import datetime, timedelta

from ..deadlines import Deadlines
from ..events import AutomationSwitched, LeafReported, LockRefused, LockReported
from ..ids import DoorId, LockId, SensorId, SpaceId
from ..interval import Interval, intersect
from ..issues import Issues
from ..opening.opening import Opening, hour_of
from ..settings import DoorSettings, Settings
from ..spaces.spaces import Spaces
from ..turn import Turn
from ..words import BookingKind, BookingState, DoorRole, GrantKind, IssueKind, Leaf, Sync
from .door import Door
from .plan import AHEAD, Grants, granted, plan_of

HOUR = timedelta(hours=1)


class Doors:
    """Doors and who must be told of what."""

    def __init__(self, settings: Settings, issues: Issues) -> None:
        """Start with nothing heard."""
        self._settings, self._issues = settings, issues
        self._doors = {one.id: Door(one) for one in settings.doors}
        self._by_lock: dict[LockId, list[DoorId]] = {}
        self._by_contact: dict[SensorId, list[DoorId]] = {}
        self._by_space: dict[SpaceId, list[DoorId]] = {}
        for one in settings.doors:
            for lock in one.locks:
                self._by_lock.setdefault(lock, []).append(one.id)
            if one.contact is not None:
                self._by_contact.setdefault(one.contact, []).append(one.id)
            if one.grants is not GrantKind.NONE:
                for space in one.spaces:
                    self._by_space.setdefault(space, []).append(one.id)

    def __iter__(self) -> Iterator[Door]:
        """Iterate over the doors as configured."""
        return iter(self._doors.values())

    def __getitem__(self, door: DoorId) -> Door:
        """Return a door."""
        return self._doors[door]

    @property
    def ids(self) -> KeysView[DoorId]:
        """Return every door's id."""
        return self._doors.keys()

    def of_space(self, space: SpaceId) -> list[DoorId]:
        """Return the doors that a space's bookings open."""
        return self._by_space.get(space, [])

    def hear_lock(self, event: LockReported, turn: Turn) -> None:
        """Take what a lock says."""
        for door in self._by_lock.get(event.lock, ()):
            lock = self._doors[door].locks[event.lock]
            if lock.report(event.bolt, reachable=event.reachable, now=turn.now):
                turn.doors.add(door)
                turn.touched_doors.add(door)

    def refuse(self, event: LockRefused, turn: Turn) -> None:
        """Take that a command failed."""
        for door in self._by_lock.get(event.lock, ()):
            if self._doors[door].locks[event.lock].refuse(turn.now):
                turn.doors.add(door)
                turn.touched_doors.add(door)

    def hear_leaf(self, event: LeafReported, turn: Turn) -> list[SpaceId]:
        """Take what a contact says; return the spaces whose own door was opened now (B6)."""
        opened: list[SpaceId] = []
        for id_ in self._by_contact.get(event.sensor, ()):
            door, before = self._doors[id_], self._doors[id_].leaf
            if door.report_leaf(event.leaf):
                turn.doors.add(id_)
                turn.touched_doors.add(id_)
                if (before, event.leaf) == (Leaf.CLOSED, Leaf.OPEN) and door.settings.role is DoorRole.ROOM:
                    opened += door.settings.spaces
        return opened

    def switch(self, event: AutomationSwitched, turn: Turn) -> None:
        """Take a door out of the automation or put it back."""
        door = self._doors.get(event.door)
        if door is not None and door.switch(automatic=event.on):
            turn.doors.add(event.door)
            turn.touched_doors.add(event.door)

    def settle(
        self, turn: Turn, opening: Opening, spaces: Spaces, started: datetime, deadlines: Deadlines
    ) -> None:
        """Let every waiting door follow what holds now."""
        hour = hour_of(turn.now)
        modes = opening.between(hour, hour + AHEAD) if turn.doors else ()
        for id_ in sorted(turn.doors):
            door = self._doors[id_]
            before = door.view()
            grants = self._grants(door.settings, spaces, opening, Interval(hour, hour + AHEAD))
            last_minutes = self._settings.routine.no_new_entries
            plan = plan_of(door.settings, modes, grants, turn.now, last_minutes)
            turn.effects += door.settle(plan, started, turn.now)
            if door.view() != before:
                turn.touched_doors.add(id_)
            looked_at = [door.changes_at(started, turn.now), hour + HOUR]
            deadlines.put(("door", id_), min(one for one in looked_at if one is not None))
            self._tell(door, turn)

    def _tell(self, door: Door, turn: Turn) -> None:
        for lock in door.locks.values():
            lost = lock.is_lost_since
            is_lost = lost is not None and turn.now >= lost
            suspended = lock.sync is Sync.SUSPENDED
            turn.effects += self._issues.set(IssueKind.LOCK_SUSPENDED, lock.id, is_open=suspended)
            turn.effects += self._issues.set(IssueKind.LOCK_UNREACHABLE, lock.id, is_open=is_lost)

    def _grants(self, door: DoorSettings, spaces: Spaces, opening: Opening, within: Interval) -> Grants:
        """Return the windows that bookings open: confirmed ones, on spaces in service (D1, B9).

        A space with hours of its own keeps to them, whatever the building's are (H4).
        """
        inside: list[Interval] = []
        any_time: list[Interval] = []
        known = True
        for space in door.spaces if door.grants is not GrantKind.NONE else ():
            reading = spaces.reading(space)
            if reading.read_at is None:
                known = False
                continue
            expires = reading.read_at + self._settings.grants_expire if reading.misses else None
            if spaces[space].out:
                continue
            own, anywhen = spaces[space].own, spaces[space].settings.outside_hours
            hours = None
            if own is not None and not anywhen:
                hours = own.open_between(opening, within.start, within.end)
            for booking in spaces.book.of(space):
                if booking.start - door.grant_before >= within.end:
                    break
                if booking.state is BookingState.CONFIRMED and booking.kind is not BookingKind.BLOCKED:
                    windows = granted(booking.start, booking.end, door, expires)
                    if hours is not None:
                        windows = intersect(windows, hours)
                    is_free = anywhen or hours is not None
                    (any_time if is_free else inside).extend(one for one in windows if one.overlaps(within))
        return Grants(inside_hours=tuple(inside), any_time=tuple(any_time), known=known)
