"""Desired against actual: start, open leaf, retries, breaker, unreachable (D3)."""

from datetime import datetime, timedelta
from itertools import pairwise

import pytest

from custom_components.kalajoki_library.core import events as ev
from custom_components.kalajoki_library.core.effects import IssueCleared, IssueRaised, SetLock
from custom_components.kalajoki_library.core.ids import LockId
from custom_components.kalajoki_library.core.words import Bolt, Desired, IssueKind, Leaf, Mode, Sync
from tests.builders import ENTRANCE_LOCK, GAME_LEAF, GAME_LOCK, MINUTE, at, booking, game_door, house
from tests.core.run import Run

LOCKED, UNLOCKED = Desired.LOCKED, Desired.UNLOCKED
SECOND = timedelta(seconds=1)
BOTH_UNLOCKED = {GAME_LOCK: Bolt.UNLOCKED, ENTRANCE_LOCK: Bolt.UNLOCKED}


def told(run: Run) -> list[datetime]:
    return [when for when, _desired in run.commands()]


def issues(run: Run) -> list[tuple[str, IssueKind, str]]:
    return [
        ("raised" if isinstance(one, IssueRaised) else "cleared", one.kind, one.subject)
        for _when, one in run.done
        if isinstance(one, IssueRaised | IssueCleared)
    ]


def test_nothing_is_commanded_before_the_program_has_started() -> None:
    """D3: levels at the start, once everything was told."""
    run = Run(now=at("12:00"))
    run.lock_says(Bolt.LOCKED, ENTRANCE_LOCK)
    run.leaf_says(Leaf.CLOSED)
    run.read(booking("11:00", "13:00"))
    assert run.effects(SetLock) == []

    run.tell(ev.Woken())
    assert run.commands(ENTRANCE_LOCK) == [(at("12:00"), UNLOCKED)]


def test_a_lock_that_has_not_reported_is_not_commanded() -> None:
    """D3: nothing before the bound entities are readable."""
    run = Run()
    run.read()
    run.tell(ev.Woken())
    run.go_to(at("13:00"))
    assert run.effects(SetLock) == []
    assert (run.front().sync, run.front().actual) == (Sync.UNREACHABLE, Bolt.UNKNOWN)

    run.lock_says(Bolt.LOCKED, ENTRANCE_LOCK)
    assert run.commands(ENTRANCE_LOCK) == [(at("13:00"), UNLOCKED)]


def test_a_door_of_bookings_is_not_locked_before_the_source_has_been_read() -> None:
    """B2: somebody's booking may be running."""
    run = Run()
    run.lock_says(Bolt.UNLOCKED)
    run.leaf_says(Leaf.CLOSED)
    run.tell(ev.BookingsFailed(source=run.settings.spaces[0].source))
    run.tell(ev.Woken())
    run.go_to(at("14:00"))
    assert run.commands() == []
    assert (run.door().desired, run.door().plan_until) == (Desired.HOLD, None)

    run.read_none()
    assert run.commands() == [(at("14:00"), LOCKED)]


def test_a_door_whose_contact_is_silent_at_the_start_waits_for_it_a_while() -> None:
    """D3: then the lock is trusted alone."""
    run = Run(bolts={GAME_LOCK: Bolt.UNLOCKED})
    run.lock_says(Bolt.UNLOCKED)
    run.read()
    run.tell(ev.Woken())
    assert run.commands() == []

    run.go_on(2 * MINUTE)
    assert [desired for _at, desired in run.commands()] == [LOCKED]


def test_the_bolt_is_never_thrown_while_the_contact_says_open() -> None:
    """D3: and it is thrown as soon as the leaf is closed."""
    run = Run(bookings=(booking("14:00", "15:00"),)).started().go_to(at("14:50"))
    run.leaf_says(Leaf.OPEN)
    run.go_to(at("15:30"))
    assert told(run) == [at("13:55")]
    assert run.door().sync is not Sync.IN_SYNC

    run.leaf_says(Leaf.CLOSED)
    assert run.commands()[-1] == (at("15:30"), LOCKED)


def test_a_leaf_that_opens_between_attempts_stops_them() -> None:
    """D3."""
    run = Run(bolts={GAME_LOCK: Bolt.UNLOCKED}, locks_obey=False).started()
    run.tell(ev.LockRefused(lock=GAME_LOCK))
    run.leaf_says(Leaf.OPEN)
    run.go_to(at("15:00"))

    assert told(run) == [at("12:00")]


def test_an_open_door_may_be_unlocked() -> None:
    """D3, D2: only the bolt waits for the leaf."""
    run = Run(bookings=(booking("14:00", "15:00"),), leaves={GAME_LEAF: Leaf.OPEN}).started()
    run.go_to(at("14:00"))

    assert run.commands() == [(at("13:55"), UNLOCKED)]


def test_a_door_that_is_as_wanted_is_not_commanded() -> None:
    """D3."""
    run = Run(bolts={ENTRANCE_LOCK: Bolt.UNLOCKED}).started()

    assert run.effects(SetLock) == []
    assert (run.front().sync, run.door().sync) == (Sync.IN_SYNC, Sync.IN_SYNC)


def test_a_command_waits_for_the_lock_and_lasts_no_longer() -> None:
    """D3: pending, with an end."""
    run = Run(now=at("07:59"), locks_obey=False).started().go_to(at("08:00"))

    (command,) = run.effects(SetLock)
    assert (command.lock, command.desired, command.attempt) == (ENTRANCE_LOCK, UNLOCKED, 1)
    assert at("08:00") < command.not_after <= at("08:01")
    assert command.rule
    assert run.front().sync is Sync.PENDING
    run.lock_says(Bolt.UNLOCKING, ENTRANCE_LOCK)
    assert run.front().sync is Sync.PENDING
    run.lock_says(Bolt.UNLOCKED, ENTRANCE_LOCK)
    assert run.front().sync is Sync.IN_SYNC
    assert len(run.effects(SetLock)) == 1


@pytest.mark.parametrize("refuses", [True, False], ids=["refuses", "is silent"])
def test_a_lock_that_does_not_follow_is_tried_again_less_and_less_often(refuses: bool) -> None:
    """D3: 60 s doubling up to 30 min, with jitter; suspended and an issue after the breaker."""
    run = Run(bolts=dict(BOTH_UNLOCKED), locks_obey=False).started()
    for _ in range(6):
        if refuses:
            run.tell(ev.LockRefused(lock=GAME_LOCK))
        if len(told(run)) == 2:
            assert run.door().sync is Sync.RETRYING
            assert issues(run) == []
        known = len(told(run))
        while len(told(run)) == known:
            run.go_to(run.building.next_wakeup() or run.now)

    answer = timedelta(0) if refuses else timedelta(seconds=30)
    waits = [after - before - answer for before, after in pairwise(told(run))]
    for wait, most in zip(waits, [MINUTE, 2 * MINUTE, *[30 * MINUTE] * 4], strict=True):
        assert most * 0.8 - SECOND <= wait <= most + SECOND
    assert [one.attempt for one in run.effects(SetLock) if one.lock == GAME_LOCK][:4] == [1, 2, 3, 4]
    assert run.door().sync is Sync.SUSPENDED
    assert issues(run) == [("raised", IssueKind.LOCK_SUSPENDED, GAME_LOCK)]


def suspended() -> Run:
    run = Run(bolts=dict(BOTH_UNLOCKED), locks_obey=False, bookings=(booking("16:00", "17:00"),)).started()
    run.go_to(at("12:10"))
    assert run.door().sync is Sync.SUSPENDED
    return run


def test_a_suspended_lock_that_follows_at_last_is_mended() -> None:
    """D3."""
    run = suspended()
    run.lock_says(Bolt.LOCKED)

    assert run.door().sync is Sync.IN_SYNC
    assert issues(run)[-1] == ("cleared", IssueKind.LOCK_SUSPENDED, GAME_LOCK)


def test_a_suspended_lock_is_tried_at_once_when_staff_put_it_back() -> None:
    """D3: the fix flow of the repair issue."""
    run = suspended()
    run.tell(ev.AutomationSwitched(door=game_door().id, on=False))
    run.tell(ev.AutomationSwitched(door=game_door().id, on=True))

    assert run.commands()[-1] == (at("12:10"), LOCKED)
    assert run.door().sync is Sync.PENDING


def test_something_else_wanted_of_a_suspended_lock_starts_over() -> None:
    """D3: the next visitor's booking gets its first attempt in time."""
    run = suspended()
    run.lock_says(Bolt.JAMMED)
    run.go_to(at("15:55"))

    assert run.commands()[-1] == (at("15:55"), UNLOCKED)
    assert run.door().sync is Sync.PENDING


def test_back_off_and_issue_survive_a_restart() -> None:
    """D3: a restart does not hammer a lock, and the issue is shown again."""
    again = suspended().restarted(later=MINUTE)
    again.go_on(5 * MINUTE)

    assert again.commands() == []
    assert again.door().sync is Sync.SUSPENDED
    assert issues(again) == [("raised", IssueKind.LOCK_SUSPENDED, GAME_LOCK)]


def test_a_refusal_that_nobody_waits_for_says_nothing() -> None:
    """D3."""
    run = Run().started()
    before = run.building.snapshot()

    assert run.tell(ev.LockRefused(lock=GAME_LOCK)) == ()
    assert run.tell(ev.LockRefused(lock=LockId("lock.elsewhere"))) == ()
    assert run.building.snapshot() == before


def test_an_unreachable_lock_is_not_commanded_and_staff_are_told() -> None:
    """D3: after a moment, since radios stutter."""
    run = Run(bookings=(booking("14:00", "15:00"),)).started().go_to(at("13:00"))
    run.lock_says(Bolt.UNKNOWN, reachable=False)
    assert (run.door().sync, run.door().actual) == (Sync.UNREACHABLE, Bolt.UNKNOWN)
    assert issues(run) == []

    run.go_to(at("14:00"))
    assert run.commands() == []
    assert issues(run) == [("raised", IssueKind.LOCK_UNREACHABLE, GAME_LOCK)]
    run.lock_says(Bolt.LOCKED)
    assert issues(run)[-1] == ("cleared", IssueKind.LOCK_UNREACHABLE, GAME_LOCK)
    assert run.commands() == [(at("14:00"), UNLOCKED)]


def test_a_lock_that_is_lost_says_nothing_of_its_bolt() -> None:
    """D3: what it said last is not what is so now."""
    run = Run().started()
    run.lock_says(Bolt.LOCKED, reachable=False)

    assert run.door().actual is Bolt.UNKNOWN


@pytest.mark.parametrize("bolt", [bolt for bolt in Bolt if bolt is not Bolt.LOCKED])
def test_only_a_bolt_that_says_so_is_in_sync_with_locked(bolt: Bolt) -> None:
    """D3: unknown is never shown as locked."""
    run = Run(locks_obey=False).started()
    run.lock_says(bolt)

    assert run.door().desired is LOCKED
    assert run.door().sync is not Sync.IN_SYNC
    assert run.door().actual is bolt


def test_a_lock_that_was_opened_by_hand_is_locked_again() -> None:
    """D3: soon, not before somebody is through the door."""
    run = Run().started()
    run.lock_says(Bolt.UNLOCKED)
    assert run.commands() == []
    run.go_on(MINUTE)

    assert [desired for _at, desired in run.commands()] == [LOCKED]
    assert run.door().sync is Sync.IN_SYNC


def test_a_lock_that_was_closed_by_hand_is_unlocked_again() -> None:
    """D3."""
    run = Run().started()
    run.lock_says(Bolt.LOCKED, ENTRANCE_LOCK)
    run.go_on(MINUTE)

    assert run.bolts[ENTRANCE_LOCK] is Bolt.UNLOCKED


def test_a_bolt_that_jams_on_our_command_counts_as_a_refusal() -> None:
    """D3."""
    run = Run(bolts={GAME_LOCK: Bolt.UNLOCKED}, locks_obey=False).started()
    run.lock_says(Bolt.JAMMED)

    assert (run.door().sync, run.door().actual) == (Sync.RETRYING, Bolt.JAMMED)


def test_a_door_of_two_locks_is_locked_when_both_are() -> None:
    """D1, D3: the less safe of the two is shown."""
    upper = LockId("lock.upper")
    run = Run(settings=house(door=game_door(locks=(GAME_LOCK, upper))), locks_obey=False).started()
    assert (run.door().actual, run.door().sync) == (Bolt.LOCKED, Sync.IN_SYNC)

    run.lock_says(Bolt.UNLOCKED, upper)
    assert run.door().actual is Bolt.UNLOCKED
    run.lock_says(Bolt.UNKNOWN, upper, reachable=False)
    assert (run.door().actual, run.door().sync) == (Bolt.UNKNOWN, Sync.UNREACHABLE)


def test_both_locks_of_a_door_are_commanded() -> None:
    """D1."""
    upper = LockId("lock.upper")
    settings = house(door=game_door(locks=(GAME_LOCK, upper)))
    run = Run(settings=settings, bookings=(booking("14:00", "15:00"),)).started().go_to(at("14:00"))

    assert run.commands() == run.commands(upper) == [(at("13:55"), UNLOCKED)]


def test_an_override_that_ends_during_a_restart_locks_the_door_it_had_opened() -> None:
    """D3, H2: levels, not edges."""
    run = Run(now=at("20:00")).started()
    run.choose(Mode.SERVICE, at("22:00"))
    assert run.bolts[ENTRANCE_LOCK] is Bolt.UNLOCKED

    again = run.restarted(later=timedelta(hours=3))

    assert again.commands(ENTRANCE_LOCK) == [(at("23:00"), LOCKED)]
