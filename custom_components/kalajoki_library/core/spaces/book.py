"""Every known booking: by source as read last, by space in order, and how far each one has come (B1, B2)."""

from bisect import insort
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from ..bookings import Booking
from ..ids import BookingKey, SourceId, SpaceId
from .life import UNTOUCHED, Life


@dataclass(slots=True, kw_only=True)
class Reading:
    """How a source was read last. `misses` counts failures since, `failed_at` is the last one's instant."""

    read_at: datetime | None = None
    read_until: datetime | None = None
    misses: int = 0
    failed_at: datetime | None = None


@dataclass(slots=True, kw_only=True)
class Changes:
    """What one complete answer of a source changed."""

    spaces: set[SpaceId] = field(default_factory=set)
    made: list[Booking] = field(default_factory=list)
    gone: list[Booking] = field(default_factory=list)
    moved: list[Booking] = field(default_factory=list)
    unknown: list[BookingKey] = field(default_factory=list)


class Book:
    """The bookings that take a space. Cancelled and denied ones are as if they were not there."""

    def __init__(self, spaces: Iterable[SpaceId], sources: Iterable[SourceId]) -> None:
        """Start with nothing read."""
        self._spaces: dict[SpaceId, list[Booking]] = {space: [] for space in spaces}
        self._known: dict[SourceId, dict[BookingKey, Booking]] = {source: {} for source in sources}
        self.readings: dict[SourceId, Reading] = {source: Reading() for source in self._known}
        self.lives: dict[BookingKey, Life] = {}

    def of(self, space: SpaceId) -> Sequence[Booking]:
        """Return the bookings of a space by start."""
        return self._spaces.get(space, ())

    def get(self, key: BookingKey) -> Booking | None:
        """Return a booking by its identity."""
        return self._known.get(key.source, {}).get(key)

    def life(self, booking: Booking) -> Life:
        """Return how far a booking has come."""
        return self.lives.get(booking.key, UNTOUCHED)

    def is_over(self, booking: Booking) -> bool:
        """Whether the booking was ended, whatever its times say."""
        return self.life(booking).is_over

    def all(self) -> Iterable[Booking]:
        """Return every booking."""
        return (booking for known in self._known.values() for booking in known.values())

    def put(self, bookings: Iterable[Booking]) -> None:
        """Take bookings known from before a restart."""
        for booking in bookings:
            if booking.space in self._spaces and booking.key.source in self._known:
                self._add(booking)

    def replace(
        self, source: SourceId, start: datetime, end: datetime, bookings: Iterable[Booking], now: datetime
    ) -> Changes:
        """Take a source's complete bookings of `[start, end)` in place of what it said before."""
        reading, known = self.readings[source], self._known[source]
        fresh = {
            one.key: one
            for one in bookings
            if one.holds
            and one.space in self._spaces
            and one.key.source == source
            and one.start < end
            and one.end > start
        }
        changes, moved = Changes(), set()
        for key, before in list(known.items()):
            after = fresh.get(key)
            if after == before:
                continue
            self._remove(before)
            changes.spaces.add(before.space)
            if after is not None:
                moved.add(key)
                changes.moved.append(after)
                continue
            changes.unknown.append(key)
            if before.end > now:
                changes.gone.append(before)
        rolled_in = reading.read_until
        for key, booking in fresh.items():
            if key in known:
                continue
            self._add(booking)
            changes.spaces.add(booking.space)
            # What lies beyond the last answer is not new, it only came into sight.
            if key not in moved and rolled_in is not None and booking.start < rolled_in:
                changes.made.append(booking)
        reading.read_at, reading.read_until = now, end
        reading.misses, reading.failed_at = 0, None
        return changes

    def _add(self, booking: Booking) -> None:
        self._known[booking.key.source][booking.key] = booking
        insort(self._spaces[booking.space], booking, key=_order)

    def _remove(self, booking: Booking) -> None:
        del self._known[booking.key.source][booking.key]
        self._spaces[booking.space].remove(booking)

    def forget_lives(self) -> None:
        """Drop the lives of bookings that are known no more."""
        for key in [key for key in self.lives if self.get(key) is None]:
            del self.lives[key]


def _order(booking: Booking) -> tuple[datetime, datetime, BookingKey]:
    return booking.start, booking.end, booking.key
