"""A pretend directory on 127.0.0.1 that speaks HTTP with ETags, as slowly, wrongly or well as a test says."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, field
import hashlib
import json
from typing import Any

from aiohttp import web
import pytest

from custom_components.kalajoki_library.hours import kirjastohakemisto
from tests.servers import free_port

LIBRARY = 9901
FOUND = {"id": LIBRARY, "name": "Merikylän pääkirjasto", "address": {"city": "Merikylä"}}
OTHER = {"id": 9902, "name": "Ylämaan kirjasto", "address": {"city": "Ylämaa"}}


@dataclass(kw_only=True)
class ServedDirectory:
    """What it answers, and what was asked."""

    days: list[dict[str, Any]] = field(default_factory=list)
    status: int = 200
    body: bytes | None = None
    asked: list[web.Request] = field(default_factory=list)
    unchanged: int = 0

    async def answer(self, request: web.Request) -> web.Response:
        self.asked.append(request)
        if self.body is not None or self.status != 200:
            return web.Response(status=self.status, body=self.body or b"<html>Error</html>")
        items = self.days if request.path.endswith("/schedules") else [FOUND, OTHER]
        body = json.dumps({"total": None, "items": items, "refs": {}}).encode()
        tag = f'"{hashlib.sha256(body).hexdigest()}"'
        if request.headers.get("If-None-Match") == tag:
            self.unchanged += 1
            return web.Response(status=304)
        return web.Response(body=body, content_type="application/json", headers={"ETag": tag})

    def open_on(self, *days: str) -> None:
        self.days = [
            {
                "library": LIBRARY,
                "period": 1,
                "date": day,
                "closed": False,
                "times": [{"from": "10:00", "to": "18:00", "status": 1}],
            }
            for day in days
        ]


@pytest.fixture
async def directory(socket_enabled: None, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[ServedDirectory]:
    served = ServedDirectory()
    app = web.Application()
    app.router.add_get("/v4/{what}", served.answer)
    runner = web.AppRunner(app)
    await runner.setup()
    port = free_port()
    await web.TCPSite(runner, "127.0.0.1", port).start()
    monkeypatch.setattr(kirjastohakemisto, "ADDRESS", f"http://127.0.0.1:{port}/v4")
    yield served
    await runner.cleanup()
