"""What staff can switch and press."""

from datetime import timedelta

from homeassistant.exceptions import ServiceValidationError
import pytest

from .house import House

pytestmark = pytest.mark.freeze_time("2026-11-24 10:00:00+00:00")  # Tuesday noon in Kalajoki


async def test_a_space_is_taken_out_of_service_and_put_back(house: House) -> None:
    """B5."""
    switch = {"entity_id": "switch.game_room_out_of_service"}
    await house.call("switch", "turn_on", **switch)
    assert house.state("switch.game_room_out_of_service").state == "on"
    assert house.state("sensor.game_room_state").state == "out_of_service"
    await house.call("switch", "turn_off", **switch)
    assert house.state("sensor.game_room_state").state == "free"


async def test_a_door_out_of_the_automation_is_left_alone(house: House) -> None:
    """D1: the plan says unlocked, staff say hands off."""
    switch = {"entity_id": "switch.entrance_automatic"}
    assert house.state("switch.entrance_automatic").state == "on"
    await house.call("switch", "turn_off", **switch)
    assert house.state("switch.entrance_automatic").state == "off"
    house.lock_calls.clear()
    await house.set_state("lock.entrance", "locked")
    assert house.lock_calls == []
    await house.call("switch", "turn_on", **switch)
    assert [call.service for call in house.lock_calls] == ["unlock"]


async def test_staff_check_a_visitor_in_and_end_the_booking(house: House) -> None:
    """B6: check-in by staff; B4: end."""
    await house.act("book", space="game_room", duration="01:00:00")
    await house.call("button", "press", entity_id="button.game_room_check_in")
    assert house.state("sensor.game_room_state").state == "in_use"
    assert house.state("sensor.game_room_state").attributes["checked_in"] is True
    await house.pass_time(timedelta(minutes=12))
    await house.call("button", "press", entity_id="button.game_room_end_booking_now")
    assert house.state("sensor.game_room_booking_ends").state == "unknown"


async def test_a_button_without_a_booking_says_so(house: House) -> None:
    with pytest.raises(ServiceValidationError) as caught:
        await house.call("button", "press", entity_id="button.game_room_end_booking_now")
    assert caught.value.translation_key == "act_nothing_to_do"
