"""Points to InfluxDB line protocol. Pure; knows no measurement by name.

What line protocol cannot carry unchanged (a backslash or a line break in a name or tag, a number
that is not finite) is refused here, because servers answer 204 and store something else.
"""

from dataclasses import dataclass
import math
import re

from ..errors import UnwritablePointError
from .schema import Measurement

# InfluxDB keeps nanoseconds in an int64 and reserves its ends.
MIN_TIME_NS = -9_223_372_036_854_775_806
MAX_TIME_NS = 9_223_372_036_854_775_806
MAX_CACHED_SERIES = 20_000

_UNSAFE = re.compile(r"[\x00-\x1f\x7f\\]")
_RESERVED = frozenset({"time", "_field", "_measurement"})
_TAG_ESCAPES = str.maketrans({",": r"\,", " ": r"\ ", "=": r"\="})
_MEASUREMENT_ESCAPES = str.maketrans({",": r"\,", " ": r"\ "})


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """One point: `tags` are values in the measurement's order, `fields` without unknown ones."""

    measurement: Measurement
    tags: tuple[str, ...]
    fields: dict[str, float]
    time_ns: int


class LineWriter:
    """Writes points as lines; remembers the escaped start of each series it has seen."""

    def __init__(self) -> None:
        """Start with nothing remembered."""
        self._series: dict[tuple[str, tuple[str, ...]], str] = {}
        self._names: dict[str, str] = {}

    def line(self, point: Point) -> str:
        """Return the line without a line end; UnwritablePointError says why there is none."""
        key = (point.measurement.name, point.tags)
        prefix = self._series.get(key) or self._remember(key, point.measurement.tags)
        if not MIN_TIME_NS <= point.time_ns <= MAX_TIME_NS:
            raise UnwritablePointError("time_out_of_range", f"{key[0]}: {point.time_ns} ns")
        names, pairs = self._names, []
        for name, value in point.fields.items():
            if not math.isfinite(value):
                raise UnwritablePointError("not_finite", f"{key[0]}.{name}: {value}")
            pairs.append(f"{names.get(name) or self._name(name)}={value!r}")
        if not pairs:
            raise UnwritablePointError("no_fields", f"{key[0]}: no field is known")
        return f"{prefix} {','.join(pairs)} {point.time_ns}"

    def _remember(self, key: tuple[str, tuple[str, ...]], names: tuple[str, ...]) -> str:
        if len(self._series) >= MAX_CACHED_SERIES:
            self._series.clear()
        prefix = self._series[key] = series(key[0], dict(zip(names, key[1], strict=True)))
        return prefix

    def _name(self, name: str) -> str:
        escaped = self._names[name] = _escaped_key(name, "field")
        return escaped


def series(measurement: str, tags: dict[str, str]) -> str:
    """Return the escaped measurement and tags, tags sorted as InfluxDB sorts them."""
    _refuse_unsafe(measurement, "measurement")
    if measurement.startswith("#"):
        raise UnwritablePointError("comment", f"measurement {measurement!r} would be a comment")
    parts = [measurement.translate(_MEASUREMENT_ESCAPES)]
    for name in sorted(tags):
        _refuse_unsafe(tags[name], f"tag {name}")
        parts.append(f"{_escaped_key(name, 'tag')}={tags[name].translate(_TAG_ESCAPES)}")
    return ",".join(parts)


def _escaped_key(name: str, what: str) -> str:
    _refuse_unsafe(name, f"{what} name")
    if name in _RESERVED:
        raise UnwritablePointError("reserved_name", f"a {what} may not be called {name!r}")
    return name.translate(_TAG_ESCAPES)


def _refuse_unsafe(text: str, what: str) -> None:
    if not text:
        raise UnwritablePointError("empty_name", f"{what} is empty")
    if _UNSAFE.search(text):
        raise UnwritablePointError("unsafe_text", f"{what} has a backslash or control character")
    try:
        text.encode()
    except UnicodeEncodeError as err:
        raise UnwritablePointError("unsafe_text", f"{what} is not valid text") from err
