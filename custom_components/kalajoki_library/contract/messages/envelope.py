"""What every message carries, and what every message about a device carries besides."""

from dataclasses import dataclass
from datetime import datetime

from ..words import Quality, TimeSource

# Text in the three languages of the building: Finnish, Swedish, English.
LANGUAGES = ("fi", "sv", "en")


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """Root of all messages: the same `id` means the same message, however often it comes."""

    id: str
    ts: datetime
    v: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """Which driver spoke, and the device's own key (an address, never a person)."""

    drv: str
    key: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DeviceMessage(Message):
    """A message about a device; `ts` is when it happened, `rx_ts` when the bridge heard it.

    `seq` rises by one per device and kind; a new `boot` says that the counter started over.
    """

    dev: str
    rx_ts: datetime
    seq: int = 0
    boot: str = ""
    ts_src: TimeSource = TimeSource.BRIDGE
    src: Source | None = None
    replay: bool = False
    q: Quality = Quality.OK


@dataclass(frozen=True, slots=True, kw_only=True)
class Command(Message):
    """Something to do, once, before `not_after`; never retained."""

    not_after: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """One sentence in the building's three languages."""

    fi: str
    sv: str
    en: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """A half-open interval `[start, end)`."""

    start: datetime
    end: datetime
