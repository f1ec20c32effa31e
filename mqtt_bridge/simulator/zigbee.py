"""Devices as Zigbee2MQTT 2.x tells of them: state objects, `set`, `get`, availability. Pure."""

from datetime import datetime, timedelta
from typing import Any, override

from .gadget import Battery, Gadget, Message, Messages, as_json, from_json

PREFIX = "zigbee2mqtt"
REPORTS_EVERY = timedelta(minutes=5)


class ZigbeeGadget(Gadget):
    """What all of them share."""

    reports_every = REPORTS_EVERY

    def __init__(self, key: str, battery_pct: float, now: datetime) -> None:
        """Start with a battery."""
        super().__init__(key)
        self.battery = Battery(battery_pct, now)
        self.link = 60 + len(key) * 5 % 100
        self._reports_at = now + self.reports_every

    @property
    def topic(self) -> str:
        """Return the device's state topic."""
        return f"{PREFIX}/{self.key}"

    def state(self) -> dict[str, Any]:
        """Return the device's own part of its state object."""
        return {}

    def report(self, now: datetime, **event: Any) -> Message:
        """Return the state object; `event` is said once, as `action` is."""
        self._reports_at = now + self.reports_every
        shared = {"battery": self.battery.pct(now), "linkquality": self.link}
        return as_json(self.topic, {**self.state(), **shared, **event})

    @override
    def hello(self, now: datetime) -> Messages:
        return (self._availability("online"), self.report(now))

    @override
    def goodbye(self) -> Messages:
        return (self._availability("offline"),)

    @override
    def due(self) -> datetime:
        return self._reports_at

    @override
    def tick(self, now: datetime) -> Messages:
        return (self.report(now),) if now >= self._reports_at else ()

    @override
    def look(self) -> dict[str, Any]:
        return {"online": self.online, **self.state()}

    def _availability(self, state: str) -> Message:
        return as_json(f"{self.topic}/availability", {"state": state}, retain=True)


class ZigbeeContact(ZigbeeGadget):
    """A door contact; `contact` is true when the door is closed."""

    open = False

    @override
    def state(self) -> dict[str, Any]:
        return {"contact": not self.open, "tamper": False}

    def move(self, is_open: bool, now: datetime) -> Messages:
        """Open or close the door leaf."""
        self.open = is_open
        return (self.report(now),)


class ZigbeePresence(ZigbeeGadget):
    """A presence sensor in a room."""

    occupied = False

    @override
    def state(self) -> dict[str, Any]:
        return {"presence": self.occupied, "target_distance": 1.8 if self.occupied else 0}

    def see(self, occupied: bool, now: datetime) -> Messages:
        """See somebody, or nobody any more."""
        self.occupied = occupied
        return (self.report(now),)


class ZigbeeButton(ZigbeeGadget):
    """A push button."""

    @override
    def state(self) -> dict[str, Any]:
        return {"action": ""}

    def press(self, how: str, now: datetime) -> Messages:
        """Push it: single, double, hold."""
        return (self.report(now, action=how),)


class ZigbeeAir(ZigbeeGadget):
    """An air sensor. Its air goes slowly to where the people in the room drive it."""

    reports_every = timedelta(seconds=30)
    people = 0

    def __init__(self, key: str, battery_pct: float, now: datetime) -> None:
        """Start with fresh air."""
        super().__init__(key, battery_pct, now)
        self.co2_ppm, self.temperature_c, self.humidity_pct = 460.0, 21.2, 34.0

    @override
    def state(self) -> dict[str, Any]:
        return {
            "co2": round(self.co2_ppm),
            "temperature": round(self.temperature_c, 2),
            "humidity": round(self.humidity_pct, 1),
        }

    @override
    def tick(self, now: datetime) -> Messages:
        if now < self._reports_at:
            return ()
        self.co2_ppm += (430 + 170 * self.people - self.co2_ppm) * 0.12
        self.temperature_c += (21.0 + 0.35 * self.people - self.temperature_c) * 0.06
        self.humidity_pct += (33.0 + 1.2 * self.people - self.humidity_pct) * 0.08
        return (self.report(now),)


class ZigbeeLock(ZigbeeGadget):
    """A motor lock with keypad and card reader, its thumb turn always free from inside."""

    def __init__(self, key: str, battery_pct: float, now: datetime, *, moves_in: timedelta) -> None:
        """Start locked; the motor needs `moves_in` for a turn."""
        super().__init__(key, battery_pct, now)
        self.locked = True
        self.jammed = False
        self.turns = 0
        self._moves_in = moves_in
        self._turn: tuple[datetime, bool, dict[str, Any]] | None = None

    @property
    @override
    def listens(self) -> tuple[str, ...]:
        return (f"{self.topic}/set", f"{self.topic}/get")

    @override
    def state(self) -> dict[str, Any]:
        return {
            "state": "LOCK" if self.locked else "UNLOCK",
            "lock_state": "locked" if self.locked else "unlocked",
        }

    @override
    def look(self) -> dict[str, Any]:
        return {"online": self.online, "locked": self.locked, "turns": self.turns}

    @override
    def hear(self, topic: str, payload: bytes, now: datetime) -> Messages:
        if topic.endswith("/get"):
            return (self.report(now),)
        asked = from_json(payload)
        word = asked.get("state") if isinstance(asked, dict) else None
        if word in ("LOCK", "UNLOCK"):
            self._turn = (now + self._moves_in, word == "LOCK", {})
        return ()

    def present(self, source: str, slot: int, right: bool, now: datetime) -> Messages:
        """Type a code or show a card: a right one opens, for a moment if the lock stood locked."""
        who = {"action_source_name": source, "action_user": slot}
        if not right:
            return (self.report(now, action="unlock_failure_invalid_pin_or_id", action_source_name=source),)
        was_locked = self.locked
        self._move(locked=False)
        if was_locked:
            self._turn = (now + timedelta(seconds=5), True, {"action": "auto_lock"})
        return (self.report(now, action="unlock", **who),)

    def turn_by_hand(self, locked: bool, now: datetime) -> Messages:
        """Turn the thumb turn."""
        self._move(locked=locked)
        self._turn = None
        return (self.report(now, action="manual_lock" if locked else "manual_unlock"),)

    @override
    def due(self) -> datetime:
        return min(self._reports_at, self._turn[0]) if self._turn else self._reports_at

    @override
    def tick(self, now: datetime) -> Messages:
        if self._turn is not None and now >= self._turn[0]:
            _at, locked, event = self._turn
            self._turn = None
            if self.jammed:
                return (as_json(self.topic, {**self.state(), "lock_state": "not_fully_locked"}),)
            self._move(locked=locked)
            return (self.report(now, **event),)
        return super().tick(now)

    def _move(self, *, locked: bool) -> None:
        self.turns += locked is not self.locked
        self.locked = locked
