"""The mode chosen by hand (H2)."""

from homeassistant.core import HomeAssistant, State
import pytest
from pytest_homeassistant_custom_component.common import mock_restore_cache

from .house import House

pytestmark = pytest.mark.freeze_time("2026-11-24 10:00:00+00:00")  # Tuesday noon in Kalajoki

CHOOSE = "select.kalajoki_library_choose_mode"
LASTS = "select.kalajoki_library_choice_lasts"
ENDS = "sensor.kalajoki_library_override_ends"


async def _choose(house: House, entity_id: str, option: str) -> None:
    await house.call("select", "select_option", entity_id=entity_id, option=option)


async def test_a_choice_lasts_until_midnight_unless_said_otherwise(house: House) -> None:
    """H2: an override always has an expiry and a reason."""
    assert house.state(CHOOSE).state == "automatic"
    await _choose(house, CHOOSE, "event_only")
    assert house.state(CHOOSE).state == "event_only"
    assert house.state("sensor.kalajoki_library_mode").state == "event_only"
    assert house.state("sensor.kalajoki_library_mode").attributes["reason"] == "Chosen by staff"
    assert house.state(ENDS).state == "2026-11-24T22:00:00+00:00"


@pytest.mark.parametrize(
    ("lasts", "ends"),
    [
        ("half_hour", "2026-11-24T10:30:00+00:00"),
        ("until_closing", "2026-11-24T19:00:00+00:00"),
    ],
)
async def test_the_second_select_says_how_long(house: House, lasts: str, ends: str) -> None:
    await _choose(house, LASTS, lasts)
    await _choose(house, CHOOSE, "closed")
    assert house.state(ENDS).state == ends


async def test_automatic_lets_the_plan_rule_again(house: House) -> None:
    await _choose(house, CHOOSE, "closed")
    await _choose(house, CHOOSE, "automatic")
    assert house.state(CHOOSE).state == "automatic"
    assert house.state("sensor.kalajoki_library_mode").state == "service"
    assert house.state(ENDS).state == "unknown"


@pytest.fixture
def remembered(hass: HomeAssistant) -> None:
    mock_restore_cache(hass, [State(LASTS, "two_hours")])


async def test_how_long_is_remembered_over_a_restart(
    remembered: None,
    house: House,
) -> None:
    assert house.state(LASTS).state == "two_hours"
