"""One module per subject; `MESSAGES` lists every message that can be a payload."""

from .bridge import BridgeHealth, BridgeHello, BridgeStatus, IntegrationAlive, IntegrationHello
from .device import (
    ButtonEvent,
    CommandResult,
    ContactState,
    CountEvent,
    CountState,
    DeviceAvailability,
    DeviceMeta,
    EnvironmentState,
    LockCommand,
    LockEvent,
    LockState,
    OccupancyState,
)
from .display import DisplayAction, DisplayResult, DisplayView
from .door import DoorPlan, DoorState
from .envelope import Message
from .opening import OpeningState
from .record import AccessRecord, BookingRecord, DayRecord, FeedbackRecord, ModeRecord, VisitRecord
from .space import SpaceState

MESSAGES: tuple[type[Message], ...] = (
    BridgeHello,
    BridgeStatus,
    BridgeHealth,
    IntegrationHello,
    IntegrationAlive,
    DeviceMeta,
    DeviceAvailability,
    LockState,
    LockEvent,
    LockCommand,
    CommandResult,
    ContactState,
    OccupancyState,
    CountState,
    CountEvent,
    ButtonEvent,
    EnvironmentState,
    OpeningState,
    DoorState,
    DoorPlan,
    SpaceState,
    DisplayView,
    DisplayAction,
    DisplayResult,
    ModeRecord,
    BookingRecord,
    VisitRecord,
    AccessRecord,
    FeedbackRecord,
    DayRecord,
)
