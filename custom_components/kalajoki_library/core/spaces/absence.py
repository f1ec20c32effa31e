"""Since when a space is certainly empty (B6, B7). Not knowing is not emptiness."""

from datetime import datetime, timedelta

# A sensor that is away for so long has missed nobody who stayed.
GAP = timedelta(minutes=2)


class Absence:
    """How long nobody has been there, as far as sensors can tell."""

    def __init__(self) -> None:
        """Start without knowing."""
        self.since: datetime | None = None
        self.unheard_since: datetime | None = None

    def settle(self, occupied: bool | None, now: datetime) -> None:
        """Take what the sensors of the space say together."""
        if occupied is True:
            self.since = self.unheard_since = None
        elif occupied is None:
            self.unheard_since = self.unheard_since or now
        else:
            was_away = self.unheard_since is not None and now - self.unheard_since > GAP
            if self.since is None or was_away:
                self.since = now
            self.unheard_since = None

    @property
    def is_certain(self) -> bool:
        """Whether the space is known to be empty now."""
        return self.since is not None and self.unheard_since is None
