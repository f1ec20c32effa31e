"""The bridge's health as messages and pages. Reads; changes nothing; shows no secret."""

from collections.abc import Callable
import dataclasses
from datetime import datetime
from typing import Any

from aiohttp import web

from .contract import messages as m
from .devices import Devices
from .metrics.health import RecorderHealth

NO_RECORDER = RecorderHealth()


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Health:
    """One moment."""

    broker_connected: bool
    broker_problem: str
    recorder_problem: str
    recorder: RecorderHealth
    unreadable: dict[str, int]
    devices: Devices
    displays_connected: int
    started_at: datetime

    def message(self, message_id: str, now: datetime) -> m.BridgeHealth:
        """Return what is published."""
        recorder = self.recorder
        return m.BridgeHealth(
            id=message_id,
            ts=now,
            started_at=self.started_at,
            received=recorder.received,
            refused=recorder.refused,
            spooled=recorder.spooled,
            written=recorder.written,
            dead=recorder.dead,
            expired=recorder.expired,
            waiting=recorder.waiting,
            spool_bytes=recorder.spool_bytes,
            lag_s=recorder.lag_s,
            database=recorder.database,
            database_problem=recorder.database_problem,
            unreadable=self.unreadable,
            devices_online=self.devices.online,
            devices_total=len(self.devices.known),
            displays_connected=self.displays_connected,
        )

    def problems(self) -> list[str]:
        """Return what a person should look at, in words."""
        found = []
        if not self.broker_connected:
            found.append(f"broker: {self.broker_problem or 'not connected'}")
        if self.recorder_problem:
            found.append(f"recorder's broker session: {self.recorder_problem}")
        if self.recorder.spool_problem:
            found.append(f"spool: {self.recorder.spool_problem}")
        if self.recorder.needs_configuration:
            found.append(f"database: {self.recorder.database_problem}")
        return found

    def report(self) -> dict[str, Any]:
        """Return everything as JSON-able data."""
        return {
            "started_at": self.started_at.isoformat(),
            "broker": {"connected": self.broker_connected, "problem": self.broker_problem},
            "recorder": dataclasses.asdict(self.recorder),
            "unreadable": self.unreadable,
            "devices": {
                known.device.id: {
                    "name": known.device.name,
                    "profile": known.profile.profile,
                    "online": known.online,
                    "last_seen": known.last_seen.isoformat() if known.last_seen else None,
                }
                for known in self.devices.known.values()
            },
            "displays_connected": self.displays_connected,
            "problems": self.problems(),
        }


def add_routes(app: web.Application, health: Callable[[], Health]) -> None:
    """Serve /healthz (200 or 503 with reasons) and /status."""

    async def healthz(_request: web.Request) -> web.Response:
        problems = health().problems()
        return web.Response(text="\n".join(problems) or "ok", status=503 if problems else 200)

    async def status(_request: web.Request) -> web.Response:
        return web.json_response(health().report())

    app.router.add_get("/healthz", healthz)
    app.router.add_get("/status", status)
