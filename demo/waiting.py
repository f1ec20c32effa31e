"""Waiting for conditions, never for times: a look is repeated until it shows what is wanted."""

import asyncio
from collections.abc import Awaitable, Callable
import time
from typing import Any

from .errors import NotSeenError

LOOKS_EVERY_S = 0.1
WITHIN_S = 20.0


async def until[T](
    expected: str,
    look: Callable[[], Awaitable[T]],
    is_it: Callable[[T], Any] = bool,
    *,
    within_s: float = WITHIN_S,
) -> T:
    """Return what a look shows once `is_it` likes it; NotSeenError after the deadline."""
    give_up = time.monotonic() + within_s
    while True:
        seen = await look()
        if is_it(seen):
            return seen
        if time.monotonic() > give_up:
            raise NotSeenError(expected, seen, within_s)
        await asyncio.sleep(LOOKS_EVERY_S)


async def becomes(
    expected: str, look: Callable[[], Awaitable[Any]], wanted: object, *, within_s: float = WITHIN_S
) -> None:
    """Wait until a look shows a value."""
    await until(f"{expected}: {wanted!r}", look, lambda seen: seen == wanted, within_s=within_s)
