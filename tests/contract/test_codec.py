"""Reading is tolerant, writing is strict, and nothing a stranger sends gets past the one error."""

from datetime import UTC, datetime, timedelta, timezone
import json

from hypothesis import given, settings, strategies as st
import pytest

from mqtt_bridge.contract import UnreadableMessageError, UnwritableMessageError, codec, decode, encode
from mqtt_bridge.contract.messages import (
    MESSAGES,
    BridgeHello,
    DisplayAction,
    LockState,
    SpaceState,
    VisitRecord,
)
from mqtt_bridge.contract.messages.envelope import Message
from mqtt_bridge.contract.words import BoltState, Mode, SpaceStatus, VisitorAct

from .examples import messages

NOW = datetime(2026, 11, 24, 16, 0, tzinfo=UTC)


def a_space_state(**changes: object) -> bytes:
    data = {
        "id": "1",
        "ts": "2026-11-24T16:00:00Z",
        "space": "game",
        "name": "Pelihuone",
        "status": "free",
        **changes,
    }
    return json.dumps({key: value for key, value in data.items() if value is not ...}).encode()


@settings(max_examples=40)
@given(st.data())
def test_what_is_written_is_read_back_the_same(data: st.DataObject) -> None:
    message = data.draw(st.sampled_from(MESSAGES).flatmap(messages))

    assert decode(type(message), encode(message)) == message


@given(st.binary(max_size=200), st.sampled_from(MESSAGES))
def test_garbage_is_unreadable_and_nothing_worse(payload: bytes, kind: type[Message]) -> None:
    with pytest.raises(UnreadableMessageError):
        decode(kind, payload)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=6), inner, max_size=3),
    max_leaves=6,
)


@settings(max_examples=200)
@given(st.data())
def test_a_message_with_one_field_of_nonsense_is_read_or_refused(data: st.DataObject) -> None:
    message = data.draw(st.sampled_from(MESSAGES).flatmap(messages))
    fields = json.loads(encode(message))
    fields[data.draw(st.sampled_from(sorted(fields)))] = data.draw(JSON)

    try:
        read = decode(type(message), json.dumps(fields).encode())
    except UnreadableMessageError:
        return
    assert decode(type(message), encode(read)) == read


def test_unknown_keys_are_ignored() -> None:
    assert decode(SpaceState, a_space_state(colour="green")).status is SpaceStatus.FREE


def test_an_unknown_word_becomes_unknown() -> None:
    assert decode(SpaceState, a_space_state(status="on_fire")).status is SpaceStatus.UNKNOWN


def test_an_unknown_bolt_is_never_read_as_locked() -> None:
    raw = a_space_state(dev="d", rx_ts="2026-11-24T16:00:00Z", state="half_locked")

    assert decode(LockState, raw).state is BoltState.UNKNOWN


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"space": ...}, "space"),
        ({"space": 7}, "space"),
        ({"status": None}, "status"),
        ({"ts": "2026-11-24T16:00:00"}, "ts"),
        ({"ts": "yesterday"}, "ts"),
        ({"occupied": "yes"}, "occupied"),
        ({"bookings_today": 1.5}, "bookings_today"),
        ({"bookings_today": True}, "bookings_today"),
        ({"bookings_today": 2**63}, "bookings_today"),
        ({"name": "x" * 2_001}, "name"),
        ({"name": "\ud800"}, "name"),
    ],
)
def test_the_error_names_the_field(changes: dict[str, object], field: str) -> None:
    with pytest.raises(UnreadableMessageError) as caught:
        decode(SpaceState, a_space_state(**changes))

    assert caught.value.field == field


def test_the_error_does_not_repeat_what_was_sent() -> None:
    with pytest.raises(UnreadableMessageError) as caught:
        decode(SpaceState, a_space_state(occupied="482913"))

    assert "482913" not in str(caught.value)


@pytest.mark.parametrize("payload", [b"", b"{", b"[]", b'{"a":NaN}', b"\xff", b"[" * 100_000, b"1" * 5_000])
def test_what_is_not_an_object_is_refused(payload: bytes) -> None:
    with pytest.raises(UnreadableMessageError):
        decode(SpaceState, payload)


def test_a_payload_over_the_limit_is_refused_unread() -> None:
    with pytest.raises(UnreadableMessageError, match="bytes"):
        decode(SpaceState, b" " * (codec.MAX_PAYLOAD_BYTES + 1))


def test_instants_are_read_from_any_zone_and_written_in_utc() -> None:
    read = decode(SpaceState, a_space_state(until="2026-11-24T18:00:00.5+02:00"))

    assert read.until == datetime(2026, 11, 24, 16, 0, 0, 500_000, UTC)
    assert json.loads(encode(read))["until"] == "2026-11-24T16:00:00.500Z"


def a_visit(**changes: object) -> VisitRecord:
    values: dict[str, object] = {
        "id": "1",
        "ts": NOW,
        "zone": "building",
        "inside": 3,
        "entered": 1,
        "left": 0,
        "mode": Mode.SERVICE,
        **changes,
    }
    return VisitRecord(**values)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "changes",
    [
        {"ts": datetime(2026, 11, 24, 16, 0)},  # noqa: DTZ001 - a naive time is the point
        {"entered": "1"},
        {"entered": 2**63},
        {"inside": True},
        {"mode": "service"},
        {"zone": None},
        {"zone": "x" * 2_001},
    ],
)
def test_a_message_that_breaks_the_contract_is_not_written(changes: dict[str, object]) -> None:
    with pytest.raises(UnwritableMessageError, match=next(iter(changes))):
        encode(a_visit(**changes))


def test_a_local_time_is_written_as_its_utc_instant() -> None:
    helsinki = timezone(timedelta(hours=2))

    raw = encode(a_visit(ts=NOW.astimezone(helsinki)))

    assert json.loads(raw)["ts"] == "2026-11-24T16:00:00.000Z"


def test_an_older_writer_without_optional_fields_is_understood() -> None:
    raw = (
        b'{"id":"1","ts":"2026-11-24T16:00:00Z","site":"kalajoki","bridge":"b1","software":"0.0.1",'
        b'"schema_version":1,"min_schema_version":1}'
    )

    assert decode(BridgeHello, raw).drivers == ()


def test_half_a_character_is_refused_in_the_contracts_own_words() -> None:
    action = DisplayAction(id="a", ts=NOW, not_after=NOW, action=VisitorAct.END, ref="\ud800")
    with pytest.raises(UnwritableMessageError, match="half a character"):
        encode(action)
