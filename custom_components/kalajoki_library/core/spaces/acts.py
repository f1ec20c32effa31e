"""What somebody asks of a space: checked here, done by the booking source (B4). Pure."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from ..bookings import Booking
from ..effects import ChangeBooking
from ..events import ActAsked
from ..interval import Interval
from ..opening.opening import EMERGENCIES, Opening
from ..words import OPEN_MODES, Act, ActCode, Actor, Mode
from .book import Book
from .offers import arriving, this_minute
from .refs import ref_of
from .returns import Returns
from .space import Now, Space

MINUTE = timedelta(minutes=1)
# Longer than any booking: what is asked for must not run off the calendar.
MOST_MINUTES = 400 * 24 * 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What becomes of an act: an answer, a check-in, or a change that the source is asked for."""

    code: ActCode = ActCode.DONE
    until: datetime | None = None
    checks_in: Booking | None = None
    change: ChangeBooking | None = None


class Asked:
    """One act on one space, with what it is checked against."""

    def __init__(
        self, act: ActAsked, space: Space, book: Book, returns: Returns, opening: Opening, now: datetime
    ) -> None:
        """Take the act and the parts it touches."""
        self.act, self.space, self.book, self.opening, self.now = act, space, book, opening, now
        self.returns = returns
        self.is_visitor = act.actor is Actor.VISITOR

    def judge(self, taken: tuple[Interval, ...]) -> Outcome:
        """Return the outcome; `taken`: intervals that other acts on this space are about to take."""
        state = self.space.now
        if state is None or not state.facts.read:
            return Outcome(code=ActCode.NOT_READY)
        if self.is_visitor and not state.live:
            return Outcome(code=ActCode.SOURCE_DOWN)
        match self.act.act:
            case Act.BOOK | Act.BOOK_NOW:
                return self._book(state, taken)
            case Act.CHECK_IN:
                return self._check_in(state)
            case Act.EXTEND:
                return self._extend(state, taken)
            case Act.END:
                return self._end(state)
            case Act.CANCEL:
                return self._cancel(state)
            case Act.UNDO_RELEASE:
                return self._undo_release(taken)
            case _:
                return Outcome(code=ActCode.INVALID)

    def _book(self, state: Now, taken: tuple[Interval, ...]) -> Outcome:
        act, settings, now = self.act, self.space.settings, self.now
        if self.space.out or (self.is_visitor and act.act is Act.BOOK):
            return Outcome(code=ActCode.NOT_ALLOWED)
        if (refused := self._refuse_minutes()) is not None or act.minutes is None:
            return Outcome(code=refused or ActCode.INVALID)
        if act.start is not None and act.start > now + MOST_MINUTES * MINUTE:
            return Outcome(code=ActCode.INVALID)
        start = act.start or this_minute(now)
        end = start + act.minutes * MINUTE
        if act.start is None and (last := state.facts.last_end) is not None:
            start = max(start, last)  # the booking before may have ended within this minute
        if self.is_visitor and end - start > settings.longest:
            return Outcome(code=ActCode.TOO_LONG)
        if start >= end or end <= now:
            return Outcome(code=ActCode.INVALID)
        wanted = Interval(start, end)
        if self._is_taken(wanted, None, taken):
            return Outcome(code=ActCode.TAKEN)
        if (refused := self._outside_hours(wanted)) is not None:
            return Outcome(code=refused)
        return Outcome(until=end, change=self._change(None, start=start, end=end))

    def _refuse_minutes(self) -> ActCode | None:
        minutes = self.act.minutes
        if minutes is None or minutes <= 0:
            return ActCode.INVALID
        return ActCode.TOO_LONG if minutes > MOST_MINUTES else None

    def _check_in(self, state: Now) -> Outcome:
        named = self._named()
        if named is not None and self.book.life(named).was_used and named.end > self.now:
            return Outcome(until=named.end)
        booking = arriving(self.space.settings, state.facts)
        if booking is None or (named is not None and named != booking):
            is_coming = state.facts.current is None and state.facts.next is not None
            return Outcome(code=ActCode.TOO_EARLY if is_coming else ActCode.NOTHING_TO_DO)
        if self._is_named_in_vain(named):
            return Outcome(code=ActCode.NOTHING_TO_DO)
        return Outcome(until=booking.end, checks_in=booking)

    def _extend(self, state: Now, taken: tuple[Interval, ...]) -> Outcome:
        act, settings = self.act, self.space.settings
        if (refused := self._refuse_minutes()) is not None or act.minutes is None:
            return Outcome(code=refused or ActCode.INVALID)
        booking = self._running(state)
        if booking is None:
            return Outcome(code=ActCode.NOTHING_TO_DO)
        end = booking.end + act.minutes * MINUTE
        if self.is_visitor and end - booking.start > settings.longest:
            return Outcome(code=ActCode.TOO_LONG)
        if self._is_taken(Interval(booking.start, end), booking, taken):
            return Outcome(code=ActCode.TAKEN)
        if (refused := self._outside_hours(Interval(booking.end, end))) is not None:
            return Outcome(code=refused)
        return Outcome(until=end, change=self._change(booking, end=end))

    def _end(self, state: Now) -> Outcome:
        booking = self._running(state)
        if booking is None:
            return Outcome(code=ActCode.NOTHING_TO_DO)
        end = self.now.replace(microsecond=0)
        if end - booking.start < MINUTE:  # nothing would be left of it
            return Outcome(change=self._change(booking, act=Act.CANCEL))
        return Outcome(until=end, change=self._change(booking, end=end))

    def _cancel(self, state: Now) -> Outcome:
        if self.is_visitor:
            return Outcome(code=ActCode.NOT_ALLOWED)
        named = self._named()
        booking = state.facts.current if self.act.booking is None and self.act.ref is None else named
        if booking is None or booking.end <= self.now:
            return Outcome(code=ActCode.NOTHING_TO_DO)
        return Outcome(change=self._change(booking))

    def _undo_release(self, taken: tuple[Interval, ...]) -> Outcome:
        """Ask for the old end again: visitors for a few minutes, staff while it would last (B6)."""
        done, named = self.returns.done_on(self.space.settings.id, self.now), self._named()
        booking = None if done is None else self.book.get(done.booking)
        if done is None or booking is None or self._is_named_in_vain(named) or named not in (None, booking):
            return Outcome(code=ActCode.NOTHING_TO_DO)
        until = done.undo_until(self.space.settings.release_undo)
        if self.is_visitor and (until is None or self.now >= until):
            return Outcome(code=ActCode.TOO_LATE)
        if self._is_taken(Interval(booking.start, done.old_end), booking, taken):
            return Outcome(code=ActCode.TAKEN)
        return Outcome(until=done.old_end, change=self._change(booking, end=done.old_end))

    def _running(self, state: Now) -> Booking | None:
        """Return the booking of now; None when another one is meant."""
        current, named = state.facts.current, self._named()
        if self._is_named_in_vain(named) or (named is not None and named != current):
            return None
        return current

    def _named(self) -> Booking | None:
        """Return the booking that the act names, if it names one that is known on this space."""
        settings = self.space.settings
        if self.act.booking is not None:
            found = self.book.get(self.act.booking)
            return found if found is not None and found.space == settings.id else None
        if self.act.ref:
            found_ref = (one for one in self.book.of(settings.id) if ref_of(one.key) == self.act.ref)
            return next(found_ref, None)
        return None

    def _is_named_in_vain(self, named: Booking | None) -> bool:
        return named is None and (self.act.booking is not None or bool(self.act.ref))

    def _is_taken(self, wanted: Interval, but: Booking | None, taken: tuple[Interval, ...]) -> bool:
        settings = self.space.settings
        before, after = settings.buffer_before, settings.buffer_after
        around = Interval(wanted.start - before - after, wanted.end + before + after)
        others = (
            Interval(one.start, one.end)
            for one in self.book.of(settings.id)
            if one != but and one.end + before + after > self.now
        )
        return any(around.overlaps(one) for one in (*others, *taken))

    def _outside_hours(self, wanted: Interval) -> ActCode | None:
        """Return why an interval does not fit the opening hours, if it does not (B10)."""
        if self.opening.mode in EMERGENCIES:
            return ActCode.CLOSED
        if self.space.settings.outside_hours:
            return None
        spot = self.act.act is Act.BOOK_NOW
        allowed = OPEN_MODES - {Mode.EVENT_ONLY} if spot else OPEN_MODES
        modes = self.space.modes(self.opening, max(wanted.start, self.now), wanted.end)
        if modes[0].mode not in allowed:
            return ActCode.CLOSED
        return None if all(span.mode in allowed for span in modes) else ActCode.TOO_LONG

    def _change(
        self,
        booking: Booking | None,
        *,
        act: Act | None = None,
        start: datetime | None = None,
        end: datetime | None = None,
    ) -> ChangeBooking:
        asked, settings = self.act, self.space.settings
        return ChangeBooking(
            request=asked.request,
            source=settings.source,
            act=act or asked.act,
            space=settings.id,
            actor=asked.actor,
            booking=None if booking is None else booking.key,
            start=start,
            end=end,
            title=asked.title,
        )
