"""A people counter over a door: cumulative 16-bit totals in a counter's decoded JSON. Pure."""

from datetime import datetime, timedelta
from typing import Any, override

from .gadget import Battery, Gadget, Messages, as_json

REPORTS_EVERY = timedelta(minutes=1)
WRAPS_AT = 2**16


class CounterLine(Gadget):
    """One line; crossings are reported a moment later, together."""

    def __init__(self, key: str, now: datetime, *, total_in: int = 0, total_out: int = 0) -> None:
        """Start with totals of days before."""
        super().__init__(key)
        self.total_in, self.total_out = total_in, total_out
        self._period_in = self._period_out = 0
        self._battery = Battery(96.0, now)
        self._reports_at = now + REPORTS_EVERY

    @override
    def hello(self, now: datetime) -> Messages:
        return self._report(now)

    @override
    def goodbye(self) -> Messages:
        return ()

    @override
    def look(self) -> dict[str, Any]:
        return {"online": self.online, "total_in": self.total_in, "total_out": self.total_out}

    def cross(self, entered: int, left: int, now: datetime) -> None:
        """Let people pass."""
        self.total_in = (self.total_in + entered) % WRAPS_AT
        self.total_out = (self.total_out + left) % WRAPS_AT
        self._period_in += entered
        self._period_out += left
        self._reports_at = min(self._reports_at, now + timedelta(seconds=1))

    @override
    def due(self) -> datetime:
        return self._reports_at

    @override
    def tick(self, now: datetime) -> Messages:
        return self._report(now) if now >= self._reports_at else ()

    def _report(self, now: datetime) -> Messages:
        self._reports_at = now + REPORTS_EVERY
        periods = {"period_in": self._period_in, "period_out": self._period_out}
        self._period_in = self._period_out = 0
        totals = {"total_in": self.total_in, "total_out": self.total_out}
        return (as_json(f"counters/{self.key}", {**totals, **periods, "battery": self._battery.pct(now)}),)
