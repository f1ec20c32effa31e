"""The printer's plug switches, meters, and loses a job that is cut; Home Assistant is told how to bind it."""

from datetime import timedelta
import json

import pytest

from mqtt_bridge.simulator.building import PretendBuilding
from mqtt_bridge.simulator.control import ActError, act
from mqtt_bridge.simulator.gadget import Messages
from mqtt_bridge.simulator.plug import IDLE_W, PRINTS_W, ZigbeePlug

from .listening import NOW, SECOND

HOUR = timedelta(hours=1)


def switched(plug: ZigbeePlug, word: str, at: int = 0) -> Messages:
    return plug.hear(f"{plug.topic}/set", json.dumps({"state": word}).encode(), NOW + at * SECOND)


def said(messages: Messages) -> dict[str, object]:
    state: dict[str, object] = json.loads(messages[-1].payload)
    return state


def test_a_switched_off_plug_draws_nothing_and_prints_nothing() -> None:
    plug = ZigbeePlug("printer_plug", NOW)

    plug.print_for(HOUR, NOW)

    state = said(plug.tick(NOW + HOUR))
    assert (state["state"], state["power"], state["energy"]) == ("OFF", 0.0, 41.7)
    assert plug.look()["done"] == 0


def test_a_bare_word_switches_as_home_assistant_sends_it() -> None:
    plug = ZigbeePlug("printer_plug", NOW)

    plug.hear(f"{plug.topic}/set", b"ON", NOW)

    assert plug.on is True


def test_a_job_draws_power_until_it_is_done_and_the_meter_counts_it() -> None:
    plug = ZigbeePlug("printer_plug", NOW, energy_kwh=10.0)
    assert said(switched(plug, "ON"))["power"] == IDLE_W

    assert said(plug.print_for(HOUR, NOW))["power"] == PRINTS_W
    done = said(plug.tick(NOW + HOUR))

    assert done["power"] == IDLE_W
    assert done["energy"] == pytest.approx(10.0 + PRINTS_W / 1000)
    assert plug.look()["done"] == 1


def test_a_job_that_is_cut_is_lost() -> None:
    plug = ZigbeePlug("printer_plug", NOW)
    switched(plug, "ON")
    plug.print_for(HOUR, NOW)

    assert said(switched(plug, "OFF", 60))["power"] == 0.0

    assert plug.look()["lost"] == 1
    assert plug.look()["prints"] is False


def test_home_assistant_is_told_of_switch_power_and_energy_by_retained_discovery() -> None:
    found = [
        one for one in ZigbeePlug("printer_plug", NOW).hello(NOW) if one.topic.startswith("homeassistant/")
    ]

    assert all(one.retain for one in found)
    told = {one.topic.split("/")[3]: json.loads(one.payload) for one in found}
    assert set(told) == {"switch", "power", "energy"}
    assert {one["state_topic"] for one in told.values()} == {"zigbee2mqtt/printer_plug"}
    assert told["switch"]["command_topic"] == "zigbee2mqtt/printer_plug/set"
    assert len({one["unique_id"] for one in told.values()}) == 3


def test_somebody_prints_by_an_act_only_while_the_plug_is_on() -> None:
    building = PretendBuilding(NOW)
    asked = {"act": "print", "device": "printer_plug", "seconds": 30}
    with pytest.raises(ActError, match="switched off"):
        act(building, asked, NOW)

    building.hear("zigbee2mqtt/printer_plug/set", b'{"state":"ON"}', NOW)
    act(building, asked, NOW)

    assert building.look()["printer_plug"]["prints"] is True


@pytest.mark.parametrize("payload", [b"", b"on", b"[]", b"\xff", b'{"state":"MAYBE"}'])
def test_what_the_plug_does_not_understand_changes_nothing(payload: bytes) -> None:
    plug = ZigbeePlug("printer_plug", NOW)

    assert plug.hear(f"{plug.topic}/set", payload, NOW) == ()
    assert plug.on is False
