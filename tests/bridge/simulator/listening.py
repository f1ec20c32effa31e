"""Reads a pretend device's messages with the shipped profiles, as the bridge would."""

from datetime import UTC, datetime, timedelta

from mqtt_bridge.contract.words import Kind
from mqtt_bridge.drivers import mapping
from mqtt_bridge.drivers.api import Device, Native, Reading
from mqtt_bridge.drivers.profile import shipped
from mqtt_bridge.simulator.building import FITTINGS, Fitting, PretendBuilding
from mqtt_bridge.simulator.gadget import Message, Messages

NOW = datetime(2026, 11, 25, 16, 0, tzinfo=UTC)
SECOND = timedelta(seconds=1)


def device_of(fitting: Fitting) -> Device:
    prefix = shipped()[fitting.profile].prefix
    return Device(id=fitting.id, name=fitting.id, profile=fitting.profile, key=fitting.key, prefix=prefix)


def readings(messages: Messages) -> dict[str, list[Reading]]:
    """Return what each device's profile makes of the messages; raises where one cannot be read."""
    heard = {
        fitting.id: [
            reading
            for message in messages
            for reading in mapping.read(
                shipped()[fitting.profile], device_of(fitting), message.topic, message.payload
            )
        ]
        for fitting in FITTINGS
    }
    return {name: found for name, found in heard.items() if found}


def fields(messages: Messages, device: str) -> list[dict[str, object]]:
    return [reading.fields for reading in readings(messages).get(device, [])]


def is_heard(message: Message) -> bool:
    """Whether some device's profile listens to the message's topic."""
    return any(
        message.topic in mapping.topics(shipped()[fitting.profile], device_of(fitting))
        for fitting in FITTINGS
    )


def give(building: PretendBuilding, natives: tuple[Native, ...], now: datetime = NOW) -> Messages:
    """Carry the bridge's messages to the building."""
    return tuple(said for native in natives for said in building.hear(native.topic, native.payload, now))


def command(device: str, action: str) -> tuple[Native, ...]:
    """Return the messages that carry out a command, as the bridge makes them."""
    fitting = next(one for one in FITTINGS if one.id == device)
    kind, _, verb = action.partition(".")
    _spec, natives = mapping.command(
        shipped()[fitting.profile], device_of(fitting), Kind(kind), verb, request=7, hold_s=3.0
    )
    return natives


def run(building: PretendBuilding, seconds: float, start: datetime = NOW) -> Messages:
    """Let time pass; every due moment is lived through."""
    end = start + seconds * SECOND
    said: Messages = ()
    while (due := building.due()) <= end:
        said += building.tick(due)
    return said
