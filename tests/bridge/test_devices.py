"""What devices say becomes contract messages; what is not known is not shown as safe (D3, P2)."""

from datetime import UTC, datetime, timedelta
import json
from pathlib import Path
from typing import Any

import pytest

from mqtt_bridge.contract import messages as m, topics
from mqtt_bridge.contract.words import BoltState, ButtonPress, Online, Quality
from mqtt_bridge.devices import Devices, Said, retained_rows
from mqtt_bridge.drivers.api import Device
from mqtt_bridge.drivers.profile import shipped
from mqtt_bridge.memory import Memory

NOW = datetime(2026, 11, 24, 16, 0, tzinfo=UTC)


def a_device(profile: str, dev: str, key: str) -> Device:
    return Device(
        id=dev, name=dev, profile=profile, key=key, prefix=shipped()[profile].prefix, space="game-room"
    )


@pytest.fixture
def memory(tmp_path: Path) -> Memory:
    return Memory(tmp_path / "memory.json")


@pytest.fixture
def devices(memory: Memory) -> Devices:
    return some_devices(memory)


def some_devices(memory: Memory) -> Devices:
    wanted = [
        ("zigbee2mqtt_lock", "lock", "lock"),
        ("zigbee2mqtt_contact", "contact", "contact"),
        ("zigbee2mqtt_occupancy", "presence", "presence"),
        ("zigbee2mqtt_button", "button", "button"),
        ("counter_line", "counter", "entrance"),
        ("shelly_strike", "strike", "shelly1"),
    ]
    return Devices(
        tuple((a_device(profile, dev, key), shipped()[profile]) for profile, dev, key in wanted), memory, NOW
    )


def heard(
    devices: Devices, topic: str, data: Any, *, retained: bool = False, now: datetime = NOW
) -> list[Said]:
    payload = data if isinstance(data, bytes) else json.dumps(data).encode()
    said, dropped = devices.hear(topic, payload, now, retained=retained)
    assert not dropped
    return said


def only(said: list[Said], kind: type[m.Message]) -> Any:
    (found,) = [message for _row, message in said if type(message) is kind]
    return found


def test_a_first_word_of_a_device_says_that_it_is_online_too(devices: Devices) -> None:
    said = heard(devices, "zigbee2mqtt/lock", {"lock_state": "locked", "battery": 80})

    assert [row for row, _message in said] == [topics.DEVICE_AVAILABILITY, topics.LOCK_STATE]
    assert only(said, m.DeviceAvailability).state is Online.ONLINE
    assert only(said, m.LockState).state is BoltState.LOCKED
    assert devices.online == 1


def test_each_kind_of_each_device_is_numbered_without_gaps(devices: Devices) -> None:
    for _one in range(3):
        heard(devices, "zigbee2mqtt/contact", {"contact": True})
    said = heard(devices, "zigbee2mqtt/contact", {"contact": True})
    other = heard(devices, "zigbee2mqtt/presence", {"occupancy": False})

    assert only(said, m.ContactState).seq == 4
    assert only(other, m.OccupancyState).seq == 1
    assert only(said, m.ContactState).boot == only(other, m.OccupancyState).boot


def test_a_retained_word_is_no_sign_of_life_and_none_of_its_events_happens_now(devices: Devices) -> None:
    said = heard(
        devices,
        "zigbee2mqtt/lock",
        {"lock_state": "locked", "action": "unlock", "action_user": 7},
        retained=True,
    )

    assert [type(message) for _row, message in said] == [m.LockState]
    assert only(said, m.LockState).q is Quality.STALE
    assert devices.online == 0
    assert heard(devices, "zigbee2mqtt/button", {"action": "single"}, retained=True) == []


def test_a_retained_word_about_availability_is_believed(devices: Devices) -> None:
    heard(devices, "zigbee2mqtt/lock/availability", {"state": "online"}, retained=True)

    assert devices.known["lock"].online is Online.ONLINE


@pytest.mark.parametrize("state", ["offline", "asleep"])
def test_a_device_that_goes_is_unknown_not_locked_closed_or_empty(devices: Devices, state: str) -> None:
    """D3, P2."""
    heard(devices, "zigbee2mqtt/lock", {"lock_state": "locked"})
    heard(devices, "zigbee2mqtt/contact", {"contact": True})
    heard(devices, "zigbee2mqtt/presence", {"occupancy": False})

    lock = heard(devices, "zigbee2mqtt/lock/availability", {"state": state})
    contact = heard(devices, "zigbee2mqtt/contact/availability", {"state": state})
    presence = heard(devices, "zigbee2mqtt/presence/availability", {"state": state})

    assert only(lock, m.LockState).state is BoltState.UNKNOWN
    assert only(contact, m.ContactState).open is None
    assert only(presence, m.OccupancyState).occupied is None
    assert devices.known["lock"].bolt is BoltState.UNKNOWN
    assert [row for row, _message in lock] == [topics.DEVICE_AVAILABILITY, topics.LOCK_STATE]


def test_what_may_have_been_missed_is_forgotten(devices: Devices) -> None:
    heard(devices, "zigbee2mqtt/lock", {"lock_state": "locked"})

    said = devices.forget(NOW)

    assert {message.dev for _row, message in said if isinstance(message, m.LockState)} == {"lock", "strike"}
    assert only(said, m.ContactState).open is None
    assert only(said, m.OccupancyState).occupied is None
    assert devices.known["lock"].bolt is BoltState.UNKNOWN


def test_a_counter_that_is_silent_for_too_long_is_offline_until_it_speaks(devices: Devices) -> None:
    heard(devices, "counters/entrance", {"total_in": 1, "total_out": 1})

    assert devices.lose_silent(NOW + timedelta(minutes=59)) == []
    said = devices.lose_silent(NOW + timedelta(minutes=61))
    assert only(said, m.DeviceAvailability).state is Online.OFFLINE
    assert devices.lose_silent(NOW + timedelta(minutes=62)) == []

    again = heard(devices, "counters/entrance", {"total_in": 1, "total_out": 1}, now=NOW + timedelta(hours=2))
    assert only(again, m.DeviceAvailability).state is Online.ONLINE


def test_totals_only_rise_over_a_reset_and_a_restart_of_either_side(devices: Devices, memory: Memory) -> None:
    """P1: what the device counted while its number fell is not known, so nothing is counted."""

    def total(data: dict[str, int], of: Devices) -> tuple[int, Quality]:
        message = only(heard(of, "counters/entrance", data), m.CountState)
        return message.total_in, message.q

    assert total({"total_in": 100, "total_out": 0}, devices) == (0, Quality.OK)
    assert total({"total_in": 107, "total_out": 0}, devices) == (7, Quality.OK)
    assert total({"total_in": 2, "total_out": 0}, devices) == (7, Quality.SUSPECT)
    restarted = some_devices(memory)
    assert total({"total_in": 5, "total_out": 0}, restarted) == (10, Quality.OK)


def test_a_counter_whose_total_cannot_be_kept_counts_it_the_next_time(
    devices: Devices, tmp_path: Path
) -> None:
    heard(devices, "counters/entrance", {"total_in": 10, "total_out": 0})
    (tmp_path / "memory.new").mkdir()

    said, dropped = devices.hear("counters/entrance", b'{"total_in": 12, "total_out": 0}', NOW)
    assert (said, [one.reason for one in dropped]) == ([], ["disk"])

    (tmp_path / "memory.new").rmdir()
    later = heard(devices, "counters/entrance", {"total_in": 13, "total_out": 0})
    assert only(later, m.CountState).total_in == 3


def test_one_profile_that_cannot_read_a_message_does_not_stop_another(memory: Memory) -> None:
    profiles = ("zigbee2mqtt_lock", "zigbee2mqtt_contact")
    both = Devices(
        tuple((a_device(one, one, "door"), shipped()[one]) for one in profiles),
        memory,
        NOW,
    )

    said, dropped = both.hear("zigbee2mqtt/door", b'{"lock_state": [], "contact": false}', NOW)

    assert only(said, m.ContactState).open is True
    assert not dropped
    assert only(said, m.LockState).state is BoltState.UNKNOWN


@pytest.mark.parametrize(
    "number", ["NaN", "Infinity", "-Infinity", "1e999", "1" + "0" * 400, '"x"', "[]", "true"]
)
def test_a_number_that_is_none_is_left_out(devices: Devices, number: str) -> None:
    said = devices.hear("counters/entrance", f'{{"total_in": {number}, "total_out": 1}}'.encode(), NOW)[0]
    assert said == []

    lock = heard(devices, "zigbee2mqtt/lock", f'{{"lock_state": "locked", "battery": {number}}}'.encode())
    assert only(lock, m.LockState).battery_pct is None


def test_a_button_is_an_event_every_time(devices: Devices) -> None:
    one = only(heard(devices, "zigbee2mqtt/button", {"action": "panic"}), m.ButtonEvent)
    two = only(heard(devices, "zigbee2mqtt/button", {"action": "panic"}), m.ButtonEvent)

    assert one.event_type is two.event_type is ButtonPress.PRESS
    assert one.id != two.id


def test_a_device_introduces_itself_and_is_asked_for_its_state(devices: Devices) -> None:
    said = list(devices.introduce(NOW))

    metas = {message.dev: message for _row, message in said if isinstance(message, m.DeviceMeta)}
    assert set(metas) == set(devices.known)
    assert metas["strike"].manufacturer == "Shelly"
    assert {native.topic for native in devices.greetings()} == {"zigbee2mqtt/lock/get", "shelly1/rpc"}
    assert [native.topic for native in devices.greetings("strike")] == ["shelly1/rpc"]
    assert devices.placement()["strike"] == "game-room"


def test_what_a_device_leaves_retained_is_known_by_its_profile() -> None:
    assert {row.name for row in retained_rows(shipped()["zigbee2mqtt_lock"])} == {
        "device_meta",
        "device_avail",
        "lock_state",
    }
