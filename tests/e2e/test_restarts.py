"""A broker or a Home Assistant that dies comes back to what held before."""

import asyncio
from datetime import datetime
import json

import pytest

from demo.browser import chromium, display
from demo.library import ROOM_DISPLAY
from demo.stage import DOMAIN, Stage
from demo.waiting import becomes, until
from mqtt_bridge.displays.texts import text
from tests.bridge.running import an_ear

from . import acts

pytestmark = pytest.mark.e2e
BACK_WITHIN_S = 60.0


async def _are_on_disk(stage: Stage) -> bool:
    """Whether the hours are kept: Home Assistant writes its settings a second after they change."""
    entries = await stage.home.ask("config_entries/get", domain=DOMAIN)
    file = stage.plan.directory / "homeassistant/.storage/core.config_entries"
    kept = json.loads(await asyncio.to_thread(file.read_text))["data"]["entries"]
    then = {datetime.fromisoformat(one["modified_at"]).timestamp() for one in kept if one["domain"] == DOMAIN}
    return {one["modified_at"] for one in entries} == then


async def test_after_a_broker_died_a_booking_reaches_the_room_page_and_the_lock(stage: Stage) -> None:
    await acts.open_today(stage)
    door = stage.entity("door", stage.names.game_room_door_id, "state")
    await acts.is_state(stage, door, "locked")
    broker = stage.servers["broker"]

    broker.kill()
    await becomes("the bridge is healthy", lambda: acts.is_healthy(stage), False)
    await broker.start()

    await becomes("the bridge is healthy", lambda: acts.is_healthy(stage), True, within_s=BACK_WITHIN_S)
    async with chromium() as browser:
        room = await display(browser, stage.page(ROOM_DISPLAY))
        await becomes("the page is live", room.is_live, True, within_s=BACK_WITHIN_S)
        await acts.book_now(stage)
        shown = text("status.awaiting_check_in", stage.plan.language)
        await becomes("the room page", lambda: room.text(".state .word"), shown, within_s=BACK_WITHIN_S)
        await becomes("the room is locked", acts.is_locked(stage, acts.LOCK), False, within_s=BACK_WITHIN_S)
    await acts.is_state(stage, door, "unlocked")


async def test_a_home_assistant_killed_in_the_middle_of_a_booking_comes_back_to_it(stage: Stage) -> None:
    await acts.open_today(stage)
    await acts.book_now(stage)
    await becomes("the room is locked", acts.is_locked(stage, acts.LOCK), False)
    await stage.remote.act("presence", device="game_room_presence", people=3)
    space = stage.entity("space", stage.names.game_room_id, "state")
    door = stage.entity("door", stage.names.game_room_door_id, "state")
    ends = stage.entity("space", stage.names.game_room_id, "booking_ends")
    await acts.is_state(stage, space, "in_use")
    await acts.is_state(stage, door, "unlocked")
    until_when = await stage.home.state(ends)
    await until("Home Assistant has its settings on disk", lambda: _are_on_disk(stage))
    turns = await acts.turns(stage)
    home = stage.servers["home"]

    async with an_ear(stage.servers["broker"].port) as ear:
        home.kill()
        await home.start()
        await acts.is_state(stage, space, "in_use", within_s=BACK_WITHIN_S)
        await acts.is_state(stage, door, "unlocked", within_s=BACK_WITHIN_S)
        await acts.next_beat(ear)

        assert await stage.home.state(space) == "in_use"
        assert await stage.home.state(door) == "unlocked"
        assert await stage.home.state(ends) == until_when
        assert acts.lock_commands(ear) == []
        assert await acts.turns(stage) == turns
