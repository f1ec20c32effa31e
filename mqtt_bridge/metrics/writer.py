"""Drains the spool into a database: nothing is given up that a retry or a person could save.

Lines that can never be stored are found by halving and kept as dead letters. Two lanes run side by
side: one takes the oldest lines, one the newest, so that after an outage the dashboards are live
at once while history fills in.
"""

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
import logging

from ..contract.words import Online
from .backoff import Backoff
from .dead_letters import DeadLetter, DeadLetters
from .influx.base import CACHE_FULL, EXPIRED, Database, Verdict, WriteOutcome
from .spool import Spool

SMALLEST_BATCH_LINES = 100
REMEDIES = {
    "unauthorised": "check the user name and password, or the token",
    "forbidden": "give the user or token the right to write",
    "database_missing": "create the database or bucket, or correct its name",
    "retention_policy_missing": "create the retention policy, or correct its name",
    "address": "correct the address or trust its certificate",
}

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class WriterOptions:
    """`linger_s`: pause after a small batch, so that a trickle of points shares requests."""

    in_flight: int = 2
    batch_lines: int = 5_000
    linger_s: float = 0.25
    retry_first_s: float = 0.5
    retry_longest_s: float = 30.0
    misconfigured_first_s: float = 5.0
    misconfigured_longest_s: float = 300.0


@dataclass(slots=True)
class _Fates:
    """What became of the lines of one batch."""

    written: int = 0
    expired: int = 0
    dead: Counter[str] = field(default_factory=Counter)
    letters: list[DeadLetter] = field(default_factory=list)


class Writer:
    """Writes until cancelled; `database_state` and `problem` say how it goes."""

    def __init__(
        self,
        *,
        spool: Spool,
        database: Database,
        dead_letters: DeadLetters,
        now_ms: Callable[[], int],
        options: WriterOptions | None = None,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        """Connect a spool to a database; `sleep` is replaced by tests."""
        self._spool, self._database, self._dead_letters = spool, database, dead_letters
        self._options = options or WriterOptions()
        self._now_ms, self._sleep = now_ms, sleep
        self._batch_lines = self._options.batch_lines
        self.database_state = Online.UNKNOWN
        self.problem = ""
        self.needs_configuration = False

    async def run(self) -> None:
        """Write for ever; cancelling leaves what is under way in the spool."""
        async with asyncio.TaskGroup() as lanes:
            for lane in range(self._options.in_flight):
                lanes.create_task(self._lane(newest=lane % 2 == 1))

    async def _lane(self, *, newest: bool) -> None:
        while True:
            limit = self._batch_lines
            batch = await self._spool.next_batch(limit, newest=newest)
            fates = await self._deliver(batch.body)
            if fates.letters:
                await self._keep(fates.letters)
            self._spool.settle(batch, written=fates.written, dead=dict(fates.dead), expired=fates.expired)
            if batch.lines < limit // 2 and self._spool.segments.unread(newest=True) is None:
                await self._sleep(self._options.linger_s)

    async def _deliver(self, body: bytes) -> _Fates:
        """Write a batch, halving whatever is refused until the guilty lines stand alone."""
        fates, parts = _Fates(), [body]
        while parts:
            part = parts.pop()
            lines = part.count(b"\n")
            said = await self._write(part, lines)
            match said.verdict:
                case Verdict.STORED:
                    fates.written += lines
                case _ if lines in {1, said.dropped}:
                    self._give_up(part, lines, said, fates)
                case _:
                    parts += reversed(_halves(part))
        return fates

    async def _write(self, part: bytes, lines: int) -> WriteOutcome:
        """Try until the database has judged the lines themselves."""
        options = self._options
        soon = Backoff(first_s=options.retry_first_s, longest_s=options.retry_longest_s)
        later = Backoff(first_s=options.misconfigured_first_s, longest_s=options.misconfigured_longest_s)
        while True:
            said = await self._database.write(part)
            self._note(said)
            if said.verdict is Verdict.MISCONFIGURED:
                await self._sleep(later.next_s())
            elif said.verdict is Verdict.RETRY or (said.reason == CACHE_FULL and lines == 1):
                await self._sleep(soon.next_s(said.after_s))
            else:
                if said.reason == CACHE_FULL:
                    await self._sleep(soon.next_s())
                return said

    def _note(self, said: WriteOutcome) -> None:
        most = self._options.batch_lines
        if said.verdict is Verdict.TOO_LARGE:
            self._batch_lines = max(min(SMALLEST_BATCH_LINES, most), self._batch_lines // 2)
        elif said.verdict is Verdict.STORED:
            self._batch_lines = min(most, self._batch_lines + self._batch_lines // 50 + 1)
        failed = said.verdict in {Verdict.RETRY, Verdict.MISCONFIGURED}
        problem = _problem(said) if failed else ""
        if problem != self.problem:
            _log.log(
                logging.WARNING if failed else logging.INFO,
                "database: %s",
                problem or "writing again",
            )
        self.problem = problem
        self.needs_configuration = said.verdict is Verdict.MISCONFIGURED
        self.database_state = Online.OFFLINE if failed else Online.ONLINE

    def _give_up(self, part: bytes, lines: int, said: WriteOutcome, fates: _Fates) -> None:
        """Note lines of which every single one will never be stored."""
        if said.reason == EXPIRED:
            fates.expired += lines
            return
        fates.dead[said.reason] += lines
        now = self._now_ms()
        fates.letters += [
            DeadLetter(at_ms=now, reason=said.reason, detail=said.detail, line=line)
            for line in part.decode().split("\n")[:-1]
        ]
        _log.warning("the database refused %d points for good: %s", lines, said.reason)

    async def _keep(self, letters: list[DeadLetter]) -> None:
        """Put dead letters on disk before their lines leave the spool."""
        wait = Backoff(first_s=self._options.retry_first_s, longest_s=self._options.retry_longest_s)
        while True:
            try:
                await asyncio.to_thread(self._dead_letters.add, letters)
            except OSError as err:
                _log.warning("dead letters cannot be written: %s", err)
                await self._sleep(wait.next_s())
            else:
                return


def _halves(body: bytes) -> list[bytes]:
    lines = body.split(b"\n")[:-1]
    middle = (len(lines) + 1) // 2
    return [b"\n".join(half) + b"\n" for half in (lines[:middle], lines[middle:])]


def _problem(said: WriteOutcome) -> str:
    if remedy := REMEDIES.get(said.reason):
        return f"{said.reason}: {remedy} ({said.detail})"
    return f"{said.reason} ({said.detail})" if said.detail else said.reason
