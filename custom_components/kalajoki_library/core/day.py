"""The staffed day: what staff do, fire alarms, and the routines of opening and closing (H1, H5-H7, D9)."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from . import events as ev
from .access.door import Door
from .access.doors import Doors
from .deadlines import Deadlines
from .issues import Issues
from .occupancy.people import People
from .opening.local import span_of, to_day
from .opening.opening import Opening
from .opening.routine import Eyes, Routine, Sweep
from .settings import BUILDING, Settings
from .spaces.space import Space
from .spaces.spaces import Spaces
from .turn import Turn
from .views import CauseView
from .words import BookingKind, BookingState, Cause, DoorRole, IssueKind, Leaf, Sync


@dataclass(frozen=True, slots=True)
class Parts:
    """The parts of the building that the day looks at."""

    opening: Opening
    people: People
    spaces: Spaces
    doors: Doors
    issues: Issues


class Day:
    """Takes what happens on the staff axis, and leads the building through opening and closing."""

    def __init__(self, settings: Settings, parts: Parts) -> None:
        """Take what the routine looks at."""
        self._settings, self._parts = settings, parts
        self.routine = Routine(settings.routine)
        self.takes: dict[type[Any], Callable[[Any, Turn], None]] = {
            ev.FireAlarmReported: self.hear_alarm,
            ev.StaffReported: self.report,
            ev.StaffCheckedIn: self.check_in,
            ev.StaffCheckedOut: self.check_out,
            ev.StaffBadgeUsed: self.use_badge,
            ev.DeskChosen: self.choose_desk,
        }

    def report(self, event: ev.StaffReported, turn: Turn) -> None:
        """Take what a sensor says of staff."""
        turn.opening |= self._parts.opening.staff.report(event.sensor, event.on_site)

    def check_in(self, event: ev.StaffCheckedIn, turn: Turn) -> None:
        """Take that somebody came."""
        turn.opening |= self._parts.opening.staff.check_in(event.badge, turn.now)

    def check_out(self, event: ev.StaffCheckedOut, turn: Turn) -> None:
        """Take that somebody, or the last one, goes."""
        turn.opening |= self._parts.opening.staff.check_out(event.badge)

    def use_badge(self, event: ev.StaffBadgeUsed, turn: Turn) -> None:
        """Take when a badge was used."""
        turn.opening |= self._parts.opening.staff.use(event.badge, event.at, turn.now)

    def choose_desk(self, event: ev.DeskChosen, turn: Turn) -> None:
        """Take whether the desk is staffed, for the rest of the local day."""
        opening = self._parts.opening
        until = span_of(opening.zone, to_day(opening.zone, turn.now)).end
        turn.opening |= opening.staff.choose(event.desk, until, turn.now)

    def hear_alarm(self, event: ev.FireAlarmReported, turn: Turn) -> None:
        """Take what a fire alarm says."""
        turn.opening |= self._parts.opening.hear_alarm(event.sensor, event.on, event.reason, turn.now)

    def settle(self, turn: Turn, deadlines: Deadlines) -> None:
        """Lead the routine on."""
        routine, issues, opening = self.routine, self._parts.issues, self._parts.opening
        before = routine.view()
        eyes = Eyes(sweep=self._sweep, check=self._check, inside=self._parts.people.inside)
        turn.effects += routine.settle(opening.hours_of_now(), eyes, turn.now)
        if routine.view() != before:
            turn.touched_opening = True
        left = routine.is_left_inside(turn.now)
        turn.effects += issues.set(IssueKind.LEFT_INSIDE, "", is_open=left)
        failed = {one.subject for one in routine.failed_checks}
        for door in self._entrances():
            id_ = door.settings.id
            turn.effects += issues.set(IssueKind.OPENING_CHECK_FAILED, id_, is_open=id_ in failed)
        deadlines.put(("routine", ""), routine.changes_at(turn.now))

    def follow_staff(self, turn: Turn) -> None:
        """Tell staff when nobody has come (H5)."""
        missing = self._parts.opening.is_staff_missing
        turn.effects += self._parts.issues.set(IssueKind.STAFF_MISSING, "", is_open=missing)

    def _entrances(self) -> Iterator[Door]:
        return (door for door in self._parts.doors if door.settings.role is DoorRole.ENTRANCE)

    def _check(self) -> tuple[CauseView, ...]:
        """Return why an entrance may not open in time."""
        found: list[CauseView] = []
        for door in self._entrances():
            id_ = door.settings.id
            locks = door.locks.values()
            if any(not lock.reachable for lock in locks):
                found.append(CauseView(cause=Cause.LOCK_UNREACHABLE, subject=id_))
            if any(lock.sync is Sync.SUSPENDED for lock in locks):
                found.append(CauseView(cause=Cause.LOCK_SUSPENDED, subject=id_))
            if door.settings.contact is not None and door.leaf in (None, Leaf.UNKNOWN):
                found.append(CauseView(cause=Cause.CONTACT_UNKNOWN, subject=id_))
        return tuple(found)

    def _sweep(self) -> Sweep:
        """Return who is, or may be, inside: everything that can tell must say that nobody is."""
        found: list[CauseView] = []
        inside = self._parts.people.inside()
        is_counted = self._settings.is_counted(BUILDING)
        if is_counted and inside != 0:
            cause = Cause.PEOPLE_UNKNOWN if inside is None else Cause.PEOPLE_INSIDE
            found.append(CauseView(cause=cause))
        watched = [space for space in self._parts.spaces if space.settings.presence]
        for space in watched:
            occupied = space.presence.occupied
            if occupied is not False:
                cause = Cause.SPACE_UNKNOWN if occupied is None else Cause.SPACE_OCCUPIED
                found.append(CauseView(cause=cause, subject=space.settings.id))
        if not is_counted and not watched:
            found.append(CauseView(cause=Cause.NOTHING_TELLS))
        staff = self._parts.opening.staff
        if staff.on_site is True:
            found.append(CauseView(cause=Cause.STAFF_ON_SITE))
        elif staff.on_site is None and staff.settings.is_configured:
            found.append(CauseView(cause=Cause.STAFF_UNKNOWN))
        booked = [(space.settings.id, ends) for space in self._parts.spaces if (ends := _booked_until(space))]
        found += [CauseView(cause=Cause.SPACE_BOOKED, subject=id_) for id_, _ends in booked]
        return Sweep(causes=tuple(found), booked_until=max((ends for _id, ends in booked), default=None))


def _booked_until(space: Space) -> datetime | None:
    """Return until when a booking may keep people in after closing (B10, H4)."""
    settings = space.settings
    if space.now is None or not (settings.outside_hours or (settings.hours and space.now.facts.is_open)):
        return None
    current, closes_at = space.now.facts.current, space.now.facts.closes_at
    if current is None or space.out or current.kind is BookingKind.BLOCKED:
        return None
    ends = current.end if closes_at is None else min(current.end, closes_at)
    return ends if current.state is BookingState.CONFIRMED else None
