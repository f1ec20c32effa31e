"""A booking as every source must give it (B1). Titles stay inside unless they are public."""

from dataclasses import dataclass, field
from datetime import datetime

from .errors import ValueRefusedError
from .ids import BookingKey, SpaceId
from .words import BookingKind, BookingState, OrganiserKind


@dataclass(frozen=True, slots=True, kw_only=True)
class Booking:
    """A half-open interval `[start, end)` on a space."""

    key: BookingKey
    space: SpaceId
    start: datetime
    end: datetime
    state: BookingState = BookingState.CONFIRMED
    kind: BookingKind = BookingKind.NORMAL
    organiser: OrganiserKind = OrganiserKind.CUSTOMER
    title: str = field(default="", repr=False)
    public: bool = False
    attendees: int | None = None
    made_at: datetime | None = None
    on_the_spot: bool = False

    def __post_init__(self) -> None:
        """Refuse naive times and empty intervals."""
        if self.start.tzinfo is None or self.end.tzinfo is None:
            raise ValueRefusedError("a booking's times must be aware")
        if self.end <= self.start:
            raise ValueRefusedError("a booking must end after it starts")

    @property
    def holds(self) -> bool:
        """Whether the booking takes its space: cancelled and denied ones do not."""
        return self.state in (BookingState.CONFIRMED, BookingState.TENTATIVE)
