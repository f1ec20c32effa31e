"""How full the building, its zones and its spaces are, told when the word changes (P3)."""

from collections.abc import Iterable

from ..effects import CapacityChanged
from ..ids import SpaceId
from ..issues import Issues
from ..settings import BUILDING, Settings
from ..spaces.space import Space
from ..turn import Turn
from ..words import OPEN_MODES, CrowdLevel, IssueKind, Mode
from .crowd import level_of
from .people import People

ISSUES = {CrowdLevel.BUSY: IssueKind.NEARLY_FULL, CrowdLevel.FULL: IssueKind.CROWDED}


class Crowding:
    """The level of everything that has a capacity, with its hysteresis."""

    def __init__(self, settings: Settings, people: People, issues: Issues) -> None:
        """Start with nothing known."""
        self._people, self._issues = people, issues
        self.capacities = {BUILDING: settings.capacity, **{one.id: one.capacity for one in settings.zones}}
        self.inner_zones = dict.fromkeys(one.id for one in settings.zones).keys()
        self.zones: dict[str, CrowdLevel] = dict.fromkeys(self.capacities, CrowdLevel.UNKNOWN)
        self.spaces: dict[SpaceId, CrowdLevel] = {
            one.id: CrowdLevel.UNKNOWN for one in settings.spaces if one.capacity
        }

    def level(self, zone: str = BUILDING) -> CrowdLevel:
        """Return how full the building or a zone is."""
        return self.zones.get(zone, CrowdLevel.UNKNOWN)

    def of_space(self, space: SpaceId) -> CrowdLevel:
        """Return how full a space is."""
        return self.spaces.get(space, CrowdLevel.UNKNOWN)

    def public(self, mode: Mode) -> CrowdLevel | None:
        """Return what a display may say: while it is open, and never a number (S8)."""
        level = self.level()
        return level if mode in OPEN_MODES and level is not CrowdLevel.UNKNOWN else None

    def settle_zones(self, turn: Turn) -> None:
        """Work out the levels of building and zones. Nothing is known again: what was told stays open."""
        for zone, before in self.zones.items():
            after = level_of(self._people.inside(zone), self.capacities[zone], before)
            if after is before:
                continue
            self.zones[zone] = after
            turn.touched_people = True
            named = None if zone == BUILDING else zone
            turn.effects.append(CapacityChanged(level=after, previous=before, zone=named))
            if after is not CrowdLevel.UNKNOWN:
                for level, kind in ISSUES.items():
                    turn.effects += self._issues.set(kind, named or "", is_open=after is level)

    def settle_spaces(self, spaces: Iterable[Space], turn: Turn) -> None:
        """Work out the levels of spaces; a room that is full is no matter for staff, only for automations."""
        for space in spaces:
            id_ = space.settings.id
            if (before := self.spaces.get(id_)) is None:
                continue
            after = level_of(space.presence.people, space.settings.capacity, before)
            if after is not before:
                self.spaces[id_] = after
                turn.touched_spaces.add(id_)
                turn.effects.append(CapacityChanged(level=after, previous=before, space=id_))
