"""Readings to contract messages. The caller brings ids, instants and sequence numbers."""

import dataclasses
from dataclasses import dataclass
from datetime import datetime
import types
from typing import Any, Union, get_args, get_origin, get_type_hints

from ..contract import messages as m, topics
from ..contract.messages.envelope import Source
from ..contract.topics import Row
from ..contract.words import Kind, Quality, Word
from ..errors import DropError
from .api import Device, Form, Reading
from .mapping import MOST

ROWS: dict[tuple[Kind, Form], Row] = {
    (Kind.LOCK, Form.STATE): topics.LOCK_STATE,
    (Kind.LOCK, Form.EVENT): topics.LOCK_EVENT,
    (Kind.CONTACT, Form.STATE): topics.CONTACT_STATE,
    (Kind.OCCUPANCY, Form.STATE): topics.OCCUPANCY_STATE,
    (Kind.COUNT, Form.STATE): topics.COUNT_STATE,
    (Kind.COUNT, Form.EVENT): topics.COUNT_EVENT,
    (Kind.BUTTON, Form.EVENT): topics.BUTTON_EVENT,
    (Kind.ENVIRONMENT, Form.STATE): topics.ENVIRONMENT_STATE,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Stamp:
    """What the bridge adds to a reading."""

    id: str
    at: datetime
    seq: int
    boot: str
    driver: str
    quality: Quality = Quality.OK


def message(device: Device, reading: Reading, stamp: Stamp) -> tuple[Row, m.Message]:
    """Return the row and message of a state or event; fields that do not fit are left unknown."""
    row = ROWS[reading.kind, reading.form]
    hints = get_type_hints(row.message)
    fields = {}
    for name, value in reading.fields.items():
        fitted = _fitted(hints[name], value)
        if fitted is not None or type(None) in get_args(hints[name]):
            fields[name] = fitted
        elif name in _required(row.message):
            raise DropError("unfit", f"{name}: {type(value).__name__} cannot be read")
    kind: Any = row.message
    made: m.Message = kind(
        id=stamp.id,
        ts=stamp.at,
        rx_ts=stamp.at,
        dev=device.id,
        seq=stamp.seq,
        boot=stamp.boot,
        src=Source(drv=stamp.driver, key=device.key[:100]),
        q=stamp.quality,
        **fields,
    )
    return row, made


def _required(kind: type[m.Message]) -> set[str]:
    missing = dataclasses.MISSING
    return {
        one.name
        for one in dataclasses.fields(kind)
        if one.default is missing and one.default_factory is missing
    }


def _fitted(hint: Any, value: Any) -> Any:
    if get_origin(hint) in (Union, types.UnionType):
        (hint,) = (one for one in get_args(hint) if one is not type(None))
    if issubclass(hint, Word):
        return hint(value) if isinstance(value, str) else None
    if hint in (float, int):
        if isinstance(value, bool) or not isinstance(value, hint | int) or not abs(value) <= MOST:
            return None
        return hint(value)
    return value if isinstance(value, hint) else None
