"""When a door stands unlocked, and by which rule: mode, booking's grant or emergency (D1, D9, B10)."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import pairwise

from ..interval import Interval, Intervals, between, clip, covering, intersect, subtract, union
from ..opening.days import ModeSpan
from ..settings import DoorSettings
from ..words import OPEN_MODES, Desired, DoorRole, Mode

AHEAD = timedelta(hours=25)

BY_MODE = "D1:mode"
BY_BOOKING = "D1:booking"
BY_BOOKING_OUTSIDE_HOURS = "B10:booking"
NO_NEW_ENTRIES = "H6:no_new_entries"
BY_HAND = "D1:by_hand"
HOURS_UNKNOWN = "H2:hours_unknown"
BOOKINGS_UNREAD = "B2:bookings_not_read"
EVACUATION = "D9:evacuation"
LOCKDOWN = "D9:lockdown"


@dataclass(frozen=True, slots=True, kw_only=True)
class Grants:
    """What the bookings of a door's spaces ask for. `known` False: a source has never been read."""

    inside_hours: Intervals = ()
    any_time: Intervals = ()
    known: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class DoorPlan:
    """What holds now and until when; `unlocked` is worth following until `valid_until` (None: not at all).

    `rule_until`: when another rule may explain the same.
    """

    desired: Desired
    rule: str
    until: datetime | None = None
    unlocked: Intervals = ()
    valid_until: datetime | None = None
    rule_until: datetime | None = None


def plan_of(
    door: DoorSettings,
    modes: Iterable[ModeSpan],
    grants: Grants,
    now: datetime,
    no_new_entries: timedelta = timedelta(0),
) -> DoorPlan:
    """Return the plan of a door from the modes of `[hour of now, + AHEAD)` and its grants.

    `no_new_entries`: so long before closing an entrance that stands unlocked by mode lets nobody in (H6).
    """
    spans = tuple(modes)
    mode = next(span.mode for span in spans if span.interval.contains(now))
    if mode is Mode.EVACUATION:
        whole = Interval(spans[0].start, spans[-1].end)
        return DoorPlan(
            desired=Desired.UNLOCKED, rule=EVACUATION, unlocked=(whole,), valid_until=spans[-1].end
        )
    if mode is Mode.LOCKDOWN:
        return DoorPlan(desired=Desired.LOCKED, rule=LOCKDOWN, valid_until=spans[-1].end)
    standing = union(span.interval for span in spans if span.mode in door.unlocked_in)
    by_mode = subtract(standing, last_minutes(door, spans, no_new_entries))
    hours = union(span.interval for span in spans if span.mode in OPEN_MODES)
    whole = Interval(spans[0].start, spans[-1].end)
    by_booking = union((*intersect(grants.inside_hours, hours), *clip(grants.any_time, whole)))
    unlocked = union((*by_mode, *by_booking))
    known_until = next((span.start for span in spans if span.mode is Mode.UNKNOWN), spans[-1].end)
    until = _changes_at(unlocked, now)
    if covering(unlocked, now) is not None:
        standing_now = covering(by_mode, now)
        if standing_now is not None:
            plan = _known(Desired.UNLOCKED, BY_MODE, until, unlocked, known_until, grants, now)
            return replace(plan, rule_until=standing_now.end)
        rule = BY_BOOKING if covering(hours, now) is not None else BY_BOOKING_OUTSIDE_HOURS
        return _known(Desired.UNLOCKED, rule, until, unlocked, known_until, grants, now)
    if mode is Mode.UNKNOWN:
        return DoorPlan(desired=Desired.HOLD, rule=HOURS_UNKNOWN, until=until)
    if not grants.known:
        return DoorPlan(desired=Desired.HOLD, rule=BOOKINGS_UNREAD, until=until)
    rule = BY_MODE if covering(standing, now) is None else NO_NEW_ENTRIES
    return _known(Desired.LOCKED, rule, until, unlocked, known_until, grants, now)


def last_minutes(door: DoorSettings, spans: tuple[ModeSpan, ...], length: timedelta) -> Intervals:
    """Return the last minutes before every closing, in which an entrance lets nobody new in (H6)."""
    if door.role is not DoorRole.ENTRANCE or not length:
        return ()
    closings = (after.start for before, after in pairwise(spans) if is_closing(before, after))
    return union(Interval(at - length, at) for at in closings)


def is_closing(before: ModeSpan, after: ModeSpan) -> bool:
    """Whether the building closes between two modes."""
    return before.mode in OPEN_MODES and after.mode is Mode.CLOSED


def _known(
    desired: Desired,
    rule: str,
    until: datetime | None,
    unlocked: Intervals,
    known_until: datetime,
    grants: Grants,
    now: datetime,
) -> DoorPlan:
    valid = known_until if grants.known and known_until > now else None
    return DoorPlan(desired=desired, rule=rule, until=until, unlocked=unlocked, valid_until=valid)


def _changes_at(unlocked: Intervals, now: datetime) -> datetime | None:
    here = covering(unlocked, now)
    if here is not None:
        return here.end
    return next((one.start for one in unlocked if one.start > now), None)


def granted(start: datetime, end: datetime, door: DoorSettings, not_after: datetime | None) -> Intervals:
    """Return the code-buffered window of a booking (B9), cut where a dark source makes it expire (B2)."""
    ends = end + door.grant_after
    if not_after is not None:
        ends = min(ends, not_after)
    return between(start - door.grant_before, ends)
