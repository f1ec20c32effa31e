"""Bookable devices: powered for their bookings, never cut in the middle of a job, metered (B8)."""

from datetime import timedelta
from typing import Any

import pytest

from custom_components.kalajoki_library.core import events as ev
from custom_components.kalajoki_library.core.effects import (
    BookingRecorded,
    IssueCleared,
    IssueRaised,
    SetSwitch,
)
from custom_components.kalajoki_library.core.errors import SettingsError
from custom_components.kalajoki_library.core.words import (
    Act,
    ActCode,
    BookingOutcome as Counted,
    IssueKind,
    Job,
    JobPolicy,
    Sync,
)
from tests.builders import KWH, MINUTE, PLUG, PRINTER, WATTS, at, booking, game_room, house, printer
from tests.core.run import Run

SECOND = timedelta(seconds=1)
BOOKED = booking("14:00", "15:00", space=PRINTER)


def a_printer(*bookings: Any, used: bool = True, **changes: Any) -> Run:
    """The printer on its plug, booked from 14 to 15 and checked in on time."""
    settings = house(spaces=(game_room(), house().spaces[1], printer(**changes)))
    run = Run(
        settings=settings,
        bookings=bookings or (BOOKED,),
        watts={WATTS: 0.0},
        kwh={KWH: 10.0},
    ).started()
    if used:
        run.go_to(at("14:00"))
        assert run.staff(Act.CHECK_IN, space=PRINTER) is ActCode.DONE
    return run


def switched(run: Run) -> list[tuple[Any, bool, str]]:
    return [(when, one.on, one.rule) for when, one in run.done if isinstance(one, SetSwitch)]


def metered(run: Run) -> list[tuple[Any, Any]]:
    return [
        (one.powered_min, one.energy_kwh)
        for one in run.effects(BookingRecorded)
        if one.outcome is Counted.METERED
    ]


def test_a_device_has_power_for_its_used_booking_only() -> None:
    """B8: from check-in to the end."""
    run = a_printer().go_to(at("16:00"))

    assert switched(run) == [(at("14:00"), True, "B8:booking"), (at("15:00"), False, "B8:no_booking")]


def test_a_device_that_nobody_checked_in_to_gets_no_power() -> None:
    """B6, B8: its booking is given back."""
    run = a_printer(used=False).go_to(at("15:00"))

    assert switched(run) == []
    assert Counted.RELEASED in run.counted()


def test_power_comes_before_and_stays_after_a_booking_as_the_device_needs() -> None:
    """B8: warming up for whoever has checked in early, cooling down for all."""
    run = a_printer(used=False, before=5 * MINUTE, after=10 * MINUTE).go_to(at("13:52"))
    run.staff(Act.CHECK_IN, space=PRINTER)

    assert [(when, on) for when, on, _rule in switched(run.go_to(at("16:00")))] == [
        (at("13:55"), True),
        (at("15:10"), False),
    ]


def test_staff_give_a_device_power_without_a_booking() -> None:
    """B8: until they take it back, also over a restart."""
    run = a_printer(used=False).go_to(at("12:30"))
    run.tell(ev.StaffUseSwitched(space=PRINTER, on=True))
    assert (run.printer().powered, run.printer().kept_on, run.printer().rule) == (True, True, "B8:staff")

    run = run.restarted().go_to(at("13:00"))
    assert run.printer().powered is True
    run.tell(ev.StaffUseSwitched(space=PRINTER, on=False))
    assert run.printer().powered is False


def test_a_job_that_outlasts_its_booking_is_never_cut() -> None:
    """B8: power is held while it draws, and for two quiet minutes of a heater that cycles."""
    run = a_printer()
    run.go_to(at("14:05")).draws(120.0)
    assert run.printer().job is Job.RUNNING
    run.go_to(at("15:00"))
    assert (run.printer().job, run.printer().held_until) == (Job.HELD, at("21:00"))
    run.go_to(at("15:30")).draws(2.0)
    run.go_to(at("15:31")).draws(120.0)
    run.go_to(at("15:40")).draws(2.0)

    run.go_to(at("16:30"))

    assert switched(run)[1:] == [(at("15:42"), False, "B8:no_booking")]
    assert run.printer().job is Job.IDLE


def test_a_job_is_held_for_so_long_at_most() -> None:
    """B8: a job that never ends is cut in the end."""
    run = a_printer(longest_hold=timedelta(hours=2))
    run.go_to(at("14:05")).draws(120.0)

    assert switched(run.go_to(at("20:00")))[1:] == [(at("17:00"), False, "B8:no_booking")]


@pytest.mark.parametrize("policy", list(JobPolicy))
def test_what_the_device_draws_is_unknown(policy: JobPolicy) -> None:
    """B8: maybe it works: held up to the longest, unless jobs may be cut."""
    run = a_printer(finish_job=policy)
    run.go_to(at("14:05")).draws(None)
    assert run.printer().job is Job.UNKNOWN

    run.go_to(at("22:00"))

    ends = at("21:00") if policy is JobPolicy.HOLD else at("15:00")
    assert [when for when, on, _rule in switched(run) if not on] == [ends]


def test_without_a_power_sensor_nobody_can_know_of_jobs() -> None:
    """B8: the booking's end is the end."""
    run = a_printer(power=None)

    assert [when for when, on, _rule in switched(run.go_to(at("16:00"))) if not on] == [at("15:00")]


def test_after_a_restart_nothing_is_cut_before_the_sensors_speak() -> None:
    """B8: at first every sensor is silent, which is not idle."""
    run = a_printer()
    run.go_to(at("14:05")).draws(120.0)
    run.go_to(at("14:59"))
    run.watts[WATTS] = None

    again = run.restarted(later=10 * MINUTE).go_on(20 * MINUTE)
    assert (switched(again), again.printer().job) == ([], Job.HELD)

    again.draws(1.0)
    assert switched(again.go_on(2 * MINUTE))[-1][1] is False


def test_the_next_booking_takes_the_power_over_from_a_job_that_still_runs() -> None:
    """B8: and each has its own figures."""
    run = a_printer(BOOKED, booking("15:00", "16:00", space=PRINTER))
    run.go_to(at("14:05")).draws(120.0)
    run.go_to(at("15:05")).has_drawn(10.4)
    run.staff(Act.CHECK_IN, space=PRINTER)
    run.go_to(at("15:50")).draws(0.0)
    run.has_drawn(11.0)

    run.go_to(at("17:00"))

    assert [on for _when, on, _rule in switched(run)] == [True, False]
    assert metered(run) == [(65.0, pytest.approx(0.4)), (55.0, pytest.approx(0.6))]


def test_hours_and_energy_are_metered_for_each_booking() -> None:
    """B8: the job that outlasts it included."""
    run = a_printer()
    run.go_to(at("14:05")).draws(120.0)
    run.go_to(at("15:00")).has_drawn(10.25)
    run.go_to(at("15:28")).has_drawn(10.5)
    run.draws(0.0)
    assert metered(run) == []

    run.go_to(at("16:00"))

    assert metered(run) == [(90.0, 0.5)]
    assert run.printer().energy_last_booking_kwh == 0.5
    assert run.restarted().printer().energy_last_booking_kwh == 0.5


def test_a_counter_that_starts_over_loses_nothing() -> None:
    """B8."""
    run = a_printer()
    run.go_to(at("14:20")).has_drawn(10.3)
    run.go_to(at("14:40")).has_drawn(0.1)

    run.go_to(at("15:10"))
    assert metered(run) == [(60.0, pytest.approx(0.4))]


@pytest.mark.parametrize(
    ("readings", "energy"),
    [((10.3, None, 10.6), 0.6), ((10.3, None, 0.2), None), ((10.3, None), None), ((), 0.0)],
    ids=["a gap", "started over in a gap", "silent at the end", "nothing drawn"],
)
def test_a_gap_is_unknown_and_not_zero(readings: tuple[float | None, ...], energy: float | None) -> None:
    """B8: unless the total on its other side says it all."""
    run = a_printer()
    for minute, total in enumerate(readings):
        run.go_to(at("14:10") + minute * MINUTE).has_drawn(total)

    run.go_to(at("15:10"))
    assert metered(run)[0][1] == (None if energy is None else pytest.approx(energy))


def test_energy_that_was_not_read_at_the_beginning_is_unknown() -> None:
    """B8."""
    run = a_printer(used=False)
    run.has_drawn(None)
    run.go_to(at("14:00")).staff(Act.CHECK_IN, space=PRINTER)
    run.go_to(at("14:20")).has_drawn(10.3)

    assert metered(run.go_to(at("15:10"))) == [(60.0, None)]


def test_a_plug_that_was_away_makes_the_hours_unknown() -> None:
    """B8: and nothing is commanded to it meanwhile; staff are told after two minutes."""
    run = a_printer().go_to(at("14:20"))
    run.plug_says(None)
    run.go_on(2 * MINUTE)
    raised = IssueRaised(kind=IssueKind.SWITCH_NOT_FOLLOWING, subject=PRINTER)
    assert raised in run.effects(IssueRaised)
    assert (run.printer().powered, run.printer().sync) == (None, Sync.UNREACHABLE)
    run.plug_says(True)
    assert IssueCleared(kind=IssueKind.SWITCH_NOT_FOLLOWING, subject=PRINTER) in run.effects(IssueCleared)

    assert metered(run.go_to(at("15:10"))) == [(None, 0.0)]


def test_a_plug_that_does_not_follow_is_tried_again_and_then_shown() -> None:
    """B8, D3: with growing pauses; a new wish starts at once."""
    run = a_printer(used=False)
    run.locks_obey = False
    run.go_to(at("14:00")).staff(Act.CHECK_IN, space=PRINTER)
    assert len(switched(run)) == 1
    run.tell(ev.SwitchRefused(switch=PLUG))
    run.go_to(at("14:10"))

    assert len(switched(run)) == 3
    assert run.printer().sync is Sync.SUSPENDED
    assert IssueRaised(kind=IssueKind.SWITCH_NOT_FOLLOWING, subject=PRINTER) in run.effects(IssueRaised)


def test_somebody_who_switches_it_on_by_hand_is_corrected_when_nothing_runs() -> None:
    """B8: with the same care for jobs."""
    run = a_printer(used=False).go_to(at("12:10"))
    run.draws(60.0)
    run.plug_says(True)
    assert (switched(run), run.printer().job) == ([], Job.HELD)

    run.go_to(at("12:20")).draws(0.0)
    assert [(when, on) for when, on, _rule in switched(run.go_to(at("12:30")))] == [(at("12:22"), False)]


def test_a_device_out_of_service_gets_no_power() -> None:
    """B5, B8."""
    run = a_printer().go_to(at("14:30"))
    run.tell(ev.ServiceSwitched(space=PRINTER, out=True))

    assert switched(run)[-1][:2] == (at("14:30"), False)


def test_nothing_is_switched_before_the_bookings_were_read() -> None:
    """B2, B8."""
    settings = house(spaces=(game_room(), house().spaces[1], printer()))
    run = Run(settings=settings, outlets={PLUG: True}, watts={WATTS: 0.0})
    run.plug_says(True)
    run.tell(ev.Woken())

    assert switched(run.go_to(at("13:00"))) == []
    assert run.printer().rule == "B2:bookings_not_read"


def test_a_switch_belongs_to_one_device() -> None:
    """B8."""
    twice = printer()
    with pytest.raises(SettingsError, match="two devices"):
        house(spaces=(game_room(equipment=twice.equipment), house().spaces[1], twice))
