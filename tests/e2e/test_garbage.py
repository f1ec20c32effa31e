"""Nonsense on every topic that anybody hears stops nothing and opens nothing."""

import json

import pytest

from demo.library import LOBBY_DISPLAY, ROOM_DISPLAY, SITE
from demo.stage import Stage
from demo.waiting import becomes, until
from mqtt_bridge.contract import topics
from mqtt_bridge.drivers import mapping
from mqtt_bridge.drivers.api import Device
from mqtt_bridge.drivers.profile import shipped
from mqtt_bridge.metrics.points import is_recorded
from mqtt_bridge.simulator.building import FITTINGS
from tests.bridge.running import Ear, an_ear

from . import acts

pytestmark = pytest.mark.e2e

# None of these is a message of the contract, whichever its topic.
GARBAGE = {
    "random bytes": bytes((37 * number * number + 11) % 256 for number in range(400)),
    "cut short": b'{"id":"1","ts":"2026-',
    "not an object": b"[1,2,3]",
    "nothing in it": b"{}",
    "no number": b"1e999",
    "deep": b"[" * 20_000,
    "deep objects": b'{"a":' * 20_000,
    "oversized": json.dumps({"id": "x" * 400_000}).encode(),
    "wrong types": json.dumps(
        {
            "id": 7,
            "ts": [],
            "v": "one",
            "dev": None,
            "state": {"unlocked": True},
            "online": "maybe",
            "contact": "perhaps",
            "occupancy": [True],
            "co2": "warm",
            "battery": {},
            "action": ["single"],
            "total_in": "many",
            "total_out": -1,
            "method": 3,
            "params": "on",
            "result": [],
            "kind": 1,
        }
    ).encode(),
    "almost a command": b'{"action":"unlock","state":"UNLOCK","act":"open"}',
}
IDS = {"bridge": "main", "space": "game_room", "door": "game_room_door"}
SAYS_WHO_IS_THERE = (topics.BRIDGE_STATUS, topics.DEVICE_AVAILABILITY)
PRESENCE = "game_room_presence"
DEVICES = tuple(one.id for one in FITTINGS)


def _contract() -> list[tuple[topics.Row, str]]:
    """Every topic of the contract, for every device and display of the library."""
    found = []
    for row in topics.TABLE:
        for dev in DEVICES if "{dev}" in row.pattern else ("",):
            for display in (ROOM_DISPLAY, LOBBY_DISPLAY) if "{display}" in row.pattern else ("",):
                ids = {**IDS, "dev": dev, "display": display}
                named = {name: value for name, value in ids.items() if f"{{{name}}}" in row.pattern}
                found.append((row, row.topic(SITE, **named)))
    return found


def _native() -> list[str]:
    """Every topic of the vendors' on which the bridge hears a device."""
    found: set[str] = set()
    for one in FITTINGS:
        profile = shipped()[one.profile]
        device = Device(id=one.id, name=one.id, profile=one.profile, key=one.key, prefix=profile.prefix)
        found |= {*mapping.topics(profile, device)}
    return sorted(found)


async def test_garbage_on_every_topic_is_counted_and_opens_nothing(stage: Stage) -> None:
    await acts.close_today(stage)
    turns = await acts.turns(stage)
    contract = _contract()
    others = [one for one in contract if one[0] not in SAYS_WHO_IS_THERE]
    occupied = stage.entity("space", stage.names.game_room_id, "occupied")

    async with an_ear(stage.servers["broker"].port, "vandal") as ear:
        await _throw(stage, ear, others, _native())
        await acts.next_beat(ear)
        assert await stage.is_loaded()
        await stage.remote.act("presence", device=PRESENCE, people=2)
        await acts.is_state(stage, occupied, "on")

        # Nonsense in the place of "online" counts as offline until the bridge introduces itself again.
        await _throw(stage, ear, [one for one in contract if one[0] in SAYS_WHO_IS_THERE], [])
        await acts.is_state(stage, occupied, "unknown")
        bridge = stage.servers["bridge"]
        assert not bridge.has_died
        bridge.stop()
        await bridge.start()
        await stage.remote.act("presence", device=PRESENCE, people=3)
        await acts.is_state(stage, occupied, "on")

        assert [told for told in acts.lock_commands(ear) if _unlocks(told)] == []
        assert await acts.turns(stage) == turns

    await acts.open_today(stage)
    await until("the bridge is healthy", lambda: acts.is_healthy(stage))
    assert not any(server.has_died for server in stage.servers.values())


async def _throw(stage: Stage, ear: Ear, contract: list[tuple[topics.Row, str]], native: list[str]) -> None:
    """Say everything in GARBAGE, and nothing at all, on every topic; it must have been counted."""
    before = await acts.status(stage)
    recorded = [topic for row, topic in contract if is_recorded(row)]
    for topic in [*native, *(topic for _row, topic in contract)]:
        for payload in (*GARBAGE.values(), b""):
            await ear.say(topic, payload)

    async def refused() -> int:
        return sum((await acts.status(stage))["recorder"]["refused"].values())

    wanted = sum(before["recorder"]["refused"].values()) + len(recorded) * len(GARBAGE)
    await becomes("what was to be recorded is counted as refused", refused, wanted)
    unreadable = (await acts.status(stage))["unreadable"]
    assert sum(unreadable.values()) - sum(before["unreadable"].values()) >= len(native)
    assert "bug" not in unreadable


def _unlocks(payload: bytes) -> bool:
    told = json.loads(payload)
    return told.get("state") == "UNLOCK" or told.get("params", {}).get("on") is True
