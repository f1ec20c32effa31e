"""Visitors come only through an open entrance, stay a while and always get out."""

from dataclasses import replace
from datetime import datetime
from random import Random

from hypothesis import given, strategies as st

from mqtt_bridge.simulator.building import PretendBuilding
from mqtt_bridge.simulator.scenarios import PACES, Scenario
from mqtt_bridge.simulator.visitors import Visitors

from .listening import NOW, SECOND

SATURDAY, EVENING = PACES[Scenario.BUSY_SATURDAY], PACES[Scenario.QUIET_EVENING]


def live(building: PretendBuilding, visitors: Visitors, start: datetime, until: datetime) -> None:
    while (due := visitors.due()) <= until:
        visitors.tick(building, max(due, start))


@given(st.integers(0, 2**32))
def test_nobody_comes_through_a_locked_entrance(seed: int) -> None:
    building = PretendBuilding(NOW)
    visitors = Visitors(Random(seed), NOW, SATURDAY)

    live(building, visitors, NOW, NOW + 3600 * SECOND)

    assert building.inside == 0
    assert building.counter.look()["total_in"] == 65_530


@given(st.integers(0, 2**32))
def test_everybody_who_came_leaves_after_the_entrance_is_locked(seed: int) -> None:
    building = PretendBuilding(NOW)
    visitors = Visitors(Random(seed), NOW, replace(SATURDAY, stay_s=120))
    building.entrance.released = True

    live(building, visitors, NOW, NOW + 1800 * SECOND)
    came = building.counter.look()["total_in"]
    assert 0 <= building.inside <= SATURDAY.most_inside
    building.entrance.released = False
    live(building, visitors, NOW + 1800 * SECOND, NOW + 7200 * SECOND)

    assert building.inside == 0
    assert building.counter.look() == {"online": True, "total_in": came, "total_out": came}


def test_the_same_seed_gives_the_same_visitors() -> None:
    totals = []
    for _run in range(2):
        building = PretendBuilding(NOW)
        building.entrance.released = True
        live(building, Visitors(Random(7), NOW, EVENING), NOW, NOW + 1800 * SECOND)
        totals.append(building.look())

    assert totals[0] == totals[1]
    assert totals[0]["lobby_counter"]["total_in"] != 65_530


def test_a_busy_saturday_brings_more_than_the_fire_rule_allows_and_an_evening_a_handful() -> None:
    """P3: the demo's library holds 120."""
    most = {}
    for name, pace in PACES.items():
        building = PretendBuilding(NOW)
        building.entrance.released = True
        visitors, inside = Visitors(Random(7), NOW, pace), [0]
        while (due := visitors.due()) <= NOW + 3600 * SECOND:
            visitors.tick(building, due)
            inside.append(building.inside)
        most[name] = max(inside)

    assert 120 < most[Scenario.BUSY_SATURDAY] <= SATURDAY.most_inside
    assert 0 < most[Scenario.QUIET_EVENING] <= EVENING.most_inside


def test_people_sit_down_in_rooms_and_rise_again() -> None:
    building = PretendBuilding(NOW)
    building.entrance.released = True
    visitors, seen = Visitors(Random(7), NOW, SATURDAY), set()
    while (due := visitors.due()) <= NOW + 1800 * SECOND:
        visitors.tick(building, due)
        seen.add(building.is_occupied("small_group_room"))

    assert seen == {True, False}


def test_somebody_prints_while_the_printer_has_power() -> None:
    building = PretendBuilding(NOW)
    building.entrance.released = building.printer.on = True
    visitors = Visitors(Random(7), NOW, SATURDAY)
    end = NOW + 1800 * SECOND
    while (due := min(visitors.due(), building.due())) <= end:
        visitors.tick(building, due)
        building.tick(due)

    assert building.printer.look()["done"] > 0
