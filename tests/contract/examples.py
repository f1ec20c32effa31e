"""A hypothesis strategy for any message, derived from its field types."""

import dataclasses
from datetime import UTC, date, datetime
import types
from typing import Any, Union, get_args, get_origin, get_type_hints

from hypothesis import strategies as st

INSTANTS = st.datetimes(
    min_value=datetime(2020, 1, 1),  # noqa: DTZ001 - hypothesis adds the zone
    max_value=datetime(2035, 1, 1),  # noqa: DTZ001
    timezones=st.just(UTC),
).map(lambda instant: instant.replace(microsecond=instant.microsecond // 1000 * 1000))
TEXT = st.text(st.characters(codec="utf-8"), max_size=12)
_SCALARS: dict[Any, st.SearchStrategy[Any]] = {
    str: TEXT,
    bool: st.booleans(),
    int: st.integers(-(2**63) + 1, 2**63 - 1),
    float: st.floats(allow_nan=False, allow_infinity=False),
    datetime: INSTANTS,
    date: st.dates(),
}


def messages(kind: type[Any]) -> st.SearchStrategy[Any]:
    """Return a strategy for instances of a contract dataclass."""
    hints = get_type_hints(kind)
    return st.builds(kind, **{field.name: _of(hints[field.name]) for field in dataclasses.fields(kind)})


def _of(kind: Any) -> st.SearchStrategy[Any]:
    origin, args = get_origin(kind), get_args(kind)
    if origin in (Union, types.UnionType):
        (inner,) = (arg for arg in args if arg is not type(None))
        return st.none() | _of(inner)
    if origin is tuple:
        return st.lists(_of(args[0]), max_size=2).map(tuple)
    if origin is dict:
        return st.dictionaries(TEXT, _of(args[1]), max_size=2)
    if dataclasses.is_dataclass(kind):
        return messages(kind)  # type: ignore[arg-type]
    if kind in _SCALARS:
        return _SCALARS[kind]
    return st.sampled_from(list(kind))
