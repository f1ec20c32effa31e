"""The recorder as a whole, into a real InfluxDB that comes and goes."""

import asyncio
from pathlib import Path
import time

import pytest

from mqtt_bridge.contract.words import Online
from mqtt_bridge.metrics.influx.v1 import InfluxV1
from mqtt_bridge.metrics.pipeline import Pipeline, recording
from mqtt_bridge.metrics.writer import WriterOptions
from tests import servers

from .deliveries import Handed, visit
from .influx_queries import ask, count

pytestmark = pytest.mark.network
OPTIONS = WriterOptions(linger_s=0.01, retry_first_s=0.05, retry_longest_s=0.1)


def _now_ms() -> int:
    return time.time_ns() // 1_000_000


async def _settled(pipeline: Pipeline) -> None:
    async with asyncio.timeout(20):
        while (health := pipeline.health()).waiting or health.pending:  # noqa: ASYNC110
            await asyncio.sleep(0.005)


async def test_no_message_is_lost_and_none_counted_twice_while_the_database_is_away(
    tmp_path: Path,
) -> None:
    server = await servers.start_influxd(tmp_path / "influxd")
    try:
        await ask(server, "CREATE DATABASE library")
        influx = InfluxV1(url=server.url, database="library", timeout_s=2)
        handed = [visit(number) for number in range(3_000)]
        async with recording(
            site="kalajoki",
            directory=tmp_path / "spool",
            database=influx,
            now_ms=_now_ms,
            options=OPTIONS,
        ) as pipeline:
            await _take(pipeline, handed[:1_000])
            await _settled(pipeline)
            server.kill()
            await _take(pipeline, handed[1_000:2_000])
            async with asyncio.timeout(20):
                while pipeline.health().database is not Online.OFFLINE:  # noqa: ASYNC110
                    await asyncio.sleep(0.005)
            assert all(one.acknowledged == 1 for one in handed[:2_000])
            assert pipeline.health().database_problem.startswith("unreachable")
            await server.start()
            await _take(pipeline, handed[2_000:])
            await _settled(pipeline)
            health = pipeline.health()
            assert health.received == health.spooled == health.written == 3_000
            assert health.database is Online.ONLINE
        assert await count(server, "library", "people", "entered") == 3_000
    finally:
        server.stop()


async def test_what_one_run_took_the_next_one_writes(tmp_path: Path) -> None:
    server = await servers.start_influxd(tmp_path / "influxd")
    server.stop()
    handed = [visit(number) for number in range(500)]
    try:
        for run in range(2):
            influx = InfluxV1(url=server.url, database="library", timeout_s=2)
            async with recording(
                site="kalajoki",
                directory=tmp_path / "spool",
                database=influx,
                now_ms=_now_ms,
                options=OPTIONS,
            ) as pipeline:
                if run == 0:
                    await _take(pipeline, handed)
                    continue
                await server.start()
                await ask(server, "CREATE DATABASE library")
                await _settled(pipeline)
                assert pipeline.health().written == 500
        assert await count(server, "library", "people", "entered") == 500
    finally:
        server.stop()


async def _take(pipeline: Pipeline, handed: list[Handed]) -> None:
    for one in handed:
        pipeline.recorder.take(one)
    await pipeline.spool.flush()
    assert all(one.acknowledged == 1 for one in handed)
