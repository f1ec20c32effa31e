"""The mode of the building: what decides it, since when, until when (H1, H2, H8)."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from ..ids import SensorId
from ..interval import Interval
from ..settings import Settings
from ..views import DayView, HoursView, OpeningView, StaffView
from ..words import Actor, IssueKind, Mode, ModeSource
from .closing import PUBLIC_MODES, closing_of, house_closing_of, opening_of
from .days import NO_HOURS, Layer, ModeSpan
from .known import KnownHours
from .local import span_of, to_day
from .routine import Hours
from .staff import Joined, Staff
from .timeline import HORIZON, Override, Timeline, lay

EMERGENCIES = frozenset({Mode.EVACUATION, Mode.LOCKDOWN})
SPOT_MODES = frozenset({Mode.SERVICE, Mode.STAFFED_SELF_SERVICE, Mode.UNSTAFFED_SELF_SERVICE})
DAYS_SHOWN = 14
A_DAY = timedelta(days=1)
INSTANT = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """The mode and why. `spot_until`: how long on-the-spot bookings may last; None: no end in sight.

    `closes_at`: when those who are in it now must leave, `house_closes_at`: when the building itself closes
    after them, `opens_at`: when a closed one opens; all as far as is known.
    """

    mode: Mode
    source: ModeSource
    rule: str
    reason: str = ""
    until: datetime | None = None
    next_mode: Mode | None = None
    spot_until: datetime | None = None
    closes_at: datetime | None = None
    house_closes_at: datetime | None = None
    opens_at: datetime | None = None


UNDECIDED = Decision(mode=Mode.UNKNOWN, source=ModeSource.NONE, rule=NO_HOURS)


class Opening:
    """What is decided now, and the two layers above the plan."""

    def __init__(self, settings: Settings) -> None:
        """Start undecided: nothing is known before the first `decide`."""
        self.zone = settings.zone
        self.hours = KnownHours(settings)
        self._runs_out = settings.hours_run_out
        self._timeline = Timeline(self.hours)
        self._planned: Layer | None = None
        self._days: tuple[DayView, ...] = ()
        self._days_version = -1
        self.staff = Staff(settings.staff)
        self._joined = Joined(mode=Mode.UNKNOWN)
        self._staffing: Override | None = None
        self.alarms: dict[SensorId, bool] = {}
        self._alarms = frozenset(settings.fire_alarms)
        self.emergency: Override | None = None
        self.override: Override | None = None
        self.decision = UNDECIDED
        self.since: datetime | None = None
        self.today: Interval | None = None

    @property
    def mode(self) -> Mode:
        """The mode as decided last."""
        return self.decision.mode

    @property
    def is_known(self) -> bool:
        """Whether the plan has data for now, whatever lies above it."""
        return self._planned is not None and self._planned.mode is not Mode.UNKNOWN

    def choose(
        self, mode: Mode, until: datetime, reason: str, now: datetime, actor: Actor = Actor.STAFF
    ) -> None:
        """Lay an emergency or an override over the plan; the same one again changes nothing."""
        if mode in EMERGENCIES:
            known = self.emergency
            if known is not None and known.mode is Mode.EVACUATION and mode is Mode.LOCKDOWN:
                return  # nobody locks a burning house
            if known is None or (known.mode, known.reason) != (mode, reason):
                self.emergency = Override(mode=mode, start=now, until=None, reason=reason, actor=actor)
        elif until > now and mode is not Mode.UNKNOWN:
            known = self.override
            if known is None or (known.mode, known.until, known.reason) != (mode, until, reason):
                self.override = Override(mode=mode, start=now, until=until, reason=reason, actor=actor)

    @property
    def actor(self) -> Actor:
        """In which role the mode of now was chosen: the plan is nobody's act (H8)."""
        laid = self.emergency or self.override
        return Actor.SYSTEM if laid is None else laid.actor

    def hear_alarm(self, sensor: SensorId, on: bool | None, reason: str, now: datetime) -> bool:
        """Take a fire alarm's level; going on begins an evacuation that only a person ends (D9)."""
        if on is None or sensor not in self._alarms or self.alarms.get(sensor) is on:
            return False
        self.alarms[sensor] = on
        is_evacuated = self.emergency is not None and self.emergency.mode is Mode.EVACUATION
        if on and not is_evacuated:
            self.choose(Mode.EVACUATION, now, reason, now, Actor.SYSTEM)
        return True

    def clear(self) -> None:
        """Take the override away; an emergency does not end with it (D9)."""
        self.override = None

    def end_emergency(self) -> None:
        """End an emergency: a person decided it, with a reason (D9)."""
        self.emergency = None

    def decide(self, now: datetime) -> Decision:
        """Return the decision of now and remember it, since when, and the local day."""
        if self.override is not None and not self.override.is_active(now):
            self.override = None
        if self.today is None or not self.today.contains(now):
            self.today = span_of(self.zone, to_day(self.zone, now))
        self._planned = self._timeline.at(now)
        self._join(now)
        decision = self._judge(now)
        if self.since is None or decision.mode is not self.decision.mode:
            self.since = now
        self.decision = decision
        return decision

    def _join(self, now: datetime) -> None:
        """Join the staff axis to the planned stretch of now; later ones assume that staff come (H1, H5)."""
        self.staff.settle(now)
        stretch = self.planned(now, now + HORIZON)[0]
        joined = self.staff.join(stretch.mode, now, now)
        if joined.changes_at is not None:  # staff are waited for: since when the stretch lasts matters
            begun = self.planned(now - A_DAY, now + INSTANT)[-1].start
            joined = self.staff.join(stretch.mode, begun, now)
        self._joined, self._staffing = joined, None
        if joined.mode is not stretch.mode:
            self._staffing = Override(mode=joined.mode, start=now, until=stretch.end, reason="")

    def _judge(self, now: datetime) -> Decision:
        spans = self.between(now, now + HORIZON)
        mode, until, following = spans[0].mode, None, None
        if len(spans) > 1:
            until, following = spans[0].end, spans[1].mode
        source, rule, reason = self._why()
        return Decision(
            mode=mode,
            source=source,
            rule=rule,
            reason=reason,
            until=until,
            next_mode=following,
            spot_until=_spot_until(spans),
            closes_at=closing_of(spans),
            house_closes_at=house_closing_of(spans),
            opens_at=opening_of(spans),
        )

    def _why(self) -> tuple[ModeSource, str, str]:
        if self.emergency is not None:
            return ModeSource.EMERGENCY, f"D9:{self.emergency.mode}", self.emergency.reason
        if self.override is not None:
            return ModeSource.OVERRIDE, "H2:override", self.override.reason
        if self._planned is None:
            return ModeSource.NONE, NO_HOURS, ""
        why = self._planned.why
        return why.source, self._joined.rule or why.rule, why.reason

    def between(self, start: datetime, end: datetime) -> tuple[ModeSpan, ...]:
        """Return the modes of `[start, end)` as far as they can be foreseen."""
        spans = self.planned(start, end)
        for laid in (self._staffing, self.emergency or self.override):
            if laid is not None:
                # Chosen within the stretch, or the clock was set back since: that must not undo it (H2, D9).
                spans = lay(spans, replace(laid, start=start) if laid.start > start else laid)
        return spans

    def planned(self, start: datetime, end: datetime) -> tuple[ModeSpan, ...]:
        """Return the plan of `[start, end)` without what is laid over it."""
        return self._timeline.between(start, end)

    def closed_by_exception(self, day: date) -> tuple[Interval, ...]:
        """Return the stretches of a date in which the exceptions calendar has the building closed (H2)."""
        return tuple(
            Interval(one.start, one.end)
            for one in self._timeline.day(day).layers
            if one.mode is Mode.CLOSED and one.why.source is ModeSource.EXCEPTIONS
        )

    def was_closed_for(self, length: timedelta, since: datetime | None, now: datetime) -> bool:
        """Whether the plan had the building closed for so long in a stretch between two instants."""
        if since is None or since >= now:
            return False
        spans = self.planned(max(since, now - HORIZON), now)
        return any(span.mode is Mode.CLOSED and span.interval.length >= length for span in spans)

    def days(self, now: datetime) -> tuple[DayView, ...]:
        """Return the plan of today and the days after as people read it."""
        today = to_day(self.zone, now)
        if not self._days or self._days[0].day != today or self._days_version != self.hours.version:
            self._days_version = self.hours.version
            self._days = tuple(self.day(today + timedelta(days=ahead)) for ahead in range(DAYS_SHOWN))
        return self._days

    def day(self, day: date) -> DayView:
        """Return the plan of any date as people read it."""
        return self._timeline.day(day).view

    def hours_view(self, now: datetime) -> HoursView:
        """Return where the hours come from and how old they are."""
        hours = self.hours
        return HoursView(
            source=hours.source,
            read_at=hours.read_at,
            failed_at=hours.failed_at,
            known_until=self._timeline.known_until(to_day(self.zone, now)),
            exceptions=len(hours.exceptions),
        )

    def issues(self, now: datetime) -> Iterator[tuple[IssueKind, bool]]:
        """Yield what staff must know of the hours, and whether it is so now (H2)."""
        stale_at, today = self.hours.stale_at(), to_day(self.zone, now)
        last = self._timeline.known_until(today)
        yield IssueKind.HOURS_UNKNOWN, not self.is_known
        yield IssueKind.HOURS_STALE, stale_at is not None and now >= stale_at
        yield IssueKind.HOURS_RUN_OUT, last is not None and last < today + self._runs_out

    def view(self) -> OpeningView:
        """Return the mode and why (H8)."""
        decision, override = self.decision, self.override
        return OpeningView(
            mode=decision.mode,
            source=decision.source,
            rule=decision.rule,
            reason=decision.reason,
            actor=self.actor,
            since=self.since,
            until=decision.until,
            next_mode=decision.next_mode,
            closes_at=decision.closes_at,
            override_mode=None if override is None else override.mode,
            override_until=None if override is None else override.until,
        )

    def changes_at(self, now: datetime) -> datetime:
        """Return when to decide again: a new mode or reason, a new local day, hours that grow old."""
        today = self.today or span_of(self.zone, to_day(self.zone, now))
        ends = [today.end]
        if self.decision.until is not None:
            ends.append(self.decision.until)
        if self._planned is not None:
            ends.append(self._planned.end)
        if self.override is not None and self.override.until is not None:
            ends.append(self.override.until)
        others = (self.hours.stale_at(), self.staff.changes_at(), self._joined.changes_at)
        ends += [one for one in others if one is not None]
        return min(one for one in ends if one > now)

    @property
    def is_staff_missing(self) -> bool:
        """Whether hours that need staff are without any, and nobody has decided otherwise (H5)."""
        return self._joined.is_missing and self.emergency is None and self.override is None

    def staff_view(self) -> StaffView:
        """Return what staff may know of themselves: never how many are there (S8)."""
        staff = self.staff
        return StaffView(on_site=staff.on_site, desk=staff.desk, is_missing=self.is_staff_missing)

    def hours_of_now(self) -> Hours:
        """Return what the routine of opening and closing follows."""
        one = self.decision
        return Hours(
            mode=one.mode,
            until=one.until,
            closes_at=one.house_closes_at,
            public_until=one.closes_at if one.mode in PUBLIC_MODES else None,
            opens_at=one.opens_at,
        )


def _spot_until(spans: tuple[ModeSpan, ...]) -> datetime | None:
    for span in spans:
        if span.mode not in SPOT_MODES:
            return span.start
    return None


def hour_of(now: datetime) -> datetime:
    """Return the full UTC hour at or before now: plans roll on by the hour."""
    return now.replace(minute=0, second=0, microsecond=0)
