"""A real Chromium that looks at the displays and touches them, and at Home Assistant as staff see it."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
import json
from pathlib import Path
import time
from typing import Any

from playwright.async_api import Browser, BrowserContext, Error, Page, async_playwright

from .home_assistant.client import HomeAssistant
from .processes import find

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
DESKTOP = (1400, 1000)
PHONE = (412, 915)
TABLET = (1280, 800)
_TEXT = "selector => document.querySelector(selector)?.textContent?.replace(/\\s+/g, ' ').trim() ?? ''"


class Screen:
    """One page as a visitor sees it."""

    def __init__(self, page: Page) -> None:
        """Take the page."""
        self.page = page

    async def text(self, selector: str) -> str:
        """Return the text at a selector now; empty when there is none."""
        try:
            return str(await self.page.evaluate(_TEXT, selector))
        except Error:
            return ""

    async def is_live(self) -> bool:
        """Whether the page says nothing of not being live."""
        return bool(await self.page.evaluate("() => document.getElementById('stale').hidden"))

    async def touch(self, selector: str) -> None:
        """Touch a button once it is there and can be touched."""
        await self.page.locator(selector).first.click(timeout=10_000)

    async def picture(self, file: Path) -> None:
        """Save what is seen."""
        await self.page.screenshot(path=file)


@asynccontextmanager
async def chromium() -> AsyncIterator[Browser]:
    """Run Chromium without a window."""
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(
            executable_path=find("chromium"), headless=True, args=FLAGS
        )
        try:
            yield browser
        finally:
            await browser.close()


async def display(browser: Browser, url: str, size: tuple[int, int] = TABLET) -> Screen:
    """Open a display's page."""
    context = await browser.new_context(viewport={"width": size[0], "height": size[1]})
    page = await context.new_page()
    await page.goto(url)
    return Screen(page)


async def staff(
    browser: Browser, home: HomeAssistant, path: str, size: tuple[int, int], language: str
) -> Screen:
    """Open a page of Home Assistant, logged in, with a light look."""
    context = await browser.new_context(
        viewport={"width": size[0], "height": size[1]},
        locale=f"{language}-FI" if language != "en" else "en-GB",
        timezone_id="Europe/Helsinki",
    )
    await _log_in(context, home, language)
    page = await context.new_page()
    await page.goto(f"{home.url}{path}")
    return Screen(page)


async def _log_in(context: BrowserContext, home: HomeAssistant, language: str) -> None:
    expires = int(time.time() * 1000) + home.tokens["expires_in"] * 1000
    tokens: dict[str, Any] = {
        **home.tokens,
        "hassUrl": home.url,
        "clientId": home.client_id,
        "expires": expires,
    }
    stored = {"hassTokens": json.dumps(tokens), "selectedLanguage": json.dumps(language)}
    lines = (
        f"localStorage.setItem({json.dumps(key)}, {json.dumps(value)});" for key, value in stored.items()
    )
    await context.add_init_script("".join(lines))
