"""Owns the Building: hands it events and the time, passes its effects on, arms the one timer."""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime, timedelta
from itertools import count
import secrets
from typing import Any

from homeassistant.core import CALLBACK_TYPE, HomeAssistant, callback
from homeassistant.helpers.event import async_track_point_in_utc_time
from homeassistant.util import dt as dt_util

from .bridge_info import BridgeInfo
from .core.building import Building
from .core.effects import Answer, Effect, Touched
from .core.events import ActAsked, Event, Woken
from .core.ids import BookingKey, RequestId, SpaceId
from .core.settings import BUILDING, Settings
from .core.views import BuildingView
from .core.words import Act, ActCode, Actor

ANSWER_WITHIN_S = 35.0
STAFF_ACT_LASTS = timedelta(seconds=30)

type Subject = tuple[str, str]
type Listener = Callable[[], None]


class LibraryCoordinator:
    """The one place through which everything that happens reaches the core."""

    def __init__(self, hass: HomeAssistant, settings: Settings, snapshot: dict[str, Any] | None) -> None:
        """Build the core from its settings and what it knew before the restart."""
        self.settings = settings
        self.bridges: dict[str, BridgeInfo] = {}
        self._hass = hass
        self._building = Building(settings, snapshot)
        self._perform: Callable[[Effect], None] = lambda _effect: None
        self._on_touched: Callable[[Touched], None] = lambda _touched: None
        self._on_handled: Callable[[], None] = lambda: None
        self._listeners: dict[Subject, list[Listener]] = {}
        self._effect_listeners: dict[type[Any], list[Callable[[Any], None]]] = {}
        self._asked: dict[str, asyncio.Future[Answer]] = {}
        self._requests = count(1)
        self._boot = secrets.token_hex(4)
        self._timer: CALLBACK_TYPE | None = None
        self._armed_for: datetime | None = None
        self._effects: list[Effect] = []
        self._is_performing = False
        self._is_stopped = False

    @property
    def view(self) -> BuildingView:
        """Return the building as it is now."""
        return self._building.view(dt_util.utcnow())

    def capacity_of(self, zone: str) -> int | None:
        """Return how many people the building or a zone takes; None: no limit is set."""
        if zone == BUILDING:
            return self.settings.capacity
        return next((one.capacity for one in self.settings.zones if one.id == zone), None)

    def snapshot(self) -> dict[str, Any]:
        """Return what a restart must not lose."""
        return self._building.snapshot()

    @callback
    def connect(
        self,
        perform: Callable[[Effect], None],
        on_touched: Callable[[Touched], None],
        on_handled: Callable[[], None],
    ) -> None:
        """Take who performs effects, publishes changes and keeps snapshots."""
        self._perform, self._on_touched, self._on_handled = perform, on_touched, on_handled

    @callback
    def handle(self, event: Event) -> None:
        """Let the core handle something that happened, and do what it wants; nothing after `stop`."""
        if self._is_stopped:
            return
        self._effects += self._building.handle(event, dt_util.utcnow())
        if self._is_performing:
            return  # an effect led to this event; the loop below goes on with its effects
        self._is_performing = True
        failed: Exception | None = None
        while self._effects:
            try:
                self._dispatch(self._effects.pop(0))
            except Exception as err:  # noqa: BLE001 - the other effects and the timer must not wait for it
                failed = failed or err
        self._is_performing = False
        self._arm()
        self._on_handled()
        if failed is not None:
            raise failed

    async def ask(
        self,
        act: Act,
        *,
        space: SpaceId,
        actor: Actor = Actor.STAFF,
        start: datetime | None = None,
        minutes: int | None = None,
        booking: BookingKey | None = None,
        title: str = "",
    ) -> Answer:
        """Ask for an act and return its answer; EXPIRED when none comes."""
        request = RequestId(f"staff-{self._boot}-{next(self._requests)}")
        answered: asyncio.Future[Answer] = self._hass.loop.create_future()
        self._asked[request] = answered
        try:
            self.handle(
                ActAsked(
                    request=request,
                    actor=actor,
                    act=act,
                    not_after=dt_util.utcnow() + STAFF_ACT_LASTS,
                    space=space,
                    booking=booking,
                    start=start,
                    minutes=minutes,
                    title=title,
                )
            )
            with suppress(TimeoutError):
                async with asyncio.timeout(ANSWER_WITHIN_S):
                    return await answered
        finally:
            self._asked.pop(request, None)
        return Answer(request=request, display=None, code=ActCode.EXPIRED)

    @callback
    def subscribe(self, subject: Subject, listener: Listener) -> CALLBACK_TYPE:
        """Call a listener when a subject may have changed; returns how to stop that."""
        self._listeners.setdefault(subject, []).append(listener)
        return lambda: self._listeners[subject].remove(listener)

    @callback
    def subscribe_effect[E: Effect](self, kind: type[E], listener: Callable[[E], None]) -> CALLBACK_TYPE:
        """Call a listener with every effect of a kind."""
        listeners = self._effect_listeners.setdefault(kind, [])
        listeners.append(listener)
        return lambda: listeners.remove(listener)

    @callback
    def bridge_told(self, bridge: str, info: BridgeInfo) -> None:
        """Take news of a bridge."""
        self.bridges[bridge] = info
        self._notify(("bridge", bridge))
        self._notify(("bridge", ""))

    @callback
    def catch_up(self) -> None:
        """Do what is overdue: timers do not see a clock that is set forward, or a machine that was asleep."""
        due = self._building.next_wakeup()
        if due is not None and due <= dt_util.utcnow():
            self.handle(Woken())

    @callback
    def stop(self) -> None:
        """Take the timer down and hear nothing more: another Building may live by now."""
        self._is_stopped = True
        self._disarm()

    def _disarm(self) -> None:
        if self._timer is not None:
            self._timer()
            self._timer = None

    def _dispatch(self, effect: Effect) -> None:
        if isinstance(effect, Touched):
            self._touched(effect)
            return
        for told in tuple(self._effect_listeners.get(type(effect), ())):
            told(effect)
        if isinstance(effect, Answer) and (answered := self._asked.get(effect.request)) is not None:
            if not answered.done():
                answered.set_result(effect)
            return
        self._perform(effect)

    def _touched(self, touched: Touched) -> None:
        if touched.opening:
            self._notify(("opening", ""))
        if touched.people:
            self._notify(("people", ""))
        for space in touched.spaces:
            self._notify(("space", space))
        for door in touched.doors:
            self._notify(("door", door))
        self._on_touched(touched)

    def _notify(self, subject: Subject) -> None:
        for listener in tuple(self._listeners.get(subject, ())):
            listener()

    def _arm(self) -> None:
        wanted = self._building.next_wakeup()
        if wanted == self._armed_for and (self._timer is not None or wanted is None):
            return
        self._disarm()
        self._armed_for = wanted
        if wanted is not None:
            self._timer = async_track_point_in_utc_time(self._hass, self._woken, wanted)

    @callback
    def _woken(self, _now: datetime) -> None:
        self._timer = None
        self._armed_for = None
        self.handle(Woken())
