"""Whether somebody is in a space, from its sensors together (P2)."""

from typing import Any

import pytest

from custom_components.kalajoki_library.core.ids import SensorId
from custom_components.kalajoki_library.core.words import SpaceStatus as Is
from tests.builders import GROUP, HEADS, MINUTE, PRESENCE, SECOND_PRESENCE, at, booking, game_room, house
from tests.core.run import Run


@pytest.mark.parametrize(
    ("said", "occupied"),
    [
        ({PRESENCE: True, SECOND_PRESENCE: True}, True),
        ({PRESENCE: True, SECOND_PRESENCE: False}, True),
        ({PRESENCE: True, SECOND_PRESENCE: None}, True),
        ({PRESENCE: False, SECOND_PRESENCE: False}, False),
        ({PRESENCE: False, SECOND_PRESENCE: None}, None),
        ({PRESENCE: None, SECOND_PRESENCE: None}, None),
    ],
    ids=lambda said: "/".join(map(str, said.values())) if isinstance(said, dict) else "",
)
def test_several_sensors_say_together_whether_somebody_is_inside(said: Any, occupied: bool | None) -> None:
    """P2: unavailable is not empty."""
    settings = house(room=game_room(presence=(PRESENCE, SECOND_PRESENCE)))

    assert Run(settings=settings, presence=said).started().room().occupied is occupied


def test_presence_is_held_for_a_while() -> None:
    """P2: somebody who sits still is still there."""
    run = Run(presence={PRESENCE: True}).started().go_to(at("12:30"))
    run.sense(False)

    seen: list[bool | None] = []
    for clock in ("12:30", "12:31:59", "12:32"):
        run.go_to(at(clock))
        seen.append(run.room().occupied)
    assert seen == [True, True, False]


def test_a_sensor_that_goes_silent_leaves_it_unknown_after_the_hold_time() -> None:
    """P2."""
    run = Run(presence={PRESENCE: True}).started()
    run.sense(None)
    run.go_on(3 * MINUTE)

    assert run.room().occupied is None


def test_a_sensor_that_goes_silent_neither_checks_in_nor_frees() -> None:
    """P2, B6."""
    run = Run(bookings=(booking("14:00", "15:00"),)).started().go_to(at("14:05"))
    run.sense(None)

    assert run.room().status is Is.AWAITING_CHECK_IN


def test_a_space_without_sensors_does_not_know_who_is_inside() -> None:
    """P2: nothing to hear is not empty."""
    assert Run().started().view().spaces[GROUP].occupied is None


@pytest.mark.parametrize(
    ("heads", "seen", "people", "occupied"),
    [
        ((2, 3), False, 5, True),
        ((0, 0), False, 0, False),
        ((0, 0), True, None, True),  # somebody whom neither of them sees
        ((0, 0), None, None, None),
        ((2, None), False, None, True),
        ((0, None), False, None, None),
        ((2, 0), True, 2, True),
        ((2, 0), None, 2, True),
    ],
)
def test_sensors_that_count_are_added_up_and_fused_with_the_others(
    heads: tuple[int | None, int | None], seen: bool | None, people: int | None, occupied: bool | None
) -> None:
    """P2: each its own part of the space; a silent one makes the number unknown, not smaller."""
    corner = SensorId("heads.corner")
    run = Run(
        settings=house(room=game_room(presence=(PRESENCE, HEADS, corner))),
        presence={PRESENCE: seen},
        heads={HEADS: heads[0], corner: heads[1]},
    ).started()

    assert (run.room().people, run.room().occupied) == (people, occupied)


def test_sensors_that_only_say_yes_or_no_give_no_number() -> None:
    """P2."""
    run = Run(presence={PRESENCE: True}).started()

    assert run.room().people is None
