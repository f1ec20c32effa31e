"""One space over time: who is in it, which booking runs, its state, and when to look again (B5, P2)."""

from dataclasses import dataclass
from datetime import datetime

from ..bookings import Booking
from ..interval import Interval
from ..occupancy.presence import Presence
from ..opening.opening import EMERGENCIES, SPOT_MODES, Opening
from ..settings import SpaceSettings
from ..views import SpaceView
from ..words import OPEN_MODES, BookingKind, Mode, SpaceStatus
from . import offers
from .book import Book
from .life import Stage
from .offers import Offers
from .status import Facts, judge


@dataclass(frozen=True, slots=True, kw_only=True)
class Now:
    """What a space is at one instant."""

    facts: Facts
    status: SpaceStatus
    until: datetime | None
    offers: Offers
    live: bool


class Space:
    """The changing part of a space."""

    def __init__(self, settings: SpaceSettings, misses_tolerated: int) -> None:
        """Start with nothing known."""
        self.settings = settings
        self.presence = Presence(settings.presence, settings.presence_hold)
        self.out = False
        self.status = SpaceStatus.UNKNOWN
        self.since: datetime | None = None
        self.now: Now | None = None
        self._misses_tolerated = misses_tolerated

    def to_check_in(self, book: Book, now: datetime) -> Booking | None:
        """Return the running booking that presence, or being made on the spot, checks in to (B6)."""
        current = _running(book, self.settings, now)
        if current is None or book.life(current).stage is not Stage.EXPECTED:
            return None
        if current.kind is BookingKind.BLOCKED:
            return None
        if current.on_the_spot:
            return current
        came = self.settings.presence_checks_in and self.presence.occupied is True
        return current if came and not self._is_leftover(book, current, now) else None

    def settle(self, book: Book, opening: Opening, now: datetime) -> None:
        """Work out what the space is now."""
        reading = book.readings[self.settings.source]
        facts = self._facts(book, opening, now, read=reading.read_at is not None)
        status, until = judge(self.settings, facts)
        live = facts.read and reading.misses <= self._misses_tolerated
        offered = offers.offer(self.settings, facts, status, opening.mode, live=live)
        if self.since is None or status is not self.status:
            self.status, self.since = status, now
        self.now = Now(facts=facts, status=status, until=until, offers=offered, live=live)

    def _facts(self, book: Book, opening: Opening, now: datetime, *, read: bool) -> Facts:
        settings, decision = self.settings, opening.decision
        current = _running(book, settings, now)
        following = next((one for one in book.of(settings.id) if one.start > now), None)
        closes_at = decision.spot_until if decision.mode in SPOT_MODES else decision.until
        return Facts(
            now=now,
            out=self.out,
            read=read,
            is_open=is_open(settings, decision.mode),
            opens_at=decision.until if decision.next_mode in OPEN_MODES else None,
            closes_at=None if settings.outside_hours else closes_at,
            on_the_spot=settings.outside_hours or decision.mode in SPOT_MODES,
            current=current,
            current_used=current is not None and book.life(current).was_used,
            next=following,
            next_used=following is not None and book.life(following).was_used,
            last_end=max((one.end for one in book.of(settings.id) if one.end <= now), default=None),
            leftover=self._is_leftover(book, current or following, now),
        )

    def _is_leftover(self, book: Book, booking: Booking | None, now: datetime) -> bool:
        """Whether who is inside came for a booking that is over, not for the given one (B7)."""
        since = self.presence.since
        if self.presence.occupied is not True or since is None:
            return False
        ends = [one.end for one in book.of(self.settings.id) if one.end <= now and book.life(one).was_used]
        if not ends or since >= max(ends):
            return False
        return booking is None or since < booking.start - self.settings.check_in_opens

    def signature(self) -> object:
        """Return what tells two looks of the space apart."""
        state = self.now
        if state is None:
            return None
        facts = state.facts
        return (
            state.status,
            state.until,
            state.offers,
            state.live,
            self.since,
            self.out,
            self.presence.occupied,
            facts.current,
            facts.current_used,
            facts.next,
            facts.next_used,
        )

    def changes_at(self, now: datetime) -> datetime | None:
        """Return when the space may look different without anything happening."""
        settings, state = self.settings, self.now
        if state is None:
            return None
        facts = state.facts
        ends = [self.presence.changes_at(now), *offers.changes_at(settings, facts)]
        if facts.current is not None:
            ends.append(facts.current.end)
        if facts.next is not None:
            start = facts.next.start
            ends += [start, start - settings.soon, start - settings.buffer_before]
        if facts.last_end is not None:
            ends.append(facts.last_end + settings.buffer_after)
        return min((end for end in ends if end is not None and end > now), default=None)

    def view(self, book: Book, today: Interval) -> SpaceView:
        """Return how the space looks to staff."""
        state, settings = self.now, self.settings
        if state is None:
            return SpaceView(space=settings.id, name=settings.name, status=SpaceStatus.UNKNOWN)
        of_today = [one for one in book.of(settings.id) if one.start < today.end and one.end > today.start]
        return SpaceView(
            space=settings.id,
            name=settings.name,
            status=state.status,
            since=self.since,
            until=state.until,
            occupied=self.presence.occupied,
            now=state.facts.current,
            next=state.facts.next,
            checked_in=state.facts.current_used,
            bookings_today=len(of_today),
            bookings_live=state.live,
        )


def is_open(space: SpaceSettings, mode: Mode) -> bool | None:
    """Return whether a space may be used in a mode; None: hours unknown (H2, B10)."""
    if mode in EMERGENCIES:
        return False
    if space.outside_hours or mode in OPEN_MODES:
        return True
    return None if mode is Mode.UNKNOWN else False


def _running(book: Book, space: SpaceSettings, now: datetime) -> Booking | None:
    """Return the booking of now; of several the one that is used, else the first."""
    running = [one for one in book.of(space.id) if one.start <= now < one.end and not book.is_over(one)]
    return next((one for one in running if book.life(one).was_used), running[0] if running else None)
