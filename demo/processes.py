"""Real programs as child processes on 127.0.0.1. Knows nothing of the product.

Usable from any event loop: a Server is an ordinary child process, ended by its own process id.
"""

import asyncio
from collections.abc import Callable, Mapping
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
TAIL_LINES = 25
PACKAGES = {
    "influxd": "influxdb",
    "victoria-metrics": "victoria-metrics",
    "mosquitto": "mosquitto",
    "chromium": "chromium",
}


class ServerError(Exception):
    """A server is missing or did not come up; the text says what to do."""


class PortTakenError(ServerError):
    """Another program listens where a server wants to."""


def look_for(program: str) -> str | None:
    """Return the program's path, None when it is not installed."""
    return shutil.which(program, path=f"{os.environ.get('PATH', '')}:/usr/sbin:/usr/local/sbin")


def find(program: str) -> str:
    """Return the program's path; a test without its server fails, it is never skipped."""
    path = look_for(program)
    if path is None:
        msg = f"{program} is not installed: apt-get install {PACKAGES.get(program, program)}"
        raise ServerError(msg)
    return path


def folder(path: Path) -> Path:
    """Make a folder unless it is there, and return it."""
    path.mkdir(parents=True, exist_ok=True)
    return path


def free_port() -> int:
    """Return a TCP port of 127.0.0.1 that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def is_free(port: int) -> bool:
    """Whether a server could listen on a port of 127.0.0.1 now."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


@dataclass(slots=True, kw_only=True)
class Server:
    """One child process; stopped and started again it keeps its port and its data."""

    command: list[str]
    port: int
    log: Path
    answers: Callable[[], bool]
    environment: Mapping[str, str] = field(default_factory=dict)
    directory: Path | None = None
    ready_within_s: float = READY_WITHIN_S
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

    @property
    def has_died(self) -> bool:
        """Whether it ended without being told to."""
        return self.process is not None and self.process.poll() is not None

    def tail(self, lines: int = TAIL_LINES) -> str:
        """Return the end of its log."""
        try:
            return "\n".join(self.log.read_text(errors="replace").splitlines()[-lines:])
        except OSError:
            return ""

    async def start(self) -> None:
        """Start and wait until it answers."""
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(  # noqa: ASYNC220 - independent of any event loop
                self.command,
                cwd=self.directory,
                env={**os.environ, **self.environment},
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        try:
            is_up = await self._is_up()
        except BaseException:
            self.stop()
            raise
        if not is_up:
            self.stop()
            msg = f"{' '.join(self.command)} did not come up:\n{self.tail()}"
            raise ServerError(msg)

    async def _is_up(self) -> bool:
        give_up = time.monotonic() + self.ready_within_s
        while not await asyncio.to_thread(self.answers):
            if self.has_died or time.monotonic() > give_up:
                return False
            await asyncio.sleep(0.02)
        return not self.has_died

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


async def on_a_free_port(build: Callable[[int], Server], port: int | None = None) -> Server:
    """Start a server on the given port, or on a free one; PortTakenError when the given one is taken."""
    for _attempt in range(1 if port else 3):
        server = build(port or free_port())
        with contextlib.suppress(PortTakenError):
            await started(server)
            return server
    msg = f"port {port} is taken" if port else f"no free port found for {server.command[0]}"
    raise PortTakenError(msg)


async def started(server: Server) -> None:
    """Start a server; PortTakenError when another program has its port."""
    try:
        await server.start()
    except ServerError as err:
        if "address already in use" in str(err).lower():
            raise PortTakenError(str(err)) from err
        raise


def http_answers(url: str) -> bool:
    """Whether a web server answers, whatever it says."""
    try:
        with urllib.request.urlopen(url, timeout=2):  # noqa: S310 - our own server
            return True
    except urllib.error.HTTPError:
        return True
    except OSError:
        return False


def tcp_answers(port: int) -> bool:
    """Whether something accepts connections on a port of 127.0.0.1."""
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=2):
            return True
    except OSError:
        return False
