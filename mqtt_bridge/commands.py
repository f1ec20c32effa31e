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
from .memory import Memory

_LOGGER = logging.getLogger(__name__)
REMEMBERED = timedelta(minutes=10)
MEMORY = "commands"
PULSE_S = 5.0
SHORTEST_PULSE_S = 1.0
LONGEST_PULSE_S = 60.0

type Send = Callable[[Native], Awaitable[None]]
type Tell = Callable[[str, m.CommandResult], Awaitable[None]]


class LockCommands:
    """Carries commands out, one answer for each id."""

    def __init__(
        self, devices: Devices, memory: Memory, send: Send, tell: Tell, now: Callable[[], datetime]
    ) -> None:
        """Take how to reach devices and tell results; `memory` holds what was done before a restart."""
        self._devices, self._memory = devices, memory
        self._send, self._tell, self._now = send, tell, now
        self._answered: dict[str, m.CommandResult] = {}
        self._done_before = {
            name: datetime.fromisoformat(at) for name, at in (memory.get(MEMORY) or {}).items()
        }
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
        known = self._devices.known[dev]
        if retained:
            # Not remembered: the broker hands it over at every connection.
            await self._answer(known, command, CommandCode.RETAINED, "commands are never retained")
            return
        if command.id in self._running:
            return
        self._forget_old()
        if before := self._answered.get(command.id):
            await self._tell(dev, before)
            return
        if command.id in self._done_before:
            await self._answer(known, command, CommandCode.REPEATED, "it was given before a restart")
            return
        self._running.add(command.id)
        try:
            result = await self._carry_out(known, command)
            self._remember(command.id, result)
        finally:
            self._running.discard(command.id)
        if not result.ok:
            _LOGGER.warning("%s: %s refused: %s %s", dev, command.action, result.code, result.detail)
        await self._tell(dev, result)

    async def _answer(self, known: Known, command: m.LockCommand, code: CommandCode, detail: str) -> None:
        _LOGGER.warning("%s: %s refused: %s", known.device.id, command.action, detail)
        await self._tell(known.device.id, self._result(command, known, code, detail))

    async def _carry_out(self, known: Known, command: m.LockCommand) -> m.CommandResult:
        began = self._now()
        if began >= command.not_after:
            return self._result(command, known, CommandCode.EXPIRED, "not_after has passed")
        if command.not_after - began > REMEMBERED:
            # A repeat could come after its first time is forgotten; and no honest clock asks for this.
            return self._result(command, known, CommandCode.EXPIRED, "not_after is too far away")
        if known.online is Online.OFFLINE:
            return self._result(command, known, CommandCode.UNREACHABLE, "the device is offline")
        hold_s = min(max(command.hold_s or PULSE_S, SHORTEST_PULSE_S), LONGEST_PULSE_S)
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

    def _remember(self, command: str, result: m.CommandResult) -> None:
        self._answered[command] = result
        answered = self._done_before | {name: one.ts for name, one in self._answered.items()}
        try:
            self._memory.put(MEMORY, {name: at.isoformat() for name, at in answered.items()})
        except TryAgainError as err:
            _LOGGER.warning("a repeated command would not be known after a restart: %s", err)

    def _forget_old(self) -> None:
        limit = self._now() - REMEMBERED
        self._answered = {name: one for name, one in self._answered.items() if one.ts >= limit}
        self._done_before = {name: at for name, at in self._done_before.items() if at >= limit}
