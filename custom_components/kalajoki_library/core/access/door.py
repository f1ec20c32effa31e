"""One door: its locks and leaf, its plan, and what follows from them (D1, D3)."""

from dataclasses import replace
from datetime import datetime, timedelta

from ..effects import SetLock
from ..ids import LockId
from ..settings import DoorSettings
from ..views import DoorView
from ..words import Bolt, Desired, DoorRole, Leaf, Sync
from .lock import Lock
from .plan import BY_HAND, HOURS_UNKNOWN, DoorPlan

# After a start a contact is given so long to say whether its door stands open.
CONTACT_SPEAKS_WITHIN = timedelta(seconds=60)
STARTING = DoorPlan(desired=Desired.HOLD, rule="D3:starting")

_WORST_BOLT = (Bolt.JAMMED, Bolt.UNKNOWN, Bolt.UNLOCKING, Bolt.UNLOCKED, Bolt.LOCKING, Bolt.LOCKED)
_WORST_SYNC = (Sync.UNREACHABLE, Sync.SUSPENDED, Sync.RETRYING, Sync.PENDING, Sync.IN_SYNC)


class Door:
    """Desired against actual."""

    def __init__(self, settings: DoorSettings) -> None:
        """Start in the automation, with nothing heard."""
        self.settings = settings
        self.locks = {lock: Lock(lock, settings.id) for lock in settings.locks}
        self.leaf: Leaf | None = None
        self.automatic = True
        self.plan = STARTING

    def report_leaf(self, leaf: Leaf) -> bool:
        """Take what the contact says; return whether that is news. UNKNOWN at the start says nothing."""
        if leaf is self.leaf or (leaf is Leaf.UNKNOWN and self.leaf is None):
            return False
        self.leaf = leaf
        return True

    def switch(self, *, automatic: bool) -> bool:
        """Take the door out of the automation or put it back; return whether that is a change."""
        if automatic is self.automatic:
            return False
        self.automatic = automatic
        for lock in self.locks.values():
            lock.try_anew()
        return True

    def settle(self, plan: DoorPlan, started: datetime, now: datetime) -> list[SetLock]:
        """Follow the plan; return the commands to give."""
        if not self.automatic:
            plan = DoorPlan(desired=Desired.HOLD, rule=BY_HAND)
        if plan.rule == HOURS_UNKNOWN and any(lock.is_ours for lock in self.locks.values()):
            plan = replace(plan, desired=Desired.LOCKED)  # what the rules opened, the rules close
        self.plan = plan
        leaf = self._leaf(started, now)
        commands = [lock.settle(plan.desired, plan.rule, leaf, now) for lock in self.locks.values()]
        return [command for command in commands if command is not None]

    def _leaf(self, started: datetime, now: datetime) -> Leaf | None:
        if self.settings.contact is None:
            return Leaf.UNKNOWN
        if self.leaf is None and now >= started + CONTACT_SPEAKS_WITHIN:
            return Leaf.UNKNOWN
        return self.leaf

    def changes_at(self, started: datetime, now: datetime) -> datetime | None:
        """Return when to look again: the plan, a retry, an answer that is due, a silent contact."""
        ends = [self.plan.until, self.plan.rule_until, started + CONTACT_SPEAKS_WITHIN]
        for lock in self.locks.values():
            ends += [lock.due, lock.is_lost_since]
        return min((end for end in ends if end is not None and end > now), default=None)

    def refuse(self, lock: LockId, now: datetime) -> bool:
        """Take that a command to a lock failed."""
        return self.locks[lock].refuse(now)

    @property
    def bolt(self) -> Bolt:
        """The least safe of what the locks say: a door is locked only when every lock is."""
        return min((lock.bolt for lock in self.locks.values()), key=_WORST_BOLT.index)

    @property
    def sync(self) -> Sync:
        """The furthest from being in sync."""
        return min((lock.sync for lock in self.locks.values()), key=_WORST_SYNC.index)

    def view(self) -> DoorView:
        """Return how the door looks."""
        settings = self.settings
        is_room = settings.role is DoorRole.ROOM and bool(settings.spaces)
        return DoorView(
            door=settings.id,
            name=settings.name,
            role=settings.role,
            desired=self.plan.desired,
            rule=self.plan.rule,
            actual=self.bolt,
            leaf=self.leaf or Leaf.UNKNOWN,
            sync=self.sync,
            until=self.plan.until,
            automatic=self.automatic,
            space=settings.spaces[0] if is_room else None,
            plan=self.plan.unlocked,
            plan_until=self.plan.valid_until,
        )
