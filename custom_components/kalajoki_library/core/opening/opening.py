"""The mode of the building: what decides it, since when, until when (H1, H2, H8)."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from ..interval import Interval
from ..settings import Settings
from ..views import DayView, OpeningView
from ..words import Mode, ModeSource
from .days import ModeSpan, to_day_view
from .local import span_of, to_day
from .timeline import HORIZON, Override, Timeline

EMERGENCIES = frozenset({Mode.EVACUATION, Mode.LOCKDOWN})
SPOT_MODES = frozenset({Mode.SERVICE, Mode.STAFFED_SELF_SERVICE, Mode.UNSTAFFED_SELF_SERVICE})
DAYS_SHOWN = 14


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """The mode and why. `spot_until`: how long on-the-spot bookings may last; None: no end in sight."""

    mode: Mode
    source: ModeSource
    rule: str
    reason: str = ""
    until: datetime | None = None
    next_mode: Mode | None = None
    spot_until: datetime | None = None


UNDECIDED = Decision(mode=Mode.UNKNOWN, source=ModeSource.NONE, rule="H2:no_hours")


class Opening:
    """What is decided now, and the two layers above the plan."""

    def __init__(self, settings: Settings) -> None:
        """Start undecided: nothing is known before the first `decide`."""
        self.zone = settings.zone
        self._week = settings.week
        self._timeline = Timeline(settings.week, settings.zone)
        self._days: tuple[DayView, ...] = ()
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
        return self._week is not None

    def choose(self, mode: Mode, until: datetime, reason: str, now: datetime) -> None:
        """Lay an emergency or an override over the plan; the same one again changes nothing."""
        if mode in EMERGENCIES:
            known = self.emergency
            if known is None or (known.mode, known.reason) != (mode, reason):
                self.emergency = Override(mode=mode, start=now, until=None, reason=reason)
        elif until > now and mode is not Mode.UNKNOWN:
            known = self.override
            if known is None or (known.mode, known.until, known.reason) != (mode, until, reason):
                self.override = Override(mode=mode, start=now, until=until, reason=reason)

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
        decision = self._judge(now)
        if self.since is None or decision.mode is not self.decision.mode:
            self.since = now
        self.decision = decision
        return decision

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
        )

    def _why(self) -> tuple[ModeSource, str, str]:
        if self.emergency is not None:
            return ModeSource.EMERGENCY, f"D9:{self.emergency.mode}", self.emergency.reason
        if self.override is not None:
            return ModeSource.OVERRIDE, "H2:override", self.override.reason
        if self.is_known:
            return ModeSource.HOURS, "H3:weekly", ""
        return ModeSource.NONE, "H2:no_hours", ""

    def between(self, start: datetime, end: datetime) -> tuple[ModeSpan, ...]:
        """Return the modes of `[start, end)` as far as they can be foreseen."""
        chosen = self.emergency or self.override
        if chosen is not None and chosen.start > start:
            # Chosen within the stretch, or the clock was set back since: that must not undo it (H2, D9).
            chosen = replace(chosen, start=start)
        return self._timeline.between(start, end, chosen)

    def planned(self, start: datetime, end: datetime) -> tuple[ModeSpan, ...]:
        """Return the plan of `[start, end)` without what is laid over it."""
        return self._timeline.between(start, end)

    def was_closed_for(self, length: timedelta, since: datetime | None, now: datetime) -> bool:
        """Whether the plan had the building closed for so long in a stretch between two instants."""
        if since is None or since >= now:
            return False
        spans = self.planned(max(since, now - HORIZON), now)
        return any(span.mode is Mode.CLOSED and span.interval.length >= length for span in spans)

    def days(self, now: datetime) -> tuple[DayView, ...]:
        """Return the plan of today and the days after as people read it."""
        today = to_day(self.zone, now)
        if not self._days or self._days[0].day != today:
            days = (today + timedelta(days=ahead) for ahead in range(DAYS_SHOWN))
            self._days = tuple(to_day_view(self._week, day) for day in days)
        return self._days

    def view(self) -> OpeningView:
        """Return the mode and why (H8)."""
        decision, override = self.decision, self.override
        return OpeningView(
            mode=decision.mode,
            source=decision.source,
            rule=decision.rule,
            reason=decision.reason,
            since=self.since,
            until=decision.until,
            next_mode=decision.next_mode,
            override_mode=None if override is None else override.mode,
            override_until=None if override is None else override.until,
        )

    def changes_at(self, now: datetime) -> datetime:
        """Return when to decide again: a new mode, the override's end or a new local day."""
        today = self.today or span_of(self.zone, to_day(self.zone, now))
        ends = [today.end]
        if self.decision.until is not None:
            ends.append(self.decision.until)
        if self.override is not None and self.override.until is not None:
            ends.append(self.override.until)
        return min(ends)


def _spot_until(spans: tuple[ModeSpan, ...]) -> datetime | None:
    for span in spans:
        if span.mode not in SPOT_MODES:
            return span.start
    return None


def hour_of(now: datetime) -> datetime:
    """Return the full UTC hour at or before now: plans roll on by the hour."""
    return now.replace(minute=0, second=0, microsecond=0)
