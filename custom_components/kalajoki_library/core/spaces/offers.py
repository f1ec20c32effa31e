"""What a visitor may do at a space's display now: lengths that fit and acts that make sense (V1, B9)."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from ..bookings import Booking
from ..settings import SpaceSettings
from ..words import Act, BookingKind, Mode, SpaceStatus
from .status import Facts

MINUTE = timedelta(minutes=1)
STAFFED = frozenset({Mode.SERVICE, Mode.STAFFED_SELF_SERVICE})


@dataclass(frozen=True, slots=True, kw_only=True)
class Offers:
    """Acts, and the minutes that BOOK_NOW and EXTEND may take."""

    acts: tuple[Act, ...] = ()
    book_minutes: tuple[int, ...] = ()
    extend_minutes: tuple[int, ...] = ()


def this_minute(now: datetime) -> datetime:
    """Return the full minute at or before now: on-the-spot bookings start there."""
    return now.replace(second=0, microsecond=0)


def free_until(
    space: SpaceSettings, following: Booking | None, closes_at: datetime | None
) -> datetime | None:
    """Return until when a booking may last: the next with both buffers, or closing. None: no end in sight."""
    ends = [] if closes_at is None else [closes_at]
    if following is not None:
        ends.append(following.start - space.buffer_before - space.buffer_after)
    return min(ends, default=None)


def offer(
    space: SpaceSettings, facts: Facts, status: SpaceStatus, mode: Mode, *, live: bool, can_undo: bool = False
) -> Offers:
    """Return what may be done; with bookings that are not live only staff can be called (V3)."""
    calls = (Act.CALL_STAFF,) if mode in STAFFED else ()
    if not live or status in (SpaceStatus.UNKNOWN, SpaceStatus.CLOSED, SpaceStatus.OUT_OF_SERVICE):
        return Offers(acts=calls)
    until = free_until(space, facts.next, facts.closes_at)
    books: tuple[int, ...] = ()
    extends: tuple[int, ...] = ()
    if status in (SpaceStatus.FREE, SpaceStatus.RESERVED_SOON) and facts.on_the_spot:
        books = _fitting(space, this_minute(facts.now), until, timedelta(0))
    if facts.current is not None and facts.current_used:
        booked = facts.current.end - facts.current.start
        extends = _fitting(space, facts.current.end, until, booked)
    acts = (
        *((Act.UNDO_RELEASE,) if can_undo else ()),
        *((Act.CHECK_IN,) if arriving(space, facts) is not None else ()),
        *((Act.BOOK_NOW,) if books else ()),
        *((Act.EXTEND,) if extends else ()),
        *((Act.END,) if facts.current is not None and facts.current_used else ()),
        *calls,
    )
    return Offers(acts=acts, book_minutes=books, extend_minutes=extends)


def arriving(space: SpaceSettings, facts: Facts) -> Booking | None:
    """Return the booking to check in to now (B6): the running one, or the next within its window."""
    if facts.current is not None:
        is_for_people = not facts.current_used and facts.current.kind is not BookingKind.BLOCKED
        return facts.current if is_for_people else None
    following = facts.next
    if following is None or facts.next_used or facts.now < following.start - space.check_in_opens:
        return None
    return following


def _fitting(
    space: SpaceSettings, start: datetime, until: datetime | None, booked: timedelta
) -> tuple[int, ...]:
    return tuple(
        minutes
        for minutes in space.book_minutes
        if (until is None or start + minutes * MINUTE <= until) and booked + minutes * MINUTE <= space.longest
    )


def changes_at(space: SpaceSettings, facts: Facts) -> list[datetime]:
    """Return when a length stops fitting and when check-in opens."""
    until = free_until(space, facts.next, facts.closes_at)
    ends = [] if until is None else [this_minute(until - one * MINUTE) + MINUTE for one in space.book_minutes]
    if facts.next is not None:
        ends.append(facts.next.start - space.check_in_opens)
    return ends
