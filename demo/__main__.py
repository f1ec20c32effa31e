"""`scripts/demo`: the whole evening on this machine; `--check` plays and asserts it. See `--help`."""

import argparse
import asyncio
from collections.abc import Coroutine
import fcntl
from pathlib import Path
import signal
import sys
from typing import IO, Any

from mqtt_bridge.simulator.scenarios import Scenario

from . import check
from .errors import DemoError, NotSeenError
from .evening import Evening
from .library import LOBBY_DISPLAY, ROOM_DISPLAY
from .names import NAMES
from .processes import folder, look_for
from .progress import Progress
from .stage import DASHBOARD, Plan, Stage, fresh, missing

ROOT = Path(__file__).parents[1]
DIRECTORY = ROOT / ".demo"


def main() -> int:
    """Run the demo; 0 when it ended well, 1 when something is wrong."""
    arguments = _arguments()
    progress = Progress()
    directory = folder(DIRECTORY) / ("check" if arguments.check else "evening")
    try:
        with _alone(directory):
            return asyncio.run(_run(arguments, directory, progress))
    except DemoError as err:
        print(f"\n  demo: {err}", file=sys.stderr)
        if err.remedy:
            print(f"  remedy: {err.remedy}", file=sys.stderr)
        return 1


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="scripts/demo", description="A library evening on this machine.")
    parser.add_argument("--check", action="store_true", help="play the story headless and assert each step")
    parser.add_argument("--screenshots", type=Path, metavar="DIR", help="with --check: save pictures there")
    parser.add_argument(
        "--scenario",
        choices=[one.value for one in Scenario],
        default=Scenario.QUIET_EVENING.value,
        help="who comes and goes by himself in the pretend building (default quiet-evening)",
    )
    parser.add_argument("--language", choices=sorted(NAMES), default="en", help="of the library (default en)")
    parser.add_argument("--keep", action="store_true", help="go on with the library of the last time")
    parser.add_argument("--port", type=int, help="of Home Assistant (default 8123, or any free one)")
    parser.add_argument(
        "--pages-port", type=int, help="of the displays' pages (default 8099, or any free one)"
    )
    parser.add_argument(
        "--embedded-broker", action="store_true", help="the bridge's own broker though mosquitto is there"
    )
    arguments = parser.parse_args()
    if arguments.check and arguments.keep:
        parser.error("--check always starts afresh")
    if arguments.screenshots and not arguments.check:
        parser.error("--screenshots needs --check")
    return arguments


def _alone(directory: Path) -> IO[str]:
    """Hold a lock: two demos in one folder would spoil each other."""
    lock = directory.with_suffix(".lock").open("w")
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as err:
        lock.close()
        raise DemoError("another demo is running here", "stop it with Ctrl-C in its terminal") from err
    return lock


def _plan(arguments: argparse.Namespace, directory: Path) -> Plan:
    embedded = arguments.embedded_broker or (not arguments.check and look_for("mosquitto") is None)
    plan = Plan(
        directory=directory,
        language=arguments.language,
        scenario=Scenario.STILL if arguments.check else Scenario(arguments.scenario),
        embedded_broker=embedded,
        database=arguments.check or look_for("influxd") is not None,
        home_port=arguments.port,
        pages_port=arguments.pages_port,
        wishes=not arguments.check,
    )
    if lacking := missing(plan, browser=arguments.check):
        raise DemoError(f"not installed: {', '.join(lacking)}", "run scripts/servers")
    return plan


async def _run(arguments: argparse.Namespace, directory: Path, progress: Progress) -> int:
    plan = _plan(arguments, directory)
    if not arguments.keep:
        await asyncio.to_thread(fresh, directory)
    stage = Stage(plan, progress)
    stop = _stop_signal()
    playing = _check(stage, progress, arguments.screenshots) if arguments.check else _watch(stage, progress)
    try:
        return await _first_of(playing, stage.watch(), stop.wait(), progress=progress, stage=stage)
    finally:
        with progress.step("everything stopped"):
            await stage.stop()


async def _first_of(
    playing: Coroutine[Any, Any, None],
    watching: Coroutine[Any, Any, None],
    stopping: Coroutine[Any, Any, Any],
    *,
    progress: Progress,
    stage: Stage,
) -> int:
    """Play until the end, until a part dies, or until Ctrl-C; return the exit code."""
    tasks = [asyncio.ensure_future(one) for one in (playing, watching, stopping)]
    try:
        await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        done = next((task for task in tasks[:2] if task.done()), None)
        if done is None:
            progress.say("\n  stopping")
            return 0
        try:
            done.result()
        except (NotSeenError, AssertionError) as err:
            progress.say(f"\n  {err}")
            _show_logs(stage, progress)
            return 1
        return 0
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


def _show_logs(stage: Stage, progress: Progress) -> None:
    for name in ("bridge", "home", "simulator"):
        if name in stage.servers:
            progress.say(f"\n  --- {name} ({stage.servers[name].log}) ---\n{stage.servers[name].tail()}")


async def _check(stage: Stage, progress: Progress, screenshots: Path | None) -> None:
    await stage.start()
    await check.play(stage, progress, screenshots)


async def _watch(stage: Stage, progress: Progress) -> None:
    await stage.start()
    progress.say(_welcome(stage))
    await Evening(stage).play()


def _welcome(stage: Stage) -> str:
    database = stage.servers["database"].url if stage.database else "not installed (scripts/servers)"
    login = f"user {stage.login.username}, password {stage.login.password}"
    return f"""
  Home Assistant   {stage.home.url}/{DASHBOARD}    {login}
  Game room        {stage.page(ROOM_DISPLAY)}
  Lobby            {stage.page(LOBBY_DISPLAY)}
  Bridge           {stage.pages}/status
  InfluxDB         {database}

  Try: choose a mode on the dashboard; make a booking in the calendar; book, extend and end on the game
  room's page; switch a door's Automatic off. The evening goes on by itself. Ctrl-C ends it.
"""


def _stop_signal() -> asyncio.Event:
    """Let Ctrl-C, a closed terminal and SIGTERM ask for an orderly end; asking twice changes nothing."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        loop.add_signal_handler(number, stop.set)
    return stop


if __name__ == "__main__":
    sys.exit(main())
