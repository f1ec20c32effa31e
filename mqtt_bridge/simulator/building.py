"""The pretend library: which devices hang where, and who is inside. Pure: time is an argument."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from .counter import CounterLine
from .gadget import Gadget, Messages, flat
from .plug import ZigbeePlug
from .shelly import ShellyStrike
from .zigbee import ZigbeeAir, ZigbeeButton, ZigbeeContact, ZigbeeLock, ZigbeePresence

LOCK_MOVES_IN = timedelta(seconds=0.6)
STRIKE_MOVES_IN = timedelta(seconds=0.15)
PLUG = "printer_plug"


@dataclass(frozen=True, slots=True, kw_only=True)
class Fitting:
    """A device in its place: how a bridge's configuration would name it."""

    id: str
    profile: str
    key: str
    room: str = ""


FITTINGS = (
    Fitting(id="entrance_strike", profile="shelly_strike", key="shellyplus1-entrance"),
    Fitting(id="entrance_contact", profile="zigbee2mqtt_contact", key="entrance_contact"),
    Fitting(id="lobby_counter", profile="counter_line", key="lobby"),
    Fitting(id="lobby_air", profile="zigbee2mqtt_air", key="lobby_air"),
    Fitting(id="desk_button", profile="zigbee2mqtt_button", key="desk_button"),
    Fitting(id="game_room_lock", profile="zigbee2mqtt_lock", key="game_room_lock", room="game_room"),
    Fitting(id="game_room_contact", profile="zigbee2mqtt_contact", key="game_room_contact", room="game_room"),
    Fitting(
        id="game_room_presence", profile="zigbee2mqtt_occupancy", key="game_room_presence", room="game_room"
    ),
    Fitting(id="game_room_air", profile="zigbee2mqtt_air", key="game_room_air", room="game_room"),
    Fitting(
        id="small_group_room_presence",
        profile="zigbee2mqtt_occupancy",
        key="small_group_room_presence",
        room="small_group_room",
    ),
)


class PretendBuilding:
    """All devices and the people among them."""

    def __init__(self, now: datetime) -> None:
        """Put everything in its place: doors locked, nobody inside."""
        self.entrance = ShellyStrike("shellyplus1-entrance", now, moves_in=STRIKE_MOVES_IN)
        self.entrance_contact = ZigbeeContact("entrance_contact", 97, now)
        self.counter = CounterLine("lobby", now, total_in=65_530, total_out=65_530)
        self.lobby_air = ZigbeeAir("lobby_air", 88, now)
        self.game_room_air = ZigbeeAir("game_room_air", 64, now)
        self.inside = 0
        devices: tuple[Gadget, ...] = (
            self.entrance,
            self.entrance_contact,
            self.counter,
            self.lobby_air,
            ZigbeeButton("desk_button", 91, now),
            ZigbeeLock("game_room_lock", 86, now, moves_in=LOCK_MOVES_IN),
            ZigbeeContact("game_room_contact", 100, now),
            ZigbeePresence("game_room_presence", 77, now),
            self.game_room_air,
            ZigbeePresence("small_group_room_presence", 82, now),
        )
        self.printer = ZigbeePlug(PLUG, now)
        self.devices = {fitting.id: device for fitting, device in zip(FITTINGS, devices, strict=True)}
        self.devices[PLUG] = self.printer  # Home Assistant knows it without a bridge
        self._hearers = {topic: device for device in self.devices.values() for topic in device.listens}

    @property
    def listens(self) -> tuple[str, ...]:
        """Return every topic that a device hears."""
        return tuple(self._hearers)

    def hello(self, now: datetime) -> Messages:
        """Return what all devices say at a new connection."""
        return flat(one.hello(now) if one.online else one.goodbye() for one in self.devices.values())

    def goodbye(self) -> Messages:
        """Return what is said when the building is switched off."""
        return flat(device.goodbye() for device in self.devices.values())

    def hear(self, topic: str, payload: bytes, now: datetime) -> Messages:
        """Give a message to the device that hears its topic."""
        device = self._hearers.get(topic)
        return device.hear(topic, payload, now) if device is not None and device.online else ()

    def due(self) -> datetime:
        """Return when something happens by itself."""
        return min(device.due() for device in self._awake())

    def tick(self, now: datetime) -> Messages:
        """Let every device do what is due."""
        return flat(device.tick(now) for device in self._awake())

    def look(self) -> dict[str, Any]:
        """Return everything as a person walking through would see it."""
        return {"inside": self.inside, **{name: device.look() for name, device in self.devices.items()}}

    def enter(self, people: int, now: datetime) -> int:
        """Let people in through the entrance, if it lets them; return how many came in."""
        if not self.entrance.released:
            return 0
        self.inside += people
        self.counter.cross(people, 0, now)
        self.lobby_air.people = self.inside // 4
        return people

    def leave(self, people: int, now: datetime) -> int:
        """Let people out, which is always possible; return how many went."""
        gone = min(people, self.inside)
        self.inside -= gone
        self.counter.cross(0, gone, now)
        self.lobby_air.people = self.inside // 4
        return gone

    def is_occupied(self, room: str) -> bool:
        """Whether somebody is in a room."""
        sensor = self.devices[f"{room}_presence"]
        return isinstance(sensor, ZigbeePresence) and sensor.occupied

    def occupy(self, room: str, people: int, now: datetime) -> Messages:
        """Let people into a room, or out of it; its air follows."""
        air = self.devices.get(f"{room}_air")
        if isinstance(air, ZigbeeAir):
            air.people = people
        sensor = self.devices[f"{room}_presence"]
        return sensor.see(people > 0, now) if isinstance(sensor, ZigbeePresence) and sensor.online else ()

    def _awake(self) -> Iterator[Gadget]:
        return (device for device in self.devices.values() if device.online)
