"""Visitors who come, sit down in rooms, print, and go by themselves. Pure: chance and time are arguments."""

from datetime import datetime, timedelta
import heapq
from random import Random

from .building import PretendBuilding
from .gadget import Messages
from .scenarios import Pace

# Rooms without a lock of their own: whoever is inside may sit down there.
OPEN_ROOMS = ("small_group_room",)


class Visitors:
    """Groups arrive now and then, stay a while and leave; a locked entrance turns them away."""

    def __init__(self, chance: Random, now: datetime, pace: Pace) -> None:
        """Take how a day goes."""
        self._chance, self._pace = chance, pace
        self._comes_at = self._after(now, pace.every_s)
        self._sits_at = self._after(now, pace.room_every_s)
        self._prints_at = self._after(now, pace.prints_every_s)
        self._leaving: list[tuple[datetime, int]] = []
        self._rising: list[tuple[datetime, str]] = []

    def due(self) -> datetime:
        """Return when somebody does something next."""
        waiting = [self._comes_at, self._sits_at, self._prints_at]
        waiting += [queue[0][0] for queue in (self._leaving, self._rising) if queue]
        return min(waiting)

    def tick(self, building: PretendBuilding, now: datetime) -> Messages:
        """Let everybody do what is due; return what the devices say about it."""
        if now >= self._comes_at:
            self._come(building, now)
        said: Messages = ()
        if now >= self._sits_at:
            said += self._sit_down(building, now)
        if now >= self._prints_at:
            self._prints_at = self._after(now, self._pace.prints_every_s)
            if building.inside:
                said += building.printer.print_for(timedelta(seconds=self._pace.print_s), now)
        while self._rising and now >= self._rising[0][0]:
            said += building.occupy(heapq.heappop(self._rising)[1], 0, now)
        while self._leaving and now >= self._leaving[0][0]:
            building.leave(heapq.heappop(self._leaving)[1], now)
        return said

    def _come(self, building: PretendBuilding, now: datetime) -> None:
        self._comes_at = self._after(now, self._pace.every_s)
        group = self._chance.choice(self._pace.groups)
        if building.inside + group <= self._pace.most_inside and building.enter(group, now):
            heapq.heappush(self._leaving, (self._after(now, self._pace.stay_s), group))

    def _sit_down(self, building: PretendBuilding, now: datetime) -> Messages:
        self._sits_at = self._after(now, self._pace.room_every_s)
        room = self._chance.choice(OPEN_ROOMS)
        group = self._chance.choice(self._pace.room_groups)
        if building.inside < group or building.is_occupied(room):
            return ()
        heapq.heappush(self._rising, (self._after(now, self._pace.room_stay_s), room))
        return building.occupy(room, group, now)

    def _after(self, now: datetime, mean_s: float) -> datetime:
        return now + timedelta(seconds=self._chance.expovariate(1 / mean_s))
