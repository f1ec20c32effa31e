"""Doors as the rules want them and as the locks are, and the plan for the bridge's stand-by."""

from dataclasses import dataclass
from datetime import datetime

from ..words import BoltState, DoorDesired, DoorRole, DoorSync, Leaf
from .envelope import Message, Span


@dataclass(frozen=True, slots=True, kw_only=True)
class DoorState(Message):
    """Desired against actual, with the rule that explains the desire (D3)."""

    door: str
    name: str
    role: DoorRole
    desired: DoorDesired
    rule: str
    actual: BoltState
    leaf: Leaf
    sync: DoorSync
    until: datetime | None = None
    automatic: bool = True
    space: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DoorPlan(Message):
    """When a door stands unlocked, for as long as it is known (D10)."""

    door: str
    valid_until: datetime
    unlocked: tuple[Span, ...] = ()
