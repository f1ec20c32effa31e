"""A command to a lock is carried out once and in time, or refused in words (D3)."""

import asyncio
from datetime import UTC, datetime, timedelta
import json
from pathlib import Path

import pytest

from mqtt_bridge.commands import LONGEST_PULSE_S, REMEMBERED, LockCommands
from mqtt_bridge.contract import ContractError, encode, messages as m, topics
from mqtt_bridge.contract.words import BoltState, CommandCode, LockAction, Online
from mqtt_bridge.devices import Devices
from mqtt_bridge.drivers.api import Device, Native
from mqtt_bridge.drivers.profile import shipped
from mqtt_bridge.errors import DropError, TryAgainError
from mqtt_bridge.memory import Memory

NOW = datetime(2026, 11, 24, 16, 0, tzinfo=UTC)


class House:
    """One strike behind `LockCommands`; it obeys unless told not to."""

    def __init__(self, directory: Path) -> None:
        self.memory = Memory(directory / "memory.json")
        self.now = NOW
        self.obeys = True
        self.reachable = True
        self.sent: list[Native] = []
        self.was_sent = asyncio.Event()
        self.told: list[m.CommandResult] = []
        profile = shipped()["shelly_strike"]
        device = Device(id="door", name="Door", profile="shelly_strike", key="shelly1", prefix="")
        self.devices = Devices(((device, profile),), self.memory, NOW)
        self.commands = LockCommands(self.devices, self.memory, self.send, self.tell, lambda: self.now)

    async def send(self, native: Native) -> None:
        if not self.reachable:
            raise TryAgainError("the broker is not connected")
        self.sent.append(native)
        self.was_sent.set()
        if self.obeys:
            is_on = json.loads(native.payload)["params"]["on"]
            self.report("unlocked" if is_on else "locked")

    def report(self, state: str) -> None:
        data = {"method": "NotifyStatus", "params": {"switch:0": {"output": state == "unlocked"}}}
        self.devices.hear("shelly1/events/rpc", json.dumps(data).encode(), self.now)
        self.commands.bolt_reported("door", BoltState(state))

    async def tell(self, _dev: str, result: m.CommandResult) -> None:
        self.told.append(result)

    async def command(
        self,
        action: LockAction = LockAction.UNLOCK,
        *,
        name: str = "c1",
        lasts: timedelta = timedelta(seconds=15),
        hold_s: float | None = None,
        retained: bool = False,
    ) -> m.CommandResult:
        message = m.LockCommand(id=name, ts=NOW, not_after=NOW + lasts, action=action, hold_s=hold_s)
        await self.commands.handle(self.topic(), encode(message), retained=retained)
        return self.told[-1]

    def topic(self, dev: str = "door") -> str:
        return topics.LOCK_SET.topic("kalajoki", dev=dev)

    def toggles_after(self) -> float:
        wanted: float = json.loads(self.sent[-1].payload)["params"]["toggle_after"]
        return wanted


@pytest.fixture
def house(tmp_path: Path) -> House:
    return House(tmp_path)


async def test_a_command_is_done_when_the_lock_says_so(house: House) -> None:
    result = await house.command()

    assert (result.ok, result.code, result.state) == (True, CommandCode.DONE, BoltState.UNLOCKED)
    assert result.id == "c1"
    assert len(house.sent) == 1


async def test_a_lock_that_does_not_report_is_a_timeout_not_a_success(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    house.obeys = False
    monkeypatch.setattr(asyncio, "timeout", lambda _seconds: _Expired())

    result = await house.command()

    assert (result.ok, result.code, result.state) == (False, CommandCode.TIMEOUT, BoltState.UNKNOWN)


class _Expired:
    """A time limit that is over as soon as the code waits for the device."""

    async def __aenter__(self) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._task = task
        asyncio.get_running_loop().call_later(0.01, task.cancel)

    async def __aexit__(self, kind: type[BaseException] | None, _error: object, _trace: object) -> None:
        if kind is asyncio.CancelledError:
            self._task.uncancel()
            raise TimeoutError


async def test_a_late_command_is_refused(house: House) -> None:
    house.now = NOW + timedelta(seconds=16)

    result = await house.command()

    assert (result.ok, result.code) == (False, CommandCode.EXPIRED)
    assert house.sent == []


async def test_a_command_that_would_outlive_the_memory_of_repeats_is_refused(house: House) -> None:
    result = await house.command(lasts=REMEMBERED + timedelta(seconds=1))

    assert result.code is CommandCode.EXPIRED
    assert house.sent == []


async def test_a_retained_command_is_refused_every_time(house: House) -> None:
    assert (await house.command(retained=True)).code is CommandCode.RETAINED
    assert (await house.command(retained=True)).code is CommandCode.RETAINED
    assert house.sent == []

    assert (await house.command()).code is CommandCode.DONE
    assert (await house.command(retained=True)).code is CommandCode.RETAINED
    assert len(house.sent) == 1


async def test_a_repeated_command_is_answered_as_before_and_not_given_again(house: House) -> None:
    first = await house.command()
    again = await house.command()

    assert again == first
    assert len(house.sent) == 1


async def test_a_repeat_while_the_first_is_under_way_is_not_given_again(house: House) -> None:
    house.obeys = False
    first = asyncio.create_task(house.command())
    await house.was_sent.wait()
    message = m.LockCommand(id="c1", ts=NOW, not_after=NOW + timedelta(seconds=15), action=LockAction.UNLOCK)
    await house.commands.handle(house.topic(), encode(message), retained=False)

    house.report("unlocked")

    assert (await first).ok
    assert len(house.sent) == len(house.told) == 1


async def test_a_repeat_after_a_restart_is_refused(house: House, tmp_path: Path) -> None:
    await house.command()
    restarted = House(tmp_path)

    result = await restarted.command()

    assert (result.ok, result.code) == (False, CommandCode.REPEATED)
    assert restarted.sent == []


async def test_repeats_are_remembered_for_as_long_as_a_command_can_be_valid(house: House) -> None:
    for number in range(5):
        await house.command(name=f"c{number}")
    house.now = NOW + REMEMBERED + timedelta(seconds=1)
    await house.command(name="last", lasts=REMEMBERED + timedelta(seconds=10))

    assert set(house.memory.get("commands")) == {"last"}


async def test_a_command_to_a_lock_that_is_offline_is_refused_not_queued(house: House) -> None:
    house.devices.hear("shelly1/online", b"false", NOW)
    assert house.devices.known["door"].online is Online.OFFLINE

    result = await house.command()

    assert result.code is CommandCode.UNREACHABLE
    assert house.sent == []


async def test_a_command_that_cannot_leave_now_is_unreachable(house: House) -> None:
    house.reachable = False

    result = await house.command()

    assert result.code is CommandCode.UNREACHABLE


async def test_a_lock_that_is_so_already_is_told_again_and_done(house: House) -> None:
    house.report("unlocked")
    house.obeys = False

    result = await house.command()

    assert result.ok
    assert len(house.sent) == 1


@pytest.mark.parametrize("action", [LockAction.UNKNOWN])
async def test_an_action_the_lock_cannot_do_is_unsupported(house: House, action: LockAction) -> None:
    assert (await house.command(action)).code is CommandCode.UNSUPPORTED


@pytest.mark.parametrize(
    ("asked", "given"), [(None, 5.0), (3.0, 3.0), (-7.0, 1.0), (0.0, 5.0), (9_999.0, LONGEST_PULSE_S)]
)
async def test_a_strike_is_released_for_a_sensible_time(
    house: House, asked: float | None, given: float
) -> None:
    await house.command(LockAction.PULSE, hold_s=asked)

    assert house.toggles_after() == given


async def test_what_cannot_be_read_or_is_for_nobody_is_raised_to_be_counted(house: House) -> None:
    with pytest.raises(ContractError):
        await house.commands.handle(house.topic(), b"{}", retained=False)
    message = m.LockCommand(id="x", ts=NOW, not_after=NOW, action=LockAction.LOCK)
    with pytest.raises(DropError, match="other"):
        await house.commands.handle(house.topic("other"), encode(message), retained=False)
