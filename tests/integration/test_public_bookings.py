"""How staff mark a booking public in Home Assistant's own calendar page (B1, V5)."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from ical.calendar import Calendar
from ical.event import Event
import pytest

from custom_components.kalajoki_library.bookings.calendars import bookings_of
from custom_components.kalajoki_library.core.ids import SourceId, SpaceId

START = datetime(2026, 11, 24, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("description", "public"),
    [
        ("#public", True),
        ("Shakkikerho kokoontuu. #Julkinen", True),
        ("#offentlig", True),
        ("Ei julkinen", False),
        ("#publication", False),
        (None, False),
    ],
)
def test_only_a_mark_in_the_description_makes_a_booking_public(description: str | None, public: bool) -> None:
    calendar = Calendar()
    calendar.events.append(
        Event(summary="Chess", start=START, end=START + timedelta(hours=1), description=description)
    )
    (booking,) = bookings_of(
        calendar,
        SourceId("local"),
        SpaceId("game_room"),
        ZoneInfo("Europe/Helsinki"),
        START,
        START + timedelta(days=1),
    )
    assert booking.public is public
