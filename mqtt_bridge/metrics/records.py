"""The recorder's brain: deliveries in, points into the spool, acknowledged once they are on disk.

Knows neither the broker's client nor the database. What cannot be understood is counted and
acknowledged, so that one bad message is not delivered for ever.
"""

import asyncio
from collections.abc import Callable, Mapping
from functools import partial
import logging
from typing import Protocol

from ..contract import TopicError, UnreadableMessageError, decode, topics
from ..errors import TryAgainError, UnwritablePointError
from .backoff import Backoff
from .line_protocol import LineWriter
from .points import is_recorded, points
from .spool import Spool
from .spool_inlet import Group

LOG_EVERY_MS = 60_000
MAX_HELD_LINES = 50_000
HELD_TOGETHER_LINES = 100

_log = logging.getLogger(__name__)


class Delivery(Protocol):
    """A message from the broker. `ack` tells the broker that it need not keep it; never raises."""

    @property
    def topic(self) -> str:
        """Return the full topic."""

    @property
    def payload(self) -> bytes:
        """Return the bytes as received."""

    def ack(self) -> None:
        """Acknowledge."""


class _Held:
    """Messages whose points wait together for the disk."""

    __slots__ = ("deliveries", "group", "lines")

    def __init__(self, group: Group | None) -> None:
        self.group = group
        self.deliveries: list[Delivery] = []
        self.lines: list[str] = []


class Recorder:
    """Turns deliveries into spooled points; `take` never waits, so the session is never held up."""

    def __init__(
        self,
        *,
        site: str,
        spool: Spool,
        now_ms: Callable[[], int],
        placement: Mapping[str, str] | None = None,
    ) -> None:
        """Record one site; `placement` says in which space a device is."""
        self._site, self._spool, self._now_ms = site, spool, now_ms
        self._placement = placement or {}
        self._writer = LineWriter()
        self._gathering = _Held(None)
        self._refused_by_disk: list[_Held] = []
        self._retry_timer: asyncio.TimerHandle | None = None
        self._backoff = Backoff(first_s=0.2, longest_s=5.0)
        self._logged: dict[str, tuple[int, int]] = {}
        self._is_closing = False
        self.pending = 0
        self.problem = ""

    @property
    def filters(self) -> tuple[str, ...]:
        """Return the subscriptions that bring everything that is recorded."""
        return tuple(row.filter(self._site) for row in topics.TABLE if is_recorded(row))

    def take(self, delivery: Delivery) -> None:
        """Take one message; it is acknowledged when nothing of it can be lost any more."""
        if not delivery.payload:  # a retained message was cleared
            delivery.ack()
            return
        try:
            lines = self._lines(delivery)
        except TopicError:
            self._refuse(delivery, "unknown_topic", "not in the contract")
        except UnreadableMessageError as err:
            self._refuse(delivery, "unreadable", str(err))
        except UnwritablePointError as err:
            self._refuse(delivery, err.reason, str(err))
        else:
            if lines:
                self._spool_lines(delivery, lines)
            else:
                delivery.ack()

    async def close(self) -> None:
        """Put what is gathered on disk; what the disk refuses stays with the broker."""
        self._is_closing = True
        if self._retry_timer is not None:
            self._retry_timer.cancel()
        await self._spool.flush()

    def _lines(self, delivery: Delivery) -> list[str]:
        address = topics.parse(delivery.topic)
        if address.site != self._site:
            raise TopicError
        if not is_recorded(address.row):
            return []
        message = decode(address.row.message, delivery.payload)
        made = points(address, message, self._placement)
        return [self._writer.line(point) for point in made]

    def _refuse(self, delivery: Delivery, reason: str, detail: str) -> None:
        tally = self._spool.tally
        tally.taken += 1
        tally.refused[reason] += 1
        now = self._now_ms()
        last, quiet = self._logged.get(reason, (now - LOG_EVERY_MS, 0))
        if now - last >= LOG_EVERY_MS:
            self._logged[reason] = (now, 0)
            _log.warning(
                "%r refused: %s (%s); %d more since the last such line",
                delivery.topic[:100],
                reason,
                detail,
                quiet,
            )
        else:
            self._logged[reason] = (last, quiet + 1)
        delivery.ack()

    def _spool_lines(self, delivery: Delivery, lines: list[str]) -> None:
        self._spool.tally.taken += len(lines)
        if self._refused_by_disk:
            self._hold(delivery, lines)
            return
        self.pending += len(lines)
        group = self._spool.append(lines)
        held = self._gathering
        if held.group is not group:
            held = self._gathering = _Held(group)
            group.listen(partial(self._settled, held))
        held.deliveries.append(delivery)
        held.lines += lines

    def _hold(self, delivery: Delivery, lines: list[str]) -> None:
        """Keep a message unacknowledged while the disk takes nothing."""
        held = self._refused_by_disk[-1]
        if self.pending >= MAX_HELD_LINES:
            # Not acknowledged: the broker delivers it again on the next connection.
            self._spool.tally.refused["spool_full"] += len(lines)
            return
        if len(held.lines) >= HELD_TOGETHER_LINES:
            held = _Held(None)
            self._refused_by_disk.append(held)
        self.pending += len(lines)
        held.deliveries.append(delivery)
        held.lines += lines

    def _settled(self, held: _Held, error: TryAgainError | None) -> None:
        if error is None:
            self.pending -= len(held.lines)
            for delivery in held.deliveries:
                delivery.ack()
            if not self._refused_by_disk:
                self._backoff.reset()
                self.problem = ""
            return
        if not self.problem:
            _log.error("metrics are not acknowledged until the disk takes them: %s", error)
        self.problem = str(error)
        self._refused_by_disk.append(held)
        if self._retry_timer is None and not self._is_closing:
            loop = asyncio.get_running_loop()
            self._retry_timer = loop.call_later(self._backoff.next_s(), self._retry)

    def _retry(self) -> None:
        self._retry_timer = None
        again, self._refused_by_disk = self._refused_by_disk, []
        for held in again:
            held.group = self._spool.append(held.lines)
            held.group.listen(partial(self._settled, held))
