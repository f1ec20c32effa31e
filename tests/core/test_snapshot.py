"""A snapshot at any moment restores to the same behaviour."""

from datetime import timedelta

from hypothesis import given, strategies as st

from custom_components.kalajoki_library.core.effects import IssueRaised
from custom_components.kalajoki_library.core.words import Bolt, Sync
from tests.builders import at
from tests.core.run import Run
from tests.core.sequences import HOUSES, Step, houses, starts, steps
from tests.core.test_lives import CERTAIN, acted


@given(
    houses,
    starts,
    st.booleans(),
    st.lists(steps(CERTAIN), max_size=15),
    st.lists(steps(CERTAIN), max_size=15),
)
def test_a_snapshot_at_any_moment_restores_to_the_same_behaviour(
    house: str, start: str, locks_obey: bool, before: list[Step], after: list[Step]
) -> None:
    """The uninterrupted run is told once more what a start tells; that must not change it."""
    through = Run(settings=HOUSES[house], now=at(start), locks_obey=locks_obey).started()
    for step in before:
        step.do(through)

    restarted = through.restarted()
    since = len(through.done)
    through.started()

    assert restarted.everything() == through.everything()
    told = [one for one in acted(restarted) if not isinstance(one[1], IssueRaised)]
    assert told == acted(through, since)
    since, since_restart = len(through.done), len(restarted.done)
    for step in after:
        step.do(through)
        step.do(restarted)
        assert restarted.everything() == through.everything()
    assert acted(restarted, since_restart) == acted(through, since)


def test_an_old_jam_is_no_refusal_of_the_command_that_is_out() -> None:
    """D3: a restart hears of it for the first time, the lock does not jam for the first time."""
    run = Run(locks_obey=False).started()
    run.lock_says(Bolt.JAMMED)
    run.go_on(timedelta(seconds=30))

    assert (run.door().sync, run.restarted().door().sync) == (Sync.PENDING, Sync.PENDING)
