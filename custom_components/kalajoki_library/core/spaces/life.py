"""The life of one booking, as a table: used or not, over how, and what is counted on the way (B1, B4, B6)."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from ..words import BookingOutcome


class Stage(StrEnum):
    """How far a booking has come."""

    EXPECTED = "expected"
    USED = "used"
    OVER = "over"


class Step(StrEnum):
    """What happens to a booking."""

    CHECKED_IN = "checked_in"
    END_PASSED = "end_passed"
    ENDED = "ended"
    REMOVED = "removed"
    REOPENED = "reopened"
    PUT_OFF = "put_off"


TRANSITIONS: dict[tuple[Stage, Step], tuple[Stage, BookingOutcome | None]] = {
    (Stage.EXPECTED, Step.CHECKED_IN): (Stage.USED, BookingOutcome.STARTED),
    (Stage.EXPECTED, Step.END_PASSED): (Stage.OVER, BookingOutcome.NOT_USED),
    (Stage.EXPECTED, Step.ENDED): (Stage.OVER, BookingOutcome.ENDED_EARLY),
    (Stage.EXPECTED, Step.REMOVED): (Stage.OVER, BookingOutcome.CANCELLED),
    (Stage.USED, Step.END_PASSED): (Stage.OVER, BookingOutcome.COMPLETED),
    (Stage.USED, Step.ENDED): (Stage.OVER, BookingOutcome.ENDED_EARLY),
    (Stage.USED, Step.REMOVED): (Stage.OVER, BookingOutcome.CANCELLED),
    (Stage.USED, Step.PUT_OFF): (Stage.EXPECTED, None),
    (Stage.OVER, Step.REOPENED): (Stage.EXPECTED, None),
    (Stage.OVER, Step.PUT_OFF): (Stage.EXPECTED, None),
}
IGNORED = frozenset(
    {
        (Stage.EXPECTED, Step.REOPENED),  # it never ended
        (Stage.EXPECTED, Step.PUT_OFF),
        (Stage.USED, Step.CHECKED_IN),  # once is enough
        (Stage.USED, Step.REOPENED),
        (Stage.OVER, Step.CHECKED_IN),
        (Stage.OVER, Step.END_PASSED),
        (Stage.OVER, Step.ENDED),
        (Stage.OVER, Step.REMOVED),
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Life:
    """A booking's stage, and since when it was used."""

    stage: Stage = Stage.EXPECTED
    started_at: datetime | None = None

    @property
    def was_used(self) -> bool:
        """Whether somebody checked in."""
        return self.started_at is not None


UNTOUCHED = Life()


def step(life: Life, happened: Step, now: datetime) -> tuple[Life, BookingOutcome | None]:
    """Return the next life and what to count; the same life when the table ignores the step."""
    found = TRANSITIONS.get((life.stage, happened))
    if found is None:
        return life, None
    stage, outcome = found
    started_at = now if happened is Step.CHECKED_IN else life.started_at
    if stage is Stage.EXPECTED:
        started_at = None
    return Life(stage=stage, started_at=started_at), outcome
