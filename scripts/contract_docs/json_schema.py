"""JSON Schema (2020-12) of a message, as strict as a writer must be."""

import dataclasses
from datetime import date, datetime
import json
import types
from typing import Any, Union, get_args, get_origin, get_type_hints

from mqtt_bridge.contract import codec
from mqtt_bridge.contract.words import Word

DIALECT = "https://json-schema.org/draft/2020-12/schema"

_SCALARS: dict[Any, dict[str, Any]] = {
    str: {"type": "string", "maxLength": codec.MAX_TEXT_CHARS},
    bool: {"type": "boolean"},
    int: {"type": "integer", "minimum": -codec.MAX_INTEGER, "maximum": codec.MAX_INTEGER},
    float: {"type": "number"},
    datetime: {"type": "string", "format": "date-time"},
    date: {"type": "string", "format": "date"},
}


def canonical(data: dict[str, Any]) -> str:
    """Return the same text for the same data, every time."""
    return json.dumps(data, indent=2, ensure_ascii=False) + "\n"


def schema_of(message: type[Any]) -> dict[str, Any]:
    """Return the whole schema document of one message."""
    return {"$schema": DIALECT, "title": message.__name__, **_of_record(message)}


def summary(kind: type[Any]) -> str:
    """Return a class's docstring as one paragraph."""
    return " ".join((kind.__doc__ or "").split())


def fields_of(kind: type[Any]) -> list[tuple[str, Any, bool]]:
    """Return (name, annotation, required) of each field in wire order."""
    hints = get_type_hints(kind)
    missing = dataclasses.MISSING
    return [
        (field.name, hints[field.name], field.default is missing and field.default_factory is missing)
        for field in dataclasses.fields(kind)
    ]


def _of_record(kind: type[Any]) -> dict[str, Any]:
    fields = fields_of(kind)
    return {
        "description": summary(kind),
        "type": "object",
        "properties": {name: _of(annotation) for name, annotation, _required in fields},
        "required": [name for name, _annotation, required in fields if required],
    }


def _of(kind: Any) -> dict[str, Any]:
    origin, args = get_origin(kind), get_args(kind)
    if origin in (Union, types.UnionType):
        (inner,) = (arg for arg in args if arg is not type(None))
        return {"anyOf": [_of(inner), {"type": "null"}]}
    if origin is tuple:
        return {"type": "array", "items": _of(args[0]), "maxItems": codec.MAX_ITEMS}
    if origin is dict:
        return {"type": "object", "additionalProperties": _of(args[1])}
    if dataclasses.is_dataclass(kind):
        return _of_record(kind)  # type: ignore[arg-type]
    if issubclass(kind, Word):
        return {"type": "string", "enum": [word.value for word in kind]}
    return dict(_SCALARS[kind])
