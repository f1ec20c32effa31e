"""Finds what a previous run left on disk. Blocking; runs before anything else uses the spool.

A torn tail was never acknowledged and is cut. Damage in the middle is set aside and counted, and
everything readable around it is kept: a bad byte never stops the recorder.
"""

from dataclasses import dataclass
import logging
from pathlib import Path

from . import spool_cursor
from .spool_frames import Damage, Frame, scan
from .spool_segments import SUFFIX, Segment

QUARANTINE = "quarantine"
MAX_QUARANTINE_BYTES = 16 * 1024 * 1024

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Recovered:
    """What was found; `lost_lines` were acknowledged once and cannot be read any more."""

    segments: tuple[Segment, ...]
    next_seq: int
    lost_lines: int
    torn_bytes: int
    quarantined_bytes: int


@dataclass(frozen=True, slots=True, kw_only=True)
class _Examined:
    segment: Segment
    next_seq: int
    lost_lines: int
    torn_bytes: int
    quarantined_bytes: int


def recover(directory: Path) -> Recovered:
    """Examine every segment, cut torn tails, delete what is settled."""
    cursor = spool_cursor.load(directory)
    found: list[_Examined] = []
    for path in sorted(directory.glob(f"*{SUFFIX}")):
        if not path.stem.isdecimal():
            continue
        examined = _examine(path, cursor.done.get(int(path.stem), 0))
        found.append(examined)
        if examined.segment.is_finished:
            path.unlink()
    kept = tuple(one.segment for one in found if not one.segment.is_finished)
    # A number is never used twice: a new segment must not inherit an old one's saved offset.
    used = [*(one.next_seq for one in found), *(seq + 1 for seq in cursor.done)]
    next_seq = max([cursor.next_seq, *used])
    return Recovered(
        segments=kept,
        next_seq=next_seq,
        lost_lines=sum(one.lost_lines for one in found),
        torn_bytes=sum(one.torn_bytes for one in found),
        quarantined_bytes=sum(one.quarantined_bytes for one in found),
    )


def _examine(path: Path, done: int) -> _Examined:
    data, first_seq = path.read_bytes(), int(path.stem)
    done = done if done <= len(data) else 0
    segment = Segment(path=path, first_seq=first_seq, end=done, read=done, done=done, sealed=True)
    expected: int | None = first_seq if done == 0 else None
    next_seq, lost, torn, quarantined = first_seq, 0, 0, 0
    for part in scan(data, done):
        match part:
            case Frame():
                lost += max(0, part.seq - expected) if expected is not None else 0
                next_seq = expected = part.seq + part.lines
                segment.end = part.end
                segment.waiting += part.lines
                segment.unread_since_ms = segment.unread_since_ms or part.at_ms
            case Damage(is_tail=True):
                torn += part.end - part.start
            case Damage():
                quarantined += part.end - part.start
                _quarantine(path, part.start, data[part.start : part.end])
    if segment.end < len(data):
        _cut(path, segment.end)
    if torn or quarantined:
        _log.warning(
            "%s: cut %d bytes of an unfinished write, set aside %d damaged bytes",
            path.name,
            torn,
            quarantined,
        )
    return _Examined(
        segment=segment,
        next_seq=next_seq,
        lost_lines=lost,
        torn_bytes=torn,
        quarantined_bytes=quarantined,
    )


def _cut(path: Path, end: int) -> None:
    with path.open("r+b") as file:
        file.truncate(end)


def _quarantine(path: Path, start: int, data: bytes) -> None:
    folder = path.parent / QUARANTINE
    folder.mkdir(exist_ok=True)
    used = sum(file.stat().st_size for file in folder.iterdir())
    if used + len(data) <= MAX_QUARANTINE_BYTES:
        (folder / f"{path.stem}-{start}.bin").write_bytes(data)
