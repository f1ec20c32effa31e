"""The demo's library as forms: names, spaces, doors, displays, hours, and the bridge's file."""

from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from mqtt_bridge.simulator.building import FITTINGS, PLUG
from mqtt_bridge.simulator.plug import ZigbeePlug

from .names import Names

SITE = "kalajoki"
BRIDGE = "main"
ZONE = ZoneInfo("Europe/Helsinki")
CAPACITY = 120
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
EVENING = 17

type Form = dict[str, Any]
type Span = tuple[str, str, str]


ROOM_DISPLAY = "game-room"
LOBBY_DISPLAY = "lobby"


def bridge_config(
    names: Names,
    *,
    language: str,
    data: Path,
    broker_port: int,
    embedded: bool,
    http_port: int,
    influx_url: str | None,
    database: str,
) -> Form:
    """Return the bridge's configuration file as data."""
    rooms = {"game_room": names.game_room_id, "small_group_room": names.small_group_room_id}
    devices = [
        {
            "id": one.id,
            "name": names.devices[one.id],
            "profile": one.profile,
            "key": one.key,
            **({"space": rooms[one.room]} if one.room else {}),
        }
        for one in FITTINGS
    ]
    influx = {"version": 1, "url": influx_url, "database": database}
    return {
        "site": SITE,
        "bridge": BRIDGE,
        "name": names.library,
        "data_dir": str(data),
        "broker": {"host": "127.0.0.1", "port": broker_port, "embedded": embedded},
        "http": {"listen": "127.0.0.1", "port": http_port},
        "displays": {"language": language},
        "recorder": {"influx": influx} if influx_url else {},
        "devices": devices,
    }


def parts(names: Names, entities: Mapping[str, str]) -> list[tuple[str, Form]]:
    """Return the forms of everything in the library; `entities` are the bridge's by unique id."""

    def bound(device: str, component: str) -> str:
        return entities[f"kalajoki_{SITE}_{device}_{component}"]

    plug = ZigbeePlug(PLUG, datetime.now(ZONE))
    return [
        ("space", _space(names.game_room, 8, bound("game_room_presence", "occupancy"))),
        ("space", _space(names.small_group_room, 6, bound("small_group_room_presence", "occupancy"))),
        (
            "equipment",
            _equipment(
                names.printer,
                {name: entities[plug.unique_id(name)] for name in ("switch", "power", "energy")},
            ),
        ),
        *_doors(names, bound),
        (
            "display",
            {"name": names.game_room, "id": ROOM_DISPLAY, "kind": "room", "space": names.game_room_id},
        ),
        ("display", {"name": names.lobby, "id": LOBBY_DISPLAY, "kind": "lobby"}),
        (
            "counter",
            {
                "name": names.counter,
                "entered": bound("lobby_counter", "in"),
                "left": bound("lobby_counter", "out"),
                "zone": "building",
            },
        ),
    ]


def _doors(names: Names, bound: Callable[[str, str], str]) -> list[tuple[str, Form]]:
    return [
        (
            "door",
            _door(
                names.entrance,
                role="entrance",
                lock=bound("entrance_strike", "lock"),
                contact=bound("entrance_contact", "contact"),
                unlocked_in=["service", "staffed_self_service"],
            ),
        ),
        (
            "door",
            _door(
                names.game_room_door,
                role="room",
                lock=bound("game_room_lock", "lock"),
                contact=bound("game_room_contact", "contact"),
                spaces=[names.game_room_id],
            ),
        ),
    ]


def _space(name: str, capacity: int, presence: str) -> Form:
    return {
        "name": name,
        "capacity": capacity,
        "presence": [presence],
        "presence_hold": 0,
        "presence_checks_in": True,
        "book_minutes": ["15", "30", "60"],
        "longest": 120,
        "buffer_before": 0,
        "buffer_after": 0,
        "shows_titles": True,
        "outside_hours": False,
    }


def _equipment(name: str, bound: Form) -> Form:
    return {
        "name": name,
        **bound,
        "power_before": 0,
        "power_after": 0,
        "finish_job": "hold",
        "running_above": 20,
        "longest_hold": 6,
        "book_minutes": ["15", "30", "60"],
        "longest": 120,
        "buffer_before": 0,
        "buffer_after": 0,
        "release_after": 15,
        "shows_titles": True,
        "outside_hours": False,
    }


def _door(
    name: str,
    *,
    role: str,
    lock: str,
    contact: str,
    unlocked_in: list[str] | None = None,
    spaces: list[str] | None = None,
) -> Form:
    return {
        "name": name,
        "role": role,
        "locks": [lock],
        "contact": contact,
        "unlocked_in": unlocked_in or [],
        "grants": "unlock_window" if spaces else "none",
        "spaces": spaces or [],
        "grant_before": 0,
        "grant_after": 0,
        "egress_confirmed": True,
    }


def figures() -> Form:
    """Return the form of the library's figures."""
    return {"capacity": CAPACITY}


def options() -> list[tuple[Form, ...]]:
    """Return the walks through the options: the library's figures, and that staff check in."""
    staff = {"checks_in": True, "times_out": 10, "missing_after": 10, "when_missing": "hold_closed"}
    return [
        ({"next_step_id": "figures"}, figures()),
        ({"next_step_id": "staff"}, staff),
    ]


def ordinary_week() -> list[list[Span]]:
    """Return a library's ordinary hours by weekday."""
    weekday = [
        ("08:00:00", "10:00:00", "staffed_self_service"),
        ("10:00:00", "18:00:00", "service"),
        ("18:00:00", "20:00:00", "staffed_self_service"),
    ]
    return [weekday, weekday, weekday, weekday, weekday, [("10:00:00", "15:00:00", "service")], []]


def closed_on(day: date) -> dict[int, list[Span]]:
    """Return a local date as closed all day."""
    return {day.weekday(): []}


def open_from(opens: datetime, plan: str = "service") -> dict[int, list[Span]]:
    """Return hours that begin at a full minute and last into the night, whatever the hour and weekday."""
    local = opens.astimezone(ZONE)
    days = {local.weekday(): [(f"{local:%H:%M}:00", "00:00:00", plan)]}
    if local.hour >= EVENING:  # a booking of now may last over midnight
        days[(local + timedelta(days=1)).weekday()] = [("00:00:00", "00:00:00", plan)]
    return days


def days_forms(days: Mapping[int, list[Span]]) -> list[tuple[Form, ...]]:
    """Return the answers to the options flow that set these weekdays, one walk for each kind of day."""
    kinds: dict[tuple[Span, ...], list[str]] = {}
    for weekday, spans in sorted(days.items()):
        kinds.setdefault(tuple(spans), []).append(WEEKDAYS[weekday])
    return [
        ({"next_step_id": "days"}, {"days": weekdays}, _spans(spans)) for spans, weekdays in kinds.items()
    ]


def _spans(spans: tuple[Span, ...]) -> Form:
    form: Form = {}
    for number, (start, end, plan) in enumerate(spans, 1):
        form |= {f"start_{number}": start, f"end_{number}": end, f"plan_{number}": plan}
    return form
