"""Nothing that the broker accepted is lost, whoever dies meanwhile."""

from pathlib import Path
from typing import Any

import pytest

from demo.waiting import until

from .load import METER, SENSORS, Load
from .recording import Recording, a_recording

pytestmark = pytest.mark.e2e


async def _adds_up(recording: Recording) -> dict[str, Any]:
    recorder = await recording.status()
    refused, dead = sum(recorder["refused"].values()), sum(recorder["dead"].values())
    assert recorder["received"] == recorder["spooled"] + refused
    assert recorder["spooled"] == recorder["written"] + dead + recorder["expired"] + recorder["waiting"]
    assert refused == dead == recorder["expired"] == 0
    return recorder


async def _all_is_recorded(recording: Recording, load: Load) -> None:
    """Every number of the meter once and in order; of each sensor every number, in order."""
    load.stop()

    async def is_accepted() -> bool:
        return load.is_accepted

    await until("the broker has accepted the load", is_accepted)

    async def natives() -> int:
        found = [await recording.numbers(sensor) for sensor in SENSORS]
        return len({number for numbers in found for number in numbers})

    await until("every message is a point", natives, lambda seen: seen == load.sent, within_s=40)
    await until("the meter's too", recording.recorded, lambda seen: seen == load.sent, within_s=40)
    assert await recording.numbers(METER) == list(range(load.sent))
    for at, sensor in enumerate(SENSORS):
        numbers = await recording.numbers(sensor)
        assert [*dict.fromkeys(numbers)] == list(range(at, load.sent, len(SENSORS))), sensor


async def test_a_bridge_killed_under_load_loses_nothing_that_the_broker_accepted(tmp_path: Path) -> None:
    async with a_recording(tmp_path) as recording:
        with Load(recording.broker.port) as load:
            await until("points arrive", recording.recorded, lambda seen: seen > 500)
            recording.bridge.kill()
            at_death = load.accepted
            before = await recording.recorded()

            async def more() -> int:
                return load.accepted - at_death

            await until("the broker goes on accepting", more, lambda seen: seen > 2_000)
            await recording.bridge.start()
            await until("points arrive again", recording.recorded, lambda seen: seen > before + 1_000)
            await _all_is_recorded(recording, load)

        await until("all is written", lambda: _adds_up(recording), lambda seen: seen["waiting"] == 0)


async def test_a_database_that_was_away_gets_everything_in_order(tmp_path: Path) -> None:
    async with a_recording(tmp_path) as recording:
        with Load(recording.broker.port) as load:
            await until("points arrive", recording.recorded, lambda seen: seen > 500)
            recording.influxd.stop()
            away = await until(
                "health says waiting", lambda: _adds_up(recording), lambda seen: seen["waiting"] > 3_000
            )
            assert away["database"] == "offline"
            await recording.influxd.start()

            await until(
                "the backlog drains while the load goes on",
                lambda: _adds_up(recording),
                lambda seen: seen["waiting"] < 500,
                within_s=40,
            )
            await _all_is_recorded(recording, load)

        back = await until("all is written", lambda: _adds_up(recording), lambda seen: seen["waiting"] == 0)
        assert back["database"] == "online"
