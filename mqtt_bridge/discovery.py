"""Home Assistant MQTT discovery of the bridge's devices: one retained message for each. Pure."""

import json
from typing import Any

from .contract import topics
from .contract.topics import Row
from .contract.words import Kind
from .drivers.api import Device
from .drivers.profile import Profile

ORIGIN = {"name": "Kalajoki Library bridge"}
# A command's id must be new each time and its deadline near; Home Assistant renders both when it sends.
LOCK_COMMAND = (
    "{{ {'v': 1, 'id': 'ha-' ~ (utcnow().timestamp() * 1000) | int ~ '-' ~ range(1000000) | random, "
    "'ts': utcnow().isoformat(), 'not_after': (utcnow() + timedelta(seconds=15)).isoformat(), "
    "'action': value | lower, 'reason': 'homeassistant'} | tojson }}"
)
_PERCENT = {"unit_of_meas": "%", "stat_cla": "measurement"}
AIR = {
    "temperature_c": ("Temperature", "temperature", "°C"),
    "humidity_pct": ("Humidity", "humidity", "%"),
    "co2_ppm": ("Carbon dioxide", "carbon_dioxide", "ppm"),
    "lux": ("Illuminance", "illuminance", "lx"),
}


def topic(device: str, site: str) -> str:
    """Return where a device's discovery message is published."""
    return f"homeassistant/device/kalajoki_{site}_{device}/config"


def payload(device: Device, profile: Profile, site: str, bridge: str, software: str) -> bytes:
    """Return the discovery message of one device."""
    uid = f"kalajoki_{site}_{device.id}"
    components: dict[str, dict[str, Any]] = {}
    for kind in profile.kinds:
        components |= _COMPONENTS[kind](device, site, uid)
    if {Kind.LOCK, Kind.CONTACT, Kind.OCCUPANCY, Kind.ENVIRONMENT} & set(profile.kinds):
        components["battery"] = _battery(device, profile.kinds[0], site, uid)
    data = {
        "dev": {
            "ids": [uid],
            "name": device.name,
            "mf": profile.manufacturer or "Unknown",
            "mdl": profile.model or profile.profile,
            **({"sa": device.area} if device.area else {}),
        },
        "o": {**ORIGIN, "sw": software},
        "avty": [
            _available(topics.BRIDGE_STATUS.topic(site, bridge=bridge)),
            _available(topics.DEVICE_AVAILABILITY.topic(site, dev=device.id)),
        ],
        "avty_mode": "all",
        "qos": 1,
        "cmps": components,
    }
    return json.dumps(data, ensure_ascii=False, separators=(",", ":")).encode()


def _available(at: str) -> dict[str, str]:
    return {
        "t": at,
        "val_tpl": "{{ 'online' if value_json.state == 'online' else 'offline' }}",
    }


def _state(row: Row, device: Device, site: str) -> str:
    return row.topic(site, dev=device.id)


def _lock(device: Device, site: str, uid: str) -> dict[str, dict[str, Any]]:
    return {
        "lock": {
            "p": "lock",
            "uniq_id": f"{uid}_lock",
            "name": None,
            "stat_t": _state(topics.LOCK_STATE, device, site),
            # A word that is not a lock state becomes None, which Home Assistant shows as unknown.
            "val_tpl": "{% set s = value_json.state | upper %}"
            "{{ s if s in ['LOCKED', 'UNLOCKED', 'LOCKING', 'UNLOCKING', 'JAMMED'] else 'None' }}",
            "cmd_t": _state(topics.LOCK_SET, device, site),
            "cmd_tpl": LOCK_COMMAND,
            "opt": False,
            "ret": False,
        },
        "use": {
            "p": "event",
            "uniq_id": f"{uid}_use",
            "name": "Use",
            "evt_typ": [
                "locked",
                "unlocked",
                "denied_code",
                "denied_schedule",
                "jammed",
                "forced",
                "unknown",
            ],
            "stat_t": _state(topics.LOCK_EVENT, device, site),
            "val_tpl": "{{ {'event_type': value_json.event_type, 'method': value_json.method} | tojson }}",
        },
    }


def _contact(device: Device, site: str, uid: str) -> dict[str, dict[str, Any]]:
    return {
        "contact": {
            "p": "binary_sensor",
            "uniq_id": f"{uid}_contact",
            "name": None,
            "dev_cla": "door",
            "stat_t": _state(topics.CONTACT_STATE, device, site),
            "val_tpl": _three_ways("open"),
        }
    }


def _occupancy(device: Device, site: str, uid: str) -> dict[str, dict[str, Any]]:
    return {
        "occupancy": {
            "p": "binary_sensor",
            "uniq_id": f"{uid}_occupancy",
            "name": None,
            "dev_cla": "occupancy",
            "stat_t": _state(topics.OCCUPANCY_STATE, device, site),
            "val_tpl": _three_ways("occupied"),
        }
    }


def _three_ways(field: str) -> str:
    return f"{{{{ 'None' if value_json.{field} is none else 'ON' if value_json.{field} else 'OFF' }}}}"


def _count(device: Device, site: str, uid: str) -> dict[str, dict[str, Any]]:
    return {
        direction: {
            "p": "sensor",
            "uniq_id": f"{uid}_{direction}",
            "name": name,
            "stat_cla": "total_increasing",
            "stat_t": _state(topics.COUNT_STATE, device, site),
            "val_tpl": f"{{{{ value_json.total_{direction} }}}}",
        }
        for direction, name in (("in", "Entered"), ("out", "Left"))
    }


def _button(device: Device, site: str, uid: str) -> dict[str, dict[str, Any]]:
    return {
        "button": {
            "p": "event",
            "uniq_id": f"{uid}_button",
            "name": None,
            "dev_cla": "button",
            "evt_typ": ["press", "double", "hold", "release", "unknown"],
            "stat_t": _state(topics.BUTTON_EVENT, device, site),
            "val_tpl": "{{ {'event_type': value_json.event_type} | tojson }}",
        }
    }


def _environment(device: Device, site: str, uid: str) -> dict[str, dict[str, Any]]:
    return {
        field: {
            "p": "sensor",
            "uniq_id": f"{uid}_{field}",
            "name": name,
            "dev_cla": device_class,
            "unit_of_meas": unit,
            "stat_cla": "measurement",
            "stat_t": _state(topics.ENVIRONMENT_STATE, device, site),
            "val_tpl": f"{{{{ value_json.{field} }}}}",
        }
        for field, (name, device_class, unit) in AIR.items()
    }


def _battery(device: Device, kind: Kind, site: str, uid: str) -> dict[str, Any]:
    return {
        "p": "sensor",
        "uniq_id": f"{uid}_battery",
        "dev_cla": "battery",
        "ent_cat": "diagnostic",
        "stat_t": f"{topics.PREFIX}/{site}/device/{device.id}/{kind}/state",
        "val_tpl": "{{ value_json.battery_pct }}",
        **_PERCENT,
    }


_COMPONENTS = {
    Kind.LOCK: _lock,
    Kind.CONTACT: _contact,
    Kind.OCCUPANCY: _occupancy,
    Kind.COUNT: _count,
    Kind.BUTTON: _button,
    Kind.ENVIRONMENT: _environment,
}
