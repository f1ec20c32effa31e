"""The roll-up of a day: once, complete, adding up, whatever happened to clock and program (R1)."""

from datetime import date, datetime, timedelta

from hypothesis import given, strategies as st
import pytest

from custom_components.kalajoki_library.core.effects import DayRolledUp, VisitsCounted
from custom_components.kalajoki_library.core.report.figures import BookingFigures, DayReport
from custom_components.kalajoki_library.core.words import Mode, OrganiserKind
from tests.builders import GAME, HALL_LINE, LINE, MINUTE, TUESDAY, at, booking, hall_line, house, line
from tests.core.run import Run

HOUR = 60 * MINUTE
DAY = timedelta(days=1)
WEDNESDAY = TUESDAY + DAY
AUTUMN, SPRING = date(2026, 10, 25), date(2027, 3, 28)


def reports(run: Run) -> list[DayReport]:
    return [one.report for one in run.effects(DayRolledUp)]


def minutes(report: DayReport) -> dict[Mode, float]:
    return {mode: length / MINUTE for mode, length in report.modes if length}


def midnight(day: date) -> datetime:
    return at("00:00", day)


def begun(day: date = TUESDAY) -> Run:
    """A run that watches a day from its first instant, with the counter at zero."""
    return Run(now=midnight(day), totals={LINE: (0, 0)}).started()


def test_a_day_is_told_once_when_it_is_over_with_its_minutes_by_mode() -> None:
    """R1."""
    run = begun().go_to(at("23:59:59"))
    assert reports(run) == []
    run.go_to(midnight(WEDNESDAY))
    run.go_to(at("12:00", WEDNESDAY))

    (report,) = reports(run)
    assert (report.day, report.start, report.end) == (TUESDAY, midnight(TUESDAY), midnight(WEDNESDAY))
    assert report.complete
    assert minutes(report) == {
        Mode.CLOSED: 11 * 60,
        Mode.STAFFED_SELF_SERVICE: 120,
        Mode.SERVICE: 540,
        Mode.UNSTAFFED_SELF_SERVICE: 120,
    }


@pytest.mark.parametrize(("day", "length"), [(TUESDAY, 1440), (AUTUMN, 1500), (SPRING, 1380)])
def test_edge_21_the_minutes_of_all_modes_are_as_many_as_the_local_day_has(day: date, length: int) -> None:
    """R1, H4: 25 and 23 hours."""
    run = begun(day).go_to(midnight(day + DAY))

    (report,) = reports(run)
    assert sum(minutes(report).values()) == length == (report.end - report.start) / MINUTE


def test_edge_21_visits_of_an_hour_that_the_clock_shows_twice_are_visits_of_that_hour() -> None:
    """P3."""
    run = begun(AUTUMN)
    first = at("00:30", AUTUMN) + 3 * HOUR  # 03:30, and an hour later again
    for entered, instant in ((2, first), (5, first + HOUR)):
        run.go_to(instant)
        run.count(entered, 0)
    run.go_to(midnight(AUTUMN + DAY))

    assert [(one.hour, one.visits) for one in reports(run)[0].hours] == [(3, 5)]


def test_visits_are_told_by_mode_and_hour_and_only_those_of_the_building() -> None:
    """P3, R1: a correction is no visit."""
    run = Run(
        settings=house(counters=(line(), hall_line())),
        now=midnight(TUESDAY),
        totals={LINE: (0, 0), HALL_LINE: (0, 0)},
    ).started()
    run.go_to(at("10:15"))
    run.count(4, 1)
    run.count(9, 0, HALL_LINE)
    run.correct(30)
    run.go_to(at("19:30"))
    run.count(6, 1)
    people = run.view().people
    assert people.visits_today == 6
    assert people.visits_by_mode == {Mode.SERVICE: 4, Mode.UNSTAFFED_SELF_SERVICE: 2}
    run.go_to(midnight(WEDNESDAY))

    (report,) = reports(run)
    assert [(one.mode, one.hour, one.visits) for one in report.hours] == [
        (Mode.SERVICE, 10, 4),
        (Mode.UNSTAFFED_SELF_SERVICE, 19, 2),
    ]
    assert (report.visits, report.most_inside, report.capacity) == (6, 32, 200)
    assert run.view().people.visits_today == 0


def test_a_house_without_a_counter_has_no_visits_rather_than_none_at_all() -> None:
    """P1: unknown is not zero."""
    run = Run(settings=house(counters=()), now=midnight(TUESDAY)).started()
    assert run.view().people.visits_today is None

    (report,) = reports(run.go_to(midnight(WEDNESDAY)))
    assert (report.visits, report.most_inside) == (None, None)


def test_bookings_are_told_by_space_and_organiser() -> None:
    """R1: made, used, not used, cancelled; minutes of those that came to their end."""
    run = begun()
    run.read()
    used = booking("10:00", "11:00", organiser=OrganiserKind.SCHOOL)
    run.read(used, booking("14:00", "14:30"), booking("16:00", "17:00"))
    run.go_to(at("10:10"))
    run.sense(True)
    run.go_to(at("10:55"))
    run.sense(False)
    run.go_to(at("12:00"))
    run.read(used, booking("14:00", "14:30"))
    run.go_to(midnight(WEDNESDAY))

    school, customer = sorted(reports(run)[0].bookings, key=lambda one: one.organiser != "school")
    assert (school.made, school.used, school.reserved_min) == (1, 1, 60.0)
    assert 0 < school.used_min <= 50
    assert (customer.space, customer.made, customer.cancelled) == (GAME, 2, 1)
    assert customer.not_used + customer.released == 1
    assert customer.reserved_min == 30.0


def test_a_booking_that_ends_at_midnight_belongs_to_the_day_it_was() -> None:
    """R1."""
    run = begun()
    run.read(booking("22:00", "22:30"))
    run.bookings = (booking("22:00", "22:30"),)
    late = booking("23:00", "23:30")
    run.read(late)
    run.go_to(midnight(WEDNESDAY))

    assert sum(one.not_used + one.released for one in reports(run)[0].bookings) >= 1


def test_a_short_absence_counts_as_what_went_on() -> None:
    """R1: up to five minutes."""
    run = begun().go_to(at("12:00"))
    again = run.restarted(later=5 * MINUTE).go_to(midnight(WEDNESDAY))

    (report,) = reports(again)
    assert report.complete
    assert Mode.UNKNOWN not in minutes(report)


def test_a_longer_absence_is_unknown() -> None:
    """R1."""
    run = begun().go_to(at("12:00"))
    again = run.restarted(later=6 * MINUTE).go_to(midnight(WEDNESDAY))

    (report,) = reports(again)
    assert not report.complete
    assert minutes(report)[Mode.UNKNOWN] == 6
    assert sum(minutes(report).values()) == 1440


def test_a_day_that_ended_while_nobody_watched_is_told_at_the_start() -> None:
    """R1: with the visits it had; once."""
    run = begun().go_to(at("20:00"))
    run.count(7, 0)
    again = run.restarted(later=12 * HOUR)
    (report,) = reports(again)
    assert (report.day, report.visits, minutes(report)[Mode.UNKNOWN]) == (TUESDAY, 7, 240)
    assert reports(again.restarted()) == []

    again.go_to(midnight(WEDNESDAY + DAY))
    assert minutes(reports(again)[-1])[Mode.UNKNOWN] == 8 * 60


def test_several_days_that_were_missed_are_told_one_by_one_as_unknown() -> None:
    """R1."""
    again = begun().go_to(at("12:00")).restarted(later=3 * DAY)

    told = reports(again)
    assert [one.day for one in told] == [TUESDAY, WEDNESDAY, WEDNESDAY + DAY]
    assert [one.complete for one in told] == [False] * 3
    assert minutes(told[1]) == {Mode.UNKNOWN: 1440}


def test_a_clock_that_was_years_ahead_does_not_silence_the_reports() -> None:
    """R1: a clock without a battery; the days told by mistake are bounded."""
    run = begun().go_to(at("12:00"))
    ahead = run.restarted(later=timedelta(days=4 * 365))
    assert len(reports(ahead)) <= 367
    back = ahead.restarted(later=-timedelta(days=4 * 365) + HOUR)
    back.go_to(midnight(WEDNESDAY + DAY))

    assert [one.day for one in reports(back)] == [TUESDAY, WEDNESDAY]


def test_a_clock_set_back_over_midnight_tells_the_day_once() -> None:
    """R1."""
    run = begun().go_to(at("00:10", WEDNESDAY))
    run.now = at("23:40")
    run.go_to(at("12:00", WEDNESDAY))

    assert [one.day for one in reports(run)] == [TUESDAY]


STEPS = st.lists(
    st.tuples(
        st.sampled_from(["pass", "pass", "away", "visit", "choose", "clock back", "clock back far"]),
        st.integers(1, 2200).map(lambda quarters: quarters * timedelta(seconds=47)),
    ),
    max_size=14,
)


@given(st.sampled_from([TUESDAY, AUTUMN - DAY, SPRING - DAY]), STEPS)
def test_every_day_is_told_once_and_adds_up_whatever_happens(
    day: date, steps: list[tuple[str, timedelta]]
) -> None:
    """R1: restarts at random instants, absences, clocks that are set back, days of 23 and 25 hours."""
    run, told, entered, counted = begun(day), [], 0, 0
    latest, is_far = run.now, False
    for what, length in steps:
        if what == "away":
            told += reports(run)
            counted += sum(one.entered for one in run.effects(VisitsCounted))
            run = run.restarted(later=length)
        elif what == "visit":
            entered += 3
            run.count(entered, 0)
        elif what == "choose":
            run.choose(Mode.EVENT_ONLY, run.now + length)
        elif what.startswith("clock"):
            run.now -= min(length, 20 * HOUR) if what == "clock back" else length + DAY
            run.count(entered, 0)
        else:
            run.go_on(length)
        latest = max(latest, run.now)
        is_far |= run.now < latest - DAY
    told += reports(run)
    counted += sum(one.entered for one in run.effects(VisitsCounted))
    days = [one.day for one in told]
    assert days == sorted(set(days)), "never twice"
    for report in told:
        assert sum((length for _mode, length in report.modes), timedelta(0)) == report.end - report.start
        assert all(length >= timedelta(0) for _mode, length in report.modes)
        assert report.visits == sum(one.visits for one in report.hours)
    visits = sum(one.visits or 0 for one in told) + (run.view().people.visits_today or 0)
    if not is_far:
        assert visits == counted == entered
        assert not days or days == [days[0] + n * DAY for n in range(len(days))], "no day is left out"


def test_figures_of_bookings_begin_at_nothing() -> None:
    figures = BookingFigures(space=GAME, organiser=OrganiserKind.COMPANY)

    assert (figures.made, figures.used_min) == (0, 0.0)
