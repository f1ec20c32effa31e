"""Messages by which the bridge and the integration introduce themselves and show their health."""

from dataclasses import dataclass, field
from datetime import datetime

from ..words import Online
from .envelope import Message


@dataclass(frozen=True, slots=True, kw_only=True)
class BridgeHello(Message):
    """Retained introduction of a bridge; a schema mismatch names the side to update."""

    site: str
    bridge: str
    name: str = ""
    software: str
    schema_version: int
    min_schema_version: int
    display_url: str | None = None
    drivers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class BridgeStatus(Message):
    """Online, or offline as the broker tells it by the will."""

    state: Online


@dataclass(frozen=True, slots=True, kw_only=True)
class BridgeHealth(Message):
    """Counters since `started_at` that add up at every instant.

    received = spooled + refused; spooled = written + dead + expired + waiting.
    """

    started_at: datetime
    received: int
    refused: dict[str, int] = field(default_factory=dict)
    spooled: int
    written: int
    dead: dict[str, int] = field(default_factory=dict)
    expired: int = 0
    waiting: int
    spool_bytes: int
    lag_s: float | None = None
    database: Online = Online.UNKNOWN
    database_problem: str = ""
    unreadable: dict[str, int] = field(default_factory=dict)
    devices_online: int = 0
    devices_total: int = 0
    displays_connected: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class IntegrationHello(Message):
    """Retained introduction of the integration."""

    site: str
    software: str
    schema_version: int
    min_schema_version: int
    name: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class IntegrationAlive(Message):
    """Heartbeat, every 20 s; its absence makes displays say "not live" (V3)."""

    interval_s: float = 20.0
