"""The durable spool: lines on disk between the broker's acknowledgement and the database.

Opens, locks and closes one directory; the ways in and out have their own modules. Knows neither
MQTT nor InfluxDB.
"""

import asyncio
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
import fcntl
import logging
import os
from pathlib import Path
from typing import Self

from ..errors import ConfigurationError, SpoolBusyError
from .spool_inlet import Group, Inlet, SpoolLimits
from .spool_outlet import Outlet
from .spool_recovery import Recovered, recover
from .spool_segments import Batch, Segments
from .tally import Tally

_log = logging.getLogger(__name__)


class Spool:
    """One open spool directory."""

    def __init__(
        self,
        directory: Path,
        limits: SpoolLimits,
        now_ms: Callable[[], int],
        tally: Tally,
        lock: int,
    ) -> None:
        """Use `open` instead."""
        self.tally, self._now_ms, self._lock = tally, now_ms, lock
        self._directory, self._limits = directory, limits
        self._disk = ThreadPoolExecutor(max_workers=3, thread_name_prefix="spool")
        self.segments = Segments()
        self._inlet: Inlet
        self.outlet: Outlet

    @classmethod
    async def open(
        cls,
        directory: Path,
        *,
        limits: SpoolLimits,
        now_ms: Callable[[], int],
        tally: Tally,
    ) -> Self:
        """Open or create the spool and take over what an earlier run left in it.

        `now_ms` is the clock, ms since 1970. ConfigurationError when the directory cannot be used.
        """
        if limits.max_bytes < 2 * limits.segment_bytes:
            msg = "spool max_bytes must be at least twice segment_bytes: raise it or lower the latter"
            raise ConfigurationError(msg)
        spool = cls(directory, limits, now_ms, tally, await asyncio.to_thread(_lock, directory))
        loop = asyncio.get_running_loop()
        spool._take_over(await loop.run_in_executor(spool._disk, recover, directory))
        return spool

    def _take_over(self, recovered: Recovered) -> None:
        for segment in recovered.segments:
            self.segments.add(segment)
        self.tally.carry(self.segments.waiting, recovered.lost_lines)
        self.outlet = Outlet(
            directory=self._directory,
            segments=self.segments,
            disk=self._disk,
            tally=self.tally,
            next_seq=lambda: self._inlet.next_seq,
        )
        self._inlet = Inlet(
            directory=self._directory,
            limits=self._limits,
            segments=self.segments,
            next_seq=recovered.next_seq,
            disk=self._disk,
            now_ms=self._now_ms,
            tally=self.tally,
            on_change=self.outlet.notice,
        )
        if self.segments.waiting:
            _log.info("%d points wait in the spool from an earlier run", self.segments.waiting)

    def append(self, lines: Sequence[str]) -> Group:
        """Add lines (without line ends); the group tells when they are on disk."""
        return self._inlet.append(lines)

    async def next_batch(self, lines: int, *, newest: bool = False) -> Batch:
        """Return the next lines to write to the database; see Outlet."""
        return await self.outlet.next_batch(lines, newest=newest)

    def settle(
        self, batch: Batch, *, written: int, dead: dict[str, int] | None = None, expired: int = 0
    ) -> None:
        """Say what became of a batch: its lines are never given out again."""
        self.outlet.settle(batch, written=written, dead=dead or {}, expired=expired)

    def lag_s(self) -> float:
        """Return the age of the oldest waiting line in seconds, 0 when nothing waits."""
        oldest = self.segments.oldest_ms
        return 0.0 if oldest is None else max(0.0, (self._now_ms() - oldest) / 1000)

    async def flush(self) -> None:
        """Write what is gathered now instead of waiting for the group."""
        await self._inlet.flush()

    async def close(self) -> None:
        """Put everything on disk and let go of the directory."""
        await self._inlet.close()
        await self.outlet.close()
        self._disk.shutdown()
        os.close(self._lock)


def _lock(directory: Path) -> int:
    try:
        directory.mkdir(parents=True, exist_ok=True)
        handle = os.open(directory / "lock", os.O_CREAT | os.O_RDWR | os.O_CLOEXEC, 0o600)
    except OSError as err:
        msg = f"spool directory {directory}: {err.strerror}; make it writable for this user"
        raise ConfigurationError(msg) from err
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as err:
        os.close(handle)
        msg = f"spool directory {directory} is used by another bridge: stop it or choose another"
        raise SpoolBusyError(msg) from err
    return handle
