"""The whole bridge on a real broker: it introduces itself, carries messages both ways, and survives."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
import json
from pathlib import Path
import signal
import subprocess
import sys
from typing import Any

import aiohttp
import pytest

from mqtt_bridge import app
from mqtt_bridge.contract import encode, messages as m, topics
from mqtt_bridge.contract.words import BoltState, CommandCode, LockAction, Online, Quality
from mqtt_bridge.errors import ConfigurationError
from tests.servers import Server, free_port, start_influxd, start_mosquitto

from .metrics.influx_queries import ask
from .running import DEVICES, Ear, Running, a_bridge, an_ear

pytestmark = pytest.mark.network

ROOT = "kalajoki/1/kalajoki"
LOCK = f"{ROOT}/device/main-door/lock"
NATIVE = "zigbee2mqtt/doors/main"


@pytest.fixture
async def mosquitto(tmp_path: Path) -> AsyncIterator[Server]:
    server = await start_mosquitto(tmp_path / "mosquitto", settings=("persistence false",))
    yield server
    server.stop()


@pytest.fixture
async def ear(mosquitto: Server) -> AsyncIterator[Ear]:
    async with an_ear(mosquitto.port) as ear:
        yield ear


@pytest.fixture
async def bridge(mosquitto: Server, ear: Ear, tmp_path: Path) -> AsyncIterator[Running]:
    async with a_bridge(tmp_path / "data", mosquitto.port) as running:
        await ear.message(f"{ROOT}/bridge/main/status", lambda status: status.state is Online.ONLINE)
        yield running


def a_command(name: str, *, lasts_s: float = 15, action: LockAction = LockAction.UNLOCK) -> bytes:
    now = datetime.now(UTC)
    return encode(m.LockCommand(id=name, ts=now, not_after=now + timedelta(seconds=lasts_s), action=action))


async def get(url: str) -> tuple[int, str]:
    async with aiohttp.ClientSession() as http, http.get(url) as answer:
        return answer.status, await answer.text()


async def test_a_bridge_introduces_itself_in_retained_messages(
    mosquitto: Server, bridge: Running, ear: Ear
) -> None:
    await ear.message(f"{ROOT}/bridge/main/health")
    async with an_ear(mosquitto.port, "newcomer") as newcomer:
        hello = await newcomer.message(f"{ROOT}/bridge/main/hello")
        status = await newcomer.message(f"{ROOT}/bridge/main/status")
        health = await newcomer.message(f"{ROOT}/bridge/main/health")
        meta = await newcomer.message(f"{ROOT}/device/main-door/meta")
        availability = await newcomer.message(f"{ROOT}/device/main-door/avail")

    assert (hello.site, hello.bridge, hello.display_url) == ("kalajoki", "main", bridge.url)
    assert status.state is Online.ONLINE
    assert (health.devices_total, health.devices_online) == (6, 0)
    assert meta.name == "Pääovi"
    assert availability.state is Online.UNKNOWN


async def test_a_bridge_that_is_stopped_says_so_and_one_that_breaks_has_it_said(
    mosquitto: Server, ear: Ear, tmp_path: Path
) -> None:
    offline = f"{ROOT}/bridge/main/status"
    async with a_bridge(tmp_path / "data", mosquitto.port) as running:
        await ear.message(offline, lambda status: status.state is Online.ONLINE)
        await running.stop()
        await ear.message(offline, lambda status: status.state is Online.OFFLINE)
    ear.forget()

    path = tmp_path / "bridge.yaml"
    path.write_text(
        f"site: kalajoki\ndata_dir: {tmp_path / 'data'}\nbroker: {{port: {mosquitto.port}}}\n"
        f"http: {{port: {free_port()}}}\n"
    )
    process = await asyncio.create_subprocess_exec(sys.executable, "-m", "mqtt_bridge", "run", str(path))
    try:
        await ear.message(offline, lambda status: status.state is Online.ONLINE)
    finally:
        process.kill()
        await process.wait()
    await ear.message(offline, lambda status: status.state is Online.OFFLINE)


async def test_a_terminated_process_says_good_bye_and_ends_with_0(
    mosquitto: Server, ear: Ear, tmp_path: Path
) -> None:
    path = tmp_path / "bridge.yaml"
    path.write_text(
        f"site: kalajoki\ndata_dir: {tmp_path / 'data'}\nbroker: {{port: {mosquitto.port}}}\n"
        f"http: {{port: {free_port()}}}\n"
    )
    process = await asyncio.create_subprocess_exec(sys.executable, "-m", "mqtt_bridge", "run", str(path))
    await ear.message(f"{ROOT}/bridge/main/status", lambda status: status.state is Online.ONLINE)

    process.send_signal(signal.SIGTERM)

    assert await process.wait() == 0
    await ear.message(f"{ROOT}/bridge/main/status", lambda status: status.state is Online.OFFLINE)


async def test_what_a_device_says_becomes_messages_of_the_contract(bridge: Running, ear: Ear) -> None:
    await ear.say(NATIVE, '{"lock_state": "locked", "battery": 86}')
    await ear.say("zigbee2mqtt/presence", '{"occupancy": true}')
    await ear.say("zigbee2mqtt/panic", '{"action": "panic"}')
    await ear.say("counters/entrance", '{"total_in": 10, "total_out": 4}')
    await ear.say("counters/entrance", '{"total_in": 12, "total_out": 5}')

    lock = await ear.message(f"{LOCK}/state", lambda state: state.q is Quality.OK)
    assert (lock.state, lock.battery_pct, lock.src.drv) == (BoltState.LOCKED, 86, "zigbee2mqtt")
    assert (
        await ear.message(f"{ROOT}/device/main-door/avail", lambda one: one.state is Online.ONLINE)
    ).last_seen
    presence = await ear.message(f"{ROOT}/device/presence/occupancy/state", lambda one: one.q is Quality.OK)
    assert presence.occupied is True
    assert (await ear.message(f"{ROOT}/device/panic/button/event")).event_type == "press"
    count = await ear.message(f"{ROOT}/device/counter/count/state", lambda one: one.total_in == 2)
    assert count.total_out == 1


async def test_a_new_session_believes_no_state_that_is_retained(
    mosquitto: Server, ear: Ear, tmp_path: Path
) -> None:
    """D3, P2: what happened while nobody listened is not known."""
    now = datetime.now(UTC)
    old = m.LockState(id="old", ts=now, rx_ts=now, dev="main-door", state=BoltState.LOCKED)
    await ear.say(f"{LOCK}/state", encode(old), retain=True)

    async with a_bridge(tmp_path / "data", mosquitto.port):
        await ear.message(f"{LOCK}/state", lambda state: state.state is BoltState.UNKNOWN)
        await ear.message(f"{ROOT}/device/main-contact/contact/state", lambda state: state.open is None)
        await ear.until(lambda: ear.all(f"{NATIVE}/get"))
        await ear.until(lambda: ear.all("shelly1/rpc"))


async def test_a_restarted_bridge_hears_what_was_said_while_it_was_away(
    mosquitto: Server, ear: Ear, tmp_path: Path
) -> None:
    contact = f"{ROOT}/device/main-contact/contact/state"
    async with a_bridge(tmp_path / "data", mosquitto.port):
        await ear.say("zigbee2mqtt/doors/contact", '{"contact": true}')
        await ear.message(contact, lambda state: state.open is False)
    ear.forget()
    await ear.say("zigbee2mqtt/doors/contact", '{"contact": false}')

    async with a_bridge(tmp_path / "data", mosquitto.port):
        state = await ear.message(contact, lambda state: state.open is not False)

    assert state.open is True


async def test_a_command_is_carried_out_and_its_result_is_told(bridge: Running, ear: Ear) -> None:
    await ear.say(NATIVE, '{"lock_state": "locked"}')
    await ear.message(f"{LOCK}/state", lambda state: state.state is BoltState.LOCKED)
    await ear.say(f"{LOCK}/set", a_command("c1"))
    (native,) = await ear.until(lambda: ear.all(f"{NATIVE}/set"))
    assert json.loads(native.payload) == {"state": "UNLOCK"}
    await ear.say(NATIVE, '{"lock_state": "unlocked"}')

    result = await ear.message(f"{LOCK}/result")

    assert (result.id, result.code, result.state) == ("c1", CommandCode.DONE, BoltState.UNLOCKED)
    assert result.took_ms >= 0


async def test_late_repeated_and_retained_commands_move_nothing(
    mosquitto: Server, bridge: Running, ear: Ear
) -> None:
    await ear.say(NATIVE, '{"lock_state": "unlocked"}')
    await ear.message(f"{LOCK}/state", lambda state: state.state is BoltState.UNLOCKED)
    await ear.say(f"{LOCK}/set", a_command("late", lasts_s=-1))
    assert (await ear.message(f"{LOCK}/result", lambda one: one.id == "late")).code is CommandCode.EXPIRED

    once = a_command("once")
    await ear.say(f"{LOCK}/set", once)
    await ear.until(lambda: len(ear.all(f"{LOCK}/result")) == 2)
    await ear.say(f"{LOCK}/set", once)
    await ear.until(lambda: len(ear.all(f"{LOCK}/result")) == 3)

    assert len(ear.all(f"{NATIVE}/set")) == 1


async def test_a_retained_command_found_at_the_start_is_refused(
    mosquitto: Server, ear: Ear, tmp_path: Path
) -> None:
    await ear.say(f"{LOCK}/set", a_command("kept"), retain=True)

    async with a_bridge(tmp_path / "data", mosquitto.port):
        result = await ear.message(f"{LOCK}/result")

    assert result.code is CommandCode.RETAINED
    assert not ear.all(f"{NATIVE}/set")


async def test_discovery_is_announced_and_taken_back_with_the_device(
    mosquitto: Server, tmp_path: Path
) -> None:
    data, discovered = tmp_path / "data", "homeassistant/device/kalajoki_kalajoki_{}/config"
    async with an_ear(mosquitto.port) as ear, a_bridge(data, mosquitto.port):
        await ear.until(lambda: ear.all(discovered.format("presence")))
        await ear.say(NATIVE, '{"lock_state": "locked"}')
        await ear.message(f"{LOCK}/state", lambda state: state.state is BoltState.LOCKED)

    only_strike = "devices: [{id: strike, name: Pelihuone, profile: shelly_strike, key: shelly1}]"
    async with an_ear(mosquitto.port, "second") as ear, a_bridge(data, mosquitto.port, only_strike):
        await ear.message(f"{ROOT}/bridge/main/status", lambda status: status.state is Online.ONLINE)

    async with an_ear(mosquitto.port, "third") as newcomer:
        await newcomer.message(f"{ROOT}/bridge/main/hello")
        await newcomer.say("end", "x", retain=False)
        await newcomer.until(lambda: newcomer.all("end"))
        left = {one.topic for one in newcomer.heard if one.payload}
    assert discovered.format("strike") in left
    assert not {one for one in left if "main-door" in one or "presence" in one or "counter" in one}


async def test_a_broker_that_is_killed_and_comes_back_finds_the_bridge_again(
    mosquitto: Server, ear: Ear, bridge: Running
) -> None:
    mosquitto.kill()
    await bridge.bridge._session.lost()
    assert (await get(f"{bridge.url}/healthz"))[0] == 503
    ear.forget()
    await mosquitto.start()

    await ear.message(f"{ROOT}/bridge/main/hello")
    await ear.message(f"{ROOT}/bridge/main/status", lambda status: status.state is Online.ONLINE)
    await ear.until(lambda: ear.all("homeassistant/device/kalajoki_kalajoki_main-door/config"))
    await ear.say(NATIVE, '{"lock_state": "locked"}')
    await ear.message(f"{LOCK}/state", lambda state: state.state is BoltState.LOCKED)
    assert await get(f"{bridge.url}/healthz") == (200, "ok")


GARBAGE = (
    b"",
    b"\x00\xff\xfe",
    b"null",
    b"[]",
    b"7",
    b'""',
    b"{}",
    b"{" * 2_000,
    b"[" * 50_000,
    b'{"lock_state": [], "occupancy": {}, "contact": 7, "action": {"a": []}, "total_in": 1e999}',
    b'{"id": 1, "ts": "x", "not_after": []}',
    b'{"id": "a", "ts": "9999-12-31T23:59:59Z", "not_after": "9999-12-31T23:59:59Z", "action": "unlock"}',
    b"x" * 300_000,
)


async def test_garbage_on_every_topic_is_counted_and_stops_nothing(
    bridge: Running, ear: Ear, caplog: pytest.LogCaptureFixture
) -> None:
    filters = bridge.bridge._session._filters
    wanted = [one.replace("+", "main-door") for one in filters]
    wanted += [one.replace("+", "Not An Id") for one in filters if "+" in one]

    for topic in wanted:
        for payload in GARBAGE:
            for retain in (False, True):
                await ear.say(topic, payload, retain=retain)
        await ear.say(topic, b"", retain=True)
    await ear.say(NATIVE, '{"lock_state": "locked"}')

    await ear.message(f"{LOCK}/state", lambda state: state.state is BoltState.LOCKED)
    assert {"not_json", "unreadable", "too_large"} <= set(bridge.unreadable)
    assert "bug" not in bridge.unreadable
    assert not [one for one in caplog.records if one.levelname == "ERROR"]
    told = json.loads((await get(f"{bridge.url}/status"))[1])
    assert told["unreadable"] == bridge.unreadable
    assert await get(f"{bridge.url}/healthz") == (200, "ok")
    assert not ear.all(f"{NATIVE}/set")


async def test_the_status_page_tells_what_is_so_and_no_secret(
    mosquitto: Server, ear: Ear, tmp_path: Path
) -> None:
    text = DEVICES + "\nrecorder: {influx: {url: 'http://127.0.0.1:9', bucket: b, token: hunter2-token}}"
    async with a_bridge(tmp_path / "data", mosquitto.port, text) as running:
        await ear.say(NATIVE, '{"lock_state": "locked"}')
        await ear.message(f"{LOCK}/state", lambda state: state.state is BoltState.LOCKED)
        body = (await get(f"{running.url}/status"))[1]

    told = json.loads(body)
    assert told["broker"] == {"connected": True, "problem": ""}
    assert told["devices"]["main-door"]["online"] == "online"
    assert told["devices"]["presence"]["last_seen"] is None
    assert "hunter2" not in body


def _is_settled(health: m.BridgeHealth) -> bool:
    return health.refused.get("unreadable") == 40 and health.written > 0 and not health.waiting


def assert_adds_up(health: dict[str, Any]) -> None:
    refused, dead = sum(health["refused"].values()), sum(health["dead"].values())
    assert health["received"] == health["spooled"] + refused
    assert health["spooled"] == health["written"] + dead + health["expired"] + health["waiting"]


async def test_what_devices_say_reaches_the_database_and_the_counters_add_up(
    mosquitto: Server, ear: Ear, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(app, "HEALTH_EVERY_S", 0.3)
    influx = await start_influxd(tmp_path / "influx")
    try:
        await ask(influx, "CREATE DATABASE library")
        text = f"{DEVICES}\nrecorder: {{influx: {{version: 1, url: '{influx.url}', database: library}}}}"
        async with a_bridge(tmp_path / "data", mosquitto.port, text) as running:
            recording = running.bridge._recording
            assert recording is not None
            await recording.session.connected.wait()
            for number in range(40):
                await ear.say("counters/entrance", f'{{"total_in": {number}, "total_out": 0}}')
                await ear.say(f"{ROOT}/device/main-door/lock/state", b"garbage")
                assert_adds_up(json.loads((await get(f"{running.url}/status"))[1])["recorder"])
            await ear.message(f"{ROOT}/device/counter/count/state", lambda one: one.total_in == 39)
            await ear.message(f"{ROOT}/bridge/main/health", _is_settled)
            status = json.loads((await get(f"{running.url}/status"))[1])["recorder"]
            assert_adds_up(status)
            assert status["written"] > 0
            series = await ask(influx, "SELECT online, space FROM device WHERE device = 'counter'", "library")
            assert series[0]["values"]
    finally:
        influx.stop()


async def test_without_mosquitto_the_bridge_brings_its_own_broker(tmp_path: Path) -> None:
    """MQTT 3.1.1: the embedded broker speaks no other."""
    port, pages = free_port(), free_port()
    path = tmp_path / "bridge.yaml"
    path.write_text(
        f"site: kalajoki\ndata_dir: {tmp_path / 'data'}\nbroker: {{port: {port}, embedded: true}}\n"
        f"http: {{port: {pages}}}\n{DEVICES}"
    )
    process = subprocess.Popen([sys.executable, "-m", "mqtt_bridge", "run", str(path)])  # noqa: ASYNC220
    try:
        async with an_ear(port) as ear:
            assert not ear.session.is_v5
            await ear.message(f"{ROOT}/bridge/main/status", lambda status: status.state is Online.ONLINE)
            await ear.say(NATIVE, '{"lock_state": "locked"}')
            await ear.message(f"{LOCK}/state", lambda state: state.state is BoltState.LOCKED)
            await ear.say(f"{LOCK}/set", a_command("c1", action=LockAction.LOCK))
            await ear.message(f"{LOCK}/result", lambda result: result.ok)
            assert await get(f"http://127.0.0.1:{pages}/healthz") == (200, "ok")
    finally:
        process.terminate()
        process.wait(20)


async def test_a_port_that_is_taken_names_the_setting(mosquitto: Server, tmp_path: Path) -> None:
    text = f"{DEVICES}\n"
    async with a_bridge(tmp_path / "data", mosquitto.port, text) as first:
        port = int(first.url.rpartition(":")[2])
        path = tmp_path / "bridge.yaml"
        path.write_text(
            f"site: kalajoki\nbridge: second\ndata_dir: {tmp_path / 'other'}\n"
            f"broker: {{port: {mosquitto.port}}}\nhttp: {{port: {port}}}\n"
        )
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "mqtt_bridge", "run", str(path)), stderr=asyncio.subprocess.PIPE
        )
        _out, told = await process.communicate()

    assert process.returncode == 1
    assert b"http.port: nothing can listen on" in told
    assert b"Traceback" not in told


async def test_a_data_folder_that_cannot_be_written_names_the_setting(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")

    with pytest.raises(ConfigurationError, match="data_dir"):
        async with a_bridge(tmp_path / "file" / "data", free_port()):
            pass


def test_every_topic_the_bridge_hears_of_the_contract_is_meant_for_it() -> None:
    for row in (topics.LOCK_SET, topics.DISPLAY_VIEW, topics.DISPLAY_RESULT):
        assert row.receiver == topics.Side.BRIDGE
