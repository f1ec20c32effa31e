"""Takes bookings through their lives and counts what happens on the way, without saying whose (B1, V5)."""

from datetime import timedelta

from ..bookings import Booking
from ..effects import BookingRecorded
from ..turn import Turn
from ..words import BookingKind, BookingOutcome
from .book import Book
from .life import Step, step

MINUTE = timedelta(minutes=1)


class Steps:
    """Steps of the bookings of one book."""

    def __init__(self, book: Book) -> None:
        """Take the book whose bookings live."""
        self._book = book

    def take(
        self, booking: Booking, happened: Step, turn: Turn, *, reserved_min: float | None = None
    ) -> None:
        """Let something happen to a booking; `reserved_min`: its length before it was shortened."""
        before = self._book.life(booking)
        after, outcome = step(before, happened, turn.now)
        if after != before:
            self._book.lives[booking.key] = after
        if outcome is not None:
            self.record(booking, outcome, turn, reserved_min=reserved_min)

    def record(
        self, booking: Booking, outcome: BookingOutcome, turn: Turn, *, reserved_min: float | None = None
    ) -> None:
        """Count one step."""
        if booking.kind is BookingKind.BLOCKED:
            return
        life, used, lead = self._book.life(booking), None, None
        if life.started_at is not None and outcome is not BookingOutcome.STARTED:
            start = max(life.started_at, booking.start)
            used = max(0.0, (min(booking.end, turn.now) - start) / MINUTE)
        if booking.made_at is not None:
            lead = max(0.0, (booking.start - booking.made_at) / MINUTE)
        if reserved_min is None:
            reserved_min = (booking.end - booking.start) / MINUTE
        turn.effects.append(
            BookingRecorded(
                space=booking.space,
                organiser=booking.organiser,
                outcome=outcome,
                reserved_min=reserved_min,
                used_min=used,
                lead_min=lead,
                attendees=booking.attendees,
            )
        )
