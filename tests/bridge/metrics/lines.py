"""Reads line protocol the way the servers do: an escape is a backslash before , space = or quote."""

import re

_ESCAPE = re.compile(r"\\([, =])")


def read_line(line: str) -> tuple[str, dict[str, str], dict[str, float], int]:
    """Return measurement, tags, fields and time of one line."""
    head, fields, time = _split(line, " ")
    name, *tags = _split(head, ",")
    return (
        _plain(name),
        {_plain(k): _plain(v) for k, v in (_split(tag, "=") for tag in tags)},
        {_plain(k): float(v) for k, v in (_split(one, "=") for one in _split(fields, ","))},
        int(time),
    )


def _split(text: str, mark: str) -> list[str]:
    return re.split(rf"(?<!\\){re.escape(mark)}", text)


def _plain(text: str) -> str:
    return _ESCAPE.sub(r"\1", text)
