"""Bad input ends at the router: counted, acknowledged, never raised; what waits is acknowledged after it."""

import asyncio
from collections.abc import Awaitable
import logging

import pytest

from mqtt_bridge.broker.delivery import Delivery
from mqtt_bridge.broker.router import Handler, Router
from mqtt_bridge.contract import UnreadableMessageError
from mqtt_bridge.errors import DropError, TryAgainError


class Desk:
    """A router whose background work is kept to be awaited, and the messages it acknowledged."""

    def __init__(self) -> None:
        self.acknowledged: list[int] = []
        self.later: list[Awaitable[None]] = []
        self.router = Router(self.later.append)

    def deliver(self, topic: str, mid: int = 1) -> None:
        def ack(mid: int, _qos: int, _generation: int) -> None:
            self.acknowledged.append(mid)

        self.router.dispatch(Delivery(topic, b"", False, mid, 1, 1, ack))

    async def finish(self) -> None:
        while self.later:
            await self.later.pop(0)


def test_a_message_goes_to_every_handler_whose_filter_fits() -> None:
    desk, heard = Desk(), list[str]()

    def hears(what: str) -> Handler:
        return lambda _delivery: heard.append(what)

    for one in ("a/+", "a/b", "#", "c"):
        desk.router.route(one, hears(one))
    desk.router.route("a/b", hears("again"))

    desk.deliver("a/b")

    assert sorted(heard) == ["#", "a/+", "a/b", "again"]
    assert desk.router.filters == ("a/+", "a/b", "#", "c")
    assert desk.acknowledged == [1]


async def test_what_takes_time_is_acknowledged_when_it_is_done() -> None:
    desk, may_go = Desk(), asyncio.Event()

    async def slowly(_delivery: Delivery) -> None:
        await may_go.wait()

    desk.router.route("a", slowly)
    desk.deliver("a")
    task = asyncio.ensure_future(desk.finish())
    await asyncio.sleep(0)
    assert desk.acknowledged == []

    may_go.set()
    await task

    assert desk.acknowledged == [1]


@pytest.mark.parametrize(
    ("error", "reason"),
    [
        (DropError("not_json"), "not_json"),
        (UnreadableMessageError("a", "is missing"), "unreadable"),
        (ZeroDivisionError(), "bug"),
    ],
)
@pytest.mark.parametrize("waits", [False, True])
async def test_bad_input_and_bugs_are_counted_and_acknowledged(
    error: Exception, reason: str, waits: bool
) -> None:
    desk = Desk()

    def at_once(_delivery: Delivery) -> None:
        raise error

    async def later(_delivery: Delivery) -> None:
        raise error

    desk.router.route("a", later if waits else at_once)
    desk.deliver("a")
    await desk.finish()

    assert desk.router.unreadable == {reason: 1}
    assert desk.acknowledged == [1]


async def test_what_could_not_be_acted_on_stays_with_the_broker() -> None:
    desk = Desk()

    async def later(_delivery: Delivery) -> None:
        raise TryAgainError("not now")

    desk.router.route("a", later)
    desk.deliver("a")
    await desk.finish()

    assert desk.acknowledged == []
    assert not desk.router.unreadable


def test_a_flood_of_bad_input_is_logged_once_in_a_hundred(caplog: pytest.LogCaptureFixture) -> None:
    desk = Desk()

    def refuses(_delivery: Delivery) -> None:
        raise DropError("not_json")

    desk.router.route("a", refuses)
    with caplog.at_level(logging.WARNING):
        for mid in range(250):
            desk.deliver("a", mid)

    assert desk.router.unreadable["not_json"] == 250
    assert len(caplog.records) == 3
