"""When something must be looked at again: one instant per subject, earliest first."""

from datetime import datetime
from heapq import heapify, heappop, heappush

type Subject = tuple[str, str]

SLACK = 64


class Deadlines:
    """A heap with lazy deletion: an entry counts only while it is its subject's current instant."""

    def __init__(self) -> None:
        """Start with nothing due."""
        self._at: dict[Subject, datetime] = {}
        self._heap: list[tuple[datetime, Subject]] = []

    def put(self, subject: Subject, at: datetime | None) -> None:
        """Set the subject's only deadline; None: nothing to wait for."""
        if at is None:
            self._at.pop(subject, None)
        elif self._at.get(subject) != at:
            self._at[subject] = at
            heappush(self._heap, (at, subject))
            if len(self._heap) > 2 * len(self._at) + SLACK:
                self._heap = [(when, who) for who, when in self._at.items()]
                heapify(self._heap)

    def due(self, now: datetime) -> list[Subject]:
        """Take out and return every subject whose instant has come, earliest first."""
        found: list[Subject] = []
        while (at := self.next()) is not None and at <= now:
            subject = heappop(self._heap)[1]
            del self._at[subject]
            found.append(subject)
        return found

    def next(self) -> datetime | None:
        """Return the earliest instant."""
        while self._heap and self._at.get(self._heap[0][1]) != self._heap[0][0]:
            heappop(self._heap)
        return self._heap[0][0] if self._heap else None

    def of(self, subject: Subject) -> datetime | None:
        """Return the subject's instant."""
        return self._at.get(subject)
