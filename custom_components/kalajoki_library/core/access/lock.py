"""One lock: what it says, what is wanted of it, and the command or retry that follows (D3)."""

from datetime import datetime, timedelta

from ..effects import SetLock
from ..ids import DoorId, LockId
from ..words import Bolt, Desired, Leaf, Sync
from .sync import FAILURES_BEFORE_ISSUE, Signal, follow, wait_after

ANSWERS_WITHIN = timedelta(seconds=30)
# Availability often comes a moment before the state: a lock that is back gets so long to say it.
SPEAKS_WITHIN = timedelta(seconds=10)
LOST_FOR = timedelta(minutes=2)
# Somebody who unlocked by key gets through the door before the bolt is thrown again.
CORRECTED_AFTER = timedelta(seconds=30)

TARGETS = {Desired.LOCKED: Bolt.LOCKED, Desired.UNLOCKED: Bolt.UNLOCKED}


class Lock:
    """The desired and the actual bolt."""

    def __init__(self, lock: LockId, door: DoorId) -> None:
        """Start unheard, which is unreachable and never "locked"."""
        self.id, self._door = lock, door
        self.bolt = Bolt.UNKNOWN
        self.reachable = False
        self.sync = Sync.UNREACHABLE
        self.wanted = Desired.HOLD
        self.failures = 0
        self.asked = False
        self.due: datetime | None = None
        self.lost_at: datetime | None = None
        self.found_at: datetime | None = None

    def report(self, bolt: Bolt, *, reachable: bool, now: datetime) -> bool:
        """Take what the lock says; return whether that is news."""
        said = (bolt if reachable else Bolt.UNKNOWN, reachable)
        if said == (self.bolt, self.reachable):
            return False
        # A jam that was there before we listened does not answer the command that is out.
        jammed = bolt is Bolt.JAMMED and self.asked and self.reachable
        if not self.reachable:
            self.found_at = now
        elif self.bolt is Bolt.UNKNOWN and not self.asked and self.failures == 0:
            self.due = None  # it has spoken: no need to wait
        self.bolt, self.reachable = said
        if jammed:
            self.refuse(now)
        return True

    def refuse(self, now: datetime) -> bool:
        """Take that the command failed; return whether one was waited for."""
        if not self.asked:
            return False
        self.failures += 1
        self.asked = False
        given_up = self.failures >= FAILURES_BEFORE_ISSUE
        self.sync = follow(self.sync, Signal.GAVE_UP if given_up else Signal.FAILED)
        self.due = now + wait_after(self.id, self.failures)
        return True

    def settle(self, wanted: Desired, rule: str, leaf: Leaf | None, now: datetime) -> SetLock | None:
        """Follow what is wanted; return the command to give, if any. `leaf` None: wait for it to speak."""
        anew = wanted is not self.wanted
        self.wanted = wanted
        self.lost_at = None if self.reachable else self.lost_at or now
        if not self.reachable:
            self._rest(Signal.LOST)
            return None
        if wanted is Desired.HOLD:
            self._rest(Signal.FREED)
            return None
        if self.bolt is TARGETS[wanted]:
            self._rest(Signal.AGREES)
            return None
        was = self.sync
        self.sync = follow(was, Signal.WANTED_ANEW if anew else Signal.DIFFERS)
        if anew:
            self.failures, self.asked, self.due = 0, False, None
        if wanted is Desired.LOCKED and leaf not in (Leaf.CLOSED, Leaf.UNKNOWN):
            self.asked, self.due = False, None  # never throw the bolt of an open door (D3)
            return None
        if was is Sync.IN_SYNC and not anew and wanted is Desired.LOCKED:
            self.due = now + CORRECTED_AFTER
        if self.bolt is Bolt.UNKNOWN and self.failures == 0 and not self.asked and self.found_at is not None:
            self.due = self.found_at + SPEAKS_WITHIN
        return self._ask(rule, now)

    def _ask(self, rule: str, now: datetime) -> SetLock | None:
        if self.asked and self.due is not None and now >= self.due:
            self.refuse(now)
        if self.asked or (self.due is not None and now < self.due):
            return None
        self.asked, self.due = True, now + ANSWERS_WITHIN
        return SetLock(
            lock=self.id,
            door=self._door,
            desired=self.wanted,
            rule=rule,
            attempt=self.failures + 1,
            not_after=now + ANSWERS_WITHIN,
        )

    def _rest(self, signal: Signal) -> None:
        self.sync = follow(self.sync, signal)
        self.failures, self.asked, self.due = 0, False, None

    @property
    def is_ours(self) -> bool:
        """Whether the rules have moved the bolt, so that they must bring it home."""
        return self.wanted is not Desired.HOLD

    def try_anew(self) -> None:
        """Forget failed attempts and what was wanted: the next `settle` starts over."""
        self.wanted = Desired.HOLD

    @property
    def is_lost_since(self) -> datetime | None:
        """Return when being unreachable becomes worth telling."""
        return None if self.lost_at is None else self.lost_at + LOST_FOR
