"""What an InfluxDB 2 says to a wrong token and a missing bucket; see given_server.py for how it is run."""

import os

import pytest

from mqtt_bridge.metrics.influx.base import Verdict
from mqtt_bridge.metrics.influx.v2 import InfluxV2

pytestmark = pytest.mark.network


@pytest.mark.parametrize(
    ("token", "bucket", "reason"),
    [("wrong", "library", "unauthorised"), ("", "missing", "database_missing")],
)
async def test_a_database_that_needs_a_person_is_told_from_one_that_needs_time(
    token: str, bucket: str, reason: str
) -> None:
    influx = InfluxV2(
        url=os.environ["INFLUXDB_URL"],
        token=token or os.environ["INFLUXDB_TOKEN"],
        org="library",
        bucket=bucket,
    )
    said = await influx.write(b"m v=1 1790000000000000000\n")
    await influx.close()

    assert (said.verdict, said.reason) == (Verdict.MISCONFIGURED, reason)
