"""Times as people of each language read them, in the building's zone, over days that have 23 and 25 hours."""

from datetime import UTC, date, datetime, timedelta

import pytest

from mqtt_bridge.displays.times import Local

from .views import NOW, at

ZONE = "Europe/Helsinki"


@pytest.mark.parametrize(("language", "shown"), [("fi", "9.05"), ("sv", "9.05"), ("en", "09:05")])
def test_a_time_of_day_is_written_as_the_language_does(language: str, shown: str) -> None:
    assert Local.of(language, ZONE).clock(at(9, 5)) == shown


@pytest.mark.parametrize(
    ("instant", "fi", "sv", "en"),
    [
        (at(18), "klo 18.00 asti", "till kl. 18.00", "until 18:00"),
        (at(24), "klo 24.00 asti", "till kl. 24.00", "until 00:00"),
        (at(24 + 8), "huomiseen klo 8.00 asti", "till i morgon kl. 8.00", "until tomorrow 08:00"),
        (at(48 + 8), "torstaihin klo 8.00 asti", "till torsdag kl. 8.00", "until Thursday 08:00"),
    ],
)
def test_until_says_the_day_when_it_is_another(instant: datetime, fi: str, sv: str, en: str) -> None:
    shown = [Local.of(language, ZONE).until(instant, NOW) for language in ("fi", "sv", "en")]

    assert shown == [fi, sv, en]


@pytest.mark.parametrize(
    ("instant", "fi", "sv", "en"),
    [
        (at(18), "Avataan tänään klo 18.00", "Öppnar i dag kl. 18.00", "Opens today at 18:00"),
        (at(32), "Avataan huomenna klo 8.00", "Öppnar i morgon kl. 8.00", "Opens tomorrow at 08:00"),
        (at(56), "Avataan torstaina klo 8.00", "Öppnar på torsdag kl. 8.00", "Opens on Thursday at 08:00"),
    ],
)
def test_opening_is_told_by_its_day(instant: datetime, fi: str, sv: str, en: str) -> None:
    shown = [Local.of(language, ZONE).opens(instant, NOW) for language in ("fi", "sv", "en")]

    assert shown == [fi, sv, en]


def test_tomorrow_is_the_next_date_however_many_hours_today_has() -> None:
    local = Local.of("fi", ZONE)
    for day in (date(2026, 3, 29), date(2026, 10, 25)):
        evening = datetime(day.year, day.month, day.day, 23, 30, tzinfo=local.zone).astimezone(UTC)
        morning = datetime(day.year, day.month, day.day, 8, tzinfo=local.zone) + timedelta(days=1)

        assert local.opens(morning.astimezone(UTC), evening) == "Avataan huomenna klo 8.00"


@pytest.mark.parametrize(
    ("opens", "closes", "fi", "en"),
    [
        ("10:00", "18:00", "10–18", "10–18"),
        ("08:00", "24:00", "8–24", "8–24"),
        ("10:00", "18:30", "10.00–18.30", "10:00–18:30"),
    ],
)
def test_full_hours_are_written_without_minutes(opens: str, closes: str, fi: str, en: str) -> None:
    assert Local.of("fi", ZONE).stretch(opens, closes) == fi
    assert Local.of("en", ZONE).stretch(opens, closes) == en


def test_a_date_has_its_weekday() -> None:
    day = date(2026, 11, 24)

    assert [Local.of(one, ZONE).day(day) for one in ("fi", "sv", "en")] == [
        "tiistai 24.11.",
        "tisdag 24.11.",
        "Tuesday 24 November",
    ]
