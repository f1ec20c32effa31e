"""Opening hours that a space has of its own, in place of the building's (H4)."""

from dataclasses import replace
from datetime import datetime, timedelta

from ..interval import Intervals, union
from ..opening.days import ModeSpan
from ..opening.known import KnownHours
from ..opening.local import to_day
from ..opening.opening import SPOT_MODES, Decision, Opening
from ..opening.timeline import HORIZON, Override, Timeline, lay
from ..settings import Settings, SpaceSettings
from ..words import OPEN_MODES, HoursSource, Mode, ModeSource

RULE = "H4:space"
A_DAY = timedelta(days=1)


class OwnHours:
    """A space's weekly pattern; the building closes it, but never opens it."""

    def __init__(self, settings: Settings, space: SpaceSettings) -> None:
        """Take the pattern; holidays and eves are those of the building."""
        self.zone = settings.zone
        own = replace(settings, week=space.hours, hours_source=HoursSource.WEEKLY)
        self._timeline = Timeline(KnownHours(own))
        self._decision: Decision | None = None
        self._decided_for: object = None
        self._from: datetime | None = None

    def decide(self, opening: Opening, now: datetime) -> Decision:
        """Return what holds now and until when; worked out anew only when something may have changed."""
        decided_for = (opening.hours.version, opening.emergency, opening.override, opening.today)
        known = self._decision
        if known is not None and decided_for == self._decided_for and self._covers(known, now):
            return known
        spans = self.between(opening, now, now + HORIZON)
        following = spans[1] if len(spans) > 1 else None
        self._decided_for, self._from = decided_for, now
        self._decision = Decision(
            mode=spans[0].mode,
            source=ModeSource.HOURS,
            rule=RULE,
            until=None if following is None else following.start,
            next_mode=None if following is None else following.mode,
            spot_until=next((one.start for one in spans if one.mode not in SPOT_MODES), None),
        )
        return self._decision

    def _covers(self, decision: Decision, now: datetime) -> bool:
        is_later = self._from is not None and self._from <= now
        return is_later and (decision.until is None or now < decision.until)

    def between(self, opening: Opening, start: datetime, end: datetime) -> tuple[ModeSpan, ...]:
        """Return the space's modes of `[start, end)` as far as they can be foreseen."""
        spans = self.planned(opening, start, end)
        laid = opening.emergency or opening.override
        if laid is not None and (laid is opening.emergency or laid.mode is Mode.CLOSED):
            # The clock may have been set back since: that must not undo it (H2, D9).
            spans = lay(spans, replace(laid, start=start) if laid.start > start else laid)
        return spans

    def planned(self, opening: Opening, start: datetime, end: datetime) -> tuple[ModeSpan, ...]:
        """Return the plan of `[start, end)`: the own pattern, closed where an exception closes the house."""
        spans = self._timeline.between(start, end)
        day, last = to_day(self.zone, start), to_day(self.zone, end)
        while day <= last:
            for closed in opening.closed_by_exception(day):
                spans = lay(
                    spans, Override(mode=Mode.CLOSED, start=closed.start, until=closed.end, reason="")
                )
            day += A_DAY
        return spans

    def open_between(self, opening: Opening, start: datetime, end: datetime) -> Intervals:
        """Return when the space is open within `[start, end)`."""
        return union(one.interval for one in self.between(opening, start, end) if one.mode in OPEN_MODES)
