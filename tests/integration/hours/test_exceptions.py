"""The exceptions calendar in Home Assistant's own calendar page: words, reasons, changes (H2, H8)."""

from datetime import timedelta
from typing import Any

from homeassistant.exceptions import ServiceValidationError
import pytest
from pytest_homeassistant_custom_component.typing import WebSocketGenerator

from custom_components.kalajoki_library.core.words import Mode
from custom_components.kalajoki_library.hours.exception_words import WORDS, mode_and_reason
from tests.integration.house import House

pytestmark = pytest.mark.freeze_time("2026-11-24 10:00:00+00:00")
CALENDAR = "calendar.kalajoki_library_exceptions_to_opening_hours"
HOURS = "calendar.kalajoki_library_opening_hours"
MODE = "sensor.kalajoki_library_mode"


async def add(house: House, summary: str, start: str, end: str, **more: Any) -> None:
    await house.call(
        "calendar",
        "create_event",
        entity_id=CALENDAR,
        summary=summary,
        start_date_time=f"2026-11-{start}",
        end_date_time=f"2026-11-{end}",
        **more,
    )


async def test_an_exception_changes_the_mode_and_says_why(house: House) -> None:
    """H2, H8."""
    await add(house, "Suljettu: lumimyrsky", "24 11:00:00", "24 15:00:00")

    state = house.state(MODE)
    assert (state.state, state.attributes["source"], state.attributes["rule"]) == (
        "closed",
        "exceptions",
        "H2:exception",
    )
    assert state.attributes["reason"] == "lumimyrsky"
    assert house.state(CALENDAR).state == "on"
    assert house.state("sensor.kalajoki_library_source_of_opening_hours").attributes["exceptions"] == 1
    day = (await house.act("get_hours", days=1))["days"][0]
    assert (day["kind"], day["note"]) == ("exception", "lumimyrsky")
    await house.pass_time(timedelta(hours=4))
    assert house.state(MODE).state == "service"
    assert house.state(CALENDAR).state == "off"


async def test_the_opening_hours_calendar_shows_exceptions(house: House) -> None:
    """H3."""
    await add(house, "Tapahtuma", "24 22:00:00", "24 23:30:00", description="Kirjojen yö\nkutsuvieraat")
    answer: Any = await house.hass.services.async_call(
        "calendar",
        "get_events",
        {"entity_id": HOURS, "start_date_time": "2026-11-24 21:30:00", "duration": {"hours": 2}},
        blocking=True,
        return_response=True,
    )
    (event,) = answer[HOURS]["events"]
    assert (event["start"][11:16], event["end"][11:16]) == ("22:00", "23:30")
    assert event["description"] == "Kirjojen yö"


async def test_a_title_that_says_no_mode_is_refused_with_the_words(house: House) -> None:
    with pytest.raises(ServiceValidationError) as refused:
        await add(house, "Avoinna vähän", "24 11:00:00", "24 15:00:00")
    assert refused.value.translation_key == "exception_word_unknown"
    words = (refused.value.translation_placeholders or {})["words"]
    assert all(word in words for one in WORDS.values() for word in one)
    assert house.state(MODE).state == "service"


async def test_exceptions_are_moved_and_deleted_in_the_calendar_page(
    house: House, hass_ws_client: WebSocketGenerator
) -> None:
    client = await hass_ws_client(house.hass)

    async def say(kind: str, **what: Any) -> dict[str, Any]:
        await client.send_json_auto_id({"type": f"calendar/event/{kind}", "entity_id": CALENDAR, **what})
        answer: dict[str, Any] = await client.receive_json()
        await house.hass.async_block_till_done()
        return answer

    daily = {
        "summary": "Closed",
        "dtstart": "2026-11-24T11:00:00",
        "dtend": "2026-11-24T13:00:00",
        "rrule": "FREQ=DAILY;COUNT=3",
    }
    assert (await say("create", event=daily))["success"]
    assert house.state(MODE).state == "closed"
    (uid,) = {one.uid for one in house.entry.runtime_data.exceptions.timeline()}
    wrong = await say("update", uid=uid, event={**daily, "summary": "Nothing"})
    assert wrong["success"] is False
    assert "omatoimi" in wrong["error"]["message"]
    moved = {**daily, "dtstart": "2026-11-24T13:00:00", "dtend": "2026-11-24T14:00:00"}
    assert (await say("update", uid=uid, event=moved))["success"]
    assert house.state(MODE).state == "service"
    assert (await say("delete", uid=uid, recurrence_id="20261124T130000"))["success"]
    await house.pass_time(timedelta(hours=1, minutes=30))
    assert house.state(MODE).state == "service"
    assert (await say("delete", uid=uid))["success"]
    assert [*house.entry.runtime_data.exceptions.timeline()] == []


async def test_exceptions_survive_a_reload_and_are_forgotten_with_the_library(
    house: House, hass_storage: dict[str, Any]
) -> None:
    """H2."""
    await add(house, "Kiinni", "24 11:00:00", "24 15:00:00")
    await house.reload()
    assert house.state(MODE).state == "closed"
    key = f"kalajoki_library.{house.entry.entry_id}.exceptions"
    assert "Kiinni" in hass_storage[key]["data"]["calendar"]
    await house.hass.config_entries.async_remove(house.entry.entry_id)
    assert key not in hass_storage


@pytest.mark.parametrize(
    ("title", "description", "mode", "reason"),
    [
        ("Suljettu", None, Mode.CLOSED, ""),
        ("SULJETTU – jouluaatto", None, Mode.CLOSED, "jouluaatto"),  # noqa: RUF001 - as people write
        ("Stängt, storm", None, Mode.CLOSED, "storm"),
        ("Palveluaika 10-15 vaalit", None, Mode.SERVICE, "10-15 vaalit"),
        ("Self-service: inventory", "more", Mode.STAFFED_SELF_SERVICE, "inventory"),
        ("Itsepalvelu", "Koulutus\nkoko päivä", Mode.STAFFED_SELF_SERVICE, "Koulutus"),
        ("meröppet", "", Mode.UNSTAFFED_SELF_SERVICE, ""),
        ("Vain tapahtuma Kirjojen yö", None, Mode.EVENT_ONLY, "Kirjojen yö"),
        ("event only", None, Mode.EVENT_ONLY, ""),
    ],
)
def test_a_title_says_the_mode_by_its_first_word(
    title: str, description: str | None, mode: Mode, reason: str
) -> None:
    assert mode_and_reason(title, description) == (mode, reason)


@pytest.mark.parametrize("title", ["", "Joulu", "Suljettuna", "Ei suljettu", "serviceable", "eventually"])
def test_other_titles_say_nothing(title: str) -> None:
    assert mode_and_reason(title) is None


def test_a_reason_is_short_and_every_word_says_one_mode() -> None:
    said = mode_and_reason("Closed " + "x" * 500)
    assert said is not None
    assert len(said[1]) == 120
    words = [word for one in WORDS.values() for word in one]
    assert len(words) == len(set(words))
    assert [mode_and_reason(word) for word in words] == [
        (mode, "") for mode, one in WORDS.items() for _ in one
    ]
