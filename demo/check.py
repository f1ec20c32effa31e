"""`scripts/demo --check`: plays the story without a person and looks at every step's far end."""

from contextlib import AsyncExitStack
from pathlib import Path

import aiohttp
from playwright.async_api import Browser

from . import pictures, records
from .browser import Screen, chromium, display
from .library import LOBBY_DISPLAY, ROOM_DISPLAY
from .processes import folder
from .progress import Progress
from .stage import Stage
from .story import Step, Story


async def play(stage: Stage, progress: Progress, screenshots: Path | None) -> None:
    """Play the whole evening; raises at the first step that does not show what it should."""
    async with AsyncExitStack() as open_:
        browser = await open_.enter_async_context(chromium())
        room, lobby = await _screens(stage, browser, progress)
        story = Story(stage, room, lobby)
        await _steps(progress, story.before_the_restart[:4])
        if screenshots is not None:
            await room.picture(folder(screenshots) / pictures.name("room-free", stage))
        await _steps(progress, story.before_the_restart[4:])
        if screenshots is not None:
            with progress.step("pictures of the displays and of the staff dashboard"):
                await pictures.take(stage, browser, room, lobby, screenshots)
        await _steps(progress, story.after_it)
    await _figures(stage, progress)


async def _screens(stage: Stage, browser: Browser, progress: Progress) -> tuple[Screen, Screen]:
    with progress.step("the game room's page and the lobby's page in Chromium"):
        room = await display(browser, stage.page(ROOM_DISPLAY))
        lobby = await display(browser, stage.page(LOBBY_DISPLAY))
    return room, lobby


async def _steps(progress: Progress, steps: list[Step]) -> None:
    for what, play_step in steps:
        with progress.step(what):
            await play_step()


async def _figures(stage: Stage, progress: Progress) -> None:
    if stage.database is not None:
        with progress.step("opening, people, space, booking, door, device and air are in InfluxDB"):
            await records.ask(stage.database, stage.names)
    with progress.step("the recorder's counters add up"):
        async with aiohttp.ClientSession() as session:
            await records.adds_up(session, f"{stage.pages}/status")
