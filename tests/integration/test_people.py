"""People in Home Assistant: levels, zones, spaces that are counted, and putting the count right (P1-P3)."""

from homeassistant.config_entries import ConfigSubentry
from homeassistant.exceptions import ServiceValidationError
from homeassistant.helpers import issue_registry as ir
import pytest

from custom_components.kalajoki_library.const import COUNTER, DOMAIN, SPACE, ZONE

from .house import House

pytestmark = pytest.mark.freeze_time("2026-11-24 10:00:00+00:00")  # Tuesday noon in Kalajoki, service


async def count(house: House, entered: int, left: int = 0, line: str = "line") -> None:
    await house.set_state(f"sensor.{line}_in", str(entered))
    await house.set_state(f"sensor.{line}_out", str(left))


async def add(house: House, kind: str, **data: object) -> None:
    subentry = ConfigSubentry(
        data=data,  # type: ignore[arg-type] # Home Assistant makes it read-only itself
        subentry_type=kind,
        title=str(data["name"]),
        unique_id=f"{kind}_{data['id']}",
    )
    house.hass.config_entries.async_add_subentry(house.entry, subentry)
    await house.hass.async_block_till_done()


@pytest.fixture
async def hall(house: House) -> None:
    """A hall with its own limit and a line into it."""
    await add(house, ZONE, id="hall", name="Hall", capacity=10)
    await add(
        house,
        COUNTER,
        id="hall_line",
        name="Hall line",
        entered="sensor.hall_in",
        left="sensor.hall_out",
        zone="hall",
    )
    await count(house, 0)
    await count(house, 0, line="hall")


async def test_crowd_level_it_is_is_unknown_until_the_counter_speaks(house: House) -> None:
    """P1, P3."""
    assert house.state("sensor.kalajoki_library_crowd_level").state == "unknown"
    assert house.state("binary_sensor.kalajoki_library_over_capacity").state == "unknown"


async def test_staff_see_crowd_level_it_is_and_are_alerted_at_the_limit(house: House) -> None:
    """P3."""
    issues = ir.async_get(house.hass)
    await count(house, 0)
    seen = []
    for entered in (20, 100, 180, 200):
        await count(house, entered)
        seen.append(house.state("sensor.kalajoki_library_crowd_level").state)
        if entered == 180:
            assert issues.async_get_issue(DOMAIN, f"nearly_full_{house.entry.entry_id}_") is not None
    assert seen == ["quiet", "normal", "busy", "full"]
    assert house.state("binary_sensor.kalajoki_library_over_capacity").state == "on"
    crowded = issues.async_get_issue(DOMAIN, f"crowded_{house.entry.entry_id}_")
    assert crowded is not None
    assert crowded.severity is ir.IssueSeverity.ERROR
    assert crowded.translation_placeholders == {"name": "Kalajoki library"}
    await count(house, 200, 150)
    assert issues.async_get_issue(DOMAIN, f"crowded_{house.entry.entry_id}_") is None


async def test_staff_put_the_count_right_and_it_is_no_visit(house: House) -> None:
    """P1: by the action and by the number."""
    await count(house, 0)
    await count(house, 8)
    house.mqtt.async_publish.reset_mock()
    assert await house.act("set_people_inside", inside=5) == {"zone": "building", "inside": 5}
    (record,) = house.said("record/visit")
    assert (record["inside"], record["entered"], record["corrected"]) == (5, 0, -3)
    number = "number.kalajoki_library_correct_people_inside"
    assert house.state(number).state == "5"
    await house.call("number", "set_value", entity_id=number, value=2)
    assert house.state("sensor.kalajoki_library_people_inside").state == "2"


async def test_a_zone_has_its_sensors_and_its_own_limit(house: House, hall: None) -> None:
    """P1, P3."""
    await count(house, 12, line="hall")
    assert house.state("sensor.hall_people_inside").state == "12"
    assert house.state("sensor.hall_crowd_level").state == "full"
    assert house.state("binary_sensor.hall_over_capacity").state == "on"
    assert house.state("sensor.kalajoki_library_people_inside").state == "0"
    assert house.said("record/visit")[-1]["capacity"] == 10
    issue = ir.async_get(house.hass).async_get_issue(DOMAIN, f"crowded_{house.entry.entry_id}_hall")
    assert issue is not None
    assert issue.translation_placeholders == {"name": "Hall"}
    await house.call("number", "set_value", entity_id="number.hall_correct_people_inside", value=2)
    assert house.state("sensor.hall_crowd_level").state == "quiet"


async def test_a_zone_is_named_by_its_id_or_name_and_must_have_a_counter(house: House, hall: None) -> None:
    await add(house, ZONE, id="cellar", name="Cellar")
    assert await house.act("set_people_inside", inside=4, zone=" HALL ") == {"zone": "hall", "inside": 4}
    for zone in ("cellar", "attic"):
        with pytest.raises(ServiceValidationError) as refused:
            await house.act("set_people_inside", inside=4, zone=zone)
        assert refused.value.translation_key == "zone_not_counted"


async def test_a_space_may_be_counted_by_a_sensor_with_a_number(house: House) -> None:
    """P2: unavailable is unknown, not empty."""
    await add(
        house,
        SPACE,
        id="studio",
        name="Studio",
        capacity=4,
        presence=["sensor.studio_heads"],
        presence_hold=0,
    )
    seen = []
    for said in ("0", "3", "4", "unavailable", "-1", "many"):
        await house.set_state("sensor.studio_heads", said)
        seen.append(
            tuple(
                house.state(entity).state
                for entity in (
                    "sensor.studio_people",
                    "binary_sensor.studio_occupied",
                    "sensor.studio_crowd_level",
                )
            )
        )
    assert seen == [
        ("0", "off", "quiet"),
        ("3", "on", "normal"),
        ("4", "on", "full"),
        *[("unknown", "unknown", "unknown")] * 3,
    ]
    assert house.retained()["space/studio/state"]["people"] is None


async def test_a_counter_below_zero_is_a_gap_and_nobody_left(house: House) -> None:
    """P1: nonsense is unknown, never a visit."""
    await count(house, 10, 4)
    await count(house, 13, 4)
    assert house.state("sensor.kalajoki_library_people_inside").state == "3"
    await count(house, -5, 4)
    assert house.state("sensor.kalajoki_library_people_inside").state == "unknown"
    await count(house, 14, 4)
    assert house.state("sensor.kalajoki_library_people_inside").state == "4"
