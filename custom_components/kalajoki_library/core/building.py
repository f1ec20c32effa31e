"""The aggregate: events and instants in, effects, a wake-up, a view and a snapshot out."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import Any

from . import events as ev
from .access.doors import Doors
from .day import Day, Parts
from .deadlines import Deadlines
from .displays.displays import Displays
from .effects import Answer, DayRolledUp, Effect, ModeChanged, StaffCalled
from .equipment.machines import Machines
from .errors import ValueRefusedError
from .ids import DisplayId, DoorId, SpaceId
from .interval import Interval
from .issues import Issues
from .lazily import Lazily
from .occupancy.occupancy import Occupancy
from .opening.local import span_of, to_day
from .opening.memory import restore_day, take_day
from .opening.opening import Opening
from .report import memory as report_memory
from .report.day import DayLog
from .settings import Settings
from .snapshot import restore, take
from .spaces.offers import STAFFED
from .spaces.spaces import Spaces
from .turn import Turn
from .views import BuildingView, DisplayDataView, OpeningView, SpaceView, StaffView
from .words import Act, ActCode, Mode

type Snapshot = dict[str, Any]


class Building:
    """Decides everything and touches nothing."""

    def __init__(self, settings: Settings, snapshot: Snapshot | None = None) -> None:
        """Take settings and what `snapshot()` gave before the restart (JSON-able), if anything.

        SnapshotError: it cannot be read. Nothing is commanded before the first `Woken`.
        """
        self._settings = settings
        self._issues = Issues()
        self._opening = Opening(settings)
        self._spaces = Spaces(settings, self._issues)
        self._doors = Doors(settings, self._issues)
        self._people = Occupancy(settings, self._opening, self._issues)
        self._machines = Machines(settings, self._spaces, self._issues)
        self._displays = Displays(settings, self._spaces, self._opening, self._people)
        parts = Parts(self._opening, self._people.people, self._spaces, self._doors, self._issues)
        self._day = Day(settings, parts)
        self._log = DayLog(settings)
        self._deadlines = Deadlines()
        self._takes: dict[type[Any], Callable[[Any, Turn], None]] = {
            ev.Woken: self._wake,
            ev.ModeOverridden: self._override,
            ev.OverrideCleared: self._clear_override,
            ev.EmergencyEnded: self._end_emergency,
            ev.HoursRead: self._opening.hours.read,
            ev.HoursFailed: self._opening.hours.fail,
            ev.ExceptionsRead: self._opening.hours.read_exceptions,
            **self._day.takes,
            ev.BookingsRead: self._spaces.read,
            ev.BookingsFailed: self._spaces.fail,
            ev.PresenceReported: self._spaces.hear,
            ev.LockReported: self._doors.hear_lock,
            ev.LockRefused: self._doors.refuse,
            ev.LeafReported: self._hear_leaf,
            ev.PeopleCounted: self._people.count,
            ev.PeopleCorrected: self._people.correct,
            ev.ActAsked: self._ask,
            ev.BookingChangeDone: self._spaces.change_done,
            ev.AutomationSwitched: self._doors.switch,
            ev.ServiceSwitched: self._spaces.switch,
            ev.SwitchReported: self._machines.hear_switch,
            ev.SwitchRefused: self._machines.refuse,
            ev.PowerReported: self._machines.hear_power,
            ev.EnergyReported: self._machines.hear_energy,
            ev.StaffUseSwitched: self._machines.switch_use,
        }
        self._shown: tuple[OpeningView, StaffView] | None = None
        self._unsaid: list[Effect] = []
        self._is_fresh, self._noted = True, 0
        self._started: datetime | None = None
        if snapshot is not None:
            self._restore(snapshot)

    def _restore(self, snapshot: Snapshot) -> None:
        doors, machines, issues = self._doors, self._machines, self._issues
        restore(snapshot, self._opening, self._people, self._spaces, doors, machines, issues)
        restore_day(snapshot, self._opening, self._day.routine)
        report_memory.restore(snapshot, self._log)

    def handle(self, event: ev.Event, now: datetime) -> tuple[Effect, ...]:
        """Take one event at an aware UTC instant; return what to do, `Touched` last.

        What time alone has changed is settled first, so that the event meets the world of `now`.
        """
        if now.tzinfo is None:
            raise ValueRefusedError("the time must be aware")
        # What is unsaid is kept should the event be one that cannot be handled.
        turn = Turn(now=now, is_started=self._started is not None, effects=self._unsaid)
        self._pass_time(turn)
        self._settle(turn)
        self._report(turn)
        self._takes[type(event)](event, turn)
        self._settle(turn)
        self._report(turn)
        self._unsaid, self._noted = [], 0
        return turn.close()

    def next_wakeup(self) -> datetime | None:
        """Return when `Woken` should be handled next, or None."""
        return self._deadlines.next()

    def view(self, now: datetime) -> BuildingView:
        """Return what the building looks like now; values are built as they are asked for."""
        opening, spaces = self._opening, self._spaces
        today = opening.today or span_of(opening.zone, to_day(opening.zone, now))
        return BuildingView(
            opening=opening.view(),
            hours=opening.hours_view(now),
            people=replace(
                self._people.view(),
                visits_today=self._log.visits,
                visits_by_mode=self._log.visits_by_mode(),
            ),
            zones=Lazily(self._people.crowding.inner_zones, self._people.view),
            spaces=Lazily(spaces.ids, lambda one: self._space(one, today)),
            doors=Lazily(self._doors.ids, lambda one: self._doors[one].view()),
            displays=Lazily(self._displays.ids, lambda one: self._shown_at(one, now)),
            days=opening.days(now),
            day=opening.day,
            staff=opening.staff_view(),
            routine=self._day.routine.view(),
        )

    def _shown_at(self, display: DisplayId, now: datetime) -> DisplayDataView:
        return replace(self._displays.view(display, now), notice=self._day.routine.view().notice)

    def _space(self, space: SpaceId, today: Interval) -> SpaceView:
        shown = self._spaces[space].view(self._spaces.book, today)
        machine = self._machines.get(space)
        equipment = None if machine is None else machine.view()
        return replace(shown, level=self._people.crowding.of_space(space), equipment=equipment)

    def snapshot(self) -> Snapshot:
        """Return everything a restart must not lose, as JSON-able data."""
        kept = take(self._opening, self._people, self._spaces, self._doors, self._machines, self._issues)
        kept |= take_day(self._opening, self._day.routine)
        return kept | {"report": report_memory.take(self._log)}

    def _pass_time(self, turn: Turn) -> None:
        if self._is_fresh:
            self._is_fresh = False
            self._people.forget_yesterday(turn.now)
            turn.opening = turn.people = turn.requests = True
            turn.spaces |= set(self._spaces.ids)
            return
        for kind, subject in self._deadlines.due(turn.now):
            match kind:
                case "opening":
                    turn.opening = True
                case "people":
                    turn.people = True
                case "routine":
                    turn.routine = True
                case "requests":
                    turn.requests = True
                case "space":
                    turn.spaces.add(SpaceId(subject))
                case "equipment":
                    turn.equipment.add(SpaceId(subject))
                case _:
                    turn.doors.add(DoorId(subject))

    def _report(self, turn: Turn) -> None:
        """Take what was counted, and tell the days that are over (R1)."""
        log, before = self._log, self._log.visits
        log.note(turn.effects[self._noted :], turn.now)
        for report in log.advance(turn.now, self._opening.mode):
            turn.effects.append(DayRolledUp(report=report))
        log.note_inside(self._people.people.inside())
        turn.touched_people |= log.visits != before
        self._noted = len(turn.effects)

    def _override(self, event: ev.ModeOverridden, turn: Turn) -> None:
        self._opening.choose(event.mode, event.until, event.reason, turn.now, event.actor)
        turn.opening = True

    def _clear_override(self, _event: ev.OverrideCleared, turn: Turn) -> None:
        self._opening.clear()
        turn.opening = True

    def _end_emergency(self, _event: ev.EmergencyEnded, turn: Turn) -> None:
        self._opening.end_emergency()
        turn.opening = True

    def _wake(self, _event: ev.Woken, turn: Turn) -> None:
        """Start following: everything that will be told was told, or is unavailable."""
        if self._started is not None:
            return
        self._started, turn.is_started = turn.now, True
        turn.opening = turn.people = turn.routine = True
        turn.spaces |= set(self._spaces.ids)
        turn.doors |= set(self._doors.ids)
        turn.equipment |= set(self._machines.ids)
        turn.effects += self._issues.again()

    def _hear_leaf(self, event: ev.LeafReported, turn: Turn) -> None:
        for space in self._doors.hear_leaf(event, turn):
            self._spaces.came_in(space, turn)

    def _ask(self, act: ev.ActAsked, turn: Turn) -> None:
        requests = self._spaces.requests
        asked_before = requests.find(act.request)
        if asked_before is not None:
            if asked_before.display != act.display:  # somebody else's act under a name that is taken
                refusal = Answer(request=act.request, display=act.display, code=ActCode.INVALID)
                turn.effects.append(refusal)
            elif isinstance(asked_before, Answer):
                turn.effects.append(asked_before)
            return
        code = self._refusal(act, turn.now)
        if code is None and act.act is Act.CALL_STAFF and act.display is not None:
            turn.effects.append(StaffCalled(display=act.display, space=self._displays.space_of(act)))
            self._spaces.answer(act, ActCode.DONE, turn)
            return
        space = self._displays.space_of(act)
        if code is None and space is not None:
            code = self._spaces.ask(act, space, self._opening, turn)
        if code is not None:
            self._spaces.answer(act, code, turn)

    def _refusal(self, act: ev.ActAsked, now: datetime) -> ActCode | None:
        """Return why an act is refused whatever it is about."""
        if now > act.not_after:
            return ActCode.EXPIRED
        if self._started is None:
            return ActCode.NOT_READY
        if act.display is not None and not self._displays.may(act):
            return ActCode.NOT_ALLOWED
        if act.act is Act.CALL_STAFF:
            offered = act.display is not None and self._opening.mode in STAFFED
            return None if offered else ActCode.NOT_ALLOWED
        return None if self._displays.space_of(act) is not None else ActCode.INVALID

    def _settle(self, turn: Turn) -> None:
        """Let everything that waits follow what holds now: hours, then spaces, then doors."""
        watched = self._day.routine.watches and bool(turn.spaces or turn.doors or turn.people)
        turn.routine |= turn.opening or watched
        if turn.opening:
            self._settle_opening(turn)
        if turn.spaces or turn.requests:
            for space in turn.spaces:
                turn.doors.update(self._doors.of_space(space))
            turn.equipment |= turn.spaces & self._machines.ids
            self._spaces.settle(turn, self._opening, self._deadlines)
            looked_at = (self._spaces[one] for one in turn.spaces)
            self._people.look_into(looked_at, turn, started=self._started is not None)
        if turn.doors and self._started is not None:
            self._doors.settle(turn, self._opening, self._spaces, self._started, self._deadlines)
        if turn.people and self._started is not None:
            self._people.settle(turn, self._deadlines)
        if turn.equipment and turn.is_started:
            self._machines.settle(turn, self._deadlines)
        if turn.routine and self._started is not None:
            self._day.settle(turn, self._deadlines)
        turn.opening = turn.replanned = turn.people = turn.requests = turn.routine = False
        turn.spaces, turn.doors, turn.equipment = set(), set(), set()

    def _settle_opening(self, turn: Turn) -> None:
        opening = self._opening
        before, today, shown = opening.decision, opening.today, self._shown
        decision = opening.decide(turn.now)
        if decision.mode is not before.mode:
            turn.effects.append(
                ModeChanged(
                    mode=decision.mode,
                    previous=before.mode,
                    source=decision.source,
                    rule=decision.rule,
                    reason=decision.reason,
                    actor=opening.actor,
                )
            )
        self._shown = (opening.view(), opening.staff_view())
        if self._shown != shown or opening.today != today:
            turn.touched_opening = True
        is_relaid = shown is None or _laid_over(shown[0]) != _laid_over(self._shown[0])
        if decision != before or opening.today != today or turn.replanned or is_relaid:
            turn.people = True
            turn.spaces |= set(self._spaces.ids)
            turn.doors |= set(self._doors.ids)
        if opening.today != today:
            turn.touched_spaces |= set(self._spaces.ids)  # today's bookings are others
        self._deadlines.put(("opening", ""), opening.changes_at(turn.now))
        if self._started is not None:
            for kind, is_open in opening.issues(turn.now):
                turn.effects += self._issues.set(kind, "", is_open=is_open)
            self._day.follow_staff(turn)


def _laid_over(view: OpeningView) -> tuple[Mode | None, datetime | None]:
    """Return what may close a space with hours of its own while the building stays as it is (H4)."""
    return view.override_mode, view.override_until
