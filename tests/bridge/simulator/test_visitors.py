"""Visitors come only through an open entrance, stay a while and always get out."""

from datetime import datetime
from random import Random

from hypothesis import given, strategies as st

from mqtt_bridge.simulator.building import PretendBuilding
from mqtt_bridge.simulator.visitors import MOST_INSIDE, Visitors

from .listening import NOW, SECOND


def live(building: PretendBuilding, visitors: Visitors, start: datetime, until: datetime) -> None:
    while (due := visitors.due()) <= until:
        visitors.tick(building, max(due, start))


@given(st.integers(0, 2**32))
def test_nobody_comes_through_a_locked_entrance(seed: int) -> None:
    building = PretendBuilding(NOW)
    visitors = Visitors(Random(seed), NOW)

    live(building, visitors, NOW, NOW + 3600 * SECOND)

    assert building.inside == 0
    assert building.counter.look()["total_in"] == 65_530


@given(st.integers(0, 2**32))
def test_everybody_who_came_leaves_after_the_entrance_is_locked(seed: int) -> None:
    building = PretendBuilding(NOW)
    visitors = Visitors(Random(seed), NOW, every_s=5, stay_s=120)
    building.entrance.released = True

    live(building, visitors, NOW, NOW + 1800 * SECOND)
    came = building.counter.look()["total_in"]
    assert 0 <= building.inside <= MOST_INSIDE
    building.entrance.released = False
    live(building, visitors, NOW + 1800 * SECOND, NOW + 7200 * SECOND)

    assert building.inside == 0
    assert building.counter.look() == {"online": True, "total_in": came, "total_out": came}


def test_the_same_seed_gives_the_same_visitors() -> None:
    totals = []
    for _run in range(2):
        building = PretendBuilding(NOW)
        building.entrance.released = True
        live(building, Visitors(Random(7), NOW), NOW, NOW + 1800 * SECOND)
        totals.append(building.look())

    assert totals[0] == totals[1]
    assert totals[0]["lobby_counter"]["total_in"] != 65_530
