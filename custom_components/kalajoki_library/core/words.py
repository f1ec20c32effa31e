"""The closed vocabularies of the domain; their values are the words of the wire."""

from enum import StrEnum


class Plan(StrEnum):
    """What the hours source plans for an interval (H1)."""

    CLOSED = "closed"
    SERVICE = "service"
    SELF_SERVICE = "self_service"


class Mode(StrEnum):
    """What the building does (H1). UNKNOWN is not CLOSED (H2)."""

    CLOSED = "closed"
    SERVICE = "service"
    STAFFED_SELF_SERVICE = "staffed_self_service"
    UNSTAFFED_SELF_SERVICE = "unstaffed_self_service"
    EVENT_ONLY = "event_only"
    EVACUATION = "evacuation"
    LOCKDOWN = "lockdown"
    UNKNOWN = "unknown"


OPEN_MODES = frozenset(
    {Mode.SERVICE, Mode.STAFFED_SELF_SERVICE, Mode.UNSTAFFED_SELF_SERVICE, Mode.EVENT_ONLY}
)


class ModeSource(StrEnum):
    """Which layer decided the mode, highest first (H2)."""

    EMERGENCY = "emergency"
    OVERRIDE = "override"
    EXCEPTIONS = "exceptions"
    HOURS = "hours"
    NONE = "none"


class HoursSource(StrEnum):
    """Where the planned hours come from (H3)."""

    WEEKLY = "weekly"
    KIRJASTOHAKEMISTO = "kirjastohakemisto"


class DayKind(StrEnum):
    """Whether a date has other hours than its weekday, and why (H2, H3)."""

    USUAL = "usual"
    HOLIDAY = "holiday"
    EVE = "eve"
    EXCEPTION = "exception"


class SpaceStatus(StrEnum):
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


class BookingState(StrEnum):
    """How far a booking is agreed (B1)."""

    TENTATIVE = "tentative"
    CONFIRMED = "confirmed"
    CANCELLED = "cancelled"
    DENIED = "denied"


class BookingKind(StrEnum):
    """What sort of booking it is (B1)."""

    NORMAL = "normal"
    BLOCKED = "blocked"
    STAFF = "staff"
    EVENT = "event"


class OrganiserKind(StrEnum):
    """Who arranges it (B1)."""

    CUSTOMER = "customer"
    SCHOOL = "school"
    PUBLIC = "public"
    ASSOCIATION = "association"
    COMPANY = "company"
    LIBRARY = "library"


class BookingOutcome(StrEnum):
    """Steps of a booking's life that are counted."""

    MADE = "made"
    STARTED = "started"
    EXTENDED = "extended"
    ENDED_EARLY = "ended_early"
    COMPLETED = "completed"
    CANCELLED = "cancelled"
    NOT_USED = "not_used"
    RELEASED = "released"
    METERED = "metered"


class VacatedPolicy(StrEnum):
    """What becomes of a booking whose people have left early (B7)."""

    OFFER = "offer"
    FREE = "free"
    IGNORE = "ignore"


class SpaceKind(StrEnum):
    """What is booked: a room, or a device (B8)."""

    ROOM = "room"
    EQUIPMENT = "equipment"


class Job(StrEnum):
    """What a bookable device does (B8). UNKNOWN is not IDLE; HELD: powered only until its job is done."""

    IDLE = "idle"
    RUNNING = "running"
    HELD = "held"
    UNKNOWN = "unknown"


class JobPolicy(StrEnum):
    """What becomes of a job that outlasts its booking (B8)."""

    HOLD = "hold"
    CUT = "cut"


class DoorRole(StrEnum):
    """What a door is for (D1)."""

    ENTRANCE = "entrance"
    ROOM = "room"
    STAFF = "staff"
    HALL = "hall"


class GrantKind(StrEnum):
    """How a booking opens a door (D1)."""

    UNLOCK_WINDOW = "unlock_window"
    NONE = "none"


class Desired(StrEnum):
    """What the rules want of a door. HOLD: leave the bolt as it is (H2: hours unknown)."""

    LOCKED = "locked"
    UNLOCKED = "unlocked"
    HOLD = "hold"


class Bolt(StrEnum):
    """What a lock's bolt does."""

    LOCKED = "locked"
    UNLOCKED = "unlocked"
    LOCKING = "locking"
    UNLOCKING = "unlocking"
    JAMMED = "jammed"
    UNKNOWN = "unknown"


class Leaf(StrEnum):
    """Whether the door leaf stands open."""

    OPEN = "open"
    CLOSED = "closed"
    UNKNOWN = "unknown"


class Sync(StrEnum):
    """How far a lock follows what is wanted (D3)."""

    IN_SYNC = "in_sync"
    PENDING = "pending"
    RETRYING = "retrying"
    SUSPENDED = "suspended"
    UNREACHABLE = "unreachable"


class DisplayKind(StrEnum):
    """What a display is for."""

    ROOM = "room"
    LOBBY = "lobby"


class CrowdLevel(StrEnum):
    """How full it is, in words that everybody may see (P3)."""

    QUIET = "quiet"
    NORMAL = "normal"
    BUSY = "busy"
    FULL = "full"
    UNKNOWN = "unknown"


class Act(StrEnum):
    """What somebody asks of a space."""

    BOOK = "book"
    BOOK_NOW = "book_now"
    CHECK_IN = "check_in"
    EXTEND = "extend"
    END = "end"
    CANCEL = "cancel"
    CALL_STAFF = "call_staff"
    RELEASE = "release"
    UNDO_RELEASE = "undo_release"


class ActCode(StrEnum):
    """What became of an act."""

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


class Actor(StrEnum):
    """In which role somebody acts; never who it is."""

    VISITOR = "visitor"
    STAFF = "staff"
    SYSTEM = "system"


class IssueKind(StrEnum):
    """What staff must be told until it is mended."""

    HOURS_UNKNOWN = "hours_unknown"
    HOURS_STALE = "hours_stale"
    HOURS_RUN_OUT = "hours_run_out"
    LOCK_SUSPENDED = "lock_suspended"
    LOCK_UNREACHABLE = "lock_unreachable"
    BOOKINGS_STALE = "bookings_stale"
    RELEASE_FAILED = "release_failed"
    SWITCH_NOT_FOLLOWING = "switch_not_following"
    STAFF_MISSING = "staff_missing"
    OPENING_CHECK_FAILED = "opening_check_failed"
    LEFT_INSIDE = "left_inside"
    NEARLY_FULL = "nearly_full"
    CROWDED = "crowded"


class Desk(StrEnum):
    """What staff say of the service desk (H1)."""

    AUTOMATIC = "automatic"
    STAFFED = "staffed"
    UNSTAFFED = "unstaffed"


class WhenMissing(StrEnum):
    """What becomes of hours that need staff when none come (H5)."""

    HOLD_CLOSED = "hold_closed"
    CONTINUE_UNSTAFFED = "continue_unstaffed"


class RoutineState(StrEnum):
    """Where the building stands between opening and closing (H6)."""

    QUIET = "quiet"
    OPENING_CHECKS = "opening_checks"
    OPEN = "open"
    CLOSING = "closing"
    NO_NEW_ENTRIES = "no_new_entries"
    SWEEPING = "sweeping"
    ARMED = "armed"
    NOT_ARMED = "not_armed"
    UNKNOWN = "unknown"


class Cause(StrEnum):
    """Why the building is not armed, or what an opening check found (H6)."""

    PEOPLE_INSIDE = "people_inside"
    PEOPLE_UNKNOWN = "people_unknown"
    SPACE_OCCUPIED = "space_occupied"
    SPACE_UNKNOWN = "space_unknown"
    SPACE_BOOKED = "space_booked"
    STAFF_ON_SITE = "staff_on_site"
    STAFF_UNKNOWN = "staff_unknown"
    NOTHING_TELLS = "nothing_tells"
    LOCK_UNREACHABLE = "lock_unreachable"
    LOCK_SUSPENDED = "lock_suspended"
    CONTACT_UNKNOWN = "contact_unknown"
    EMERGENCY = "emergency"
    HOURS_UNKNOWN = "hours_unknown"


class AnnouncementKind(StrEnum):
    """What the house tells the people in it (H6, H7, D9)."""

    CLOSING_IN = "closing_in"
    NO_NEW_ENTRIES = "no_new_entries"
    CLOSED = "closed"
    STILL_INSIDE = "still_inside"
    CHECK_IN_AGAIN = "check_in_again"
    EVACUATION = "evacuation"
    LOCKDOWN = "lockdown"
    VACATE = "vacate"
