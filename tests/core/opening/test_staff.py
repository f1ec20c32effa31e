"""Who is on site, the desk, and how both join the plan (H1, H5, S8)."""

from datetime import timedelta
from itertools import product

import pytest

from custom_components.kalajoki_library.core.ids import SensorId
from custom_components.kalajoki_library.core.opening.staff import (
    JOIN,
    JOINED,
    MISSING,
    Presence,
    Staff,
    StaffSettings,
)
from custom_components.kalajoki_library.core.words import Desk, Mode, WhenMissing
from tests.builders import MINUTE, at

PHONE, CARD = SensorId("person.one"), SensorId("button.badge")
CONFIGURED = StaffSettings(sensors=(PHONE,), badges=(CARD,), checks_in=True)
STAFFED, UNSTAFFED = Mode.STAFFED_SELF_SERVICE, Mode.UNSTAFFED_SELF_SERVICE


def there(staff: Staff) -> bool | None:
    return staff.on_site


def test_the_table_says_what_every_plan_becomes_with_every_staff_and_desk() -> None:
    """H1."""
    planned = (Mode.SERVICE, STAFFED, UNSTAFFED)
    assert set(JOIN) == set(product(planned, Presence, Desk))


@pytest.mark.parametrize("plan", [Mode.CLOSED, Mode.UNKNOWN, Mode.EVENT_ONLY])
def test_staff_open_nothing_that_the_plan_keeps_closed(plan: Mode) -> None:
    """H1: closed stays closed, unknown stays unknown."""
    staff = Staff(CONFIGURED)
    staff.check_in("", at("12:00"))
    staff.choose(Desk.STAFFED, at("23:00"), at("12:00"))
    staff.settle(at("12:00"))

    assert staff.join(plan, at("10:00"), at("12:00")).mode is plan


@pytest.mark.parametrize("plan", [Mode.SERVICE, STAFFED, UNSTAFFED])
def test_without_any_evidence_configured_the_plan_is_trusted(plan: Mode) -> None:
    """H1."""
    staff = Staff(StaffSettings())
    staff.settle(at("12:00"))

    assert there(staff) is None
    assert staff.join(plan, at("08:00"), at("12:00")).mode is plan
    assert staff.changes_at() is None


@pytest.mark.parametrize(
    ("plan", "desk", "mode"),
    [
        (Mode.SERVICE, Desk.AUTOMATIC, Mode.SERVICE),
        (Mode.SERVICE, Desk.UNSTAFFED, STAFFED),
        (STAFFED, Desk.AUTOMATIC, STAFFED),
        (STAFFED, Desk.STAFFED, Mode.SERVICE),
        (UNSTAFFED, Desk.AUTOMATIC, STAFFED),
        (UNSTAFFED, Desk.STAFFED, Mode.SERVICE),
    ],
)
def test_edge_28_staff_on_site_and_the_desk_are_two_things(plan: Mode, desk: Desk, mode: Mode) -> None:
    """H1: staffed self-service is staff in the building and nobody at the desk."""
    staff = Staff(CONFIGURED)
    staff.report(PHONE, on_site=True)
    staff.choose(desk, at("23:00"), at("11:00"))
    staff.settle(at("12:00"))

    joined = staff.join(plan, at("10:00"), at("12:00"))
    assert joined.mode is mode
    assert joined.rule == (None if mode is plan else JOINED)


def test_edge_28_a_check_in_times_out_and_the_house_is_unstaffed_again() -> None:
    """H5: [10 h]."""
    staff = Staff(StaffSettings(checks_in=True))
    staff.check_in("", at("08:00"))
    staff.settle(at("17:59"))
    assert (staff.on_site, staff.changes_at()) == (True, at("18:00"))
    assert staff.join(UNSTAFFED, at("17:00"), at("17:59")).mode is STAFFED

    staff.settle(at("18:00"))
    assert (staff.on_site, staff.gone_at) == (False, at("18:00"))
    assert staff.join(UNSTAFFED, at("17:00"), at("18:00")).mode is UNSTAFFED


def test_a_check_in_that_ended_while_nobody_watched_ended_in_its_time() -> None:
    """H5: H2's levels: what counts is when it ended, not when that was seen."""
    staff = Staff(StaffSettings(checks_in=True))
    staff.check_in("", at("08:00"))
    staff.settle(at("08:00"))
    staff.settle(at("21:00"))

    assert staff.gone_at == at("18:00")


def test_one_badge_that_leaves_leaves_the_others_there() -> None:
    """H1, S8: badges tell apart, nobody counts."""
    staff = Staff(CONFIGURED)
    staff.report(PHONE, on_site=False)
    staff.check_in("blue", at("08:00"))
    staff.check_in("red", at("09:00"))
    staff.check_out("blue")
    assert there(staff) is True

    staff.check_out("")
    assert there(staff) is False


def test_a_badge_checks_in_and_out_by_turns_and_the_same_use_counts_once() -> None:
    """H1: a badge's entity tells when it was used last."""
    staff = Staff(CONFIGURED)
    staff.report(PHONE, on_site=False)

    assert staff.use(CARD, at("08:00"), at("08:00"))
    assert not staff.use(CARD, at("08:00"), at("08:05"))
    assert there(staff) is True
    assert staff.use(CARD, at("16:00"), at("16:00"))
    assert there(staff) is False


def test_a_badge_used_long_before_anybody_listened_says_nothing() -> None:
    """H5: levels, not edges."""
    staff = Staff(CONFIGURED)
    staff.report(PHONE, on_site=False)
    staff.use(CARD, at("08:00"), at("12:00"))

    assert there(staff) is False


def test_a_silent_sensor_is_unknown_and_never_absent() -> None:
    """H1: unavailable = unknown."""
    staff = Staff(CONFIGURED)
    assert there(staff) is None
    staff.report(PHONE, on_site=False)
    assert there(staff) is False
    staff.report(PHONE, on_site=None)
    assert there(staff) is None
    staff.check_in("", at("12:00"))
    assert there(staff) is True


@pytest.mark.parametrize("said", [False, None])
@pytest.mark.parametrize(
    ("policy", "mode"),
    [(WhenMissing.HOLD_CLOSED, Mode.CLOSED), (WhenMissing.CONTINUE_UNSTAFFED, UNSTAFFED)],
)
def test_nobody_known_to_be_there_for_long_enough_is_missing(
    said: bool | None, policy: WhenMissing, mode: Mode
) -> None:
    """H5: absent or unknown, after [10 min], by the policy."""
    staff = Staff(StaffSettings(sensors=(PHONE,), when_missing=policy))
    staff.settle(at("07:00"))
    staff.report(PHONE, on_site=said)
    staff.settle(at("07:30"))

    waiting = staff.join(STAFFED, at("08:00"), at("08:09:59"))
    assert (waiting.mode, waiting.is_missing, waiting.changes_at) == (STAFFED, False, at("08:10"))
    missing = staff.join(STAFFED, at("08:00"), at("08:10"))
    assert (missing.mode, missing.rule, missing.is_missing) == (mode, MISSING, True)


def test_who_leaves_during_the_hours_is_waited_for_anew() -> None:
    """H5: [10 min] from when the last one left."""
    staff = Staff(StaffSettings(sensors=(PHONE,)))
    staff.report(PHONE, on_site=True)
    staff.settle(at("08:00"))
    staff.report(PHONE, on_site=False)
    staff.settle(at("09:00"))

    assert not staff.join(STAFFED, at("08:00"), at("09:09")).is_missing
    assert staff.join(STAFFED, at("08:00"), at("09:10")).is_missing


def test_service_hours_with_an_empty_desk_need_staff_too() -> None:
    """H1, H5: whoever left the desk said that it is self-service."""
    staff = Staff(StaffSettings(checks_in=True))
    staff.choose(Desk.UNSTAFFED, at("23:00"), at("12:00"))
    staff.settle(at("12:00"))

    assert staff.join(Mode.SERVICE, at("10:00"), at("12:09")).mode is STAFFED
    assert staff.join(Mode.SERVICE, at("10:00"), at("12:10")).is_missing


def test_a_sensor_that_falls_silent_for_a_moment_changes_no_mode() -> None:
    """H1: a phone out of the net, a restart; not longer than [10 min]."""
    staff = Staff(StaffSettings(sensors=(PHONE,)))
    staff.report(PHONE, on_site=True)
    staff.settle(at("19:00"))
    staff.report(PHONE, on_site=None)
    staff.settle(at("19:30"))

    assert there(staff) is None
    assert staff.join(UNSTAFFED, at("19:00"), at("19:39")).mode is STAFFED
    assert staff.changes_at() == at("19:40")
    staff.settle(at("19:40"))
    assert staff.join(UNSTAFFED, at("19:00"), at("19:40")).mode is UNSTAFFED
    assert staff.changes_at() is None


def test_the_desks_choice_ends_with_its_day() -> None:
    """H1: a choice of yesterday must not surprise anybody today."""
    staff = Staff(CONFIGURED)
    staff.choose(Desk.UNSTAFFED, at("23:00"), at("12:00"))
    assert not staff.choose(Desk.UNSTAFFED, at("23:00"), at("12:00"))
    staff.settle(at("22:59"))
    desks = [staff.desk]
    staff.settle(at("23:00"))
    assert [*desks, staff.desk] == [Desk.UNSTAFFED, Desk.AUTOMATIC]


def test_checking_in_again_starts_the_time_out_over() -> None:
    """H5."""
    staff = Staff(StaffSettings(checks_in=True, times_out=timedelta(hours=1)))
    staff.check_in("", at("08:00"))
    staff.check_in("", at("08:30"))
    staff.settle(at("09:00"))

    assert there(staff) is True
    assert staff.changes_at() == at("09:30")
    assert staff.gone_at is None
    staff.settle(at("09:30") + MINUTE)
    assert there(staff) is False
