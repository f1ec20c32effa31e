"""Whatever looks different after an event is said to be touched: entities and displays follow it alone."""

from typing import Any, override

from hypothesis import given, strategies as st

from custom_components.kalajoki_library.core import events as ev
from custom_components.kalajoki_library.core.effects import Effect, Touched
from custom_components.kalajoki_library.core.words import Mode
from tests.builders import GAME, at, booking
from tests.core.run import Run
from tests.core.sequences import HOUSES, Step, houses, starts, steps


class Touching(Run):
    """A run that compares the view before and after every event."""

    @override
    def tell(self, event: ev.Event) -> tuple[Effect, ...]:
        before = self.parts()
        effects = self.building.handle(event, self.now)
        self.done += [(self.now, effect) for effect in effects]
        self.check_touched(before, effects)
        self.follow(effects)
        return effects

    def parts(self) -> dict[str, Any]:
        view = self.view()
        return {
            "opening": (view.opening, view.days),
            "people": (view.people, dict(view.zones)),
            **{f"space {one.space}": one for one in view.spaces.values()},
            **{f"door {one.door}": one for one in view.doors.values()},
            **{
                f"display {one.display}": (one.crowd, one.room or one.lobby) for one in view.displays.values()
            },
        }

    def check_touched(self, before: dict[str, Any], effects: tuple[Effect, ...]) -> None:
        """Whatever looks different is said to be touched."""
        told = next((one for one in effects if isinstance(one, Touched)), Touched())
        touched = {f"space {one}" for one in told.spaces} | {f"door {one}" for one in told.doors}
        touched |= {"opening"} if told.opening else set()
        touched |= {"people"} if told.people else set()
        changed = {name for name, part in self.parts().items() if part != before[name]}
        for display in self.settings.displays:
            if f"display {display.id}" in changed:
                of_space = f"space {display.space}"
                shown_anew = of_space in touched or told.people if display.space else touched
                assert told.opening or shown_anew, display.id
        assert {one for one in changed if not one.startswith("display")} <= touched


@given(houses, starts, st.booleans(), st.lists(steps(), max_size=25))
def test_whatever_looks_different_is_said_to_be_touched(
    house: str, start: str, locks_obey: bool, life: list[Step]
) -> None:
    run = Touching(settings=HOUSES[house], now=at(start), locks_obey=locks_obey).started()
    for step in life:
        step.do(run)


def test_an_override_chosen_or_cleared_during_an_emergency_touches_the_opening() -> None:
    """H8: the select shows what holds after the emergency."""
    run = Touching().started()
    run.choose(Mode.EVACUATION, at("13:00"), "Alarm")

    run.choose(Mode.CLOSED, at("14:00"))
    assert run.view().opening.override_mode is Mode.CLOSED
    run.tell(ev.OverrideCleared())
    assert run.view().opening.override_mode is None


def test_an_override_that_lasts_longer_under_the_same_plan_touches_the_opening() -> None:
    """H8: its end is shown."""
    run = Touching(now=at("07:50")).started()
    run.choose(Mode.STAFFED_SELF_SERVICE, at("08:00"))
    run.choose(Mode.STAFFED_SELF_SERVICE, at("08:50"))

    assert run.view().opening.override_until == at("08:50")


def test_a_new_day_touches_every_space() -> None:
    """V1: the number of today's bookings is another one."""
    run = Touching(bookings=(booking("11:00", "12:30"),)).started().go_to(at("23:59:59"))
    since = len(run.done)
    run.go_on(2 * (at("12:00:01") - at("12:00")))

    assert GAME in {space for one in run.effects(Touched, since) for space in one.spaces}
