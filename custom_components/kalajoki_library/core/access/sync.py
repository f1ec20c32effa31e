"""How far a lock follows what is wanted of it, as a table (D3)."""

from datetime import timedelta
from enum import StrEnum
from zlib import crc32

from ..ids import LockId
from ..words import Sync


class Signal(StrEnum):
    """What a lock's state machine hears."""

    AGREES = "agrees"
    DIFFERS = "differs"
    WANTED_ANEW = "wanted_anew"
    FAILED = "failed"
    GAVE_UP = "gave_up"
    FREED = "freed"
    LOST = "lost"


TRANSITIONS: dict[tuple[Sync, Signal], Sync] = {
    (Sync.IN_SYNC, Signal.AGREES): Sync.IN_SYNC,
    (Sync.IN_SYNC, Signal.DIFFERS): Sync.PENDING,
    (Sync.IN_SYNC, Signal.WANTED_ANEW): Sync.PENDING,
    (Sync.IN_SYNC, Signal.FREED): Sync.IN_SYNC,
    (Sync.IN_SYNC, Signal.LOST): Sync.UNREACHABLE,
    (Sync.PENDING, Signal.AGREES): Sync.IN_SYNC,
    (Sync.PENDING, Signal.DIFFERS): Sync.PENDING,
    (Sync.PENDING, Signal.WANTED_ANEW): Sync.PENDING,
    (Sync.PENDING, Signal.FAILED): Sync.RETRYING,
    (Sync.PENDING, Signal.GAVE_UP): Sync.SUSPENDED,
    (Sync.PENDING, Signal.FREED): Sync.IN_SYNC,
    (Sync.PENDING, Signal.LOST): Sync.UNREACHABLE,
    (Sync.RETRYING, Signal.AGREES): Sync.IN_SYNC,
    (Sync.RETRYING, Signal.DIFFERS): Sync.RETRYING,
    (Sync.RETRYING, Signal.WANTED_ANEW): Sync.PENDING,
    (Sync.RETRYING, Signal.FAILED): Sync.RETRYING,
    (Sync.RETRYING, Signal.GAVE_UP): Sync.SUSPENDED,
    (Sync.RETRYING, Signal.FREED): Sync.IN_SYNC,
    (Sync.RETRYING, Signal.LOST): Sync.UNREACHABLE,
    (Sync.SUSPENDED, Signal.AGREES): Sync.IN_SYNC,
    (Sync.SUSPENDED, Signal.DIFFERS): Sync.SUSPENDED,
    (Sync.SUSPENDED, Signal.WANTED_ANEW): Sync.PENDING,
    (Sync.SUSPENDED, Signal.FAILED): Sync.SUSPENDED,
    (Sync.SUSPENDED, Signal.GAVE_UP): Sync.SUSPENDED,
    (Sync.SUSPENDED, Signal.FREED): Sync.IN_SYNC,
    (Sync.SUSPENDED, Signal.LOST): Sync.UNREACHABLE,
    (Sync.UNREACHABLE, Signal.AGREES): Sync.IN_SYNC,
    (Sync.UNREACHABLE, Signal.DIFFERS): Sync.PENDING,
    (Sync.UNREACHABLE, Signal.WANTED_ANEW): Sync.PENDING,
    (Sync.UNREACHABLE, Signal.FREED): Sync.IN_SYNC,
    (Sync.UNREACHABLE, Signal.LOST): Sync.UNREACHABLE,
}
# A refusal that comes when nothing is asked of the lock any more says nothing new.
IGNORED = frozenset(
    {
        (Sync.IN_SYNC, Signal.FAILED),
        (Sync.IN_SYNC, Signal.GAVE_UP),
        (Sync.UNREACHABLE, Signal.FAILED),
        (Sync.UNREACHABLE, Signal.GAVE_UP),
    }
)

FIRST_RETRY = timedelta(seconds=60)
LONGEST_RETRY = timedelta(minutes=30)
FAILURES_BEFORE_ISSUE = 3
JITTER = 0.2


def follow(state: Sync, signal: Signal) -> Sync:
    """Return the next state; what the table ignores changes nothing."""
    return TRANSITIONS.get((state, signal), state)


def wait_after(lock: LockId, failures: int) -> timedelta:
    """Return how long to wait after so many failures: doubling, with a jitter of the lock's own (D3).

    A lock that failed [3] times running is suspended: staff are told and it is tried at the longest
    interval only, at once when something else is wanted of it or when staff ask for it.
    """
    if failures >= FAILURES_BEFORE_ISSUE:
        wait = LONGEST_RETRY
    else:
        wait = min(FIRST_RETRY * 2 ** (failures - 1), LONGEST_RETRY)
    spread = crc32(f"{lock}:{failures}".encode()) / 2**32
    return wait * (1 - JITTER * spread)
