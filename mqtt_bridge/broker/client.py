"""A session with the broker on asyncio: manual acknowledgement, will, resume, back-off, MQTT 5 or 3.1.1.

paho-mqtt does the protocol; this module lends it the event loop and keeps it connected. What a message means
is not known here.
"""

import asyncio
from collections.abc import Callable, Iterable
import contextlib
import logging
import socket
from typing import Any, NoReturn

import paho.mqtt.client as paho
from paho.mqtt.enums import CallbackAPIVersion, MQTTProtocolVersion
from paho.mqtt.packettypes import PacketTypes
from paho.mqtt.properties import Properties
from paho.mqtt.reasoncodes import ReasonCode
from paho.mqtt.subscribeoptions import SubscribeOptions

from ..errors import ConfigurationError, TryAgainError
from ..metrics.backoff import Backoff
from .address import Address, Protocol, Will
from .delivery import Delivery
from .lean_client import LeanClient

_LOGGER = logging.getLogger(__name__)

CONNECT_WITHIN_S = 6.0
QUEUED_MOST = 10_000
READ_AT_ONCE = 256
REFUSED_FOR_GOOD = {"Bad user name or password", "Not authorized", "Banned", "Bad authentication method"}


def _properties(packet: int) -> Properties:
    made: Properties = Properties(packet)  # type: ignore[no-untyped-call]
    return made


class _ClosedWhileConnectingError(OSError):
    pass


class BrokerSession:
    """One persistent session. `run()` keeps it connected until it is cancelled.

    `on_delivery` is called in the event loop for every message and must not block; the message stays with the
    broker until its `ack()`. `on_connected` runs after every (re)connection, with the subscriptions made.
    """

    def __init__(
        self,
        address: Address,
        client_id: str,
        on_delivery: Callable[[Delivery], None],
        *,
        filters: Iterable[str] = (),
        will: Will | None = None,
        session_expiry_s: int = 3600,
        receive_maximum: int = 1000,
        on_connected: Callable[[], None] | None = None,
    ) -> None:
        """Prepare; nothing is sent before `run()`."""
        self._address = address
        self._client_id = client_id
        self._on_delivery = on_delivery
        self._on_connected = on_connected
        self._filters = tuple(filters)
        self._will = will
        self._session_expiry_s = session_expiry_s
        self._receive_maximum = receive_maximum
        self._version = MQTTProtocolVersion.MQTTv311
        if address.protocol is not Protocol.V311:
            self._version = MQTTProtocolVersion.MQTTv5
        self._client: LeanClient | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self._generation = 0
        self._publishing: dict[int, asyncio.Future[None]] = {}
        self._agreed: MQTTProtocolVersion | None = None
        self._connack: asyncio.Future[ReasonCode] | None = None
        self._gone = asyncio.Event()
        self._socket: socket.socket | None = None
        self._ticking: asyncio.TimerHandle | None = None
        self._opening: asyncio.Future[None] | None = None
        self.connected = asyncio.Event()
        self.resumed = False
        self._is_leaving = False
        self.problem = ""

    @property
    def is_v5(self) -> bool:
        """Whether MQTT 5 is spoken now."""
        return self._version is MQTTProtocolVersion.MQTTv5

    async def run(self) -> None:
        """Connect, stay connected, come back; ends by `disconnect()`, or when refused for good."""
        self._loop = asyncio.get_running_loop()
        pace = Backoff(longest_s=30.0)
        try:
            while True:
                try:
                    await self._connect()
                except TryAgainError as err:
                    self._note(str(err))
                    await asyncio.sleep(pace.next_s())
                    continue
                pace.reset()
                self._note("")
                try:
                    await self._gone.wait()
                finally:
                    self.connected.clear()
                if self._is_leaving:
                    return
                self._note("the connection was lost")
        finally:
            self._close()

    async def publish(
        self, topic: str, payload: bytes, *, qos: int = 1, retain: bool = False, expiry_s: int | None = None
    ) -> None:
        """Publish; returns when the broker has it (QoS 1). TryAgainError when too much is waiting.

        QoS 0 is for what must not come late: it goes out now, or TryAgainError says that it did not.
        """
        client = self._client
        if client is None or self._loop is None:
            raise TryAgainError("the broker was never reached")
        properties = None
        if expiry_s is not None and self.is_v5:
            properties = _properties(PacketTypes.PUBLISH)
            properties.MessageExpiryInterval = expiry_s
        info = client.publish(topic, payload, qos=qos, retain=retain, properties=properties)
        if info.rc is paho.MQTT_ERR_QUEUE_SIZE:
            raise TryAgainError("too many messages wait for the broker")
        if qos == 0 and info.rc is not paho.MQTT_ERR_SUCCESS:
            raise TryAgainError("the broker is not connected")
        if qos == 0 or info.rc not in (paho.MQTT_ERR_SUCCESS, paho.MQTT_ERR_NO_CONN):
            return
        done = self._publishing.setdefault(info.mid, self._loop.create_future())
        try:
            await done
        finally:
            self._publishing.pop(info.mid, None)

    async def lost(self) -> None:
        """Return when there is no connection."""
        await self._gone.wait()

    async def disconnect(self) -> None:
        """Say good-bye so that the will is not published; `run()` ends."""
        self._is_leaving = True
        client = self._client
        if client is None or not self.connected.is_set():
            return
        client.disconnect()
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._gone.wait(), 2.0)

    def _note(self, problem: str) -> None:
        if problem and not self.problem:
            _LOGGER.warning("broker %s:%s: %s", self._address.host, self._address.port, problem)
        elif self.problem and not problem:
            _LOGGER.info("broker %s:%s: connected", self._address.host, self._address.port)
        self.problem = problem

    async def _connect(self) -> None:
        assert self._loop is not None
        if self._opening is not None:
            # A look-up that was given up goes on in its thread, and would take a later connection away.
            await asyncio.wait([self._opening])
        client = self._client = self._client or self._make_client()
        self._gone.clear()
        self._connack = self._loop.create_future()
        # Nobody waits for it when connecting is cancelled.
        self._connack.add_done_callback(lambda answer: answer.cancelled() or answer.exception())
        try:
            async with asyncio.timeout(CONNECT_WITHIN_S):
                self._opening = self._loop.run_in_executor(None, self._open, client)
                await asyncio.shield(self._opening)
                self._lend_loop(client)
                reason = await self._connack
        except (_ClosedWhileConnectingError, TimeoutError) as err:
            # Some brokers without MQTT 5 close the connection, some never answer.
            self._return_loop()
            self._try_other_version()
            raise TryAgainError("no answer to the connection") from err
        except (OSError, ValueError) as err:
            self._return_loop()
            raise TryAgainError(f"cannot be reached: {err}") from err
        if reason.is_failure:
            self._return_loop()
            self._refused(str(reason))
        self._agreed = self._version
        self._subscribe(client)
        self.connected.set()
        if self._on_connected is not None:
            self._on_connected()

    def _refused(self, reason: str) -> NoReturn:
        if reason in REFUSED_FOR_GOOD:
            raise ConfigurationError(
                f"broker.username: the broker answers {reason!r}; check user name, password and access list"
            )
        self._try_other_version()
        raise TryAgainError(f"refused: {reason}")

    def _try_other_version(self) -> None:
        """Old brokers refuse MQTT 5 in several ways, so each refusal makes the next try speak the other."""
        if self._address.protocol is not Protocol.AUTO or self._agreed is not None:
            return
        self._version = MQTTProtocolVersion.MQTTv311 if self.is_v5 else MQTTProtocolVersion.MQTTv5
        self._client = None
        for waiting in self._publishing.values():
            if not waiting.done():
                waiting.set_exception(TryAgainError("the connection was made anew"))

    def _make_client(self) -> LeanClient:
        client = LeanClient(
            CallbackAPIVersion.VERSION2,
            client_id=self._client_id,
            clean_session=None if self.is_v5 else False,
            protocol=self._version,
            manual_ack=True,
        )
        client.max_queued_messages_set(QUEUED_MOST)
        if self._address.username is not None:
            client.username_pw_set(self._address.username, self._address.password)
        if self._address.tls is not None:
            client.tls_set_context(self._address.tls)
        self._set_will(client)
        client.on_message = self._message
        client.on_connect = self._connect_answered
        client.on_disconnect = self._disconnected
        client.on_publish = self._published
        client.on_socket_register_write = self._wants_write
        client.on_socket_unregister_write = self._wants_no_write
        client.on_socket_close = self._socket_closes
        return client

    def _set_will(self, client: paho.Client) -> None:
        if self._will is None:
            return
        properties = None
        if self.is_v5:
            properties = _properties(PacketTypes.WILLMESSAGE)
            properties.WillDelayInterval = self._will.delay_s
        client.will_set(self._will.topic, self._will.payload, qos=1, retain=True, properties=properties)

    def _open(self, client: paho.Client) -> None:
        """Open the connection; runs in a worker thread, since name look-up and TLS block."""
        arguments: dict[str, Any] = {}
        if self.is_v5:
            properties = _properties(PacketTypes.CONNECT)
            properties.SessionExpiryInterval = self._session_expiry_s
            properties.ReceiveMaximum = self._receive_maximum
            arguments = {"clean_start": False, "properties": properties}
        client.connect(self._address.host, self._address.port, self._address.keepalive_s, **arguments)

    def _lend_loop(self, client: LeanClient) -> None:
        assert self._loop is not None
        sock: Any = client.socket()
        if sock is None:
            raise OSError("the connection closed at once")
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._loop.add_reader(sock, self._readable, client)
        if client.want_write():
            self._loop.add_writer(sock, client.loop_write)
        self._socket = sock
        self._ticking = self._loop.call_later(1.0, self._tick, client)

    def _return_loop(self) -> None:
        sock, self._socket = self._socket, None
        if self._ticking is not None:
            self._ticking.cancel()
        if sock is not None and self._loop is not None and sock.fileno() >= 0:
            self._loop.remove_reader(sock)
            self._loop.remove_writer(sock)

    def _tick(self, client: paho.Client) -> None:
        assert self._loop is not None
        if client.loop_misc() == paho.MQTT_ERR_SUCCESS:
            self._ticking = self._loop.call_later(1.0, self._tick, client)

    def _readable(self, client: LeanClient) -> None:
        # One call reads one packet; a burst is read in one turn of the loop.
        for _packet in range(READ_AT_ONCE):
            before = client.packets
            if client.loop_read() != paho.MQTT_ERR_SUCCESS or client.packets == before:
                return
        if self._loop is not None:
            self._loop.call_soon(self._readable, client)  # what was read ahead makes no socket readable

    def _wants_write(self, client: paho.Client, _userdata: Any, sock: Any) -> None:
        if self._loop is not None and sock is self._socket is not None:
            self._loop.add_writer(self._socket, client.loop_write)

    def _wants_no_write(self, _client: paho.Client, _userdata: Any, sock: Any) -> None:
        if self._loop is not None and sock is self._socket is not None:
            self._loop.remove_writer(self._socket)

    def _socket_closes(self, _client: paho.Client, _userdata: Any, sock: Any) -> None:
        # Before it closes: the loop would else believe its number watched, and whoever gets it next is deaf.
        if sock is self._socket is not None:
            self._return_loop()

    def _subscribe(self, client: paho.Client) -> None:
        if not self._filters:
            return
        if self.is_v5:
            options = SubscribeOptions(qos=1)
            client.subscribe([(one, options) for one in self._filters])
        else:
            client.subscribe([(one, 1) for one in self._filters])

    def _message(self, _client: paho.Client, _userdata: Any, message: paho.MQTTMessage) -> None:
        try:
            topic = message.topic
        except UnicodeDecodeError:
            self._acknowledge(message.mid, message.qos, self._generation)
            return
        delivery = Delivery(
            topic,
            message.payload,
            message.retain,
            message.mid,
            message.qos,
            self._generation,
            self._acknowledge,
        )
        try:
            self._on_delivery(delivery)
        except Exception:
            # Raised here it would leave paho in the middle of a packet and garble all that follow.
            _LOGGER.exception("%r: a bug; the message is not acknowledged", topic[:100])

    def _acknowledge(self, mid: int, qos: int, generation: int) -> None:
        # After a reconnect the broker sends the message again, under an identifier of its choice.
        if generation == self._generation and self._client is not None:
            self._client.ack(mid, qos)

    def _connect_answered(
        self, _client: Any, _userdata: Any, flags: paho.ConnectFlags, reason: ReasonCode, _p: Any
    ) -> None:
        self.resumed = flags.session_present
        # Messages of a resumed session may follow in the same read.
        self._generation += 1
        if self._connack is not None and not self._connack.done():
            self._connack.set_result(reason)

    def _disconnected(self, _client: Any, _userdata: Any, _flags: Any, reason: ReasonCode, _p: Any) -> None:
        self._return_loop()
        if self._connack is not None and not self._connack.done():
            self._connack.set_exception(_ClosedWhileConnectingError(str(reason)))
        self._gone.set()

    def _published(self, _client: Any, _userdata: Any, mid: int, _reason: Any, _p: Any) -> None:
        done = self._publishing.get(mid)
        if done is not None and not done.done():
            done.set_result(None)

    def _close(self) -> None:
        self._return_loop()
        self.connected.clear()
        if self._client is not None:
            self._client.disconnect()
            self._client.loop_write()
