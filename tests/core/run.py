"""A building living through time by its own wake-ups, with a world that answers."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
import json
from typing import Any

from custom_components.kalajoki_library.core import events as ev
from custom_components.kalajoki_library.core.bookings import Booking
from custom_components.kalajoki_library.core.building import Building
from custom_components.kalajoki_library.core.effects import (
    Answer,
    BookingRecorded,
    ChangeBooking,
    Effect,
    ModeChanged,
    SetLock,
    SetSwitch,
)
from custom_components.kalajoki_library.core.ids import (
    BookingKey,
    CounterId,
    LockId,
    RequestId,
    SensorId,
    SwitchId,
)
from custom_components.kalajoki_library.core.opening.hours import DayHours, ExceptionSpan
from custom_components.kalajoki_library.core.settings import Settings
from custom_components.kalajoki_library.core.views import (
    BuildingView,
    DisplayDataView,
    DoorView,
    EquipmentView,
    RoomDisplayView,
    SpaceView,
)
from custom_components.kalajoki_library.core.words import (
    Act,
    ActCode,
    Actor,
    Bolt,
    BookingOutcome,
    Desired,
    Leaf,
    Mode,
)
from tests.builders import (
    ENTRANCE,
    GAME,
    GAME_DISPLAY,
    GAME_DOOR,
    GAME_LEAF,
    GAME_LOCK,
    HEADS,
    KWH,
    LINE,
    MINUTE,
    PLUG,
    PRESENCE,
    PRINTER,
    SOURCE,
    WATTS,
    at,
    house,
)

type Effects = tuple[Effect, ...]


@dataclass(kw_only=True)
class Run:
    """One building living through time; what the world says back is what a test lets it say.

    `locks_obey`: a command to a lock is followed by the lock's report at the same instant.
    `source_answers`: a change asked of the booking source is made and read at once.
    """

    settings: Settings = field(default_factory=house)
    now: datetime = field(default_factory=lambda: at("12:00"))
    bookings: tuple[Booking, ...] = ()
    locks_obey: bool = True
    source_answers: bool = True
    snapshot: dict[str, Any] | None = None
    asked: int = 0
    done: list[tuple[datetime, Effect]] = field(default_factory=list)
    bolts: dict[LockId, Bolt] = field(default_factory=dict)
    leaves: dict[SensorId, Leaf] = field(default_factory=dict)
    presence: dict[SensorId, bool | None] = field(default_factory=dict)
    heads: dict[SensorId, int | None] = field(default_factory=dict)
    totals: dict[CounterId, tuple[int | None, int | None]] = field(default_factory=dict)
    hours: tuple[DayHours, ...] | None = None
    exceptions: tuple[ExceptionSpan, ...] = ()
    outlets: dict[SwitchId, bool | None] = field(default_factory=dict)
    watts: dict[SensorId, float | None] = field(default_factory=dict)
    kwh: dict[SensorId, float | None] = field(default_factory=dict)
    building: Building = field(init=False)

    def __post_init__(self) -> None:
        """Build the building; nothing is told yet."""
        self.building = Building(self.settings, self.snapshot)
        for door in self.settings.doors:
            self.bolts |= {lock: self.bolts.get(lock, Bolt.LOCKED) for lock in door.locks}
            if door.contact is not None:
                self.leaves.setdefault(door.contact, Leaf.CLOSED)
        for space in self.settings.spaces:
            if space.equipment is not None:
                self.outlets.setdefault(space.equipment.switch, False)

    def started(self) -> Run:
        """Tell everything in the shell's order: what is bound, the bookings, then that it starts."""
        for lock, bolt in self.bolts.items():
            self.tell(ev.LockReported(lock=lock, bolt=bolt))
        for contact, leaf in self.leaves.items():
            self.tell(ev.LeafReported(sensor=contact, leaf=leaf))
        for sensor, occupied in self.presence.items():
            self.tell(ev.PresenceReported(sensor=sensor, occupied=occupied))
        for sensor, people in self.heads.items():
            self.see(people, sensor)
        for switch, on in self.outlets.items():
            self.tell(ev.SwitchReported(switch=switch, on=on))
        for sensor, watts in self.watts.items():
            self.tell(ev.PowerReported(sensor=sensor, watts=watts))
        for sensor, kwh in self.kwh.items():
            self.tell(ev.EnergyReported(sensor=sensor, kwh=kwh))
        for counter, (entered, left) in self.totals.items():
            self.tell(ev.PeopleCounted(counter=counter, entered=entered, left=left))
        if self.hours is not None:
            self.read_hours(*self.hours)
        self.except_for(*self.exceptions)
        self.read()
        self.tell(ev.Woken())
        return self

    def restarted(self, *, later: timedelta = timedelta(0)) -> Run:
        """Return the same house after a restart from the snapshot, as JSON keeps it."""
        stored = json.loads(json.dumps(self.building.snapshot()))
        stored["alive_at"] = self.now.isoformat()  # put in by whoever keeps snapshots
        return replace(
            self,
            snapshot=stored,
            now=self.now + later,
            done=[],
            bolts=dict(self.bolts),
            leaves=dict(self.leaves),
            presence=dict(self.presence),
            heads=dict(self.heads),
            totals=dict(self.totals),
            outlets=dict(self.outlets),
            watts=dict(self.watts),
            kwh=dict(self.kwh),
        ).started()

    def tell(self, event: ev.Event) -> Effects:
        """Let the building handle an event now, and let the world follow."""
        effects = self.building.handle(event, self.now)
        self.done += [(self.now, effect) for effect in effects]
        self.follow(effects)
        return effects

    def follow(self, effects: Effects) -> None:
        """Let locks and the booking source do what was asked of them."""
        for effect in effects:
            if isinstance(effect, SetLock) and self.locks_obey:
                bolt = Bolt.LOCKED if effect.desired is Desired.LOCKED else Bolt.UNLOCKED
                self.lock_says(bolt, effect.lock)
            if isinstance(effect, SetSwitch) and self.locks_obey:
                self.plug_says(effect.on, effect.switch)
            if isinstance(effect, ChangeBooking) and self.source_answers:
                self.change(effect)

    def change(self, wanted: ChangeBooking) -> None:
        """Be the booking source: make the change, let it be read, say that it is done."""
        kept = {one.key: one for one in self.bookings}
        if wanted.booking is None:
            assert wanted.start is not None
            assert wanted.end is not None
            made = Booking(
                key=BookingKey(source=wanted.source, uid=wanted.request),
                space=wanted.space,
                start=wanted.start,
                end=wanted.end,
                title=wanted.title,
                on_the_spot=wanted.act is Act.BOOK_NOW,
                made_at=self.now,
            )
            kept[made.key] = made
        elif wanted.act is Act.CANCEL:
            del kept[wanted.booking]
        else:
            assert wanted.end is not None
            kept[wanted.booking] = replace(kept[wanted.booking], end=wanted.end)
        self.bookings = tuple(kept.values())
        self.read_window()
        self.tell(ev.BookingChangeDone(request=wanted.request, code=ActCode.DONE))

    def go_to(self, instant: datetime) -> Run:
        """Let time pass as the shell does: one timer at the next wake-up."""
        assert instant >= self.now
        while (wake := self.building.next_wakeup()) is not None and wake <= instant:
            assert wake > self.now, "a wake-up lies in the future"
            self.now = wake
            self.tell(ev.Woken())
        self.now = instant
        return self

    def go_on(self, length: timedelta) -> Run:
        """Let some time pass."""
        return self.go_to(self.now + length)

    def read(self, *bookings: Booking) -> Effects:
        """Let the source say what it holds: these bookings, or the same as last time."""
        self.bookings = bookings or self.bookings
        return self.read_window()

    def read_none(self) -> Effects:
        """Let the source say that it holds nothing."""
        self.bookings = ()
        return self.read_window()

    def read_window(self) -> Effects:
        """Let the source answer for a day back and sixty days ahead."""
        start, end = self.now - timedelta(days=1), self.now + timedelta(days=60)
        return self.tell(ev.BookingsRead(source=SOURCE, start=start, end=end, bookings=self.bookings))

    def fail(self, times: int = 1) -> None:
        """Let the source be silent, a minute apart."""
        for _ in range(times):
            self.go_on(MINUTE)
            self.tell(ev.BookingsFailed(source=SOURCE))

    def lock_says(self, bolt: Bolt, lock: LockId = GAME_LOCK, *, reachable: bool = True) -> Effects:
        """Let a lock speak."""
        self.bolts[lock] = bolt
        return self.tell(ev.LockReported(lock=lock, bolt=bolt, reachable=reachable))

    def leaf_says(self, leaf: Leaf, sensor: SensorId = GAME_LEAF) -> Effects:
        """Let a door's contact speak."""
        self.leaves[sensor] = leaf
        return self.tell(ev.LeafReported(sensor=sensor, leaf=leaf))

    def sense(self, occupied: bool | None, sensor: SensorId = PRESENCE) -> Effects:
        """Let a presence sensor speak."""
        self.presence[sensor] = occupied
        return self.tell(ev.PresenceReported(sensor=sensor, occupied=occupied))

    def see(self, people: int | None, sensor: SensorId = HEADS) -> Effects:
        """Let a sensor that counts people in a space speak."""
        self.heads[sensor] = people
        occupied = None if people is None else people > 0
        return self.tell(ev.PresenceReported(sensor=sensor, occupied=occupied, people=people, counts=True))

    def count(self, entered: int | None, left: int | None, counter: CounterId = LINE) -> Effects:
        """Let a counter give its totals."""
        self.totals[counter] = (entered, left)
        return self.tell(ev.PeopleCounted(counter=counter, entered=entered, left=left))

    def correct(self, inside: int, zone: str = "building") -> Effects:
        """Let staff say how many there are."""
        return self.tell(ev.PeopleCorrected(inside=inside, zone=zone))

    def plug_says(self, on: bool | None, switch: SwitchId = PLUG) -> Effects:
        """Let a device's switch speak."""
        self.outlets[switch] = on
        return self.tell(ev.SwitchReported(switch=switch, on=on))

    def draws(self, watts: float | None, sensor: SensorId = WATTS) -> Effects:
        """Let a device's power sensor speak."""
        self.watts[sensor] = watts
        return self.tell(ev.PowerReported(sensor=sensor, watts=watts))

    def has_drawn(self, kwh: float | None, sensor: SensorId = KWH) -> Effects:
        """Let a device's energy sensor speak."""
        self.kwh[sensor] = kwh
        return self.tell(ev.EnergyReported(sensor=sensor, kwh=kwh))

    def printer(self) -> EquipmentView:
        """The 3D printer now."""
        equipment = self.view().spaces[PRINTER].equipment
        assert equipment is not None
        return equipment

    def read_hours(self, *days: DayHours) -> Effects:
        """Let the hours source answer."""
        self.hours = days
        return self.tell(ev.HoursRead(source=self.settings.hours_source, days=days))

    def fail_hours(self) -> Effects:
        """Let the hours source be silent."""
        return self.tell(ev.HoursFailed(source=self.settings.hours_source))

    def except_for(self, *spans: ExceptionSpan) -> Effects:
        """Let the exceptions calendar hold these and nothing else."""
        self.exceptions = spans
        return self.tell(ev.ExceptionsRead(spans=spans))

    def choose(self, mode: Mode, until: datetime, reason: str = "Concert") -> Effects:
        """Let staff choose a mode."""
        return self.tell(ev.ModeOverridden(mode=mode, until=until, reason=reason))

    def ask(self, act: Act, request: str = "", **what: Any) -> ActCode | None:
        """Let somebody at the game room's display ask; return the last answer's code, if one came."""
        usual: dict[str, Any] = {
            "actor": Actor.VISITOR,
            "not_after": self.now + timedelta(seconds=30),
            "display": GAME_DISPLAY,
        }
        since = len(self.done)
        self.asked += 1
        named = RequestId(request or f"{act}-{self.asked}")
        self.tell(ev.ActAsked(request=named, act=act, **(usual | what)))
        return next((one.code for one in reversed(self.effects(Answer, since)) if one.request == named), None)

    def staff(self, act: Act, request: str = "", **what: Any) -> ActCode | None:
        """Let somebody of staff ask."""
        return self.ask(act, request, **({"actor": Actor.STAFF, "display": None, "space": GAME} | what))

    def effects[E](self, kind: type[E], since: int = 0) -> list[E]:
        """Return every effect of a kind."""
        return [effect for _at, effect in self.done[since:] if isinstance(effect, kind)]

    def commands(self, lock: LockId = GAME_LOCK) -> list[tuple[datetime, Desired]]:
        """Return what a lock was told and when."""
        return [
            (when, effect.desired)
            for when, effect in self.done
            if isinstance(effect, SetLock) and effect.lock == lock
        ]

    def counted(self) -> list[BookingOutcome]:
        """Every counted step of bookings."""
        return [effect.outcome for effect in self.effects(BookingRecorded)]

    def modes(self) -> list[tuple[datetime, Mode]]:
        """Every change of mode and when."""
        return [(when, one.mode) for when, one in self.done if isinstance(one, ModeChanged)]

    def view(self) -> BuildingView:
        """The building now."""
        return self.building.view(self.now)

    def mode(self) -> Mode:
        """The mode now."""
        return self.view().opening.mode

    def room(self) -> SpaceView:
        """The game room now."""
        return self.view().spaces[GAME]

    def door(self) -> DoorView:
        """The game room's door now."""
        return self.view().doors[GAME_DOOR]

    def front(self) -> DoorView:
        """The entrance now."""
        return self.view().doors[ENTRANCE]

    def screen(self) -> RoomDisplayView:
        """What the game room's display shows now."""
        room = self.view().displays[GAME_DISPLAY].room
        assert room is not None
        return room

    def everything(self) -> tuple[object, ...]:
        """Return every value of the view, built."""
        view = self.view()
        shown: Iterable[DisplayDataView] = view.displays.values()
        return (
            view.opening,
            view.people,
            dict(view.zones),
            dict(view.spaces),
            dict(view.doors),
            {one.display: one for one in shown},
            view.days,
            view.hours,
        )
