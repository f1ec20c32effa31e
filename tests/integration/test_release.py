"""A booking that nobody comes to, in Home Assistant's calendar and back (B6)."""

from datetime import datetime, timedelta
from typing import Any

from homeassistant.exceptions import ServiceValidationError
from ical.event import Event
from ical.types import Recur
import pytest

from custom_components.kalajoki_library.core.ids import SpaceId
from custom_components.kalajoki_library.core.settings import SpaceSettings
from custom_components.kalajoki_library.options import settings_of

from .house import House

pytestmark = pytest.mark.freeze_time("2026-11-24 10:00:00+00:00")  # Tuesday noon in Kalajoki
QUARTER = timedelta(minutes=15)


async def booked(house: House, rrule: str | None = None) -> None:
    """Book the game room from 12.30 to 13.30, made yesterday; let it begin."""
    event = Event(
        summary="Chess",
        start=datetime(2026, 11, 24, 12, 30),  # noqa: DTZ001 - wall clock
        end=datetime(2026, 11, 24, 13, 30),  # noqa: DTZ001
        created=datetime(2026, 11, 23, 12, 0),  # noqa: DTZ001
        rrule=Recur.from_rrule(rrule) if rrule else None,
    )
    await house.bookings.add(SpaceId("game_room"), event)
    await house.hass.async_block_till_done()
    await house.pass_time(timedelta(minutes=30))


def outcomes(house: House) -> list[Any]:
    return [one["outcome"] for one in house.said("record/booking") if one["outcome"] != "made"]


async def wall_clock(house: House) -> list[str]:
    return [f"{one.start:%H:%M}-{one.end:%H:%M}" for one in await house.events("2026-11-24")]


@pytest.mark.parametrize("rrule", [None, "FREQ=WEEKLY;COUNT=3"])
async def test_it_is_given_back_and_staff_undo_it(house: House, rrule: str | None) -> None:
    """B6: also one time of a series; the other times stay as they are."""
    await booked(house, rrule)
    state = house.state("sensor.game_room_state")
    assert (state.state, state.attributes["release_at"].isoformat()) == (
        "awaiting_check_in",
        "2026-11-24T12:45:00+02:00",
    )

    await house.pass_time(QUARTER)

    assert house.state("sensor.game_room_state").state == "free"
    assert await wall_clock(house) == ["12:30-12:45"]
    assert outcomes(house) == ["released"]

    await house.call("button", "press", entity_id="button.game_room_undo_the_release")

    assert house.state("sensor.game_room_state").state == "in_use"
    assert await wall_clock(house) == ["12:30-13:30"]
    assert outcomes(house) == ["released", "started"]
    others = await house.events("2026-12-01")
    assert [f"{one.start:%H:%M}-{one.end:%H:%M}" for one in others] == (["12:30-13:30"] if rrule else [])


async def test_the_actions_check_in_and_undo(house: House) -> None:
    """B6: on behalf of a visitor; what cannot be done says why."""
    with pytest.raises(ServiceValidationError) as caught:
        await house.act("undo_release", space="game_room")
    assert caught.value.translation_key == "act_nothing_to_do"
    await booked(house)

    answer = await house.act("check_in", space="game_room")

    assert answer == {"space": "game_room", "until": "2026-11-24T13:30:00+02:00"}
    await house.pass_time(QUARTER)
    assert outcomes(house) == ["started"]


async def test_a_space_that_keeps_its_bookings_says_so_in_its_settings(house: House) -> None:
    """B6: zero is never, nothing said is a quarter of an hour."""
    subentry = next(one for one in house.entry.subentries.values() if one.subentry_type == "space")

    def space() -> SpaceSettings:
        return settings_of(house.entry).spaces[0]

    assert space().release_after == QUARTER
    data = {**subentry.data, "release_after": 0}
    house.hass.config_entries.async_update_subentry(house.entry, subentry, data=data)
    assert space().release_after is None
    await house.hass.async_block_till_done()
    await booked(house)
    await house.pass_time(QUARTER)
    assert outcomes(house) == []


async def test_a_space_goes_out_of_service_with_a_reason_that_only_staff_see(house: House) -> None:
    """B5."""
    answer = await house.act("out_of_service", space="game_room", reason="The lamp is broken")
    assert answer == {"space": "game_room", "state": "out_of_service"}
    state = house.state("sensor.game_room_state")
    assert state.attributes["out_of_service_reason"] == "The lamp is broken"
    assert "lamp" not in str(house.retained())

    assert (await house.act("back_in_service", space="game_room"))["state"] == "free"
