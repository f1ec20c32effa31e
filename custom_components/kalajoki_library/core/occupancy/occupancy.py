"""People in the building: takes what counters, staff and presence say, tells visits and how full it is."""

from collections.abc import Iterable
from datetime import datetime

from ..deadlines import Deadlines
from ..effects import VisitsCounted
from ..events import PeopleCorrected, PeopleCounted
from ..issues import Issues
from ..opening.opening import Opening
from ..settings import BUILDING, Settings
from ..spaces.space import Space
from ..turn import Turn
from ..views import PeopleView
from ..words import Mode
from .crowding import Crowding
from .people import QUIET, Moved, People


class Occupancy:
    """Counts, and levels made of them."""

    def __init__(self, settings: Settings, opening: Opening, issues: Issues) -> None:
        """Start without any total."""
        self._opening = opening
        self.people = People(settings.counters)
        self.crowding = Crowding(settings, self.people, issues)

    def count(self, event: PeopleCounted, turn: Turn) -> None:
        """Take a counter's totals."""
        changed, moved = self.people.count(event.counter, event.entered, event.left, turn.now)
        for one in moved:
            self._tell(one, turn)
        if changed:
            turn.people = turn.touched_people = True

    def correct(self, event: PeopleCorrected, turn: Turn) -> None:
        """Take what somebody of staff counted."""
        moved = self.people.correct(event.zone, event.inside)
        if moved is not None:
            self._tell(moved, turn)
            turn.people = turn.touched_people = True

    def look_into(self, spaces: Iterable[Space], turn: Turn, *, started: bool) -> None:
        """Somebody in a space means that the building is not quiet, and may fill the space."""
        looked_at = tuple(spaces)
        for space in looked_at:
            occupied = space.presence.occupied
            turn.people = self.people.stir(space.settings.id, occupied, turn.now) or turn.people
        if started:
            self.crowding.settle_spaces(looked_at, turn)

    def forget_yesterday(self, now: datetime) -> None:
        """Forget who was left over when a closed and quiet stretch passed while nobody watched (P1).

        While it is still closed, presence is heard first.
        """
        plan = self._opening.planned(now, now + QUIET)
        is_closed = bool(plan) and plan[0].mode is Mode.CLOSED
        if not is_closed and self._opening.was_closed_for(QUIET, self.people.moved_at, now):
            self.people.forget()

    def settle(self, turn: Turn, deadlines: Deadlines) -> None:
        """Forget who was left over, and work out how full it is; not before presence was told."""
        closed_since = self._opening.since if self._opening.mode is Mode.CLOSED else None
        for moved in self.people.forget_drift(closed_since, turn.now):
            self._tell(moved, turn)
            turn.touched_people = True
        deadlines.put(("people", ""), self.people.quiet_at(closed_since))
        self.crowding.settle_zones(turn)

    def view(self, zone: str = BUILDING) -> PeopleView:
        """Return the people of the building or of a zone."""
        return PeopleView(
            inside=self.people.inside(zone),
            capacity=self.crowding.capacities[zone],
            level=self.crowding.level(zone),
        )

    def _tell(self, moved: Moved, turn: Turn) -> None:
        visits = VisitsCounted(
            zone=moved.zone,
            inside=moved.inside,
            entered=moved.entered,
            left=moved.left,
            mode=self._opening.mode,
            corrected=moved.corrected,
        )
        turn.effects.append(visits)
