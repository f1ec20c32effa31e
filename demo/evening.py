"""The evening for somebody who watches: the same acts in a loop, at a pace to look at. Asserts nothing."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from typing import Any

from mqtt_bridge.simulator.building import PLUG
from mqtt_bridge.simulator.scenarios import Scenario

from .errors import DemoError
from .home_assistant.client import HomeAssistantError
from .library import ZONE
from .stage import Stage
from .waiting import until

type Act = tuple[str, Callable[[], Awaitable[object]]]

PACE_S = 15.0
MINUTE = timedelta(minutes=1)


class Evening:
    """Acts one after the other, again and again."""

    def __init__(self, stage: Stage) -> None:
        """Take the stage."""
        self.stage, self.home, self.remote, self.names = stage, stage.home, stage.remote, stage.names
        self._planned_for: int | None = None

    async def play(self) -> None:
        """Play until cancelled."""
        await self._open_the_day(closed_first=True)
        while True:
            for what, act in self._acts():
                self.stage.progress.say(f"  {datetime.now(ZONE):%H:%M:%S}  {what}")
                # A person who plays along may have been faster: the evening goes on.
                with suppress(DemoError, HomeAssistantError):
                    await act()
                await asyncio.sleep(PACE_S)
            await self._open_the_day(closed_first=False)

    def _acts(self) -> list[Act]:
        is_saturday = self.stage.plan.scenario is Scenario.BUSY_SATURDAY
        return self._saturday() if is_saturday else self._evening()

    def _evening(self) -> list[Act]:
        names = self.names
        return [
            ("A librarian checks in: self-service needs somebody in the building.", self._check_in),
            ("Visitors come and go; the lobby counts them.", self._nothing),
            (
                f"A booking appears: {names.game_evening}, {names.game_room}, from the next minute.",
                self._book,
            ),
            ("The room's display shows it; its door unlocks at the full minute.", self._until_full_minute),
            ("Somebody types the code at the room's door and goes in: the room is in use.", self._arrive),
            ("Somebody has booked the 3D printer and comes for it: it has power, and prints.", self._print),
            (f"A group sits down in {names.small_group_room} without a booking.", self._sit_down),
            ("The game evening is over sooner: the room is free, its door locks.", self._end),
            ("The librarian closes early: doors lock, displays say so, everybody can leave.", self._close),
            ("The last visitors leave.", self._leave),
            (
                "The librarian checks out: it is swept, and armed when nobody is left.",
                self._check_out,
            ),
            ("The opening hours rule again.", self._clear),
        ]

    def _saturday(self) -> list[Act]:
        names = self.names
        return [
            (
                "Groups stream in; at the fire rule's limit the lobby's page says: full.",
                self._nothing,
            ),
            (
                f"A booking appears: {names.game_evening}, {names.game_room}, from the next minute.",
                self._book,
            ),
            ("The room's display shows it; its door unlocks at the full minute.", self._until_full_minute),
            ("Somebody types the code at the room's door and goes in: the room is in use.", self._arrive),
            ("Somebody has booked the 3D printer and comes for it: it has power, and prints.", self._print),
            ("The desk is needed elsewhere: self-service. The entrance stays unlocked.", self._self_service),
            (f"An event takes over the hall: {names.concert}.", self._except),
            ("The game evening is over sooner: the room is free, its door locks.", self._end),
            ("The opening hours rule again.", self._clear),
        ]

    async def _open_the_day(self, *, closed_first: bool) -> None:
        """Give today hours that go on into the night: now, or from the next full minute."""
        now = datetime.now(UTC)
        if self._planned_for == now.astimezone(ZONE).toordinal():
            return
        self._planned_for = now.astimezone(ZONE).toordinal()
        this_minute = now.replace(second=0, microsecond=0)
        opens = this_minute + MINUTE if closed_first else this_minute
        if closed_first:
            self.stage.progress.say(
                f"  {now.astimezone(ZONE):%H:%M:%S}  Closed. The library opens at the full minute."
            )
        is_evening = self.stage.plan.scenario is Scenario.QUIET_EVENING
        await self.stage.open_from(opens, "staffed_self_service" if is_evening else "service")
        await asyncio.sleep(max(0.0, (opens - datetime.now(UTC)).total_seconds()))

    async def _nothing(self) -> None:
        return

    async def _book(self) -> None:
        begins = datetime.now(ZONE).replace(second=0, microsecond=0) + MINUTE
        await self.home.act(
            "calendar.create_event",
            entity_id=self._of_room("bookings"),
            summary=self.names.game_evening,
            start_date_time=begins.isoformat(),
            end_date_time=(begins + 5 * MINUTE).isoformat(),
        )

    async def _until_full_minute(self) -> None:
        await asyncio.sleep(60 - datetime.now(UTC).second)

    async def _arrive(self) -> None:
        await self.remote.act("code", device="game_room_lock", slot=7)
        await self.remote.act("presence", device="game_room_presence", people=4)

    async def _check_in(self) -> None:
        await self._press("", "", "staff_check_in")

    async def _check_out(self) -> None:
        await self._press("", "", "staff_check_out")

    async def _print(self) -> None:
        printer = self.names.printer_id
        await self.home.act("kalajoki_library.book", respond=True, space=printer, duration="00:05:00")
        await self._press("space", printer, "check_in")
        await until(
            "the printer has power", lambda: self.remote.look(PLUG), lambda plug: plug["state"] == "ON"
        )
        await self.remote.act("print", device=PLUG, seconds=60)

    async def _look_at_plug(self) -> dict[str, Any]:
        return await self.remote.look(PLUG)

    async def _except(self) -> None:
        begins = datetime.now(ZONE).replace(second=0, microsecond=0)
        await self.home.act(
            "calendar.create_event",
            entity_id=self.stage.entity("", "", "exceptions"),
            summary=self.names.concert,
            start_date_time=begins.isoformat(),
            end_date_time=(begins + 2 * MINUTE).isoformat(),
        )

    async def _press(self, kind: str, thing: str, key: str) -> None:
        await self.home.act("button.press", entity_id=self.stage.entity(kind, thing, key))

    async def _sit_down(self) -> None:
        await self.remote.act("presence", device="small_group_room_presence", people=3)

    async def _self_service(self) -> None:
        await self._set_mode("staffed_self_service", "Nobody at the desk")

    async def _end(self) -> None:
        await self.home.act("kalajoki_library.end", space=self.names.game_room_id)
        await self.remote.act("presence", device="game_room_presence", people=0)

    async def _close(self) -> None:
        await self._set_mode("closed", "Early evening")

    async def _leave(self) -> None:
        await self.remote.act("presence", device="small_group_room_presence", people=0)
        await self.remote.act("leave", people=1000)

    async def _clear(self) -> None:
        await self.home.act("kalajoki_library.clear_override")

    async def _set_mode(self, mode: str, reason: str) -> None:
        await self.home.act("kalajoki_library.set_mode", mode=mode, reason=reason, duration="00:05:00")

    def _of_room(self, key: str) -> str:
        return self.stage.entity("space", self.names.game_room_id, key)
