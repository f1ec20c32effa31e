"""The figures of the running day, rolled up exactly once when it is over (R1)."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from ..effects import BookingRecorded, Effect, VisitsCounted
from ..ids import SpaceId
from ..opening.local import span_of, to_day
from ..settings import BUILDING, Settings
from ..words import Mode, OrganiserKind
from .figures import BookingFigures, DayReport, HourVisits

# A shorter absence of ours is believed to have gone on as before.
AWAY_MOST = timedelta(minutes=5)
# A clock that is set back further was wrong before: the day begins anew.
SET_BACK_MOST = timedelta(days=1)
# How far back a clock may be set without a day being told twice.
REMEMBERED = timedelta(days=35)
MISSED_MOST = 366
COUNTED = {
    "made": "made",
    "completed": "used",
    "not_used": "not_used",
    "released": "released",
    "cancelled": "cancelled",
}
ENDS = frozenset({"completed", "ended_early", "not_used", "released"})

type BookingsOf = tuple[SpaceId, OrganiserKind]
type Reports = tuple[DayReport, ...]


class DayLog:
    """Accumulates one local day. `at`: up to when time is accounted for, under `mode`."""

    def __init__(self, settings: Settings) -> None:
        """Start without a day."""
        self._zone, self._capacity = settings.zone, settings.capacity
        self._is_counted = settings.is_counted(BUILDING)
        self.day: date | None = None
        self.at: datetime | None = None
        self.mode = Mode.UNKNOWN
        self.time: dict[Mode, timedelta] = {}
        self.complete = False
        self.hours: dict[tuple[Mode, int], int] = {}
        self.bookings: dict[BookingsOf, dict[str, float]] = {}
        self.most_inside: int | None = None
        self.last: date | None = None
        self.alive_at: datetime | None = None

    @property
    def visits(self) -> int | None:
        """Visits of the day so far; None: nobody counts."""
        return sum(self.hours.values()) if self._is_counted else None

    def visits_by_mode(self) -> dict[Mode, int]:
        """Return the visits of the day so far under each mode that had any."""
        found: dict[Mode, int] = {}
        for (mode, _hour), visits in sorted(self.hours.items()):
            found[mode] = found.get(mode, 0) + visits
        return found

    def note(self, effects: Iterable[Effect], now: datetime) -> None:
        """Take what was just counted."""
        hour = (max(now, self.at) if self.at is not None else now).astimezone(self._zone).hour
        for effect in effects:
            if isinstance(effect, VisitsCounted) and effect.zone == BUILDING and effect.entered:
                self.hours[effect.mode, hour] = self.hours.get((effect.mode, hour), 0) + effect.entered
            elif isinstance(effect, BookingRecorded):
                self._note_booking(effect)

    def _note_booking(self, step: BookingRecorded) -> None:
        outcome, used = step.outcome.value, step.used_min
        if outcome == "ended_early":
            column = "cancelled" if used is None else "used"
        else:
            column = COUNTED.get(outcome, "")
        figures = self.bookings.setdefault((step.space, step.organiser), {})
        if column:
            figures[column] = figures.get(column, 0) + 1
        if outcome in ENDS:
            figures["reserved_min"] = figures.get("reserved_min", 0.0) + step.reserved_min
        if (outcome in ENDS or outcome == "cancelled") and used is not None:
            figures["used_min"] = figures.get("used_min", 0.0) + used
        if not figures:
            del self.bookings[step.space, step.organiser]

    def note_inside(self, inside: int | None) -> None:
        """Take how many are inside now."""
        if inside is not None and (self.most_inside is None or inside > self.most_inside):
            self.most_inside = inside

    def advance(self, now: datetime, mode: Mode) -> Reports:
        """Account for the time until now; from now on `mode` holds. Return the days that are over."""
        alive_at, self.alive_at = self.alive_at, None
        if self.day is None or self.at is None:
            self._begin_midway(now)
            reports: Reports = ()
        elif now < self.at - SET_BACK_MOST:
            self._begin_midway(now)
            if self.last is not None and self.last > to_day(self._zone, now) + REMEMBERED:
                self.last = to_day(self._zone, now) - timedelta(days=1)
            reports = ()
        else:
            reports = self._catch_up(now, alive_at)
            if mode is not self.mode:
                self._account(now, self.mode)
        self.mode = mode
        return reports

    def _catch_up(self, now: datetime, alive_at: datetime | None) -> Reports:
        """Close the days that are over; after a restart, what nobody watched is unknown."""
        reports: Reports = ()
        if alive_at is not None and self.at is not None:
            seen = max(self.at, min(alive_at, now))
            if now - seen > AWAY_MOST:
                reports = self._pass_to(seen, self.mode)
                self._account(seen, self.mode)
                self.mode, self.complete = Mode.UNKNOWN, False
                reports += self._pass_to(now, Mode.UNKNOWN, is_watched=False)
                self._account(now, Mode.UNKNOWN)
                return reports
        return reports + self._pass_to(now, self.mode)

    def _pass_to(self, now: datetime, mode: Mode, *, is_watched: bool = True) -> Reports:
        """Go through every midnight up to now."""
        reports: list[DayReport] = []
        assert self.day is not None
        today = to_day(self._zone, now)
        while self.day < today:
            end = span_of(self._zone, self.day).end
            self._account(end, mode)
            if self.last is None or self.day > self.last:
                reports.append(self._report())
                self.last = self.day
            following = self.day + timedelta(days=1)
            if (today - following).days > MISSED_MOST:
                following = today - timedelta(days=MISSED_MOST)
            self._begin(following, complete=is_watched)
        return tuple(reports)

    def _account(self, until: datetime, mode: Mode) -> None:
        if self.at is not None and until > self.at:
            self.time[mode] = self.time.get(mode, timedelta(0)) + (until - self.at)
            self.at = until

    def _begin(self, day: date, *, complete: bool) -> None:
        self.day, self.at = day, span_of(self._zone, day).start
        self.time, self.hours, self.bookings = {}, {}, {}
        self.complete, self.most_inside = complete, None

    def _begin_midway(self, now: datetime) -> None:
        """Begin within a day: what was before is not known."""
        day = to_day(self._zone, now)
        self._begin(day, complete=now - span_of(self._zone, day).start <= AWAY_MOST)
        self._account(now, Mode.UNKNOWN)

    def _report(self) -> DayReport:
        assert self.day is not None
        span = span_of(self._zone, self.day)
        time = dict(self.time)
        # A time zone that was changed meanwhile moves a day's ends; its figures still add up.
        missing = span.length - sum(time.values(), timedelta(0))
        if missing:
            time[Mode.UNKNOWN] = max(timedelta(0), time.get(Mode.UNKNOWN, timedelta(0)) + missing)
        return DayReport(
            day=self.day,
            start=span.start,
            end=span.end,
            complete=self.complete and not missing,
            modes=tuple((mode, time.get(mode, timedelta(0))) for mode in Mode),
            hours=tuple(
                HourVisits(mode=mode, hour=hour, visits=visits)
                for (mode, hour), visits in sorted(self.hours.items())
            ),
            visits=self.visits,
            bookings=tuple(
                _figures(space, organiser, found)
                for (space, organiser), found in sorted(self.bookings.items())
            ),
            most_inside=self.most_inside,
            capacity=self._capacity,
        )


def _figures(space: SpaceId, organiser: OrganiserKind, found: dict[str, float]) -> BookingFigures:
    counts = {name: int(found.get(name, 0)) for name in ("made", "used", "not_used", "released", "cancelled")}
    return BookingFigures(
        space=space,
        organiser=organiser,
        reserved_min=found.get("reserved_min", 0.0),
        used_min=found.get("used_min", 0.0),
        **counts,
    )
