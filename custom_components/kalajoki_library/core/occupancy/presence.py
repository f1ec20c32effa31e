"""Whether somebody is in a space, fused from several sensors with a hold time (P2)."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from ..ids import SensorId


class Presence:
    """What the sensors of one space say together. Silence is unknown, never empty."""

    def __init__(self, sensors: Iterable[SensorId], hold: timedelta) -> None:
        """Start with every sensor unheard."""
        self._said: dict[SensorId, bool | None] = dict.fromkeys(sensors)
        self._hold = hold
        self.occupied: bool | None = None
        self.since: datetime | None = None
        self.last_seen: datetime | None = None

    def report(self, sensor: SensorId, occupied: bool | None, now: datetime) -> bool:
        """Take what a sensor says; return whether that is news."""
        before = self._said.get(sensor)
        if before is occupied:
            return False
        if before is True:
            self.last_seen = now
        self._said[sensor] = occupied
        return True

    def settle(self, now: datetime) -> None:
        """Work out what holds now. `since` survives not knowing, and ends only with a certain "empty"."""
        said = self._said.values()
        if True in said or self._is_held(now):
            self.occupied = True
            self.since = self.since or now
        elif not said or None in said:
            self.occupied = None
        else:
            self.occupied = False
            self.since = None

    def changes_at(self, now: datetime) -> datetime | None:
        """Return when the hold time is over, if that is what keeps the space occupied."""
        if self.last_seen is None or True in self._said.values() or not self._is_held(now):
            return None
        return self.last_seen + self._hold

    def _is_held(self, now: datetime) -> bool:
        return self.last_seen is not None and now < self.last_seen + self._hold
