"""The spool: acknowledged means on disk, whatever happens to the process or the file."""

import asyncio
from dataclasses import replace
import errno
import os
from pathlib import Path
import shutil
import signal
import subprocess
import sys

import pytest

from mqtt_bridge.errors import (
    ConfigurationError,
    SpoolBusyError,
    SpoolFullError,
    SpoolUnwritableError,
)
from mqtt_bridge.metrics import spool_cursor, spool_outlet
from mqtt_bridge.metrics.spool_cursor import Cursor
from mqtt_bridge.metrics.spool_inlet import WhenFull
from mqtt_bridge.metrics.spool_segments import SegmentFile

from .spools import SMALL, Clock, add_up, drain, opened, quarantined, segment_files

KILLED_WRITER = Path(__file__).with_name("killed_writer.py")


def _lines(first: int, count: int, padding: int = 60) -> list[str]:
    return [f"m,t={n:06d} v={'1' * padding} {n}" for n in range(first, first + count)]


def _copy(directory: Path, target: Path) -> Path:
    shutil.copytree(directory, target, ignore=shutil.ignore_patterns("lock"))
    return target


async def test_lines_come_out_in_the_order_in_which_they_went_in(tmp_path: Path) -> None:
    async with opened(tmp_path) as spool:
        await spool.append(_lines(0, 25)).on_disk()
        await spool.append(_lines(25, 3)).on_disk()
        assert await drain(spool, lines=7) == _lines(0, 28)
        assert spool.tally.spooled == spool.tally.written == 28


@pytest.mark.parametrize("more", [1, 5, 9, 10, 11])
async def test_the_last_lines_of_a_burst_reach_the_disk_though_nothing_follows(
    tmp_path: Path, more: int
) -> None:
    """A group that is due is not forgotten behind a full one that goes first."""
    async with opened(tmp_path) as spool:
        first = spool.append([f"a v={number} 1" for number in range(10)])
        full = spool.append([f"b v={number} 1" for number in range(80)])
        last = spool.append([f"c v={number} 1" for number in range(more)])
        async with asyncio.timeout(5):
            for group in (first, full, last):
                await group.on_disk()
        assert spool.tally.spooled == 90 + more


async def test_lines_left_by_one_run_are_given_out_by_the_next(tmp_path: Path) -> None:
    async with opened(tmp_path) as spool:
        await spool.append(_lines(0, 30)).on_disk()
        batch = await spool.next_batch(10)
        spool.settle(batch, written=batch.lines)
        taken = batch.lines
    async with opened(tmp_path) as spool:
        assert spool.tally.spooled == spool.tally.carried == 30 - taken
        assert await drain(spool) == _lines(taken, 30 - taken)


async def test_a_batch_that_was_not_settled_is_given_out_again_after_a_restart(
    tmp_path: Path,
) -> None:
    async with opened(tmp_path) as spool:
        await spool.append(_lines(0, 10)).on_disk()
        await spool.next_batch(10)
    async with opened(tmp_path) as spool:
        assert await drain(spool) == _lines(0, 10)


async def test_batches_settled_out_of_order_do_not_skip_the_open_one(tmp_path: Path) -> None:
    async with opened(tmp_path) as spool:
        for first in range(0, 30, 10):
            await spool.append(_lines(first, 10)).on_disk()
        open_one = await spool.next_batch(10)
        later = await spool.next_batch(10)
        spool.settle(later, written=later.lines)
        assert open_one.lines == later.lines == 10
    async with opened(tmp_path) as spool:
        # What was settled behind an open batch is written once more, which changes nothing.
        assert await drain(spool) == _lines(0, 30)


async def test_segments_are_deleted_once_settled_and_the_disk_is_given_back(
    tmp_path: Path,
) -> None:
    async with opened(tmp_path) as spool:
        for first in range(0, 400, 10):
            await spool.append(_lines(first, 10)).on_disk()
        assert len(segment_files(tmp_path)) > 3
        assert await drain(spool) == _lines(0, 400)
    assert len(segment_files(tmp_path)) <= 1
    async with opened(tmp_path) as spool:
        assert spool.segments.waiting == 0
        assert segment_files(tmp_path) == []


async def test_the_newest_lines_can_be_taken_before_the_backlog(tmp_path: Path) -> None:
    async with opened(tmp_path) as spool:
        for first in range(0, 300, 10):
            await spool.append(_lines(first, 10)).on_disk()
        newest = await spool.next_batch(1_000, newest=True)
        oldest = await spool.next_batch(10)
        assert newest.body.decode().splitlines()[-1] == _lines(299, 1)[0]
        assert oldest.body.decode().splitlines()[0] == _lines(0, 1)[0]
        for batch in (newest, oldest):
            spool.settle(batch, written=batch.lines)
        rest = await drain(spool)
        assert len(rest) == 300 - newest.lines - oldest.lines
        assert add_up(spool.tally, spool.segments.waiting)


async def test_a_full_spool_refuses_and_takes_again_once_it_drained(tmp_path: Path) -> None:
    async with opened(tmp_path, replace(SMALL, max_bytes=16_000)) as spool:
        kept = 0
        while spool.segments.disk_bytes <= 15_000:
            await spool.append(_lines(kept, 10)).on_disk()
            kept += 10
        for _attempt in range(2):
            with pytest.raises(SpoolFullError, match="limit of 16000 bytes"):
                await spool.append(_lines(kept, 100)).on_disk()
        assert spool.segments.disk_bytes <= 16_000
        assert spool.tally.spooled == spool.segments.waiting == kept
        assert await drain(spool) == _lines(0, kept)
        await spool.append(_lines(kept, 10)).on_disk()
        assert await drain(spool) == _lines(kept, 10)


async def test_a_spool_told_to_drop_loses_the_oldest_and_counts_them(tmp_path: Path) -> None:
    limits = replace(SMALL, max_bytes=16_000, when_full=WhenFull.DROP_OLDEST)
    async with opened(tmp_path, limits) as spool:
        for first in range(0, 600, 10):
            await spool.append(_lines(first, 10)).on_disk()
            assert spool.segments.disk_bytes <= 16_000
            assert add_up(spool.tally, spool.segments.waiting)
        dropped = spool.tally.dead["spool_full"]
        assert dropped > 0
        assert await drain(spool) == _lines(dropped, 600 - dropped)


async def test_a_disk_without_room_refuses_keeps_reading_out_and_recovers(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with opened(tmp_path) as spool:
        await spool.append(_lines(0, 10)).on_disk()
        real = SegmentFile.append

        def full(file: SegmentFile, data: bytes) -> None:
            os.pwrite(file._handle, data[: len(data) // 2], file.end)
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

        monkeypatch.setattr(SegmentFile, "append", full)
        with pytest.raises(SpoolUnwritableError, match="No space left"):
            await spool.append(_lines(10, 10)).on_disk()
        assert await drain(spool) == _lines(0, 10)
        assert spool.tally.spooled == 10
        monkeypatch.setattr(SegmentFile, "append", real)
        await spool.append(_lines(10, 10)).on_disk()
        assert await drain(spool) == _lines(10, 10)


async def test_a_segment_that_cannot_be_created_leaves_nothing_behind(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_args: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    async with opened(tmp_path) as spool:
        with monkeypatch.context() as patch:
            patch.setattr(os, "posix_fallocate", full)
            with pytest.raises(SpoolUnwritableError):
                await spool.append(_lines(0, 10)).on_disk()
        assert segment_files(tmp_path) == []
        await spool.append(_lines(0, 10)).on_disk()
        assert await drain(spool) == _lines(0, 10)


async def test_finished_segments_go_even_when_the_cursor_cannot_be_saved(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A full disk would otherwise stay full: only deleting makes room."""
    async with opened(tmp_path) as spool:
        for first in range(0, 300, 10):
            await spool.append(_lines(first, 10)).on_disk()

        def full(_directory: Path, _cursor: Cursor) -> None:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

        with monkeypatch.context() as patch:
            patch.setattr(spool_cursor, "save", full)
            assert await drain(spool) == _lines(0, 300)
            await spool.outlet.close()
        assert len(segment_files(tmp_path)) == 1
        await spool.append(_lines(300, 5)).on_disk()
    async with opened(tmp_path) as spool:
        assert (await drain(spool))[-5:] == _lines(300, 5)


async def _three_segments(directory: Path) -> None:
    async with opened(directory) as spool:
        for first in range(0, 240, 10):
            await spool.append(_lines(first, 10)).on_disk()
    assert len(segment_files(directory)) >= 3


async def test_a_torn_tail_of_any_length_is_cut_without_losing_what_was_whole(
    tmp_path: Path,
) -> None:
    source = tmp_path / "source"
    async with opened(source) as spool:
        await spool.append(_lines(0, 2, padding=1)).on_disk()
        await spool.append(_lines(2, 2, padding=1)).on_disk()
    (segment,) = segment_files(source)
    data = segment.read_bytes()
    half = len(data) // 2
    for cut in range(len(data)):
        segment.write_bytes(data[:cut])
        async with opened(_copy(source, tmp_path / f"cut-{cut}")) as spool:
            expected = _lines(0, 2, padding=1) if cut >= half else []
            assert await drain(spool) == expected, cut
            await spool.append(["after v=1 1"]).on_disk()
            assert await drain(spool) == ["after v=1 1"]
            assert not spool.tally.dead


async def test_damage_at_any_byte_is_set_aside_counted_and_read_around(tmp_path: Path) -> None:
    source = tmp_path / "source"
    groups = [_lines(0, 2, padding=1), _lines(2, 3, padding=1), _lines(5, 1, padding=1)]
    async with opened(source) as spool:
        for group in groups:
            await spool.append(group).on_disk()
    (segment,) = segment_files(source)
    data = segment.read_bytes()
    ends = [data.find(b"\xf1KJ\x01", 1), data.rfind(b"\xf1KJ\x01"), len(data)]
    for position in range(len(data)):
        harmed = bytearray(data)
        harmed[position] ^= 0xFF
        segment.write_bytes(bytes(harmed))
        hit = next(number for number, end in enumerate(ends) if position < end)
        directory = _copy(source, tmp_path / f"at-{position}")
        async with opened(directory) as spool:
            kept = [line for number, group in enumerate(groups) if number != hit for line in group]
            assert await drain(spool) == kept, position
            # The last frame cannot be told from one that was never finished.
            lost = len(groups[hit]) if hit < 2 else 0
            assert spool.tally.dead.total() == lost, position
            assert add_up(spool.tally, 0)
        assert bool(quarantined(directory)) == (hit < 2)


async def test_damage_that_appears_while_running_is_counted_and_read_around(
    tmp_path: Path,
) -> None:
    async with opened(tmp_path) as spool:
        for first in range(0, 40, 10):
            await spool.append(_lines(first, 10)).on_disk()
        (segment,) = segment_files(tmp_path)
        handle = os.open(segment, os.O_WRONLY)
        os.pwrite(handle, b"????", 1_200)
        os.close(handle)
        taken = await drain(spool, lines=10)
        assert len(taken) == 30
        assert spool.tally.dead["damaged_spool"] == 10
        assert add_up(spool.tally, 0)


async def test_a_missing_or_unreadable_cursor_only_writes_lines_again(tmp_path: Path) -> None:
    async with opened(tmp_path) as spool:
        await spool.append(_lines(0, 10)).on_disk()
        await spool.append(_lines(10, 10)).on_disk()
        batch = await spool.next_batch(10)
        spool.settle(batch, written=10)
    for text in (b"", b"{", b"[]", b'{"next_seq":1,"done":{"x":1}}', b'{"next_seq":null,"done":{}}'):
        directory = _copy(tmp_path, tmp_path.parent / f"cursor-{text.hex() or 'empty'}")
        (directory / spool_cursor.NAME).write_bytes(text)
        async with opened(directory) as spool:
            assert await drain(spool) == _lines(0, 20)


@pytest.mark.parametrize("step", ["write", "sync", "rename", "sync directory", "delete", "none"])
async def test_a_crash_at_any_step_of_saving_the_cursor_loses_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    source = tmp_path / "source"
    await _three_segments(source)
    first, second = segment_files(source)[:2]
    cursor = Cursor(next_seq=240, done={int(first.stem): first.stat().st_size, int(second.stem): 0})

    class CrashError(BaseException):
        pass

    def crash(*_args: object, **_kwargs: object) -> None:
        raise CrashError

    steps = {
        "write": (Path, "open"),
        "sync": (os, "fsync"),
        "rename": (Path, "replace"),
        "sync directory": (spool_cursor, "sync_directory"),
        "delete": (Path, "unlink"),
    }
    with monkeypatch.context() as patch:
        if step in steps:
            patch.setattr(*steps[step], crash)
            with pytest.raises(CrashError):
                spool_outlet._persist(source, cursor, [first])
        else:
            spool_outlet._persist(source, cursor, [first])
    async with opened(source) as spool:
        taken = await drain(spool)
        assert taken[-1] == _lines(239, 1)[0]
        assert taken in (_lines(0, 240), _lines(int(second.stem), 240 - int(second.stem)))
        await spool.append(["after v=1 1"]).on_disk()
        assert await drain(spool) == ["after v=1 1"]


async def test_segment_numbers_are_never_used_twice(tmp_path: Path) -> None:
    """Else a new segment would inherit the offset saved for an old one."""
    for run in range(4):
        async with opened(tmp_path) as spool:
            await spool.append(_lines(run * 10, 10)).on_disk()
            assert await drain(spool) == _lines(run * 10, 10)
    spool_cursor.save(tmp_path, Cursor(next_seq=0, done={40: 5_000}))
    async with opened(tmp_path) as spool:
        await spool.append(_lines(40, 10)).on_disk()
    async with opened(tmp_path) as spool:
        assert await drain(spool) == _lines(40, 10)


async def test_the_age_of_the_oldest_waiting_line_is_known(tmp_path: Path) -> None:
    clock = Clock()
    async with opened(tmp_path, clock=clock) as spool:
        assert spool.lag_s() == 0.0
        await spool.append(_lines(0, 10)).on_disk()
        clock.ms += 5_000
        assert spool.lag_s() == pytest.approx(5.0)
        batch = await spool.next_batch(10)
        clock.ms += 2_000
        assert spool.lag_s() == pytest.approx(7.0)
        spool.settle(batch, written=10)
        assert spool.lag_s() == 0.0
        await spool.append(_lines(10, 10)).on_disk()
    async with opened(tmp_path, clock=clock) as spool:
        clock.ms += 60_000
        assert spool.lag_s() == pytest.approx(60.0)


async def test_a_reader_waits_until_something_arrives(tmp_path: Path) -> None:
    async with opened(tmp_path) as spool:
        waiting = asyncio.create_task(spool.next_batch(10))
        await asyncio.sleep(0)
        assert not waiting.done()
        await spool.append(_lines(0, 1)).on_disk()
        assert (await waiting).lines == 1


async def test_two_processes_may_not_share_a_spool(tmp_path: Path) -> None:
    async with opened(tmp_path):
        with pytest.raises(SpoolBusyError, match="used by another bridge"):
            async with opened(tmp_path):
                pass


async def test_limits_that_leave_no_room_to_turn_over_are_refused(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="max_bytes"):
        async with opened(tmp_path, replace(SMALL, max_bytes=8_001)):
            pass


async def test_a_writer_killed_in_mid_run_loses_nothing_it_acknowledged(tmp_path: Path) -> None:
    process = subprocess.Popen(  # noqa: ASYNC220 - it is killed, not awaited
        [sys.executable, str(KILLED_WRITER), str(tmp_path)], stdout=subprocess.PIPE
    )
    assert process.stdout is not None
    acknowledged = 0
    while acknowledged < 20_000:
        acknowledged = int(process.stdout.readline())
    process.send_signal(signal.SIGKILL)
    for line in process.stdout.read().split(b"\n")[:-1]:
        acknowledged = int(line)
    process.wait()
    process.stdout.close()
    async with opened(tmp_path, replace(SMALL, max_bytes=2**30)) as spool:
        kept = await drain(spool)
        assert kept == [f"m v={n} {n}" for n in range(len(kept))]
        assert len(kept) >= acknowledged
