"""Acts under way and lately answered: the same request is never acted on twice (B4)."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from ..effects import Answer, ChangeBooking
from ..ids import BookingKey, DisplayId, RequestId, SpaceId
from ..interval import Interval
from ..words import Act, ActCode

ANSWERED_WITHIN = timedelta(seconds=30)
REMEMBERED = timedelta(minutes=5)


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """A change that the source was asked for."""

    change: ChangeBooking
    display: DisplayId | None
    until: datetime | None
    asked_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered:
    """What became of a request."""

    answer: Answer
    at: datetime


class Requests:
    """What was asked and what was answered."""

    def __init__(self) -> None:
        """Start with none."""
        self.waiting: dict[RequestId, Waiting] = {}
        self.answered: dict[RequestId, Answered] = {}

    def find(self, request: RequestId) -> Answer | Waiting | None:
        """Return what is known of a request."""
        answered = self.answered.get(request)
        return self.waiting.get(request) if answered is None else answered.answer

    def wait(self, waiting: Waiting) -> None:
        """Remember that the source was asked."""
        self.waiting[waiting.change.request] = waiting

    def answer(self, answer: Answer, now: datetime) -> Answer:
        """Remember an answer and return it."""
        self.waiting.pop(answer.request, None)
        self.answered[answer.request] = Answered(answer=answer, at=now)
        return answer

    def taken(self, space: SpaceId) -> tuple[Interval, ...]:
        """Return the time on a space that is about to be booked."""
        return tuple(
            Interval(one.change.start, one.change.end)
            for one in self.waiting.values()
            if one.change.space == space and one.change.start is not None and one.change.end is not None
        )

    def is_ending(self, key: BookingKey) -> bool:
        """Whether somebody is just ending a booking early."""
        return any(one.change.act is Act.END and one.change.booking == key for one in self.waiting.values())

    def is_taking_back(self, key: BookingKey) -> bool:
        """Whether somebody is just having a booking back that was released."""
        return any(
            one.change.act is Act.UNDO_RELEASE and one.change.booking == key for one in self.waiting.values()
        )

    def overdue(self, now: datetime) -> list[Answer]:
        """Answer what the source has not answered in time, and forget what is long past."""
        late = [one for one in self.waiting.values() if now >= one.asked_at + ANSWERED_WITHIN]
        for request in [one for one, known in self.answered.items() if now >= known.at + REMEMBERED]:
            del self.answered[request]
        return [
            self.answer(
                Answer(request=one.change.request, display=one.display, code=ActCode.SOURCE_DOWN), now
            )
            for one in late
        ]

    def changes_at(self) -> datetime | None:
        """Return when something is overdue or forgotten."""
        ends = [one.asked_at + ANSWERED_WITHIN for one in self.waiting.values()]
        if self.answered:  # in order of time
            ends.append(next(iter(self.answered.values())).at + REMEMBERED)
        return min(ends, default=None)
