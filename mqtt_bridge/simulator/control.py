"""What people do in the pretend building, asked for from outside as one JSON object. Pure.

`{"act": "enter", "people": 3}` and the like; each act names its device by the fitting's id.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from .building import PretendBuilding
from .gadget import Gadget, Messages
from .plug import ZigbeePlug
from .zigbee import ZigbeeButton, ZigbeeContact, ZigbeeLock, ZigbeePresence


class ActError(Exception):
    """An act that cannot be done; the text says why."""


type Asked = dict[str, Any]


def act(building: PretendBuilding, asked: Asked, now: datetime) -> Messages:
    """Do what is asked and return what the devices say; ActError when that cannot be."""
    doing = _ACTS.get(str(asked.get("act")))
    if doing is None:
        raise ActError(f"'act' must be one of {', '.join(_ACTS)}")
    return doing(building, asked, now)


def _look(_building: PretendBuilding, _asked: Asked, _now: datetime) -> Messages:
    return ()


def _enter(building: PretendBuilding, asked: Asked, now: datetime) -> Messages:
    if not building.enter(_number(asked, "people", 1), now):
        raise ActError("the entrance is locked")
    return building.entrance_contact.move(True, now) + building.entrance_contact.move(False, now)


def _leave(building: PretendBuilding, asked: Asked, now: datetime) -> Messages:
    if not building.leave(_number(asked, "people", 1), now):
        raise ActError("nobody is inside")
    return building.entrance_contact.move(True, now) + building.entrance_contact.move(False, now)


def _present(building: PretendBuilding, asked: Asked, now: datetime) -> Messages:
    source = "rfid" if asked["act"] == "card" else "keypad"
    lock = _device(building, asked, ZigbeeLock)
    return lock.present(source, _number(asked, "slot", 1), asked.get("right", True) is True, now)


def _presence(building: PretendBuilding, asked: Asked, now: datetime) -> Messages:
    people = _number(asked, "people", 1 if asked.get("occupied", True) else 0)
    _device(building, asked, ZigbeePresence)
    return building.occupy(str(asked["device"]).removesuffix("_presence"), people, now)


def _print(building: PretendBuilding, asked: Asked, now: datetime) -> Messages:
    plug = _device(building, asked, ZigbeePlug)
    if not plug.on:
        raise ActError(f"{asked['device']} is switched off")
    return plug.print_for(timedelta(seconds=_number(asked, "seconds", 60)), now)


def _move(building: PretendBuilding, asked: Asked, now: datetime) -> Messages:
    return _device(building, asked, ZigbeeContact).move(asked["act"] == "open", now)


def _press(building: PretendBuilding, asked: Asked, now: datetime) -> Messages:
    return _device(building, asked, ZigbeeButton).press(str(asked.get("how", "single")), now)


def _turn(building: PretendBuilding, asked: Asked, now: datetime) -> Messages:
    return _device(building, asked, ZigbeeLock).turn_by_hand(asked.get("locked") is True, now)


def _jam(building: PretendBuilding, asked: Asked, _now: datetime) -> Messages:
    _device(building, asked, ZigbeeLock).jammed = asked.get("jammed", True) is True
    return ()


def _switch(building: PretendBuilding, asked: Asked, now: datetime) -> Messages:
    device = building.devices.get(str(asked.get("device")))
    if device is None:
        raise ActError(f"'device' must be one of {', '.join(building.devices)}")
    return device.switch(asked["act"] == "online", now)


_ACTS: dict[str, Callable[[PretendBuilding, Asked, datetime], Messages]] = {
    "look": _look,
    "enter": _enter,
    "leave": _leave,
    "code": _present,
    "card": _present,
    "presence": _presence,
    "open": _move,
    "close": _move,
    "press": _press,
    "print": _print,
    "by_hand": _turn,
    "jam": _jam,
    "offline": _switch,
    "online": _switch,
}


def _device[G: Gadget](building: PretendBuilding, asked: Asked, kind: type[G]) -> G:
    device = building.devices.get(str(asked.get("device")))
    if not isinstance(device, kind):
        fitting = [name for name, one in building.devices.items() if isinstance(one, kind)]
        raise ActError(f"'device' must be one of {', '.join(fitting)}")
    if not device.online:
        raise ActError(f"{asked['device']} is offline")
    return device


def _number(asked: Asked, name: str, default: int) -> int:
    value = asked.get(name, default)
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value <= 1000:
        raise ActError(f"'{name}' must be a whole number from 0 to 1000")
    return value
