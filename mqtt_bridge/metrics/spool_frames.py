"""The spool's frames in bytes: magic, sizes, checksum, lines. Pure; knows no file.

A frame is the unit of what is written, checked and lost together.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
import struct
from zlib import crc32

# Not valid UTF-8, so that no line of text can contain it.
MAGIC = b"\xf1KJ\x01"
HEADER = struct.Struct("<4sIIIQQ")  # magic, payload bytes, lines, checksum, first line's number, ms
MAX_PAYLOAD_BYTES = 64 * 1024 * 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """A frame found at `[start, end)` of a buffer; `seq` numbers its first line."""

    start: int
    end: int
    lines: int
    seq: int
    at_ms: int
    payload: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Damage:
    """Bytes `[start, end)` that are no frame. `is_tail`: nothing readable follows."""

    start: int
    end: int
    is_tail: bool


def build(lines: Sequence[str], *, seq: int, at_ms: int) -> bytes:
    """Return a frame of lines (without line ends)."""
    payload = ("\n".join(lines) + "\n").encode()
    head = HEADER.pack(MAGIC, len(payload), len(lines), 0, seq, at_ms)
    return HEADER.pack(MAGIC, len(payload), len(lines), _checksum(head, payload), seq, at_ms) + payload


def scan(data: bytes, start: int = 0) -> Iterator[Frame | Damage]:
    """Yield what `data` holds from `start`; the zeros of a preallocated file end it silently."""
    position = start
    while position < len(data):
        if frame := frame_at(data, position):
            yield frame
            position = frame.end
            continue
        following = _next_frame(data, position + 1)
        if following is None:
            end = position + len(data[position:].rstrip(b"\0"))
            if end > position:
                yield Damage(start=position, end=end, is_tail=True)
            return
        yield Damage(start=position, end=following, is_tail=False)
        position = following


def frame_at(data: bytes, position: int) -> Frame | None:
    """Return the whole and unharmed frame that starts at `position`, if one does."""
    body = position + HEADER.size
    if body > len(data) or not data.startswith(MAGIC, position):
        return None
    magic, size, lines, checksum, seq, at_ms = HEADER.unpack_from(data, position)
    if size > MAX_PAYLOAD_BYTES or body + size > len(data):
        return None
    payload = data[body : body + size]
    if _checksum(HEADER.pack(magic, size, lines, 0, seq, at_ms), payload) != checksum:
        return None
    return Frame(start=position, end=body + size, lines=lines, seq=seq, at_ms=at_ms, payload=payload)


def bytes_needed(data: bytes, position: int) -> int:
    """Return how long the frame at `position` claims to be, its header included."""
    if position + HEADER.size > len(data):
        return HEADER.size
    size: int = HEADER.unpack_from(data, position)[1]
    return HEADER.size + min(size, MAX_PAYLOAD_BYTES)


def _next_frame(data: bytes, position: int) -> int | None:
    while (position := data.find(MAGIC, position)) != -1:
        if frame_at(data, position):
            return position
        position += 1
    return None


def _checksum(head: bytes, payload: bytes) -> int:
    return crc32(payload, crc32(head))
