"""Every message of the pretend building is understood by the shipped profiles, and commands are answered."""

from datetime import timedelta
import json

import pytest

from mqtt_bridge.contract.words import Kind
from mqtt_bridge.drivers import mapping
from mqtt_bridge.drivers.api import Form
from mqtt_bridge.drivers.profile import shipped
from mqtt_bridge.simulator.building import FITTINGS, PretendBuilding
from mqtt_bridge.simulator.control import ActError, act
from mqtt_bridge.simulator.gadget import Message

from .listening import NOW, SECOND, command, device_of, fields, give, is_heard, readings, run


def is_of_the_plug(message: Message) -> bool:
    """Home Assistant binds the printer's plug without the bridge."""
    return message.topic.startswith(("homeassistant/", "zigbee2mqtt/printer_plug"))


def test_every_profile_that_is_shipped_hangs_somewhere() -> None:
    assert {fitting.profile for fitting in FITTINGS} == set(shipped())


def test_every_device_introduces_itself_with_a_state_its_profile_reads() -> None:
    building = PretendBuilding(NOW)

    said = building.hello(NOW)

    assert all(is_heard(message) for message in said if not is_of_the_plug(message))
    for fitting in FITTINGS:
        forms = {(one.kind, one.form) for one in readings(said)[fitting.id]}
        kinds = shipped()[fitting.profile].kinds
        wanted = Form.AVAILABILITY if kinds == [Kind.BUTTON] else Form.STATE
        assert {(kind, wanted) for kind in kinds} <= forms, fitting.id


def test_availability_is_retained_and_a_state_never_is() -> None:
    for message in PretendBuilding(NOW).hello(NOW):
        assert message.retain is message.topic.endswith(("/availability", "/online", "/config"))


def test_every_device_that_says_so_is_offline_after_the_farewell() -> None:
    said = readings(PretendBuilding(NOW).goodbye())

    assert {name for name, found in said.items() if found[0].fields == {"state": "offline"}} == {
        fitting.id for fitting in FITTINGS if fitting.profile != "counter_line"
    }


@pytest.mark.parametrize("device", ["game_room_lock", "entrance_strike"])
def test_a_lock_follows_a_command_after_a_moment_and_says_so(device: str) -> None:
    building = PretendBuilding(NOW)
    building.hello(NOW)

    give(building, command(device, "lock.unlock"))
    assert building.look()[device]["locked"] is True
    said = run(building, 2)

    assert building.look()[device]["locked"] is False
    assert fields(said, device)[0]["state"] == "unlocked"
    give(building, command(device, "lock.lock"), NOW + 3 * SECOND)
    assert fields(run(building, 5), device)[0]["state"] == "locked"


def test_a_pulse_of_the_strike_falls_back_by_itself() -> None:
    building = PretendBuilding(NOW)

    give(building, command("entrance_strike", "lock.pulse"))

    assert [one["state"] for one in fields(run(building, 10), "entrance_strike")] == ["unlocked", "locked"]


@pytest.mark.parametrize("device", ["game_room_lock", "entrance_strike"])
def test_a_lock_answers_when_it_is_asked_for_its_state(device: str) -> None:
    building = PretendBuilding(NOW)
    fitting = next(one for one in FITTINGS if one.id == device)
    greeting = mapping.messages(shipped()[fitting.profile].greeting, device_of(fitting))

    assert fields(give(building, greeting), device)[0]["state"] == "locked"


def test_a_method_the_strike_does_not_know_is_answered_with_an_error() -> None:
    building = PretendBuilding(NOW)

    (said,) = building.hear("shellyplus1-entrance/rpc", b'{"id": 1, "src": "x", "method": "Fly"}', NOW)

    assert json.loads(said.payload)["error"]["code"] == 404


@pytest.mark.parametrize("payload", [b"", b"{", b"null", b"[]", b'"LOCK"', b'{"state": 7}', b"\xff"])
def test_nonsense_does_not_move_a_lock(payload: bytes) -> None:
    building = PretendBuilding(NOW)

    for topic in building.listens:
        building.hear(topic, payload, NOW)

    run(building, 5)
    assert building.look()["game_room_lock"]["locked"] is True
    assert building.look()["entrance_strike"]["locked"] is True


def test_a_right_code_opens_for_a_moment_and_a_wrong_one_is_told() -> None:
    building = PretendBuilding(NOW)

    wrong = act(building, {"act": "code", "device": "game_room_lock", "right": False}, NOW)
    right = act(building, {"act": "code", "device": "game_room_lock", "slot": 7}, NOW)

    assert fields(wrong, "game_room_lock")[1] == {"event_type": "denied_code", "method": "keypad"}
    assert fields(right, "game_room_lock")[1] == {"event_type": "unlocked", "method": "keypad", "slot": 7}
    assert fields(run(building, 6), "game_room_lock")[-1]["event_type"] == "locked"


def test_a_card_is_told_as_a_card() -> None:
    said = act(PretendBuilding(NOW), {"act": "card", "device": "game_room_lock"}, NOW)

    assert fields(said, "game_room_lock")[1]["method"] == "card"


def test_no_message_ever_holds_a_code() -> None:
    building = PretendBuilding(NOW)
    said = building.hello(NOW) + act(building, {"act": "code", "device": "game_room_lock", "slot": 7}, NOW)

    assert not any(b"pin_code" in message.payload for message in said)


def test_people_are_counted_in_and_out_across_the_wrap_of_sixteen_bits() -> None:
    building = PretendBuilding(NOW)
    give(building, command("entrance_strike", "lock.unlock"))
    run(building, 1)

    act(building, {"act": "enter", "people": 9}, NOW + SECOND)
    act(building, {"act": "leave", "people": 2}, NOW + SECOND)
    counted = fields(run(building, 5), "lobby_counter")

    assert counted == [{"dev_in": (65_530 + 9) % 65_536, "dev_out": 65_532}]
    assert building.inside == 7


def test_a_locked_entrance_lets_nobody_in_but_everybody_out() -> None:
    building = PretendBuilding(NOW)
    building.inside = 3

    with pytest.raises(ActError, match="locked"):
        act(building, {"act": "enter"}, NOW)
    act(building, {"act": "leave", "people": 3}, NOW)

    assert building.inside == 0


def test_somebody_in_the_room_is_seen_and_makes_the_air_worse() -> None:
    building = PretendBuilding(NOW)

    seen = act(building, {"act": "presence", "device": "game_room_presence", "people": 5}, NOW)
    air = fields(run(building, 600), "game_room_air")

    assert fields(seen, "game_room_presence")[0]["occupied"] is True
    assert air[-1]["co2_ppm"] > air[0]["co2_ppm"] > 460  # type: ignore[operator] # numbers


def test_batteries_sink_slowly() -> None:
    building = PretendBuilding(NOW)
    before = fields(building.hello(NOW), "game_room_lock")[1]["battery_pct"]

    after = fields(building.hello(NOW + timedelta(days=10)), "game_room_lock")[1]["battery_pct"]

    assert (before, after) == (86.0, 74.0)


def test_an_offline_device_is_silent_and_deaf_until_it_comes_back() -> None:
    building = PretendBuilding(NOW)
    gone = act(building, {"act": "offline", "device": "game_room_lock"}, NOW)

    assert fields(gone, "game_room_lock") == [{"state": "offline"}]
    assert give(building, command("game_room_lock", "lock.unlock")) == ()
    assert fields(run(building, 900), "game_room_lock") == []
    with pytest.raises(ActError, match="offline"):
        act(building, {"act": "code", "device": "game_room_lock"}, NOW)
    back = act(building, {"act": "online", "device": "game_room_lock"}, NOW + 900 * SECOND)
    assert fields(back, "game_room_lock")[0] == {"state": "online"}


def test_a_jammed_lock_does_not_lock() -> None:
    building = PretendBuilding(NOW)
    act(building, {"act": "by_hand", "device": "game_room_lock", "locked": False}, NOW)
    act(building, {"act": "jam", "device": "game_room_lock"}, NOW)

    give(building, command("game_room_lock", "lock.lock"))

    assert fields(run(building, 5), "game_room_lock")[0]["state"] == "unlocked"


@pytest.mark.parametrize(
    "asked",
    [
        {},
        {"act": "fly"},
        {"act": "code", "device": "lobby_air"},
        {"act": "enter", "people": -1},
        {"act": "enter", "people": True},
        {"act": "offline", "device": "moon"},
    ],
)
def test_an_act_that_cannot_be_says_what_is_wrong(asked: dict[str, object]) -> None:
    building = PretendBuilding(NOW)
    building.entrance.released = True

    with pytest.raises(ActError, match="must be"):
        act(building, asked, NOW)


def test_doors_and_the_desk_button_are_told() -> None:
    building = PretendBuilding(NOW)

    opened = act(building, {"act": "open", "device": "game_room_contact"}, NOW)
    closed = act(building, {"act": "close", "device": "game_room_contact"}, NOW)
    pressed = act(building, {"act": "press", "device": "desk_button"}, NOW)

    assert fields(opened, "game_room_contact")[0]["open"] is True
    assert fields(closed, "game_room_contact")[0]["open"] is False
    assert fields(pressed, "desk_button")[0]["event_type"] == "press"
