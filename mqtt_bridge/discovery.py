"""Home Assistant MQTT discovery of the bridge's devices: one retained message for each. Pure."""

from dataclasses import dataclass
import json
from typing import Any

from .contract import topics
from .contract.topics import Row
from .contract.words import Kind
from .drivers.api import Device, Form
from .drivers.profile import Profile

PREFIX = "homeassistant"
ORIGIN = {"name": "Kalajoki Library bridge"}
# A command's id must be new each time and its deadline near; Home Assistant renders both when it sends.
LOCK_COMMAND = (
    "{{ {'v': 1, 'id': 'ha-' ~ (utcnow().timestamp() * 1000) | int ~ '-' ~ range(100000) | random, "
    "'ts': utcnow().isoformat(), 'not_after': (utcnow() + timedelta(seconds=15)).isoformat(), "
    "'action': 'pulse' if value == 'OPEN' else value | lower, 'reason': 'homeassistant'} | tojson }}"
)
_PERCENT = {"unit_of_meas": "%", "stat_cla": "measurement"}
STATES = {
    Kind.LOCK: topics.LOCK_STATE,
    Kind.CONTACT: topics.CONTACT_STATE,
    Kind.OCCUPANCY: topics.OCCUPANCY_STATE,
    Kind.COUNT: topics.COUNT_STATE,
    Kind.ENVIRONMENT: topics.ENVIRONMENT_STATE,
}
AIR = {
    "temperature_c": ("Temperature", "temperature", "°C"),
    "humidity_pct": ("Humidity", "humidity", "%"),
    "co2_ppm": ("Carbon dioxide", "carbon_dioxide", "ppm"),
    "lux": ("Illuminance", "illuminance", "lx"),
    "noise_db": ("Sound pressure", "sound_pressure", "dB"),
    "pressure_hpa": ("Air pressure", "atmospheric_pressure", "hPa"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Subject:
    """What a component is made from."""

    device: Device
    profile: Profile
    site: str
    uid: str

    def topic(self, row: Row) -> str:
        return row.topic(self.site, dev=self.device.id)

    def states(self, kind: Kind) -> set[str]:
        """Return the fields of the kind's state that this device reports."""
        rules = (one for one in self.profile.rules if one.kind is kind and one.form is Form.STATE)
        return {field for rule in rules for field in rule.fields}


def topic(device: str, site: str, prefix: str = PREFIX) -> str:
    """Return where a device's discovery message is published."""
    return f"{prefix}/device/kalajoki_{site}_{device}/config"


def payload(device: Device, profile: Profile, site: str, bridge: str, software: str) -> bytes:
    """Return the discovery message of one device."""
    uid = f"kalajoki_{site}_{device.id}"
    subject = _Subject(device=device, profile=profile, site=site, uid=uid)
    components: dict[str, dict[str, Any]] = {}
    for kind in profile.kinds:
        components |= _COMPONENTS[kind](subject)
        if "battery_pct" in subject.states(kind):
            components["battery"] = _battery(subject, kind)
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


def _lock(subject: _Subject) -> dict[str, dict[str, Any]]:
    return {
        "lock": {
            "p": "lock",
            "uniq_id": f"{subject.uid}_lock",
            "name": None,
            "stat_t": subject.topic(topics.LOCK_STATE),
            # A word that is not a lock state becomes None, which Home Assistant shows as unknown.
            "val_tpl": "{% set s = value_json.state | upper %}"
            "{{ s if s in ['LOCKED', 'UNLOCKED', 'LOCKING', 'UNLOCKING', 'JAMMED'] else 'None' }}",
            "cmd_t": subject.topic(topics.LOCK_SET),
            "cmd_tpl": LOCK_COMMAND,
            **({"pl_open": "OPEN"} if "lock.pulse" in subject.profile.commands else {}),
            "opt": False,
            "ret": False,
        },
        "use": {
            "p": "event",
            "uniq_id": f"{subject.uid}_use",
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
            "stat_t": subject.topic(topics.LOCK_EVENT),
            "val_tpl": "{{ {'event_type': value_json.event_type, 'method': value_json.method} | tojson }}",
        },
    }


def _contact(subject: _Subject) -> dict[str, dict[str, Any]]:
    return {
        "contact": {
            "p": "binary_sensor",
            "uniq_id": f"{subject.uid}_contact",
            "name": None,
            "dev_cla": "door",
            "stat_t": subject.topic(topics.CONTACT_STATE),
            "val_tpl": _three_ways("open"),
        }
    }


def _occupancy(subject: _Subject) -> dict[str, dict[str, Any]]:
    return {
        "occupancy": {
            "p": "binary_sensor",
            "uniq_id": f"{subject.uid}_occupancy",
            "name": None,
            "dev_cla": "occupancy",
            "stat_t": subject.topic(topics.OCCUPANCY_STATE),
            "val_tpl": _three_ways("occupied"),
        }
    }


def _three_ways(field: str) -> str:
    return f"{{{{ 'None' if value_json.{field} is none else 'ON' if value_json.{field} else 'OFF' }}}}"


def _count(subject: _Subject) -> dict[str, dict[str, Any]]:
    return {
        direction: {
            "p": "sensor",
            "uniq_id": f"{subject.uid}_{direction}",
            "name": name,
            "stat_cla": "total_increasing",
            "stat_t": subject.topic(topics.COUNT_STATE),
            "val_tpl": f"{{{{ value_json.total_{direction} }}}}",
        }
        for direction, name in (("in", "Entered"), ("out", "Left"))
    }


def _button(subject: _Subject) -> dict[str, dict[str, Any]]:
    return {
        "button": {
            "p": "event",
            "uniq_id": f"{subject.uid}_button",
            "name": None,
            "dev_cla": "button",
            "evt_typ": ["press", "double", "hold", "release", "unknown"],
            "stat_t": subject.topic(topics.BUTTON_EVENT),
            "val_tpl": "{{ {'event_type': value_json.event_type} | tojson }}",
        }
    }


def _environment(subject: _Subject) -> dict[str, dict[str, Any]]:
    return {
        field: {
            "p": "sensor",
            "uniq_id": f"{subject.uid}_{field}",
            "name": name,
            "dev_cla": device_class,
            "unit_of_meas": unit,
            "stat_cla": "measurement",
            "stat_t": subject.topic(topics.ENVIRONMENT_STATE),
            "val_tpl": f"{{{{ value_json.{field} }}}}",
        }
        for field, (name, device_class, unit) in AIR.items()
        if field in subject.states(Kind.ENVIRONMENT)
    }


def _battery(subject: _Subject, kind: Kind) -> dict[str, Any]:
    return {
        "p": "sensor",
        "uniq_id": f"{subject.uid}_battery",
        "dev_cla": "battery",
        "ent_cat": "diagnostic",
        "stat_t": subject.topic(STATES[kind]),
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
