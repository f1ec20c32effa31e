"""How full a building, zone or space is, in a word that does not flicker (P3)."""

from fractions import Fraction

from ..words import CrowdLevel

# From which share of the capacity each level holds, fullest first: warn at 90 %, alert at 100 % (P3).
FROM = (
    (CrowdLevel.FULL, Fraction(1)),
    (CrowdLevel.BUSY, Fraction(9, 10)),
    (CrowdLevel.NORMAL, Fraction(1, 3)),
)
# A level is left downwards only when so much of the capacity, and at least one person, is free again.
SLACK = Fraction(1, 20)


def level_of(people: int | None, capacity: int | None, before: CrowdLevel) -> CrowdLevel:
    """Return the level; UNKNOWN without a count or a capacity: never shown as room to spare."""
    if people is None or not capacity:
        return CrowdLevel.UNKNOWN
    slack = max(Fraction(1), SLACK * capacity)
    was_reached = False
    for level, share in FROM:
        was_reached = was_reached or level is before
        least: Fraction = share * capacity
        if people >= least or (was_reached and people and people > least - slack):
            return level
    return CrowdLevel.QUIET
