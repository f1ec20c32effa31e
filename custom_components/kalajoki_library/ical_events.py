"""Home Assistant's calendar events as `ical` events, and back.

Times float in the library's zone: a weekly booking at 14:00 stays at 14:00 when the clocks change.
"""

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from itertools import takewhile
from typing import Any
from zoneinfo import ZoneInfo

from homeassistant.components.calendar import (
    EVENT_DESCRIPTION,
    EVENT_END,
    EVENT_LOCATION,
    EVENT_RRULE,
    EVENT_START,
    EVENT_SUMMARY,
    CalendarEvent,
)
from homeassistant.exceptions import ServiceValidationError
from ical.event import Event
from ical.exceptions import CalendarParseError
from ical.types import Recur, RecurrenceId

from .const import DOMAIN


def to_ical(fields: Mapping[str, Any], zone: ZoneInfo) -> Event:
    """Return the `ical` event of a calendar dialog's fields; refuse what RFC 5545 cannot say."""
    given: dict[str, Any] = {
        EVENT_SUMMARY: fields[EVENT_SUMMARY],
        EVENT_START: _floating(fields[EVENT_START], zone),
        EVENT_END: _floating(fields[EVENT_END], zone),
    }
    for key in (EVENT_DESCRIPTION, EVENT_LOCATION):
        if fields.get(key) is not None:
            given[key] = fields[key]
    try:
        if fields.get(EVENT_RRULE):
            given[EVENT_RRULE] = _recurrence(fields[EVENT_RRULE], zone)
        return Event(**given)
    except (CalendarParseError, ValueError) as err:
        raise unreadable() from err


def unreadable() -> ServiceValidationError:
    """Return the error for what cannot be kept as a booking."""
    return ServiceValidationError(translation_domain=DOMAIN, translation_key="event_unreadable")


def following(event: Event, recurrence_id: str) -> Event:
    """Return the changed rest of a series such that moving it later loses none of its COUNT times.

    The store takes from COUNT every time before the new start, also those that are being moved.
    """
    rule = event.rrule
    if rule is not None and rule.count is not None:
        start = _wall(event.start)
        times = rule.as_rrule(_wall(RecurrenceId.to_value(recurrence_id)))
        rule.count += sum(1 for _ in takewhile(lambda one: one < start, times))
    return event


def from_ical(event: Event, zone: ZoneInfo) -> CalendarEvent:
    """Return the calendar's view of one occurrence."""
    start, end = _local(event.start, zone), _local(event.end, zone)
    if end <= start:
        end = start + (timedelta(minutes=30) if isinstance(start, datetime) else timedelta(days=1))
    return CalendarEvent(
        summary=event.summary or "",
        start=start,
        end=end,
        description=event.description,
        location=event.location,
        uid=event.uid,
        recurrence_id=event.recurrence_id,
        rrule=event.rrule.as_rrule_str() if event.rrule else None,
    )


def _recurrence(text: str, zone: ZoneInfo) -> Recur:
    rule = Recur.from_rrule(text)
    if isinstance(rule.until, datetime):
        rule.until = _floating(rule.until, zone)
    return rule


def _floating[T: date](value: T, zone: ZoneInfo) -> T:
    if isinstance(value, datetime) and value.tzinfo is not None:
        return value.astimezone(zone).replace(tzinfo=None)
    return value


def _local(value: date | datetime, zone: ZoneInfo) -> date | datetime:
    if not isinstance(value, datetime):
        return value
    return value.replace(tzinfo=zone) if value.tzinfo is None else value.astimezone(zone)


def _wall(value: date | datetime) -> datetime:
    if isinstance(value, datetime):
        return value.replace(tzinfo=None)
    return datetime.combine(value, time.min)
