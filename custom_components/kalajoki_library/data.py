"""What a loaded library holds at run time."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from homeassistant.config_entries import ConfigEntry

from .contract.messages import BridgeHealth, BridgeHello

if TYPE_CHECKING:
    from .bookings.local import LocalBookings
    from .coordinator import LibraryCoordinator
    from .core.settings import Settings
    from .link import Link
    from .store import Keeper


@dataclass(frozen=True, slots=True, kw_only=True)
class BridgeInfo:
    """A bridge as it introduced itself; `online` None while that is not known."""

    online: bool | None = None
    hello: BridgeHello | None = None
    health: BridgeHealth | None = None


@dataclass(kw_only=True)
class LibraryData:
    """The parts of one library."""

    coordinator: LibraryCoordinator
    link: Link
    bookings: LocalBookings
    settings: Settings
    keeper: Keeper


type LibraryConfigEntry = ConfigEntry[LibraryData]
