"""When a booking that nobody came to is given back, and whom the rule spares (B6). Pure."""

from datetime import datetime, timedelta

from ..bookings import Booking
from ..settings import SpaceSettings
from ..words import OPEN_MODES, BookingKind, BookingState, Mode, SpaceStatus
from .absence import Absence
from .life import Life, Stage

LONG = timedelta(hours=8)
JUST_MADE = timedelta(minutes=15)


def is_spared(booking: Booking) -> bool:
    """Whether a booking is never given back by itself: not an ordinary one, not agreed, or very long."""
    is_ordinary = booking.kind is BookingKind.NORMAL and booking.state is BookingState.CONFIRMED
    return not is_ordinary or booking.end - booking.start >= LONG


def was_made_late(booking: Booking) -> bool:
    """Whether a booking was made so shortly before its start that its people are on their way."""
    made = booking.made_at
    return booking.on_the_spot or (made is not None and booking.start - made < JUST_MADE)


def release_at(
    space: SpaceSettings,
    booking: Booking | None,
    life: Life,
    status: SpaceStatus,
    mode: Mode,
    absence: Absence,
    open_since: datetime | None,
) -> datetime | None:
    """Return when the booking of now is given back as things stand; None: it is not.

    Sensors that are silent, hours that are unknown, a closed building and an emergency give nothing back
    (D9). What was interrupted starts its waiting time anew.
    """
    if booking is None or space.release_after is None or open_since is None:
        return None
    if life.stage is not Stage.EXPECTED or life.seen or is_spared(booking) or was_made_late(booking):
        return None
    if status is not SpaceStatus.AWAITING_CHECK_IN or mode not in OPEN_MODES:
        return None
    since = max(booking.start, open_since)
    if space.presence:
        if absence.since is None or not absence.is_certain:
            return None
        since = max(since, absence.since)
    at = since + space.release_after
    return at if at < booking.end else None
