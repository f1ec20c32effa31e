"""Opening and closing as routines, not instants: checks, announcements, last entries, sweep (H6, H7).

Levels, not edges: what should have been said while nobody listened is not said late.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import ceil

from ..effects import Announced, Effect, RoutineChanged
from ..views import CauseView, NoticeView, RoutineView
from ..words import OPEN_MODES, AnnouncementKind, Cause, Mode, RoutineState
from .closing import PUBLIC_MODES
from .routine_states import AFTER_CLOSING, Signal, follow

MINUTE = timedelta(minutes=1)
NEVER_LATER = 2 * MINUTE
# So long displays ask visitors to check in again.
NOTICE_LASTS = 15 * MINUTE

STAFFED_MODES = frozenset({Mode.SERVICE, Mode.STAFFED_SELF_SERVICE})
EMERGENCIES = {
    Mode.EVACUATION: AnnouncementKind.EVACUATION,
    Mode.LOCKDOWN: AnnouncementKind.LOCKDOWN,
}
# What the sweep found out, in contrast to what it could not find out.
SEEN = frozenset({Cause.PEOPLE_INSIDE, Cause.SPACE_OCCUPIED})
# Staff may go on working, and a house without any sensor is no news every night.
NOT_ALARMING = frozenset({Cause.STAFF_ON_SITE, Cause.STAFF_UNKNOWN, Cause.NOTHING_TELLS, Cause.SPACE_BOOKED})


@dataclass(frozen=True, slots=True, kw_only=True)
class RoutineSettings:
    """When what is done before and after closing. `no_new_entries` 0: the entrance stays open to the end."""

    checks_before: timedelta = 15 * MINUTE
    announce_before: tuple[timedelta, ...] = (15 * MINUTE, 10 * MINUTE, 5 * MINUTE)
    no_new_entries: timedelta = 5 * MINUTE
    repeat: timedelta = 5 * MINUTE
    left_inside_after: timedelta = 10 * MINUTE
    patron_login: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Hours:
    """What the routine follows. `public_until`: until when everybody may be inside, `until`: this mode."""

    mode: Mode
    until: datetime | None = None
    closes_at: datetime | None = None
    public_until: datetime | None = None
    opens_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Sweep:
    """Why the building cannot be armed; nothing: it is empty. `booked_until`: somebody may be inside."""

    causes: tuple[CauseView, ...] = ()
    booked_until: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Eyes:
    """How the routine looks at the building, when it needs to."""

    sweep: Callable[[], Sweep]
    check: Callable[[], tuple[CauseView, ...]]
    inside: Callable[[], int | None]


class Routine:
    """Where the building stands between opening and closing, and what has been said of it."""

    def __init__(self, settings: RoutineSettings) -> None:
        """Start quiet: what nobody saw close is not armed."""
        self.settings = settings
        self.state = RoutineState.QUIET
        self.since: datetime | None = None
        self.causes: tuple[CauseView, ...] = ()
        self.hours = Hours(mode=Mode.UNKNOWN)
        self.said: timedelta | None = None
        self.swept_from: datetime | None = None
        self.repeats = 0
        self.notice_until: datetime | None = None
        self.head_count: int | None = None
        self.is_fresh = True

    def settle(self, hours: Hours, eyes: Eyes, now: datetime) -> list[Effect]:
        """Follow what holds now; return what must be said and told."""
        before, was = self.state, self.hours
        late = self._lateness(now)
        effects: list[Effect] = list(self._speak(was, hours, late, eyes, now))
        self.hours = hours
        signal = self._signal(hours, now)
        self.state = follow(before, signal)
        if self.state is RoutineState.SWEEPING and before is not RoutineState.SWEEPING:
            self.swept_from, self.repeats = self._closed_at(was, now), 0
        entered = self.state is RoutineState.NO_NEW_ENTRIES and before is not self.state
        if entered and self._is_public(hours) and late <= NEVER_LATER:
            effects.append(Announced(kind=AnnouncementKind.NO_NEW_ENTRIES))
        effects += self._look(signal, eyes, now)
        if self.state is not before:
            self.since = now
            effects.append(RoutineChanged(state=self.state, previous=before))
        if self.notice_until is not None and now >= self.notice_until:
            self.notice_until = None
        self.is_fresh = False
        return effects

    def _lateness(self, now: datetime) -> timedelta:
        """Return how long ago that happened which is seen only now: nothing is missed by who is awake."""
        if not self.is_fresh:
            return timedelta(0)
        passed = [self.hours.until, self._entries_end(self.hours)]
        return min((now - one for one in passed if one is not None and one <= now), default=timedelta.max)

    def _signal(self, hours: Hours, now: datetime) -> Signal:
        if hours.mode in EMERGENCIES:
            return Signal.EMERGENCY
        if hours.mode is Mode.UNKNOWN:
            return Signal.HOURS_LOST
        if hours.mode not in OPEN_MODES:
            starts = hours.opens_at
            is_soon = starts is not None and now >= starts - self.settings.checks_before
            return Signal.OPENS_SOON if is_soon else Signal.CLOSED
        ends = self._entries_end(hours)
        if ends is not None and now >= ends:
            return Signal.ENTRIES_END
        told = hours.public_until if self._is_public(hours) else hours.closes_at
        first = max(self.settings.announce_before, default=timedelta(0))
        return Signal.CLOSES_SOON if told is not None and now >= told - first else Signal.STAYS_OPEN

    def _entries_end(self, hours: Hours) -> datetime | None:
        if hours.closes_at is None or not self.settings.no_new_entries:
            return None
        return hours.closes_at - self.settings.no_new_entries

    @staticmethod
    def _is_public(hours: Hours) -> bool:
        return hours.mode in PUBLIC_MODES

    def _closed_at(self, was: Hours, now: datetime) -> datetime:
        """Return when the building closed; while nobody watched, the plan of before tells."""
        planned = was.closes_at
        return planned if self.is_fresh and planned is not None and planned <= now else now

    def _speak(self, was: Hours, hours: Hours, late: timedelta, eyes: Eyes, now: datetime) -> list[Announced]:
        """Return what a change of the hours, or the clock, gives to say."""
        if hours.mode in EMERGENCIES:
            if hours.mode is was.mode:
                return []
            self.said, self.notice_until, self.head_count = None, None, eyes.inside()
            return [Announced(kind=EMERGENCIES[hours.mode])]
        self.head_count = None
        if self._is_public(hours):
            again = self._check_in_again(was, hours, late, now)
            return again + self._count_down(was, hours, now)
        is_over = was.mode in PUBLIC_MODES and hours.mode in (Mode.CLOSED, Mode.EVENT_ONLY)
        self.said, self.notice_until = None, None
        if not is_over or late > NEVER_LATER:
            return []
        closed = [Announced(kind=AnnouncementKind.CLOSED)]
        if hours.mode is Mode.CLOSED and self.state is not RoutineState.NO_NEW_ENTRIES:
            closed.insert(0, Announced(kind=AnnouncementKind.NO_NEW_ENTRIES))  # closed out of turn
        return closed

    def _check_in_again(self, was: Hours, hours: Hours, late: timedelta, now: datetime) -> list[Announced]:
        """H7: who came in while staff were there has not shown a card."""
        if hours.mode is not Mode.UNSTAFFED_SELF_SERVICE:
            self.notice_until = None
            return []
        if was.mode not in STAFFED_MODES or not self.settings.patron_login or late > NEVER_LATER:
            return []
        self.notice_until = now + NOTICE_LASTS
        return [Announced(kind=AnnouncementKind.CHECK_IN_AGAIN)]

    def _count_down(self, was: Hours, hours: Hours, now: datetime) -> list[Announced]:
        """Say how long the building stays open: at the marks, and when closing has come nearer than that."""
        at = hours.public_until
        moved = at != was.public_until
        if moved:
            self.said = None
        if at is None:
            return []
        marks = [one for one in self.settings.announce_before if now >= at - one]
        due = min(marks, default=None)
        if due is None or (self.said is not None and self.said <= due):
            return []
        self.said = due
        is_new = moved and self._is_public(was) and not self.is_fresh
        if now - (at - due) > NEVER_LATER and not is_new:
            return []
        return [Announced(kind=AnnouncementKind.CLOSING_IN, minutes=ceil((at - now) / MINUTE))]

    def _look(self, signal: Signal, eyes: Eyes, now: datetime) -> list[Effect]:
        """Look at what the state asks for: the doors before opening, the people after closing."""
        if self.state is RoutineState.OPENING_CHECKS:
            self.causes = eyes.check()
        elif self.state in AFTER_CLOSING:
            return self._sweep(eyes.sweep(), now)
        elif self.state is RoutineState.OPEN and self.causes:
            still = eyes.check()  # told until it is mended, also when the doors have opened
            self.causes = tuple(one for one in self.causes if one in still)
        elif signal is Signal.EMERGENCY:
            self.causes = (CauseView(cause=Cause.EMERGENCY),)
        elif signal is Signal.HOURS_LOST and self.state is RoutineState.UNKNOWN:
            self.causes = (CauseView(cause=Cause.HOURS_UNKNOWN),)
        else:
            self.causes = ()
        return []

    def _sweep(self, found: Sweep, now: datetime) -> list[Effect]:
        self.causes = found.causes
        if not found.causes:
            self.state = follow(self.state, Signal.SWEPT)
            return []
        begun = self.swept_from or now
        if found.booked_until is not None and found.booked_until > begun:
            begun, self.repeats = found.booked_until, 0  # who booked the evening may stay that long
        self.swept_from = begun
        if found.booked_until is not None or now < begun + self.settings.repeat:
            return []
        self.state = follow(self.state, Signal.OVERTIME)
        times = (now - begun) // self.settings.repeat
        is_due = times > self.repeats and now - (begun + times * self.settings.repeat) <= NEVER_LATER
        self.repeats = max(self.repeats, times)
        if not is_due or not any(one.cause in SEEN for one in found.causes):
            return []
        return [Announced(kind=AnnouncementKind.STILL_INSIDE)]

    def is_left_inside(self, now: datetime) -> bool:
        """Whether staff must be told that somebody is, or may be, inside after closing."""
        if self.state is not RoutineState.NOT_ARMED or self.swept_from is None:
            return False
        alarming = any(one.cause not in NOT_ALARMING for one in self.causes)
        return alarming and now >= self.swept_from + self.settings.left_inside_after

    @property
    def failed_checks(self) -> tuple[CauseView, ...]:
        """What an opening check found and nobody has mended."""
        is_opening = self.state in (RoutineState.OPENING_CHECKS, RoutineState.OPEN)
        return self.causes if is_opening else ()

    @property
    def watches(self) -> bool:
        """Whether what happens at doors and in spaces matters now."""
        return bool(self.causes) or self.state in (*AFTER_CLOSING, RoutineState.OPENING_CHECKS)

    def changes_at(self, now: datetime) -> datetime | None:
        """Return when the clock alone leads on."""
        settings, hours = self.settings, self.hours
        ends = [self._entries_end(hours), self.notice_until]
        if hours.opens_at is not None and hours.mode not in OPEN_MODES:
            ends.append(hours.opens_at - settings.checks_before)
        for told in (hours.public_until, hours.closes_at):
            ends += [] if told is None else [told - mark for mark in settings.announce_before]
        if self.state in AFTER_CLOSING and self.swept_from is not None:
            passed = max((now - self.swept_from) // settings.repeat, 0)
            ends.append(self.swept_from + (passed + 1) * settings.repeat)
            ends.append(self.swept_from + settings.left_inside_after)
        return min((one for one in ends if one is not None and one > now), default=None)

    def view(self) -> RoutineView:
        """Return how it stands."""
        return RoutineView(
            state=self.state,
            since=self.since,
            causes=self.causes,
            notice=self._notice(),
            head_count=self.head_count,
        )

    def _notice(self) -> NoticeView | None:
        """Return what displays tell beside the mode."""
        hours, kinds = self.hours, AnnouncementKind
        if self.state is RoutineState.NO_NEW_ENTRIES and self._is_public(hours):
            return NoticeView(kind=kinds.NO_NEW_ENTRIES, at=hours.closes_at)
        if self.state is RoutineState.CLOSING and self._is_public(hours):
            return NoticeView(kind=kinds.CLOSING_IN, at=hours.public_until)
        if self.state in AFTER_CLOSING and any(one.cause in SEEN for one in self.causes):
            return NoticeView(kind=kinds.STILL_INSIDE)
        return NoticeView(kind=kinds.CHECK_IN_AGAIN) if self.notice_until is not None else None
