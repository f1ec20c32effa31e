"""Points: same message, same point; unknown is left out; no person, booking id or code anywhere."""

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from hypothesis import given, settings, strategies as st
import pytest

from mqtt_bridge.contract import decode, messages as m, topics
from mqtt_bridge.contract.topics import Row
from mqtt_bridge.contract.words import (
    AccessDecision,
    BoltState,
    BookingOutcome,
    DoorDesired,
    Leaf,
    Method,
    Mode,
    Online,
    OrganiserKind,
    SpaceStatus,
)
from mqtt_bridge.errors import UnwritablePointError
from mqtt_bridge.metrics import schema
from mqtt_bridge.metrics.line_protocol import LineWriter, Point
from mqtt_bridge.metrics.points import is_recorded, points
from tests.contract.examples import messages

GOLDEN = Path(__file__).parents[2] / "contract/golden/v1"
RECORDED = [row for row in topics.TABLE if is_recorded(row)]
TS = datetime(2026, 11, 24, 16, 0, 0, 512_000, tzinfo=UTC)
MS = 1_795_536_000_512


def _address(row: Row, **ids: str) -> topics.Address:
    names = ("dev", "door", "space", "bridge", "display")
    used = {name: ids.get(name, name) for name in names if f"{{{name}}}" in row.pattern}
    return topics.parse(row.topic("kalajoki", **used))


def _golden(name: str) -> tuple[Point, ...]:
    row = next(row for row in topics.TABLE if row.name == name.partition("/")[0])
    payload = (GOLDEN / f"{name}.json").read_bytes()
    return points(_address(row), decode(row.message, payload))


def _flat(made: tuple[Point, ...]) -> list[tuple[str, tuple[str, ...], dict[str, float]]]:
    return [(one.measurement.name, one.tags, one.fields) for one in made]


@pytest.mark.parametrize("path", sorted(GOLDEN.glob("*/*.json")), ids=lambda p: f"{p.parent.name}-{p.stem}")
def test_golden_messages_give_points_that_fit_the_schema_and_can_be_written(path: Path) -> None:
    row = next(row for row in topics.TABLE if row.name == path.parent.name)
    if not is_recorded(row):
        return
    for point in points(_address(row), decode(row.message, path.read_bytes())):
        assert point.measurement in schema.MEASUREMENTS
        assert len(point.tags) == len(point.measurement.tags)
        assert point.fields.keys() <= {field.name for field in point.measurement.fields}
        assert all(type(value) is float for value in point.fields.values())
        assert LineWriter().line(point).startswith(f"{point.measurement.name},")


def _points_or_reason(row: Row, message: Any) -> tuple[Point, ...] | str:
    try:
        return points(_address(row), message)
    except UnwritablePointError as err:
        return err.reason


@pytest.mark.parametrize("row", RECORDED, ids=lambda row: row.name)
@settings(max_examples=30)
@given(data=st.data())
def test_any_message_gives_the_same_writable_points_every_time_or_a_reason(
    row: Row, data: st.DataObject
) -> None:
    message: Any = data.draw(messages(row.message))
    made = _points_or_reason(row, message)
    if isinstance(made, str):
        assert made == "not_an_identifier"
        return
    assert made == points(_address(row), replace(message))
    series = [(one.measurement.name, one.tags) for one in made]
    assert len(set(series)) == len(series)
    for point in made:
        LineWriter().line(point)


def test_every_record_of_the_contract_is_recorded() -> None:
    kept = {row.name for row in topics.TABLE if row.receiver is topics.Side.RECORDER}
    assert kept <= {row.name for row in RECORDED}


def test_every_measurement_has_a_source() -> None:
    made = {point.measurement.name for path in GOLDEN.glob("*/*.json") for point in _all(path)}
    assert made == {one.name for one in schema.MEASUREMENTS}


def _all(path: Path) -> tuple[Point, ...]:
    row = next(row for row in topics.TABLE if row.name == path.parent.name)
    return _golden(f"{row.name}/{path.stem}") if is_recorded(row) else ()


def test_the_opening_has_one_active_mode_and_every_other_is_zero() -> None:
    """H1, H8."""
    made = _golden("opening_state/override")
    assert {one.tags: one.fields["active"] for one in made} == {
        ("kalajoki", mode.value): float(mode is Mode.CLOSED) for mode in Mode
    }
    (held,) = [one for one in made if one.fields["active"]]
    assert held.fields == {"active": 1.0, "override": 1.0}
    assert held.time_ns == MS * 1_000_000


def test_a_change_of_mode_is_counted_for_the_new_mode() -> None:
    assert _flat(_golden("record_mode/change"))[0][2] == {"changes": 1.0}


def test_a_space_has_one_active_state_and_its_people_belong_to_it() -> None:
    """B5."""
    made = _golden("space_state/in-use")
    (held,) = [one for one in made if one.fields["active"]]
    assert held.tags == ("kalajoki", "space", "in_use")
    assert held.fields["people"] == 3.0
    assert held.fields["occupied"] == held.fields["booked"] == 1.0
    assert len(made) == len(SpaceStatus)
    assert all(one.fields == {"active": 0.0} for one in made if one is not held)


def test_the_wait_for_a_check_in_is_measured_only_while_it_lasts() -> None:
    """B6."""
    state = m.SpaceState(
        id="a",
        ts=TS,
        space="game",
        name="x",
        status=SpaceStatus.AWAITING_CHECK_IN,
        since=TS.replace(minute=0, second=0, microsecond=0),
    )
    address = _address(topics.SPACE_STATE)
    waits = [p.fields["awaiting_s"] for p in points(address, state) if "awaiting_s" in p.fields]
    assert waits == [0.512]
    other = replace(state, status=SpaceStatus.IN_USE)
    assert not any("awaiting_s" in p.fields for p in points(address, other))


def test_unknown_people_are_left_out_and_never_zero() -> None:
    """P1: gaps are unknown, not zero."""
    (point,) = _golden("record_visit/gap")
    assert point.fields == {"entered": 0.0, "left": 0.0}


@pytest.mark.parametrize("actual", list(BoltState))
def test_only_a_bolt_known_to_be_locked_counts_as_locked(actual: BoltState) -> None:
    """D3: unknown is never shown as locked."""
    door: Any = decode(m.DoorState, (GOLDEN / "door_state/entrance.json").read_bytes())
    door = replace(door, actual=actual, leaf=Leaf.UNKNOWN, desired=DoorDesired.HOLD)
    (point,) = points(_address(topics.DOOR_STATE), door)
    assert point.fields["locked"] == float(actual is BoltState.LOCKED)
    assert point.fields["unlocked"] == float(actual is BoltState.UNLOCKED)
    assert "open" not in point.fields
    assert "desired" not in point.fields


@pytest.mark.parametrize("state", list(Online))
def test_only_a_device_known_to_be_reachable_counts_as_online(state: Online) -> None:
    avail: Any = decode(m.DeviceAvailability, (GOLDEN / "device_avail/online.json").read_bytes())
    (point,) = points(_address(topics.DEVICE_AVAILABILITY), replace(avail, state=state))
    assert point.fields == {"online": float(state is Online.ONLINE), "last_seen_s": 0.0}
    assert point.tags == ("kalajoki", "dev", "device")


def test_air_is_filed_under_its_device_and_the_space_it_stands_in() -> None:
    row = topics.ENVIRONMENT_STATE
    payload = (GOLDEN / "environment_state/air.json").read_bytes()
    message = decode(row.message, payload)
    for placement, space in (({}, "unknown"), ({"hall-air": "hall"}, "hall")):
        air, battery = points(_address(row, dev="hall-air"), message, placement)
        assert air.tags == ("kalajoki", "hall-air", space)
        assert air.fields == {"temperature_c": 21.4, "humidity_pct": 38.0, "co2_ppm": 812.0}
        assert battery.tags == ("kalajoki", "hall-air", "environment")
        assert battery.fields == {"battery_pct": 64.0}


def test_the_bridge_reports_sums_of_its_reasons() -> None:
    (point,) = _golden("bridge_health/busy")
    fields = point.fields
    assert fields["received"] == fields["spooled"] + fields["refused"]
    assert fields["spooled"] == (fields["written"] + fields["dead"] + fields["expired"] + fields["waiting"])


def _cancelled(number: int) -> m.BookingRecord:
    return m.BookingRecord(
        id=f"01JD8Z6Q4W7Y3N5K2M9T0X{number:04d}",
        ts=TS,
        space="game",
        organiser=OrganiserKind.SCHOOL,
        outcome=BookingOutcome.CANCELLED,
        reserved_min=60.0,
    )


def test_bookings_cancelled_in_one_instant_do_not_overwrite_each_other() -> None:
    address = _address(topics.RECORD_BOOKING)
    times = {points(address, _cancelled(number))[0].time_ns for number in range(20)}
    assert len(times) == 20
    assert {time // 1_000_000 for time in times} == {MS}


@pytest.mark.parametrize("name", ["Etunimi Sukunimi", "", "a" * 49, "Game Room", "a,b=c"])
def test_free_text_never_becomes_a_tag(name: str) -> None:
    """S8: no name of a person can slip in, and tags stay few."""
    record = m.AccessRecord(id="a", ts=TS, door=name, method=Method.KEYPAD, decision=AccessDecision.GRANTED)
    with pytest.raises(UnwritablePointError, match="a-z 0-9"):
        points(_address(topics.RECORD_ACCESS), record)


def test_no_code_slot_title_or_id_reaches_a_line() -> None:
    """D6, S8."""
    for path in GOLDEN.glob("*/*.json"):
        for point in _all(path):
            line = LineWriter().line(point)
            assert "01JD8Z" not in line
            assert "0x00158d" not in line
            assert "slot" not in line


def test_a_day_is_told_whole_by_mode_by_hour_and_by_bookings_at_its_first_instant() -> None:
    """R1: what a row is not divided by is "all", and no figure is in two rows of one kind."""
    made = _golden("record_day/autumn")
    rows = {one.tags[1:]: one.fields for one in made}
    assert {one.time_ns for one in made} == {1_792_875_600_000 * 1_000_000}
    assert rows["all", "all", "all", "all"] == {
        "length_min": 1500.0,
        "complete": 1.0,
        "most_inside": 33.0,
        "headroom": 147.0,
    }
    assert rows["service", "all", "all", "all"] == {"minutes": 300.0, "visits": 61.0}
    assert sum(fields.get("minutes", 0.0) for fields in rows.values()) == 1500.0
    assert sum(fields.get("visits", 0.0) for fields in rows.values()) == 70.0
    assert sum(fields.get("hour_visits", 0.0) for fields in rows.values()) == 70.0
    assert rows["service", "11", "all", "all"] == {"hour_visits": 40.0}
    assert rows["all", "all", "game-room", "customer"]["used_min"] == 96.5


def test_a_day_that_nobody_watched_has_no_visits_rather_than_none() -> None:
    """P1, R1."""
    rows = {one.tags[1:]: one.fields for one in _golden("record_day/missed")}
    assert rows["all", "all", "all", "all"] == {"length_min": 1440.0, "complete": 0.0}
    assert rows["unknown", "all", "all", "all"] == {"minutes": 1440.0}
