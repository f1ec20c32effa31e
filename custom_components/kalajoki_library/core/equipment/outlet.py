"""A switch that follows what is wanted of it, or does not (B8, D3)."""

from datetime import datetime, timedelta

from ..access.sync import FAILURES_BEFORE_ISSUE, Signal, follow, wait_after
from ..effects import SetSwitch
from ..ids import LockId, SpaceId, SwitchId
from ..words import Sync

ANSWERS_WITHIN = timedelta(seconds=30)
LOST_FOR = timedelta(minutes=2)


class Outlet:
    """Desired against actual. `on` None: not known, which is neither on nor off."""

    def __init__(self, switch: SwitchId, space: SpaceId) -> None:
        """Start unheard."""
        self.id, self._space = switch, space
        self.on: bool | None = None
        self.sync = Sync.UNREACHABLE
        self.wanted: bool | None = None
        self.failures = 0
        self.asked = False
        self.due: datetime | None = None
        self.lost_at: datetime | None = None

    def refuse(self, now: datetime) -> bool:
        """Take that the command failed; return whether one was waited for."""
        if not self.asked:
            return False
        self.failures, self.asked = self.failures + 1, False
        given_up = self.failures >= FAILURES_BEFORE_ISSUE
        self.sync = follow(self.sync, Signal.GAVE_UP if given_up else Signal.FAILED)
        self.due = now + wait_after(LockId(self.id), self.failures)
        return True

    def settle(self, wanted: bool | None, rule: str, now: datetime) -> SetSwitch | None:
        """Follow what is wanted (None: leave it as it is); return the command to give, if any."""
        anew = wanted is not self.wanted
        self.wanted = wanted
        self.lost_at = None if self.on is not None else self.lost_at or now
        if self.on is None:
            self._rest(Signal.LOST)
            return None
        if wanted is None or self.on is wanted:
            self._rest(Signal.FREED if wanted is None else Signal.AGREES)
            return None
        self.sync = follow(self.sync, Signal.WANTED_ANEW if anew else Signal.DIFFERS)
        if anew:
            self.failures, self.asked, self.due = 0, False, None
        if self.asked and self.due is not None and now >= self.due:
            self.refuse(now)
        if self.asked or (self.due is not None and now < self.due):
            return None
        self.asked, self.due = True, now + ANSWERS_WITHIN
        return SetSwitch(switch=self.id, space=self._space, on=wanted, rule=rule, not_after=self.due)

    def _rest(self, signal: Signal) -> None:
        self.sync = follow(self.sync, signal)
        self.failures, self.asked, self.due = 0, False, None

    def changes_at(self) -> list[datetime | None]:
        """Return when to look again: an answer or a retry that is due, being lost too long."""
        return [self.due, None if self.lost_at is None else self.lost_at + LOST_FOR]

    def has_problem(self, now: datetime) -> bool:
        """Whether staff should look at it."""
        is_lost = self.lost_at is not None and now >= self.lost_at + LOST_FOR
        return is_lost or self.sync is Sync.SUSPENDED
