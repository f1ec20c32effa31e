"""The recorder put together: spool, recorder and writer, started and stopped in the right order."""

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from .dead_letters import DeadLetters
from .health import RecorderHealth, recorder_health
from .influx.base import Database
from .records import Recorder
from .spool import Spool
from .spool_inlet import SpoolLimits
from .tally import Tally
from .writer import Writer, WriterOptions

DEAD_LETTERS = "dead-letters.jsonl"


@dataclass(frozen=True, slots=True, kw_only=True)
class Pipeline:
    """A running recorder: give deliveries to `recorder.take`, ask `health()` at any time."""

    recorder: Recorder
    spool: Spool
    writer: Writer

    def health(self) -> RecorderHealth:
        """Return the health of this moment."""
        return recorder_health(self.spool, self.recorder, self.writer)


@asynccontextmanager
async def recording(
    *,
    site: str,
    directory: Path,
    database: Database,
    now_ms: Callable[[], int],
    limits: SpoolLimits | None = None,
    options: WriterOptions | None = None,
    placement: Mapping[str, str] | None = None,
) -> AsyncIterator[Pipeline]:
    """Run the recorder; ConfigurationError when `directory` cannot be used.

    At the end everything taken is on disk and acknowledged, written to the database or not.
    """
    spool = await Spool.open(directory, limits=limits or SpoolLimits(), now_ms=now_ms, tally=Tally())
    recorder = Recorder(site=site, spool=spool, now_ms=now_ms, placement=placement)
    writer = Writer(
        spool=spool,
        database=database,
        dead_letters=DeadLetters(directory / DEAD_LETTERS),
        now_ms=now_ms,
        options=options,
    )
    try:
        async with asyncio.TaskGroup() as tasks:
            running = tasks.create_task(writer.run(), name="metrics writer")
            yield Pipeline(recorder=recorder, spool=spool, writer=writer)
            running.cancel()
    finally:
        await recorder.close()
        await spool.close()
        await database.close()
