"""Holidays by country and region, and hours of their own for them (H3)."""

from datetime import date
from typing import Any

from homeassistant.data_entry_flow import FlowResultType
import pytest

from custom_components.kalajoki_library.hours.weekly import countries, regions_of, special_days
from tests.integration.house import House
from tests.integration.test_options_flow import begin, submit

pytestmark = pytest.mark.freeze_time("2026-12-05 10:00:00+00:00")  # the eve of Independence Day
MODE = "sensor.kalajoki_library_mode"


def test_finnish_holidays_and_the_days_before_them() -> None:
    special = special_days("FI", None, 2026)
    assert {date(2026, 12, 6), date(2025, 12, 25), date(2031, 1, 1)} <= special.holidays
    assert date(2026, 12, 5) in special.eves
    assert not special.holidays & special.eves


@pytest.mark.parametrize(("country", "region"), [(None, None), ("", ""), ("XX", None), ("FI", "99")])
def test_what_is_not_known_has_no_holidays(country: str | None, region: str | None) -> None:
    assert special_days(country, region, 2026).holidays == frozenset()


def test_regions_have_names() -> None:
    assert "FI" in countries()
    assert "Pohjois-Pohjanmaa" in regions_of("FI")["14"]


async def test_eves_get_hours_of_their_own_and_lose_them_again(house: House) -> None:
    """H3."""
    assert house.state(MODE).state == "service"
    flow = await submit(house, await begin(house, "holidays"), country="FI", **likes(eve=False))
    assert flow["errors"] == {"eve_like_weekdays": "no_special_hours"}
    flow = await submit(house, flow, country="FI", **likes())
    assert flow["step_id"] == "region"
    assert (await submit(house, flow, region="14"))["type"] is FlowResultType.CREATE_ENTRY
    flow = await submit(house, await begin(house, "days"), days=["eve", "holiday"])
    await submit(house, flow, start_1="10:00:00", end_1="12:00:00", plan_1="service")

    assert house.entry.options["eve"] == [{"start": "10:00", "end": "12:00", "plan": "service"}]
    state = house.state(MODE)
    assert (state.state, state.attributes["rule"]) == ("closed", "H3:eve")
    kinds = [one["kind"] for one in (await house.act("get_hours", days=3))["days"]]
    assert kinds == ["eve", "holiday", "usual"]

    flow = await submit(house, await begin(house, "holidays"), country="FI", **likes())
    await submit(house, flow)
    assert "eve" not in house.entry.options
    assert house.state(MODE).attributes["rule"] == "H3:weekly"


async def test_a_country_without_regions_is_saved_at_once(house: House) -> None:
    done = await submit(house, await begin(house, "holidays"), country="EE", **likes())
    assert done["type"] is FlowResultType.CREATE_ENTRY
    assert house.entry.options["country"] == "EE"


async def test_when_staff_are_warned_is_a_setting(house: House) -> None:
    given = {"hours_stale": 12, "hours_run_out": 10, "directory_every": 30}
    await submit(house, await begin(house, "limits"), **given)
    settings = house.coordinator.settings
    assert (settings.hours_stale.total_seconds(), settings.hours_run_out.days) == (12 * 3600, 10)


def likes(*, eve: bool = True, holiday: bool = True) -> dict[str, Any]:
    return {"eve_like_weekdays": eve, "holiday_like_weekdays": holiday}
