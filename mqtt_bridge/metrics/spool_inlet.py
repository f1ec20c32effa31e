"""The spool's way in: lines gather into groups, a group is written and synced at once.

Whoever appends hears about the group when it is on disk, in the same step in which it is counted.
"""

import asyncio
from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass
from enum import StrEnum
from functools import partial
from itertools import batched
from pathlib import Path

from ..errors import SpoolFullError, SpoolUnwritableError, TryAgainError
from .spool_frames import build
from .spool_segments import Segment, SegmentFile, Segments
from .tally import Tally

LINES_PER_FRAME = 1_000
# While one group is being written the next may grow to this many times its size.
GROUP_STRETCH = 8

type Listener = Callable[[TryAgainError | None], None]


class WhenFull(StrEnum):
    """What happens at the size limit."""

    STOP = "stop"  # take nothing more, so that the broker is not acknowledged and keeps it
    DROP_OLDEST = "drop_oldest"  # lose the oldest lines, counted


@dataclass(frozen=True, slots=True, kw_only=True)
class SpoolLimits:
    """Sizes of the spool; a group is written at `group_lines` or after `group_wait_s`."""

    max_bytes: int = 512 * 1024 * 1024
    segment_bytes: int = 8 * 1024 * 1024
    group_lines: int = 256
    group_wait_s: float = 0.05
    when_full: WhenFull = WhenFull.STOP


class Group:
    """Lines that reach the disk together."""

    __slots__ = ("_listeners", "_outcome", "lines")

    def __init__(self) -> None:
        """Start empty."""
        self.lines: list[str] = []
        self._listeners: list[Listener] = []
        self._outcome: tuple[TryAgainError | None] | None = None

    def listen(self, listener: Listener) -> None:
        """Have `listener` called with None or the error, once, when the group is settled."""
        if self._outcome is None:
            self._listeners.append(listener)
        else:
            listener(*self._outcome)

    async def on_disk(self) -> None:
        """Wait until it is on disk; TryAgainError when the disk refused it."""
        future: asyncio.Future[TryAgainError | None] = asyncio.get_running_loop().create_future()
        self.listen(lambda error: None if future.done() else future.set_result(error))
        if error := await future:
            raise error

    def settle(self, error: TryAgainError | None) -> None:
        """Tell everybody who waits for it."""
        self._outcome = (error,)
        for listener in self._listeners:
            listener(error)


class Inlet:
    """Takes lines; only one group is being written at any time."""

    def __init__(
        self,
        *,
        directory: Path,
        limits: SpoolLimits,
        segments: Segments,
        next_seq: int,
        disk: Executor,
        now_ms: Callable[[], int],
        tally: Tally,
        on_change: Callable[[], None],
    ) -> None:
        """Write into `directory` on the threads of `disk`; `on_change` after every write."""
        self.next_seq = next_seq
        self._directory, self._limits, self._segments = directory, limits, segments
        self._disk, self._now_ms, self._tally, self._on_change = disk, now_ms, tally, on_change
        self._group = Group()
        self._full_groups: deque[Group] = deque()
        self._timer: asyncio.TimerHandle | None = None
        self._writing: asyncio.Future[None] | None = None
        self._is_due = False
        self._file: SegmentFile | None = None
        self._active: Segment | None = None

    def append(self, lines: Sequence[str]) -> Group:
        """Add lines to the group being gathered and return that group."""
        group = self._group
        if len(group.lines) >= self._limits.group_lines * GROUP_STRETCH:
            self._full_groups.append(group)
            group = self._group = Group()
        group.lines.extend(lines)
        if len(group.lines) >= self._limits.group_lines:
            self._commit()
        elif self._timer is None:
            loop = asyncio.get_running_loop()
            self._timer = loop.call_later(self._limits.group_wait_s, self._commit)
        return group

    async def flush(self) -> None:
        """Write what is gathered; returns when it is on disk or refused."""
        while self._writing is not None or self._full_groups or self._group.lines:
            self._commit()
            if self._writing is not None:
                await asyncio.wait([self._writing])
            await asyncio.sleep(0)  # lets callbacks run

    async def close(self) -> None:
        """Write what is gathered and close the file."""
        await self.flush()
        if self._file is not None:
            file, self._file = self._file, None
            await asyncio.get_running_loop().run_in_executor(self._disk, file.seal)
            self._seal()

    def _commit(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        if self._writing is not None:
            self._is_due = True
            return
        self._is_due = False
        while group := self._next_group():
            data = self._frames(group.lines)
            loop = asyncio.get_running_loop()
            try:
                self._make_room(len(data))
            except SpoolFullError as err:
                # Not at once: whoever appends has not had the chance to listen yet.
                loop.call_soon(group.settle, err)
                continue
            self._writing = loop.run_in_executor(self._disk, self._write, data)
            self._writing.add_done_callback(partial(self._written, group, len(data)))
            return

    def _next_group(self) -> Group | None:
        if self._full_groups:
            return self._full_groups.popleft()
        group = self._group
        if not group.lines:
            return None
        self._group = Group()
        return group

    def _frames(self, lines: list[str]) -> bytes:
        seq, frames, now = self.next_seq, [], self._now_ms()
        for part in batched(lines, LINES_PER_FRAME, strict=False):
            frames.append(build(part, seq=seq, at_ms=now))
            seq += len(part)
        return b"".join(frames)

    def _make_room(self, size: int) -> None:
        limits = self._limits
        if self._file is not None and self._file.end + size <= self._file.size:
            return
        # Sealing gives back the reserved rest of the active segment.
        given_back = self._file.size - self._file.end if self._file else 0
        needed = max(limits.segment_bytes, size) - given_back
        while self._segments.disk_bytes + needed > limits.max_bytes:
            oldest = self._segments.droppable() if limits.when_full is WhenFull.DROP_OLDEST else None
            if oldest is None:
                msg = f"the spool holds its limit of {limits.max_bytes} bytes"
                raise SpoolFullError(msg)
            self._tally.dead["spool_full"] += oldest.waiting
            oldest.waiting, oldest.read, oldest.done = 0, oldest.end, oldest.end
            oldest.unread_since_ms = None
            self._on_change()

    def _write(self, data: bytes) -> None:
        """Run on a disk thread: write into the file, or into a new one when it is full."""
        file = self._file
        if file is not None and file.end + len(data) > file.size:
            file.seal()
            file = self._file = None
        if file is None:
            size = max(self._limits.segment_bytes, len(data))
            file = self._file = SegmentFile.create(self._directory, self.next_seq, size)
        try:
            file.append(data)
        except OSError:
            # After a failed sync nobody knows what the disk has: never write there again.
            self._file = None
            file.seal()
            if file.end == 0:
                file.path.unlink(missing_ok=True)
            raise

    def _written(self, group: Group, size: int, writing: asyncio.Future[None]) -> None:
        self._writing = None
        error = writing.exception()
        if self._active is not None and (self._file is None or self._file.path != self._active.path):
            self._seal()
        if error is None:
            self._count(group, size)
            group.settle(None)
        elif isinstance(error, OSError):
            group.settle(SpoolUnwritableError(f"{self._directory}: {error.strerror or error}"))
        else:
            raise error
        self._on_change()
        # Lines without a timer were due already, behind a full group that went first.
        waits_for_nothing = bool(self._group.lines) and self._timer is None
        if self._is_due or self._full_groups or waits_for_nothing:
            self._commit()

    def _count(self, group: Group, size: int) -> None:
        if self._active is None:
            assert self._file is not None
            self._active = Segment(path=self._file.path, first_seq=self.next_seq, allocated=self._file.size)
            self._segments.add(self._active)
        active, lines = self._active, len(group.lines)
        if active.read == active.end:
            active.unread_since_ms = self._now_ms()
        active.end += size
        active.waiting += lines
        self.next_seq += lines
        self._tally.spooled += lines

    def _seal(self) -> None:
        if self._active is not None:
            self._active.sealed = True
            self._active = None
            self._on_change()
