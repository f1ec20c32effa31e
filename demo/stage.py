"""All parts of the evening, started in order, watched, and stopped in order."""

import asyncio
from collections.abc import Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
import shutil

import aiohttp

from mqtt_bridge.simulator.scenarios import Scenario

from . import kept, library
from .bridge import bridge
from .database import NAME, Database
from .errors import DemoError
from .home_assistant import configuration, dashboards, flows
from .home_assistant.client import HomeAssistant, Login
from .home_assistant.program import home_assistant
from .names import NAMES
from .processes import Server, ServerError, folder, free_port, is_free, look_for
from .progress import Progress
from .servers import start_influxd, start_mosquitto
from .simulator import Remote, simulator
from .waiting import until

DOMAIN = "kalajoki_library"
WATCHED_EVERY_S = 0.5
SET_UP_WITHIN_S = 60.0
DASHBOARD = "library-desk"


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """How the stage is set. A port that is None may be any; `wishes` are taken when they are free."""

    directory: Path
    language: str = "en"
    scenario: Scenario = Scenario.STILL
    embedded_broker: bool = False
    database: bool = True
    home_port: int | None = None
    pages_port: int | None = None
    wishes: bool = False


class Stage:
    """Broker, database, bridge, pretend building and Home Assistant, each a `Server` of its own."""

    def __init__(self, plan: Plan, progress: Progress) -> None:
        """Choose names; nothing is started."""
        self.plan, self.progress = plan, progress
        self.names = NAMES[plan.language]
        self.login = Login()
        self.servers: dict[str, Server] = {}
        self.home: HomeAssistant
        self.database: Database | None = None
        self.remote: Remote
        self.entry_id = ""
        self.entities: dict[str, str] = {}
        self._open = AsyncExitStack()
        self._session: aiohttp.ClientSession
        self._broker_port = 0
        self._kept = kept.load(plan.directory)

    @property
    def pages(self) -> str:
        """Return the address of the bridge's pages."""
        return self.servers["bridge"].url

    def page(self, display: str) -> str:
        """Return the address of a display's page."""
        return f"{self.pages}/display/{display}"

    async def start(self) -> None:
        """Start and set up everything; DemoError says in one line what is wrong."""
        await asyncio.to_thread(folder, self.plan.directory)
        self._session = await self._open.enter_async_context(
            aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=30))
        )
        try:
            await self._start_broker()
            await self._start_database()
            await self._start_bridge()
            await self._start_simulator()
            await self._start_home()
        except ServerError as err:
            first, _, rest = str(err).partition("\n")
            remedy = "run scripts/servers" if "not installed" in first else f"read the log:\n{rest}"
            raise DemoError(first, remedy) from err
        if self._kept is None:
            await self._set_up_home()
            self._keep()
        else:
            await self._come_back(self._kept)

    async def stop(self) -> None:
        """Stop everything: Home Assistant first, the broker last."""
        await self._open.aclose()
        for name in ("home", "simulator", "bridge", "database", "broker"):
            if name in self.servers:
                await asyncio.to_thread(self.servers[name].stop)

    async def watch(self) -> None:
        """Return never; DemoError as soon as a part has ended by itself."""
        while True:
            for name, server in self.servers.items():
                if server.has_died:
                    raise DemoError(f"{name} ended by itself", f"read its log {server.log}:\n{server.tail()}")
            await asyncio.sleep(WATCHED_EVERY_S)

    def entity(self, kind: str, thing: str, key: str) -> str:
        """Return the entity id of a thing's entity, as Home Assistant named it."""
        middle = f"{kind}_{thing}_" if kind else ""
        return self.entities[f"{library.SITE}_{middle}{key}"]

    async def set_days(self, days: dict[int, list[library.Span]]) -> None:
        """Change the opening hours of weekdays through the options' forms."""
        for answers in library.days_forms(days):
            await flows.change_options(self.home, self.entry_id, *answers)

    async def open_from(self, opens: datetime, plan: str = "service") -> None:
        """Let the hours open the library at a full minute."""
        await self.set_days(library.open_from(opens, plan))

    async def is_loaded(self) -> bool:
        """Whether the library's entry is set up."""
        entries = await self.home.ask("config_entries/get", domain=DOMAIN)
        return any(one["entry_id"] == self.entry_id and one["state"] == "loaded" for one in entries)

    async def _start_broker(self) -> None:
        before = self._kept.broker_port if self._kept else None
        if self.plan.embedded_broker:
            self._broker_port = self._chosen(before, 0, "no --keep")
            return
        with self.progress.step("broker: mosquitto"):
            server = await start_mosquitto(self.plan.directory / "mosquitto", port=before)
            self.servers["broker"], self._broker_port = server, server.port

    async def _start_database(self) -> None:
        if not self.plan.database:
            return
        with self.progress.step("database: InfluxDB"):
            wished = self._port(8086) if self.plan.wishes else None
            server = await start_influxd(self.plan.directory / "influxdb", port=wished)
            self.servers["database"] = server
            self.database = Database(self._session, server.url)
            await self.database.create()

    async def _start_bridge(self) -> None:
        what = "bridge" + (", with a broker inside" if self.plan.embedded_broker else "")
        with self.progress.step(what):
            directory = self.plan.directory
            config = library.bridge_config(
                self.names,
                language=self.plan.language,
                data=directory / "bridge",
                broker_port=self._broker_port,
                embedded=self.plan.embedded_broker,
                http_port=self._chosen(self.plan.pages_port, 8099, "--pages-port"),
                influx_url=self.servers["database"].url if self.plan.database else None,
                database=NAME,
            )
            await self._run("bridge", bridge(directory, config, directory / "bridge.log"))

    async def _start_simulator(self) -> None:
        with self.progress.step("a pretend building"):
            log = self.plan.directory / "simulator.log"
            await self._run("simulator", simulator(self._broker_port, self.plan.scenario, log))
            self.remote = Remote(self._broker_port)
            await self._open.enter_async_context(self.remote.connected())
            await until("the pretend building answers", self._hears_the_building)

    async def _hears_the_building(self) -> bool:
        try:
            await asyncio.wait_for(self.remote.act("look"), 1.0)
        except TimeoutError:
            return False
        return True

    async def _start_home(self) -> None:
        with self.progress.step("Home Assistant"):
            wish = self._kept.home_port if self._kept else self.plan.home_port
            port = self._chosen(wish, 8123, "--port")
            directory = self.plan.directory / "homeassistant"
            if self._kept is None:
                configuration.write(directory, port=port, language=self.plan.language)
            log = self.plan.directory / "homeassistant.log"
            await self._run("home", home_assistant(directory, port, log))
            self.home = HomeAssistant(self._session, self.servers["home"].url)
            if self._kept is None:
                await self.home.onboard(self.login, self.plan.language)

    async def _run(self, name: str, server: Server) -> None:
        self.servers[name] = server
        await server.start()

    def _keep(self) -> None:
        kept.save(
            self.plan.directory,
            kept.Kept(
                language=self.plan.language,
                broker_port=self._broker_port,
                home_port=self.servers["home"].port,
                entry_id=self.entry_id,
                token=self.home.token,
                tokens=self.home.tokens,
            ),
        )

    async def _come_back(self, before: kept.Kept) -> None:
        with self.progress.step("the library as it was left"):
            self.home.token, self.home.tokens, self.entry_id = before.token, before.tokens, before.entry_id
            await until("the library is loaded", self.is_loaded, within_s=SET_UP_WITHIN_S)
            self.entities = await self.home.entity_ids(DOMAIN)

    async def _set_up_home(self) -> None:
        protocol = "3.1.1" if self.plan.embedded_broker else "5"
        with self.progress.step("Home Assistant discovers the bridge; one click adds the library"):
            await flows.add_mqtt(self.home, self._broker_port, protocol)
            found = await until(
                "the bridge is discovered",
                lambda: flows.discovered(self.home, DOMAIN),
                within_s=SET_UP_WITHIN_S,
            )
            self.entry_id = await flows.confirm(self.home, found[0])
        with self.progress.step("spaces, doors, displays and counter through the library's own forms"):
            await self._add_parts()
        with self.progress.step("the staff dashboard"):
            await dashboards.install(self.home, self.names.library, DASHBOARD, "mdi:library")
            await dashboards.set_locale(self.home, self.plan.language)

    async def _add_parts(self) -> None:
        bound = await until(
            "the bridge's devices are in Home Assistant", self._entities_of_devices, within_s=SET_UP_WITHIN_S
        )
        forms = library.parts(self.names, bound)
        for kind, form in forms:
            await flows.add_part(self.home, self.entry_id, kind, form)
        for answers in library.options():
            await flows.change_options(self.home, self.entry_id, *answers)
        await until("the library is loaded", self.is_loaded, within_s=SET_UP_WITHIN_S)
        wanted = f"{library.SITE}_door_{self.names.game_room_door_id}_state"
        self.entities = await until(
            "the library's entities are there",
            lambda: self.home.entity_ids(DOMAIN),
            lambda ids: wanted in ids,
            within_s=SET_UP_WITHIN_S,
        )

    async def _entities_of_devices(self) -> dict[str, str]:
        found = await self.home.entity_ids("mqtt")
        try:
            library.parts(self.names, found)
        except KeyError:
            return {}
        return found

    def _chosen(self, given: int | None, wish: int, option: str) -> int:
        if given is not None:
            if not is_free(given):
                raise DemoError(f"port {given} is taken", f"give another one with {option}")
            return given
        return self._port(wish)

    def _port(self, wish: int) -> int:
        return wish if wish and self.plan.wishes and is_free(wish) else free_port()


def fresh(directory: Path) -> None:
    """Remove what an earlier evening left."""
    if directory.exists():
        shutil.rmtree(directory)


def missing(plan: Plan, *, browser: bool) -> list[str]:
    """Return which programs are not installed."""
    wanted: list[tuple[str, Callable[[], bool]]] = [
        ("mosquitto", lambda: not plan.embedded_broker),
        ("influxd", lambda: plan.database),
        ("chromium", lambda: browser),
    ]
    return [program for program, is_wanted in wanted if is_wanted() and look_for(program) is None]
