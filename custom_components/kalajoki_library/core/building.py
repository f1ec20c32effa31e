"""The aggregate: events and instants in, effects, a wake-up, a view and a snapshot out."""

from datetime import datetime
from typing import Any

from .effects import Effect
from .events import Event
from .settings import Settings
from .views import BuildingView

type Snapshot = dict[str, Any]


class Building:
    """Decides everything and touches nothing."""

    def __init__(self, settings: Settings, snapshot: Snapshot | None = None) -> None:
        """Take settings and what `snapshot()` gave before the restart (JSON-able), if anything."""
        raise NotImplementedError

    def handle(self, event: Event, now: datetime) -> tuple[Effect, ...]:
        """Take one event at an aware UTC instant; return what to do, `Touched` last."""
        raise NotImplementedError

    def next_wakeup(self) -> datetime | None:
        """Return when `Woken` should be handled next, or None."""
        raise NotImplementedError

    def view(self, now: datetime) -> BuildingView:
        """Return what the building looks like now."""
        raise NotImplementedError

    def snapshot(self) -> Snapshot:
        """Return everything a restart must not lose, as JSON-able data."""
        raise NotImplementedError
