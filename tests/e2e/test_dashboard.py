"""An administrator adds the staff dashboard in Home Assistant's dialog, and staff change the mode on it."""

from playwright.async_api import Page
import pytest

from demo import browser as browsers
from demo.home_assistant.client import HomeAssistantError
from demo.stage import Stage
from demo.waiting import until

pytestmark = [pytest.mark.e2e, pytest.mark.browser]

SHOWN_WITHIN_MS = 60_000
CHANGED_WITHIN_S = 20.0


async def _mode(stage: Stage) -> str | None:
    entities = await stage.home.entity_ids("kalajoki_library")
    mode = next(id_ for unique, id_ in entities.items() if unique.endswith("_mode"))
    return await stage.home.state(mode)


async def _add(page: Page) -> None:
    """Click through *Settings → Dashboards → Add dashboard*."""
    await page.get_by_text("Add dashboard").first.click(timeout=SHOWN_WITHIN_MS)
    await page.get_by_text("Kalajoki Library", exact=True).last.click(timeout=SHOWN_WITHIN_MS)
    await page.get_by_role("textbox", name="Title").fill("Desk", timeout=SHOWN_WITHIN_MS)
    await page.get_by_role("button", name="Create").click(timeout=SHOWN_WITHIN_MS)


async def test_the_dashboard_is_added_in_the_dialog_and_changes_the_mode(
    stage: Stage,
) -> None:
    """H2, H8: one tap, a confirmation, and the mode is another with an expiry."""
    before = {one["url_path"] for one in await stage.home.ask("lovelace/dashboards/list")}
    async with browsers.chromium() as browser:
        screen = await browsers.staff(
            browser, stage.home, "/config/lovelace/dashboards", browsers.DESKTOP, "en"
        )
        page = screen.page
        await _add(page)

        async def added() -> str | None:
            now = {one["url_path"] for one in await stage.home.ask("lovelace/dashboards/list")}
            return next(iter(now - before), None)

        address = await until("the dashboard is there", added, within_s=CHANGED_WITHIN_S)

        async def saved() -> object:
            try:
                return await stage.home.ask("lovelace/config", url_path=address)
            except HomeAssistantError:
                return None

        config = await until("its strategy is saved", saved, within_s=CHANGED_WITHIN_S)
        assert config == {"strategy": {"type": "custom:kalajoki-library"}}

        await page.goto(f"{stage.home.url}/{address}")
        await page.get_by_text("Self-service now").click(timeout=SHOWN_WITHIN_MS)
        await page.get_by_role("button", name="OK").click(timeout=SHOWN_WITHIN_MS)

        async def is_self_service() -> bool:
            return await _mode(stage) == "staffed_self_service"

        await until("the mode follows", is_self_service, within_s=CHANGED_WITHIN_S)
