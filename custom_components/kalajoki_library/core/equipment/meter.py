"""How long a device was powered and what it drew, for one booking (B8). A gap is unknown, never zero."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from ..ids import BookingKey
from ..words import OrganiserKind

MINUTE = timedelta(minutes=1)


@dataclass(slots=True, kw_only=True)
class Meter:
    """Figures of one booking so far. `energy_kwh` and `powered_min` None: cannot be said any more.

    `last_kwh`: the total that was read last; `is_dark`: the energy sensor is silent now.
    """

    booking: BookingKey
    organiser: OrganiserKind
    reserved_min: float
    powered_min: float | None = 0.0
    on_since: datetime | None = None
    energy_kwh: float | None = 0.0
    last_kwh: float | None = None
    is_dark: bool = False

    def switched(self, on: bool | None, now: datetime) -> None:
        """Take whether the device has power from now on."""
        if on is None and self.on_since is not None:
            self.powered_min = None
        if self.on_since is not None and on is not True:
            if self.powered_min is not None:
                self.powered_min += (now - self.on_since) / MINUTE
            self.on_since = None
        elif self.on_since is None and on is True:
            self.on_since = now

    def read(self, total_kwh: float | None) -> None:
        """Take a total that only grows, except when its counter starts over from zero."""
        if total_kwh is None:
            self.is_dark = True
            return
        if self.last_kwh is None:
            self.energy_kwh = None  # what was drawn before is not known
        elif self.energy_kwh is not None:
            if total_kwh >= self.last_kwh:
                self.energy_kwh += total_kwh - self.last_kwh
            elif self.is_dark:
                self.energy_kwh = None  # it started over while nobody read it
            else:
                self.energy_kwh += total_kwh
        self.last_kwh, self.is_dark = total_kwh, False

    def close(self, now: datetime) -> tuple[float | None, float | None]:
        """Return the minutes powered and the kWh drawn."""
        self.switched(on=False, now=now)
        is_known = self.last_kwh is not None and not self.is_dark
        return self.powered_min, self.energy_kwh if is_known else None
