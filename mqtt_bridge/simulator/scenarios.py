"""How a day goes in the pretend building: who comes, how long they stay, what they do there."""

from dataclasses import dataclass
from enum import StrEnum


class Scenario(StrEnum):
    """What can be chosen. STILL: devices only answer and report, nobody comes by himself."""

    BUSY_SATURDAY = "busy-saturday"
    QUIET_EVENING = "quiet-evening"
    STILL = "still"


@dataclass(frozen=True, slots=True, kw_only=True)
class Pace:
    """Means of a day: a group comes every `every_s`, stays `stay_s`; a room fills every `room_every_s`.

    `prints_every_s`: how often somebody starts a job at the printer; it prints for `print_s`.
    """

    every_s: float
    stay_s: float
    groups: tuple[int, ...]
    most_inside: int
    room_every_s: float
    room_stay_s: float
    room_groups: tuple[int, ...]
    prints_every_s: float
    print_s: float


PACES = {
    Scenario.BUSY_SATURDAY: Pace(
        every_s=6.0,
        stay_s=600.0,
        groups=(1, 1, 2, 2, 3, 4, 5),
        most_inside=140,  # more than the fire rule of the demo's library allows
        room_every_s=60.0,
        room_stay_s=180.0,
        room_groups=(2, 3, 4, 6),
        prints_every_s=90.0,
        print_s=60.0,
    ),
    Scenario.QUIET_EVENING: Pace(
        every_s=45.0,
        stay_s=400.0,
        groups=(1, 1, 1, 2),
        most_inside=15,
        room_every_s=240.0,
        room_stay_s=240.0,
        room_groups=(1, 2),
        prints_every_s=400.0,
        print_s=120.0,
    ),
}
