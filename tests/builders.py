"""A small pure house for tests: settings and bookings in few words.

A Tuesday in Kalajoki (UTC+2): staff on site from 8, desk from 10 to 19, unstaffed until 21. Sundays are
closed.
"""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from custom_components.kalajoki_library.core.bookings import Booking
from custom_components.kalajoki_library.core.ids import (
    BookingKey,
    CounterId,
    DisplayId,
    DoorId,
    LockId,
    SensorId,
    SourceId,
    SpaceId,
    SwitchId,
)
from custom_components.kalajoki_library.core.opening.hours import (
    DayHours,
    ExceptionSpan,
    PlannedSpan,
    WeeklyHours,
)
from custom_components.kalajoki_library.core.settings import (
    CounterSettings,
    DisplaySettings,
    DoorSettings,
    EquipmentSettings,
    Settings,
    SpaceSettings,
    ZoneSettings,
)
from custom_components.kalajoki_library.core.words import (
    DisplayKind,
    DoorRole,
    GrantKind,
    Mode,
    Plan,
)

HELSINKI = ZoneInfo("Europe/Helsinki")
TUESDAY = date(2026, 11, 24)
MINUTE = timedelta(minutes=1)

SOURCE = SourceId("calendar")
GAME, GROUP = SpaceId("game_room"), SpaceId("small_group_room")
ENTRANCE, GAME_DOOR = DoorId("entrance"), DoorId("game_room_door")
ENTRANCE_LOCK, GAME_LOCK = LockId("lock.entrance"), LockId("lock.game_room")
ENTRANCE_LEAF, GAME_LEAF = SensorId("contact.entrance"), SensorId("contact.game_room")
PRESENCE, SECOND_PRESENCE = SensorId("presence.game_room"), SensorId("presence.game_room_corner")
HEADS = SensorId("heads.game_room")
LINE, HALL_LINE, HALL_DOOR = CounterId("line"), CounterId("hall_line"), CounterId("hall_door")
HALL = "hall"
PRINTER = SpaceId("printer")
PLUG, WATTS, KWH = SwitchId("switch.plug"), SensorId("sensor.power"), SensorId("sensor.energy")
GAME_DISPLAY, LOBBY = DisplayId("game_room_display"), DisplayId("lobby")


def at(clock: str, day: date = TUESDAY) -> datetime:
    """Return the instant at which the clock on Kalajoki's wall shows "HH:MM" or "HH:MM:SS"."""
    return datetime.combine(day, time.fromisoformat(clock), tzinfo=HELSINKI).astimezone(UTC)


def span(opens: str, closes: str, plan: Plan = Plan.SERVICE, *, staffed: bool = True) -> PlannedSpan:
    """Return planned hours; "24:00" is the end of the day."""
    ends = [int(clock[:2]) * 60 + int(clock[3:]) for clock in (opens, closes)]
    return PlannedSpan(start=ends[0], end=ends[1], plan=plan, staffed=staffed)


USUAL = (
    span("08:00", "10:00", Plan.SELF_SERVICE),
    span("10:00", "19:00"),
    span("19:00", "21:00", Plan.SELF_SERVICE, staffed=False),
)
WEEK = WeeklyHours(days=(USUAL,) * 6 + ((),))


def every_day(*spans: PlannedSpan) -> WeeklyHours:
    """Return the same hours on all seven days."""
    return WeeklyHours(days=(spans,) * 7)


def hours_of(day: date, *spans: PlannedSpan) -> DayHours:
    """Return what a source says of a date; no spans: closed."""
    return DayHours(day=day, spans=spans)


def exception(
    start: str,
    end: str,
    mode: Mode = Mode.CLOSED,
    *,
    day: date = TUESDAY,
    last: date | None = None,
    **more: Any,
) -> ExceptionSpan:
    """Return an exception on wall-clock times; "24:00" is the end of the last day."""
    over = (last or day) + timedelta(days=1) if end == "24:00" else last or day
    ends = at("00:00" if end == "24:00" else end, over)
    return ExceptionSpan(start=at(start, day), end=ends, mode=mode, **({"uid": f"{start}-{end}"} | more))


def game_room(**changes: Any) -> SpaceSettings:
    """Return the game room: one presence sensor, no buffers."""
    usual = SpaceSettings(
        id=GAME, name="Game room", source=SOURCE, capacity=8, presence=(PRESENCE,), shows_titles=True
    )
    return replace(usual, **changes)


def printer(**changes: Any) -> SpaceSettings:
    """Return the 3D printer: on a plug that measures power and energy, bookable like a room."""
    usual = EquipmentSettings(switch=PLUG, power=WATTS, energy=KWH)
    return SpaceSettings(id=PRINTER, name="3D printer", source=SOURCE, equipment=replace(usual, **changes))


def game_door(**changes: Any) -> DoorSettings:
    """Return the game room's door: locked except for bookings, with a contact."""
    usual = DoorSettings(
        id=GAME_DOOR,
        name="Game room",
        role=DoorRole.ROOM,
        locks=(GAME_LOCK,),
        contact=GAME_LEAF,
        grants=GrantKind.UNLOCK_WINDOW,
        spaces=(GAME,),
        egress_confirmed=True,
    )
    return replace(usual, **changes)


def entrance(**changes: Any) -> DoorSettings:
    """Return the entrance: open while staff are there, for bookings of the game room too."""
    usual = DoorSettings(
        id=ENTRANCE,
        name="Entrance",
        role=DoorRole.ENTRANCE,
        locks=(ENTRANCE_LOCK,),
        contact=ENTRANCE_LEAF,
        unlocked_in=frozenset({Mode.SERVICE, Mode.STAFFED_SELF_SERVICE}),
        grants=GrantKind.UNLOCK_WINDOW,
        spaces=(GAME,),
        egress_confirmed=True,
    )
    return replace(usual, **changes)


def line(**changes: Any) -> CounterSettings:
    """Return the people counter of the entrance."""
    usual = CounterSettings(id=LINE, entered=SensorId("line.in"), left=SensorId("line.out"))
    return replace(usual, **changes)


def hall_line(**changes: Any) -> CounterSettings:
    """Return the counter between the building and its hall; nobody enters the building there."""
    usual = CounterSettings(
        id=HALL_LINE, entered=SensorId("hall_line.in"), left=SensorId("hall_line.out"), zone=HALL
    )
    return replace(usual, **changes)


def hall_door(**changes: Any) -> CounterSettings:
    """Return the counter of the hall's own door to the street."""
    usual = CounterSettings(
        id=HALL_DOOR,
        entered=SensorId("hall_door.in"),
        left=SensorId("hall_door.out"),
        zone=HALL,
        is_entrance=True,
    )
    return replace(usual, **changes)


def hall(**changes: Any) -> ZoneSettings:
    """Return the hall as a zone."""
    return replace(ZoneSettings(id=HALL, name="Hall", capacity=20), **changes)


def house(
    *,
    room: SpaceSettings | None = None,
    door: DoorSettings | None = None,
    front: DoorSettings | None = None,
    counter: CounterSettings | None = None,
    **changes: Any,
) -> Settings:
    """Return two rooms, two doors, a counter, a room display and the lobby's."""
    usual: dict[str, Any] = {
        "library": "Kalajoki library",
        "week": WEEK,
        "spaces": (
            room or game_room(),
            SpaceSettings(id=GROUP, name="Small group room", source=SOURCE),
        ),
        "doors": (front or entrance(), door or game_door()),
        "counters": (counter or line(),),
        "displays": (
            DisplaySettings(id=GAME_DISPLAY, name="Game room", kind=DisplayKind.ROOM, space=GAME),
            DisplaySettings(id=LOBBY, name="Lobby", kind=DisplayKind.LOBBY),
        ),
        "capacity": 200,
    }
    return Settings(**(usual | changes))


def booking(start: str, end: str, uid: str = "", *, day: date = TUESDAY, **changes: Any) -> Booking:
    """Return a confirmed booking of the game room on wall-clock times of a day."""
    key = BookingKey(source=SOURCE, uid=uid or f"{start}-{end}")
    usual: dict[str, Any] = {
        "space": GAME,
        "title": "Secret club",
        "start": at(start, day),
        "end": at(end, day),
    }
    return Booking(key=key, **(usual | {"end": at(end, day)} | changes))
