"""What cannot be configured (D1, D2, H2, D9)."""

from dataclasses import replace
from typing import Any

import pytest

from custom_components.kalajoki_library.core.building import Building
from custom_components.kalajoki_library.core.errors import SettingsError, SnapshotError, ValueRefusedError
from custom_components.kalajoki_library.core.events import Woken
from custom_components.kalajoki_library.core.ids import DisplayId, SpaceId
from custom_components.kalajoki_library.core.settings import DisplaySettings
from custom_components.kalajoki_library.core.words import DisplayKind, Mode
from tests.builders import ENTRANCE_LOCK, at, booking, entrance, game_door, game_room, house
from tests.core.run import Run


@pytest.mark.parametrize(
    "changes",
    [
        {"timezone": "Mars/Base"},
        {"timezone": ""},
        {"spaces": (game_room(), game_room())},
        {"doors": (entrance(), entrance(locks=("lock.other",)))},
        {"doors": (entrance(egress_confirmed=False),)},
        {"doors": (entrance(locks=()),)},
        {"doors": (entrance(), game_door(locks=(ENTRANCE_LOCK,)))},
        {"doors": (entrance(spaces=(SpaceId("cellar"),)),)},
        {"doors": (entrance(unlocked_in=frozenset({Mode.UNKNOWN})),)},
        {"doors": (entrance(unlocked_in=frozenset({Mode.LOCKDOWN})),)},
        {"displays": (DisplaySettings(id=DisplayId("d"), name="D", kind=DisplayKind.ROOM),)},
    ],
    ids=[
        "unknown zone",
        "no zone",
        "a space twice",
        "a door twice",
        "egress not confirmed",
        "a door without locks",
        "a lock of two doors",
        "a door of no known space",
        "unlocked in unknown",
        "unlocked in lockdown",
        "a room display of no room",
    ],
)
def test_what_cannot_be_is_refused_with_the_field(changes: dict[str, Any]) -> None:
    """D1, D2: before anything is decided with it."""
    with pytest.raises(SettingsError) as caught:
        house(**changes)

    assert caught.value.field
    assert caught.value.problem


def test_naive_times_are_refused() -> None:
    """Time is aware UTC everywhere."""
    naive = at("12:00").replace(tzinfo=None)
    with pytest.raises(ValueRefusedError):
        Building(house()).handle(Woken(), naive)
    with pytest.raises(ValueRefusedError):
        replace(booking("14:00", "15:00"), start=naive)
    with pytest.raises(ValueRefusedError):
        replace(booking("14:00", "15:00"), end=at("14:00"))


@pytest.mark.parametrize(
    "broken", [{}, {"version": 99}, {"version": 1}, {"version": 1, "opening": None}, {"version": "1"}]
)
def test_a_snapshot_that_cannot_be_read_says_so(broken: dict[str, Any]) -> None:
    """The shell starts without it."""
    with pytest.raises(SnapshotError):
        Building(house(), broken)


def test_a_snapshot_of_another_house_is_taken_as_far_as_it_fits() -> None:
    """A door, a room and a counter may have been removed or added since."""
    run = Run(bookings=(booking("14:00", "15:00"),)).started()
    small = replace(run.settings, doors=(entrance(spaces=()),), spaces=run.settings.spaces[1:], displays=())
    stored = run.building.snapshot()

    shrunk = Run(settings=small, snapshot=stored, bookings=run.bookings).started()
    assert set(shrunk.view().spaces) == {small.spaces[0].id}
    grown = Run(snapshot=shrunk.building.snapshot(), bookings=run.bookings).started()
    assert grown.room().next == run.bookings[0]
