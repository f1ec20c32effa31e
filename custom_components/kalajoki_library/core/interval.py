"""Half-open aware intervals `[start, end)` and their algebra."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from .errors import ValueRefusedError


@dataclass(frozen=True, slots=True, order=True)
class Interval:
    """A non-empty stretch of time."""

    start: datetime
    end: datetime

    def __post_init__(self) -> None:
        """Refuse naive times and empty or backward intervals."""
        if self.start.tzinfo is None or self.end.tzinfo is None:
            raise ValueRefusedError("an interval's ends must be aware")
        if self.end <= self.start:
            raise ValueRefusedError("an interval must end after it starts")

    @property
    def length(self) -> timedelta:
        """How long it lasts."""
        return self.end - self.start

    def contains(self, instant: datetime) -> bool:
        """Whether the instant lies inside; the end does not."""
        return self.start <= instant < self.end
