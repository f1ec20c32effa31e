"""The opening hours of some days as an action's response: known or not, special or not, how old (H2, H3)."""

from datetime import date, datetime, timedelta
from typing import Any

from .core.views import BuildingView, DayView


def hours_response(view: BuildingView, first: date, days: int, now: datetime) -> dict[str, Any]:
    """Return the plan of so many days; a day that is not `known` may be open or closed: nobody has said."""
    hours = view.hours
    age = None if hours.read_at is None else (now - hours.read_at) // timedelta(minutes=1)
    return {
        "source": hours.source.value,
        "read_at": None if hours.read_at is None else hours.read_at.isoformat(),
        "age_minutes": age,
        "failed_at": None if hours.failed_at is None else hours.failed_at.isoformat(),
        "known_until": None if hours.known_until is None else hours.known_until.isoformat(),
        "days": [_day(view.day(first + timedelta(days=ahead))) for ahead in range(days)],
    }


def _day(day: DayView) -> dict[str, Any]:
    return {
        "date": day.day.isoformat(),
        "known": day.known,
        "kind": day.kind.value,
        "note": day.note,
        "spans": [{"opens": one.opens, "closes": one.closes, "mode": one.mode.value} for one in day.spans],
    }
