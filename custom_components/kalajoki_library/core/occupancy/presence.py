"""Whether somebody is in a space, fused from several sensors with a hold time (P2)."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from ..events import PresenceReported
from ..ids import SensorId


class Presence:
    """What the sensors of one space say together. Silence is unknown, never empty."""

    def __init__(self, sensors: Iterable[SensorId], hold: timedelta) -> None:
        """Start with every sensor unheard."""
        self._said: dict[SensorId, bool | None] = dict.fromkeys(sensors)
        self._hold = hold
        self._people: dict[SensorId, int | None] = {}
        self.occupied: bool | None = None
        self.since: datetime | None = None
        self.last_seen: datetime | None = None

    @property
    def people(self) -> int | None:
        """How many there are: what the counting sensors see together, each its own part of the space.

        None: nobody counts, one of them is silent, or another sensor sees somebody and none of them does.
        """
        if not self._people or None in self._people.values():
            return None
        seen = sum(one for one in self._people.values() if one is not None)
        return None if seen == 0 and self.occupied is not False else seen

    def report(self, event: PresenceReported, now: datetime) -> bool:
        """Take what a sensor says; return whether that is news."""
        sensor, occupied = event.sensor, event.occupied
        before, is_recount = self._said.get(sensor), False
        if event.counts:
            is_recount = sensor not in self._people or self._people[sensor] != event.people
            self._people[sensor] = event.people
        if before is occupied:
            return is_recount
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
