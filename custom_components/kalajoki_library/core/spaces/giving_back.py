"""Gives bookings back that nobody came to or that were left: the source first, then the space (B6, B7)."""

from datetime import timedelta

from ..bookings import Booking
from ..effects import ChangeBooking
from ..events import BookingChangeDone
from ..ids import RequestId
from ..issues import Issues
from ..turn import Turn
from ..words import Act, Actor, IssueKind
from .book import Book
from .life import Step
from .requests import Requests, Waiting
from .returns import Course, Return, Returns
from .space import Space
from .steps import Steps

MINUTE = timedelta(minutes=1)


class GivingBack:
    """Asks, takes answers, and has a booking back when somebody came in the meantime."""

    def __init__(
        self, book: Book, returns: Returns, requests: Requests, steps: Steps, issues: Issues
    ) -> None:
        """Take what a booking that is given back touches."""
        self._book, self._returns, self._requests = book, returns, requests
        self._steps, self._issues = steps, issues

    def ask(self, space: Space, turn: Turn) -> None:
        """Ask the source where it is time; tell staff where it does not want to."""
        state = space.now
        current, due = (None, None) if state is None else (state.facts.current, state.release_at)
        if current is not None and due is not None and turn.now >= due:
            change = self._returns.ask(current, Act.RELEASE, space.settings.source, turn.now)
            turn.effects += [] if change is None else [change]
        ends = None if state is None else state.frees_at
        if current is not None and ends is not None and turn.now >= ends:
            change = self._returns.ask(current, Act.END, space.settings.source, turn.now)
            turn.effects += [] if change is None else [change]
        known = None if current is None else self._returns.of(current)
        is_left = known is not None and known.course is Course.LEFT
        failed = is_left and current is not None and not self._book.life(current).was_used
        turn.effects += self._issues.set(IssueKind.RELEASE_FAILED, space.settings.id, is_open=failed)

    def answered(self, event: BookingChangeDone, turn: Turn) -> None:
        """Take the source's answer, if it is one to us."""
        if (asked := self._returns.asked_by(event.request)) is not None:
            turn.spaces.add(asked.space)
        given_back = self._returns.answered(event.request, event.code, turn.now)
        if given_back is not None:
            self._released(given_back, turn)

    def taken_back(self, booking: Booking, turn: Turn) -> None:
        """Take that the source has set the old end again: its people are here."""
        self._returns.take_back(booking.key)
        self._steps.take(booking, Step.UNDONE, turn)

    def is_open(self, booking: Booking, turn: Turn) -> bool:
        """Whether a booking whose end has passed must wait for an answer; a late one is taken here."""
        if self._requests.is_taking_back(booking.key):
            return True
        for act in (Act.RELEASE, Act.END):
            given_back = self._returns.of(booking, act)
            if given_back is None or booking.end >= given_back.old_end:
                continue
            if given_back.course is Course.ASKED:
                return True  # the source has done it and will say so
            late = self._returns.accept(given_back, turn.now)
            if late is not None:
                self._released(late, turn)
        return self._requests.is_taking_back(booking.key)

    def _released(self, given_back: Return, turn: Turn) -> None:
        """Count what the source took back; have it back at once when somebody came in the meantime."""
        turn.spaces.add(given_back.space)
        booking = self._book.get(given_back.booking)
        if booking is None:
            return
        if given_back.act is Act.END:
            self._steps.take(booking, Step.ENDED, turn, reserved_min=_length(given_back))
            return
        if not self._book.life(booking).was_used:
            self._steps.take(booking, Step.RELEASED, turn, reserved_min=_length(given_back))
            return
        change = ChangeBooking(
            request=RequestId(f"back-{given_back.request}"),
            source=booking.key.source,
            act=Act.UNDO_RELEASE,
            space=booking.space,
            actor=Actor.SYSTEM,
            booking=booking.key,
            end=given_back.old_end,
        )
        self._requests.wait(Waiting(change=change, display=None, until=given_back.old_end, asked_at=turn.now))
        turn.effects.append(change)
        turn.requests = True


def _length(given_back: Return) -> float:
    return (given_back.old_end - given_back.start) / MINUTE
