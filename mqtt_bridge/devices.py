"""The configured devices: what they say becomes contract messages; who has been heard, and when."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
import secrets

from .contract import messages as m, topics
from .contract.topics import Row
from .contract.words import AvailabilityReason, BoltState, Kind, Online, Quality
from .drivers import mapping
from .drivers.api import Device, Form, Native, Reading
from .drivers.canonical import ROWS, Stamp, message
from .drivers.counters import Line, advance
from .drivers.profile import Profile
from .errors import DropError, TryAgainError
from .memory import Memory

type Said = tuple[Row, m.Message]

# A retained state of a device nobody hears any more would be believed: these become unknown instead (D3, P2).
FORGOTTEN: dict[Kind, dict[str, str | None]] = {
    Kind.LOCK: {"state": "unknown"},
    Kind.CONTACT: {"open": None},
    Kind.OCCUPANCY: {"occupied": None},
}


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


def retained_rows(profile: Profile) -> set[Row]:
    """Return where a device of this profile leaves retained messages."""
    rows = {ROWS[pair] for pair in mapping.forms(profile) if pair[1] is not Form.AVAILABILITY}
    return {one for one in rows if one.retain} | {topics.DEVICE_META, topics.DEVICE_AVAILABILITY}


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
        self._sent = 0
        self._seqs: Counter[tuple[str, Kind]] = Counter()

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

    def hear(
        self, topic: str, payload: bytes, now: datetime, *, retained: bool = False
    ) -> tuple[list[Said], list[DropError]]:
        """Return what a native message means, and what of it means nothing.

        What the broker had retained says what was so once: it is no sign of life, and none of its events
        happens now.
        """
        said: list[Said] = []
        dropped: list[DropError] = []
        for known in self._by_topic.get(topic, ()):
            try:
                readings = mapping.read(known.profile, known.device, topic, payload)
            except DropError as err:
                dropped.append(err)
                continue
            for reading in readings:
                if retained and reading.form is Form.EVENT:
                    continue
                try:
                    said += self._take(known, reading, now, retained=retained)
                except DropError as err:
                    dropped.append(err)
        return said, dropped

    def _take(self, known: Known, reading: Reading, now: datetime, *, retained: bool) -> list[Said]:
        if reading.form is Form.AVAILABILITY:
            state = Online(reading.fields.get("state", "unknown"))
            return self._set_online(known, state, AvailabilityReason.REPORTED, now)
        said = self._say(known, reading, now, Quality.STALE if retained else Quality.OK)
        return [said] if retained else [*self._heard(known, now), said]

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

    def forget(self, now: datetime) -> list[Said]:
        """Return every door and presence state as unknown: messages may have been missed."""
        return [said for known in self.known.values() for said in self._unknown(known, now)]

    def greetings(self, dev: str | None = None) -> Iterator[Native]:
        """Yield the native messages that ask every device, or one, for its state."""
        for known in self.known.values():
            if dev in (None, known.device.id):
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
        forgotten = self._unknown(known, now) if state is not Online.ONLINE else []
        return [self._availability(known, now), *forgotten]

    def _unknown(self, known: Known, now: datetime) -> list[Said]:
        return [
            self._say(known, Reading(kind=kind, form=Form.STATE, fields=dict(fields)), now, Quality.STALE)
            for kind, fields in FORGOTTEN.items()
            if kind in known.profile.kinds
        ]

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

    def _say(self, known: Known, reading: Reading, now: datetime, quality: Quality = Quality.OK) -> Said:
        if reading.kind is Kind.COUNT and reading.form is Form.STATE:
            reading, counted = self._counted(known, reading)
            quality = quality if counted is Quality.OK else counted
        stamp = Stamp(
            id=self._id(known.device.id),
            at=now,
            seq=self._seqs[known.device.id, reading.kind] + 1,
            boot=self._boot,
            driver=known.profile.driver,
            quality=quality,
        )
        row, made = message(known.device, reading, stamp)
        self._seqs[known.device.id, reading.kind] += 1
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
        try:
            self._memory.put(f"count.{known.device.id}", lines)
        except TryAgainError as err:
            # Nothing is lost: the next cumulative reading holds these crossings too.
            raise DropError("disk", str(err)) from err
        quality = Quality.SUSPECT if suspect else Quality.OK
        return replace(reading, fields={**reading.fields, **totals}), quality

    def _id(self, device: str) -> str:
        self._sent += 1
        return f"{device}-{self._boot}-{self._sent}"
