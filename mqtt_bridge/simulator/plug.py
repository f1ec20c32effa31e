"""A metering plug as Zigbee2MQTT tells of it, and the 3D printer behind it. Pure.

Home Assistant knows the plug from Zigbee2MQTT's own discovery messages: no bridge is needed for it.
"""

from datetime import datetime, timedelta
from typing import Any, override

from .gadget import Message, Messages, as_json, from_json
from .zigbee import PREFIX, ZigbeeGadget

DISCOVERY = "homeassistant"
PRINTS_W, IDLE_W = 120.0, 6.0
KWH = 3_600_000.0


class ZigbeePlug(ZigbeeGadget):
    """A switched plug with a printer on it: a job draws power until it is done or the plug is cut."""

    reports_every = timedelta(seconds=10)

    def __init__(self, key: str, now: datetime, *, energy_kwh: float = 41.7) -> None:
        """Start switched off, with the energy of years before."""
        super().__init__(key, 100.0, now)
        self.on = False
        self.energy_kwh = energy_kwh
        self.jobs_done = self.jobs_lost = 0
        self._job_ends: datetime | None = None
        self._metered_at = now

    @property
    @override
    def listens(self) -> tuple[str, ...]:
        return (f"{self.topic}/set", f"{self.topic}/get")

    @property
    def power_w(self) -> float:
        """Return what is drawn now."""
        if not self.on:
            return 0.0
        return IDLE_W if self._job_ends is None else PRINTS_W

    @override
    def state(self) -> dict[str, Any]:
        power, energy = self.power_w, round(self.energy_kwh, 4)
        return {"state": "ON" if self.on else "OFF", "power": power, "energy": energy}

    @override
    def report(self, now: datetime, **event: Any) -> Message:
        self._meter(now)
        self._reports_at = now + self.reports_every
        return as_json(self.topic, {**self.state(), "linkquality": self.link, **event})

    @override
    def hello(self, now: datetime) -> Messages:
        return (*self._discovery(), *super().hello(now))

    @override
    def hear(self, topic: str, payload: bytes, now: datetime) -> Messages:
        if topic.endswith("/get"):
            return (self.report(now),)
        asked = from_json(payload)  # Zigbee2MQTT takes a bare word for the state
        word = asked.get("state") if isinstance(asked, dict) else payload.decode(errors="replace")
        if word not in ("ON", "OFF"):
            return ()
        self._meter(now)
        self.on = word == "ON"
        if not self.on and self._job_ends is not None:
            self._job_ends = None
            self.jobs_lost += 1
        return (self.report(now),)

    def print_for(self, length: timedelta, now: datetime) -> Messages:
        """Start a job; without power nothing happens."""
        if self.on and self._job_ends is None:
            self._meter(now)
            self._job_ends = now + length
        return (self.report(now),)

    @override
    def due(self) -> datetime:
        return min(self._reports_at, self._job_ends) if self._job_ends else self._reports_at

    @override
    def tick(self, now: datetime) -> Messages:
        if self._job_ends is not None and now >= self._job_ends:
            self._meter(now)
            self._job_ends = None
            self.jobs_done += 1
            return (self.report(now),)
        return super().tick(now)

    @override
    def look(self) -> dict[str, Any]:
        jobs = {"prints": self._job_ends is not None, "done": self.jobs_done, "lost": self.jobs_lost}
        return {"online": self.online, **self.state(), **jobs}

    def _meter(self, now: datetime) -> None:
        passed_s = max(0.0, (now - self._metered_at).total_seconds())
        self.energy_kwh += self.power_w * passed_s / KWH
        self._metered_at = now

    @property
    def address(self) -> str:
        """Return the radio's address, as Zigbee2MQTT names the device to others."""
        return "0x00158d0009" + self.key.encode().hex()[:6]

    def unique_id(self, name: str) -> str:
        """Return the unique id of an entity: switch, power or energy."""
        return f"{self.address}_{name}_{PREFIX}"

    def _discovery(self) -> Messages:
        address = self.address
        shared = {
            "availability": [
                {
                    "topic": f"{self.topic}/availability",
                    "value_template": "{{ value_json.state }}",
                }
            ],
            "device": {
                "identifiers": [f"zigbee2mqtt_{address}"],
                "manufacturer": "Pretend",
                "model": "Metering plug",
                "name": self.key.replace("_", " ").capitalize(),
            },
            "origin": {"name": "Zigbee2MQTT", "sw": "2.6.0"},
            "state_topic": self.topic,
        }
        kinds: dict[str, dict[str, Any]] = {
            "switch/switch": {
                "name": None,
                "command_topic": f"{self.topic}/set",
                "payload_on": "ON",
                "payload_off": "OFF",
                "value_template": "{{ value_json.state }}",
            },
            "sensor/power": {
                "device_class": "power",
                "state_class": "measurement",
                "unit_of_measurement": "W",
                "value_template": "{{ value_json.power }}",
            },
            "sensor/energy": {
                "device_class": "energy",
                "state_class": "total_increasing",
                "unit_of_measurement": "kWh",
                "value_template": "{{ value_json.energy }}",
            },
        }
        found = []
        for kind, own in kinds.items():
            component, _, name = kind.partition("/")
            unique = {"unique_id": self.unique_id(name)}
            topic = f"{DISCOVERY}/{component}/{address}/{name}/config"
            found.append(as_json(topic, {**shared, **own, **unique}, retain=True))
        return tuple(found)
