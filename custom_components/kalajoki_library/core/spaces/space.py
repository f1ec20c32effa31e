"""One space over time: who is in it, which booking runs, its state, and when to look again (B5, P2)."""

from dataclasses import dataclass
from datetime import datetime

from ..bookings import Booking
from ..interval import Interval
from ..occupancy.presence import Presence
from ..opening.days import ModeSpan
from ..opening.opening import EMERGENCIES, SPOT_MODES, Decision, Opening
from ..settings import SpaceSettings
from ..views import SpaceView
from ..words import OPEN_MODES, BookingKind, Mode, SpaceStatus
from . import offers
from .absence import Absence
from .book import Book
from .life import UNTOUCHED, Stage
from .offers import Offers
from .own_hours import OwnHours
from .release import ends_soon_at, frees_at, release_at, vacated_at
from .returns import Returns
from .status import Facts, judge


@dataclass(frozen=True, slots=True, kw_only=True)
class Now:
    """What a space is at one instant.

    `release_at`: when the booking of now is given back if nobody comes; `undo_until`: how long a visitor can
    say that it was given back wrongly (B6). `vacated_at`: when the booking of now counts as left early;
    `frees_at`: when it ends by itself then; `ends_soon_at`: when its people are told that others come (B7).
    """

    facts: Facts
    status: SpaceStatus
    until: datetime | None
    offers: Offers
    live: bool
    release_at: datetime | None = None
    undo_until: datetime | None = None
    vacated_at: datetime | None = None
    frees_at: datetime | None = None
    ends_soon_at: datetime | None = None

    @property
    def vacated(self) -> bool:
        """Whether the people of the booking have left early (B7)."""
        return self.vacated_at is not None and self.facts.now >= self.vacated_at

    @property
    def ends_soon(self) -> bool:
        """Whether the people of the booking should make room soon (B7)."""
        at = self.ends_soon_at
        return at is not None and self.facts.now >= at and self.status is SpaceStatus.IN_USE

    @property
    def foreseen_end(self) -> datetime | None:
        """Return when a booking that was left ends by itself, while that lies ahead."""
        at = self.frees_at
        return at if self.vacated and at is not None and at > self.facts.now else None

    @property
    def foreseen_release(self) -> datetime | None:
        """Return when the booking will be given back, while that lies ahead."""
        at = self.release_at
        return at if at is not None and at > self.facts.now else None


class Space:
    """The changing part of a space."""

    def __init__(self, settings: SpaceSettings, misses_tolerated: int, own: OwnHours | None = None) -> None:
        """Start with nothing known. `own`: hours that are not the building's (H4)."""
        self.settings = settings
        self.own = own
        self._own_until: datetime | None = None
        self.presence = Presence(settings.presence, settings.presence_hold)
        self.absence = Absence()
        self.open_since: datetime | None = None
        self.out = False
        self.out_reason = ""
        self.status = SpaceStatus.UNKNOWN
        self.since: datetime | None = None
        self.told = SpaceStatus.UNKNOWN
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
        return current if came and not self.is_leftover(book, current, now) else None

    def decision(self, opening: Opening, now: datetime) -> Decision:
        """Return the mode that counts for the space: that of its own hours, else the building's (H4)."""
        return opening.decision if self.own is None else self.own.decide(opening, now)

    def modes(self, opening: Opening, start: datetime, end: datetime) -> tuple[ModeSpan, ...]:
        """Return the modes of `[start, end)` that count for the space (H4)."""
        return opening.between(start, end) if self.own is None else self.own.between(opening, start, end)

    def planned(self, opening: Opening, start: datetime, end: datetime) -> tuple[ModeSpan, ...]:
        """Return the plan of `[start, end)` that counts for the space (H4)."""
        return opening.planned(start, end) if self.own is None else self.own.planned(opening, start, end)

    def look(self, mode: Mode, now: datetime) -> None:
        """Work out who is there, and since when people can come at all."""
        self.presence.settle(now)
        self.absence.settle(self.presence.occupied if self.settings.presence else None, now)
        self.open_since = (self.open_since or now) if mode in OPEN_MODES else None

    def seen(self, book: Book, now: datetime) -> Booking | None:
        """Return the booking for which whoever is there counts as having come (B6).

        People of the booking before do not, until they have stayed on so long that nobody can tell.
        """
        if self.presence.occupied is not True:
            return None
        booking = self.expected(book, now)
        if booking is None or book.life(booking).seen:
            return None
        is_sure = now >= booking.start + self.settings.presence_hold
        return booking if is_sure or not self.is_leftover(book, booking, now) else None

    def expected(self, book: Book, now: datetime) -> Booking | None:
        """Return the booking whose people may be at the door: the running one, or within its window."""
        settings = self.settings
        current = _running(book, settings, now)
        if current is not None:
            return current
        following = next((one for one in book.of(settings.id) if one.start > now), None)
        is_near = following is not None and now >= following.start - settings.check_in_opens
        return following if is_near else None

    def settle(self, book: Book, returns: Returns, opening: Opening, now: datetime) -> None:
        """Work out what the space is now."""
        reading = book.readings[self.settings.source]
        mode = self.decision(opening, now).mode
        facts = self._facts(book, opening, now, read=reading.read_at is not None)
        status, until = judge(self.settings, facts)
        live = facts.read and reading.misses <= self._misses_tolerated
        undo_until = self._undo_until(facts, returns, now)
        can_undo = undo_until is not None
        offered = offers.offer(self.settings, facts, status, opening.mode, live=live, can_undo=can_undo)
        if self.since is None or status is not self.status:
            self.status, self.since = status, now
        current = facts.current
        life = UNTOUCHED if current is None else book.life(current)
        vacated = vacated_at(self.settings, current, life, status, self.absence)
        frees = None
        if current is not None and vacated is not None and live:
            frees = frees_at(self.settings, current, life, vacated, mode)
        self.now = Now(
            facts=facts,
            status=status,
            until=until,
            offers=offered,
            live=live,
            release_at=self._release_at(facts, status, book, returns, mode) if live else None,
            undo_until=undo_until,
            vacated_at=vacated,
            frees_at=frees,
            ends_soon_at=ends_soon_at(self.settings, current, facts.next),
        )

    def _release_at(
        self, facts: Facts, status: SpaceStatus, book: Book, returns: Returns, mode: Mode
    ) -> datetime | None:
        booking = facts.current
        known = None if booking is None else returns.of(booking)
        if booking is None or (known is not None and not known.is_open):
            return None
        life = book.life(booking)
        return release_at(self.settings, booking, life, status, mode, self.absence, self.open_since)

    def _undo_until(self, facts: Facts, returns: Returns, now: datetime) -> datetime | None:
        """Return until when a visitor may have a released booking back; None: somebody else has the time."""
        done = returns.done_on(self.settings.id, now)
        if done is None or facts.current is not None:
            return None
        until = done.undo_until(self.settings.release_undo)
        is_taken = facts.next is not None and facts.next.start < done.old_end
        return until if until is not None and now < until and not is_taken else None

    def _facts(self, book: Book, opening: Opening, now: datetime, *, read: bool) -> Facts:
        settings, decision = self.settings, self.decision(opening, now)
        self._own_until = None if self.own is None else decision.until
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
            leftover=self.is_leftover(book, current or following, now),
        )

    def is_leftover(self, book: Book, booking: Booking | None, now: datetime) -> bool:
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
            self.presence.people,
            facts.current,
            facts.current_used,
            facts.next,
            facts.next_used,
            self.out_reason,
            state.foreseen_release,
            state.undo_until,
            state.vacated,
            state.foreseen_end,
            state.ends_soon,
        )

    def changes_at(self, returns: Returns, now: datetime) -> datetime | None:
        """Return when the space may look different without anything happening."""
        settings, state = self.settings, self.now
        if state is None:
            return None
        facts = state.facts
        ends = [self.presence.changes_at(now), self._own_until, *offers.changes_at(settings, facts)]
        if facts.current is not None:
            ends.append(facts.current.end)
        if facts.next is not None:
            start = facts.next.start
            ends += [start, start - settings.soon, start - settings.buffer_before]
        if facts.last_end is not None:
            ends.append(facts.last_end + settings.buffer_after)
        booking = facts.current or facts.next
        if booking is not None:
            ends.append(booking.start + settings.presence_hold)
        ends += [state.release_at, state.vacated_at, state.frees_at, state.ends_soon_at]
        ends += [*returns.changes_at(settings.id, settings.release_undo)]
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
            people=self.presence.people,
            capacity=settings.capacity,
            now=state.facts.current,
            next=state.facts.next,
            checked_in=state.facts.current_used,
            bookings_today=len(of_today),
            bookings_live=state.live,
            release_at=state.foreseen_release,
            undo_until=state.undo_until,
            vacated=state.vacated,
            frees_at=state.foreseen_end,
            ends_soon=state.ends_soon,
            conflict_at=_conflict_at(settings, of_today),
            out_reason=self.out_reason if self.out else "",
        )


def _conflict_at(space: SpaceSettings, bookings: list[Booking]) -> datetime | None:
    """Return when the first booking starts that lacks its buffers: allowed, but worth seeing (B9)."""
    between = space.buffer_before + space.buffer_after
    ends: datetime | None = None
    for one in bookings:
        if ends is not None and one.start < ends + between:
            return one.start
        ends = one.end if ends is None else max(ends, one.end)
    return None


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
