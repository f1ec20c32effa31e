"""The closed vocabularies of the wire. A word a reader does not know becomes UNKNOWN."""

from enum import StrEnum
from typing import Self, override


class Word(StrEnum):
    """A vocabulary whose readers survive words that newer writers invent."""

    @classmethod
    @override
    def _missing_(cls, value: object) -> Self:
        return cls("unknown")


class Online(Word):
    """Whether a bridge or a device can be reached."""

    ONLINE = "online"
    OFFLINE = "offline"
    UNKNOWN = "unknown"


class AvailabilityReason(Word):
    """Why a device is or is not available."""

    REPORTED = "reported"
    TIMEOUT = "timeout"
    DRIVER = "driver"
    NEVER_SEEN = "never_seen"
    UNKNOWN = "unknown"


class TimeSource(Word):
    """Whose clock a message's `ts` comes from."""

    DEVICE = "device"
    NETWORK = "network"
    BRIDGE = "bridge"
    UNKNOWN = "unknown"


class Quality(Word):
    """How far a measurement can be trusted."""

    OK = "ok"
    STALE = "stale"
    SUSPECT = "suspect"
    UNKNOWN = "unknown"


class Kind(Word):
    """A capability of a device; the third part of a device topic."""

    LOCK = "lock"
    CONTACT = "contact"
    OCCUPANCY = "occupancy"
    COUNT = "count"
    BUTTON = "button"
    ENVIRONMENT = "environment"
    UNKNOWN = "unknown"


class BoltState(Word):
    """What a lock's bolt does. Unknown is never shown as locked (D3)."""

    LOCKED = "locked"
    UNLOCKED = "unlocked"
    LOCKING = "locking"
    UNLOCKING = "unlocking"
    JAMMED = "jammed"
    UNKNOWN = "unknown"


class Leaf(Word):
    """Whether the door leaf stands open."""

    OPEN = "open"
    CLOSED = "closed"
    UNKNOWN = "unknown"


class Method(Word):
    """By what means a lock was operated."""

    KEYPAD = "keypad"
    CARD = "card"
    FINGERPRINT = "fingerprint"
    MANUAL = "manual"
    AUTO = "auto"
    SCHEDULE = "schedule"
    REMOTE = "remote"
    UNKNOWN = "unknown"


class LockHappening(Word):
    """What happened at a lock."""

    LOCKED = "locked"
    UNLOCKED = "unlocked"
    DENIED_CODE = "denied_code"
    DENIED_SCHEDULE = "denied_schedule"
    JAMMED = "jammed"
    FORCED = "forced"
    UNKNOWN = "unknown"


class LockAction(Word):
    """What a lock is told to do; `pulse` releases a strike for a few seconds."""

    LOCK = "lock"
    UNLOCK = "unlock"
    PULSE = "pulse"
    UNKNOWN = "unknown"


class CommandCode(Word):
    """How a command ended."""

    DONE = "done"
    EXPIRED = "expired"
    REPEATED = "repeated"
    RETAINED = "retained"
    UNSUPPORTED = "unsupported"
    TIMEOUT = "timeout"
    UNREACHABLE = "unreachable"
    DEVICE_ERROR = "device_error"
    UNKNOWN = "unknown"


class OccupancyMethod(Word):
    """What senses presence."""

    PIR = "pir"
    MMWAVE = "mmwave"
    TOF = "tof"
    DESK = "desk"
    CO2 = "co2"
    CAMERA = "camera"
    UNKNOWN = "unknown"


class ButtonPress(Word):
    """How a button was used."""

    PRESS = "press"
    DOUBLE = "double"
    HOLD = "hold"
    RELEASE = "release"
    UNKNOWN = "unknown"


class Mode(Word):
    """The building's mode (H1)."""

    CLOSED = "closed"
    SERVICE = "service"
    STAFFED_SELF_SERVICE = "staffed_self_service"
    UNSTAFFED_SELF_SERVICE = "unstaffed_self_service"
    EVENT_ONLY = "event_only"
    EVACUATION = "evacuation"
    LOCKDOWN = "lockdown"
    UNKNOWN = "unknown"


class ModeSource(Word):
    """Which layer decided the mode (H2)."""

    EMERGENCY = "emergency"
    OVERRIDE = "override"
    EXCEPTIONS = "exceptions"
    HOURS = "hours"
    NONE = "none"
    UNKNOWN = "unknown"


class DayKind(Word):
    """Whether a date has other hours than its weekday, and why (H2, H3)."""

    USUAL = "usual"
    HOLIDAY = "holiday"
    EVE = "eve"
    EXCEPTION = "exception"
    UNKNOWN = "unknown"


class SpaceStatus(Word):
    """State of a bookable space (B5)."""

    FREE = "free"
    RESERVED_SOON = "reserved_soon"
    AWAITING_CHECK_IN = "awaiting_check_in"
    IN_USE = "in_use"
    OVERRUN = "overrun"
    TURNAROUND = "turnaround"
    OUT_OF_SERVICE = "out_of_service"
    CLOSED = "closed"
    UNKNOWN = "unknown"


class CrowdLevel(Word):
    """How full it is, in a word for everybody (P3); never a number of staff (S8)."""

    QUIET = "quiet"
    NORMAL = "normal"
    BUSY = "busy"
    FULL = "full"
    UNKNOWN = "unknown"


class SpaceKind(Word):
    """What is booked: a room, or a device (B8)."""

    ROOM = "room"
    EQUIPMENT = "equipment"
    UNKNOWN = "unknown"


class DoorDesired(Word):
    """What the rules want of a door. `hold`: leave it as it is, and tell staff."""

    LOCKED = "locked"
    UNLOCKED = "unlocked"
    HOLD = "hold"
    UNKNOWN = "unknown"


class DoorSync(Word):
    """How far the lock follows what is wanted (D3)."""

    IN_SYNC = "in_sync"
    PENDING = "pending"
    RETRYING = "retrying"
    SUSPENDED = "suspended"
    UNREACHABLE = "unreachable"
    UNKNOWN = "unknown"


class DoorRole(Word):
    """What a door is for (D1)."""

    ENTRANCE = "entrance"
    ROOM = "room"
    STAFF = "staff"
    HALL = "hall"
    UNKNOWN = "unknown"


class DisplayKind(Word):
    """What a display is for."""

    ROOM = "room"
    LOBBY = "lobby"
    UNKNOWN = "unknown"


class VisitorAct(Word):
    """What a visitor can do at a display."""

    BOOK_NOW = "book_now"
    CHECK_IN = "check_in"
    EXTEND = "extend"
    END = "end"
    UNDO_RELEASE = "undo_release"
    CALL_STAFF = "call_staff"
    FEEDBACK = "feedback"
    UNKNOWN = "unknown"


class ActCode(Word):
    """What became of a visitor's act; displays turn it into a sentence."""

    DONE = "done"
    TAKEN = "taken"
    TOO_LONG = "too_long"
    TOO_EARLY = "too_early"
    TOO_LATE = "too_late"
    CLOSED = "closed"
    NOTHING_TO_DO = "nothing_to_do"
    NOT_ALLOWED = "not_allowed"
    READ_ONLY = "read_only"
    EXPIRED = "expired"
    SOURCE_DOWN = "source_down"
    NOT_READY = "not_ready"
    INVALID = "invalid"
    UNKNOWN = "unknown"


class OrganiserKind(Word):
    """Who arranges a booking (B1); the only thing metrics learn of it."""

    CUSTOMER = "customer"
    SCHOOL = "school"
    PUBLIC = "public"
    ASSOCIATION = "association"
    COMPANY = "company"
    LIBRARY = "library"
    UNKNOWN = "unknown"


class BookingOutcome(Word):
    """How a booking ended or changed, for records."""

    MADE = "made"
    STARTED = "started"
    EXTENDED = "extended"
    ENDED_EARLY = "ended_early"
    COMPLETED = "completed"
    CANCELLED = "cancelled"
    NOT_USED = "not_used"
    RELEASED = "released"
    METERED = "metered"
    UNKNOWN = "unknown"


class AccessDecision(Word):
    """Whether a door let somebody in."""

    GRANTED = "granted"
    DENIED = "denied"
    UNKNOWN = "unknown"
