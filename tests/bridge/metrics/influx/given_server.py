"""The v2 API against an InfluxDB 2 or 3 that somebody else started. The workflow "Checks" names this file.

Not collected by a plain run, since these servers cannot be installed everywhere: its name is no test's. It
fails, and skips nothing, where INFLUXDB_URL and INFLUXDB_TOKEN are not set.
"""

from collections.abc import AsyncIterator
import os
import secrets
from typing import Any

import aiohttp
import pytest

from mqtt_bridge.metrics.influx.base import STORED, Verdict
from mqtt_bridge.metrics.influx.v2 import InfluxV2

pytestmark = pytest.mark.network

BUCKET = "library"
T = 1_790_000_000_123_000_000


@pytest.fixture(params=[False, True], ids=["plain", "compressed"])
async def influx(request: pytest.FixtureRequest) -> AsyncIterator[InfluxV2]:
    made = InfluxV2(
        url=os.environ["INFLUXDB_URL"],
        token=os.environ["INFLUXDB_TOKEN"],
        org=BUCKET,
        bucket=BUCKET,
        compress=request.param,
    )
    yield made
    await made.close()


@pytest.fixture
def measurement() -> str:
    """A name that no other run used."""
    return f"m{secrets.token_hex(6)}"


async def values(measurement: str) -> list[tuple[int, Any]]:
    """Return time and value of every point, asked as Grafana asks."""
    async with aiohttp.ClientSession() as session:
        answer = await session.get(
            f"{os.environ['INFLUXDB_URL']}/query",
            params={"db": BUCKET, "epoch": "ns", "q": f'SELECT "v" FROM "{measurement}"'},
            headers={"Authorization": f"Token {os.environ['INFLUXDB_TOKEN']}"},
        )
        assert answer.status == 200, await answer.text()
        said = await answer.json(content_type=None)
    series = said["results"][0].get("series", [])
    return [(row[0], row[1]) for row in series[0]["values"]] if series else []


async def test_lines_are_stored_once_however_often_they_come(influx: InfluxV2, measurement: str) -> None:
    body = f"{measurement},site=kalajoki v=21.5 {T}\n{measurement},site=kalajoki v=22.5 {T + 1}\n".encode()

    assert [await influx.write(body), await influx.write(body)] == [STORED, STORED]

    assert await values(measurement) == [(T, 21.5), (T + 1, 22.5)]


async def test_what_can_never_be_stored_is_refused_and_not_tried_for_ever(
    influx: InfluxV2, measurement: str
) -> None:
    await influx.write(f"{measurement} v=1.5 {T}\n".encode())

    for line in (f'{measurement} v="text" {T + 1}\n', f"{measurement} v= {T}\n"):
        assert (await influx.write(line.encode())).verdict is Verdict.REFUSED

    assert await values(measurement) == [(T, 1.5)]
