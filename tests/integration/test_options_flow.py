"""Options: the week's opening hours and the figures (H1, H4)."""

from typing import Any

from homeassistant.config_entries import ConfigFlowResult
from homeassistant.data_entry_flow import FlowResultType
import pytest

from custom_components.kalajoki_library.options import DEFAULT_WEEK

from .house import DAY, House

pytestmark = pytest.mark.freeze_time("2026-11-24 10:00:00+00:00")  # Tuesday noon in Kalajoki


async def begin(house: House, step: str) -> ConfigFlowResult:
    menu = await house.hass.config_entries.options.async_init(house.entry.entry_id)
    assert (menu["type"], menu["menu_options"]) == (
        FlowResultType.MENU,
        ["source", "days", "holidays", "limits", "staff", "closing", "emergency", "figures"],
    )
    return await house.hass.config_entries.options.async_configure(menu["flow_id"], {"next_step_id": step})


async def submit(house: House, flow: ConfigFlowResult, **given: Any) -> ConfigFlowResult:
    result = await house.hass.config_entries.options.async_configure(flow["flow_id"], given)
    await house.hass.async_block_till_done()
    return result


def suggested(flow: ConfigFlowResult) -> dict[str, Any]:
    schema = flow["data_schema"]
    assert schema is not None
    return {str(key): (key.description or {}).get("suggested_value") for key in schema.schema}


async def test_several_days_get_the_same_hours_and_the_mode_follows_at_once(house: House) -> None:
    assert house.state("sensor.kalajoki_library_mode").state == "service"
    flow = await submit(house, await begin(house, "days"), days=["wednesday", "tuesday"])
    assert flow["step_id"] == "spans"
    shown = suggested(flow)
    assert (shown["start_1"], shown["end_1"], shown["plan_1"]) == (
        "08:00:00",
        "10:00:00",
        "staffed_self_service",
    )
    assert shown["start_4"] is None

    done = await submit(
        house,
        flow,
        start_2="14:00:00",
        end_2="00:00:00",
        plan_2="service",
        start_1="09:30:00",
        end_1="14:00:00",
        plan_1="unstaffed_self_service",
    )

    assert done["type"] is FlowResultType.CREATE_ENTRY
    week = house.entry.options["week"]
    assert week[0] == week[3] == DAY
    assert (
        week[1]
        == week[2]
        == [
            {"start": "09:30", "end": "14:00", "plan": "unstaffed_self_service"},
            {"start": "14:00", "end": "00:00", "plan": "service"},
        ]
    )
    assert house.entry.options["capacity"] == 200
    assert house.state("sensor.kalajoki_library_mode").state == "unstaffed_self_service"


async def test_a_day_without_hours_is_closed(house: House) -> None:
    flow = await submit(house, await begin(house, "days"), days=["tuesday"])
    await submit(house, flow)
    assert house.entry.options["week"][1] == []
    assert house.state("sensor.kalajoki_library_mode").state == "closed"


@pytest.mark.parametrize("house", ["no hours"], indirect=True)
async def test_without_hours_the_form_begins_with_an_ordinary_week(house: House) -> None:
    """H2: the hours are unknown until somebody saves them."""
    flow = await submit(house, await begin(house, "days"), days=["saturday"])
    assert suggested(flow)["start_1"] == "10:00:00"
    assert house.state("sensor.kalajoki_library_mode").state == "unknown"
    await submit(house, flow, start_1="10:00:00", end_1="16:00:00", plan_1="service")
    week = house.entry.options["week"]
    assert week[5] == [{"start": "10:00", "end": "16:00", "plan": "service"}]
    assert week[:5] == DEFAULT_WEEK[:5]
    assert house.state("sensor.kalajoki_library_mode").state == "service"


async def test_at_least_one_day_is_chosen(house: House) -> None:
    flow = await begin(house, "days")
    assert flow["errors"] == {}
    assert (await submit(house, flow, days=[]))["errors"] == {"days": "choose_a_day"}
    assert (await submit(house, flow, days=["sunday"]))["step_id"] == "spans"


MORNING = {"start_1": "10:00:00", "end_1": "12:00:00", "plan_1": "service"}


@pytest.mark.parametrize(
    ("given", "errors"),
    [
        ({"start_1": "10:00:00"}, {"end_1": "span_incomplete"}),
        ({"start_1": "10:00:00", "end_1": "12:00:00"}, {"plan_1": "span_incomplete"}),
        ({"end_3": "12:00:00", "plan_3": "service"}, {"start_3": "span_incomplete"}),
        (
            {"start_1": "10:00:00", "end_1": "10:00:00", "plan_1": "service"},
            {"end_1": "ends_before_it_starts"},
        ),
        (
            {"start_2": "22:00:00", "end_2": "06:00:00", "plan_2": "service"},
            {"end_2": "ends_before_it_starts"},
        ),
        (
            {**MORNING, "start_2": "11:59:00", "end_2": "13:00:00", "plan_2": "service"},
            {"start_2": "spans_overlap"},
        ),
        (
            {**MORNING, "start_2": "09:00:00", "end_2": "10:01:00", "plan_2": "service"},
            {"start_1": "spans_overlap"},
        ),
    ],
)
async def test_hours_that_cannot_be_name_their_field_and_change_nothing(
    house: House, given: dict[str, str], errors: dict[str, str]
) -> None:
    flow = await submit(house, await begin(house, "days"), days=["tuesday"])
    wrong = await submit(house, flow, **given)
    assert (wrong["type"], wrong["errors"]) == (FlowResultType.FORM, errors)
    assert suggested(wrong).items() >= given.items()
    assert house.entry.options["week"][1] == DAY
    assert (await submit(house, wrong, **MORNING))["type"] is FlowResultType.CREATE_ENTRY


async def test_capacity_and_booking_address_are_changed(house: House) -> None:
    flow = await begin(house, "figures")
    assert suggested(flow)["capacity"] == 200
    wrong = await submit(house, flow, capacity=90, booking_url="ftp://booking.example")
    assert wrong["errors"] == {"booking_url": "not_an_address"}
    await submit(house, flow, capacity=90, booking_url="https://booking.example/")
    assert house.coordinator.settings.capacity == 90
    assert house.coordinator.settings.booking_url == "https://booking.example/"
    assert house.entry.options["week"] == [DAY] * 7


async def test_without_a_capacity_there_is_no_limit(house: House) -> None:
    await submit(house, await begin(house, "figures"))
    assert house.coordinator.settings.capacity is None
    assert house.coordinator.settings.booking_url is None
