"""How far each segment is settled, in one small file that is replaced atomically.

An old or missing cursor is harmless: lines are written again and overwrite themselves.
"""

from dataclasses import dataclass, field
import json
import os
from pathlib import Path

from .spool_segments import sync_directory

NAME = "cursor.json"


@dataclass(frozen=True, slots=True, kw_only=True)
class Cursor:
    """`done`: settled bytes by the segment's first number. `next_seq` never falls back."""

    next_seq: int = 0
    done: dict[int, int] = field(default_factory=dict)


def load(directory: Path) -> Cursor:
    """Return the saved cursor; an unreadable one counts as none."""
    try:
        saved = json.loads((directory / NAME).read_bytes())
        done = {int(seq): int(offset) for seq, offset in saved["done"].items()}
        return Cursor(next_seq=int(saved["next_seq"]), done=done)
    except OSError, ValueError, KeyError, TypeError, AttributeError:
        return Cursor()


def save(directory: Path, cursor: Cursor) -> None:
    """Replace the cursor durably: after a crash there is the old one or the new one."""
    text = json.dumps({"next_seq": cursor.next_seq, "done": cursor.done})
    new = directory / f"{NAME}.new"
    with new.open("wb") as file:
        file.write(text.encode())
        file.flush()
        os.fsync(file.fileno())
    new.replace(directory / NAME)
    sync_directory(directory)
