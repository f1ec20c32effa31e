"""A display server that listens on 127.0.0.1, with the wire and the clock in the test's hands."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
import json
from typing import Any

from aiohttp import ClientResponse, ClientSession, web

from mqtt_bridge.contract import decode, encode, messages as m, topics
from mqtt_bridge.contract.words import ActCode
from mqtt_bridge.displays.config import DisplaysConfig
from mqtt_bridge.displays.server import DisplayServer, _notify

SITE = "kalajoki"


@dataclass(kw_only=True)
class Shown:
    """The server, what it published, and how to be a browser."""

    server: DisplayServer
    url: str
    browser: ClientSession
    asked: list[m.DisplayAction] = field(default_factory=list)
    answers: ActCode | None = ActCode.DONE
    later: timedelta = timedelta(0)
    _stirring: asyncio.Future[None] | None = None

    def now(self) -> datetime:
        return datetime.now(UTC) + self.later

    def hear(self, view: m.DisplayView, *, retain: bool = False) -> None:
        self.server.on_message(
            topics.DISPLAY_VIEW.topic(SITE, display=view.display), encode(view), retain=retain
        )

    def alive(self) -> None:
        beat = m.IntegrationAlive(id="beat", ts=self.now(), interval_s=20.0)
        self.server.on_message(topics.INTEGRATION_ALIVE.topic(SITE), encode(beat), retain=False)

    def stir(self) -> None:
        """Let every page be told anew, without a word of the integration."""
        for screen in self.server._screens.values():
            screen.version += 1
            self._stirring = asyncio.ensure_future(_notify(screen))

    async def publish(self, topic: str, payload: bytes, _expiry_s: int | None) -> None:
        """Be the broker, and the integration that answers."""
        action = decode(m.DisplayAction, payload)
        self.asked.append(action)
        if self.answers is not None:
            code = self.answers
            result = m.DisplayResult(id=action.id, ts=self.now(), ok=code is ActCode.DONE, code=code)
            display = topics.parse(topic).ids["display"]
            self.server.on_message(
                topics.DISPLAY_RESULT.topic(SITE, display=display), encode(result), retain=False
            )

    async def act(
        self, request: str = "act-1", headers: dict[str, str] | None = None, **fields: Any
    ) -> ClientResponse:
        """Touch a button."""
        wanted = {"id": request, "language": "fi", **fields}
        return await self.browser.post(
            f"{self.url}/display/door/action",
            data=json.dumps(wanted),
            headers={"Content-Type": "application/json", **(headers or {})},
        )


@asynccontextmanager
async def shown(hostnames: tuple[str, ...] = (), **settings: Any) -> AsyncIterator[Shown]:
    """Serve the pages."""
    async with ClientSession() as browser:
        holder: list[Shown] = []
        server = DisplayServer(
            DisplaysConfig(**settings),
            SITE,
            "main",
            lambda *told: holder[0].publish(*told),  # noqa: PLW0108 - made below, with the server's address
            lambda: holder[0].now(),  # noqa: PLW0108 - the same
            hostnames,
        )
        app = web.Application()
        server.add_routes(app)
        runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
        await runner.setup()
        site = web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        port = runner.addresses[0][1]
        holder.append(Shown(server=server, url=f"http://127.0.0.1:{port}", browser=browser))
        try:
            yield holder[0]
        finally:
            await server.stop()
            await runner.cleanup()


async def events(response: ClientResponse) -> AsyncIterator[tuple[str, dict[str, Any]]]:
    """Yield what a page is told: kind and data."""
    kind = ""
    async for raw in response.content:
        line = raw.decode().rstrip("\n")
        if line.startswith("event: "):
            kind = line.removeprefix("event: ")
        elif line.startswith("data: "):
            yield kind, json.loads(line.removeprefix("data: "))


async def next_view(stream: AsyncIterator[tuple[str, dict[str, Any]]]) -> dict[str, Any]:
    """Return the next content, whatever beats come before it."""
    async with asyncio.timeout(10):
        async for kind, data in stream:
            if kind == "view":
                return data
    raise AssertionError("the stream ended")
