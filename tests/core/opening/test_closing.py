"""When the house closes to those who are in it now (H6)."""

import pytest

from custom_components.kalajoki_library.core.opening.closing import closing_of
from custom_components.kalajoki_library.core.opening.days import ModeSpan
from custom_components.kalajoki_library.core.words import Mode
from tests.builders import at
from tests.core.run import Run


def spans(*modes: Mode) -> tuple[ModeSpan, ...]:
    return tuple(
        ModeSpan(at(f"{10 + hour}:00"), at(f"{11 + hour}:00"), mode) for hour, mode in enumerate(modes)
    )


@pytest.mark.parametrize(
    ("modes", "closing"),
    [
        ((Mode.SERVICE, Mode.UNSTAFFED_SELF_SERVICE, Mode.CLOSED), "12:00"),
        ((Mode.SERVICE, Mode.EVENT_ONLY, Mode.CLOSED), "11:00"),
        ((Mode.EVENT_ONLY, Mode.CLOSED), "11:00"),
        ((Mode.EVENT_ONLY, Mode.SERVICE, Mode.CLOSED), "12:00"),
        ((Mode.CLOSED, Mode.SERVICE, Mode.CLOSED), None),
        ((Mode.SERVICE, Mode.UNKNOWN, Mode.CLOSED), None),
        ((Mode.SERVICE, Mode.STAFFED_SELF_SERVICE), None),
        ((Mode.EVACUATION, Mode.CLOSED), None),
        ((Mode.UNKNOWN, Mode.CLOSED), None),
        ((), None),
    ],
)
def test_closing_is_when_people_may_stay_no_longer(modes: tuple[Mode, ...], closing: str | None) -> None:
    assert closing_of(spans(*modes)) == (None if closing is None else at(closing))


def test_an_override_moves_the_closing_and_its_end_brings_it_back() -> None:
    """H2."""
    run = Run(now=at("12:00")).started()
    assert run.view().opening.closes_at == at("21:00")
    run.choose(Mode.SERVICE, at("22:00"), "Author's evening")
    assert run.view().opening.closes_at == at("22:00")
    assert run.restarted().view().opening.closes_at == at("22:00")
    run.go_to(at("22:30"))
    assert run.view().opening.closes_at is None
