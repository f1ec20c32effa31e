"""Every shipped profile does what its own examples say; nonsense is dropped, never raised past the engine."""

import json
from typing import Any

from hypothesis import given, strategies as st
import pytest

from mqtt_bridge.contract.words import Kind
from mqtt_bridge.drivers import mapping
from mqtt_bridge.drivers.api import Device, Form, Reading
from mqtt_bridge.drivers.profile import Profile, parse, shipped
from mqtt_bridge.errors import ConfigurationError, DropError

PROFILES = list(shipped().values())
every = pytest.mark.parametrize("profile", PROFILES, ids=lambda profile: profile.profile)


def a_device(profile: Profile) -> Device:
    return Device(id="d1", name="Lock", profile=profile.profile, key="doors/main", prefix=profile.prefix)


def topic_of(profile: Profile, template: str) -> str:
    return template.replace("{prefix}", profile.prefix).replace("{key}", "doors/main")


def flat(reading: Reading) -> dict[str, Any]:
    return {"kind": reading.kind.value, "form": reading.form.value, **reading.fields}


@every
def test_a_profile_reads_its_own_examples(profile: Profile) -> None:
    for example in profile.tests:
        text = isinstance(example.payload, str) and example.topic.endswith("/online")
        payload = example.payload if text else json.dumps(example.payload)

        got = mapping.read(profile, a_device(profile), topic_of(profile, example.topic), payload.encode())

        assert [flat(one) for one in got] == example.readings


@every
def test_a_profile_gives_its_own_commands(profile: Profile) -> None:
    for example in profile.command_tests:
        kind, _, action = example.action.partition(".")

        _spec, messages = mapping.command(
            profile, a_device(profile), Kind(kind), action, request=4711, hold_s=3.0
        )

        wanted = json.loads(
            json.dumps(example.messages).replace("{key}", "doors/main").replace("{prefix}", profile.prefix)
        )
        assert [{"topic": one.topic, "payload": json.loads(one.payload)} for one in messages] == wanted


@every
def test_a_lock_profile_can_lock_and_unlock_and_knows_how_to_see_it(profile: Profile) -> None:
    if Kind.LOCK in profile.kinds:
        assert profile.commands["lock.lock"].expect == "locked"
        assert profile.commands["lock.unlock"].expect == "unlocked"
        assert profile.command_tests


@every
def test_no_profile_ever_toggles_or_reads_a_code(profile: Profile) -> None:
    text = profile.model_dump_json()

    assert "TOGGLE" not in text
    assert "pin_code" not in text.replace("invalid_pin_or_id", "")


@every
def test_a_topic_of_another_device_is_not_read(profile: Profile) -> None:
    assert mapping.read(profile, a_device(profile), "somewhere/else", b"{}") == ()


@every
@given(st.binary(max_size=60) | st.sampled_from([b"null", b"[]", b"7", b'"x"', b"{}", b"[" * 5000]))
def test_nonsense_is_dropped_or_says_nothing(profile: Profile, payload: bytes) -> None:
    device = a_device(profile)
    for topic in mapping.topics(profile, device):
        try:
            readings = mapping.read(profile, device, topic, payload)
        except DropError:
            continue
        assert all(one.form is Form.AVAILABILITY for one in readings)


def test_an_oversized_payload_is_dropped_unread() -> None:
    profile = shipped()["zigbee2mqtt_lock"]

    with pytest.raises(DropError, match="bytes"):
        mapping.read(profile, a_device(profile), "zigbee2mqtt/doors/main", b" " * 300_000)


def test_a_command_a_device_cannot_do_is_unsupported() -> None:
    profile = shipped()["zigbee2mqtt_lock"]

    with pytest.raises(DropError) as caught:
        mapping.command(profile, a_device(profile), Kind.LOCK, "pulse", request=1, hold_s=3)

    assert caught.value.reason == "unsupported"


def test_a_broken_profile_names_every_mistake() -> None:
    with pytest.raises(ConfigurationError) as caught:
        parse(
            "profile: x\ndriver: magic\nabout: y\nprefix: ''\nkinds: [lock]\nrules: []\nspeed: 9\ntests: []",
            "x",
        )

    assert "driver" in str(caught.value)
    assert "speed" in str(caught.value)
