"""The life of one booking, as a table: used or not, over how, and what is counted on the way (B1, B4, B6)."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from ..words import BookingOutcome


class Stage(StrEnum):
    """How far a booking has come."""

    EXPECTED = "expected"
    USED = "used"
    RELEASED = "released"
    OVER = "over"


class Step(StrEnum):
    """What happens to a booking."""

    CHECKED_IN = "checked_in"
    END_PASSED = "end_passed"
    ENDED = "ended"
    REMOVED = "removed"
    REOPENED = "reopened"
    PUT_OFF = "put_off"
    RELEASED = "released"
    UNDONE = "undone"


TRANSITIONS: dict[tuple[Stage, Step], tuple[Stage, BookingOutcome | None]] = {
    (Stage.EXPECTED, Step.CHECKED_IN): (Stage.USED, BookingOutcome.STARTED),
    (Stage.EXPECTED, Step.END_PASSED): (Stage.OVER, BookingOutcome.NOT_USED),
    (Stage.EXPECTED, Step.ENDED): (Stage.OVER, BookingOutcome.ENDED_EARLY),
    (Stage.EXPECTED, Step.REMOVED): (Stage.OVER, BookingOutcome.CANCELLED),
    (Stage.EXPECTED, Step.RELEASED): (Stage.RELEASED, BookingOutcome.RELEASED),
    (Stage.EXPECTED, Step.PUT_OFF): (Stage.EXPECTED, None),
    (Stage.EXPECTED, Step.UNDONE): (Stage.USED, BookingOutcome.STARTED),
    (Stage.USED, Step.END_PASSED): (Stage.OVER, BookingOutcome.COMPLETED),
    (Stage.USED, Step.ENDED): (Stage.OVER, BookingOutcome.ENDED_EARLY),
    (Stage.USED, Step.REMOVED): (Stage.OVER, BookingOutcome.CANCELLED),
    (Stage.USED, Step.PUT_OFF): (Stage.EXPECTED, None),
    (Stage.RELEASED, Step.REOPENED): (Stage.EXPECTED, None),
    (Stage.RELEASED, Step.PUT_OFF): (Stage.EXPECTED, None),
    (Stage.RELEASED, Step.UNDONE): (Stage.USED, BookingOutcome.STARTED),
    (Stage.OVER, Step.REOPENED): (Stage.EXPECTED, None),
    (Stage.OVER, Step.PUT_OFF): (Stage.EXPECTED, None),
}
IGNORED = frozenset(
    {
        (Stage.EXPECTED, Step.REOPENED),  # it never ended
        (Stage.USED, Step.CHECKED_IN),  # once is enough
        (Stage.USED, Step.REOPENED),
        (Stage.USED, Step.RELEASED),  # somebody came in the meantime
        (Stage.USED, Step.UNDONE),
        (Stage.RELEASED, Step.CHECKED_IN),
        (Stage.RELEASED, Step.END_PASSED),
        (Stage.RELEASED, Step.ENDED),
        (Stage.RELEASED, Step.REMOVED),  # it was counted as released
        (Stage.RELEASED, Step.RELEASED),
        (Stage.OVER, Step.CHECKED_IN),
        (Stage.OVER, Step.END_PASSED),
        (Stage.OVER, Step.ENDED),
        (Stage.OVER, Step.REMOVED),
        (Stage.OVER, Step.RELEASED),
        (Stage.OVER, Step.UNDONE),
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Life:
    """A booking's stage, since when it was used, and whether anybody was seen in its time (B6)."""

    stage: Stage = Stage.EXPECTED
    started_at: datetime | None = None
    seen: bool = False

    @property
    def was_used(self) -> bool:
        """Whether somebody checked in."""
        return self.started_at is not None

    @property
    def is_over(self) -> bool:
        """Whether nothing is left of the booking, whatever its times say."""
        return self.stage in (Stage.OVER, Stage.RELEASED)


UNTOUCHED = Life()


def step(life: Life, happened: Step, now: datetime) -> tuple[Life, BookingOutcome | None]:
    """Return the next life and what to count; the same life when the table ignores the step."""
    found = TRANSITIONS.get((life.stage, happened))
    if found is None:
        return life, None
    stage, outcome = found
    if stage is Stage.EXPECTED:
        return UNTOUCHED, outcome  # its people have not come yet
    started_at = now if happened in (Step.CHECKED_IN, Step.UNDONE) else life.started_at
    return Life(stage=stage, started_at=started_at, seen=life.seen), outcome
