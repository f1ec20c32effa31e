"""One direction of a counter with a cumulative total: how many passed since it spoke last (P1)."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from ..settings import CounterSettings

MINUTE = timedelta(minutes=1)
# A total that is a little lower than the one before is a late report; much lower, the counter started over.
LATE_MOST = 20
LATE_WITHIN = timedelta(minutes=10)


@dataclass(slots=True, kw_only=True)
class Side:
    """The total counted so far, and whether the counter speaks now."""

    total: int | None = None
    at: datetime | None = None
    dark: bool = True

    def take(self, counter: CounterSettings, total: int | None, now: datetime) -> int:
        """Take a total (None: a gap) and return who passed; totals do not forget what passed in a gap."""
        self.dark = total is None
        before, heard = self.total, self.at
        if total is None:
            return 0
        if before is None or heard is None:
            self.total, self.at = total, now
            return 0
        if _is_late(before, total, now - heard):
            return 0
        self.total, self.at = total, now
        passed = _passed(before, total, counter.bits)
        minutes = max(1.0, (now - heard) / MINUTE + 1)
        return passed if passed <= counter.most_per_minute * minutes else 0


def _is_late(before: int, total: int, silence: timedelta) -> bool:
    """Whether a report was overtaken by a later one: the total then stays what it was."""
    lower = before - total
    if total <= 0 or not 0 < lower <= LATE_MOST:
        return False
    return lower <= before // 10 or silence <= LATE_WITHIN


def _passed(before: int, total: int, bits: int | None) -> int:
    """Return the difference of two totals across a wrap, a start from zero or an older total."""
    if total >= before:
        return total - before
    top = 0 if bits is None else 1 << bits
    if before > 0.9 * top > 0 and total < 0.1 * top:
        return total - before + top
    # A device that took up an older total of its own knows nothing of what passed since.
    return total if total <= before // 2 else 0
