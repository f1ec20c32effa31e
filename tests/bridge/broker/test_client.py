"""The session against real brokers: acknowledged by hand, resumed, reconnected, MQTT 5 and 3.1.1."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from pathlib import Path
import socket
import sys
import threading

from paho.mqtt.client import Client
import pytest

from mqtt_bridge.broker import client
from mqtt_bridge.broker.address import Address, Protocol, Will
from mqtt_bridge.broker.client import BrokerSession
from mqtt_bridge.broker.delivery import Delivery
from mqtt_bridge.errors import ConfigurationError
from tests.servers import Server, free_port, start_mosquitto

pytestmark = pytest.mark.network


class Inbox:
    """Collects deliveries; acknowledges them at once unless told not to."""

    def __init__(self, *, acknowledges: bool = True) -> None:
        self.deliveries: list[Delivery] = []
        self._acknowledges = acknowledges
        self._more = asyncio.Event()

    def __call__(self, delivery: Delivery) -> None:
        self.deliveries.append(delivery)
        if self._acknowledges:
            delivery.ack()
        self._more.set()

    @property
    def payloads(self) -> list[bytes]:
        return [delivery.payload for delivery in self.deliveries]

    async def until(self, holds: Callable[[list[bytes]], bool]) -> None:
        async with asyncio.timeout(20):
            while not holds(self.payloads):
                self._more.clear()
                await self._more.wait()


@pytest.fixture
async def mosquitto(tmp_path: Path) -> AsyncIterator[Server]:
    server = await start_mosquitto(tmp_path / "mosquitto", settings=("persistence false",))
    yield server
    server.stop()


def an_address(port: int, protocol: Protocol = Protocol.AUTO) -> Address:
    return Address(host="127.0.0.1", port=port, protocol=protocol)


@asynccontextmanager
async def running(session: BrokerSession) -> AsyncIterator[BrokerSession]:
    task = asyncio.create_task(session.run())
    try:
        async with asyncio.timeout(20):
            await session.connected.wait()
        yield session
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task


@pytest.mark.parametrize("protocol", [Protocol.V5, Protocol.V311])
async def test_what_is_published_is_received(mosquitto: Server, protocol: Protocol) -> None:
    inbox = Inbox()
    session = BrokerSession(an_address(mosquitto.port, protocol), "one", inbox, filters=["a/+"])

    async with running(session):
        await session.publish("a/b", b"1")
        await session.publish("a/c", b"2", expiry_s=30)
        await inbox.until(lambda payloads: payloads == [b"1", b"2"])

    assert session.is_v5 is (protocol is Protocol.V5)


async def test_what_was_not_acknowledged_comes_again(mosquitto: Server) -> None:
    forgetful, careful = Inbox(acknowledges=False), Inbox()
    address = an_address(mosquitto.port)
    first = BrokerSession(address, "recorder", forgetful, filters=["a"])
    async with running(first):
        await first.publish("a", b"kept")
        await forgetful.until(lambda payloads: payloads == [b"kept"])

    async with running(BrokerSession(address, "recorder", careful, filters=["a"])):
        await careful.until(lambda payloads: payloads == [b"kept"])


async def test_what_was_acknowledged_does_not_come_again(mosquitto: Server) -> None:
    inbox, later = Inbox(), Inbox()
    address = an_address(mosquitto.port)
    first = BrokerSession(address, "recorder", inbox, filters=["a"])
    async with running(first):
        await first.publish("a", b"done")
        await inbox.until(lambda payloads: payloads == [b"done"])

    second = BrokerSession(address, "recorder", later, filters=["a"])
    async with running(second):
        await second.publish("a", b"new")
        await later.until(lambda payloads: b"new" in payloads)

    assert later.payloads == [b"new"]


async def test_messages_sent_while_away_are_delivered_on_return(mosquitto: Server) -> None:
    address = an_address(mosquitto.port)
    async with running(BrokerSession(address, "recorder", Inbox(), filters=["a"])):
        pass
    async with running(BrokerSession(address, "other", Inbox())) as other:
        await other.publish("a", b"while away")

    inbox = Inbox()
    async with running(BrokerSession(address, "recorder", inbox, filters=["a"])):
        await inbox.until(lambda payloads: payloads == [b"while away"])


async def test_the_session_comes_back_after_a_broker_restart(mosquitto: Server) -> None:
    inbox = Inbox()
    session = BrokerSession(an_address(mosquitto.port), "one", inbox, filters=["a"])

    async with running(session):
        mosquitto.kill()
        await session.lost()
        sending = asyncio.create_task(session.publish("a", b"sent while down"))
        await mosquitto.start()
        async with asyncio.timeout(20):
            await sending
        await session.publish("a", b"after")
        await inbox.until(lambda payloads: b"after" in payloads)


async def test_whoever_gets_the_number_of_a_lost_connection_is_heard(mosquitto: Server) -> None:
    """A number that the loop still watches is not watched anew: a page that got it would never be read."""
    session = BrokerSession(an_address(mosquitto.port), "one", Inbox(), filters=["a"])
    async with running(session):
        assert session._socket is not None
        number = session._socket.fileno()
        mosquitto.kill()
        async with asyncio.timeout(20):
            await session.lost()

        assert not asyncio.get_running_loop().remove_reader(number)
        assert not asyncio.get_running_loop().remove_writer(number)


async def test_a_slow_name_look_up_does_not_take_the_next_connection_away(
    mosquitto: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The attempt that was given up goes on in its thread; whoever believed the later one would be deaf."""
    monkeypatch.setattr(client, "CONNECT_WITHIN_S", 0.3)
    inbox, over = Inbox(), threading.Event()
    session = BrokerSession(an_address(mosquitto.port), "one", inbox, filters=["a"])
    real_open = session._open

    def slow_open(opened: Client) -> None:
        monkeypatch.setattr(session, "_open", real_open)  # only this one is slow
        threading.Event().wait(2.0)
        real_open(opened)
        over.set()

    async with running(session):
        monkeypatch.setattr(session, "_open", slow_open)
        mosquitto.kill()
        await session.lost()
        await mosquitto.start()
        assert await asyncio.to_thread(over.wait, 20)
        async with asyncio.timeout(20):
            await session.connected.wait()
        async with running(BrokerSession(an_address(mosquitto.port), "other", Inbox())) as other:
            await other.publish("a", b"heard")
            await inbox.until(lambda payloads: payloads == [b"heard"])


async def test_the_will_is_published_when_the_session_breaks(mosquitto: Server) -> None:
    inbox = Inbox()
    address = an_address(mosquitto.port)
    dying = BrokerSession(address, "dying", Inbox(), will=Will(topic="will", payload=b"gone", delay_s=0))

    async with running(BrokerSession(address, "watch", inbox, filters=["will"])), running(dying):
        assert dying._socket is not None
        dying._socket.shutdown(socket.SHUT_RDWR)
        await inbox.until(lambda payloads: payloads == [b"gone"])


async def test_wrong_credentials_name_the_setting_and_end(tmp_path: Path) -> None:
    server = await start_mosquitto(tmp_path, settings=("allow_anonymous false",))
    try:
        session = BrokerSession(an_address(server.port, Protocol.V5), "one", Inbox())
        with pytest.raises(ConfigurationError, match=r"broker\.username"):
            async with asyncio.timeout(20):
                await session.run()
    finally:
        server.stop()


@pytest.fixture
async def old_broker() -> AsyncIterator[int]:
    """A broker that speaks 3.1.1 only, in a process of its own."""
    port = free_port()
    code = (
        "import asyncio\n"
        "from mqtt_bridge.broker.embedded import EmbeddedBroker\n"
        "async def main():\n"
        f"    async with EmbeddedBroker('127.0.0.1', {port}):\n"
        "        print('up', flush=True)\n"
        "        await asyncio.Event().wait()\n"
        "asyncio.run(main())\n"
    )
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-c", code, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.DEVNULL
    )
    assert process.stdout is not None
    assert await process.stdout.readline() == b"up\n"
    yield port
    process.terminate()
    await process.wait()


async def test_a_broker_without_mqtt_5_is_spoken_to_in_3_1_1(old_broker: int) -> None:
    inbox = Inbox()
    session = BrokerSession(an_address(old_broker), "one", inbox, filters=["a"])

    async with running(session):
        await session.publish("a", b"old but well", expiry_s=10)
        await inbox.until(lambda payloads: payloads == [b"old but well"])

    assert not session.is_v5


async def test_a_burst_is_received_whole_and_in_order(mosquitto: Server) -> None:
    inbox = Inbox()
    session = BrokerSession(an_address(mosquitto.port), "one", inbox, filters=["a"])
    wanted = [str(number).encode() for number in range(2_000)]

    async with running(session):
        await asyncio.gather(*(session.publish("a", one) for one in wanted))
        await inbox.until(lambda payloads: len(payloads) >= len(wanted))

    assert inbox.payloads == wanted


def test_the_password_does_not_show() -> None:
    assert "hunter2" not in repr(Address(host="h", username="u", password="hunter2"))
