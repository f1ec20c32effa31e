"""What the evening must have left in the database, and that the recorder's counters add up."""

from functools import partial
from typing import Any

import aiohttp

from .database import Database, select
from .names import Names
from .waiting import until


def questions(names: Names) -> dict[str, str]:
    """Return InfluxQL by what it shows; each must have an answer above zero."""
    room, door, entrance = names.game_room_id, names.game_room_door_id, names.entrance_id
    return {
        "service hours were on": select('MAX("active")', "opening", mode="service"),
        "the mode was changed by hand": select('MAX("override")', "opening"),
        "people came in": select('SUM("entered")', "people"),
        "people went out": select('SUM("left")', "people"),
        "the room waited for check-in": select(
            'MAX("active")', "space", space=room, state="awaiting_check_in"
        ),
        "the room was in use": select('MAX("active")', "space", space=room, state="in_use"),
        "a booking was made": select('SUM("count")', "booking", space=room, outcome="made"),
        "a booking was extended": select('SUM("count")', "booking", space=room, outcome="extended"),
        "a booking was ended at the page": select(
            'SUM("count")', "booking", space=room, outcome="ended_early|cancelled"
        ),
        "the room's door was unlocked": select('MAX("unlocked")', "door", door=door),
        "the entrance was locked": select('MAX("locked")', "door", door=entrance),
        "the lock is online": select('LAST("online")', "device", device="game_room_lock"),
        "the lock has a battery": select('LAST("battery_pct")', "device", device="game_room_lock"),
        "the air was measured": select('LAST("co2_ppm")', "environment", space=room),
    }


async def ask(database: Database, names: Names) -> None:
    """Wait for every point."""
    for what, query in questions(names).items():
        await until(f"{what} ({query})", partial(database.value, query), _is_above_zero)


async def adds_up(session: aiohttp.ClientSession, status_url: str) -> dict[str, Any]:
    """Return the recorder's counters once everything is written; they must add up in every answer."""

    async def look() -> dict[str, Any]:
        async with session.get(status_url) as answer:
            recorder: dict[str, Any] = (await answer.json())["recorder"]
        refused, dead = sum(recorder["refused"].values()), sum(recorder["dead"].values())
        if recorder["received"] != recorder["spooled"] + refused:
            raise AssertionError(f"received is not spooled + refused: {recorder}")
        settled = recorder["written"] + dead + recorder["expired"] + recorder["waiting"]
        if recorder["spooled"] != settled:
            raise AssertionError(f"spooled is not written + dead + expired + waiting: {recorder}")
        return recorder

    return await until("every point is written", look, _is_all_written)


def _is_all_written(recorder: dict[str, Any]) -> bool:
    lost = [*recorder["refused"].values(), *recorder["dead"].values()]
    return recorder["written"] > 0 and not recorder["waiting"] and not sum(lost)


def _is_above_zero(value: float | None) -> bool:
    return value is not None and value > 0
