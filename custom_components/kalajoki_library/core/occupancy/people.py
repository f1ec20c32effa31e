"""How many people are in each zone, from counters with cumulative totals (P1). Visitors only, never names."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from ..ids import CounterId
from ..settings import CounterSettings

BUILDING = "building"
QUIET = timedelta(minutes=30)
MINUTE = timedelta(minutes=1)
# A total that is a little lower than the one before is a late report; much lower, the counter started over.
LATE_MOST = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Moved:
    """People passed a zone's lines; `inside` None: unknown."""

    zone: str
    inside: int | None
    entered: int
    left: int


@dataclass(slots=True, kw_only=True)
class Side:
    """One direction of a counter: the total counted so far, and whether it speaks now."""

    total: int | None = None
    at: datetime | None = None
    dark: bool = True


class People:
    """Every zone's head count."""

    def __init__(self, counters: Iterable[CounterSettings]) -> None:
        """Start without any total; a zone is unknown while one of its counters is silent."""
        self._counters = {one.id: one for one in counters}
        self.sides: dict[tuple[CounterId, str], Side] = {
            (one, direction): Side() for one in self._counters for direction in ("entered", "left")
        }
        self.counts: dict[str, int] = {one.zone: 0 for one in self._counters.values()}
        self.moved_at: datetime | None = None

    def inside(self, zone: str = BUILDING) -> int | None:
        """Return the head count of a zone; None: unknown."""
        if zone not in self.counts:
            return None
        dark = any(
            self.sides[one, way].dark
            for one, settings in self._counters.items()
            if settings.zone == zone
            for way in ("entered", "left")
        )
        return None if dark else self.counts[zone]

    def count(
        self, counter: CounterId, entered: int | None, left: int | None, now: datetime
    ) -> tuple[bool, Moved | None]:
        """Take totals; return whether the zone may look different, and who passed."""
        settings = self._counters.get(counter)
        if settings is None:
            return False, None
        before = self.inside(settings.zone)
        came = self._delta(settings, "entered", entered, now)
        went = self._delta(settings, "left", left, now)
        if came or went:
            self.moved_at = now
            self.counts[settings.zone] = max(0, self.counts[settings.zone] + came - went)
        after = self.inside(settings.zone)
        moved = Moved(zone=settings.zone, inside=after, entered=came, left=went) if came or went else None
        return moved is not None or before != after, moved

    def _delta(self, counter: CounterSettings, way: str, total: int | None, now: datetime) -> int:
        side = self.sides[counter.id, way]
        side.dark = total is None
        if total is None:
            return 0
        before, heard = side.total, side.at
        if before is not None and 0 < before - total <= min(LATE_MOST, before // 10):
            return 0
        side.total, side.at = total, now
        if before is None or heard is None:
            return 0
        passed = total - before
        if passed < 0:  # wrapped, or started over from zero
            passed = passed + 2**counter.bits if counter.bits is not None else total
        minutes = max(1.0, (now - heard) / MINUTE + 1)
        return passed if passed <= counter.most_per_minute * minutes else 0

    def forget_drift(self, closed_since: datetime | None, now: datetime) -> tuple[Moved, ...]:
        """Set the counts to zero when the building has been closed and quiet for long enough."""
        at = self.quiet_at(closed_since)
        if at is None or now < at:
            return ()
        drifted = [zone for zone, count in self.counts.items() if count]
        for zone in drifted:
            self.counts[zone] = 0
        return tuple(Moved(zone=zone, inside=self.inside(zone), entered=0, left=0) for zone in drifted)

    def forget(self) -> None:
        """Set the counts to zero: the building was closed and quiet while nobody watched."""
        self.counts = dict.fromkeys(self.counts, 0)

    def quiet_at(self, closed_since: datetime | None) -> datetime | None:
        """Return when the counts may be set to zero; None: not while it is open, or nothing to reset."""
        if closed_since is None or not any(self.counts.values()):
            return None
        return max(closed_since, self.moved_at or closed_since) + QUIET
