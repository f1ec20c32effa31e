"""Lines no database will ever take, with the server's reason, in a file of bounded size."""

from collections.abc import Sequence
from dataclasses import dataclass
import json
import os
from pathlib import Path

MAX_BYTES = 4 * 1024 * 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class DeadLetter:
    """One refused line; `reason` is countable, `detail` the server's own words."""

    at_ms: int
    reason: str
    detail: str
    line: str


class DeadLetters:
    """One JSON object a line; at the limit the file becomes `.1` and the `.1` before is gone."""

    def __init__(self, path: Path, max_bytes: int = MAX_BYTES) -> None:
        """Keep at most twice `max_bytes` at `path` and its predecessor."""
        self._path, self._max_bytes = path, max_bytes

    def add(self, letters: Sequence[DeadLetter]) -> None:
        """Append durably. Blocking; OSError when the disk does not take them."""
        text = "".join(
            json.dumps({"at_ms": one.at_ms, "reason": one.reason, "detail": one.detail, "line": one.line})
            + "\n"
            for one in letters
        ).encode()
        self._path.parent.mkdir(parents=True, exist_ok=True)
        if self._path.exists() and self._path.stat().st_size + len(text) > self._max_bytes:
            self._path.replace(self._path.with_name(f"{self._path.name}.1"))
        with self._path.open("ab") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
