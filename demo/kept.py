"""What a kept evening needs to begin again: ports, the entry, the login. Lives beside the logs."""

from dataclasses import asdict, dataclass
import json
from pathlib import Path
from typing import Any

FILE = "kept.json"


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """One evening that was set up."""

    language: str
    broker_port: int
    home_port: int
    entry_id: str
    token: str
    tokens: dict[str, Any]


def load(directory: Path) -> Kept | None:
    """Return what was kept in a folder; None when nothing was, or nothing that can be used."""
    try:
        return Kept(**json.loads((directory / FILE).read_text()))
    except OSError, ValueError, TypeError:
        return None


def save(directory: Path, kept: Kept) -> None:
    """Keep it, for this user's eyes only."""
    file = directory / FILE
    file.touch(mode=0o600)
    file.write_text(json.dumps(asdict(kept)))
