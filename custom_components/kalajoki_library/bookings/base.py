"""What every booking source can be asked (B2, B4)."""

from datetime import datetime
from typing import Protocol

from ..core.bookings import Booking
from ..core.effects import ChangeBooking
from ..core.ids import SourceId
from ..core.words import ActCode


class BookingSource(Protocol):
    """A system that owns bookings."""

    @property
    def id(self) -> SourceId:
        """Return the name under which spaces refer to it."""

    @property
    def writes(self) -> bool:
        """Return whether it takes changes."""

    async def read(self, start: datetime, end: datetime) -> tuple[Booking, ...]:
        """Return every booking that overlaps `[start, end)`; HomeAssistantError when it cannot."""

    async def change(self, wanted: ChangeBooking) -> ActCode:
        """Make one change and say what became of it; never raises for a refused change."""
