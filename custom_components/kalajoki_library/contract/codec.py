"""Messages to canonical JSON bytes and back: tolerant reading, strict writing, bounded sizes.

Reading ignores keys it does not know, takes defaults for missing ones and turns unknown words into
UNKNOWN. Writing refuses whatever a reader of this version would not understand.
"""

from collections.abc import Callable
import dataclasses
from datetime import UTC, date, datetime
import json
import math
import types
from typing import Any, Union, get_args, get_origin, get_type_hints

from .errors import UnreadableMessageError, UnwritableMessageError
from .words import Word

MAX_PAYLOAD_BYTES = 256 * 1024
MAX_TEXT_CHARS = 2_000
MAX_ITEMS = 2_000
MAX_INTEGER = 2**63 - 1

type Reader = Callable[[Any, str], Any]
type Writer = Callable[[Any, str], Any]


def decode[M](message: type[M], payload: bytes) -> M:
    """Return the message in `payload`; UnreadableMessageError names the field that is wrong."""
    if len(payload) > MAX_PAYLOAD_BYTES:
        raise UnreadableMessageError("", f"{len(payload)} bytes, at most {MAX_PAYLOAD_BYTES}")
    try:
        data = _JSON.decode(payload.decode())
    except (ValueError, RecursionError) as err:
        raise UnreadableMessageError("", f"not JSON: {err}") from err
    read: M = _coder(message)[0](data, "")
    return read


def encode(message: object) -> bytes:
    """Return the canonical bytes; UnwritableMessageError when the message breaks the contract."""
    data = _coder(type(message))[1](message, "")
    payload = json.dumps(data, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    try:
        raw = payload.encode()
    except UnicodeEncodeError as err:
        msg = f"{type(message).__name__}: holds half a character"
        raise UnwritableMessageError(msg) from err
    if len(raw) > MAX_PAYLOAD_BYTES:
        msg = f"{type(message).__name__}: {len(raw)} bytes, at most {MAX_PAYLOAD_BYTES}"
        raise UnwritableMessageError(msg)
    return raw


def _refuse_constant(name: str) -> float:
    msg = f"{name} is not a number"
    raise ValueError(msg)


# Made once: `json.loads` with an option makes a decoder for every message, at twice the cost.
_JSON = json.JSONDecoder(parse_constant=_refuse_constant)


_CODERS: dict[Any, tuple[Reader, Writer]] = {}


def _coder(kind: Any) -> tuple[Reader, Writer]:
    """Return (reader, writer) for a type annotation; built once per type."""
    if kind not in _CODERS:
        _CODERS[kind] = _build(kind)
    return _CODERS[kind]


def _build(kind: Any) -> tuple[Reader, Writer]:
    origin, args = get_origin(kind), get_args(kind)
    if origin in (Union, types.UnionType):
        (inner,) = (arg for arg in args if arg is not type(None))
        return _optional(*_coder(inner))
    if origin is tuple:
        return _sequence(*_coder(args[0]))
    if origin is dict:
        return _mapping(*_coder(args[1]))
    if dataclasses.is_dataclass(kind):
        return _record(kind)
    if issubclass(kind, Word):
        return _word(kind)
    return _SCALARS[kind]


def _optional(read: Reader, write: Writer) -> tuple[Reader, Writer]:
    return (
        lambda data, at: None if data is None else read(data, at),
        lambda value, at: None if value is None else write(value, at),
    )


def _sequence(read: Reader, write: Writer) -> tuple[Reader, Writer]:
    def reading(data: Any, at: str) -> tuple[Any, ...]:
        if not isinstance(data, list) or len(data) > MAX_ITEMS:
            raise UnreadableMessageError(at, f"must be a list of at most {MAX_ITEMS}")
        return tuple(read(item, f"{at}[{place}]") for place, item in enumerate(data))

    def writing(value: Any, at: str) -> list[Any]:
        if not isinstance(value, tuple) or len(value) > MAX_ITEMS:
            _refuse(at, value, f"a tuple of at most {MAX_ITEMS}")
        return [write(item, f"{at}[{place}]") for place, item in enumerate(value)]

    return reading, writing


def _mapping(read: Reader, write: Writer) -> tuple[Reader, Writer]:
    def reading(data: Any, at: str) -> dict[str, Any]:
        if not isinstance(data, dict) or len(data) > MAX_ITEMS:
            raise UnreadableMessageError(at, f"must be an object of at most {MAX_ITEMS} keys")
        return {key: read(item, f"{at}.{key}") for key, item in data.items()}

    def writing(value: Any, at: str) -> dict[str, Any]:
        if not isinstance(value, dict) or len(value) > MAX_ITEMS:
            _refuse(at, value, f"a dict of at most {MAX_ITEMS} keys")
        return {_write_text(key, at): write(item, f"{at}.{key}") for key, item in sorted(value.items())}

    return reading, writing


def _record(kind: Any) -> tuple[Reader, Writer]:
    hints = get_type_hints(kind)
    fields = [
        (
            field.name,
            *_coder(hints[field.name]),
            field.default is dataclasses.MISSING and field.default_factory is dataclasses.MISSING,
        )
        for field in dataclasses.fields(kind)
    ]

    def reading(data: Any, at: str) -> Any:
        if not isinstance(data, dict):
            raise UnreadableMessageError(at, "must be an object")
        values = {}
        for name, read, _write, required in fields:
            if name in data:
                values[name] = read(data[name], f"{at}.{name}" if at else name)
            elif required:
                raise UnreadableMessageError(f"{at}.{name}" if at else name, "is missing")
        return kind(**values)

    def writing(value: Any, at: str) -> dict[str, Any]:
        if type(value) is not kind:
            _refuse(at, value, kind.__name__)
        return {
            name: write(getattr(value, name), f"{at}.{name}" if at else name)
            for name, _read, write, _required in fields
        }

    return reading, writing


def _word(kind: type[Word]) -> tuple[Reader, Writer]:
    def reading(data: Any, at: str) -> Word:
        if not isinstance(data, str):
            raise UnreadableMessageError(at, f"must be a word of {kind.__name__}")
        return kind(data)

    def writing(value: Any, at: str) -> str:
        if not isinstance(value, kind):
            _refuse(at, value, kind.__name__)
        return str(value)

    return reading, writing


def _refuse(at: str, value: object, wanted: str) -> None:
    # The value itself stays out of the text: it may be something that must not reach a log (D6).
    msg = f"{at or 'message'}: must be {wanted}, is {type(value).__name__}"
    raise UnwritableMessageError(msg)


def _read_text(data: Any, at: str) -> str:
    if not isinstance(data, str) or len(data) > MAX_TEXT_CHARS:
        raise UnreadableMessageError(at, f"must be text of at most {MAX_TEXT_CHARS} characters")
    try:
        data.encode()
    except UnicodeEncodeError as err:
        raise UnreadableMessageError(at, "is not valid text") from err
    return data


def _write_text(value: Any, at: str) -> str:
    if type(value) is not str or len(value) > MAX_TEXT_CHARS:
        _refuse(at, value, f"text of at most {MAX_TEXT_CHARS} characters")
    return str(value)


def _read_flag(data: Any, at: str) -> bool:
    if not isinstance(data, bool):
        raise UnreadableMessageError(at, "must be true or false")
    return data


def _write_flag(value: Any, at: str) -> bool:
    if not isinstance(value, bool):
        _refuse(at, value, "a bool")
    return bool(value)


def _read_integer(data: Any, at: str) -> int:
    if isinstance(data, bool) or not isinstance(data, int) or abs(data) > MAX_INTEGER:
        raise UnreadableMessageError(at, "must be a whole number of at most 64 bits")
    return data


def _write_integer(value: Any, at: str) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or abs(value) > MAX_INTEGER:
        _refuse(at, value, "an int of at most 64 bits")
    return int(value)


def _read_number(data: Any, at: str) -> float:
    if isinstance(data, bool) or not isinstance(data, int | float):
        raise UnreadableMessageError(at, "must be a number")
    try:
        number = float(data)
    except OverflowError as err:
        raise UnreadableMessageError(at, "is out of range") from err
    if not math.isfinite(number):
        raise UnreadableMessageError(at, "is out of range")
    return number


def _write_number(value: Any, at: str) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        _refuse(at, value, "a finite number")
    return float(value)


def _read_instant(data: Any, at: str) -> datetime:
    try:
        instant = datetime.fromisoformat(data)
    except (TypeError, ValueError) as err:
        raise UnreadableMessageError(at, "must be an ISO 8601 instant") from err
    if instant.tzinfo is None:
        raise UnreadableMessageError(at, "has no time zone")
    try:
        return instant.astimezone(UTC)
    except OverflowError as err:
        raise UnreadableMessageError(at, "is out of range") from err


def _write_instant(value: Any, at: str) -> str:
    if not isinstance(value, datetime) or value.tzinfo is None:
        _refuse(at, value, "an aware datetime")
    return str(value.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z"))


def _read_day(data: Any, at: str) -> date:
    try:
        return date.fromisoformat(data)
    except (TypeError, ValueError) as err:
        raise UnreadableMessageError(at, "must be a date YYYY-MM-DD") from err


def _write_day(value: Any, at: str) -> str:
    if not isinstance(value, date) or isinstance(value, datetime):
        _refuse(at, value, "a date")
    return str(value.isoformat())


_SCALARS: dict[Any, tuple[Reader, Writer]] = {
    str: (_read_text, _write_text),
    bool: (_read_flag, _write_flag),
    int: (_read_integer, _write_integer),
    float: (_read_number, _write_number),
    datetime: (_read_instant, _write_instant),
    date: (_read_day, _write_day),
}
