"""Puts the recorder together from the configuration: session, spool, database, writer."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass

from .broker.address import Address
from .broker.client import BrokerSession
from .config import Config, InfluxConfig
from .metrics.health import RecorderHealth
from .metrics.influx.base import Database
from .metrics.influx.v1 import InfluxV1
from .metrics.influx.v2 import InfluxV2
from .metrics.pipeline import Pipeline, recording
from .metrics.spool_inlet import SpoolLimits, WhenFull

MEGABYTE = 1024 * 1024
SESSION_EXPIRY_S = 7 * 24 * 3600
RECEIVE_MAXIMUM = 2_000


def database(influx: InfluxConfig) -> Database:
    """Return the client of the configured database."""
    if influx.version == 1:
        return InfluxV1(
            url=influx.url,
            database=influx.database or "",
            username=influx.username or "",
            password=influx.password.get_secret_value() if influx.password else "",
            compress=influx.compress,
            timeout_s=influx.timeout_s,
        )
    return InfluxV2(
        url=influx.url,
        token=influx.token.get_secret_value() if influx.token else "",
        org=influx.org,
        bucket=influx.bucket or "",
        compress=influx.compress,
        timeout_s=influx.timeout_s,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Recording:
    """The recorder with its own session."""

    session: BrokerSession
    pipeline: Pipeline

    @property
    def health(self) -> RecorderHealth:
        """Return its health now."""
        return self.pipeline.health()


@asynccontextmanager
async def recorded(
    config: Config, address: Address, placement: dict[str, str], now_ms: Callable[[], int]
) -> AsyncIterator[Recording | None]:
    """Open the recorder; None when no database is configured. Its session is to be run by the caller."""
    influx = config.recorder.influx
    if influx is None:
        yield None
        return
    spool = config.recorder.spool
    limits = SpoolLimits(max_bytes=spool.max_mb * MEGABYTE, when_full=WhenFull(spool.when_full))
    async with recording(
        site=config.site,
        directory=config.data_dir / "metrics",
        database=database(influx),
        now_ms=now_ms,
        limits=limits,
        placement=placement,
    ) as pipeline:
        recorder = pipeline.recorder
        session = BrokerSession(
            address,
            f"kalajoki-{config.site}-{config.bridge}-recorder",
            recorder.take,
            filters=recorder.filters,
            session_expiry_s=SESSION_EXPIRY_S,
            receive_maximum=RECEIVE_MAXIMUM,
        )
        yield Recording(session=session, pipeline=pipeline)
