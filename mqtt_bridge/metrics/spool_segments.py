"""Segments of the spool: the file being written, and what is known of every file.

`Segment` and `Segments` belong to the event loop's thread; `SegmentFile` to the writing thread.
"""

from collections import deque
from collections.abc import Iterator
import contextlib
from dataclasses import dataclass, field
import os
from pathlib import Path
from typing import Self

SUFFIX = ".seg"
_sync_data = getattr(os, "fdatasync", os.fsync)  # macOS has no fdatasync


@dataclass(slots=True, kw_only=True)
class Batch:
    """Lines read from `[start, end)` of one segment, given out until they are settled."""

    segment: Segment
    start: int
    end: int
    body: bytes
    lines: int
    first_ms: int
    settled: bool = False


@dataclass(slots=True, kw_only=True, eq=False)
class Segment:
    """One file: bytes before `done` are settled, before `read` given out, before `end` on disk."""

    path: Path
    first_seq: int
    end: int = 0
    read: int = 0
    done: int = 0
    waiting: int = 0
    allocated: int = 0
    sealed: bool = False
    out: deque[Batch] = field(default_factory=deque)
    unread_since_ms: int | None = None

    @property
    def is_finished(self) -> bool:
        """Say whether nothing in it is needed any more."""
        return self.sealed and self.done >= self.end

    @property
    def disk_bytes(self) -> int:
        """Return what the file takes on disk."""
        return self.end if self.sealed else max(self.allocated, self.end)

    def settle(self, batch: Batch) -> None:
        """Mark a batch as dealt with; `done` moves over everything settled without a gap."""
        batch.settled = True
        self.waiting -= batch.lines
        while self.out and self.out[0].settled:
            self.done = self.out.popleft().end


class Segments:
    """Every segment that still matters, oldest first."""

    def __init__(self) -> None:
        """Start empty."""
        self._by_seq: dict[int, Segment] = {}

    def __iter__(self) -> Iterator[Segment]:
        """Iterate from the oldest to the newest."""
        return iter(self._by_seq.values())

    def __contains__(self, segment: Segment) -> bool:
        """Say whether the segment still exists."""
        return self._by_seq.get(segment.first_seq) is segment

    def add(self, segment: Segment) -> None:
        """Add the newest segment."""
        self._by_seq[segment.first_seq] = segment

    def remove(self, segment: Segment) -> None:
        """Forget a segment whose file is gone."""
        self._by_seq.pop(segment.first_seq, None)

    @property
    def waiting(self) -> int:
        """Return how many lines are on disk and not settled."""
        return sum(segment.waiting for segment in self)

    @property
    def disk_bytes(self) -> int:
        """Return what the segments take on disk; finished ones are about to go."""
        return sum(segment.disk_bytes for segment in self if not segment.is_finished)

    @property
    def oldest_ms(self) -> int | None:
        """Return when the oldest waiting line was written; None when nothing waits."""
        times = [batch.first_ms for segment in self for batch in segment.out if not batch.settled]
        times += [s.unread_since_ms for s in self if s.unread_since_ms is not None]
        return min(times, default=None)

    def unread(self, *, newest: bool) -> Segment | None:
        """Return the oldest or newest segment that has lines to give out."""
        found = (s for s in (reversed(self._by_seq.values()) if newest else self) if s.read < s.end)
        return next(found, None)

    def droppable(self) -> Segment | None:
        """Return the oldest sealed segment that nobody is writing to the database right now."""
        return next((s for s in self if s.sealed and not s.out and s.done < s.end), None)


class SegmentFile:
    """The one file that grows: preallocated, written at its end, synced before anything counts."""

    def __init__(self, path: Path, size: int) -> None:
        """Create the file with its space reserved; OSError leaves nothing behind."""
        self.path, self.size, self.end = path, size, 0
        self._handle = os.open(path, os.O_CREAT | os.O_EXCL | os.O_RDWR | os.O_CLOEXEC, 0o600)
        try:
            if hasattr(os, "posix_fallocate"):
                os.posix_fallocate(self._handle, 0, size)
            os.fsync(self._handle)
            sync_directory(path.parent)
        except OSError:
            os.close(self._handle)
            path.unlink(missing_ok=True)
            raise

    @classmethod
    def create(cls, directory: Path, first_seq: int, size: int) -> Self:
        """Create the segment whose first line has this number."""
        return cls(directory / f"{first_seq:020d}{SUFFIX}", size)

    def append(self, data: bytes) -> None:
        """Write and sync; nothing of it counts when this raises OSError."""
        written = 0
        while written < len(data):
            written += os.pwrite(self._handle, data[written:], self.end + written)
        _sync_data(self._handle)
        self.end += len(data)

    def seal(self) -> None:
        """Give back the reserved rest and close; harmless on a disk that takes no more writes."""
        with contextlib.suppress(OSError):
            os.ftruncate(self._handle, self.end)
            os.fsync(self._handle)
        os.close(self._handle)


def sync_directory(directory: Path) -> None:
    """Make created, renamed and removed names durable."""
    handle = os.open(directory, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
