"""When a booking is given back that nobody came to or that was left early; who is spared (B6, B7). Pure."""

from datetime import datetime, timedelta

from ..bookings import Booking
from ..opening.opening import EMERGENCIES
from ..settings import SpaceSettings
from ..words import OPEN_MODES, BookingKind, BookingState, Mode, SpaceStatus, VacatedPolicy
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


def vacated_at(
    space: SpaceSettings, booking: Booking | None, life: Life, status: SpaceStatus, absence: Absence
) -> datetime | None:
    """Return when a used booking counts as left early, as things stand; None: it does not (B7)."""
    if booking is None or space.vacated is VacatedPolicy.IGNORE or status is not SpaceStatus.IN_USE:
        return None
    if absence.since is None or not absence.is_certain or life.started_at is None:
        return None
    at = max(booking.start, life.started_at, absence.since) + space.vacated_after
    return at if at < booking.end else None


def frees_at(
    space: SpaceSettings, booking: Booking, life: Life, vacated: datetime, mode: Mode
) -> datetime | None:
    """Return when a booking that was left early ends by itself (B7).

    Only where sensors have seen its people at all, and never one that is spared, or in an emergency (D9).
    """
    is_free = space.vacated is VacatedPolicy.FREE and life.seen and not is_spared(booking)
    if not is_free or mode in EMERGENCIES or mode is Mode.UNKNOWN:
        return None
    at = vacated + space.vacated_grace
    return at if at < booking.end else None


def ends_soon_at(space: SpaceSettings, current: Booking | None, following: Booking | None) -> datetime | None:
    """Return when to warn that the next booking is near; None: nobody comes after (B7)."""
    if current is None or following is None or following.start - current.end > space.soon:
        return None
    return current.end - space.ends_soon
