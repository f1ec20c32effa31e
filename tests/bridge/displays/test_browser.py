"""The page in a real browser: live, touched, and honest when it is not live (V1, V3)."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta

import pytest

from demo.browser import Screen, chromium, display
from demo.waiting import until
from mqtt_bridge.contract.words import VisitorAct

from .shown import Shown, shown
from .test_server import free

pytestmark = [pytest.mark.browser, pytest.mark.network]


@asynccontextmanager
async def a_page(language: str = "fi") -> AsyncIterator[tuple[Shown, Screen]]:
    """Open the room's page."""
    async with shown(language=language) as page, chromium() as browser:
        free(page)
        yield page, await display(browser, f"{page.url}/display/door")


async def test_a_visitor_books_with_the_keyboard_alone() -> None:
    """V1: WCAG 2.2 AA, 2.1.1; one touch is one act, and the page says what became of it."""
    async with a_page() as (page, screen):
        await screen.page.locator('[data-act="book_now"][data-minutes="30"]').focus()
        await screen.page.keyboard.press("Enter")

        async def answered() -> str:
            return await screen.text("#answer")

        await until("the page answers", answered, bool)
        assert [(one.action, one.minutes) for one in page.asked] == [("book_now", 30)]


async def test_a_change_reaches_the_page_without_loading_it_again() -> None:
    async with a_page() as (page, screen):
        await screen.page.evaluate("() => { window.same = true; }")
        free(page, name="Pelihuone 2")

        async def title() -> str:
            return await screen.text("#content")

        await until("the new name is seen", title, lambda seen: "Pelihuone 2" in seen)
        assert await screen.page.evaluate("() => window.same") is True


async def test_a_page_without_contact_says_so_and_switches_its_buttons_off() -> None:
    """V3."""
    async with a_page() as (page, screen):
        assert await screen.is_live()
        page.later = timedelta(minutes=3)
        page.stir()

        async def is_live() -> bool:
            return await screen.is_live()

        await until("the page says that it is not live", is_live, lambda live: not live, within_s=20)
        enabled = await screen.page.locator("#content button:enabled").count()
        assert enabled == 0


async def test_a_touch_changes_the_language() -> None:
    async with a_page() as (_page, screen):

        async def words() -> str:
            return await screen.text("#content")

        await until("Finnish", words, lambda seen: "Vapaa" in seen)
        await screen.page.get_by_role("button", name="Svenska").click()
        await until("Swedish", words, lambda seen: "Ledig" in seen)
        await screen.page.get_by_role("button", name="English").click()
        await until("English", words, lambda seen: "Free" in seen)


async def test_somebody_who_is_late_takes_a_release_back_at_the_display() -> None:
    """B6: the page says what happened and offers it; one touch asks for it."""
    async with a_page() as (page, screen):
        acts = (VisitorAct.UNDO_RELEASE, VisitorAct.CALL_STAFF)
        free(page, actions=acts, undo_until=page.now() + timedelta(minutes=5))

        async def words() -> str:
            return await screen.text("#content")

        await until("the page says so", words, lambda seen: "kukaan ei ilmoittautunut" in seen)
        await screen.touch('[data-act="undo_release"]')

        async def asked() -> list[str]:
            return [one.action.value for one in page.asked]

        await until("the act is asked", asked, bool)
        assert await asked() == ["undo_release"]
