"""Starts real servers (influxd, victoria-metrics, mosquitto) on 127.0.0.1 for tests and benchmarks.

Knows nothing of the product. Usable from any event loop: a Server is an ordinary child process.
"""

import asyncio
from collections.abc import Callable, Coroutine, Mapping
import contextlib
from dataclasses import dataclass, field
import os
from pathlib import Path
import shutil
import signal
import socket
import subprocess
import time
import urllib.error
import urllib.request

READY_WITHIN_S = 30.0
STOP_WITHIN_S = 15.0
PACKAGES = {
    "influxd": "influxdb",
    "victoria-metrics": "victoria-metrics",
    "mosquitto": "mosquitto",
}


class ServerError(Exception):
    """A server is missing or did not come up; the text says what to do."""


def find(program: str) -> str:
    """Return the program's path; a test without its server fails, it is never skipped."""
    path = shutil.which(program, path=f"{os.environ.get('PATH', '')}:/usr/sbin:/usr/local/sbin")
    if path is None:
        msg = f"{program} is not installed: apt-get install {PACKAGES.get(program, program)}"
        raise ServerError(msg)
    return path


def free_port() -> int:
    """Return a TCP port of 127.0.0.1 that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass(slots=True, kw_only=True)
class Server:
    """One child process; stopped and started again it keeps its port and its data."""

    command: list[str]
    port: int
    log: Path
    answers: Callable[[], bool]
    environment: Mapping[str, str] = field(default_factory=dict)
    process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        """Return the address for HTTP servers."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def pid(self) -> int:
        """Return the process id of the running server."""
        if self.process is None:
            msg = f"{self.command[0]} is not running"
            raise ServerError(msg)
        return self.process.pid

    async def start(self) -> None:
        """Start and wait until it answers."""
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(  # noqa: ASYNC220 - independent of any event loop
                self.command,
                env={**os.environ, **self.environment},
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        give_up = time.monotonic() + READY_WITHIN_S
        while not await asyncio.to_thread(self.answers):
            if self.process.poll() is not None or time.monotonic() > give_up:
                self.stop()
                tail = self.log.read_text(errors="replace")[-2000:]
                msg = f"{' '.join(self.command)} did not come up:\n{tail}"
                raise ServerError(msg)
            await asyncio.sleep(0.02)

    def signal(self, number: int) -> None:
        """Send a signal, e.g. SIGSTOP to freeze it."""
        os.kill(self.pid, number)

    def stop(self) -> None:
        """End it and wait for the end; harmless when it is not running."""
        process, self.process = self.process, None
        if process is None or process.poll() is not None:
            return
        process.send_signal(signal.SIGCONT)
        process.terminate()
        try:
            process.wait(STOP_WITHIN_S)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()

    def kill(self) -> None:
        """End it without any chance to tidy up (SIGKILL)."""
        process, self.process = self.process, None
        if process is not None:
            process.kill()
            process.wait()


type Starting = Coroutine[None, None, Server]


async def start_influxd(
    directory: Path, *, auth: bool = False, settings: Mapping[str, str] | None = None
) -> Server:
    """Start InfluxDB 1.x; `settings` are INFLUXDB_* environment variables."""
    program, directory = find("influxd"), _fresh(directory)
    return await _start(
        [program, "-config", os.devnull],
        directory / "influxd.log",
        lambda port: lambda: _http_answers(f"http://127.0.0.1:{port}/ping"),
        lambda port: {
            "INFLUXDB_BIND_ADDRESS": "127.0.0.1:0",
            "INFLUXDB_REPORTING_DISABLED": "true",
            "INFLUXDB_META_DIR": str(directory / "meta"),
            "INFLUXDB_DATA_DIR": str(directory / "data"),
            "INFLUXDB_DATA_WAL_DIR": str(directory / "wal"),
            "INFLUXDB_DATA_QUERY_LOG_ENABLED": "false",
            "INFLUXDB_MONITOR_STORE_ENABLED": "false",
            "INFLUXDB_HTTP_BIND_ADDRESS": f"127.0.0.1:{port}",
            "INFLUXDB_HTTP_LOG_ENABLED": "false",
            "INFLUXDB_HTTP_AUTH_ENABLED": str(auth).lower(),
            **(settings or {}),
        },
    )


async def start_victoria_metrics(directory: Path, *, flags: tuple[str, ...] = ()) -> Server:
    """Start VictoriaMetrics, which speaks /api/v2/write."""
    program, directory = find("victoria-metrics"), _fresh(directory)
    return await _start(
        [program, f"-storageDataPath={directory / 'data'}", "-retentionPeriod=100y", *flags],
        directory / "victoria-metrics.log",
        lambda port: lambda: _http_answers(f"http://127.0.0.1:{port}/health"),
        port_flag="-httpListenAddr=127.0.0.1:{port}",
    )


async def start_mosquitto(directory: Path, *, settings: tuple[str, ...] = ()) -> Server:
    """Start an MQTT broker; anonymous unless `settings` (lines of mosquitto.conf) say otherwise."""
    program, directory = find("mosquitto"), _fresh(directory)
    for _attempt in range(3):
        port = free_port()
        config = directory / "mosquitto.conf"
        anonymous = () if any("allow_anonymous" in line for line in settings) else ("allow_anonymous true",)
        user = () if os.geteuid() else ("user root",)
        config.write_text("\n".join([f"listener {port} 127.0.0.1", *anonymous, *user, *settings, ""]))
        with contextlib.suppress(_PortTakenError):
            return await _try(
                [program, "-c", str(config)],
                port,
                directory / "mosquitto.log",
                _tcp_answers(port),
                {},
            )
    msg = "no free port found for mosquitto"
    raise ServerError(msg)


class _PortTakenError(Exception):
    pass


async def _start(
    command: list[str],
    log: Path,
    answers: Callable[[int], Callable[[], bool]],
    environment: Callable[[int], Mapping[str, str]] = lambda _port: {},
    port_flag: str = "",
) -> Server:
    for _attempt in range(3):
        port = free_port()
        flags = [port_flag.format(port=port)] if port_flag else []
        with contextlib.suppress(_PortTakenError):
            return await _try([*command, *flags], port, log, answers(port), environment(port))
    msg = f"no free port found for {command[0]}"
    raise ServerError(msg)


async def _try(
    command: list[str],
    port: int,
    log: Path,
    answers: Callable[[], bool],
    environment: Mapping[str, str],
) -> Server:
    server = Server(command=command, port=port, log=log, answers=answers, environment=environment)
    try:
        await server.start()
    except ServerError as err:
        if "address already in use" in str(err).lower():
            raise _PortTakenError from err
        raise
    return server


def _fresh(directory: Path) -> Path:
    directory.mkdir(parents=True, exist_ok=True)
    return directory


def _http_answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=2):
            return True
    except urllib.error.HTTPError:
        return True
    except OSError:
        return False


def _tcp_answers(port: int) -> Callable[[], bool]:
    def answers() -> bool:
        try:
            with socket.create_connection(("127.0.0.1", port), timeout=2):
                return True
        except OSError:
            return False

    return answers
