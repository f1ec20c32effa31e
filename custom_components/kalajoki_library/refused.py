"""What came in and could not be understood: counted, and logged at a limited rate."""

from collections import Counter
from collections.abc import Callable

from .const import LOGGER

QUIET_S = 60.0


class Refused:
    """Refused messages by kind of topic; one line of log a minute for each kind."""

    def __init__(self, seconds: Callable[[], float]) -> None:
        """Take a clock that only goes forward."""
        self.counts: Counter[str] = Counter()
        self._seconds = seconds
        self._quiet_until: dict[str, float] = {}

    def add(self, kind: str, why: object) -> None:
        """Count one, and say so unless that was said a moment ago."""
        self.counts[kind] += 1
        now = self._seconds()
        if now < self._quiet_until.get(kind, now):
            return
        self._quiet_until[kind] = now + QUIET_S
        LOGGER.warning("%s refused: %s (%d so far)", kind, why, self.counts[kind])
