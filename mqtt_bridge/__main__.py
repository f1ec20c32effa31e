"""The command line: `mqtt_bridge run CONFIG`, `mqtt_bridge check CONFIG`."""

import argparse
import asyncio
import logging
from pathlib import Path
import signal
import sys

from . import __version__
from .app import Bridge
from .config import Config, load
from .errors import ConfigurationError

FORMAT = "%(asctime)s %(levelname)-7s %(name)s: %(message)s"


def main() -> int:
    """Run a command; 0 when all is well, 1 when the configuration is wrong."""
    arguments = _arguments()
    logging.basicConfig(level=arguments.log_level.upper(), format=FORMAT)
    try:
        config = load(arguments.config)
        if arguments.command == "check":
            config.broker.address()  # reads the certificates
            print(f"{arguments.config}: all well; site {config.site}, {len(config.devices)} devices")
            return 0
        asyncio.run(_run(config))
    except ConfigurationError as err:
        print(err, file=sys.stderr)
        return 1
    except BaseExceptionGroup as group:
        known, rest = group.split(ConfigurationError)
        if rest is not None:
            raise
        print(*_leaves(known), sep="\n", file=sys.stderr)
        return 1
    return 0


def _leaves(group: BaseException | None) -> list[BaseException]:
    if isinstance(group, BaseExceptionGroup):
        return [leaf for one in group.exceptions for leaf in _leaves(one)]
    return [] if group is None else [group]


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="mqtt_bridge", description=__doc__)
    parser.add_argument("--version", action="version", version=__version__)
    parser.add_argument("--log-level", default="info", choices=["debug", "info", "warning", "error"])
    commands = parser.add_subparsers(dest="command", required=True)
    for name, about in (("run", "run the bridge"), ("check", "check a configuration file")):
        command = commands.add_parser(name, help=about)
        command.add_argument("config", type=Path, help="the configuration file (YAML)")
    return parser.parse_args()


async def _run(config: Config) -> None:
    running = asyncio.ensure_future(Bridge(config).run())
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, running.cancel)
    try:
        await running
    except asyncio.CancelledError:
        logging.getLogger(__name__).info("stopped")


if __name__ == "__main__":
    sys.exit(main())
