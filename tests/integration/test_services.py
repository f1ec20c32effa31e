"""Actions: what they do, what they return, and what they say when they cannot (H2, B4)."""

from datetime import date, datetime, timedelta
from typing import Any

from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError, ServiceValidationError
from homeassistant.helpers import entity_registry as er
from homeassistant.util import dt as dt_util
from ical.event import Event
from ical.types import Recur
import probatio
import pytest

from custom_components.kalajoki_library.const import DOMAIN
from custom_components.kalajoki_library.core.ids import SpaceId

from .house import BOOKINGS, House

pytestmark = pytest.mark.freeze_time("2026-11-24 10:00:00+00:00")  # Tuesday noon in Kalajoki, service


async def act(hass: HomeAssistant, action: str, **data: Any) -> dict[str, Any]:
    answer = await hass.services.async_call(DOMAIN, action, data, blocking=True, return_response=True)
    await hass.async_block_till_done()
    assert isinstance(answer, dict)
    return answer


async def refusal(hass: HomeAssistant, action: str, **data: Any) -> str | None:
    with pytest.raises(HomeAssistantError) as caught:
        await act(hass, action, **data)
    assert str(caught.value) != caught.value.translation_key, "the key has no text"
    return caught.value.translation_key


async def test_a_mode_is_set_for_a_duration_with_its_reason(house: House) -> None:
    """H2: an override has an expiry and a reason; H8: it says why."""
    answer = await act(house.hass, "set_mode", mode="closed", duration="01:30:00", reason="Burst pipe")
    assert answer["mode"] == "closed"
    assert answer["source"] == "override"
    assert answer["reason"] == "Burst pipe"
    assert answer["override_until"] == "2026-11-24T13:30:00+02:00"
    state = house.state("sensor.kalajoki_library_mode")
    assert (state.state, state.attributes["reason"]) == ("closed", "Burst pipe")
    assert house.state("select.kalajoki_library_choose_mode").state == "closed"


async def test_staying_open_keeps_the_mode_until_after_closing_time(house: House) -> None:
    """H2: as it is now, so much longer than planned; each further tap adds to it."""
    closes = dt_util.parse_datetime(str(house.state("sensor.kalajoki_library_closes").state))
    assert closes is not None

    answer = await act(house.hass, "stay_open", duration="01:00:00")

    assert (answer["mode"], answer["reason"]) == ("service", "Chosen by staff")
    until = dt_util.parse_datetime(str(answer["override_until"]))
    assert until is not None
    assert until >= closes + timedelta(hours=1)
    again = await act(house.hass, "stay_open", duration="00:30:00", reason="Election night")
    assert dt_util.parse_datetime(str(again["override_until"])) == until + timedelta(minutes=30)


async def test_a_closed_library_that_stays_open_opens_for_service_from_now(house: House) -> None:
    await act(house.hass, "set_mode", mode="closed", reason="Storm")
    answer = await act(house.hass, "stay_open", duration="01:00:00")
    assert (answer["mode"], answer["override_until"]) == ("service", "2026-11-24T13:00:00+02:00")


async def test_nobody_keeps_a_library_open_against_an_emergency(house: House) -> None:
    """D9: it ends with a person and a reason."""
    await act(house.hass, "start_emergency", kind="evacuation", reason="Smoke")
    assert await refusal(house.hass, "stay_open", duration="01:00:00") == "emergency_goes_on"
    assert house.state("sensor.kalajoki_library_mode").state == "evacuation"


async def test_without_an_end_a_mode_lasts_until_midnight(house: House) -> None:
    answer = await act(house.hass, "set_mode", mode="event_only", reason="Concert")
    assert answer["override_until"] == "2026-11-25T00:00:00+02:00"


async def test_until_is_taken_as_local_time(house: House) -> None:
    answer = await act(house.hass, "set_mode", mode="service", until="2026-11-24 20:15:00", reason="Election")
    assert answer["override_until"] == "2026-11-24T20:15:00+02:00"


async def test_an_end_in_the_past_is_refused(house: House) -> None:
    fields = {"mode": "closed", "until": "2026-11-24 11:00:00", "reason": "Too late"}
    assert await refusal(house.hass, "set_mode", **fields) == "until_in_past"
    assert house.state("sensor.kalajoki_library_mode").state == "service"


async def test_an_override_without_a_practical_end_is_refused(house: House) -> None:
    """H2: an override always has an expiry."""
    fields = {"mode": "closed", "duration": {"days": 32}, "reason": "For ever"}
    assert await refusal(house.hass, "set_mode", **fields) == "until_too_far"


@pytest.mark.parametrize(
    ("action", "fields"),
    [
        ("set_mode", {"mode": "closed", "reason": "Far", "duration": {"days": 10**8}}),
        ("set_mode", {"mode": "closed", "reason": "Far", "until": "9999-12-31T23:59:59-12:00"}),
        ("book", {"space": "game_room", "start": "9999-12-31T23:30:00"}),
        ("book", {"space": "game_room", "duration": {"days": 10**8}}),
        ("extend", {"space": "game_room", "duration": {"days": 10**8}}),
    ],
)
async def test_times_beyond_any_plan_are_refused_in_words(
    house: House, action: str, fields: dict[str, Any]
) -> None:
    with pytest.raises(probatio.Invalid, match="within a year"):
        await act(house.hass, action, **fields)


@pytest.mark.parametrize(
    "fields",
    [
        {"mode": "closed"},
        {"mode": "closed", "reason": "   "},
        {"mode": "evacuation", "reason": "Drill"},
        {"mode": "closed", "reason": "Both", "until": "2026-11-24 20:00", "duration": "01:00:00"},
        {"mode": "closed", "reason": "Backwards", "duration": "-01:00:00"},
    ],
)
async def test_a_mode_without_what_it_needs_is_refused(house: House, fields: dict[str, Any]) -> None:
    """H2: no override without a reason; an emergency is not chosen here."""
    with pytest.raises(probatio.Invalid):
        await act(house.hass, "set_mode", **fields)


async def test_an_override_is_cleared(house: House) -> None:
    await act(house.hass, "set_mode", mode="closed", duration="01:00:00", reason="Drill")
    answer = await act(house.hass, "clear_override")
    assert (answer["mode"], answer["cleared"]) == ("service", True)
    assert (await act(house.hass, "clear_override"))["cleared"] is False


@pytest.mark.parametrize("name", ["game_room", "Game room", "GAME ROOM ", BOOKINGS, "device"])
async def test_a_space_is_meant_by_id_name_entity_or_device(house: House, name: str) -> None:
    if name == "device":
        entity = er.async_get(house.hass).async_get(BOOKINGS)
        assert entity is not None
        assert entity.device_id is not None
        name = entity.device_id
    answer = await act(house.hass, "book", space=name, duration="00:30:00")
    assert answer["space"] == "game_room"


async def test_a_booking_is_made_and_returned_with_its_uid(house: House) -> None:
    """B4: what the source made comes back; the uid is what extend, end and cancel need."""
    answer = await act(
        house.hass,
        "book",
        space="game_room",
        start="2026-11-24 14:00:00",
        end="2026-11-24 15:30:00",
        title="Chess",
    )
    assert answer["start"] == "2026-11-24T14:00:00+02:00"
    assert answer["end"] == "2026-11-24T15:30:00+02:00"
    assert answer["title"] == "Chess"
    assert [one.uid for one in await house.events("2026-11-24")] == [answer["uid"]]
    assert house.state("sensor.game_room_next_booking").state == "2026-11-24T12:00:00+00:00"


async def test_a_space_that_is_taken_is_not_booked_twice(house: House) -> None:
    booking = {"space": "game_room", "start": "2026-11-24 14:00:00", "duration": "01:00:00"}
    await act(house.hass, "book", **booking)
    assert await refusal(house.hass, "book", **booking) == "act_taken"
    assert len(await house.events("2026-11-24")) == 1


@pytest.mark.parametrize(
    ("fields", "key"),
    [
        ({"space": "cellar"}, "space_not_found"),
        ({"space": "game_room", "start": "2026-11-24 10:00:00"}, "start_in_past"),
        (
            {"space": "game_room", "start": "2026-11-24 14:00:00", "end": "2026-11-24 13:00:00"},
            "end_before_start",
        ),
    ],
)
async def test_a_booking_that_cannot_be_is_refused(house: House, fields: dict[str, Any], key: str) -> None:
    assert await refusal(house.hass, "book", **fields) == key


async def test_an_unknown_space_names_the_spaces_there_are(house: House) -> None:
    with pytest.raises(ServiceValidationError, match=r"cellar.*Game room"):
        await act(house.hass, "book", space="cellar")


async def test_a_booking_is_extended_ended_and_cancelled(house: House) -> None:
    await act(house.hass, "book", space="game_room", duration="00:30:00")
    extended = await act(house.hass, "extend", space="game_room", duration="00:15:00")
    assert extended["until"] == "2026-11-24T12:45:00+02:00"
    later = await act(house.hass, "book", space="game_room", start="2026-11-24 16:00:00", duration="01:00:00")
    await act(house.hass, "cancel", space="game_room", uid=later["uid"])
    assert len(await house.events("2026-11-24")) == 1
    await house.pass_time(timedelta(minutes=12))
    await act(house.hass, "end", space="game_room")
    assert house.state("sensor.game_room_booking_ends").state == "unknown"
    (ended,) = await house.events("2026-11-24")
    assert ended.end_datetime_local == dt_util.now().replace(microsecond=0)


async def test_an_all_day_booking_can_be_ended(house: House) -> None:
    """B4: it has dates, no times; ended, it has a time like any other."""
    today = Event(summary="Fair", start=date(2026, 11, 24), end=date(2026, 11, 25))
    await house.bookings.add(SpaceId("game_room"), today)
    await house.hass.async_block_till_done()
    await house.act("end", space="game_room")
    (ended,) = await house.events("2026-11-24")
    assert ended.end_datetime_local == dt_util.now().replace(microsecond=0)


@pytest.mark.parametrize("action", ["extend", "end", "cancel"])
async def test_without_a_booking_there_is_nothing_to_do(house: House, action: str) -> None:
    fields = {"duration": "00:15:00"} if action == "extend" else {}
    assert await refusal(house.hass, action, space="game_room", **fields) == "act_nothing_to_do"


async def test_one_time_of_a_series_is_cancelled_by_its_recurrence_id(house: House) -> None:
    """B1: identity is uid and recurrence id."""
    club = Event(
        summary="Club",
        start=datetime(2026, 11, 24, 15, 0),  # noqa: DTZ001 - wall-clock time of the library
        end=datetime(2026, 11, 24, 16, 0),  # noqa: DTZ001
        rrule=Recur.from_rrule("FREQ=DAILY;COUNT=3"),
    )
    await house.bookings.add(SpaceId("game_room"), club)
    await house.hass.async_block_till_done()
    (today,) = await house.events("2026-11-24")
    await act(house.hass, "cancel", space="game_room", uid=today.uid, recurrence_id=today.recurrence_id)
    assert await house.events("2026-11-24") == []
    assert len(await house.events("2026-11-25")) == 1
