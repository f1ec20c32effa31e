"""Days that are over: told once, kept until the broker has them, found again by staff (R1)."""

from datetime import timedelta
import json

from homeassistant.components.mqtt.const import MQTT_PROCESSED_SUBSCRIPTIONS
from homeassistant.exceptions import HomeAssistantError, ServiceValidationError
from homeassistant.helpers.dispatcher import async_dispatcher_send
import pytest

from custom_components.kalajoki_library.contract.topics import DISPLAY_ACTION

from .house import House

pytestmark = pytest.mark.freeze_time("2026-11-24 10:00:00+00:00")  # Tuesday noon in Kalajoki, service


async def visit(house: House) -> None:
    """Let nobody, then five people in."""
    for entered in ("0", "5"):
        await house.set_state("sensor.line_in", entered)
        await house.set_state("sensor.line_out", "0")


async def end_the_day(house: House) -> None:
    for _hours in range(12):
        await house.pass_time(timedelta(hours=1))
    await house.pass_time(timedelta(seconds=1))


async def reconnect(house: House) -> None:
    async_dispatcher_send(house.hass, MQTT_PROCESSED_SUBSCRIPTIONS, [(DISPLAY_ACTION.filter("kalajoki"), 1)])
    await house.hass.async_block_till_done()


async def test_a_day_that_is_over_is_recorded_once(house: House) -> None:
    await visit(house)
    assert house.state("sensor.kalajoki_library_visits_today").state == "5"
    assert house.state("sensor.kalajoki_library_visits_today").attributes["by_mode"] == {"service": 5}
    await end_the_day(house)
    await reconnect(house)

    (record,) = house.said("record/day")
    assert record["id"] == "day-kalajoki-2026-11-24"
    assert (record["day"], record["start"]) == ("2026-11-24", "2026-11-23T22:00:00.000Z")
    assert (record["visits"], record["length_min"], record["complete"]) == (5, 1440.0, False)
    assert sum(one["minutes"] for one in record["modes"]) == 1440
    assert record["hours"] == [{"mode": "service", "hour": 12, "visits": 5}]
    assert house.state("sensor.kalajoki_library_visits_today").state == "0"
    assert house.state("sensor.kalajoki_library_last_day_report").state == "2026-11-24T22:00:00+00:00"


async def test_a_day_that_the_broker_did_not_take_is_sent_again_also_after_a_restart(house: House) -> None:
    """R1: other records may be lost while the broker is away, this one may not."""
    house.mqtt.async_publish.side_effect = HomeAssistantError("no connection")
    await end_the_day(house)
    await house.reload()
    house.mqtt.async_publish.side_effect = None
    house.mqtt.async_publish.reset_mock()
    await reconnect(house)
    await reconnect(house)

    (record,) = house.said("record/day")
    assert record["day"] == "2026-11-24"
    await house.reload()
    await reconnect(house)
    assert len(house.said("record/day")) == 1


async def test_staff_ask_for_the_figures_of_a_day(house: House) -> None:
    with pytest.raises(ServiceValidationError) as refused:
        await house.act("get_day_report")
    assert refused.value.translation_key == "no_day_report"
    await visit(house)
    await end_the_day(house)

    newest = await house.act("get_day_report")
    assert newest == await house.act("get_day_report", date="2026-11-24")
    assert (newest["day"], newest["visits"], newest["capacity"]) == ("2026-11-24", 5, 200)
    assert not {"id", "ts", "v"} & set(newest)
    json.dumps(newest)
    with pytest.raises(ServiceValidationError):
        await house.act("get_day_report", date="2026-11-25")


async def test_what_nobody_watched_is_known_after_a_restart(house: House) -> None:
    """R1: an absence of more than five minutes is unknown."""
    await house.hass.config_entries.async_unload(house.entry.entry_id)
    house.freezer.tick(timedelta(hours=2))
    await house.hass.config_entries.async_setup(house.entry.entry_id)
    await house.hass.async_block_till_done()
    for _hours in range(10):
        await house.pass_time(timedelta(hours=1))
    await house.pass_time(timedelta(seconds=1))

    report = await house.act("get_day_report")
    unknown = next(one["minutes"] for one in report["modes"] if one["mode"] == "unknown")
    assert (unknown, report["complete"]) == (12 * 60 + 120, False)
