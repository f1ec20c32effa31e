"""What the building does now and next, as everybody may know it."""

from dataclasses import dataclass
from datetime import date, datetime

from ..words import DayKind, Mode, ModeSource
from .envelope import Message, Text


@dataclass(frozen=True, slots=True, kw_only=True)
class HoursSpan:
    """One stretch of a day: local wall-clock "HH:MM" ends ("24:00" is midnight) and its mode."""

    opens: str
    closes: str
    mode: Mode


@dataclass(frozen=True, slots=True, kw_only=True)
class DayHours:
    """One local date. `known` false: no data, which is not closed (H2). `note`: a public reason."""

    day: date
    known: bool
    spans: tuple[HoursSpan, ...] = ()
    kind: DayKind = DayKind.USUAL
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class OpeningState(Message):
    """Retained mode with its reason. Never says how many staff there are (S8)."""

    mode: Mode
    source: ModeSource
    rule: str
    since: datetime | None = None
    until: datetime | None = None
    next_mode: Mode | None = None
    override: bool = False
    minutes_planned: float | None = None
    message: Text | None = None
