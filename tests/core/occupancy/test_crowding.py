"""How full it is: levels with hysteresis, who is told, what displays may say (P3, S8)."""

from hypothesis import given, strategies as st
import pytest

from custom_components.kalajoki_library.core.effects import (
    CapacityChanged,
    IssueCleared,
    IssueRaised,
)
from custom_components.kalajoki_library.core.occupancy.crowd import level_of
from custom_components.kalajoki_library.core.words import CrowdLevel, IssueKind, Mode
from tests.builders import (
    GAME,
    GAME_DISPLAY,
    HALL,
    HALL_LINE,
    HEADS,
    LINE,
    LOBBY,
    MINUTE,
    at,
    game_room,
    hall,
    hall_line,
    house,
    line,
)
from tests.core.run import Run

QUIET, NORMAL, BUSY, FULL, UNKNOWN = CrowdLevel


def crowded(capacity: int | None = 100) -> Run:
    """A house whose counter stands at zero."""
    return Run(settings=house(capacity=capacity), totals={LINE: (0, 0)}).started()


def level(run: Run) -> CrowdLevel:
    return run.view().people.level


def told(run: Run) -> list[CrowdLevel]:
    return [one.level for one in run.effects(CapacityChanged)]


@pytest.mark.parametrize(
    ("people", "expected"),
    [(0, QUIET), (33, QUIET), (34, NORMAL), (89, NORMAL), (90, BUSY), (99, BUSY), (100, FULL), (130, FULL)],
)
def test_a_level_begins_at_its_share_of_the_capacity(people: int, expected: CrowdLevel) -> None:
    """P3: warn at 90 %, alert at 100 %."""
    assert level_of(people, 100, UNKNOWN) is expected


@pytest.mark.parametrize(("people", "capacity"), [(None, 100), (5, None), (5, 0), (None, None)])
def test_without_a_count_or_a_capacity_the_level_is_unknown(people: int | None, capacity: int | None) -> None:
    """P1: never shown as room to spare."""
    assert level_of(people, capacity, FULL) is UNKNOWN


def test_a_level_is_left_downwards_only_with_room_to_spare() -> None:
    """P3: hysteresis, so that the sign does not flicker with every visitor."""
    now = FULL
    seen = []
    for people in (99, 96, 95, 99, 100, 86, 85, 90):
        now = level_of(people, 100, now)
        seen.append(now)

    assert seen == [FULL, FULL, BUSY, BUSY, FULL, BUSY, NORMAL, BUSY]


@given(st.integers(1, 300), st.lists(st.integers(0, 400), min_size=1, max_size=30))
def test_a_level_never_says_less_than_its_share(capacity: int, counts: list[int]) -> None:
    """P3: hysteresis may only say that it is fuller; nobody inside is quiet whatever was before."""
    before = UNKNOWN
    order = [QUIET, NORMAL, BUSY, FULL]
    for people in counts:
        after = level_of(people, capacity, before)
        assert order.index(after) >= order.index(level_of(people, capacity, UNKNOWN))
        assert level_of(people, capacity, after) is after, "the same count again changes nothing"
        assert people or after is QUIET
        before = after


def test_staff_are_warned_at_nine_tenths_and_alerted_at_the_limit() -> None:
    """P3: one issue at a time, cleared by itself."""
    run = crowded()
    run.count(90, 0)
    assert run.effects(IssueRaised) == [IssueRaised(kind=IssueKind.NEARLY_FULL, subject="")]
    run.count(100, 0)
    assert run.effects(IssueCleared)[-1] == IssueCleared(kind=IssueKind.NEARLY_FULL, subject="")
    assert run.effects(IssueRaised)[-1] == IssueRaised(kind=IssueKind.CROWDED, subject="")
    run.count(100, 60)
    assert run.effects(IssueCleared)[-1] == IssueCleared(kind=IssueKind.CROWDED, subject="")

    assert told(run) == [QUIET, BUSY, FULL, NORMAL]


def test_an_alert_stands_while_the_counter_is_silent() -> None:
    """P1, P3: not knowing is not room."""
    run = crowded()
    run.count(100, 0)
    run.count(None, None)

    assert level(run) is UNKNOWN
    assert IssueKind.CROWDED not in [one.kind for one in run.effects(IssueCleared)]
    run.count(100, 80)
    assert run.effects(IssueCleared)[-1].kind is IssueKind.CROWDED


def test_a_level_and_its_alert_survive_a_restart() -> None:
    """P3: with the hysteresis; told anew, not changed anew."""
    run = crowded()
    run.count(100, 0)
    run.count(100, 3)

    again = run.restarted()

    assert level(again) is FULL
    assert told(again) == []
    assert IssueRaised(kind=IssueKind.CROWDED, subject="") in again.effects(IssueRaised)


@pytest.mark.parametrize("mode", Mode)
def test_displays_say_how_full_it_is_only_while_it_is_open(mode: Mode) -> None:
    """S8: before and after hours, whoever is inside is staff."""
    run = crowded()
    run.count(100, 0)
    if mode is not Mode.UNKNOWN:
        run.choose(mode, at("14:00"))
    is_open = run.mode() in (
        Mode.SERVICE,
        Mode.STAFFED_SELF_SERVICE,
        Mode.UNSTAFFED_SELF_SERVICE,
        Mode.EVENT_ONLY,
    )

    shown = run.view().displays
    assert {shown[one].crowd for one in (LOBBY, GAME_DISPLAY)} == {FULL if is_open else None}
    lobby = shown[LOBBY].lobby
    assert lobby is not None
    assert lobby.inside == (100 if is_open else None)


def test_displays_say_nothing_of_a_level_that_is_not_known() -> None:
    """P1."""
    run = crowded()
    run.count(None, None)

    assert run.view().displays[LOBBY].crowd is None


def test_a_zone_has_its_own_limit() -> None:
    """P3: told by its id; the building is as it was."""
    run = Run(
        settings=house(counters=(line(), hall_line()), zones=(hall(capacity=10),)),
        totals={LINE: (0, 0), HALL_LINE: (0, 0)},
    ).started()
    run.count(10, 0, HALL_LINE)

    assert run.view().zones[HALL].level is FULL
    assert level(run) is QUIET
    assert run.effects(CapacityChanged)[-1] == CapacityChanged(level=FULL, previous=QUIET, zone=HALL)
    assert run.effects(IssueRaised) == [IssueRaised(kind=IssueKind.CROWDED, subject=HALL)]


def test_a_room_that_is_full_is_told_to_automations_and_is_no_matter_for_staff() -> None:
    """P3: a group of eight in a room for eight is what the room is for."""
    run = Run(settings=house(room=game_room(presence=(HEADS,))), heads={HEADS: 0}).started()
    run.see(8)

    assert (run.room().people, run.room().level) == (8, FULL)
    assert run.effects(CapacityChanged)[-1] == CapacityChanged(level=FULL, previous=QUIET, space=GAME)
    assert run.effects(IssueRaised) == []
    run.see(None)
    assert (run.room().people, run.room().level) == (None, UNKNOWN)
    assert run.room().occupied is True  # the hold time
    run.go_on(3 * MINUTE)
    assert run.room().occupied is None
