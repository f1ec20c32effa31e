"""The mapping engine: applies a profile to one message. What does not fit is dropped by its reason."""

import json
from typing import Any

from ..contract.words import Kind
from ..errors import DropError
from .api import Device, Form, Native, Reading
from .paths import MISSING, find, steps
from .profile import Command, Profile, Rule, Step, Take

MAX_PAYLOAD_BYTES = 256 * 1024
MAX_READINGS = 200
MOST = 2**53  # beyond it a number is neither whole nor a measurement; NaN is not below it either


def topics(profile: Profile, device: Device) -> tuple[str, ...]:
    """Return every native topic of a device."""
    return tuple(dict.fromkeys(_fill(rule.topic, device) for rule in profile.rules))


def read(profile: Profile, device: Device, topic: str, payload: bytes) -> tuple[Reading, ...]:
    """Return what a message says; DropError names why it says nothing understandable."""
    if len(payload) > MAX_PAYLOAD_BYTES:
        raise DropError("too_large", f"{len(payload)} bytes")
    found: list[Reading] = []
    parsed: Any = MISSING
    for rule in profile.rules:
        if _fill(rule.topic, device) != topic:
            continue
        if rule.text:
            data: Any = payload.decode(errors="replace").strip()
        else:
            parsed = _json(payload) if parsed is MISSING else parsed
            data = parsed
        found += _apply(rule, data)
    if len(found) > MAX_READINGS:
        raise DropError("too_many_readings", f"{len(found)}")
    return tuple(found)


def command(
    profile: Profile, device: Device, kind: Kind, action: str, *, request: int, hold_s: float
) -> tuple[Command, tuple[Native, ...]]:
    """Return how a command is judged, and the messages that give it; DropError when there is none."""
    spec = profile.commands.get(f"{kind}.{action}")
    if spec is None:
        raise DropError("unsupported", f"{profile.profile} has no {kind}.{action}")
    return spec, messages(spec.steps, device, request=request, hold_s=hold_s)


def messages(
    wanted: list[Step], device: Device, *, request: int = 0, hold_s: float = 0.0
) -> tuple[Native, ...]:
    """Fill in the messages of a command or greeting."""
    values = {"id": request, "hold_s": hold_s}
    return tuple(
        Native(
            topic=_fill(one.topic, device), payload=json.dumps(_filled(one.payload, values, device)).encode()
        )
        for one in wanted
    )


def _fill(topic: str, device: Device) -> str:
    return topic.replace("{prefix}", device.prefix).replace("{key}", device.key)


def _filled(template: Any, values: dict[str, float], device: Device) -> Any:
    if isinstance(template, dict):
        return {name: _filled(value, values, device) for name, value in template.items()}
    if isinstance(template, str):
        if template[1:-1] in values and template[:1] == "{":
            return values[template[1:-1]]
        return _fill(template, device)
    return template


def _json(payload: bytes) -> Any:
    try:
        return json.loads(payload)
    except (ValueError, RecursionError) as err:
        raise DropError("not_json") from err


def _apply(rule: Rule, data: Any) -> list[Reading]:
    items = [data]
    if rule.each is not None:
        listed = find(data, steps(rule.each))
        items = listed if isinstance(listed, list) else []
    return [reading for item in items if (reading := _one(rule, item)) is not None]


def _one(rule: Rule, data: Any) -> Reading | None:
    for path, allowed in rule.where.items():
        if find(data, steps(path)) not in allowed:
            return None
    fields = {}
    for name, take in rule.fields.items():
        value = _taken(take, data)
        if value is None and take.required:
            return None
        if value is not None:
            fields[name] = value
    if not fields and rule.fields:
        return None
    return Reading(kind=rule.kind, form=rule.form, fields=fields)


def _taken(take: Take, data: Any) -> Any:
    value = take.const if take.path is None else find(data, take.steps)
    if value is MISSING or value is None:
        return None
    if take.words is not None:
        if isinstance(value, dict | list):
            return take.otherwise
        word = json.dumps(value) if isinstance(value, bool) else str(value)
        return take.words.get(word, take.otherwise)
    if take.negate:
        return (not value) if isinstance(value, bool) else None
    if take.scale is not None or take.digits is not None or take.whole:
        return _number(take, value)
    return value


def _number(take: Take, value: Any) -> float | int | None:
    if isinstance(value, bool) or not isinstance(value, int | float) or not abs(value) <= MOST:
        return None
    scaled = value * (take.scale if take.scale is not None else 1)
    if take.whole:
        return int(scaled)
    return round(float(scaled), take.digits if take.digits is not None else 6)


def forms(profile: Profile) -> set[tuple[Kind, Form]]:
    """Return which readings a profile can give."""
    return {(rule.kind, rule.form) for rule in profile.rules}
