"""What a door-side display shows: now, next, the day's line, what may be done (V1). Nothing private (V5)."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from ..bookings import Booking
from ..interval import Interval
from ..opening.local import span_of, to_day, to_instant
from ..opening.opening import Opening
from ..settings import SpaceSettings
from ..spaces.book import Book
from ..spaces.refs import ref_of
from ..spaces.space import Space
from ..views import BookingLineView, RoomDisplayView
from ..words import OPEN_MODES, SpaceStatus

# A closed day's line shows the usual hours of a public library.
USUAL_START, USUAL_END = 8 * 60, 20 * 60


def room_view(space: Space, book: Book, opening: Opening, now: datetime) -> RoomDisplayView:
    """Return the display's data."""
    settings, state = space.settings, space.now
    line = day_line(space, book.of(settings.id), opening, now)
    if state is None:
        return RoomDisplayView(
            space=settings.id,
            name=settings.name,
            status=SpaceStatus.UNKNOWN,
            day_start=line.start,
            day_end=line.end,
            bookings_live=False,
            kind=settings.kind,
        )
    facts = state.facts
    return RoomDisplayView(
        space=settings.id,
        name=settings.name,
        status=state.status,
        day_start=line.start,
        day_end=line.end,
        since=space.since,
        until=state.until,
        now=None if facts.current is None else line_of(facts.current, settings, book),
        next=None if facts.next is None else line_of(facts.next, settings, book),
        day=tuple(
            line_of(one, settings, book)
            for one in book.of(settings.id)
            if one.start < line.end and one.end > line.start
        ),
        capacity=settings.capacity,
        book_minutes=state.offers.book_minutes,
        extend_minutes=state.offers.extend_minutes,
        acts=state.offers.acts,
        bookings_live=state.live,
        release_at=state.foreseen_release,
        undo_until=state.undo_until,
        vacated=state.vacated,
        frees_at=state.foreseen_end,
        ends_soon=state.ends_soon,
        kind=settings.kind,
    )


def line_of(booking: Booking, space: SpaceSettings, book: Book) -> BookingLineView:
    """Return a booking as the public sees it."""
    return BookingLineView(
        ref=ref_of(booking.key),
        start=booking.start,
        end=booking.end,
        title=public_title(booking, space),
        checked_in=book.life(booking).was_used,
    )


def public_title(booking: Booking, space: SpaceSettings) -> str:
    """Return the title only when the booking is public and its space shows titles (B1, V5)."""
    return booking.title if booking.public and space.shows_titles else ""


def day_line(space: Space, bookings: Sequence[Booking], opening: Opening, now: datetime) -> Interval:
    """Return the stretch of the local day that the line covers: open hours and bookings, on full hours."""
    day = to_day(opening.zone, now)
    today = span_of(opening.zone, day)
    spans = [one.interval for one in space.planned(opening, today.start, today.end) if one.mode in OPEN_MODES]
    if space.settings.outside_hours or not spans:
        spans.append(Interval(_at(opening, day, USUAL_START), _at(opening, day, USUAL_END)))
    spans += [
        Interval(one.start, one.end) for one in bookings if one.start < today.end and one.end > today.start
    ]
    start = max(today.start, min(one.start for one in spans))
    end = min(today.end, max(one.end for one in spans))
    return Interval(_hour(start), _hour(end + timedelta(minutes=59, seconds=59)))


def _at(opening: Opening, day: date, minutes: int) -> datetime:
    return to_instant(opening.zone, day, minutes)


def _hour(instant: datetime) -> datetime:
    return instant.replace(minute=0, second=0, microsecond=0)
