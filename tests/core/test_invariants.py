"""What holds whatever happens, checked after every event of generated lives (H1, H2, H8, D1, D3, V5)."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import override

from hypothesis import given, strategies as st

from custom_components.kalajoki_library.core import events as ev
from custom_components.kalajoki_library.core.effects import ChangeBooking, Effect, SetLock, SetSwitch, Touched
from custom_components.kalajoki_library.core.opening.hours import Spans
from custom_components.kalajoki_library.core.settings import DoorSettings, EquipmentSettings, SpaceSettings
from custom_components.kalajoki_library.core.words import (
    OPEN_MODES,
    Act,
    Bolt,
    BookingKind,
    BookingState,
    Desired,
    DoorRole,
    GrantKind,
    HoursSource,
    IssueKind,
    Leaf,
    Mode,
    ModeSource,
    Plan,
    Sync,
)
from tests.builders import HELSINKI, LOBBY, MINUTE, at
from tests.core.run import Run
from tests.core.sequences import HOUSES, Step, houses, starts, steps
from tests.core.staff_account import StaffAccount

EMERGENCIES = (Mode.EVACUATION, Mode.LOCKDOWN)
LAST_MINUTES = timedelta(minutes=5)


@dataclass(kw_only=True)
class Watched(Run):
    """A run that keeps its own simple account of the rules and compares it after every event."""

    emergency: Mode | None = None
    burns: bool = False
    crew: StaffAccount = field(init=False)
    chosen: tuple[Mode, datetime] | None = None
    out: set[str] = field(default_factory=set)
    by_hand: set[str] = field(default_factory=set)
    reachable: dict[str, bool] = field(default_factory=dict)
    read_at: datetime | None = None
    is_dark: bool = False
    has_started: bool = False
    read_days: dict[date, Spans] = field(default_factory=dict)
    empty_since: dict[str, datetime] = field(default_factory=dict)
    kept_on: set[str] = field(default_factory=set)
    unneeded_since: datetime = field(default=datetime.max.replace(tzinfo=UTC))

    @override
    def __post_init__(self) -> None:
        super().__post_init__()
        self.crew = StaffAccount(self.settings.staff)

    @override
    def tell(self, event: ev.Event) -> tuple[Effect, ...]:
        self.note(event)
        self.crew.note(event, self.now)
        effects = self.building.handle(event, self.now)
        self.done += [(self.now, effect) for effect in effects]
        self.check(effects)
        self.follow(effects)
        return effects

    def note(self, event: ev.Event) -> None:
        """Keep account of what was told."""
        match event:
            case ev.BookingsRead():
                self.read_at, self.is_dark = self.now, False
            case ev.BookingsFailed():
                self.is_dark = True
            case ev.AutomationSwitched(door=door, on=on):
                self.by_hand = self.by_hand - {door} if on else self.by_hand | {door}
            case ev.ServiceSwitched(space=space, out=out):
                self.out = self.out | {space} if out else self.out - {space}
            case ev.LockReported(lock=lock, reachable=reachable):
                self.reachable[lock] = reachable
            case ev.PresenceReported(sensor=sensor, occupied=False):
                self.empty_since.setdefault(sensor, self.now)
            case ev.PresenceReported(sensor=sensor):
                self.empty_since.pop(sensor, None)
            case ev.Woken():
                self.has_started = True
            case ev.HoursRead(days=days) if self.settings.hours_source is not HoursSource.WEEKLY:
                self.read_days |= {one.day: one.spans for one in days}
            case _:
                self.note_mode(event)

    def note_mode(self, event: ev.Event) -> None:
        """Keep account of what staff chose."""
        match event:
            case ev.ModeOverridden(mode=Mode.LOCKDOWN) if self.emergency is Mode.EVACUATION:
                pass
            case ev.ModeOverridden(mode=mode) if mode in EMERGENCIES:
                self.emergency = mode
            case ev.FireAlarmReported(sensor=sensor, on=bool(on)) if sensor in self.settings.fire_alarms:
                rises = on and not self.burns
                self.burns = on
                self.emergency = Mode.EVACUATION if rises else self.emergency
            case ev.ModeOverridden(mode=mode, until=until) if until > self.now and mode is not Mode.UNKNOWN:
                self.chosen = (mode, until)
            case ev.StaffUseSwitched(space=space, on=on):
                self.kept_on = self.kept_on | {space} if on else self.kept_on - {space}
            case ev.OverrideCleared():
                self.chosen = None
            case ev.EmergencyEnded():
                self.emergency = None

    def planned(self, when: datetime) -> tuple[Mode, ModeSource]:
        """The shortest exception, the plan on the wall clock, or nothing."""
        laid = [one for one in self.exceptions if one.start <= when < one.end]
        if laid:
            return min(laid, key=lambda one: one.end - one.start).mode, ModeSource.EXCEPTIONS
        wall = when.astimezone(HELSINKI)
        spans = self.read_days.get(wall.date())
        if self.settings.hours_source is HoursSource.WEEKLY and self.settings.week is not None:
            spans = self.settings.week.days[wall.weekday()]
        if spans is None:
            return Mode.UNKNOWN, ModeSource.NONE
        minute = wall.hour * 60 + wall.minute
        for span in spans:
            if span.start <= minute < span.end:
                if span.plan is Plan.SELF_SERVICE:
                    mode = Mode.STAFFED_SELF_SERVICE if span.staffed else Mode.UNSTAFFED_SELF_SERVICE
                else:
                    mode = Mode.SERVICE if span.plan is Plan.SERVICE else Mode.CLOSED
                return mode, ModeSource.HOURS
        return Mode.CLOSED, ModeSource.HOURS

    def lasts(self, start: datetime, end: datetime) -> bool:
        """Whether one mode is planned all the way."""
        first = start.replace(second=0, microsecond=0)
        marks = [first + number * MINUTE for number in range((end - first) // MINUTE + 1)]
        return len({self.planned(one)[0] for one in (start, *marks, end) if start <= one <= end}) == 1

    def expected_mode(self, when: datetime | None = None) -> tuple[Mode, ModeSource]:
        """H1, H2, H5: emergency, override, then the plan joined with staff.

        Later than now nobody knows who will be there: the plan is trusted from its next stretch on.
        """
        at_ = when or self.now
        if self.emergency is not None:
            return self.emergency, ModeSource.EMERGENCY
        if self.chosen is not None and at_ < self.chosen[1]:
            return self.chosen[0], ModeSource.OVERRIDE
        mode, source = self.planned(at_)
        if not self.lasts(self.now, at_):
            return mode, source
        # Further back than staff are waited for it does not matter since when the stretch lasts.
        minutes = [self.now.replace(second=0, microsecond=0) - number * MINUTE for number in range(12)]
        since = next((one for one in reversed(minutes) if self.lasts(one, self.now)), self.now)
        return self.crew.join(mode, since, self.now), source

    def closes_soon(self) -> bool:
        """H6: whether the next thing to come within the last minutes is that the building closes."""
        minute = self.now.replace(second=0, microsecond=0)
        ahead = [minute + timedelta(minutes=one) for one in range(1, 6)]
        ahead += [self.chosen[1]] if self.chosen is not None else []
        for when in sorted(ahead):
            if self.now < when <= self.now + LAST_MINUTES:
                mode = self.expected_mode(when)[0]
                if mode not in OPEN_MODES:
                    return mode is Mode.CLOSED
        return False

    def is_granted(self, door: DoorSettings, mode: Mode) -> bool:
        """B2, B9, B10, D1: whether a booking opens a door now."""
        if door.grants is GrantKind.NONE or self.read_at is None:
            return False
        if self.is_dark and self.now >= self.read_at + self.settings.grants_expire:
            return False
        spaces = {one.id: one for one in self.settings.spaces}
        return any(
            one.state is BookingState.CONFIRMED
            and one.kind is not BookingKind.BLOCKED
            and one.space in door.spaces
            and one.space not in self.out
            and one.start - door.grant_before <= self.now < one.end + door.grant_after
            and self.is_open(spaces[one.space], mode)
            for one in self.bookings
        )

    def is_open(self, space: SpaceSettings, mode: Mode) -> bool:
        """B10, H4: whether a space's bookings open doors now; its own hours go before the building's."""
        if space.outside_hours or space.hours is None:
            return space.outside_hours or mode in OPEN_MODES
        is_shut = self.chosen is not None and self.chosen[0] is Mode.CLOSED and self.now < self.chosen[1]
        if is_shut or self.planned(self.now) == (Mode.CLOSED, ModeSource.EXCEPTIONS):
            return False
        wall = self.now.astimezone(HELSINKI)
        minute = wall.hour * 60 + wall.minute
        return any(one.start <= minute < one.end for one in space.hours.days[wall.weekday()])

    def expected_desired(self, door: DoorSettings) -> set[Desired]:
        """D1, D9, H2: what the rules want of a door now."""
        mode = self.expected_mode()[0]
        if door.id in self.by_hand or not self.has_started:
            return {Desired.HOLD}
        if mode is Mode.EVACUATION:
            return {Desired.UNLOCKED}
        if mode is Mode.LOCKDOWN:
            return {Desired.LOCKED}
        is_last = door.role is DoorRole.ENTRANCE and self.closes_soon()
        if (mode in door.unlocked_in and not is_last) or self.is_granted(door, mode):
            return {Desired.UNLOCKED}
        if self.read_at is None and door.grants is not GrantKind.NONE:
            return {Desired.HOLD}
        # Unknown hours leave a bolt alone; what the rules themselves opened they may close again.
        return {Desired.HOLD, Desired.LOCKED} if mode is Mode.UNKNOWN else {Desired.LOCKED}

    def check(self, effects: tuple[Effect, ...]) -> None:
        """Compare the building with the account."""
        wake = self.building.next_wakeup()
        assert wake is None or wake > self.now, "no busy timer"
        assert not [one for one in effects[:-1] if isinstance(one, Touched)], "Touched comes last, once"
        opening = self.view().opening
        assert (opening.mode, opening.source) == self.expected_mode()
        assert opening.rule
        assert self.view().staff.on_site is self.crew.on_site
        missing = (IssueKind.STAFF_MISSING, "") in self.building._issues.open
        assert not self.has_started or missing is (opening.rule == "H5:staff_missing")
        for door in self.settings.doors:
            view = self.view().doors[door.id]
            assert view.desired in self.expected_desired(door), (door.id, view)
            self.check_sync(door)
        for space in self.settings.spaces:
            if (one := space.equipment) is not None:
                needed = space.id in self.kept_on or self.is_used(space, one)
                unneeded = min(self.unneeded_since, self.now)
                self.unneeded_since = self.unneeded_since.max.replace(tzinfo=UTC) if needed else unneeded
        for effect in effects:
            if isinstance(effect, SetLock):
                self.check_command(effect)
            if isinstance(effect, ChangeBooking) and effect.act is Act.RELEASE:
                self.check_release(effect)
            if isinstance(effect, SetSwitch):
                self.check_switch(effect)
        assert "Secret" not in repr([*self.view().displays.values(), *effects])

    def check_release(self, change: ChangeBooking) -> None:
        """B6: a booking that is given back had its chance, and nobody was there, as far as sensors know."""
        space = next(one for one in self.settings.spaces if one.id == change.space)
        booking = next(one for one in self.bookings if one.key == change.booking)
        assert space.release_after is not None
        assert booking.start + space.release_after <= self.now < booking.end
        assert (booking.kind, booking.state) == (BookingKind.NORMAL, BookingState.CONFIRMED)
        assert self.expected_mode()[0] in OPEN_MODES
        assert self.has_started
        assert space.id not in self.out
        for sensor in space.presence:
            # A moment's silence is let pass.
            assert self.now - self.empty_since[sensor] >= space.release_after - timedelta(minutes=2)

    def is_used(self, space: SpaceSettings, equipment: EquipmentSettings) -> bool:
        """B8: whether a booking that was checked in, with its time before and after, is now."""
        lives = self.building._spaces.book.lives
        return any(
            one.space == space.id
            and (life := lives.get(one.key)) is not None
            and life.was_used
            and one.start - equipment.before <= self.now < one.end + equipment.after
            for one in self.bookings
        )

    def check_switch(self, change: SetSwitch) -> None:
        """B8: power for a booking in use or staff; taken only when no job can be running, or after hours."""
        space = next(one for one in self.settings.spaces if one.id == change.space)
        equipment = space.equipment
        assert equipment is not None
        assert self.has_started
        assert self.outlets[change.switch] is not None
        wanted = space.id in self.kept_on or (self.is_used(space, equipment) and space.id not in self.out)
        assert change.on is wanted
        watts = None if equipment.power is None else self.watts.get(equipment.power)
        if not change.on and (watts is None or watts > equipment.running_above_w):
            assert self.now - self.unneeded_since >= equipment.longest_hold, "a job is never cut"

    def check_sync(self, door: DoorSettings) -> None:
        """D3: in sync is said only of bolts that say so themselves."""
        view = self.view().doors[door.id]
        bolts = {self.bolts[lock] for lock in door.locks if self.reachable.get(lock)}
        if view.sync is Sync.IN_SYNC and view.desired is not Desired.HOLD:
            assert bolts == {Bolt(view.desired.value)}
        if view.actual is Bolt.LOCKED:
            assert bolts == {Bolt.LOCKED}

    def check_command(self, command: SetLock) -> None:
        """D3: what may be commanded at all."""
        door = next(one for one in self.settings.doors if one.id == command.door)
        assert command.lock in door.locks
        assert command.desired in self.expected_desired(door) - {Desired.HOLD}
        assert command.rule
        assert command.not_after > self.now
        assert self.reachable[command.lock]
        if command.desired is Desired.LOCKED and door.contact is not None:
            assert self.leaves[door.contact] is not Leaf.OPEN


@given(houses, starts, st.booleans(), st.lists(steps(), max_size=25))
def test_the_rules_hold_after_every_event(house: str, start: str, locks_obey: bool, life: list[Step]) -> None:
    """No door is ever desired unlocked outside its mode or a grant; exactly one mode, with its reason."""
    run = Watched(settings=HOUSES[house], now=at(start), locks_obey=locks_obey)
    run.everything()
    run.started()
    for step in life:
        step.do(run)
        run.everything()
        run.building.view(run.now + timedelta(days=3)).displays[LOBBY]


@given(houses, starts, st.lists(steps(), max_size=15))
def test_the_rules_hold_in_whatever_order_the_world_speaks_before_the_start(
    house: str, start: str, life: list[Step]
) -> None:
    """D3: nothing is commanded before the start, and nothing that was told is lost."""
    run = Watched(settings=HOUSES[house], now=at(start))
    for step in life:
        step.do(run)
        assert run.has_started or run.effects(SetLock) == []
    run.started()
