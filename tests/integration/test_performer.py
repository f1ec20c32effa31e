"""Effects reach Home Assistant, and what became of them comes back (D1, D3, B2, B4)."""

import asyncio
from datetime import UTC, datetime, timedelta
from unittest.mock import patch

from homeassistant.core import ServiceCall
from homeassistant.exceptions import HomeAssistantError, ServiceValidationError
from homeassistant.helpers import issue_registry as ir
from ical.types import Recur
import probatio
import pytest

from custom_components.kalajoki_library.const import DOMAIN
from custom_components.kalajoki_library.core.bookings import Booking
from custom_components.kalajoki_library.core.effects import ChangeBooking
from custom_components.kalajoki_library.core.events import LockRefused
from custom_components.kalajoki_library.core.ids import BookingKey, LockId, RequestId, SourceId, SpaceId
from custom_components.kalajoki_library.core.words import Act, ActCode, Actor

from .house import House

pytestmark = pytest.mark.freeze_time("2026-11-24 10:00:00+00:00")  # Tuesday noon in Kalajoki, service


async def test_the_door_is_unlocked_when_the_mode_says_so(house: House) -> None:
    """D1: at the start the lock says "locked", the plan says unlocked."""
    assert [(call.service, call.data["entity_id"]) for call in house.lock_calls] == [
        ("unlock", "lock.entrance")
    ]


@pytest.mark.parametrize(
    "trouble",
    [
        HomeAssistantError("the lock is away"),
        ServiceValidationError("a code is needed"),
        probatio.Invalid("no such thing"),
        ValueError("a fault of another integration"),
        TimeoutError(),
    ],
    ids=lambda trouble: type(trouble).__name__,
)
async def test_a_lock_that_does_not_take_a_command_is_reported_refused(
    house: House, trouble: Exception
) -> None:
    """D3: whatever stands behind the lock may raise anything; the core hears of all of it."""

    async def fail(call: ServiceCall) -> None:
        raise trouble

    for service in ("lock", "unlock"):
        house.hass.services.async_register("lock", service, fail)
    with patch.object(house.coordinator, "handle", wraps=house.coordinator.handle) as handle:
        await house.act("set_mode", mode="closed", reason="Burst pipe")
        await house.set_state("lock.entrance", "unlocked")
        await house.pass_time(timedelta(seconds=31))  # who unlocked by key gets through first
    told = [call.args[0] for call in handle.call_args_list]
    assert [event for event in told if isinstance(event, LockRefused)] == [
        LockRefused(lock=LockId("lock.entrance"))
    ]
    assert house.state("sensor.entrance_state").state == "retrying"
    assert house.state("binary_sensor.entrance_problem").state == "on"


async def test_a_lock_that_never_obeys_is_given_up_and_staff_are_told(house: House) -> None:
    """D3: back-off, then the breaker; no endless commands."""

    async def fail(call: ServiceCall) -> None:
        calls.append(call)
        raise HomeAssistantError("jammed")

    calls: list[ServiceCall] = []
    house.hass.services.async_register("lock", "lock", fail)
    await house.set_state("lock.entrance", "unlocked")
    await house.act("set_mode", mode="closed", reason="Burst pipe", duration="08:00:00")
    for _minute in range(120):
        await house.pass_time(timedelta(minutes=1))
    assert 2 <= len(calls) <= 20
    kinds = {one.translation_key for one in ir.async_get(house.hass).issues.values() if one.domain == DOMAIN}
    assert kinds & {"lock_suspended", "lock_unreachable"}


async def test_bookings_are_read_again_as_time_goes_by(house: House) -> None:
    """B2: the window moves on, and what lies beyond it today is near one day."""
    with patch.object(house.bookings, "read", wraps=house.bookings.read) as read:
        await house.pass_time(timedelta(minutes=5, seconds=1))
    (call,) = read.call_args_list
    assert call.args[1] - datetime(2026, 11, 24, 10, tzinfo=UTC) >= timedelta(days=30)


async def test_a_source_that_cannot_be_read_keeps_the_last_good_bookings(house: House) -> None:
    """B2: one bad answer revokes nothing; several make it visible, and it mends itself."""
    await house.act("book", space="game_room", duration="02:00:00")
    with patch.object(house.bookings, "read", side_effect=HomeAssistantError("away")):
        await house.pass_time(timedelta(minutes=5, seconds=1))
        assert house.state("sensor.game_room_state").attributes["bookings_live"] is True
        for _again in range(3):
            await house.pass_time(timedelta(minutes=5, seconds=1))
    state = house.state("sensor.game_room_state")
    assert state.attributes["bookings_live"] is False
    assert house.state("sensor.game_room_booking_ends").state == "2026-11-24T12:00:00+00:00"
    kinds = {one.translation_key for one in ir.async_get(house.hass).issues.values() if one.domain == DOMAIN}
    assert kinds == {"bookings_stale"}
    await house.pass_time(timedelta(minutes=5, seconds=1))
    assert house.state("sensor.game_room_state").attributes["bookings_live"] is True


async def test_whatever_a_source_raises_is_a_failed_reading_and_stays_out_of_the_log(
    house: House, caplog: pytest.LogCaptureFixture
) -> None:
    """B2, D6: the text of an error may hold a title."""
    with patch.object(house.bookings, "read", side_effect=ValueError("Private matter")):
        for _poll in range(4):
            await house.pass_time(timedelta(minutes=5, seconds=1))
    assert house.state("sensor.game_room_state").attributes["bookings_live"] is False
    assert "Private matter" not in caplog.text


async def test_an_older_reading_never_comes_after_a_newer_one(house: House) -> None:
    """B2: a cancellation is not undone by a reading that began before it."""
    await house.act("book", space="game_room", duration="01:00:00")
    begun, held, read = asyncio.Event(), asyncio.Event(), house.bookings.read

    async def slow(start: datetime, end: datetime) -> tuple[Booking, ...]:
        found = await read(start, end)
        if not begun.is_set():
            begun.set()
            await held.wait()
        return found

    with patch.object(house.bookings, "read", slow):
        house.bookings._on_change()
        cancelling = house.hass.async_create_task(house.act("cancel", space="game_room"))
        await begun.wait()
        held.set()
        await cancelling
        await house.hass.async_block_till_done()
    assert house.state("sensor.game_room_booking_ends").state == "unknown"


async def test_a_source_that_fails_is_answered_as_down(house: House) -> None:
    """B4: the person who asked hears it; nothing is booked."""
    with (
        patch.object(house.bookings, "change", side_effect=HomeAssistantError("away")),
        pytest.raises(HomeAssistantError) as caught,
    ):
        await house.act("book", space="game_room", duration="01:00:00")
    assert caught.value.translation_key == "act_source_down"
    assert await house.events("2026-11-24") == []


def change(act: Act, **fields: object) -> ChangeBooking:
    return ChangeBooking(
        request=RequestId("r"),
        source=SourceId("local"),
        act=act,
        space=SpaceId("game_room"),
        actor=Actor.STAFF,
        **fields,  # type: ignore[arg-type] # each call gives what its act needs
    )


async def test_the_built_in_calendar_answers_every_change_with_a_word(house: House) -> None:
    """B4: never an exception for a change it does not take."""
    gone = BookingKey(source=SourceId("local"), uid="nobody-has-this")
    end = datetime(2026, 11, 24, 12, tzinfo=UTC)
    bookings = house.bookings
    assert await bookings.change(change(Act.CANCEL, booking=gone)) is ActCode.NOTHING_TO_DO
    assert await bookings.change(change(Act.EXTEND, booking=gone, end=end)) is ActCode.NOTHING_TO_DO
    assert await bookings.change(change(Act.END)) is ActCode.NOTHING_TO_DO
    assert await bookings.change(change(Act.CHECK_IN)) is ActCode.NOT_ALLOWED


async def test_a_booking_ended_before_it_began_is_gone(house: House) -> None:
    """An event that ends before it starts cannot be kept; nothing is left of it."""
    booked = await house.act("book", space="game_room", start="2026-11-24 14:00:00")
    key = BookingKey(source=SourceId("local"), uid=booked["uid"])
    end = datetime(2026, 11, 24, 11, tzinfo=UTC)
    assert await house.bookings.change(change(Act.END, booking=key, end=end)) is ActCode.DONE
    assert await house.events("2026-11-24") == []


async def test_one_time_of_a_series_is_extended_alone(house: House) -> None:
    await house.call(
        "calendar",
        "create_event",
        entity_id="calendar.game_room_bookings",
        summary="Club",
        start_date_time="2026-11-24 11:30:00",
        end_date_time="2026-11-24 12:30:00",
    )
    (event,) = await house.events("2026-11-24")
    changed = next(iter(house.bookings.timeline(SpaceId("game_room"))))
    series = changed.model_copy(update={"rrule": Recur.from_rrule("FREQ=DAILY;COUNT=3")})
    await house.bookings.edit(SpaceId("game_room"), str(event.uid), series)
    await house.hass.async_block_till_done()
    extended = await house.act("extend", space="game_room", duration="00:30:00")
    assert extended["until"] == "2026-11-24T13:00:00+02:00"
    ends = [
        (await house.events(day))[0].end_datetime_local.strftime("%H:%M")
        for day in ("2026-11-24", "2026-11-25", "2026-11-26")
    ]
    assert ends == ["13:00", "12:30", "12:30"]


async def test_a_booking_of_staff_without_a_title_is_named_in_the_language_of_the_house(
    house: House,
) -> None:
    booked = await house.act("book", space="game_room", duration="00:30:00")
    assert booked["title"] == "Booking"
