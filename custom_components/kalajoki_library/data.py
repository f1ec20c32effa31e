"""What a loaded library holds at run time."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from homeassistant.config_entries import ConfigEntry

if TYPE_CHECKING:
    from .bookings.local import LocalBookings
    from .coordinator import LibraryCoordinator
    from .core.settings import Settings
    from .day_reports import DayReports
    from .hours.exceptions_calendar import ExceptionsCalendar
    from .link import Link
    from .store import Keeper


@dataclass(kw_only=True)
class LibraryData:
    """The parts of one library."""

    coordinator: LibraryCoordinator
    link: Link
    bookings: LocalBookings
    exceptions: ExceptionsCalendar
    settings: Settings
    read_by: tuple[Any, ...]
    lost_displays: dict[str, str]
    keeper: Keeper
    days: DayReports


type LibraryConfigEntry = ConfigEntry[LibraryData]
