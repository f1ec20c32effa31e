"""The daemon: connects devices, displays and recorder through one broker, and stops them in order."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
import logging
import secrets

from aiohttp import web

from . import __version__, clock, discovery, health
from .broker.address import Will
from .broker.client import BrokerSession
from .broker.delivery import Delivery
from .broker.embedded import EmbeddedBroker
from .broker.router import Router
from .commands import LockCommands
from .config import Config
from .contract import MIN_SCHEMA_VERSION, SCHEMA_VERSION, encode, messages as m, topics
from .contract.topics import Row
from .contract.words import Online
from .devices import Devices, Said, retained_rows
from .displays.server import DisplayServer
from .drivers.api import Native
from .drivers.profile import shipped
from .errors import ConfigurationError, TryAgainError
from .health import NO_RECORDER, Health
from .memory import Memory
from .recording import Recording, recorded

_LOGGER = logging.getLogger(__name__)
HEALTH_EVERY_S = 15.0
SILENCE_CHECKED_EVERY_S = 5.0


class Bridge:
    """One running bridge."""

    def __init__(self, config: Config) -> None:
        """Put the parts together; nothing is opened before `run`."""
        self._config = config
        self._started_at = clock.now()
        self._boot = secrets.token_hex(4)
        self._sent = 0
        self._background: set[asyncio.Task[None]] = set()
        self._memory = Memory(config.data_dir / "memory.json")
        configured = tuple((one.device(), shipped()[one.profile]) for one in config.devices)
        self._devices = Devices(configured, self._memory, self._started_at)
        self._router = Router(self._start)
        self._commands = LockCommands(self._devices, self._memory, self._native, self._tell, clock.now)
        self._displays = DisplayServer(
            config.displays,
            config.site,
            config.bridge,
            self._publish_display,
            clock.now,
            config.http.hostnames,
        )
        self._recording: Recording | None = None
        self._add_routes()
        address = config.broker.address()
        self._address = address
        self._session = BrokerSession(
            address,
            f"kalajoki-{config.site}-{config.bridge}",
            self._router.dispatch,
            filters=self._router.filters,
            will=Will(topic=self._topic(topics.BRIDGE_STATUS), payload=self._status(Online.OFFLINE)),
            on_connected=self._connected,
        )

    async def run(self) -> None:
        """Run until cancelled; ConfigurationError when only a person can help."""
        if self._config.broker.embedded:
            async with EmbeddedBroker(self._config.broker.host, self._config.broker.port):
                await self._run()
        else:
            await self._run()

    async def _run(self) -> None:
        placement = self._devices.placement()
        try:
            async with (
                recorded(self._config, self._address, placement, clock.now_ms) as self._recording,
                self._serving(),
                asyncio.TaskGroup() as tasks,
            ):
                tasks.create_task(self._session_until_farewell())
                tasks.create_task(self._every(HEALTH_EVERY_S, self._tell_health))
                tasks.create_task(self._every(SILENCE_CHECKED_EVERY_S, self._lose_silent))
                if self._recording is not None:
                    tasks.create_task(self._recording.session.run())
        finally:
            # What was not finished was not acknowledged either.
            for task in self._background:
                task.cancel()
            await asyncio.gather(*self._background, return_exceptions=True)

    async def _session_until_farewell(self) -> None:
        running = asyncio.create_task(self._session.run())
        try:
            await asyncio.shield(running)
        finally:
            if self._session.connected.is_set():
                await self._farewell()
            running.cancel()
            await asyncio.gather(running, return_exceptions=True)

    async def _farewell(self) -> None:
        try:
            async with asyncio.timeout(2.0):
                await self._publish(
                    topics.BRIDGE_STATUS, {"bridge": self._config.bridge}, self._status(Online.OFFLINE)
                )
                await self._session.disconnect()
        except TimeoutError, TryAgainError:
            _LOGGER.warning("the broker did not take the farewell; it will publish the will")

    @asynccontextmanager
    async def _serving(self) -> AsyncIterator[None]:
        app = web.Application(client_max_size=16 * 1024)
        health.add_routes(app, lambda: self._health)
        self._displays.add_routes(app)
        runner = web.AppRunner(app, access_log=None, shutdown_timeout=1.0)
        await runner.setup()
        listen, port = self._config.http.listen, self._config.http.port
        try:
            try:
                await web.TCPSite(runner, listen, port).start()
            except OSError as err:
                raise ConfigurationError(
                    f"http.port: nothing can listen on {listen}:{port} ({err.strerror}); choose another"
                ) from err
            _LOGGER.info("pages and health on http://%s:%s", listen, port)
            yield
        finally:
            await self._displays.stop()
            await runner.cleanup()

    def _add_routes(self) -> None:
        for topic in self._devices.topics:
            self._router.route(topic, self._heard)
        self._router.route(topics.LOCK_SET.filter(self._config.site), self._commanded)
        for topic_filter in self._displays.filters():
            self._router.route(topic_filter, self._shown)

    def _heard(self, delivery: Delivery) -> Awaitable[None] | None:
        """Publish what a device said; its message is acknowledged once the broker has ours."""
        said, dropped = self._devices.hear(
            delivery.topic, delivery.payload, clock.now(), retained=delivery.retain
        )
        for error in dropped:
            self._router.refuse(delivery.topic, error)
        return self._saying(said) if said else None

    async def _commanded(self, delivery: Delivery) -> None:
        if delivery.payload:
            await self._commands.handle(delivery.topic, delivery.payload, retained=delivery.retain)

    def _shown(self, delivery: Delivery) -> None:
        self._displays.on_message(delivery.topic, delivery.payload, delivery.retain)

    def _connected(self) -> None:
        if not self._session.resumed:
            # Whatever devices said meanwhile is lost, so what is retained is not believed any more.
            self._start(self._saying(self._devices.forget(clock.now())))
        self._start(self._introduce())

    async def _introduce(self) -> None:
        bridge = {"bridge": self._config.bridge}
        await self._publish(topics.BRIDGE_HELLO, bridge, encode(self._hello()))
        for said in self._devices.introduce(clock.now()):
            await self._publish_said(said)
        await self._announce()
        await self._publish(topics.BRIDGE_STATUS, bridge, self._status(Online.ONLINE))
        await self._tell_health()
        await self._greet()

    async def _greet(self, dev: str | None = None) -> None:
        for native in self._devices.greetings(dev):
            await self._native(native)

    async def _announce(self) -> None:
        """Publish discovery of every device, and take back what is configured no more."""
        config, wanted, kept = self._config, {}, set()
        for known in self._devices.known.values():
            made = discovery.payload(known.device, known.profile, config.site, config.bridge, __version__)
            wanted[discovery.topic(known.device.id, config.site)] = made
            kept |= {row.topic(config.site, dev=known.device.id) for row in retained_rows(known.profile)}
        before: list[str] = self._memory.get("announced") or []
        self._remember({*before, *wanted, *kept})
        for topic in sorted({*before} - {*wanted} - kept):
            await self._session.publish(topic, b"", retain=True)
        for topic, made in wanted.items():
            await self._session.publish(topic, made, retain=True)
        self._remember({*wanted, *kept})

    def _remember(self, retained: set[str]) -> None:
        try:
            self._memory.put("announced", sorted(retained))
        except TryAgainError as err:
            _LOGGER.warning("devices that go from the configuration would stay announced: %s", err)

    def _hello(self) -> m.BridgeHello:
        config = self._config
        url = config.http.url or f"http://{config.http.listen}:{config.http.port}"
        return m.BridgeHello(
            id=self._id(),
            ts=clock.now(),
            site=config.site,
            bridge=config.bridge,
            name=config.name,
            software=__version__,
            schema_version=SCHEMA_VERSION,
            min_schema_version=MIN_SCHEMA_VERSION,
            display_url=url,
            drivers=tuple(sorted({one.profile.driver for one in self._devices.known.values()})),
        )

    def _status(self, state: Online) -> bytes:
        return encode(m.BridgeStatus(id=self._id(), ts=clock.now(), state=state))

    def _topic(self, row: Row) -> str:
        return row.topic(self._config.site, bridge=self._config.bridge)

    @property
    def _health(self) -> Health:
        return Health(
            broker_connected=self._session.connected.is_set(),
            broker_problem=self._session.problem,
            recorder_problem=self._recording.session.problem if self._recording else "",
            recorder=self._recording.health if self._recording else NO_RECORDER,
            unreadable=dict(self._router.unreadable),
            devices=self._devices,
            displays_connected=self._displays.connected,
            started_at=self._started_at,
        )

    async def _tell_health(self) -> None:
        if self._session.connected.is_set():
            message = self._health.message(self._id(), clock.now())
            await self._publish(topics.BRIDGE_HEALTH, {"bridge": self._config.bridge}, encode(message))

    async def _lose_silent(self) -> None:
        if said := self._devices.lose_silent(clock.now()):
            await self._saying(said)

    async def _every(self, seconds: float, act: Callable[[], Awaitable[None]]) -> None:
        while True:
            await asyncio.sleep(seconds)
            try:
                await act()
            except TryAgainError as err:
                _LOGGER.warning("%s", err)

    async def _saying(self, said: list[Said]) -> None:
        """Publish in order; each message is under way before anything else can be said."""
        sending = []
        for row, message in said:
            if isinstance(message, m.LockState):
                self._commands.bolt_reported(message.dev, message.state)
            if isinstance(message, m.DeviceAvailability) and message.state is Online.ONLINE:
                self._start(self._greet(message.dev))
            sending.append(self._publish_said((row, message)))
        await asyncio.gather(*sending)

    async def _publish_said(self, said: Said) -> None:
        row, message = said
        dev: str = getattr(message, "dev")  # noqa: B009 - every device message has it
        await self._publish(row, {"dev": dev}, encode(message))

    async def _publish(self, row: Row, ids: dict[str, str], payload: bytes) -> None:
        topic = row.topic(self._config.site, **ids)
        await self._session.publish(topic, payload, qos=row.qos, retain=row.retain, expiry_s=row.expiry_s)

    async def _publish_display(self, topic: str, payload: bytes, expiry_s: int | None) -> None:
        await self._session.publish(topic, payload, expiry_s=expiry_s)

    async def _native(self, native: Native) -> None:
        # QoS 0: a command that waited for the broker to come back would unlock a door at the wrong time.
        await self._session.publish(native.topic, native.payload, qos=0)

    async def _tell(self, dev: str, result: m.CommandResult) -> None:
        await self._publish(topics.LOCK_RESULT, {"dev": dev}, encode(result))

    def _start(self, later: Awaitable[None]) -> None:
        task = asyncio.ensure_future(_told(later))
        self._background.add(task)
        task.add_done_callback(self._ended)

    def _ended(self, task: asyncio.Task[None]) -> None:
        self._background.discard(task)
        if not task.cancelled() and (error := task.exception()) is not None:
            _LOGGER.error("a task of the bridge failed", exc_info=error)

    def _id(self) -> str:
        self._sent += 1
        return f"{self._config.bridge}-{self._boot}-{self._sent}"


async def _told(later: Awaitable[None]) -> None:
    try:
        await later
    except TryAgainError as err:
        _LOGGER.warning("not published: %s", err)
