"""The spool's way out: gives out batches, remembers what is settled, deletes finished segments.

A batch may come from the oldest or the newest segment, so that live values need not wait behind
the backlog of an outage. What is given out and not settled is given out again after a restart.
"""

import asyncio
from collections.abc import Callable, Iterator
from concurrent.futures import Executor
from dataclasses import dataclass
import logging
import os
from pathlib import Path

from . import spool_cursor
from .spool_cursor import Cursor
from .spool_frames import Damage, Frame, frame_at, scan
from .spool_segments import Batch, Segment, Segments
from .tally import Tally

READ_BYTES = 1024 * 1024
SAVE_EVERY_S = 1.0

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Read:
    body: bytes
    lines: int
    end: int
    first_ms: int
    last_ms: int


class Outlet:
    """Gives out lines and settles them."""

    def __init__(
        self,
        *,
        directory: Path,
        segments: Segments,
        disk: Executor,
        tally: Tally,
        next_seq: Callable[[], int],
    ) -> None:
        """Read the segments of `directory` on the threads of `disk`."""
        self._directory, self._segments, self._disk = directory, segments, disk
        self._tally, self._next_seq = tally, next_seq
        self._reading = asyncio.Lock()
        self._arrived = asyncio.Event()
        self._saving: asyncio.Future[OSError | None] | None = None
        self._save_timer: asyncio.TimerHandle | None = None

    async def next_batch(self, lines: int, *, newest: bool = False) -> Batch:
        """Return up to `lines` lines of one segment, but a whole frame; waits for one."""
        async with self._reading:
            while True:
                segment = self._segments.unread(newest=newest)
                if segment is None:
                    self._arrived.clear()
                    await self._arrived.wait()
                elif batch := await self._read(segment, lines):
                    return batch

    def settle(self, batch: Batch, *, written: int, dead: dict[str, int], expired: int) -> None:
        """Count what became of a batch and never give it out again."""
        self._tally.written += written
        self._tally.dead.update(dead)
        self._tally.expired += expired
        batch.segment.settle(batch)
        self.notice()
        self._save_later()

    def notice(self) -> None:
        """Look at the segments after a change: wake the readers, delete what is finished."""
        self._arrived.set()
        if any(segment.is_finished for segment in self._segments):
            self._save()

    async def close(self) -> None:
        """Save how far everything is settled."""
        await self._saved_what_runs()
        self._save()
        await self._saved_what_runs()
        if self._save_timer is not None:
            self._save_timer.cancel()
            self._save_timer = None

    async def _saved_what_runs(self) -> None:
        while (saving := self._saving) is not None:
            await asyncio.wait([saving])
            await asyncio.sleep(0)  # lets the save's own callback run

    async def _read(self, segment: Segment, lines: int) -> Batch | None:
        start, end = segment.read, segment.end
        loop = asyncio.get_running_loop()
        read = await loop.run_in_executor(self._disk, _read_lines, segment.path, start, end, lines)
        if segment not in self._segments or segment.read != start:
            return None  # dropped meanwhile to make room
        segment.read = read.end
        # Lines of this read are a little younger than that: better too old than too young.
        segment.unread_since_ms = read.last_ms if segment.read < segment.end else None
        batch = Batch(
            segment=segment,
            start=start,
            end=read.end,
            body=read.body,
            lines=read.lines,
            first_ms=read.first_ms,
        )
        segment.out.append(batch)
        self._count_unreadable(segment)
        if batch.lines:
            return batch
        self.settle(batch, written=0, dead={}, expired=0)
        return None

    def _count_unreadable(self, segment: Segment) -> None:
        """Once everything is read, lines that never appeared have been damaged on disk."""
        if segment.read < segment.end:
            return
        lost = segment.waiting - sum(one.lines for one in segment.out if not one.settled)
        if lost > 0:
            segment.waiting -= lost
            self._tally.dead["damaged_spool"] += lost
            _log.error("%s: %d lines can no longer be read", segment.path.name, lost)

    def _save_later(self) -> None:
        if self._save_timer is None:
            loop = asyncio.get_running_loop()
            self._save_timer = loop.call_later(SAVE_EVERY_S, self._save)

    def _save(self) -> None:
        if self._save_timer is not None:
            self._save_timer.cancel()
            self._save_timer = None
        if self._saving is not None:
            return  # its end looks again
        finished = [segment for segment in self._segments if segment.is_finished]
        cursor = Cursor(
            next_seq=self._next_seq(),
            done={segment.first_seq: segment.done for segment in self._segments},
        )
        loop = asyncio.get_running_loop()
        self._saving = loop.run_in_executor(
            self._disk, _persist, self._directory, cursor, [one.path for one in finished]
        )
        self._saving.add_done_callback(lambda saving: self._saved(saving, finished))

    def _saved(self, saving: asyncio.Future[OSError | None], finished: list[Segment]) -> None:
        self._saving = None
        for segment in finished:
            self._segments.remove(segment)
        if error := saving.result():
            _log.warning("the spool's cursor could not be saved: %s", error)
            self._save_later()
        if any(segment.is_finished for segment in self._segments):
            self._save()


def _persist(directory: Path, cursor: Cursor, finished: list[Path]) -> OSError | None:
    """Run on a disk thread: save the cursor, then delete.

    On a full disk the cursor cannot be saved, and only deleting gives room. That is safe: what is
    saved about a missing segment is ignored, and segment numbers are never used twice.
    """
    failed = None
    try:
        spool_cursor.save(directory, cursor)
    except OSError as err:
        failed = err
    for path in finished:
        path.unlink(missing_ok=True)
    return failed


def _read_lines(path: Path, start: int, end: int, lines: int) -> _Read:
    """Run on a disk thread: read whole frames, at least one, as long as `lines` is not passed."""
    handle = os.open(path, os.O_RDONLY)
    try:
        data = os.pread(handle, min(READ_BYTES, end - start), start)
        if frame_at(data, 0) is None:
            data = os.pread(handle, end - start, start)
    finally:
        os.close(handle)
    is_rest = start + len(data) >= end
    frames: list[Frame] = []
    position = 0
    for part in scan(data) if is_rest else _whole_frames(data):
        if isinstance(part, Frame):
            if frames and part.lines > lines:
                break
            frames.append(part)
            lines -= part.lines
        position = part.end
    else:
        position = end - start if is_rest else position
    return _Read(
        body=b"".join(frame.payload for frame in frames),
        lines=sum(frame.lines for frame in frames),
        end=start + position,
        first_ms=frames[0].at_ms if frames else 0,
        last_ms=frames[-1].at_ms if frames else 0,
    )


def _whole_frames(data: bytes) -> Iterator[Frame | Damage]:
    position = 0
    while frame := frame_at(data, position):
        yield frame
        position = frame.end
