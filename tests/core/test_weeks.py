"""Whole weeks of generated hours, bookings, people and restarts, DST weeks among them (H4, H8, D1)."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
import re
from typing import override

from hypothesis import given, settings, strategies as st

from custom_components.kalajoki_library.core import events as ev
from custom_components.kalajoki_library.core.bookings import Booking
from custom_components.kalajoki_library.core.effects import ChangeBooking, Effect
from custom_components.kalajoki_library.core.ids import BookingKey, SensorId
from custom_components.kalajoki_library.core.opening.hours import (
    PLANNED_MODES,
    DayHours,
    ExceptionSpan,
    PlannedSpan,
    WeeklyHours,
)
from custom_components.kalajoki_library.core.opening.local import span_of, to_day
from custom_components.kalajoki_library.core.opening.staff import StaffSettings
from custom_components.kalajoki_library.core.words import (
    Act,
    BookingKind,
    Desk,
    HoursSource,
    Mode,
    ModeSource,
    Plan,
    WhenMissing,
)
from tests.builders import GAME, GROUP, HELSINKI, MINUTE, PRESENCE, SOURCE, house
from tests.core.run import Run

# Mondays: of an ordinary week, of the one that ends with 25 hours, of the one that ends with 23.
MONDAYS = (date(2026, 11, 23), date(2026, 10, 19), date(2027, 3, 22))
WEEK = timedelta(days=7)
QUARTER = 15
COLLEAGUE, ALARM = SensorId("person.colleague"), SensorId("binary_sensor.fire_alarm")
STAFF = (
    StaffSettings(),
    StaffSettings(sensors=(COLLEAGUE,), checks_in=True),
    StaffSettings(checks_in=True, when_missing=WhenMissing.CONTINUE_UNSTAFFED),
)
RULE = re.compile(r"^[A-Z]\d+:[a-z_]+$")

type Happening = tuple[datetime, Callable[["Week"], object]]


@dataclass(kw_only=True)
class Week(Run):
    """A run that is checked after every event, and keeps the minutes of every mode by local date."""

    seen: list[tuple[datetime, Mode]] = field(default_factory=list)
    met: list[datetime] = field(default_factory=list)

    @override
    def tell(self, event: ev.Event) -> tuple[Effect, ...]:
        if isinstance(event, ev.PresenceReported) and event.occupied:
            self.met.append(self.now)
        effects = super().tell(event)
        view = self.view()
        opening = view.opening
        assert isinstance(opening.mode, Mode)
        assert RULE.match(opening.rule), "H8: every mode has a rule"
        assert (opening.source is ModeSource.NONE) is (opening.rule == "H2:no_hours")
        for door in view.doors.values():
            assert RULE.match(door.rule), f"D1: {door.door} is {door.desired} for no rule"
        self.seen.append((self.now, opening.mode))
        return effects

    @override
    def change(self, wanted: ChangeBooking) -> None:
        if wanted.act is Act.RELEASE:
            self.check_release(wanted)
        super().change(wanted)

    def check_release(self, wanted: ChangeBooking) -> None:
        """B6: nobody was seen, the rule spares nobody of its list, and the time was up."""
        booking = next(one for one in self.bookings if one.key == wanted.booking)
        room = next(one for one in self.settings.spaces if one.id == booking.space)
        assert room.release_after is not None
        assert booking.start + room.release_after <= self.now < booking.end
        opens = booking.start - room.check_in_opens
        assert not room.presence or not any(opens <= when <= self.now for when in self.met)
        assert self.presence.get(PRESENCE) is False or not room.presence
        assert booking.kind is BookingKind.NORMAL
        assert booking.end - booking.start < timedelta(hours=8)
        assert booking.made_at is None or booking.start - booking.made_at >= timedelta(minutes=15)
        assert self.mode() not in (Mode.EVACUATION, Mode.LOCKDOWN, Mode.UNKNOWN)


def quarters(first: int = 0, last: int = 96) -> st.SearchStrategy[int]:
    return st.integers(first, last).map(lambda quarter: quarter * QUARTER)


@st.composite
def days(draw: st.DrawFn) -> tuple[PlannedSpan, ...]:
    """Return the hours of a day: gaps, nights and the hour that is skipped or comes twice included."""
    ends = sorted(draw(st.sets(quarters(), max_size=6)))
    spans = zip(ends[::2], ends[1::2], strict=False)
    return tuple(
        PlannedSpan(start=start, end=end, plan=draw(st.sampled_from(Plan)), staffed=draw(st.booleans()))
        for start, end in spans
    )


@st.composite
def patterns(draw: st.DrawFn) -> WeeklyHours:
    """Return a weekly pattern, with holidays and eves of their own or not."""
    return WeeklyHours(
        days=tuple(draw(days()) for _weekday in range(7)),
        holiday=draw(st.none() | days()),
        eve=draw(st.none() | days()),
    )


@st.composite
def exceptions(draw: st.DrawFn, monday: date) -> tuple[ExceptionSpan, ...]:
    """Return what the exceptions calendar holds: stretches over any other hours and over each other."""
    start = span_of(HELSINKI, monday).start
    found = []
    for number in range(draw(st.integers(0, 4))):
        begins = start + draw(quarters(0, 7 * 96)) * MINUTE
        found.append(
            ExceptionSpan(
                start=begins,
                end=begins + draw(quarters(1, 150)) * MINUTE,
                mode=draw(st.sampled_from(sorted(PLANNED_MODES))),
                reason="Inventory",
                uid=f"exception-{number}",
            )
        )
    return tuple(found)


@st.composite
def bookings(draw: st.DrawFn, monday: date) -> tuple[Booking, ...]:
    """Return a week's bookings, overlapping ones too."""
    start = span_of(HELSINKI, monday).start
    found = []
    for number in range(draw(st.integers(0, 12))):
        begins = start + draw(quarters(0, 7 * 96)) * MINUTE
        found.append(
            Booking(
                key=BookingKey(source=SOURCE, uid=f"booking-{number}"),
                space=draw(st.sampled_from([GAME, GAME, GROUP])),
                start=begins,
                end=begins + draw(quarters(1, 40)) * MINUTE,
                kind=draw(st.sampled_from([BookingKind.NORMAL, *BookingKind])),
                made_at=begins - draw(quarters(0, 400)) * MINUTE,
            )
        )
    return tuple(found)


def come(entered: int, left: int) -> Callable[[Week], object]:
    def do(week: Week) -> None:
        before = next(iter(week.totals.values()), (0, 0))
        week.count((before[0] or 0) + entered, (before[1] or 0) + left)

    return do


def except_for(spans: tuple[ExceptionSpan, ...]) -> Callable[[Week], object]:
    return lambda week: week.except_for(*spans)


def answer(read: tuple[DayHours, ...] | None) -> Callable[[Week], object]:
    """Let the hours source answer, or not."""
    return lambda week: week.fail_hours() if read is None else week.read_hours(*read)


@st.composite
def answers(draw: st.DrawFn, monday: date) -> tuple[DayHours, ...] | None:
    """Return what the directory says of some of the week's dates; None: nothing."""
    if draw(st.booleans()):
        return None
    known = sorted(draw(st.sets(st.integers(0, 7))))
    return tuple(DayHours(day=monday + timedelta(days=ahead), spans=draw(days())) for ahead in known)


def happen(event: ev.Event) -> Callable[[Week], object]:
    return lambda week: week.tell(event)


staff: st.SearchStrategy[ev.Event] = st.one_of(
    st.builds(ev.StaffReported, sensor=st.just(COLLEAGUE), on_site=st.sampled_from([True, False, None])),
    st.builds(ev.StaffCheckedIn),
    st.builds(ev.StaffCheckedOut),
    st.builds(ev.DeskChosen, desk=st.sampled_from(Desk)),
    st.builds(ev.FireAlarmReported, sensor=st.just(ALARM), on=st.sampled_from([False, False, None, True])),
    st.just(ev.EmergencyEnded(reason="All clear")),
    st.builds(ev.PeopleCorrected, inside=st.integers(0, 5)),
)


def sense(occupied: bool | None) -> Callable[[Week], object]:
    return lambda week: week.sense(occupied, PRESENCE)


@st.composite
def happenings(draw: st.DrawFn, monday: date) -> list[Happening]:
    """Return what people and sensors do, in order."""
    start = span_of(HELSINKI, monday).start
    acts = st.one_of(
        st.builds(come, st.integers(0, 9), st.integers(0, 9)),
        st.builds(sense, st.sampled_from([True, False, None])),
        st.builds(except_for, exceptions(monday)),
        st.builds(answer, answers(monday)),
        st.builds(happen, staff),
    )
    minutes = st.integers(0, 7 * 24 * 60 - 1)
    found = draw(st.lists(st.tuples(minutes, acts), max_size=25))
    return sorted(((start + minute * MINUTE, act) for minute, act in found), key=lambda one: one[0])


@st.composite
def downtimes(draw: st.DrawFn, monday: date) -> list[tuple[datetime, datetime]]:
    """Return when the program is down, in order and apart."""
    start = span_of(HELSINKI, monday).start
    stops = sorted(draw(st.lists(st.integers(0, 7 * 24 * 60 - 1), max_size=4, unique=True)))
    found: list[tuple[datetime, datetime]] = []
    for minute in stops:
        down = start + minute * MINUTE
        if not found or down > found[-1][1]:
            found.append((down, down + draw(st.sampled_from([0, 1, 7, 90, 700, 2000])) * MINUTE))
    return found


@st.composite
def weeks(draw: st.DrawFn) -> tuple[date, Week, list[Happening], list[tuple[datetime, datetime]]]:
    """Return a week that is about to begin, and what will happen in it."""
    monday = draw(st.sampled_from(MONDAYS))
    every = [monday + timedelta(days=ahead) for ahead in range(7)]
    week = Week(
        settings=house(
            week=draw(patterns()),
            hours_source=draw(st.sampled_from([HoursSource.WEEKLY, *HoursSource])),
            holidays=frozenset(draw(st.sets(st.sampled_from(every), max_size=2))),
            eves=frozenset(draw(st.sets(st.sampled_from(every), max_size=2))),
            fire_alarms=(ALARM,),
            staff=draw(st.sampled_from(STAFF)),
        ),
        exceptions=draw(exceptions(monday)),
        now=span_of(HELSINKI, monday).start,
        bookings=draw(bookings(monday)),
        presence={PRESENCE: False},
    )
    return monday, week, draw(happenings(monday)), draw(downtimes(monday))


def live(
    week: Week, end: datetime, happening: list[Happening], down: list[tuple[datetime, datetime]]
) -> Week:
    """Live a week through; what happens while the program is down is not told."""
    waiting, stops = list(happening), list(down)
    week.started()
    while True:
        at_next = waiting[0][0] if waiting else end
        if stops and stops[0][0] <= at_next:
            stop, back = stops.pop(0)
            week.go_to(max(stop, week.now))
            restarted = week.restarted(later=back - week.now if back > week.now else timedelta(0))
            assert isinstance(restarted, Week)
            restarted.done = week.done + restarted.done
            week = restarted
            continue
        if not waiting:
            week.go_to(max(end, week.now))
            return week
        when, act = waiting.pop(0)
        if when >= week.now:
            week.go_to(when)
            act(week)


@given(weeks())
@settings(max_examples=60)
def test_a_week_of_any_hours_has_one_mode_with_a_reason_and_doors_with_a_rule(
    drawn: tuple[date, Week, list[Happening], list[tuple[datetime, datetime]]],
) -> None:
    """H2, H8, D1: checked after every event (`Week.tell`), whatever comes together."""
    monday, week, happening, down = drawn
    end = span_of(HELSINKI, monday + timedelta(days=6)).end

    lived = live(week, end, happening, down)

    assert lived.seen[0][0] == span_of(HELSINKI, monday).start
    assert lived.now >= end


@given(weeks())
@settings(max_examples=60)
def test_edge_21_the_minutes_of_all_modes_are_the_local_days_length(
    drawn: tuple[date, Week, list[Happening], list[tuple[datetime, datetime]]],
) -> None:
    """H4: 1380, 1440 or 1500 minutes, as foreseen at the beginning of the day."""
    monday, week, _happening, _down = drawn
    week.started()
    for ahead in range(7):
        day = span_of(HELSINKI, monday + timedelta(days=ahead))
        spans = week.building._opening.between(day.start, day.end)
        assert spans[0].start == day.start
        assert spans[-1].end == day.end
        assert all(one.end == two.start for one, two in pairwise(spans))
        minutes = sum(((one.end - one.start) / MINUTE for one in spans), 0.0)
        assert minutes == day.length / MINUTE
        assert minutes in (1380, 1440, 1500)
        assert to_day(HELSINKI, day.start.astimezone(UTC)) == monday + timedelta(days=ahead)
