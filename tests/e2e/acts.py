"""What the tests do with a whole library, and what they look at."""

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import aiohttp

from demo.library import ZONE, closed_on
from demo.stage import Stage
from demo.waiting import becomes, until
from tests.bridge.running import Ear

LOCK = "game_room_lock"
STRIKE = "entrance_strike"


async def open_today(stage: Stage) -> None:
    """Let the hours have opened the library an hour ago, or at midnight."""
    now = datetime.now(ZONE)
    await stage.open_from(max(now - timedelta(hours=1), now.replace(hour=0, minute=0)))
    await is_state(stage, stage.entity("", "", "mode"), "service")
    await becomes("the entrance is locked", is_locked(stage, STRIKE), False)


async def close_today(stage: Stage) -> None:
    """Let the library have no hours today."""
    await stage.set_days(closed_on(datetime.now(ZONE).date()))
    await is_state(stage, stage.entity("", "", "mode"), "closed")
    await becomes("the entrance is locked", is_locked(stage, STRIKE), True)
    await becomes("the room is locked", is_locked(stage, LOCK), True)


async def book_now(stage: Stage) -> None:
    """Let staff book the game room from now on."""
    begins = datetime.now(UTC).replace(microsecond=0)
    await stage.home.act(
        "calendar.create_event",
        entity_id=stage.entity("space", stage.names.game_room_id, "bookings"),
        summary=stage.names.game_evening,
        start_date_time=begins.isoformat(),
        end_date_time=(begins + timedelta(minutes=30)).isoformat(),
    )


async def is_state(stage: Stage, entity_id: str, wanted: str, *, within_s: float = 20.0) -> None:
    """Wait until an entity of Home Assistant has a state."""
    await becomes(entity_id, lambda: stage.home.state(entity_id), wanted, within_s=within_s)


def is_locked(stage: Stage, device: str) -> Callable[[], Awaitable[bool]]:
    """Return a look at a lock in the building."""

    async def look() -> bool:
        return bool((await stage.remote.look(device))["locked"])

    return look


async def turns(stage: Stage) -> list[int]:
    """Return how often each lock has moved."""
    return [(await stage.remote.look(lock))["turns"] for lock in (STRIKE, LOCK)]


async def status(stage: Stage) -> dict[str, Any]:
    """Return the bridge's health."""
    async with aiohttp.ClientSession() as session, session.get(f"{stage.pages}/status") as answer:
        found: dict[str, Any] = await answer.json()
    return found


async def is_healthy(stage: Stage) -> bool:
    """Whether the bridge answers that nothing is wrong."""
    async with aiohttp.ClientSession() as session, session.get(f"{stage.pages}/healthz") as answer:
        return answer.status == 200


def lock_commands(ear: Ear) -> list[bytes]:
    """Return what any lock was told in its own language."""
    keypad = [one.payload for one in ear.heard if one.topic == "zigbee2mqtt/game_room_lock/set"]
    strike = [one.payload for one in ear.heard if one.topic == "shellyplus1-entrance/rpc"]
    return keypad + [payload for payload in strike if b"Switch.Set" in payload]


async def next_beat(ear: Ear) -> None:
    """Wait for the next heartbeat of the integration."""
    topic = "kalajoki/1/kalajoki/integration/alive"
    before = len(ear.all(topic))

    async def heard() -> int:
        return len(ear.all(topic))

    await until("a heartbeat of the integration", heard, lambda seen: seen > before, within_s=60)
