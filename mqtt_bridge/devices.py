"""The configured devices: what they say becomes contract messages; who has been heard, and when."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
import secrets

from .contract import messages as m, topics
from .contract.topics import Row
from .contract.words import AvailabilityReason, BoltState, Kind, Online, Quality
from .drivers import mapping
from .drivers.api import Device, Form, Native, Reading
from .drivers.canonical import Stamp, message
from .drivers.counters import Line, advance
from .drivers.profile import Profile
from .memory import Memory

type Said = tuple[Row, m.Message]


@dataclass(slots=True, kw_only=True)
class Known:
    """A device with what the bridge knows of it now."""

    device: Device
    profile: Profile
    online: Online = Online.UNKNOWN
    reason: AvailabilityReason = AvailabilityReason.NEVER_SEEN
    since: datetime
    last_seen: datetime | None = None
    bolt: BoltState = BoltState.UNKNOWN


class Devices:
    """All devices. `hear` takes a native message and returns what to publish."""

    def __init__(self, devices: tuple[tuple[Device, Profile], ...], memory: Memory, now: datetime) -> None:
        """Take the configured devices and the memory that keeps counters."""
        self.known = {
            device.id: Known(device=device, profile=profile, since=now) for device, profile in devices
        }
        self._by_topic: dict[str, list[Known]] = {}
        for known in self.known.values():
            for topic in mapping.topics(known.profile, known.device):
                self._by_topic.setdefault(topic, []).append(known)
        self._memory = memory
        self._boot = secrets.token_hex(4)
        self._seq = 0

    @property
    def topics(self) -> tuple[str, ...]:
        """Every native topic."""
        return tuple(self._by_topic)

    @property
    def online(self) -> int:
        """How many devices are known to be reachable."""
        return sum(known.online is Online.ONLINE for known in self.known.values())

    def placement(self) -> dict[str, str]:
        """Return the space of each device that is in one."""
        return {one.device.id: one.device.space for one in self.known.values() if one.device.space}

    def hear(self, topic: str, payload: bytes, now: datetime) -> list[Said]:
        """Return what a native message means; DropError when it means nothing."""
        said: list[Said] = []
        for known in self._by_topic.get(topic, ()):
            readings = mapping.read(known.profile, known.device, topic, payload)
            for reading in readings:
                if reading.form is Form.AVAILABILITY:
                    state = Online(reading.fields.get("state", "unknown"))
                    said += self._set_online(known, state, AvailabilityReason.REPORTED, now)
                else:
                    said += self._heard(known, now)
                    said.append(self._say(known, reading, now))
        return said

    def lose_silent(self, now: datetime) -> list[Said]:
        """Return availability of devices that have been silent for too long."""
        said: list[Said] = []
        for known in self.known.values():
            limit = known.profile.silent_after_s
            if limit is None or known.last_seen is None or known.online is not Online.ONLINE:
                continue
            if now - known.last_seen > timedelta(seconds=limit):
                said += self._set_online(known, Online.OFFLINE, AvailabilityReason.TIMEOUT, now)
        return said

    def introduce(self, now: datetime) -> Iterator[Said]:
        """Yield meta and availability of every device, for a new connection."""
        for known in self.known.values():
            device, profile = known.device, known.profile
            yield (
                topics.DEVICE_META,
                m.DeviceMeta(
                    id=self._id(device.id),
                    ts=now,
                    dev=device.id,
                    name=device.name,
                    kinds=tuple(profile.kinds),
                    driver=profile.driver,
                    manufacturer=profile.manufacturer,
                    model=profile.model or profile.profile,
                    area=device.area,
                ),
            )
            yield self._availability(known, now)

    def greetings(self) -> Iterator[Native]:
        """Yield the native messages that ask every device for its state."""
        for known in self.known.values():
            yield from mapping.messages(known.profile.greeting, known.device)

    def _heard(self, known: Known, now: datetime) -> list[Said]:
        known.last_seen = now
        if known.online is Online.ONLINE:
            return []
        return self._set_online(known, Online.ONLINE, AvailabilityReason.REPORTED, now)

    def _set_online(
        self, known: Known, state: Online, reason: AvailabilityReason, now: datetime
    ) -> list[Said]:
        if known.online is state:
            return []
        known.online, known.reason, known.since = state, reason, now
        if state is not Online.ONLINE:
            known.bolt = BoltState.UNKNOWN
        return [self._availability(known, now)]

    def _availability(self, known: Known, now: datetime) -> Said:
        return topics.DEVICE_AVAILABILITY, m.DeviceAvailability(
            id=self._id(known.device.id),
            ts=now,
            dev=known.device.id,
            state=known.online,
            since=known.since,
            reason=known.reason,
            last_seen=known.last_seen,
        )

    def _say(self, known: Known, reading: Reading, now: datetime) -> Said:
        quality = Quality.OK
        if reading.kind is Kind.COUNT and reading.form is Form.STATE:
            reading, quality = self._counted(known, reading)
        stamp = Stamp(
            id=self._id(known.device.id),
            at=now,
            seq=self._seq,
            boot=self._boot,
            driver=known.profile.driver,
            quality=quality,
        )
        row, made = message(known.device, reading, stamp)
        if isinstance(made, m.LockState):
            known.bolt = made.state
        return row, made

    def _counted(self, known: Known, reading: Reading) -> tuple[Reading, Quality]:
        """Give a counter's reading the bridge's own totals, which are on disk before they are published."""
        bits = known.profile.counter_bits
        totals: dict[str, int] = {}
        lines: dict[str, dict[str, int]] = {}
        stored = self._memory.get(f"count.{known.device.id}") or {}
        suspect = False
        for direction in ("in", "out"):
            before = stored.get(direction)
            line = advance(Line(**before) if before else None, reading.fields[f"dev_{direction}"], bits)
            suspect |= line.suspect
            totals[f"total_{direction}"] = line.total
            lines[direction] = {"raw": line.raw, "total": line.total}
        self._memory.put(f"count.{known.device.id}", lines)
        quality = Quality.SUSPECT if suspect else Quality.OK
        return replace(reading, fields={**reading.fields, **totals}), quality

    def _id(self, device: str) -> str:
        self._seq += 1
        return f"{device}-{self._boot}-{self._seq}"
