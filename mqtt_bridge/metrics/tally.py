"""The recorder's counters. Their sums are checked against each other by tests, never repaired.

The unit is one point; a message that cannot be understood counts as one. Points that an earlier
run left in the spool count as received and spooled again (`carried`).
"""

from collections import Counter
from dataclasses import dataclass, field


@dataclass(slots=True, kw_only=True)
class Tally:
    """Counts since the start of this run; only the event loop's thread changes them."""

    carried: int = 0
    taken: int = 0
    refused: Counter[str] = field(default_factory=Counter)
    spooled: int = 0
    written: int = 0
    dead: Counter[str] = field(default_factory=Counter)
    expired: int = 0

    def carry(self, waiting: int, lost: int) -> None:
        """Take over what the spool held at the start; `lost` of it turned out to be damaged."""
        self.carried += waiting + lost
        self.spooled += waiting + lost
        if lost:
            self.dead["damaged_spool"] += lost
