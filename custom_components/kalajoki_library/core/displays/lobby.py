"""What the lobby shows: hours, every space, public events, how full it is (V2). No staff number (S8)."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from ..bookings import Booking
from ..occupancy.people import People
from ..opening.opening import Opening
from ..settings import Settings
from ..spaces.book import Book
from ..spaces.space import Space
from ..views import EventLineView, LobbyDisplayView, SpaceLineView
from ..words import OPEN_MODES, SpaceStatus
from .room import public_title

EVENTS_AHEAD = timedelta(days=7)
EVENTS_MOST = 6


def lobby_view(
    settings: Settings, spaces: Iterable[Space], book: Book, opening: Opening, people: People, now: datetime
) -> LobbyDisplayView:
    """Return the display's data."""
    shown = tuple(spaces)
    week = opening.days(now)[:7]
    return LobbyDisplayView(
        today=week[0],
        week=week,
        spaces=tuple(_line(space) for space in shown),
        events=_events(shown, book, now),
        # Before and after hours whoever is inside is staff, perhaps alone (S8).
        inside=people.inside() if opening.mode in OPEN_MODES else None,
        capacity=settings.capacity,
        booking_url=settings.booking_url,
    )


def _line(space: Space) -> SpaceLineView:
    state, settings = space.now, space.settings
    if state is None:
        return SpaceLineView(space=settings.id, name=settings.name, status=SpaceStatus.UNKNOWN)
    following = state.facts.next
    return SpaceLineView(
        space=settings.id,
        name=settings.name,
        status=state.status,
        until=state.until,
        next_start=None if following is None else following.start,
    )


def _events(spaces: tuple[Space, ...], book: Book, now: datetime) -> tuple[EventLineView, ...]:
    found: list[tuple[Booking, Space]] = [
        (booking, space)
        for space in spaces
        if space.settings.shows_titles
        for booking in book.of(space.settings.id)
        if booking.public and booking.title and now < booking.end and booking.start < now + EVENTS_AHEAD
    ]
    found.sort(key=lambda pair: (pair[0].start, pair[0].key))
    return tuple(
        EventLineView(
            start=booking.start,
            end=booking.end,
            title=public_title(booking, space.settings),
            place=space.settings.name,
        )
        for booking, space in found[:EVENTS_MOST]
    )
