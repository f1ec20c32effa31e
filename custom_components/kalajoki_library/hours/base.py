"""What every hours source can be asked, and how it says that it cannot answer (H3)."""

from datetime import date
from typing import Protocol

from ..core.opening.hours import DayHours
from ..core.words import HoursSource


class HoursError(Exception):
    """Root of what can go wrong with an hours source."""


class SourceDownError(HoursError):
    """The source gave no usable answer: keep the last good hours and ask again later."""


class DayUnclearError(HoursError):
    """What the source says of one date cannot be understood: that date is unknown (H2)."""


class HoursReader(Protocol):
    """A source outside Home Assistant that is asked from time to time."""

    @property
    def source(self) -> HoursSource:
        """Return which source it is."""

    async def read(self, today: date) -> tuple[DayHours, ...]:
        """Return the days from today on that it knows; SourceDownError when it gives no good answer.

        A date that is missing is unknown, a date without spans is closed.
        """
