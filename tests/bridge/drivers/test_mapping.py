"""Each step of a profile does one thing; what does not fit says nothing."""

import json
from typing import Any

from hypothesis import given, strategies as st
import pytest

from mqtt_bridge.contract.words import Kind
from mqtt_bridge.drivers import mapping
from mqtt_bridge.drivers.api import Device, Form, Reading
from mqtt_bridge.drivers.canonical import ROWS
from mqtt_bridge.drivers.profile import Profile, parse, shipped
from mqtt_bridge.errors import DropError

DEVICE = Device(id="d", name="D", profile="p", key="k", prefix="v")


def a_profile(fields: str, **rule: str) -> Profile:
    head = "profile: p\ndriver: zigbee2mqtt\nabout: x\nprefix: v\nkinds: [environment]\ntests: []\nrules:\n"
    rule = {"topic": "'{prefix}/{key}'", "kind": "environment", "form": "state", "fields": fields, **rule}
    return parse(head + "  - " + "\n    ".join(f"{name}: {value}" for name, value in rule.items()), "p")


def read(profile: Profile, data: Any) -> list[dict[str, Any]]:
    return [one.fields for one in mapping.read(profile, DEVICE, "v/k", json.dumps(data).encode())]


@pytest.mark.parametrize(
    ("fields", "data", "wanted"),
    [
        ("{lux: {path: l, scale: 0.1}}", {"l": 125}, [{"lux": 12.5}]),
        ("{lux: {path: l, digits: 1}}", {"l": 1.26}, [{"lux": 1.3}]),
        ("{lux: {path: l, whole: true}}", {"l": 7.9}, [{"lux": 7}]),
        ("{lux: {path: l, scale: 1}}", {"l": "7"}, []),
        ("{lux: {path: l, scale: 1}}", {"l": True}, []),
        ("{lux: {const: three}}", {}, [{"lux": "three"}]),
        ("{lux: {path: l, words: {x: 1}, otherwise: '0'}}", {"l": {"deep": []}}, [{"lux": "0"}]),
        ("{lux: {path: l, words: {'true': 1}}}", {"l": True}, [{"lux": 1}]),
        ("{lux: {path: l, negate: true}}", {"l": False}, [{"lux": True}]),
        ("{lux: {path: l, negate: true}}", {"l": "false"}, []),
        ("{lux: {path: l, required: true}, noise_db: {path: n}}", {"n": 1}, []),
        ("{lux: {path: l}}", {"l": None}, []),
        ("{lux: {path: l}}", [1], []),
    ],
)
def test_a_field_is_taken_as_its_steps_say(fields: str, data: Any, wanted: list[dict[str, Any]]) -> None:
    assert read(a_profile(fields), data) == wanted


def test_each_item_of_a_list_is_a_reading_of_its_own() -> None:
    profile = a_profile("{lux: {path: l}}", each="lines")

    assert read(profile, {"lines": [{"l": 1}, {"x": 2}, {"l": 3}]}) == [{"lux": 1}, {"lux": 3}]
    assert read(profile, {"lines": {"l": 1}}) == []
    with pytest.raises(DropError) as caught:
        read(profile, {"lines": [{"l": 1}] * (mapping.MAX_READINGS + 1)})
    assert caught.value.reason == "too_many_readings"


@pytest.mark.parametrize("payload", [b"", b"{", b"\xff", b"[" * 100_000])
def test_what_is_no_json_is_dropped_by_that_reason(payload: bytes) -> None:
    with pytest.raises(DropError) as caught:
        mapping.read(a_profile("{lux: {path: l}}"), DEVICE, "v/k", payload)

    assert caught.value.reason == "not_json"


@given(
    st.recursive(st.none() | st.booleans() | st.floats() | st.integers() | st.text(), st.lists, max_leaves=5)
)
def test_a_field_of_any_value_never_raises_past_the_engine(value: Any) -> None:
    for fields in (
        "{lux: {path: l, digits: 1}}",
        "{lux: {path: l, whole: true}}",
        "{lux: {path: l, words: {a: b}}}",
    ):
        read(a_profile(fields), {"l": value})


def test_a_placeholder_keeps_its_number() -> None:
    spec, (native,) = mapping.command(
        shipped()["shelly_strike"],
        Device(id="d", name="D", profile="shelly_strike", key="shelly1", prefix=""),
        Kind.LOCK,
        "pulse",
        request=42,
        hold_s=2.5,
    )

    assert spec.expect == "unlocked"
    assert native.topic == "shelly1/rpc"
    assert json.loads(native.payload) == {
        "id": 42,
        "src": "shelly1-bridge",
        "method": "Switch.Set",
        "params": {"id": 0, "on": True, "toggle_after": 2.5},
    }


def test_every_reading_of_every_profile_has_a_row_of_the_contract() -> None:
    for profile in shipped().values():
        forms = {one for one in mapping.forms(profile) if one[1] is not Form.AVAILABILITY}
        assert forms <= set(ROWS)
        assert {kind for kind, _form in forms} == set(profile.kinds)


def test_a_reading_without_fields_says_nothing() -> None:
    assert Reading(kind=Kind.LOCK, form=Form.STATE).fields == {}
