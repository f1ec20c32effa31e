"""Visitors who come and go by themselves. Pure: chance and time are arguments."""

from datetime import datetime, timedelta
import heapq
from random import Random

from .building import PretendBuilding

MOST_INSIDE = 40


class Visitors:
    """Small groups arrive now and then, stay a while and leave; a locked entrance turns them away."""

    def __init__(
        self, chance: Random, now: datetime, *, every_s: float = 25.0, stay_s: float = 300.0
    ) -> None:
        """Take how often a group comes and how long one stays, on average."""
        self._chance, self._every_s, self._stay_s = chance, every_s, stay_s
        self._comes_at = self._after(now, every_s)
        self._leaving: list[tuple[datetime, int]] = []

    def due(self) -> datetime:
        """Return when somebody comes or goes next."""
        return min(self._comes_at, self._leaving[0][0]) if self._leaving else self._comes_at

    def tick(self, building: PretendBuilding, now: datetime) -> None:
        """Let come and go who is due."""
        if now >= self._comes_at:
            self._comes_at = self._after(now, self._every_s)
            group = self._chance.choice((1, 1, 1, 2, 2, 3))
            if building.inside + group <= MOST_INSIDE and building.enter(group, now):
                heapq.heappush(self._leaving, (self._after(now, self._stay_s), group))
        while self._leaving and now >= self._leaving[0][0]:
            building.leave(heapq.heappop(self._leaving)[1], now)

    def _after(self, now: datetime, mean_s: float) -> datetime:
        return now + timedelta(seconds=self._chance.expovariate(1 / mean_s))
