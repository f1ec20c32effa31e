"""RFC 5545 calendars as bookings. Pure: text and instants in, values out."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from ical.calendar import Calendar
from ical.event import Event

from ..core.bookings import Booking
from ..core.ids import BookingKey, SourceId, SpaceId
from ..core.words import OrganiserKind

ON_THE_SPOT = "on_the_spot"
PUBLIC = "public"
# Home Assistant's calendar page has no categories: a word in the description says the same.
PUBLIC_MARKS = frozenset({"#julkinen", "#offentlig", "#public"})


def bookings_of(
    calendar: Calendar, source: SourceId, space: SpaceId, zone: ZoneInfo, start: datetime, end: datetime
) -> Iterator[Booking]:
    """Yield the bookings that overlap `[start, end)`, recurrences expanded, in order.

    Times without a zone are wall-clock times of the library; an all-day event takes its whole local days.
    """
    for event in calendar.timeline_tz(zone).overlapping(start, end):
        begins, ends = instant(event.start, zone), instant(event.end, zone)
        if ends <= begins:
            continue
        words = {word.lower() for word in event.categories}
        organisers = [kind for kind in OrganiserKind if kind.value in words]
        yield Booking(
            key=BookingKey(source=source, uid=event.uid or "", recurrence=event.recurrence_id or ""),
            space=space,
            start=begins,
            end=ends,
            title=event.summary or "",
            public=PUBLIC in words or _is_marked_public(event),
            organiser=organisers[0] if organisers else OrganiserKind.CUSTOMER,
            made_at=instant(event.created, zone) if event.created else None,
            on_the_spot=ON_THE_SPOT in words,
        )


def _is_marked_public(event: Event) -> bool:
    return not PUBLIC_MARKS.isdisjoint((event.description or "").lower().split())


def clash(calendar: Calendar, uid: str, zone: ZoneInfo, now: datetime, ahead: timedelta) -> datetime | None:
    """Return the start of the first occurrence of `uid` that overlaps another booking, if one does."""
    latest: dict[bool, datetime] = {}
    for event in calendar.timeline_tz(zone).overlapping(now, now + ahead):
        begins, ends = instant(event.start, zone), instant(event.end, zone)
        is_it = event.uid == uid
        others = latest.get(not is_it)
        if others is not None and begins < others:
            return begins
        latest[is_it] = max(ends, latest.get(is_it, ends))
    return None


def event_key(event: Event) -> tuple[str, str]:
    """Return what identifies one occurrence."""
    return event.uid or "", event.recurrence_id or ""


def instant(value: date | datetime, zone: ZoneInfo) -> datetime:
    """Return an aware instant: a date is its local midnight, a naive time is local."""
    if not isinstance(value, datetime):
        value = datetime(value.year, value.month, value.day)  # noqa: DTZ001 - given its zone below
    return value.replace(tzinfo=zone) if value.tzinfo is None else value
