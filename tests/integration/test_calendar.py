"""The calendars as Home Assistant's own calendar page uses them: its websocket commands, nothing else."""

from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from homeassistant.core import HomeAssistant
import pytest
from pytest_homeassistant_custom_component.typing import WebSocketGenerator

from .house import BOOKINGS, House

HELSINKI = ZoneInfo("Europe/Helsinki")
WINTER = ("2026-12-01T00:00:00+02:00", "2027-02-01T00:00:00+02:00")
CHESS = {
    "summary": "Chess",
    "dtstart": "2026-12-01T14:00:00",
    "dtend": "2026-12-01T15:00:00",
    "rrule": "FREQ=WEEKLY;COUNT=5",
}


class Page:
    """What the calendar page does."""

    def __init__(self, socket: Any) -> None:
        self._socket = socket

    async def send(self, what: str, **fields: Any) -> dict[str, Any]:
        await self._socket.send_json_auto_id(
            {"type": f"calendar/event/{what}", "entity_id": BOOKINGS, **fields}
        )
        return await self._result()

    async def _result(self) -> dict[str, Any]:
        """Return the answer to the last command; the page may be told of changes before it."""
        while True:
            answer: dict[str, Any] = await self._socket.receive_json()
            if answer["type"] == "result":
                return answer

    async def do(self, what: str, **fields: Any) -> None:
        answer = await self.send(what, **fields)
        assert answer["success"], answer

    async def shows(self, start: str, end: str, entity: str = BOOKINGS) -> list[dict[str, Any]]:
        """Subscribe as the page does and return the first events."""
        await self._socket.send_json_auto_id(
            {"type": "calendar/event/subscribe", "entity_id": entity, "start": start, "end": end}
        )
        assert (await self._result())["success"]
        pushed = await self._socket.receive_json()
        await self._socket.send_json_auto_id({"type": "unsubscribe_events", "subscription": pushed["id"]})
        assert (await self._result())["success"]
        events: list[dict[str, Any]] = pushed["event"]["events"]
        return events

    async def starts(self) -> list[tuple[str, str]]:
        """Return title and local start of what the page shows in winter."""
        return [
            (
                event["summary"],
                datetime.fromisoformat(event["start"]).astimezone(HELSINKI).strftime("%d.%m. %H"),
            )
            for event in await self.shows(*WINTER)
        ]


@pytest.fixture
async def page(house: House, hass_ws_client: WebSocketGenerator) -> Page:
    return Page(await hass_ws_client(house.hass))


async def test_a_booking_is_made_moved_and_deleted(page: Page) -> None:
    """B1: a single booking; the uid stays the same when it moves."""
    once = {key: CHESS[key] for key in ("summary", "dtstart", "dtend")}
    await page.do("create", event=once)
    (made,) = await page.shows(*WINTER)
    moved = {**once, "dtstart": "2026-12-02T10:00:00", "dtend": "2026-12-02T11:30:00"}
    await page.do("update", uid=made["uid"], event=moved)
    (after,) = await page.shows(*WINTER)
    assert (after["uid"], after["start"], after["end"]) == (
        made["uid"],
        "2026-12-02T10:00:00+02:00",
        "2026-12-02T11:30:00+02:00",
    )
    await page.do("delete", uid=made["uid"])
    assert await page.shows(*WINTER) == []


async def test_one_time_of_a_series_is_moved(page: Page) -> None:
    """B1: identity is uid and recurrence id; the other times stay."""
    await page.do("create", event=CHESS)
    second = (await page.shows(*WINTER))[1]
    await page.do(
        "update",
        uid=second["uid"],
        recurrence_id=second["recurrence_id"],
        recurrence_range="",
        event={"summary": "Moved", "dtstart": "2026-12-09T16:00:00", "dtend": "2026-12-09T17:00:00"},
    )
    assert await page.starts() == [
        ("Chess", "01.12. 14"),
        ("Moved", "09.12. 16"),
        ("Chess", "15.12. 14"),
        ("Chess", "22.12. 14"),
        ("Chess", "29.12. 14"),
    ]


async def test_this_and_all_future_times_are_moved(page: Page) -> None:
    """The page sends the series' own rule along; the earlier times stay."""
    await page.do("create", event=CHESS)
    third = (await page.shows(*WINTER))[2]
    await page.do(
        "update",
        uid=third["uid"],
        recurrence_id=third["recurrence_id"],
        recurrence_range="THISANDFUTURE",
        event={**CHESS, "dtstart": "2026-12-15T18:00:00", "dtend": "2026-12-15T19:00:00"},
    )
    assert await page.starts() == [
        ("Chess", "01.12. 14"),
        ("Chess", "08.12. 14"),
        ("Chess", "15.12. 18"),
        ("Chess", "22.12. 18"),
        ("Chess", "29.12. 18"),
    ]


async def test_the_whole_series_is_renamed(page: Page) -> None:
    await page.do("create", event=CHESS)
    first = (await page.shows(*WINTER))[0]
    await page.do("update", uid=first["uid"], event={**CHESS, "summary": "Go"})
    assert [title for title, _ in await page.starts()] == ["Go"] * 5


async def test_one_time_of_a_series_is_deleted(page: Page) -> None:
    await page.do("create", event=CHESS)
    second = (await page.shows(*WINTER))[1]
    await page.do("delete", uid=second["uid"], recurrence_id=second["recurrence_id"])
    assert [start for _, start in await page.starts()] == [
        "01.12. 14",
        "15.12. 14",
        "22.12. 14",
        "29.12. 14",
    ]


async def test_this_and_all_future_times_are_deleted(page: Page) -> None:
    await page.do("create", event=CHESS)
    third = (await page.shows(*WINTER))[2]
    await page.do(
        "delete",
        uid=third["uid"],
        recurrence_id=third["recurrence_id"],
        recurrence_range="THISANDFUTURE",
    )
    assert [start for _, start in await page.starts()] == ["01.12. 14", "08.12. 14"]


async def test_the_whole_series_is_deleted(page: Page) -> None:
    await page.do("create", event=CHESS)
    first = (await page.shows(*WINTER))[0]
    await page.do("delete", uid=first["uid"])
    assert await page.shows(*WINTER) == []


async def test_a_weekly_booking_keeps_its_hour_when_the_clocks_change(page: Page) -> None:
    """H4: local wall-clock times, also on the day of 23 hours."""
    await page.do(
        "create",
        event={
            "summary": "Chess",
            "dtstart": "2027-03-21T14:00:00",
            "dtend": "2027-03-21T15:00:00",
            "rrule": "FREQ=WEEKLY;UNTIL=20270404T140000",
        },
    )
    shown = await page.shows("2027-03-01T00:00:00+02:00", "2027-05-01T00:00:00+03:00")
    assert [event["start"] for event in shown] == [
        "2027-03-21T14:00:00+02:00",
        "2027-03-28T14:00:00+03:00",
        "2027-04-04T14:00:00+03:00",
    ]


async def test_a_whole_day_can_be_booked(page: Page) -> None:
    await page.do("create", event={"summary": "Fair", "dtstart": "2026-12-05", "dtend": "2026-12-06"})
    (shown,) = await page.shows(*WINTER)
    assert (shown["start"], shown["end"], shown["all_day"]) == ("2026-12-05", "2026-12-06", True)


async def test_what_cannot_be_kept_is_refused_in_words(page: Page) -> None:
    """Bad input: a clear error, and nothing is changed."""
    gone = await page.send("delete", uid="nobody-has-this")
    assert not gone["success"]
    assert gone["error"]["code"] == "failed", gone
    edit = await page.send("update", uid="nobody-has-this", event=CHESS)
    assert not edit["success"]
    assert edit["error"]["code"] == "failed", edit
    hourly = await page.send("create", event={**CHESS, "rrule": "FREQ=HOURLY"})
    assert not hourly["success"]
    assert await page.shows(*WINTER) == []


async def test_a_booking_of_now_turns_the_calendar_on(page: Page, hass: HomeAssistant) -> None:
    now = datetime.now(HELSINKI).replace(microsecond=0, tzinfo=None)
    start, end = now - timedelta(minutes=5), now + timedelta(minutes=30)
    await page.do(
        "create",
        event={"summary": "Club", "dtstart": start.isoformat(), "dtend": end.isoformat()},
    )
    await hass.async_block_till_done()
    state = hass.states.get(BOOKINGS)
    assert state is not None
    assert (state.state, state.attributes["message"]) == ("on", "Club")


@pytest.mark.usefixtures("house")
async def test_the_title_of_a_booking_is_not_recorded(hass: HomeAssistant) -> None:
    """V5: names and private titles stay out of the history."""
    entity = hass.data["calendar"].get_entity(BOOKINGS)
    assert {"message", "location", "description"} <= entity._Entity__combined_unrecorded_attributes


async def test_the_opening_hours_are_shown_in_the_language_of_the_house(
    page: Page, hass: HomeAssistant
) -> None:
    """H1: mode names as events; read-only."""
    opening = "calendar.kalajoki_library_opening_hours"
    shown = await page.shows("2026-12-07T00:00:00+02:00", "2026-12-08T00:00:00+02:00", opening)
    assert [(event["summary"], event["start"][11:16], event["end"][11:16]) for event in shown] == [
        ("Self-service, staff on site", "08:00", "10:00"),
        ("Service hours", "10:00", "19:00"),
        ("Self-service, no staff", "19:00", "21:00"),
    ]
    state = hass.states.get(opening)
    assert state is not None
    assert not state.attributes.get("supported_features")
