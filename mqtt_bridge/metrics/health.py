"""The recorder's health as one value. Reads counters; changes nothing."""

from dataclasses import dataclass, field

from ..contract.words import Online
from .records import Recorder
from .spool import Spool
from .writer import Writer


@dataclass(frozen=True, slots=True, kw_only=True)
class RecorderHealth:
    """Counters in points since the start of this run; they add up at every instant.

    received = spooled + refused; spooled = written + dead + expired + waiting. `pending` points
    are in memory: neither acknowledged nor received yet.
    """

    received: int = 0
    refused: dict[str, int] = field(default_factory=dict)
    spooled: int = 0
    written: int = 0
    dead: dict[str, int] = field(default_factory=dict)
    expired: int = 0
    waiting: int = 0
    pending: int = 0
    spool_bytes: int = 0
    lag_s: float = 0.0
    spool_problem: str = ""
    database: Online = Online.UNKNOWN
    database_problem: str = ""
    needs_configuration: bool = False


def recorder_health(spool: Spool, recorder: Recorder, writer: Writer) -> RecorderHealth:
    """Return the health of this moment."""
    tally = spool.tally
    return RecorderHealth(
        received=tally.carried + tally.taken - recorder.pending,
        refused=dict(tally.refused),
        spooled=tally.spooled,
        written=tally.written,
        dead=dict(tally.dead),
        expired=tally.expired,
        waiting=spool.segments.waiting,
        pending=recorder.pending,
        spool_bytes=spool.segments.disk_bytes,
        lag_s=spool.lag_s(),
        spool_problem=recorder.problem,
        database=writer.database_state,
        database_problem=writer.problem,
        needs_configuration=writer.needs_configuration,
    )
