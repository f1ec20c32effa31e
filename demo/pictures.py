"""Pictures of what visitors and staff see, for the documentation."""

from pathlib import Path

from playwright.async_api import Browser

from . import browser as browsers
from .browser import DESKTOP, PHONE, Screen
from .processes import folder
from .stage import DASHBOARD, Stage

SHOWN_WITHIN_MS = 60_000


def name(what: str, stage: Stage) -> str:
    """Return a picture's file name."""
    return f"{what}.{stage.plan.language}.png"


async def take(stage: Stage, browser: Browser, room: Screen, lobby: Screen, directory: Path) -> None:
    """Save the room page, the lobby page and the staff dashboard on a desk and on a phone."""
    directory = folder(directory)
    await room.picture(directory / name("room-in-use", stage))
    await lobby.picture(directory / name("lobby", stage))
    for what, size in (("staff-dashboard", DESKTOP), ("staff-dashboard-phone", PHONE)):
        screen = await browsers.staff(browser, stage.home, f"/{DASHBOARD}/today", size, stage.plan.language)
        page = screen.page
        await page.locator("hui-tile-card").first.wait_for(timeout=SHOWN_WITHIN_MS)
        await page.get_by_text(stage.names.game_room).first.wait_for(timeout=SHOWN_WITHIN_MS)
        await page.wait_for_load_state("networkidle")
        await screen.picture(directory / name(what, stage))
        await page.context.close()
