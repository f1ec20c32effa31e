"""The state of a space as a level: it follows from what is so now, not from what happened (B5)."""

from dataclasses import dataclass
from datetime import datetime

from ..bookings import Booking
from ..settings import SpaceSettings
from ..words import BookingKind, SpaceStatus


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What decides a space's state. `is_open` None: hours unknown. `leftover`: people of the booking before.

    `on_the_spot`: the mode lets people walk up and book. `closes_at` None: no end in sight.
    """

    now: datetime
    out: bool
    read: bool
    is_open: bool | None
    opens_at: datetime | None
    closes_at: datetime | None
    on_the_spot: bool
    current: Booking | None = None
    current_used: bool = False
    next: Booking | None = None
    next_used: bool = False
    last_end: datetime | None = None
    leftover: bool = False


# Which rule says so, for whoever asks why.
RULES = {
    SpaceStatus.FREE: "B5:free",
    SpaceStatus.RESERVED_SOON: "B5:reserved_soon",
    SpaceStatus.AWAITING_CHECK_IN: "B6:awaiting_check_in",
    SpaceStatus.IN_USE: "B5:in_use",
    SpaceStatus.OVERRUN: "B7:overrun",
    SpaceStatus.TURNAROUND: "B9:buffer",
    SpaceStatus.OUT_OF_SERVICE: "B5:out_of_service",
    SpaceStatus.CLOSED: "B10:closed",
    SpaceStatus.UNKNOWN: "B2:unknown",
}

type Judged = tuple[SpaceStatus, datetime | None]


def judge(space: SpaceSettings, facts: Facts) -> Judged:
    """Return the state and until when it holds as far as is known."""
    if facts.out:
        return SpaceStatus.OUT_OF_SERVICE, None
    if not facts.read or facts.is_open is None:
        return SpaceStatus.UNKNOWN, None
    if not facts.is_open:
        return SpaceStatus.CLOSED, facts.opens_at
    if facts.current is not None:
        return _booked(facts, facts.current)
    return _between_bookings(space, facts)


def _booked(facts: Facts, current: Booking) -> Judged:
    if current.kind is BookingKind.BLOCKED:
        return SpaceStatus.OUT_OF_SERVICE, current.end
    if facts.current_used:
        return SpaceStatus.IN_USE, current.end
    if facts.leftover:
        return SpaceStatus.OVERRUN, current.end
    return SpaceStatus.AWAITING_CHECK_IN, current.end


def _between_bookings(space: SpaceSettings, facts: Facts) -> Judged:
    now, following = facts.now, facts.next
    starts = None if following is None else following.start
    is_soon = starts is not None and starts - now <= space.soon
    if following is not None and facts.next_used:
        return SpaceStatus.IN_USE, following.end
    if is_soon and facts.leftover:
        return SpaceStatus.OVERRUN, starts
    if facts.last_end is not None and now < facts.last_end + space.buffer_after:
        return SpaceStatus.TURNAROUND, facts.last_end + space.buffer_after
    if starts is not None and now >= starts - space.buffer_before:
        return SpaceStatus.TURNAROUND, starts
    if is_soon:
        return SpaceStatus.RESERVED_SOON, starts
    ends = [] if starts is None else [starts - space.buffer_before]
    ends += [] if facts.closes_at is None else [facts.closes_at]
    return SpaceStatus.FREE, min(ends, default=None)
