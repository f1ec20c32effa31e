"""Real databases for the tests of this folder, one of each kind for all of them."""

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests import servers
from tests.servers import Server


@pytest.fixture(scope="package")
def influxd(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """An InfluxDB 1.x without credentials."""
    yield from _run(servers.start_influxd(tmp_path_factory.mktemp("influxd")))


@pytest.fixture(scope="package")
def strict_influxd(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """An InfluxDB 1.x with credentials and every limit set low."""
    settings = {
        "INFLUXDB_HTTP_MAX_BODY_SIZE": "5000",
        "INFLUXDB_DATA_MAX_SERIES_PER_DATABASE": "30",
    }
    yield from _run(servers.start_influxd(tmp_path_factory.mktemp("strict"), auth=True, settings=settings))


@pytest.fixture(scope="package")
def victoria_metrics(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server nobody here wrote that speaks /api/v2/write."""
    yield from _run(servers.start_victoria_metrics(tmp_path_factory.mktemp("victoria")))


def _run(starting: servers.Starting) -> Iterator[Server]:
    server = asyncio.run(starting)
    yield server
    server.stop()


@pytest.fixture
def spool_directory(tmp_path: Path) -> Path:
    """A place for a spool."""
    return tmp_path / "spool"
