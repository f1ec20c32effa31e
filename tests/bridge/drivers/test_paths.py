"""Paths into a vendor's JSON."""

from typing import Any

import pytest

from mqtt_bridge.drivers.paths import MISSING, find, steps

DATA = {"a": {"b": [1, {"c": None}]}, "switch:0": {"output": False}}


@pytest.mark.parametrize(
    ("path", "wanted"),
    [
        ("", DATA),
        ("a.b[0]", 1),
        ("a.b[1].c", None),
        ("switch:0.output", False),
        ("a.x", MISSING),
        ("a.b[7]", MISSING),
        ("a.b.c", MISSING),
        ("a[0]", MISSING),
        ("a.b[0].c", MISSING),
    ],
)
def test_a_path_finds_what_is_there_and_says_when_nothing_is(path: str, wanted: Any) -> None:
    assert find(DATA, steps(path)) is wanted or find(DATA, steps(path)) == wanted


def test_nothing_is_not_the_same_as_null() -> None:
    assert find({"a": None}, steps("a")) is None
    assert not MISSING
