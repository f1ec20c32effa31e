"""What a driver takes and gives. Topics and payloads are the vendor's own."""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from ..contract.words import Kind


class Form(StrEnum):
    """What a reading is: a state to keep, an event that passes, or news of the device itself."""

    STATE = "state"
    EVENT = "event"
    AVAILABILITY = "availability"


@dataclass(frozen=True, slots=True, kw_only=True)
class Device:
    """A device as configured: `key` is the vendor's name or address, `prefix` where its topics begin."""

    id: str
    name: str
    profile: str
    key: str
    prefix: str
    area: str = ""
    space: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """One thing a device said: fields of the contract's message for `kind` and `form`."""

    kind: Kind
    form: Form
    fields: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Native:
    """A message to a device in its vendor's format."""

    topic: str
    payload: bytes
