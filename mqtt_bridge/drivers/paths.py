"""Looks things up in a vendor's JSON by dotted path, such as `params.switch:0.output` or `lines[0].in`."""

import re
from typing import Any

_STEP = re.compile(r"([^.\[\]]+)|\[(\d+)\]")


class _Missing:
    def __bool__(self) -> bool:
        return False


MISSING = _Missing()


def steps(path: str) -> tuple[str | int, ...]:
    """Take a path apart; the empty path is the whole payload."""
    return tuple(name or int(place) for name, place in _STEP.findall(path))


def find(data: Any, path: tuple[str | int, ...]) -> Any:
    """Return what is at a path, or MISSING."""
    for step in path:
        if isinstance(step, int):
            if not isinstance(data, list) or step >= len(data):
                return MISSING
            data = data[step]
        else:
            if not isinstance(data, dict) or step not in data:
                return MISSING
            data = data[step]
    return data
