"""Names of things. A sensor or lock is known by an opaque text that the shell understands."""

from dataclasses import dataclass
from typing import NewType

SpaceId = NewType("SpaceId", str)
DoorId = NewType("DoorId", str)
LockId = NewType("LockId", str)
SwitchId = NewType("SwitchId", str)
SensorId = NewType("SensorId", str)
CounterId = NewType("CounterId", str)
DisplayId = NewType("DisplayId", str)
SourceId = NewType("SourceId", str)
RequestId = NewType("RequestId", str)


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class BookingKey:
    """Identity of a booking (B1). `recurrence` is "" for a booking that does not recur."""

    source: SourceId
    uid: str
    recurrence: str = ""
