"""P1: totals only rise, whatever the device says."""

from hypothesis import given, strategies as st
import pytest

from mqtt_bridge.drivers.counters import MOST_AT_ONCE, Line, advance

raws = st.integers(0, 65_535)


def test_the_first_word_of_a_counter_counts_nobody() -> None:
    assert advance(None, 4_465, 16) == Line(raw=4_465, total=0)


def test_a_repeat_counts_nobody() -> None:
    line = Line(raw=10, total=3)

    assert advance(line, 10, 16) == line


def test_the_top_of_the_range_wraps_to_its_bottom() -> None:
    assert advance(Line(raw=65_530, total=100), 4, 16) == Line(raw=4, total=110)


def test_any_other_fall_is_a_reset_that_counts_nobody_and_is_suspect() -> None:
    assert advance(Line(raw=500, total=100), 4, 16) == Line(raw=4, total=100, suspect=True)
    assert advance(Line(raw=65_530, total=100), 4, None) == Line(raw=4, total=100, suspect=True)


@pytest.mark.parametrize(
    ("said", "passed"),
    [
        ([100, 104, 105, 104, 105, 106], 6),
        ([65_533, 65_535, 1, 65_535, 1, 2], 5),
        ([10, 0, 3], 3),
    ],
    ids=["handed over again", "around the wrap", "begun anew"],
)
def test_old_readings_that_come_again_count_nobody_twice(said: list[int], passed: int) -> None:
    line: Line | None = None
    for raw in said:
        line = advance(line, raw, 16)

    assert line is not None
    assert line.total == passed


def test_a_leap_no_crowd_could_make_counts_nobody() -> None:
    assert advance(Line(raw=0, total=1), MOST_AT_ONCE + 1, 16) == Line(
        raw=MOST_AT_ONCE + 1, total=1, suspect=True
    )


@given(st.lists(raws, max_size=60), st.sampled_from([16, 32, None]))
def test_a_total_never_falls_and_a_repeat_changes_nothing(said: list[int], bits: int | None) -> None:
    line: Line | None = None
    for raw in said:
        before = line.total if line else 0
        line = advance(line, raw, bits)
        assert before <= line.total <= before + MOST_AT_ONCE
        assert line.raw == raw or line.total == before
        assert advance(line, raw, bits).total == line.total


@given(st.lists(st.integers(0, 50), min_size=1, max_size=60), raws)
def test_a_well_behaved_counter_is_counted_whole_over_its_wraps(steps: list[int], start: int) -> None:
    line, raw = advance(None, start, 16), start
    for step in steps:
        raw = (raw + step) % 65_536
        line = advance(line, raw, 16)

    assert line.total == sum(steps)
