"""A small JSON file that survives restarts: written whole, synced, renamed."""

import json
import os
from pathlib import Path
from typing import Any

from .errors import ConfigurationError, TryAgainError


class Memory:
    """A mapping of JSON values on disk. What cannot be read is put aside, not overwritten."""

    def __init__(self, path: Path) -> None:
        """Open or begin the file; ConfigurationError when its folder cannot be written."""
        self._path = path
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            probe = path.with_suffix(".probe")
            probe.touch()
            probe.unlink()
        except OSError as err:
            raise ConfigurationError(
                f"data_dir: {path.parent} cannot be written ({err.strerror}); choose another or give rights"
            ) from err
        self._data: dict[str, Any] = self._read()

    def get(self, key: str) -> Any:
        """Return a value, None when there is none."""
        return self._data.get(key)

    def put(self, key: str, value: Any) -> None:
        """Set a value and have it on disk before returning; TryAgainError when the disk refuses it."""
        if self._data.get(key) == value:
            return
        data = {**self._data, key: value}
        try:
            self._write(data)
        except OSError as err:
            raise TryAgainError(f"{self._path}: cannot be written: {err.strerror}") from err
        self._data = data

    def _write(self, data: dict[str, Any]) -> None:
        fresh = self._path.with_suffix(".new")
        with fresh.open("w", encoding="utf-8") as file:
            json.dump(data, file)
            file.flush()
            os.fsync(file.fileno())
        fresh.replace(self._path)
        folder = os.open(self._path.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)

    def _read(self) -> dict[str, Any]:
        try:
            data = json.loads(self._path.read_text(encoding="utf-8"))
        except FileNotFoundError:
            return {}
        except ValueError, RecursionError:
            data = None
        if isinstance(data, dict):
            return data
        self._path.replace(self._path.with_suffix(".unreadable"))
        return {}
