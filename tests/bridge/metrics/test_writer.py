"""The writer: every line ends as written, dead or expired, exactly once, and nothing is given up early."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import replace
import json
import logging
from pathlib import Path
from typing import override

from hypothesis import given, settings, strategies as st
import pytest

from mqtt_bridge.contract.words import Online
from mqtt_bridge.metrics.dead_letters import DeadLetter, DeadLetters
from mqtt_bridge.metrics.influx.base import Database, Verdict, WriteOutcome
from mqtt_bridge.metrics.spool import Spool
from mqtt_bridge.metrics.writer import Writer, WriterOptions

from .databases import MemoryDatabase
from .spools import SMALL, add_up, opened

OPTIONS = WriterOptions(batch_lines=100, linger_s=0.0)
ROOMY = replace(SMALL, max_bytes=10_000_000)


def _lines(first: int, count: int) -> list[str]:
    return [f"m,t={n} v=1 {n}" for n in range(first, first + count)]


@asynccontextmanager
async def writing(
    spool: Spool, database: Database, options: WriterOptions = OPTIONS
) -> AsyncIterator[Writer]:
    waits: list[float] = []

    async def sleep(seconds: float) -> None:
        waits.append(seconds)
        await asyncio.sleep(0)

    writer = Writer(
        spool=spool,
        database=database,
        dead_letters=DeadLetters(spool._directory / "dead.jsonl"),
        now_ms=lambda: 5,
        options=options,
        sleep=sleep,
    )
    writer.waits = waits  # type: ignore[attr-defined]
    running = asyncio.create_task(writer.run())
    try:
        yield writer
    finally:
        running.cancel()
        with suppress(asyncio.CancelledError):
            await running


async def drained(spool: Spool) -> None:
    async with asyncio.timeout(20):
        while spool.segments.waiting:
            assert add_up(spool.tally, spool.segments.waiting)
            await asyncio.sleep(0)
    assert add_up(spool.tally, 0)


def _dead(directory: Path) -> list[dict[str, str]]:
    file = directory / "dead.jsonl"
    return [json.loads(line) for line in file.read_text().splitlines()] if file.exists() else []


async def test_everything_spooled_reaches_the_database_once(spool_directory: Path) -> None:
    database = MemoryDatabase()
    async with opened(spool_directory, ROOMY) as spool, writing(spool, database) as writer:
        await spool.append(_lines(0, 2_500)).on_disk()
        await drained(spool)
        assert sorted(database.stored) == sorted(_lines(0, 2_500))
        assert spool.tally.written == 2_500
        assert writer.database_state is Online.ONLINE
        assert writer.problem == ""


@settings(max_examples=25, deadline=None)
@given(
    bad=st.dictionaries(
        st.integers(0, 199), st.sampled_from(["unparsable", "field_type_conflict", "expired"])
    )
)
def test_guilty_lines_are_found_and_their_neighbours_are_stored(
    tmp_path_factory: pytest.TempPathFactory, bad: dict[int, str]
) -> None:
    directory = tmp_path_factory.mktemp("spool")

    def refuses(line: str) -> str:
        return bad.get(int(line.rsplit(" ", 1)[1]), "")

    async def check() -> None:
        database = MemoryDatabase(refuses=refuses)
        async with opened(directory, ROOMY) as spool:
            async with writing(spool, database):
                await spool.append(_lines(0, 200)).on_disk()
                await drained(spool)
            tally = spool.tally
            assert set(database.stored) == {x for x in _lines(0, 200) if not refuses(x)}
            assert tally.expired == list(bad.values()).count("expired")
            dead = {n: reason for n, reason in bad.items() if reason != "expired"}
            assert tally.dead.total() == len(dead)
            assert {one["line"]: one["reason"] for one in _dead(directory)} == {
                _lines(n, 1)[0]: reason for n, reason in dead.items()
            }

    logging.disable(logging.WARNING)
    try:
        asyncio.run(check())
    finally:
        logging.disable(logging.NOTSET)


async def test_a_measurement_refused_as_a_whole_does_not_cost_a_request_per_line(
    spool_directory: Path,
) -> None:
    database = MemoryDatabase(refuses=lambda _line: "field_type_conflict")
    async with opened(spool_directory, ROOMY) as spool, writing(spool, database):
        await spool.append(_lines(0, 100)).on_disk()
        await drained(spool)
        assert spool.tally.dead["field_type_conflict"] == 100
        assert len(database.requests) == 1


@pytest.mark.parametrize(
    ("said", "needs_configuration"),
    [
        (WriteOutcome(verdict=Verdict.RETRY, reason="http_503", after_s=7.0), False),
        (WriteOutcome(verdict=Verdict.RETRY, reason="unreachable"), False),
        (WriteOutcome(verdict=Verdict.MISCONFIGURED, reason="unauthorised"), True),
        (WriteOutcome(verdict=Verdict.MISCONFIGURED, reason="retention_policy_missing"), True),
        (WriteOutcome(verdict=Verdict.MISCONFIGURED, reason="database_missing"), True),
    ],
)
async def test_nothing_is_given_up_while_a_retry_or_a_person_can_help(
    spool_directory: Path, said: WriteOutcome, needs_configuration: bool
) -> None:
    is_down = True
    database = MemoryDatabase(says=lambda _lines: said if is_down else None)
    async with opened(spool_directory, ROOMY) as spool, writing(spool, database) as writer:
        await spool.append(_lines(0, 50)).on_disk()
        await database.asked(40)
        assert spool.tally.written == spool.tally.dead.total() == 0
        assert writer.database_state is Online.OFFLINE
        assert writer.problem.startswith(said.reason)
        assert writer.needs_configuration is needs_configuration
        waits: list[float] = writer.waits  # type: ignore[attr-defined]
        assert min(waits) >= max(said.after_s, 2.5 if needs_configuration else 0.25)
        is_down = False
        await drained(spool)
        assert sorted(database.stored) == sorted(_lines(0, 50))
        assert writer.problem == ""
        assert writer.needs_configuration is False


async def test_a_body_that_is_too_large_is_split_and_the_next_ones_are_smaller(
    spool_directory: Path,
) -> None:
    too_large = WriteOutcome(verdict=Verdict.TOO_LARGE, reason="too_large")
    database = MemoryDatabase(says=lambda lines: too_large if len(lines) > 120 else None)
    options = replace(OPTIONS, batch_lines=1_000)
    async with opened(spool_directory, ROOMY) as spool:
        for first in range(0, 6_000, 100):
            await spool.append(_lines(first, 100)).on_disk()
        async with writing(spool, database, options):
            await drained(spool)
        assert sorted(database.stored) == sorted(_lines(0, 6_000))
        assert len([lines for lines in database.requests if len(lines) > 120]) < 15


async def test_a_full_cache_never_costs_a_line(spool_directory: Path) -> None:
    full = WriteOutcome(verdict=Verdict.TOO_LARGE, reason="database_cache_full")
    database = MemoryDatabase(says=lambda _lines: full if len(database.requests) < 300 else None)
    async with opened(spool_directory, ROOMY) as spool, writing(spool, database):
        await spool.append(_lines(0, 50)).on_disk()
        await drained(spool)
        assert sorted(database.stored) == sorted(_lines(0, 50))
        assert not spool.tally.dead


async def test_after_an_outage_new_lines_do_not_wait_behind_the_backlog(
    spool_directory: Path,
) -> None:
    gone = WriteOutcome(verdict=Verdict.RETRY, reason="unreachable")
    is_down = True
    database = MemoryDatabase(says=lambda _lines: gone if is_down else None)
    async with opened(spool_directory, ROOMY) as spool, writing(spool, database):
        for first in range(0, 20_000, 100):
            await spool.append(_lines(first, 100)).on_disk()
        await spool.append(["live v=1 1"]).on_disk()
        is_down = False  # with the live line on disk, however long that took
        database.requests.clear()
        await drained(spool)
        live = next(n for n, lines in enumerate(database.requests) if "live v=1 1" in lines)
        assert live < 20
        assert len(database.requests) > 150
        assert len(database.stored) == len(set(database.stored)) == 20_001


async def test_stopping_in_the_middle_leaves_everything_for_the_next_run(
    spool_directory: Path,
) -> None:
    frozen = asyncio.Event()

    class FrozenDatabase(MemoryDatabase):
        @override
        async def write(self, body: bytes) -> WriteOutcome:
            await frozen.wait()
            return await super().write(body)

    async with opened(spool_directory, ROOMY) as spool, writing(spool, FrozenDatabase()):
        await spool.append(_lines(0, 300)).on_disk()
        await asyncio.sleep(0.01)
    database = MemoryDatabase()
    async with opened(spool_directory, ROOMY) as spool, writing(spool, database):
        await drained(spool)
    assert sorted(database.stored) == sorted(_lines(0, 300))


async def test_dead_letters_are_on_disk_before_their_lines_leave_the_spool(
    spool_directory: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tries = 0
    real = DeadLetters.add

    def failing(letters: DeadLetters, some: list[DeadLetter]) -> None:
        nonlocal tries
        tries += 1
        if tries < 5:
            raise OSError("disk full")
        real(letters, some)

    monkeypatch.setattr(DeadLetters, "add", failing)
    database = MemoryDatabase(refuses=lambda line: "unparsable" if line.endswith(" 3") else "")
    async with opened(spool_directory, ROOMY) as spool, writing(spool, database):
        await spool.append(_lines(0, 10)).on_disk()
        await drained(spool)
    assert tries == 5
    assert [one["line"] for one in _dead(spool_directory)] == _lines(3, 1)


def test_dead_letters_never_take_more_than_twice_their_limit(tmp_path: Path) -> None:
    letters = DeadLetters(tmp_path / "dead.jsonl", max_bytes=2_000)
    for number in range(200):
        letters.add([DeadLetter(at_ms=1, reason="r", detail="d", line=f"m v=1 {number}")])
    files = sorted(tmp_path.iterdir())
    assert [file.name for file in files] == ["dead.jsonl", "dead.jsonl.1"]
    assert sum(file.stat().st_size for file in files) <= 4_000
    assert _dead(tmp_path)[-1]["line"] == "m v=1 199"
