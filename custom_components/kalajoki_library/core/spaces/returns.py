"""Bookings that the building itself gives back to their source: asked, tried again, done, undone (B6, B7).

The source decides: nothing is given back before it says so.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from ..bookings import Booking
from ..effects import ChangeBooking
from ..ids import BookingKey, RequestId, SourceId, SpaceId
from ..words import Act, ActCode, Actor
from .refs import ref_of

ANSWERED_WITHIN = timedelta(seconds=30)
TRIES = 3
FIRST_RETRY = timedelta(minutes=1)
HOPELESS = frozenset({ActCode.READ_ONLY, ActCode.NOT_ALLOWED, ActCode.INVALID})


class Course(StrEnum):
    """How far giving a booking back has come. LEFT: the source does not want it back."""

    RETRYING = "retrying"
    ASKED = "asked"
    LEFT = "left"
    DONE = "done"
    UNDONE = "undone"


class Move(StrEnum):
    """What happens on the way."""

    ASK = "ask"
    FAILED = "failed"
    GAVE_UP = "gave_up"
    ACCEPTED = "accepted"
    TAKEN_BACK = "taken_back"


TRANSITIONS: dict[tuple[Course, Move], Course] = {
    (Course.RETRYING, Move.ASK): Course.ASKED,
    (Course.RETRYING, Move.ACCEPTED): Course.DONE,  # the answer came late
    (Course.ASKED, Move.FAILED): Course.RETRYING,
    (Course.ASKED, Move.GAVE_UP): Course.LEFT,
    (Course.ASKED, Move.ACCEPTED): Course.DONE,
    (Course.LEFT, Move.ACCEPTED): Course.DONE,
    (Course.DONE, Move.TAKEN_BACK): Course.UNDONE,
}
IGNORED = frozenset(
    {
        (Course.RETRYING, Move.FAILED),
        (Course.RETRYING, Move.GAVE_UP),
        (Course.RETRYING, Move.TAKEN_BACK),
        (Course.ASKED, Move.ASK),
        (Course.ASKED, Move.TAKEN_BACK),
        (Course.LEFT, Move.ASK),
        (Course.LEFT, Move.FAILED),
        (Course.LEFT, Move.GAVE_UP),
        (Course.LEFT, Move.TAKEN_BACK),
        (Course.DONE, Move.ASK),  # once for a booking
        (Course.DONE, Move.FAILED),
        (Course.DONE, Move.GAVE_UP),
        (Course.DONE, Move.ACCEPTED),
        *((Course.UNDONE, move) for move in Move),
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Return:
    """One booking on its way back. `due`: when an answer is overdue, or the next try."""

    booking: BookingKey
    space: SpaceId
    act: Act
    start: datetime
    old_end: datetime
    course: Course = Course.RETRYING
    tries: int = 0
    due: datetime | None = None
    done_at: datetime | None = None

    @property
    def is_open(self) -> bool:
        """Whether the source may still be asked, or is being asked."""
        return self.course in (Course.RETRYING, Course.ASKED)

    @property
    def request(self) -> RequestId:
        """Return the name of the last try: the same after a restart."""
        return RequestId(f"{self.act}-{ref_of(self.booking)}-{self.start:%Y%m%dT%H%M}-{self.tries}")

    def undo_until(self, window: timedelta) -> datetime | None:
        """Return until when visitors can take it back."""
        if self.course is not Course.DONE or self.done_at is None:
            return None
        return min(self.done_at + window, self.old_end)


class Returns:
    """Every booking that is being given back, or was."""

    def __init__(self) -> None:
        """Start with none."""
        self.known: dict[tuple[BookingKey, Act], Return] = {}
        self._of_space: dict[SpaceId, set[tuple[BookingKey, Act]]] = {}
        self._asked: dict[RequestId, tuple[BookingKey, Act]] = {}

    def put(self, one: Return) -> None:
        """Take how far a return has come, in place of what was known of it."""
        key = (one.booking, one.act)
        self._drop(key)
        self.known[key] = one
        self._of_space.setdefault(one.space, set()).add(key)
        if one.tries:
            self._asked[one.request] = key

    def _drop(self, key: tuple[BookingKey, Act]) -> None:
        known = self.known.pop(key, None)
        if known is not None:
            self._of_space[known.space].discard(key)
            self._asked.pop(known.request, None)

    def of(self, booking: Booking, act: Act = Act.RELEASE) -> Return | None:
        """Return how far a booking's return has come; one that was moved since has none."""
        found = self.known.get((booking.key, act))
        return found if found is not None and found.start == booking.start else None

    def done_on(self, space: SpaceId, now: datetime) -> Return | None:
        """Return what was last given back of a space and would still last."""
        done = (
            one
            for one in self.of_space(space)
            if one.course is Course.DONE and one.act is Act.RELEASE and now < one.old_end
        )
        return max(done, key=lambda one: (one.done_at or one.start, one.start), default=None)

    def ask(self, booking: Booking, act: Act, source: SourceId, now: datetime) -> ChangeBooking | None:
        """Return the change to ask for, unless an answer, a next try or nothing more is waited for."""
        known = self.of(booking, act) or Return(
            booking=booking.key, space=booking.space, act=act, start=booking.start, old_end=booking.end
        )
        if known.course is not Course.RETRYING or (known.due is not None and now < known.due):
            return None
        asked = replace(
            known,
            course=follow(known.course, Move.ASK),
            tries=known.tries + 1,
            old_end=booking.end,
            due=now + ANSWERED_WITHIN,
        )
        self.put(asked)
        return ChangeBooking(
            request=asked.request,
            source=source,
            act=act,
            space=booking.space,
            actor=Actor.SYSTEM,
            booking=booking.key,
            end=now.replace(microsecond=0),
        )

    def asked_by(self, request: RequestId) -> Return | None:
        """Return the return whose last try bears a name."""
        key = self._asked.get(request)
        return None if key is None else self.known[key]

    def answered(self, request: RequestId, code: ActCode, now: datetime) -> Return | None:
        """Take a source's answer; return the booking that is given back by it, if one is."""
        found = self.asked_by(request)
        if found is None:
            return None
        if code is not ActCode.DONE:
            self._fail(found, now, hopeless=code in HOPELESS)
            return None
        return self.accept(found, now)

    def accept(self, one: Return, now: datetime) -> Return | None:
        """Take that a booking is given back; None when that is no news."""
        course = follow(one.course, Move.ACCEPTED)
        if course is one.course:
            return None
        done = replace(one, course=course, due=None, done_at=now)
        self.put(done)
        return done

    def take_back(self, booking: BookingKey) -> None:
        """Take that the source has set the old end again."""
        one = self.known.get((booking, Act.RELEASE))
        if one is not None:
            self.put(replace(one, course=follow(one.course, Move.TAKEN_BACK)))

    def expire(self, space: SpaceId, now: datetime) -> None:
        """Give up waiting for answers that are overdue."""
        for one in self.of_space(space):
            if one.course is Course.ASKED and one.due is not None and now >= one.due:
                self._fail(one, now)

    def _fail(self, one: Return, now: datetime, *, hopeless: bool = False) -> None:
        signal = Move.GAVE_UP if hopeless or one.tries >= TRIES else Move.FAILED
        course = follow(one.course, signal)
        if course is not one.course:
            due = now + FIRST_RETRY * 2 ** (one.tries - 1) if course is Course.RETRYING else None
            self.put(replace(one, course=course, due=due))

    def of_space(self, space: SpaceId) -> list[Return]:
        """Return what is or was given back of a space."""
        return [self.known[key] for key in sorted(self._of_space.get(space, ()))]

    def forget(self, keys: set[BookingKey]) -> None:
        """Drop bookings that are known no more."""
        for key in keys:
            for act in Act:
                self._drop((key, act))

    def changes_at(self, space: SpaceId, window: timedelta) -> Iterator[datetime]:
        """Yield when an answer is overdue, a try is due, or an undo window ends."""
        for one in self.of_space(space):
            if one.due is not None:
                yield one.due
            if one.done_at is not None:
                yield one.done_at + window
                yield one.old_end


def follow(course: Course, happened: Move) -> Course:
    """Return the next course; what the table ignores changes nothing."""
    return TRANSITIONS.get((course, happened), course)
