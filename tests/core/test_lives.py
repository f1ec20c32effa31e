"""Two lives of the same building that must not differ: told twice, woken oftener, restarted."""

from copy import deepcopy
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import override

from hypothesis import given, strategies as st

from custom_components.kalajoki_library.core import events as ev
from custom_components.kalajoki_library.core.access.plan import HOURS_UNKNOWN
from custom_components.kalajoki_library.core.effects import Answer, Effect, Touched
from custom_components.kalajoki_library.core.views import DoorView
from custom_components.kalajoki_library.core.words import Desired, Leaf
from tests.builders import at
from tests.core.run import Run
from tests.core.sequences import HOUSES, Step, houses, starts, steps

CERTAIN = (Leaf.OPEN, Leaf.CLOSED)


class Twice(Run):
    """A run in which every message comes twice."""

    @override
    def tell(self, event: ev.Event) -> tuple[Effect, ...]:
        effects = self.building.handle(event, self.now)
        snapshot, looks = deepcopy(self.building.snapshot()), self.everything()
        wake = self.building.next_wakeup()

        again = self.building.handle(event, self.now)

        assert [one for one in again if not isinstance(one, Answer)] == [], event
        assert set(again) <= {one for _when, one in self.done} | set(effects), "the same answer"
        assert self.building.snapshot() == snapshot, event
        assert self.everything() == looks, event
        assert self.building.next_wakeup() == wake, event
        self.done += [(self.now, effect) for effect in effects]
        self.follow(effects)
        return effects


@given(houses, starts, st.booleans(), st.lists(steps(), max_size=20))
def test_handling_an_event_twice_changes_nothing(
    house: str, start: str, locks_obey: bool, life: list[Step]
) -> None:
    run = Twice(settings=HOUSES[house], now=at(start), locks_obey=locks_obey).started()
    for step in life:
        step.do(run)


def acted(run: Run, since: int = 0) -> list[tuple[object, Effect]]:
    """What was done and when, without what only says that something may look different."""
    return [(when, one) for when, one in run.done[since:] if not isinstance(one, Touched)]


@dataclass(kw_only=True)
class Restless(Run):
    """A run that is woken at every instant of its own besides those it asked for."""

    naps: tuple[timedelta, ...] = ()

    @override
    def go_on(self, length: timedelta) -> Run:
        ends = self.now + length
        for nap in self.naps:
            if self.now + nap < ends:
                self.go_to(self.now + nap)
                self.tell(ev.Woken())
        return self.go_to(ends)


naps = st.lists(st.integers(1, 7200).map(lambda s: timedelta(seconds=s)), min_size=1, max_size=4).map(tuple)


@given(houses, starts, st.booleans(), naps, st.lists(steps(), max_size=20))
def test_waking_earlier_and_oftener_changes_nothing(
    house: str, start: str, locks_obey: bool, naps: tuple[timedelta, ...], life: list[Step]
) -> None:
    calm = Run(settings=HOUSES[house], now=at(start), locks_obey=locks_obey).started()
    restless = Restless(settings=HOUSES[house], now=at(start), locks_obey=locks_obey, naps=naps)
    restless.started()
    for step in life:
        step.do(calm)
        step.do(restless)
        assert restless.everything() == calm.everything()
    assert acted(restless) == acted(calm)
    assert restless.building.snapshot() == calm.building.snapshot()


@given(houses, starts, st.lists(steps(CERTAIN), max_size=15), st.sampled_from([1, 40, 900, 9000, 90000]))
def test_a_building_that_was_away_is_where_it_would_have_been(
    house: str, start: str, before: list[Step], away: int
) -> None:
    """Levels, not edges: mode and what is wanted of doors follow from what is so now, whatever was missed.

    What is given back at the source while somebody watches is not there to be missed (B6).
    """
    keeping = replace(
        HOUSES[house], spaces=tuple(replace(one, release_after=None) for one in HOUSES[house].spaces)
    )
    through = Run(settings=keeping, now=at(start)).started()
    for step in before:
        step.do(through)

    restarted = through.restarted(later=timedelta(seconds=away)).go_on(timedelta(minutes=2))
    through.go_on(timedelta(seconds=away)).started().go_on(timedelta(minutes=2))

    ours, theirs = restarted.view(), through.view()
    assert replace(ours.opening, since=None) == replace(theirs.opening, since=None)
    for door, one in ours.doors.items():
        other = theirs.doors[door]
        assert (wanted(one), one.rule, one.until, one.plan) == (
            wanted(other),
            other.rule,
            other.until,
            other.plan,
        )


def wanted(door: DoorView) -> Desired:
    """H2: while hours are unknown, who opened a door for a booking locks it again; who was away leaves it."""
    is_locked_again = door.rule == HOURS_UNKNOWN and door.desired is Desired.LOCKED
    return Desired.HOLD if is_locked_again else door.desired
