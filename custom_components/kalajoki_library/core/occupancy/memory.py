"""What is remembered of people over a restart, as JSON-able data, and back."""

from datetime import datetime
from typing import Any

from ..ids import CounterId, SpaceId
from ..words import CrowdLevel
from .counter import Side
from .occupancy import Occupancy

type Data = dict[str, Any]


def take(occupancy: Occupancy) -> Data:
    """Return counts, totals and levels."""
    people, crowding = occupancy.people, occupancy.crowding
    return {
        "counts": dict(people.counts),
        "sides": [[counter, way, one.total, _text(one.at)] for (counter, way), one in people.sides.items()],
        "moved_at": _text(people.moved_at),
        "levels": {zone: level.value for zone, level in crowding.zones.items()},
        "space_levels": {space: level.value for space, level in crowding.spaces.items()},
    }


def restore(data: Data, occupancy: Occupancy) -> None:
    """Take them up again; what is configured no more is left out."""
    people, crowding = occupancy.people, occupancy.crowding
    for zone, count in data["counts"].items():
        if zone in people.counts:
            people.counts[zone] = int(count)
    for counter, way, total, at in data["sides"]:
        if (CounterId(counter), way) in people.sides:
            people.sides[CounterId(counter), way] = Side(total=total, at=_instant(at))
    people.moved_at = _instant(data["moved_at"])
    for zone, level in data.get("levels", {}).items():
        if zone in crowding.zones:
            crowding.zones[zone] = CrowdLevel(level)
    for space, level in data.get("space_levels", {}).items():
        if SpaceId(space) in crowding.spaces:
            crowding.spaces[SpaceId(space)] = CrowdLevel(level)


def _text(instant: datetime | None) -> str | None:
    return None if instant is None else instant.isoformat()


def _instant(text: str | None) -> datetime | None:
    return None if text is None else datetime.fromisoformat(text)
