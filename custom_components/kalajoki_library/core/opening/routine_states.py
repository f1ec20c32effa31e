"""Opening and closing as a table: what the clock, the plan and the sweep make of the routine (H6)."""

from enum import StrEnum

from ..words import RoutineState


class Signal(StrEnum):
    """What holds now, as the routine hears it. SWEPT and OVERTIME are heard only after closing."""

    OPENS_SOON = "opens_soon"
    STAYS_OPEN = "stays_open"
    CLOSES_SOON = "closes_soon"
    ENTRIES_END = "entries_end"
    CLOSED = "closed"
    SWEPT = "swept"
    OVERTIME = "overtime"
    EMERGENCY = "emergency"
    HOURS_LOST = "hours_lost"


_S = RoutineState

# Levels, not edges: whatever was missed, the hours of now lead to the same state from everywhere. Only
# what happens after closing depends on the way: nothing is armed that was not seen to close.
TRANSITIONS: dict[tuple[RoutineState, Signal], RoutineState] = {
    **{(state, Signal.OPENS_SOON): _S.OPENING_CHECKS for state in _S},
    **{(state, Signal.STAYS_OPEN): _S.OPEN for state in _S},
    **{(state, Signal.CLOSES_SOON): _S.CLOSING for state in _S},
    **{(state, Signal.ENTRIES_END): _S.NO_NEW_ENTRIES for state in _S},
    **{(state, Signal.EMERGENCY): _S.QUIET for state in _S},
    (_S.OPEN, Signal.CLOSED): _S.SWEEPING,
    (_S.CLOSING, Signal.CLOSED): _S.SWEEPING,
    (_S.NO_NEW_ENTRIES, Signal.CLOSED): _S.SWEEPING,
    (_S.OPENING_CHECKS, Signal.CLOSED): _S.SWEEPING,
    (_S.UNKNOWN, Signal.CLOSED): _S.QUIET,
    (_S.SWEEPING, Signal.SWEPT): _S.ARMED,
    (_S.NOT_ARMED, Signal.SWEPT): _S.ARMED,
    (_S.SWEEPING, Signal.OVERTIME): _S.NOT_ARMED,
    (_S.OPEN, Signal.HOURS_LOST): _S.UNKNOWN,
    (_S.CLOSING, Signal.HOURS_LOST): _S.UNKNOWN,
    (_S.NO_NEW_ENTRIES, Signal.HOURS_LOST): _S.UNKNOWN,
    (_S.OPENING_CHECKS, Signal.HOURS_LOST): _S.UNKNOWN,
    (_S.QUIET, Signal.HOURS_LOST): _S.UNKNOWN,
    (_S.UNKNOWN, Signal.HOURS_LOST): _S.UNKNOWN,
}
IGNORED = frozenset(
    {
        *((state, Signal.CLOSED) for state in (_S.QUIET, _S.SWEEPING, _S.ARMED, _S.NOT_ARMED)),
        # What was armed or is being swept stays so though nobody knows when the building opens next.
        *((state, Signal.HOURS_LOST) for state in (_S.SWEEPING, _S.ARMED, _S.NOT_ARMED)),
        *((state, Signal.SWEPT) for state in _S if state not in (_S.SWEEPING, _S.NOT_ARMED)),
        *((state, Signal.OVERTIME) for state in _S if state is not _S.SWEEPING),
    }
)
AFTER_CLOSING = frozenset({_S.SWEEPING, _S.NOT_ARMED})


def follow(state: RoutineState, signal: Signal) -> RoutineState:
    """Return the next state; what the table ignores changes nothing."""
    return TRANSITIONS.get((state, signal), state)
