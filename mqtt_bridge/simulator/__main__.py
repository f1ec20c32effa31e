"""The command line: `python -m mqtt_bridge.simulator --broker HOST:PORT [--scenario NAME]`."""

import argparse
import asyncio
import contextlib
import logging
from pathlib import Path
from random import Random
import signal
import sys

from .. import clock
from ..broker.address import Address
from ..errors import ConfigurationError
from .building import PretendBuilding
from .scenarios import PACES, Scenario
from .shell import Shell
from .visitors import Visitors


def main() -> int:
    """Run the pretend building until SIGTERM or Ctrl-C; 1 when the broker refuses it."""
    parser = argparse.ArgumentParser(prog="mqtt_bridge.simulator", description=__doc__)
    parser.add_argument("--broker", default="127.0.0.1:1883", help="host:port of the MQTT broker")
    parser.add_argument("--username")
    parser.add_argument("--password-file", type=Path, help="a file that holds the password")
    parser.add_argument(
        "--scenario",
        choices=[one.value for one in Scenario],
        default=Scenario.QUIET_EVENING.value,
        help="who comes and goes by himself; still: nobody, devices only answer and report",
    )
    parser.add_argument("--seed", type=int, help="the same visitors every time")
    arguments = parser.parse_args()
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)-7s %(name)s: %(message)s")
    try:
        asyncio.run(_run(arguments))
    except ConfigurationError as err:
        print(err, file=sys.stderr)
        return 1
    return 0


async def _run(arguments: argparse.Namespace) -> None:
    host, _colon, port = arguments.broker.rpartition(":")
    if not host or not port.isdecimal():
        raise ConfigurationError("--broker: give host:port, for example 127.0.0.1:1883")
    password = _read(arguments.password_file) if arguments.password_file else None
    address = Address(host=host, port=int(port), username=arguments.username, password=password)
    now = clock.now()
    pace = PACES.get(Scenario(arguments.scenario))
    visitors = None if pace is None else Visitors(Random(arguments.seed), now, pace)
    running = asyncio.ensure_future(Shell(address, PretendBuilding(now), visitors, clock.now).run())
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, running.cancel)
    with contextlib.suppress(asyncio.CancelledError):
        await running


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8").strip()
    except OSError as err:
        raise ConfigurationError(f"--password-file: {path} cannot be read: {err.strerror}") from err


if __name__ == "__main__":
    sys.exit(main())
