"""People from counters with cumulative totals (P1, P3)."""

from datetime import date, timedelta

import pytest

from custom_components.kalajoki_library.core import events as ev
from custom_components.kalajoki_library.core.effects import VisitsCounted
from custom_components.kalajoki_library.core.ids import CounterId
from custom_components.kalajoki_library.core.words import Mode
from tests.builders import (
    LINE,
    MINUTE,
    at,
    house,
    line,
)
from tests.core.run import Run

WEDNESDAY = date(2026, 11, 25)


def counting(entered: int = 100, left: int = 100, **counter: object) -> Run:
    """A house whose counter has spoken once."""
    return Run(settings=house(counter=line(**counter)), totals={LINE: (entered, left)}).started()


def inside(run: Run) -> int | None:
    return run.view().people.inside


def passed(run: Run) -> list[tuple[int, int]]:
    return [(one.entered, one.left) for one in run.effects(VisitsCounted)]


def test_the_first_totals_are_where_counting_begins() -> None:
    """P1: yesterday's visitors are not inside."""
    run = counting(5000, 4990)

    assert (inside(run), passed(run)) == (0, [])


def test_what_is_added_to_the_totals_came_and_went() -> None:
    """P1, P3: counted under the mode of now."""
    run = counting()
    run.count(103, 101)

    assert inside(run) == 2
    assert run.effects(VisitsCounted) == [
        VisitsCounted(zone="building", inside=2, entered=3, left=1, mode=Mode.SERVICE)
    ]
    assert run.view().people.capacity == 200


def test_the_same_totals_again_say_nothing() -> None:
    """P1."""
    run = counting()
    run.count(103, 101)
    before = run.building.snapshot()

    assert run.count(103, 101) == ()
    assert run.building.snapshot() == before


def test_more_leaving_than_came_leaves_nobody() -> None:
    """P1: clamped at zero, and the next visitor is one."""
    run = counting()
    run.count(101, 104)
    assert inside(run) == 0
    run.count(102, 104)

    assert inside(run) == 1
    assert passed(run) == [(1, 4), (1, 0)]


def test_a_counter_that_has_not_spoken_is_unknown_and_not_zero() -> None:
    """P1."""
    assert inside(Run().started()) is None


@pytest.mark.parametrize("totals", [(None, 100), (100, None), (None, None)])
def test_a_gap_is_unknown_and_not_zero(totals: tuple[int | None, int | None]) -> None:
    """P1: either side."""
    run = counting()
    run.count(105, 100)
    run.count(*totals)
    assert inside(run) is None
    assert run.effects(VisitsCounted)[-1].inside == 5

    run.go_on(MINUTE)
    run.count(107, 101)
    assert inside(run) == 6


def test_who_passed_during_a_gap_is_counted_after_it() -> None:
    """P1: totals do not forget."""
    run = counting()
    run.count(None, None)
    run.go_on(30 * MINUTE)
    run.count(140, 110)

    assert (inside(run), passed(run)) == (30, [(40, 10)])


def test_a_counter_with_a_width_wraps() -> None:
    """P1."""
    run = counting(65530, 65530, bits=16)
    run.count(4, 65534)

    assert (inside(run), passed(run)) == (6, [(10, 4)])


def test_a_counter_that_starts_over_counts_from_zero() -> None:
    """P1: reset, after a power cut say."""
    run = counting(5000, 4000)
    run.go_on(5 * MINUTE)
    run.count(3, 1)

    assert (inside(run), passed(run)) == (2, [(3, 1)])
    run.count(4, 1)
    assert inside(run) == 3


def test_more_than_can_pass_a_door_is_not_believed() -> None:
    """P1: plausibility; counting goes on from there."""
    run = counting(most_per_minute=50)
    run.go_on(MINUTE)
    run.count(100_000, 100)
    assert (inside(run), passed(run)) == (0, [])

    run.count(100_002, 100)
    assert inside(run) == 2


def test_a_crowd_within_the_time_it_needs_is_believed() -> None:
    """P1: a school class after a silence."""
    run = counting(most_per_minute=50)
    run.go_on(10 * MINUTE)
    run.count(400, 100)

    assert inside(run) == 300


def test_a_total_that_comes_late_is_not_a_counter_that_starts_over() -> None:
    """P1: reports can overtake each other."""
    run = counting(5000, 5000)
    run.count(5003, 5000)
    run.count(5002, 5000)
    run.count(5004, 5000)

    assert (inside(run), passed(run)) == (4, [(3, 0), (1, 0)])


def test_who_is_left_over_is_forgotten_when_it_is_closed_and_quiet() -> None:
    """P1: drift; told once, so that displays follow."""
    run = counting().go_to(at("20:50"))
    run.count(107, 100)
    run.go_to(at("21:29"))
    assert inside(run) == 7

    run.go_to(at("21:30"))
    assert inside(run) == 0
    assert run.effects(VisitsCounted)[-1] == VisitsCounted(
        zone="building", inside=0, entered=0, left=0, mode=Mode.CLOSED, corrected=-7
    )
    run.go_to(at("07:00", WEDNESDAY))
    assert len(run.effects(VisitsCounted)) == 2


def test_somebody_who_moves_after_closing_puts_the_reset_off() -> None:
    """P1: not quiet."""
    run = counting().go_to(at("20:50"))
    run.count(107, 100)
    run.go_to(at("21:20"))
    run.count(107, 103)
    seen: list[int | None] = []
    for clock in ("21:49", "21:50"):
        run.go_to(at(clock))
        seen.append(inside(run))

    assert seen == [4, 0]


def test_nobody_is_forgotten_while_it_is_open() -> None:
    """P1: a quiet reading room."""
    run = counting()
    run.count(104, 100)

    assert inside(run.go_to(at("18:00"))) == 4


def test_the_count_survives_a_restart_and_takes_in_who_passed_meanwhile() -> None:
    """P1."""
    run = counting()
    run.count(110, 103)
    run.totals[LINE] = (112, 108)

    again = run.restarted(later=5 * MINUTE)

    assert inside(again) == 4
    assert passed(again) == [(2, 5)]


def test_a_counter_that_is_silent_after_a_restart_is_unknown() -> None:
    """P1."""
    run = counting()
    run.count(110, 103)
    run.totals[LINE] = (None, None)

    assert inside(run.restarted()) is None


def test_a_counter_that_is_not_configured_is_not_heard() -> None:
    """P1."""
    run = counting()

    assert run.tell(ev.PeopleCounted(counter=CounterId("other"), entered=9, left=0)) == ()


def test_visits_are_counted_under_the_mode_in_which_they_happen() -> None:
    """P3: the wake-up of closing time may still be on its way."""
    run = counting()
    run.now = at("19:00") + timedelta(seconds=1)
    run.count(101, 100)

    assert run.effects(VisitsCounted)[-1].mode is Mode.UNSTAFFED_SELF_SERVICE


def test_a_wrap_is_told_from_a_counter_that_starts_over() -> None:
    """P1: from the top of the range to its bottom it wraps; from the middle it begins anew."""
    run = counting(40_000, 40_000, bits=16)
    run.go_on(5 * MINUTE)
    run.count(3, 2)

    assert (inside(run), passed(run)) == (1, [(3, 2)])


def test_a_counter_that_takes_up_an_older_total_counts_nothing_for_it() -> None:
    """P1: a device that saves its total only now and then, after a power cut."""
    run = counting(5000, 5000)
    run.go_on(8 * 60 * MINUTE)
    run.count(4900, 5000)
    assert passed(run) == []

    run.count(4902, 5000)
    assert passed(run) == [(2, 0)]


def test_a_low_total_that_comes_late_is_not_a_counter_that_starts_over() -> None:
    """P1: also shortly after a counter's reset at midnight."""
    run = counting(0, 0)
    run.count(5, 0)
    run.count(4, 0)
    run.count(6, 0)

    assert (inside(run), passed(run)) == (6, [(5, 0), (1, 0)])


def test_a_low_total_long_after_is_a_counter_that_starts_over() -> None:
    """P1."""
    run = counting(0, 0)
    run.count(9, 0)
    run.go_on(11 * MINUTE)
    run.count(4, 0)

    assert passed(run) == [(9, 0), (4, 0)]


def test_staff_correct_the_count_and_nobody_visited() -> None:
    """P1: recorded as a correction, once."""
    run = counting()
    run.count(110, 100)
    run.correct(7)
    assert run.correct(7) == ()

    assert inside(run) == 7
    assert run.effects(VisitsCounted)[-1] == VisitsCounted(
        zone="building", inside=7, entered=0, left=0, mode=Mode.SERVICE, corrected=-3
    )
    run.count(111, 100)
    assert inside(run) == 8


def test_a_correction_of_a_silent_counter_waits_for_it() -> None:
    """P1: still unknown, then right."""
    run = counting()
    run.count(None, None)
    run.correct(12)
    assert inside(run) is None
    run.count(101, 100)

    assert inside(run) == 13


@pytest.mark.parametrize(("inside_now", "where"), [(-1, "building"), (5, "nowhere")])
def test_a_correction_that_cannot_be_changes_nothing(inside_now: int, where: str) -> None:
    """P1."""
    run = counting()

    assert run.correct(inside_now, where) == ()


def test_somebody_in_a_room_puts_the_reset_off() -> None:
    """P1: closed, but not quiet; whoever is left inside is not forgotten."""
    run = counting().go_to(at("20:50"))
    run.count(101, 100)
    run.sense(True)
    assert inside(run.go_to(at("23:30"))) == 1
    run.sense(False)
    hold = 2 * MINUTE
    assert inside(run.go_to(at("23:30") + hold + 29 * MINUTE)) == 1

    assert inside(run.go_on(MINUTE)) == 0


def test_a_restart_at_night_does_not_forget_who_sits_in_a_room() -> None:
    """P1: presence is heard before anybody is forgotten."""
    run = counting().go_to(at("20:50"))
    run.count(101, 100)
    run.sense(True)

    again = run.restarted(later=timedelta(hours=2))

    assert inside(again) == 1


def test_what_was_left_over_is_forgotten_after_a_night_without_power() -> None:
    """P1: and who came in the morning is counted."""
    run = counting().go_to(at("20:50"))
    run.count(107, 100)
    run.totals[LINE] = (110, 100)

    again = run.restarted(later=timedelta(hours=11, minutes=30))

    assert inside(again) == 3
