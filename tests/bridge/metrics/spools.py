"""Opens spools for tests, on a clock that tests move."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from mqtt_bridge.metrics.spool import Spool
from mqtt_bridge.metrics.spool_inlet import SpoolLimits
from mqtt_bridge.metrics.tally import Tally


@dataclass(slots=True)
class Clock:
    """A clock that stands still until it is moved."""

    ms: int = 1_790_000_000_000

    def __call__(self) -> int:
        """Return the time in ms since 1970."""
        return self.ms


SMALL = SpoolLimits(max_bytes=64_000, segment_bytes=8_000, group_lines=10, group_wait_s=0.001)


@asynccontextmanager
async def opened(
    directory: Path, limits: SpoolLimits = SMALL, clock: Clock | None = None
) -> AsyncIterator[Spool]:
    """Open a spool with its own counters and close it at the end."""
    spool = await Spool.open(directory, limits=limits, now_ms=clock or Clock(), tally=Tally())
    try:
        yield spool
    finally:
        await spool.close()


async def drain(spool: Spool, lines: int = 1_000) -> list[str]:
    """Take everything that waits and settle it as written."""
    taken: list[str] = []
    while spool.segments.waiting:
        batch = await spool.next_batch(lines)
        taken += batch.body.decode().splitlines()
        spool.settle(batch, written=batch.lines)
    return taken


def segment_files(directory: Path) -> list[Path]:
    """Return the spool's files, oldest first."""
    return sorted(directory.glob("*.seg"))


def quarantined(directory: Path) -> list[Path]:
    """Return what was set aside."""
    return sorted((directory / "quarantine").glob("*.bin"))


def add_up(tally: Tally, waiting: int) -> bool:
    """Say whether every spooled line is accounted for."""
    return tally.spooled == tally.written + tally.dead.total() + tally.expired + waiting
