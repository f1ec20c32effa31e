"""Waiting times grow, stay below the cap and differ from client to client."""

import random

from mqtt_bridge.metrics.backoff import Backoff


def _waits(seed: int, count: int) -> list[float]:
    backoff = Backoff(first_s=1.0, longest_s=60.0, random=random.Random(seed))
    return [backoff.next_s() for _ in range(count)]


def test_waits_grow_to_the_cap_and_stay_there_for_ever() -> None:
    waits = _waits(1, 5_000)
    for attempt, wait in enumerate(waits):
        ceiling = min(60.0, 2.0 ** min(attempt, 20))
        assert ceiling / 2 <= wait <= ceiling


def test_two_clients_do_not_come_back_together() -> None:
    assert _waits(1, 5) != _waits(2, 5)


def test_a_server_may_ask_for_more_time() -> None:
    assert Backoff(first_s=1.0).next_s(at_least_s=30.0) >= 30.0


def test_a_success_starts_over() -> None:
    backoff = Backoff(first_s=1.0)
    for _ in range(10):
        backoff.next_s()
    backoff.reset()
    assert backoff.next_s() <= 1.0
