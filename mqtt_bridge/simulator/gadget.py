"""What every pretend device can do: introduce itself, hear, act when its time comes, be looked at. Pure."""

from abc import ABC, abstractmethod
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
import json
from typing import Any

HOUR = timedelta(hours=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """One native message."""

    topic: str
    payload: bytes
    retain: bool = False


type Messages = tuple[Message, ...]


def as_json(topic: str, data: Any, *, retain: bool = False) -> Message:
    """Return a message of JSON."""
    return Message(topic=topic, payload=json.dumps(data).encode(), retain=retain)


def from_json(payload: bytes) -> Any:
    """Return what a payload holds; None when it is no JSON, which a device ignores."""
    try:
        return json.loads(payload)
    except ValueError:
        return None


@dataclass(slots=True)
class Battery:
    """A battery that sinks slowly."""

    full_pct: float
    since: datetime
    sinks_per_hour_pct: float = 0.05

    def pct(self, now: datetime) -> int:
        """Return what is left, in whole per cent as the vendors report it."""
        return max(1, round(self.full_pct - self.sinks_per_hour_pct * ((now - self.since) / HOUR)))


class Gadget(ABC):
    """A device. `online` False: it is silent and deaf."""

    def __init__(self, key: str) -> None:
        """Take the vendor's name of the device."""
        self.key = key
        self.online = True

    @property
    def listens(self) -> tuple[str, ...]:
        """Return the topics the device hears."""
        return ()

    @abstractmethod
    def hello(self, now: datetime) -> Messages:
        """Return what the device says when it comes up."""

    @abstractmethod
    def goodbye(self) -> Messages:
        """Return what is said of the device when it is gone."""

    def hear(self, topic: str, payload: bytes, now: datetime) -> Messages:
        """Take a message to the device."""
        return ()

    @abstractmethod
    def due(self) -> datetime:
        """Return when the device acts next by itself."""

    @abstractmethod
    def tick(self, now: datetime) -> Messages:
        """Do what is due."""

    @abstractmethod
    def look(self) -> dict[str, Any]:
        """Return what a person standing there sees."""

    def switch(self, online: bool, now: datetime) -> Messages:
        """Let the device drop out or come back."""
        self.online = online
        return self.hello(now) if online else self.goodbye()


def flat(groups: Iterable[Messages]) -> Messages:
    """Return the messages of all groups in order."""
    return tuple(message for group in groups for message in group)
