"""The topic table: one row per topic, and rules that hold for every row."""

import pytest

from mqtt_bridge.contract import TopicError, topics
from mqtt_bridge.contract.messages import MESSAGES
from mqtt_bridge.contract.messages.envelope import Command
from mqtt_bridge.contract.topics import TABLE, Row, Side

IDS = {"bridge": "b1", "dev": "door_main", "door": "main", "space": "game", "display": "game-door"}
rows = pytest.mark.parametrize("row", TABLE, ids=lambda row: row.name)


def a_topic(row: Row) -> str:
    wanted = {name: value for name, value in IDS.items() if f"{{{name}}}" in row.pattern}
    return row.topic("kalajoki", **wanted)


@rows
def test_a_topic_is_read_back_to_its_own_row(row: Row) -> None:
    address = topics.parse(a_topic(row))

    assert address.row is row
    assert address.site == "kalajoki"
    assert all(IDS[name] == value for name, value in address.ids.items())


@rows
def test_a_filter_has_one_wildcard_for_each_identifier(row: Row) -> None:
    assert row.filter("kalajoki").count("+") == row.pattern.count("{")
    assert "{" not in row.filter("kalajoki")


@rows
def test_commands_are_never_retained_and_expire(row: Row) -> None:
    if issubclass(row.message, Command):
        assert not row.retain
        assert row.expiry_s is not None


@rows
def test_everything_is_sent_at_least_once(row: Row) -> None:
    assert row.qos == 1


def test_events_and_records_are_not_retained() -> None:
    passing = [row for row in TABLE if row.pattern.endswith("/event") or row.receiver is Side.RECORDER]

    assert passing
    assert not [row.name for row in passing if row.retain]


def test_names_and_patterns_are_unique() -> None:
    assert len({row.name for row in TABLE}) == len(TABLE)
    assert len({row.pattern for row in TABLE}) == len(TABLE)


def test_every_message_has_a_topic() -> None:
    assert {row.message for row in TABLE} == set(MESSAGES)


@pytest.mark.parametrize("bad", ["", "A", "a/b", "a+b", "#", "ä", "x" * 49, "a b"])
def test_an_identifier_that_could_reach_another_topic_is_refused(bad: str) -> None:
    with pytest.raises(TopicError, match="identifier"):
        topics.SPACE_STATE.topic("kalajoki", space=bad)


@pytest.mark.parametrize(
    "topic",
    [
        "",
        "kalajoki/1",
        "kalajoki/2/x/opening/state",
        "kalajoki/1/x/opening",
        "kalajoki/1/x/opening/state/y",
        "kalajoki/1/X/opening/state",
        "zigbee2mqtt/bridge/state",
    ],
)
def test_a_foreign_topic_is_refused(topic: str) -> None:
    with pytest.raises(TopicError):
        topics.parse(topic)


def test_a_missing_topic_part_is_named() -> None:
    with pytest.raises(TopicError, match="space"):
        topics.SPACE_STATE.topic("kalajoki")
