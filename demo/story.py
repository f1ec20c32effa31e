"""The evening as steps, each looked for at its far end: lock, page, Home Assistant, database."""

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from typing import Any

from mqtt_bridge.displays.texts import text
from mqtt_bridge.displays.times import Local
from mqtt_bridge.simulator.building import PLUG

from .browser import Screen
from .database import select
from .library import CAPACITY, ZONE, closed_on
from .stage import Stage
from .waiting import becomes, until

type Step = tuple[str, Callable[[], Awaitable[None]]]

OPENS_AFTER = timedelta(seconds=6)
BEGINS_AFTER = timedelta(seconds=8)
LASTS = timedelta(minutes=30)
A_MINUTE_S = 75.0
RESTART_WITHIN_S = 90.0
TRIES_WITHIN_S = 40.0
JOB_ENDS_WITHIN_S = 180.0
PEOPLE = 4
IN_USE, FREE = "in_use", "free"


class Story:
    """One evening on a stage, watched on two screens."""

    def __init__(self, stage: Stage, room: Screen, lobby: Screen) -> None:
        """Take the stage and the screens beside the game room and in the lobby."""
        self.stage, self.home, self.remote = stage, stage.home, stage.remote
        self.names = stage.names
        self.room, self.lobby = room, lobby
        thing = self.names.game_room_id
        self.mode = stage.entity("", "", "mode")
        self.people = stage.entity("", "", "people_inside")
        self.crowd = stage.entity("", "", "crowd_level")
        self.staff = stage.entity("", "", "staff_on_site")
        self.routine = stage.entity("", "", "routine")
        self.armed = stage.entity("", "", "armed")
        self.space = stage.entity("space", thing, "state")
        self.ends = stage.entity("space", thing, "booking_ends")
        self.calendar = stage.entity("space", thing, "bookings")
        self.room_door = stage.entity("door", self.names.game_room_door_id, "state")
        self.entrance = stage.entity("door", self.names.entrance_id, "state")

    @property
    def before_the_restart(self) -> list[Step]:
        """Return the first half."""
        return [
            ("closed: in Home Assistant, on the lobby page, and the entrance is locked", self.closed),
            (
                "the hours open the library: Home Assistant, the lobby page and the database say so",
                self.opens,
            ),
            ("the entrance unlocks by itself", self.entrance_unlocks),
            ("staff leave the desk: self-service everywhere, the entrance stays unlocked", self.self_service),
            ("a booking made in Home Assistant's calendar appears on the room page", self.books),
            (
                "the room's door unlocks when the booking begins, and the page waits for check-in",
                self.door_opens,
            ),
            ("a code at the keypad and somebody in the room: in use", self.arrives),
            ("people walk in: the lobby page and Home Assistant count them", self.counts),
            ("a crowd: at the fire rule's limit the lobby page says that the library is full", self.fills_up),
            ("somebody of staff checks in: known at the desk, told to nobody else", self.staff_come),
            ("the 3D printer is booked: it has power once somebody has come for it", self.powers),
            ("its job outlasts the booking: the power stays", self.prints),
        ]

    @property
    def after_it(self) -> list[Step]:
        """Return the second half."""
        return [
            ("Home Assistant restarts in the middle of the booking and nothing is lost", self.restarts),
            ("the visitor extends the booking at the page", self.extends),
            ("the visitor ends it at the page; the door locks", self.ends_early),
            ("the next visitor books the room at the page; the door unlocks", self.walks_up),
            ("staff close early: everything closes; with people inside nothing is armed", self.closes_early),
            ("the last visitors leave, then staff check out: the building is swept and armed", self.arms),
            ("an event in the exceptions calendar goes over the hours, and says so", self.excepts),
            ("the job is done: the printer has no power any more, and its energy is metered", self.cools),
        ]

    async def closed(self) -> None:
        """H3: a day without hours is closed."""
        await self.stage.set_days(closed_on(datetime.now(ZONE).date()))
        await self._is_mode("closed")
        await becomes("the entrance is locked", self._is_locked("entrance_strike"), True)

    async def opens(self) -> None:
        """H3: the hours of the day change the mode, nobody else does."""
        soon = datetime.now(UTC) + OPENS_AFTER
        opens = soon.replace(second=0, microsecond=0) + timedelta(minutes=1)
        await self.stage.open_from(opens)
        await self._is_mode("service", within_s=A_MINUTE_S)
        if datetime.now(UTC) < opens:
            raise AssertionError("opened before its time")

    async def entrance_unlocks(self) -> None:
        """D1: the strike is released in the modes in which the door stands unlocked."""
        await becomes("the entrance is locked", self._is_locked("entrance_strike"), False)
        await self._is_state(self.entrance, "unlocked")

    async def self_service(self) -> None:
        """H1: open, but nobody at the desk."""
        select = self.stage.entity("", "", "override")
        await self.home.act("select.select_option", entity_id=select, option="staffed_self_service")
        await self._is_mode("staffed_self_service")
        await becomes("the entrance is locked", self._is_locked("entrance_strike"), False)

    async def books(self) -> None:
        """B1, V1: staff make a booking; the page shows when it begins."""
        begins = (datetime.now(ZONE) + BEGINS_AFTER).replace(microsecond=0)
        local = Local.of(self.stage.plan.language, ZONE.key)
        times = f"{local.clock(begins)}–{local.clock(begins + LASTS)}"  # noqa: RUF001 - as the page sets it
        await self.home.act(
            "calendar.create_event",
            entity_id=self.calendar,
            summary=self.names.game_evening,
            start_date_time=begins.isoformat(),
            end_date_time=(begins + LASTS).isoformat(),
        )
        await becomes("the page's next booking", self._on(self.room, ".next .time"), times)
        await self._is_state(self.space, "reserved_soon")
        if not (await self.remote.look("game_room_lock"))["locked"] and datetime.now(ZONE) < begins:
            raise AssertionError("the room's door was unlocked before the booking began")

    async def door_opens(self) -> None:
        """D1, B5: the grant's window begins."""
        await becomes("the room is locked", self._is_locked("game_room_lock"), False)
        await self._is_state(self.room_door, "unlocked")
        await self._is_room("awaiting_check_in")

    async def arrives(self) -> None:
        """B6, P2: presence during the window checks in."""
        await self.remote.act("code", device="game_room_lock", slot=7)
        await self.remote.act("presence", device="game_room_presence", people=PEOPLE)
        await self._is_room(IN_USE)
        occupied = self.stage.entity("space", self.names.game_room_id, "occupied")
        await self._is_state(occupied, "on")

    async def counts(self) -> None:
        """P1: the counter's totals become people inside."""
        await self.remote.act("enter", people=PEOPLE)
        await self._is_counted(PEOPLE)

    async def fills_up(self) -> None:
        """P3: warned at 90 %, full at the limit, room again when people leave."""
        crowd = CAPACITY - PEOPLE
        await self.remote.act("enter", people=crowd)
        await self._is_state(self.crowd, "full")
        full = text("full", self.stage.plan.language)
        await becomes("the lobby page", self._on(self.lobby, ".mode .full b"), full)
        await self.remote.act("leave", people=crowd)
        await self._is_state(self.crowd, "quiet")
        await self._is_counted(PEOPLE)

    async def staff_come(self) -> None:
        """H5, S8: staff say that they are there; no display learns of it."""
        await self._is_state(self.staff, "off")
        before = await self.lobby.text("main")
        await self.home.act("button.press", entity_id=self.stage.entity("", "", "staff_check_in"))
        await self._is_state(self.staff, "on")
        if await self.lobby.text("main") != before:
            raise AssertionError("the lobby page changed when staff checked in")

    async def restarts(self) -> None:
        """Levels, not edges: after a restart holds what held before, and no lock moves."""
        turns = await self._turns()
        ends = await self.home.state(self.ends)
        server = self.stage.servers["home"]
        server.stop()
        await server.start()
        await becomes("the game room", lambda: self.home.state(self.space), IN_USE, within_s=RESTART_WITHIN_S)
        await self._is_state(self.ends, ends)
        await self._is_state(self.mode, "staffed_self_service")
        await self._is_counted(PEOPLE)
        await self._is_state(self.room_door, "unlocked")
        await self._is_room(IN_USE)
        if (after := await self._turns()) != turns:
            raise AssertionError(f"locks moved though nothing had changed: {turns}, {after}")

    async def extends(self) -> None:
        """B4: the page asks, the booking source does it, everybody sees it.

        Home Assistant may still be starting: the page then says to try again, and the visitor does.
        """
        before = await self.home.state(self.ends)
        wanted = datetime.fromisoformat(str(before)) + timedelta(minutes=15)
        button = '[data-act="extend"][data-minutes="15"]'
        await self.room.touch(button)

        async def end() -> datetime | None:
            if await self.room.text("#answer.bad"):
                await self.room.touch(button)
            return await self._end_of_booking()

        await becomes("the booking's end", end, wanted, within_s=TRIES_WITHIN_S)
        local = Local.of(self.stage.plan.language, ZONE.key)
        shown = local.until(wanted, datetime.now(UTC))
        await becomes("the room page", self._on(self.room, ".state .until"), shown)

    async def ends_early(self) -> None:
        """B4, D1: an ended booking grants nothing any more."""
        await self.room.touch('[data-act="end"]')
        await self.room.touch('[data-act="end"].confirm')
        await self._is_room(FREE)
        await becomes("the room is locked", self._is_locked("game_room_lock"), True)
        await self.remote.act("presence", device="game_room_presence", people=0)

    async def walks_up(self) -> None:
        """B4: booked on the spot, checked in with it."""
        await self.room.touch('[data-act="book_now"][data-minutes="15"]')
        await self._is_room(IN_USE)
        await becomes("the room is locked", self._is_locked("game_room_lock"), False)
        found = await self._events()
        if not any(self.names.game_evening != one["summary"] for one in found):
            raise AssertionError(f"the calendar holds no booking of the page: {found}")

    async def powers(self) -> None:
        """B8: powered only while its booking is in use; Home Assistant knows the plug without a bridge."""
        printer = self.names.printer_id
        await self._is_plugged(False)
        await self.home.act("kalajoki_library.book", respond=True, space=printer, duration="00:30:00")
        await self._is_state(self._of_printer("state"), "awaiting_check_in")
        await self._is_plugged(False)
        await self.home.act("button.press", entity_id=self._of_printer("check_in"))
        await self._is_state(self._of_printer("state"), IN_USE)
        await self._is_plugged(True)
        await self._is_state(self._of_printer("powered"), "on")

    async def prints(self) -> None:
        """B8: never cut off in the middle of a job."""
        await self.remote.act("print", device=PLUG, seconds=12)
        await self._is_state(self._of_printer("job"), "running")
        await self.home.act("kalajoki_library.end", respond=True, space=self.names.printer_id)
        await self._is_state(self._of_printer("job"), "held")
        await self._is_plugged(True)

    async def excepts(self) -> None:
        """H2, H3: staff write an exception into Home Assistant's own calendar page."""
        await self.home.act("kalajoki_library.clear_override")
        await self._is_mode("service")
        now = datetime.now(ZONE).replace(microsecond=0)
        await self.home.act(
            "calendar.create_event",
            entity_id=self.stage.entity("", "", "exceptions"),
            summary=self.names.concert,
            start_date_time=now.isoformat(),
            end_date_time=(now + LASTS).isoformat(),
        )
        await self._is_mode("event_only")
        found = await self.home.entity(self.mode)
        if found is None or found["attributes"]["rule"] != "H2:exception":
            raise AssertionError(f"the mode does not say that an exception decides: {found}")
        await becomes("the entrance is locked", self._is_locked("entrance_strike"), True)

    async def cools(self) -> None:
        """B8: the power ends when the job has, also though Home Assistant was away meanwhile."""
        await self._is_plugged(False, within_s=JOB_ENDS_WITHIN_S)
        if (plug := await self.remote.look(PLUG))["lost"] or not plug["done"]:
            raise AssertionError(f"the job was cut: {plug}")
        energy = self._of_printer("energy_last_booking")
        await until("the energy is metered", lambda: self.home.state(energy), _is_number)

    async def closes_early(self) -> None:
        """H2: staff's word is above the hours, and ends by itself."""
        answer = await self.home.act(
            "kalajoki_library.set_mode",
            respond=True,
            mode="closed",
            duration="01:00:00",
            reason="Early evening",
        )
        if not answer["override_until"]:
            raise AssertionError("an override without an end")
        await self._is_mode("closed")
        await becomes("the entrance is locked", self._is_locked("entrance_strike"), True)
        await becomes("the room is locked", self._is_locked("game_room_lock"), True)
        await self._is_room("closed")
        await self._is_state(self.routine, "sweeping")
        await self._is_state(self.armed, "off")

    async def arms(self) -> None:
        """H6: armed only when everybody has left, which is always possible (D2)."""
        await self.remote.act("leave", people=PEOPLE)
        await self._is_counted_at_home(0)
        await self._is_state(self.routine, "sweeping")
        await self.home.act("button.press", entity_id=self.stage.entity("", "", "staff_check_out"))
        await self._is_state(self.routine, "armed")
        await self._is_state(self.armed, "on")

    async def _is_mode(self, mode: str, *, within_s: float = 20.0) -> None:
        await becomes("the mode", lambda: self.home.state(self.mode), mode, within_s=within_s)
        shown = text(f"mode.{mode}", self.stage.plan.language)
        await becomes("the lobby page", self._on(self.lobby, ".mode h1"), shown)
        if (database := self.stage.database) is not None:
            query = select('LAST("active")', "opening", mode=mode)
            await until(f"mode {mode} in the database", lambda: database.rows(query), _is_one)

    async def _is_room(self, status: str) -> None:
        await becomes("the game room", lambda: self.home.state(self.space), status)
        shown = text(f"status.{status}", self.stage.plan.language)
        await becomes("the room page", self._on(self.room, ".state .word"), shown)
        await becomes("the room page is live", self.room.is_live, True)

    async def _is_counted_at_home(self, people: int) -> None:
        await self._is_state(self.people, str(people))

    async def _is_counted(self, people: int) -> None:
        await self._is_counted_at_home(people)
        await becomes("the lobby page's count", self._on(self.lobby, ".people .count"), str(people))

    async def _is_state(self, entity_id: str, wanted: str | None) -> None:
        await becomes(entity_id, lambda: self.home.state(entity_id), wanted)

    async def _is_plugged(self, on: bool, *, within_s: float = 20.0) -> None:
        wanted = "ON" if on else "OFF"

        async def look() -> str:
            return str((await self.remote.look(PLUG))["state"])

        await becomes("the printer's plug", look, wanted, within_s=within_s)

    def _of_printer(self, key: str) -> str:
        return self.stage.entity("space", self.names.printer_id, key)

    def _is_locked(self, device: str) -> Callable[[], Awaitable[bool]]:
        async def look() -> bool:
            return bool((await self.remote.look(device))["locked"])

        return look

    async def _turns(self) -> list[int]:
        locks = ("entrance_strike", "game_room_lock")
        return [(await self.remote.look(lock))["turns"] for lock in locks]

    def _on(self, screen: Screen, selector: str) -> Callable[[], Awaitable[str]]:
        return lambda: screen.text(selector)

    async def _end_of_booking(self) -> datetime | None:
        try:
            return datetime.fromisoformat(str(await self.home.state(self.ends)))
        except ValueError:
            return None

    async def _events(self) -> list[dict[str, Any]]:
        now = datetime.now(UTC)
        around = {"start": (now - LASTS).isoformat(), "end": (now + LASTS).isoformat()}
        found: list[dict[str, Any]] = await self.home.call(
            "GET", f"/api/calendars/{self.calendar}", params=around
        )
        return found


def _is_number(state: str | None) -> bool:
    return state is not None and state.replace(".", "", 1).isdecimal()


def _is_one(rows: list[list[Any]]) -> bool:
    return bool(rows) and rows[0][1] == 1
