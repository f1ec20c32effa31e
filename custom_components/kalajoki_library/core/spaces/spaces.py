"""All bookable spaces: takes what happens to them, settles the ones that are touched (B1, B4, B5)."""

from collections.abc import Iterator, KeysView
from dataclasses import replace
from datetime import datetime, timedelta

from ..bookings import Booking
from ..deadlines import Deadlines
from ..effects import Answer, SpaceChanged
from ..events import (
    ActAsked,
    BookingChangeDone,
    BookingsFailed,
    BookingsRead,
    PresenceReported,
    ServiceSwitched,
)
from ..ids import SensorId, SourceId, SpaceId
from ..issues import Issues
from ..opening.opening import Opening
from ..settings import Settings
from ..turn import Turn
from ..words import Act, ActCode, BookingOutcome, IssueKind, SpaceStatus
from .acts import Asked
from .book import Book, Reading
from .giving_back import GivingBack
from .life import Life, Stage, Step
from .own_hours import OwnHours
from .requests import Requests, Waiting
from .returns import Course, Returns
from .space import Space
from .status import RULES
from .steps import Steps

GIVEN = (Course.ASKED, Course.DONE)
# After a longer silence of ours nobody can say that a booking was not used.
WATCHED = timedelta(minutes=5)


class Spaces:
    """Spaces, their bookings and the acts on them."""

    def __init__(self, settings: Settings, issues: Issues) -> None:
        """Start with nothing read."""
        self._settings, self._issues = settings, issues
        own = {one.id: OwnHours(settings, one) for one in settings.spaces if one.hours is not None}
        self._spaces = {
            one.id: Space(one, settings.misses_tolerated, own.get(one.id)) for one in settings.spaces
        }
        self._by_sensor: dict[SensorId, list[SpaceId]] = {}
        self._by_source: dict[SourceId, list[SpaceId]] = {}
        for one in settings.spaces:
            self._by_source.setdefault(one.source, []).append(one.id)
            for sensor in one.presence:
                self._by_sensor.setdefault(sensor, []).append(one.id)
        self.book = Book(self._spaces, self._by_source)
        self.requests = Requests()
        self.returns = Returns()
        self._steps = Steps(self.book)
        self._giving_back = GivingBack(self.book, self.returns, self.requests, self._steps, issues)

    def __iter__(self) -> Iterator[Space]:
        """Iterate over the spaces as configured."""
        return iter(self._spaces.values())

    def __contains__(self, space: object) -> bool:
        """Whether there is such a space."""
        return space in self._spaces

    def __getitem__(self, space: SpaceId) -> Space:
        """Return a space."""
        return self._spaces[space]

    @property
    def ids(self) -> KeysView[SpaceId]:
        """Return every space's id."""
        return self._spaces.keys()

    def reading(self, space: SpaceId) -> Reading:
        """Return how the source of a space was read last."""
        return self.book.readings[self._spaces[space].settings.source]

    def read(self, event: BookingsRead, turn: Turn) -> None:
        """Take a source's answer in place of its last one."""
        reading = self.book.readings.get(event.source)
        if reading is None:
            return
        is_first, missed = reading.read_at is None, reading.misses
        changes = self.book.replace(event.source, event.start, event.end, event.bookings, turn.now)
        for booking in changes.made:
            self._steps.record(booking, BookingOutcome.MADE, turn)
        for booking in changes.gone:
            self._steps.take(booking, Step.REMOVED, turn)
        for booking in changes.moved:
            if booking.end > turn.now:
                opens = booking.start - self._spaces[booking.space].settings.check_in_opens
                self._steps.take(booking, Step.PUT_OFF if opens > turn.now else Step.REOPENED, turn)
        if is_first:
            self._pass_over(event.source, turn.now)
        for key in changes.unknown:
            self.book.lives.pop(key, None)
        self.returns.forget(set(changes.unknown))
        turn.touched_spaces |= changes.spaces
        turn.spaces |= changes.spaces
        if is_first or missed:
            turn.spaces |= set(self._by_source[event.source])
        turn.effects += self._issues.set(IssueKind.BOOKINGS_STALE, event.source, is_open=False)

    def _pass_over(self, source: SourceId, now: datetime) -> None:
        """Whatever was over before anybody looked is not counted."""
        for booking in self.book.all():
            if booking.key.source == source and booking.end <= now:
                self.book.lives[booking.key] = Life(stage=Stage.OVER)

    def fail(self, event: BookingsFailed, turn: Turn) -> None:
        """Take that a source could not be read: what it said last stays (B2)."""
        reading = self.book.readings.get(event.source)
        if reading is None or reading.failed_at == turn.now:
            return
        reading.misses, reading.failed_at = reading.misses + 1, turn.now
        turn.spaces |= set(self._by_source[event.source])
        is_stale = reading.misses > self._settings.misses_tolerated
        turn.effects += self._issues.set(IssueKind.BOOKINGS_STALE, event.source, is_open=is_stale)

    def hear(self, event: PresenceReported, turn: Turn) -> None:
        """Take what a presence sensor says."""
        for space in self._by_sensor.get(event.sensor, ()):
            if self._spaces[space].presence.report(event, turn.now):
                turn.spaces.add(space)

    def came_in(self, space: SpaceId, turn: Turn) -> None:
        """Take that the space's own door was opened: whoever is expected may have come (B6)."""
        one = self._spaces[space]
        expected = one.expected(self.book, turn.now)
        if expected is not None and not self._is_leaving(one, expected, turn.now):
            self._see(expected, turn)

    def _is_leaving(self, space: Space, expected: Booking, now: datetime) -> bool:
        """Whether the door is rather opened by people of the booking before, who go."""
        is_early = now < expected.start + space.settings.presence_hold
        return is_early and space.is_leftover(self.book, expected, now)

    def _see(self, booking: Booking, turn: Turn) -> None:
        life = self.book.life(booking)
        if not life.seen:
            self.book.lives[booking.key] = replace(life, seen=True)
            turn.spaces.add(booking.space)

    def switch(self, event: ServiceSwitched, turn: Turn) -> None:
        """Take a space out of service or put it back."""
        space = self._spaces.get(event.space)
        reason = event.reason if event.out else ""
        if space is not None and (space.out, space.out_reason) != (event.out, reason):
            space.out, space.out_reason = event.out, reason
            turn.spaces.add(event.space)

    def ask(self, act: ActAsked, space: SpaceId, opening: Opening, turn: Turn) -> ActCode | None:
        """Act on a space; return the code of the answer to give, None when it was given or must wait."""
        if space not in self._spaces:
            return ActCode.INVALID
        asked = Asked(act, self._spaces[space], self.book, self.returns, opening, turn.now)
        outcome = asked.judge(self.requests.taken(space))
        if outcome.change is not None:
            waiting = Waiting(
                change=outcome.change, display=act.display, until=outcome.until, asked_at=turn.now
            )
            self.requests.wait(waiting)
            turn.effects.append(outcome.change)
            turn.requests = True
            return None
        if outcome.checks_in is not None:
            self._steps.take(outcome.checks_in, Step.CHECKED_IN, turn)
            turn.spaces.add(space)
        if outcome.code is ActCode.DONE:
            self.answer(act, outcome.code, turn, outcome.until)
            return None
        return outcome.code

    def answer(self, act: ActAsked, code: ActCode, turn: Turn, until: datetime | None = None) -> None:
        """Answer an act."""
        answer = Answer(request=act.request, display=act.display, code=code, until=until)
        turn.effects.append(self.requests.answer(answer, turn.now))
        turn.requests = True

    def change_done(self, event: BookingChangeDone, turn: Turn) -> None:
        """Take the source's answer; what it changed was read before."""
        self._giving_back.answered(event, turn)
        waiting = self.requests.waiting.get(event.request)
        if waiting is None:
            return
        change, done = waiting.change, event.code is ActCode.DONE
        booking = None if change.booking is None else self.book.get(change.booking)
        if done and change.act is Act.EXTEND and booking is not None:
            self._steps.record(booking, BookingOutcome.EXTENDED, turn)
        if done and change.act is Act.UNDO_RELEASE and booking is not None:
            self._giving_back.taken_back(booking, turn)
        answer = Answer(
            request=event.request,
            display=waiting.display,
            code=event.code,
            until=waiting.until if done else None,
        )
        turn.effects.append(self.requests.answer(answer, turn.now))
        turn.requests = True
        turn.spaces.add(change.space)

    def settle(self, turn: Turn, opening: Opening, deadlines: Deadlines) -> None:
        """Work out every waiting space anew."""
        for id_ in sorted(turn.spaces):
            space = self._spaces[id_]
            before = space.signature()
            space.look(space.decision(opening, turn.now).mode, turn.now)
            if (seen := space.seen(self.book, turn.now)) is not None:
                self._see(seen, turn)
            self.returns.expire(id_, turn.now)
            self._end_bookings(space, turn)
            arrived = space.to_check_in(self.book, turn.now)
            if arrived is not None:
                self._steps.take(arrived, Step.CHECKED_IN, turn)
            space.settle(self.book, self.returns, opening, turn.now)
            if turn.is_started:
                self._giving_back.ask(space, turn)
                self._tell(space, turn)
            if space.signature() != before:
                turn.touched_spaces.add(id_)
            deadlines.put(("space", id_), space.changes_at(self.returns, turn.now))
        if turn.requests:
            turn.effects += self.requests.overdue(turn.now)
            deadlines.put(("requests", ""), self.requests.changes_at())

    def _end_bookings(self, space: Space, turn: Turn) -> None:
        for booking in self.book.of(space.settings.id):
            if booking.start > turn.now:
                return
            if booking.end > turn.now or self.book.is_over(booking):
                continue
            if self._giving_back.is_open(booking, turn) or self.book.is_over(booking):
                continue
            if self.requests.is_ending(booking.key):
                self._steps.take(booking, Step.ENDED, turn)
            elif turn.now - booking.end > WATCHED and not self.book.life(booking).was_used:
                self.book.lives[booking.key] = Life(stage=Stage.OVER)
            else:
                self._steps.take(booking, Step.END_PASSED, turn)

    def _was_given_back(self, space: Space) -> bool:
        """Whether the booking that was over last was given back, as far as the source has said."""
        last_end = None if space.now is None else space.now.facts.last_end
        given = (one for one in self.returns.of_space(space.settings.id) if one.course in GIVEN)
        return any((known := self.book.get(one.booking)) and known.end == last_end for one in given)

    def _tell(self, space: Space, turn: Turn) -> None:
        if space.told is space.status:
            return
        was_booked = space.told in (SpaceStatus.AWAITING_CHECK_IN, SpaceStatus.IN_USE)
        released = was_booked and space.status is not SpaceStatus.IN_USE and self._was_given_back(space)
        turn.effects.append(
            SpaceChanged(
                space=space.settings.id,
                status=space.status,
                previous=space.told,
                rule="B6:released" if released else RULES[space.status],
            )
        )
        space.told = space.status
