"""What the hours source and the exceptions calendar have said, and how old it is (H2, H3)."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any

from ..events import ExceptionsRead, HoursFailed, HoursRead
from ..settings import Settings
from ..turn import Turn
from ..words import HoursSource, Mode, Plan
from .days import BY_DIRECTORY, BY_EVE, BY_HOLIDAY, BY_WEEKDAY, DayPlan
from .hours import ExceptionSpan, PlannedSpan, Spans
from .local import to_day

# Dates gone by are kept as long as somebody may ask how long the building had been closed.
KEPT_BEHIND = timedelta(days=10)

NOTHING = DayPlan(spans=None)

type Data = dict[str, Any]


class KnownHours:
    """The last good hours and exceptions; `version` grows whenever a date may have other hours."""

    def __init__(self, settings: Settings) -> None:
        """Know the weekly pattern only."""
        self.zone = settings.zone
        self.version = 0
        self.read_at: datetime | None = None
        self.failed_at: datetime | None = None
        self.exceptions: tuple[ExceptionSpan, ...] = ()
        self._settings = settings
        self._days: dict[date, Spans] = {}
        self._stored: Data | None = None

    @property
    def source(self) -> HoursSource:
        """Return where the hours come from."""
        return self._settings.hours_source

    @property
    def has_no_end(self) -> bool:
        """Whether every date to come has hours."""
        return self.source is HoursSource.WEEKLY and self._settings.week is not None

    def plan_of(self, day: date) -> DayPlan:
        """Return what the source plans for a date, and by which rule (H3)."""
        if self.source is not HoursSource.WEEKLY:
            spans = self._days.get(day)
            return NOTHING if spans is None else DayPlan(spans=spans, rule=BY_DIRECTORY)
        week = self._settings.week
        if week is None:
            return NOTHING
        if week.holiday is not None and day in self._settings.holidays:
            return DayPlan(spans=week.holiday, rule=BY_HOLIDAY)
        if week.eve is not None and day in self._settings.eves:
            return DayPlan(spans=week.eve, rule=BY_EVE)
        return DayPlan(spans=week.days[day.weekday()], rule=BY_WEEKDAY)

    def read(self, event: HoursRead, turn: Turn) -> None:
        """Take an answer; dates it does not speak of stay as they were (H2)."""
        if not self._is_read(event.source):
            return
        oldest = to_day(self.zone, turn.now) - KEPT_BEHIND
        days = {day: spans for day, spans in self._days.items() if day >= oldest}
        days.update((one.day, one.spans) for one in event.days if one.day >= oldest)
        if self.read_at != turn.now or self.failed_at is not None:
            self.read_at, self.failed_at = turn.now, None
            self._changed(turn, replanned=False)
        if days != self._days:
            self._days = days
            self._changed(turn)

    def fail(self, event: HoursFailed, turn: Turn) -> None:
        """Note that the source is dark; nothing it said before is taken back (H2)."""
        if self._is_read(event.source) and self.failed_at is None:
            self.failed_at = turn.now
            self._changed(turn, replanned=False)

    def read_exceptions(self, event: ExceptionsRead, turn: Turn) -> None:
        """Take the exceptions calendar as it is now."""
        exceptions = _from_below(event.spans)
        if exceptions != self.exceptions:
            self.exceptions = exceptions
            self._changed(turn)

    def stale_at(self) -> datetime | None:
        """Return when the source has been dark for too long; None: it was never read, or never is."""
        return None if self.read_at is None else self.read_at + self._settings.hours_stale

    def snapshot(self) -> Data:
        """Return the last good data; built anew only when they have changed."""
        if self._stored is None:
            self._stored = {
                "source": self.source.value,
                "subject": self._settings.hours_subject,
                "read_at": _text(self.read_at),
                "failed_at": _text(self.failed_at),
                "days": {day.isoformat(): [_span(one) for one in spans] for day, spans in self._days.items()},
                "exceptions": [_exception(one) for one in self.exceptions],
            }
        return self._stored

    def restore(self, data: Data | None) -> None:
        """Take the data of a snapshot up again; hours of another source or library are not ours."""
        if data is None:
            return
        self.exceptions = _from_below(_to_exception(one) for one in data["exceptions"])
        if (data["source"], data["subject"]) == (self.source, self._settings.hours_subject):
            self.read_at, self.failed_at = _instant(data["read_at"]), _instant(data["failed_at"])
            self._days = {
                date.fromisoformat(day): tuple(_to_span(one) for one in spans)
                for day, spans in data["days"].items()
            }
        self.version += 1

    def _is_read(self, source: HoursSource) -> bool:
        return source is self.source and source is not HoursSource.WEEKLY

    def _changed(self, turn: Turn, *, replanned: bool = True) -> None:
        self._stored = None
        turn.opening = turn.touched_opening = True
        if replanned:
            self.version += 1
            turn.replanned = True


def _from_below(spans: Iterable[ExceptionSpan]) -> tuple[ExceptionSpan, ...]:
    return tuple(sorted(spans, key=lambda one: one.rank))


def _text(instant: datetime | None) -> str | None:
    return None if instant is None else instant.isoformat()


def _instant(text: str | None) -> datetime | None:
    return None if text is None else datetime.fromisoformat(text)


def _span(one: PlannedSpan) -> list[Any]:
    return [one.start, one.end, one.plan.value, one.staffed]


def _to_span(data: list[Any]) -> PlannedSpan:
    start, end, plan, staffed = data
    return PlannedSpan(start=start, end=end, plan=Plan(plan), staffed=staffed)


def _exception(one: ExceptionSpan) -> list[Any]:
    return [_text(one.start), _text(one.end), one.mode.value, one.reason, one.uid]


def _to_exception(data: list[Any]) -> ExceptionSpan:
    start, end, mode, reason, uid = data
    return ExceptionSpan(
        start=datetime.fromisoformat(start),
        end=datetime.fromisoformat(end),
        mode=Mode(mode),
        reason=reason,
        uid=uid,
    )
