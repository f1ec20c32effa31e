"""Commands to locks: refused when retained, late, repeated or pointless; else given, watched and answered."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from itertools import count
import logging

from .contract import decode, messages as m, topics
from .contract.words import BoltState, CommandCode, Kind, Online
from .devices import Devices, Known
from .drivers import mapping
from .drivers.api import Native
from .errors import DropError, TryAgainError

_LOGGER = logging.getLogger(__name__)
REMEMBERED = timedelta(minutes=10)
PULSE_S = 5.0
LONGEST_PULSE_S = 60.0

type Send = Callable[[Native], Awaitable[None]]
type Tell = Callable[[str, m.CommandResult], Awaitable[None]]


class LockCommands:
    """Carries commands out, one answer for each id."""

    def __init__(self, devices: Devices, send: Send, tell: Tell, now: Callable[[], datetime]) -> None:
        """Take how to reach devices and how to tell results."""
        self._devices, self._send, self._tell, self._now = devices, send, tell, now
        self._answered: dict[str, tuple[datetime, m.CommandResult]] = {}
        self._running: set[str] = set()
        self._watchers: dict[str, list[tuple[BoltState, asyncio.Future[None]]]] = {}
        self._requests = count(2)  # 1 is the greeting's

    def bolt_reported(self, dev: str, state: BoltState) -> None:
        """Wake whoever waits for this state of this lock."""
        for wanted, done in self._watchers.get(dev, ()):
            if wanted is state and not done.done():
                done.set_result(None)

    async def handle(self, topic: str, payload: bytes, *, retained: bool) -> None:
        """Carry out one command message and publish its result; unreadable ones raise ContractError."""
        dev = topics.parse(topic).ids["dev"]
        command = decode(m.LockCommand, payload)
        if dev not in self._devices.known:
            raise DropError("unknown_device", dev)
        if command.id in self._running:
            return
        self._forget_old()
        if command.id in self._answered:
            await self._tell(dev, self._answered[command.id][1])
            return
        self._running.add(command.id)
        try:
            result = await self._carry_out(self._devices.known[dev], command, retained=retained)
        finally:
            self._running.discard(command.id)
        self._answered[command.id] = (self._now(), result)
        if not result.ok:
            _LOGGER.warning("%s: %s refused: %s %s", dev, command.action, result.code, result.detail)
        await self._tell(dev, result)

    async def _carry_out(self, known: Known, command: m.LockCommand, *, retained: bool) -> m.CommandResult:
        began = self._now()
        if retained:
            return self._result(command, known, CommandCode.RETAINED, "commands are never retained")
        if began >= command.not_after:
            return self._result(command, known, CommandCode.EXPIRED, "not_after has passed")
        if known.online is Online.OFFLINE:
            return self._result(command, known, CommandCode.UNREACHABLE, "the device is offline")
        hold_s = min(command.hold_s or PULSE_S, LONGEST_PULSE_S)
        try:
            spec, natives = mapping.command(
                known.profile,
                known.device,
                Kind.LOCK,
                command.action,
                request=next(self._requests),
                hold_s=hold_s,
            )
        except DropError as err:
            return self._result(command, known, CommandCode.UNSUPPORTED, str(err))
        code, detail = await self._give(known, natives, spec.expect, spec.within_s)
        took_ms = (self._now() - began) / timedelta(milliseconds=1)
        return self._result(command, known, code, detail, took_ms)

    async def _give(
        self, known: Known, natives: tuple[Native, ...], expect: BoltState | None, within_s: float
    ) -> tuple[CommandCode, str]:
        done: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        watcher = (expect or BoltState.UNKNOWN, done)
        watchers = self._watchers.setdefault(known.device.id, [])
        watchers.append(watcher)
        try:
            async with asyncio.timeout(within_s):
                for native in natives:
                    await self._send(native)
                # A lock that was so already may say nothing new.
                if expect is not None and known.bolt is not expect:
                    await done
        except TimeoutError:
            return CommandCode.TIMEOUT, f"the device did not report {expect} within {within_s:g} s"
        except TryAgainError as err:
            return CommandCode.UNREACHABLE, str(err)
        finally:
            watchers.remove(watcher)
        return CommandCode.DONE, ""

    def _result(
        self,
        command: m.LockCommand,
        known: Known,
        code: CommandCode,
        detail: str = "",
        took_ms: float | None = None,
    ) -> m.CommandResult:
        return m.CommandResult(
            id=command.id,
            ts=self._now(),
            ok=code is CommandCode.DONE,
            code=code,
            detail=detail,
            state=known.bolt,
            took_ms=took_ms,
        )

    def _forget_old(self) -> None:
        limit = self._now() - REMEMBERED
        for old in [one for one, (at, _result) in self._answered.items() if at < limit]:
            del self._answered[old]
