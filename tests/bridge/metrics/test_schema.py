"""The schema keeps what every supported database can keep."""

import re

from mqtt_bridge.metrics.line_protocol import series
from mqtt_bridge.metrics.schema import MEASUREMENTS


def test_names_are_plain_and_no_tag_shares_a_name_with_a_field() -> None:
    """InfluxDB 3 refuses a tag and a field of one name; `time` is lost silently by 1.x."""
    for measurement in MEASUREMENTS:
        fields = [field.name for field in measurement.fields]
        names = [measurement.name, *measurement.tags, *fields]
        assert all(re.fullmatch(r"[a-z][a-z0-9_]*", name) for name in names)
        assert len({*measurement.tags, *fields}) == len(measurement.tags) + len(fields)
        assert "time" not in names


def test_measurements_are_told_apart_by_name_and_every_one_carries_the_site() -> None:
    assert len({one.name for one in MEASUREMENTS}) == len(MEASUREMENTS)
    assert all(one.tags[0] == "site" for one in MEASUREMENTS)


def test_every_field_says_what_it_is_and_every_measurement_can_be_written() -> None:
    for measurement in MEASUREMENTS:
        assert measurement.about.endswith(".")
        assert all(field.about.endswith(".") for field in measurement.fields)
        tags = dict.fromkeys(measurement.tags, "a")
        assert series(measurement.name, tags).startswith(f"{measurement.name},")
