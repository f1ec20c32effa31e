"""How many people are in each zone, from counters with cumulative totals (P1). Visitors only, never names."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from ..ids import CounterId, SpaceId
from ..settings import BUILDING, CounterSettings
from .counter import Side

QUIET = timedelta(minutes=30)


@dataclass(frozen=True, slots=True, kw_only=True)
class Moved:
    """People passed a zone's lines, or its count was put right; `inside` None: unknown."""

    zone: str
    inside: int | None
    entered: int = 0
    left: int = 0
    corrected: int = 0


class People:
    """Every zone's head count."""

    def __init__(self, counters: Iterable[CounterSettings]) -> None:
        """Start without any total; a zone is unknown while one of its counters is silent."""
        self._counters = {one.id: one for one in counters}
        self._flows = {one.id: flows_of(one) for one in self._counters.values()}
        self.sides: dict[tuple[CounterId, str], Side] = {
            (one, direction): Side() for one in self._counters for direction in ("entered", "left")
        }
        counted = {zone for flows in self._flows.values() for zone, _way in flows}
        self.counts: dict[str, int] = dict.fromkeys(sorted(counted), 0)
        self.moved_at: datetime | None = None
        self._stirring: set[SpaceId] = set()

    def inside(self, zone: str = BUILDING) -> int | None:
        """Return the head count of a zone; None: unknown."""
        if zone not in self.counts:
            return None
        dark = any(
            self.sides[counter, way].dark
            for counter, flows in self._flows.items()
            if any(one == zone for one, _sign in flows)
            for way in ("entered", "left")
        )
        return None if dark else self.counts[zone]

    def count(
        self, counter: CounterId, entered: int | None, left: int | None, now: datetime
    ) -> tuple[bool, tuple[Moved, ...]]:
        """Take totals; return whether a zone may look different, and who passed, zone by zone."""
        settings = self._counters.get(counter)
        if settings is None:
            return False, ()
        flows = self._flows[counter]
        before = [self.inside(zone) for zone, _sign in flows]
        came = self.sides[counter, "entered"].take(settings, entered, now)
        went = self.sides[counter, "left"].take(settings, left, now)
        moved: list[Moved] = []
        if came or went:
            self.moved_at = now
            for zone, is_into in flows:
                into, out = (came, went) if is_into else (went, came)
                self.counts[zone] = max(0, self.counts[zone] + into - out)
                moved.append(Moved(zone=zone, inside=self.inside(zone), entered=into, left=out))
        after = [self.inside(zone) for zone, _sign in flows]
        return bool(moved) or before != after, tuple(moved)

    def correct(self, zone: str, inside: int) -> Moved | None:
        """Take what somebody counted; None when that is no news or no zone."""
        if zone not in self.counts or inside < 0 or inside == self.counts[zone]:
            return None
        by = inside - self.counts[zone]
        self.counts[zone] = inside
        return Moved(zone=zone, inside=self.inside(zone), corrected=by)

    def stir(self, space: SpaceId, occupied: bool | None, now: datetime) -> bool:
        """Take whether somebody is in a space: while so it is not quiet; return whether that is news."""
        was = space in self._stirring
        if occupied is True:
            self._stirring.add(space)
        elif was:
            self._stirring.discard(space)
            self.moved_at = now
        return was is not (occupied is True)

    def forget_drift(self, closed_since: datetime | None, now: datetime) -> tuple[Moved, ...]:
        """Set the counts to zero when the building has been closed and quiet for long enough."""
        at = self.quiet_at(closed_since)
        if at is None or now < at:
            return ()
        drifted = {zone: count for zone, count in self.counts.items() if count}
        self.forget()
        return tuple(
            Moved(zone=zone, inside=self.inside(zone), corrected=-count) for zone, count in drifted.items()
        )

    def forget(self) -> None:
        """Set the counts to zero: the building was closed and quiet while nobody watched."""
        self.counts = dict.fromkeys(self.counts, 0)

    def quiet_at(self, closed_since: datetime | None) -> datetime | None:
        """Return when the counts may be set to zero; None: not while it is open, or nothing to reset."""
        if closed_since is None or self._stirring or not any(self.counts.values()):
            return None
        return max(closed_since, self.moved_at or closed_since) + QUIET


def flows_of(counter: CounterSettings) -> tuple[tuple[str, bool], ...]:
    """Return the zones that a line touches, and whether who enters comes into each or leaves it."""
    flows = [(counter.zone, True)]
    if counter.leads_from is not None and counter.leads_from != BUILDING:
        flows.append((counter.leads_from, False))
    if counter.is_entrance and counter.zone != BUILDING:
        flows.append((BUILDING, True))
    return tuple(flows)
