"""Where the broker is and how to be let in."""

from dataclasses import dataclass, field
from enum import StrEnum
import ssl


class Protocol(StrEnum):
    """Which MQTT to speak; AUTO tries 5 and falls back."""

    AUTO = "auto"
    V5 = "5"
    V311 = "3.1.1"


@dataclass(frozen=True, slots=True, kw_only=True)
class Address:
    """A broker. The password never shows."""

    host: str
    port: int = 1883
    username: str | None = None
    password: str | None = field(default=None, repr=False)
    tls: ssl.SSLContext | None = field(default=None, repr=False)
    protocol: Protocol = Protocol.AUTO
    keepalive_s: int = 30


@dataclass(frozen=True, slots=True, kw_only=True)
class Will:
    """What the broker publishes, retained, when this session breaks."""

    topic: str
    payload: bytes
    delay_s: int = 5
