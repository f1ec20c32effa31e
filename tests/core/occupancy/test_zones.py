"""Zones: counted on their own, with lines into them, out of doors and between them (P1)."""

from hypothesis import given, strategies as st

from custom_components.kalajoki_library.core import events as ev
from custom_components.kalajoki_library.core.effects import VisitsCounted
from custom_components.kalajoki_library.core.ids import CounterId, SensorId
from custom_components.kalajoki_library.core.settings import CounterSettings
from tests.builders import (
    HALL,
    HALL_DOOR,
    HALL_LINE,
    LINE,
    MINUTE,
    hall,
    hall_door,
    hall_line,
    house,
    line,
)
from tests.core.run import Run


def inside(run: Run) -> int | None:
    return run.view().people.inside


def zoned(*counters: CounterSettings) -> Run:
    ids = [one.id for one in counters]
    return Run(
        settings=house(counters=counters, zones=(hall(),)), totals=dict.fromkeys(ids, (0, 0))
    ).started()


def zone(run: Run) -> int | None:
    return run.view().zones[HALL].inside


def test_who_crosses_into_a_zone_is_no_visit_of_the_building() -> None:
    """P1: a hall inside the building."""
    run = zoned(line(), hall_line())
    run.count(5, 0)
    run.count(3, 1, HALL_LINE)

    assert (inside(run), zone(run)) == (5, 2)
    assert [(one.zone, one.entered) for one in run.effects(VisitsCounted)] == [("building", 5), (HALL, 3)]


def test_who_comes_in_by_a_zones_own_street_door_is_in_both() -> None:
    """P1, P3: a visit of the building too."""
    run = zoned(line(), hall_line(), hall_door())
    run.count(4, 1, HALL_DOOR)

    assert (inside(run), zone(run)) == (3, 3)
    run.count(0, 2, HALL_LINE)
    assert (inside(run), zone(run)) == (3, 1)
    run.count(None, None, HALL_LINE)
    assert (inside(run), zone(run)) == (3, None), "a silent inner line says nothing of the building"


def test_a_line_between_two_zones_moves_people_from_one_to_the_other() -> None:
    """P1."""
    foyer = hall_line(id=CounterId("foyer"), zone="foyer")
    between = hall_line(id=CounterId("between"), leads_from="foyer")
    run = zoned(line(), foyer, between)
    run.count(10, 0, CounterId("foyer"))
    run.count(4, 1, CounterId("between"))

    assert (inside(run), zone(run), run.building._people.people.inside("foyer")) == (0, 3, 7)


@given(st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9)), max_size=20))
def test_nobody_is_lost_between_two_zones(steps: list[tuple[int, int]]) -> None:
    """P1: whoever leaves one is in the other, as long as nobody leaves an empty one."""
    run = zoned(hall_line(leads_from="foyer"), hall_line(id=CounterId("foyer"), zone="foyer"))
    run.go_on(5 * MINUTE)
    run.count(500, 0, CounterId("foyer"))
    into = out = 0
    for came, went in steps:
        run.go_on(MINUTE)
        into += came
        out += min(went, into - out)
        run.count(into, out, HALL_LINE)

    hall_now, foyer_now = (run.building._people.people.inside(one) for one in (HALL, "foyer"))
    assert (hall_now, foyer_now) == (into - out, 500 - (into - out))


def test_several_lines_count_one_building_and_zones_apart() -> None:
    """P1: unknown while one of its lines is silent."""
    side = line(id=CounterId("side"), entered=SensorId("side.in"), left=SensorId("side.out"))
    hall = line(id=CounterId("hall"), entered=SensorId("h.in"), left=SensorId("h.out"), zone="hall")
    run = Run(
        settings=house(counters=(line(), side, hall)),
        totals={LINE: (0, 0), CounterId("side"): (0, 0), CounterId("hall"): (0, 0)},
    ).started()

    run.tell(ev.PeopleCounted(counter=CounterId("side"), entered=0, left=0))
    run.count(5, 0)
    run.tell(ev.PeopleCounted(counter=CounterId("side"), entered=1, left=2))
    run.tell(ev.PeopleCounted(counter=CounterId("hall"), entered=40, left=0))
    assert inside(run) == 4
    assert run.effects(VisitsCounted)[-1].zone == "hall"
    run.tell(ev.PeopleCounted(counter=CounterId("side"), entered=None, left=None))
    assert inside(run) is None
