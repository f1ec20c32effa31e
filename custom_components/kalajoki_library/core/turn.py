"""What one handled event leads to: effects in order, what must be looked at, what may look different."""

from dataclasses import dataclass, field
from datetime import datetime

from .effects import Effect, Touched
from .ids import DoorId, SpaceId


@dataclass(slots=True, kw_only=True)
class Turn:
    """The work of one event. `opening`, `people`, `routine`, `spaces` and `doors` wait to be settled.

    `replanned`: hours or exceptions of any date have changed, so that everything that follows them must be
    looked at. Before `is_started` nothing is commanded: not everything has been told yet.
    """

    now: datetime
    is_started: bool = False
    effects: list[Effect] = field(default_factory=list)
    opening: bool = False
    replanned: bool = False
    people: bool = False
    requests: bool = False
    routine: bool = False
    spaces: set[SpaceId] = field(default_factory=set)
    doors: set[DoorId] = field(default_factory=set)
    equipment: set[SpaceId] = field(default_factory=set)
    touched_opening: bool = False
    touched_people: bool = False
    touched_spaces: set[SpaceId] = field(default_factory=set)
    touched_doors: set[DoorId] = field(default_factory=set)

    def close(self) -> tuple[Effect, ...]:
        """Return the effects, `Touched` last and only when something may look different."""
        if self.touched_opening or self.touched_people or self.touched_spaces or self.touched_doors:
            touched = Touched(
                opening=self.touched_opening,
                people=self.touched_people,
                spaces=frozenset(self.touched_spaces),
                doors=frozenset(self.touched_doors),
            )
            return (*self.effects, touched)
        return tuple(self.effects)
