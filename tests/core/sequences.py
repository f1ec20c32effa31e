"""Generated lives of a building: any order of events, any pace, several houses."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import override

from hypothesis import strategies as st

from custom_components.kalajoki_library.core import events as ev
from custom_components.kalajoki_library.core.bookings import Booking
from custom_components.kalajoki_library.core.ids import CounterId, LockId, SensorId
from custom_components.kalajoki_library.core.opening.hours import DayHours, ExceptionSpan
from custom_components.kalajoki_library.core.opening.routine import RoutineSettings
from custom_components.kalajoki_library.core.opening.staff import StaffSettings
from custom_components.kalajoki_library.core.settings import Settings
from custom_components.kalajoki_library.core.words import (
    Act,
    Actor,
    Bolt,
    BookingKind,
    BookingState,
    Desk,
    GrantKind,
    HoursSource,
    Leaf,
    Mode,
    Plan,
    WhenMissing,
)
from tests.builders import (
    ENTRANCE,
    ENTRANCE_LEAF,
    ENTRANCE_LOCK,
    GAME,
    GAME_DISPLAY,
    GAME_DOOR,
    GAME_LEAF,
    GAME_LOCK,
    GROUP,
    HALL,
    HALL_DOOR,
    HALL_LINE,
    HEADS,
    LINE,
    MINUTE,
    PRESENCE,
    PRINTER,
    SECOND_PRESENCE,
    SOURCE,
    TUESDAY,
    USUAL,
    booking,
    entrance,
    every_day,
    exception,
    game_door,
    game_room,
    hall,
    hall_door,
    hall_line,
    hours_of,
    house,
    line,
    printer,
    span,
)
from tests.core.run import Run


@dataclass(frozen=True)
class Step:
    """One thing that happens to a run, and in words."""

    what: str
    do: Callable[[Run], object]

    @override
    def __repr__(self) -> str:
        return self.what


WEDNESDAY = date(2026, 11, 25)
BUFFERED = game_room(
    presence=(PRESENCE, SECOND_PRESENCE, HEADS),
    outside_hours=True,
    buffer_before=10 * MINUTE,
    buffer_after=5 * MINUTE,
)
PHONES, BADGE, FIRE = (SensorId("person.a"), SensorId("person.b")), SensorId("button.badge"), SensorId("fire")
HOUSES: dict[str, Settings] = {
    "usual": house(fire_alarms=(FIRE,)),
    "staff are seen, held closed without them": house(
        staff=StaffSettings(sensors=PHONES, badges=(BADGE,), checks_in=True),
        routine=RoutineSettings(patron_login=True),
    ),
    "staff check in, unstaffed without them": house(
        room=BUFFERED,
        staff=StaffSettings(
            checks_in=True, times_out=timedelta(hours=2), when_missing=WhenMissing.CONTINUE_UNSTAFFED
        ),
        fire_alarms=(FIRE,),
    ),
    "buffers, outside hours": house(room=BUFFERED, door=game_door(grant_after=10 * MINUTE)),
    "zones": house(
        room=BUFFERED,
        counters=(line(), hall_line(bits=5), hall_door()),
        zones=(hall(),),
        capacity=15,
    ),
    "hours unknown": house(week=None, room=BUFFERED),
    "a printer": house(spaces=(game_room(), house().spaces[1], printer(after=5 * MINUTE))),
    "no contacts, no check-in by presence": house(
        room=game_room(presence_checks_in=False),
        door=game_door(contact=None, spaces=(GAME, GROUP)),
        front=entrance(contact=None, grants=GrantKind.NONE),
    ),
    "a room with hours of its own": house(
        room=game_room(
            hours=every_day(span("12:00", "16:00"), span("20:30", "24:00")), buffer_after=5 * MINUTE
        )
    ),
    "own hours, the building's unknown": house(
        week=None, room=game_room(hours=every_day(span("00:00", "01:00"), span("11:00", "14:15")))
    ),
    "hours from the directory": house(
        week=None, room=BUFFERED, hours_source=HoursSource.KIRJASTOHAKEMISTO, hours_stale=timedelta(hours=5)
    ),
}
NIGHT = span("19:00", "24:00", Plan.SELF_SERVICE, staffed=False)
DAYS: tuple[DayHours, ...] = (
    hours_of(TUESDAY, *USUAL),
    hours_of(TUESDAY),
    hours_of(TUESDAY, span("09:00", "12:00"), NIGHT),
    hours_of(WEDNESDAY, *USUAL),
    hours_of(WEDNESDAY, span("00:00", "02:00", Plan.SELF_SERVICE), span("12:00", "20:00")),
    *(hours_of(WEDNESDAY + timedelta(days=ahead), *USUAL) for ahead in range(1, 9)),
)
EXCEPTIONS: tuple[ExceptionSpan, ...] = (
    exception("00:00", "24:00", reason="Storm"),
    exception("10:00", "15:00", Mode.SERVICE, reason="Lent by hand"),
    exception("11:30", "13:30", Mode.EVENT_ONLY),
    exception("18:00", "01:30", Mode.EVENT_ONLY, last=WEDNESDAY, reason="Concert"),
    exception("12:00", "12:10", Mode.UNSTAFFED_SELF_SERVICE, day=WEDNESDAY),
    exception("00:00", "24:00", Mode.STAFFED_SELF_SERVICE, day=WEDNESDAY, last=date(2026, 12, 6)),
)
POOL: tuple[Booking, ...] = (
    booking("11:00", "12:30"),
    booking("12:30", "13:00", title="Chess", public=True),
    booking("13:00", "14:00", state=BookingState.TENTATIVE),
    booking("13:30", "13:45", kind=BookingKind.BLOCKED),
    booking("14:00", "15:00", state=BookingState.CANCELLED),
    booking("14:10", "16:00", on_the_spot=True),
    booking("15:30", "16:30", "overlaps"),
    booking("18:00", "23:00", kind=BookingKind.EVENT),
    booking("21:30", "22:00", space=GROUP),
    booking("07:00", "09:00", day=WEDNESDAY),
    booking("14:00", "14:30", "14:10-16:00"),  # moved
    booking("11:30", "13:30", space=GROUP),
    booking("16:30", "18:00"),
    booking("12:00", "13:00", space=PRINTER),
    booking("15:00", "17:00", space=PRINTER),
)
LOCKS, LEAVES, SENSORS = (
    (ENTRANCE_LOCK, GAME_LOCK),
    (ENTRANCE_LEAF, GAME_LEAF),
    (PRESENCE, SECOND_PRESENCE),
)
PAUSES = [timedelta(seconds=s) for s in (1, 29, 31, 60, 90, 300, 600, 1800, 3600, 4 * 3600, 13 * 3600)]


def tell(event: ev.Event) -> Step:
    return Step(repr(event), lambda run: run.tell(event))


def wait(length: timedelta) -> Step:
    return Step(f"wait {length}", lambda run: run.go_on(length))


def choose(mode: Mode, minutes: int) -> Step:
    return Step(f"choose {mode} for {minutes}", lambda run: run.choose(mode, run.now + minutes * MINUTE))


def lock_says(lock: LockId, bolt: Bolt, reachable: bool) -> Step:
    what = f"{lock} says {bolt}, {reachable=}"
    return Step(what, lambda run: run.lock_says(bolt, lock, reachable=reachable))


def leaf_says(contact: SensorId, leaf: Leaf) -> Step:
    return Step(f"{contact} says {leaf}", lambda run: run.leaf_says(leaf, contact))


def sense(sensor: SensorId, occupied: bool | None) -> Step:
    return Step(f"{sensor} says {occupied}", lambda run: run.sense(occupied, sensor))


def see(people: int | None) -> Step:
    return Step(f"see {people}", lambda run: run.see(people))


def count(entered: int | None, left: int | None, counter: CounterId) -> Step:
    return Step(f"count {entered} {left} at {counter}", lambda run: run.count(entered, left, counter))


def correct(inside: int, zone: str) -> Step:
    return Step(f"correct {zone} to {inside}", lambda run: run.correct(inside, zone))


def plug_says(on: bool | None) -> Step:
    return Step(f"the plug says {on}", lambda run: run.plug_says(on))


def draws(watts: float | None) -> Step:
    return Step(f"the printer draws {watts}", lambda run: run.draws(watts))


def has_drawn(kwh: float | None) -> Step:
    return Step(f"the printer has drawn {kwh}", lambda run: run.has_drawn(kwh))


check_in_at_printer = Step("check in at the printer", lambda run: run.staff(Act.CHECK_IN, space=PRINTER))


def use_badge(earlier: timedelta) -> Step:
    what = f"badge used {earlier} ago"
    return Step(what, lambda run: run.tell(ev.StaffBadgeUsed(badge=BADGE, at=run.now - earlier)))


def day_steps() -> st.SearchStrategy[Step]:
    """Something that staff do, or a fire alarm."""
    badges, levels = st.sampled_from(["", "blue"]), st.sampled_from([True, False, None])
    return st.one_of(
        st.builds(tell, st.builds(ev.StaffReported, sensor=st.sampled_from(PHONES), on_site=levels)),
        st.builds(tell, st.builds(ev.StaffCheckedIn, badge=badges)),
        st.builds(tell, st.builds(ev.StaffCheckedOut, badge=badges)),
        st.builds(use_badge, st.sampled_from([timedelta(0), timedelta(seconds=30), timedelta(hours=1)])),
        st.builds(tell, st.builds(ev.DeskChosen, desk=st.sampled_from(Desk))),
        st.builds(tell, st.builds(ev.FireAlarmReported, sensor=st.just(FIRE), on=levels)),
    )


def read(chosen: tuple[Booking, ...]) -> Step:
    bookings = tuple({one.key: one for one in chosen}.values())

    def do(run: Run) -> None:
        run.bookings = bookings
        run.read_window()

    return Step(f"read {[(one.key.uid, f'{one.start:%H:%M}') for one in bookings]}", do)


def read_hours(chosen: list[DayHours]) -> Step:
    days = tuple({one.day: one for one in chosen}.values())
    return Step(f"read hours {days}", lambda run: run.read_hours(*days))


def except_for(chosen: list[ExceptionSpan]) -> Step:
    spans = tuple(dict.fromkeys(chosen))
    return Step(f"except for {[(one.uid, one.mode) for one in spans]}", lambda run: run.except_for(*spans))


def ask(act: Act, minutes: int, staff: bool, repeated: bool, late: bool) -> Step:
    def do(run: Run) -> None:
        run.ask(
            act,
            "again" if repeated else "",
            actor=Actor.STAFF if staff else Actor.VISITOR,
            display=None if staff else GAME_DISPLAY,
            space=GAME if staff else None,
            minutes=minutes,
            start=run.now + 30 * MINUTE if act is Act.BOOK else None,
            not_after=run.now + (-MINUTE if late else MINUTE),
        )

    return Step(f"ask {act} {minutes=} {staff=} {repeated=} {late=}", do)


def steps(leaves: tuple[Leaf, ...] = tuple(Leaf)) -> st.SearchStrategy[Step]:
    """One thing that happens."""
    booleans, totals = st.booleans(), st.none() | st.integers(0, 40)
    pauses = st.builds(wait, st.sampled_from(PAUSES))
    return st.one_of(
        pauses,
        pauses,
        pauses,
        st.builds(read, st.lists(st.sampled_from(POOL), max_size=8).map(tuple)),
        st.builds(
            ask,
            st.sampled_from(Act),
            st.sampled_from([0, 15, 30, 60, 121]),
            booleans,
            booleans,
            st.sampled_from([False, False, False, True]),
        ),
        st.builds(sense, st.sampled_from(SENSORS), st.sampled_from([True, False, None])),
        st.builds(leaf_says, st.sampled_from(LEAVES), st.sampled_from(leaves)),
        st.builds(
            lock_says, st.sampled_from(LOCKS), st.sampled_from(Bolt), st.sampled_from([True, True, False])
        ),
        st.builds(tell, st.builds(ev.LockRefused, lock=st.sampled_from(LOCKS))),
        st.builds(read_hours, st.lists(st.sampled_from(DAYS), max_size=12)),
        st.builds(except_for, st.lists(st.sampled_from(EXCEPTIONS), max_size=4)),
        st.builds(see, st.none() | st.integers(0, 9)),
        st.builds(count, totals, totals, st.just(LINE)),
        st.builds(count, totals, totals, st.sampled_from([LINE, HALL_LINE, HALL_DOOR])),
        st.builds(correct, st.integers(-1, 25), st.sampled_from(["building", HALL, "nowhere"])),
        st.builds(choose, st.sampled_from(Mode), st.sampled_from([-5, 10, 60, 600])),
        day_steps(),
        st.sampled_from(
            [
                tell(ev.OverrideCleared()),
                tell(ev.EmergencyEnded(reason="All clear")),
                tell(ev.BookingsFailed(source=SOURCE)),
                Step("the hours source fails", lambda run: run.fail_hours()),
                tell(ev.Woken()),
            ]
        ),
        st.builds(
            tell, st.builds(ev.AutomationSwitched, door=st.sampled_from([ENTRANCE, GAME_DOOR]), on=booleans)
        ),
        st.builds(tell, st.builds(ev.ServiceSwitched, space=st.just(GAME), out=booleans)),
        st.builds(plug_says, st.sampled_from([True, False, None])),
        st.builds(draws, st.sampled_from([0.0, 19.0, 120.0, None])),
        st.builds(has_drawn, st.sampled_from([1.0, 1.5, 2.0, None])),
        st.builds(tell, st.builds(ev.StaffUseSwitched, space=st.just(PRINTER), on=booleans)),
        st.just(check_in_at_printer),
    )


starts = st.sampled_from(["12:00", "07:50", "20:30", "12:00:30"])
houses = st.sampled_from(list(HOUSES))
