"""Unknown hours (H2): what the rules opened, the rules close; what they did not move, they leave."""

from datetime import timedelta

from custom_components.kalajoki_library.core.words import Bolt, Desired, Mode
from tests.builders import at, house
from tests.core.run import Run


def test_a_door_opened_by_an_override_is_locked_when_it_ends() -> None:
    """H2: an override has an expiry, also where no hours follow it."""
    run = Run(settings=house(week=None)).started()
    run.choose(Mode.SERVICE, at("13:00"))
    assert run.front().desired is Desired.UNLOCKED
    run.go_to(at("13:01"))
    assert (run.front().desired, run.front().actual) == (Desired.LOCKED, Bolt.LOCKED)


def test_it_is_locked_also_when_the_end_came_during_a_restart() -> None:
    run = Run(settings=house(week=None)).started()
    run.choose(Mode.SERVICE, at("13:00"))
    again = run.restarted(later=timedelta(hours=2))
    assert again.front().desired is Desired.LOCKED


def test_a_bolt_that_the_rules_never_moved_is_left_alone() -> None:
    run = Run(settings=house(week=None)).started()
    assert run.front().desired is Desired.HOLD
