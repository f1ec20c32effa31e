"""Line protocol: what is written is what the server reads back, or it is refused with a reason."""

from dataclasses import replace
import math
from typing import Any

from hypothesis import given, strategies as st
import pytest

from mqtt_bridge.errors import UnwritablePointError
from mqtt_bridge.metrics.line_protocol import MAX_TIME_NS, MIN_TIME_NS, LineWriter, Point, series
from mqtt_bridge.metrics.schema import Field, FieldKind, Measurement

from .lines import read_line

MEASUREMENT = Measurement(
    name="m",
    tags=("site", "dev"),
    fields=(Field(name="v", kind=FieldKind.GAUGE, about="value"),),
    about="for tests",
)
POINT = Point(measurement=MEASUREMENT, tags=("kalajoki", "a"), fields={"v": 1.5}, time_ns=7)
SAFE = st.text(st.characters(exclude_categories=("Cs", "Cc"), exclude_characters="\\"), min_size=1)


def test_a_line_holds_measurement_sorted_tags_fields_and_time() -> None:
    assert LineWriter().line(POINT) == "m,dev=a,site=kalajoki v=1.5 7"


def test_the_remembered_start_of_a_series_is_not_mixed_up() -> None:
    writer = LineWriter()
    other = replace(POINT, tags=("a", "kalajoki"))
    assert [writer.line(p) for p in (POINT, other, POINT)] == [
        LineWriter().line(p) for p in (POINT, other, POINT)
    ]


def _series(name: str, tags: dict[str, str]) -> tuple[str, str]:
    """Return the series, or "" and why it was refused."""
    try:
        return series(name, tags), ""
    except UnwritablePointError as err:
        return "", err.reason


@given(name=SAFE, tags=st.dictionaries(SAFE, SAFE, max_size=3), value=st.floats(allow_nan=False))
def test_what_is_written_reads_back_unchanged(name: str, tags: dict[str, str], value: float) -> None:
    start, refused = _series(name, tags)
    if refused:
        assert refused == "comment" if name[0] == "#" else refused == "reserved_name"
    else:
        assert read_line(f"{start} v={value!r} 1") == (name, tags, {"v": value}, 1)


@given(text=st.text(min_size=1))
def test_any_text_is_written_unchanged_or_refused_and_never_breaks_the_line(text: str) -> None:
    start, refused = _series("m", {"t": text})
    if refused:
        assert refused == "unsafe_text"
        assert any(ord(c) < 32 or ord(c) == 127 or c == "\\" or 0xD800 <= ord(c) < 0xE000 for c in text)
    else:
        assert read_line(f"{start} v=1 1") == ("m", {"t": text}, {"v": 1.0}, 1)


@pytest.mark.parametrize(
    ("name", "tags", "reason"),
    [
        ("#m", {}, "comment"),
        ("", {}, "empty_name"),
        ("m\\", {}, "unsafe_text"),
        ("m\n", {}, "unsafe_text"),
        ("m", {"t": "ends\\"}, "unsafe_text"),
        ("m", {"t": "two\nlines"}, "unsafe_text"),
        ("m", {"t": ""}, "empty_name"),
        ("m", {"time": "x"}, "reserved_name"),
        ("m", {"t": "\ud800"}, "unsafe_text"),
    ],
)
def test_names_that_servers_would_misread_are_refused(name: str, tags: dict[str, str], reason: str) -> None:
    with pytest.raises(UnwritablePointError) as refused:
        series(name, tags)
    assert refused.value.reason == reason


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"fields": {"v": math.nan}}, "not_finite"),
        ({"fields": {"v": 1.0, "w": math.inf}}, "not_finite"),
        ({"fields": {}}, "no_fields"),
        ({"fields": {"time": 1.0}}, "reserved_name"),
        ({"time_ns": MAX_TIME_NS + 1}, "time_out_of_range"),
        ({"time_ns": MIN_TIME_NS - 1}, "time_out_of_range"),
    ],
)
def test_values_that_servers_would_drop_or_misread_are_refused(change: dict[str, Any], reason: str) -> None:
    with pytest.raises(UnwritablePointError) as refused:
        LineWriter().line(replace(POINT, **change))
    assert refused.value.reason == reason
