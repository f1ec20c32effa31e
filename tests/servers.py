"""Real servers on 127.0.0.1 for tests and benchmarks: the demo's, and one that speaks /api/v2/write."""

from collections.abc import Coroutine
from functools import partial
from pathlib import Path

from demo.processes import Server, ServerError, find, folder, free_port, http_answers, on_a_free_port
from demo.servers import start_influxd, start_mosquitto

__all__ = [
    "Server",
    "ServerError",
    "Starting",
    "find",
    "free_port",
    "start_influxd",
    "start_mosquitto",
    "start_victoria_metrics",
]

type Starting = Coroutine[None, None, Server]


async def start_victoria_metrics(directory: Path, *, flags: tuple[str, ...] = ()) -> Server:
    """Start VictoriaMetrics, which speaks /api/v2/write."""
    program, directory = find("victoria-metrics"), folder(directory)

    def build(port: int) -> Server:
        return Server(
            command=[
                program,
                f"-storageDataPath={directory / 'data'}",
                "-retentionPeriod=100y",
                *flags,
                f"-httpListenAddr=127.0.0.1:{port}",
            ],
            port=port,
            log=directory / "victoria-metrics.log",
            answers=partial(http_answers, f"http://127.0.0.1:{port}/health"),
        )

    return await on_a_free_port(build)
