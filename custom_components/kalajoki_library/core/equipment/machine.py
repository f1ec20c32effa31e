"""One bookable device: when it has power, whether it works on a job, what is metered (B8)."""

from datetime import datetime, timedelta

from ..bookings import Booking
from ..effects import BookingRecorded
from ..settings import EquipmentSettings
from ..spaces.book import Book
from ..spaces.space import Space
from ..turn import Turn
from ..views import EquipmentView
from ..words import BookingKind, BookingOutcome, Job, JobPolicy
from .meter import Meter
from .outlet import Outlet

MINUTE = timedelta(minutes=1)
# A heater that cycles draws nothing for a moment in the middle of a job.
QUIET = timedelta(minutes=2)

BY_STAFF = "B8:staff"
BY_BOOKING = "B8:booking"
BY_JOB = "B8:job"
NO_BOOKING = "B8:no_booking"
NOT_READ = "B2:bookings_not_read"


class Machine:
    """Desired power against actual, the job, and the meter of the booking that uses it."""

    def __init__(self, settings: EquipmentSettings, space: Space) -> None:
        """Start with nothing heard."""
        self.settings, self.space = settings, space
        self.outlet = Outlet(settings.switch, space.settings.id)
        self.staff_use = False
        self.watts: float | None = None
        self.quiet_since: datetime | None = None
        self.total_kwh: float | None = None
        self.held_since: datetime | None = None
        self.meter: Meter | None = None
        self.last_kwh: float | None = None
        self.rule = NOT_READ

    def hear_switch(self, on: bool | None, now: datetime) -> bool:
        """Take what the switch says; return whether that is news."""
        if on is self.outlet.on:
            return False
        self.outlet.on = on
        if self.meter is not None:
            self.meter.switched(on, now)
        return True

    def hear_power(self, watts: float | None, now: datetime) -> bool:
        """Take what the device draws; return whether that is news."""
        if watts == self.watts:
            return False
        self.watts = watts
        if watts is None or watts > self.settings.running_above_w:
            self.quiet_since = None
        else:
            self.quiet_since = self.quiet_since or now
        return True

    def hear_energy(self, total_kwh: float | None) -> bool:
        """Take the total drawn; return whether that is news."""
        if total_kwh == self.total_kwh:
            return False
        self.total_kwh = total_kwh
        if self.meter is not None:
            self.meter.read(total_kwh)
        return True

    def keep_on(self, *, on: bool) -> bool:
        """Take that staff use the device themselves, or no longer; return whether that is news."""
        is_news, self.staff_use = self.staff_use is not on, on
        return is_news

    def settle(self, book: Book, turn: Turn) -> None:
        """Give or take power as the rules say, and meter."""
        user = self._user(book, turn.now)
        wanted, self.rule = self._wanted(user, turn.now)
        command = self.outlet.settle(wanted, self.rule, turn.now)
        turn.effects += [] if command is None else [command]
        self._meter(user, turn)

    def _user(self, book: Book, now: datetime) -> Booking | None:
        """Return the used booking whose time it is, with the time before and after it."""
        before, after = self.settings.before, self.settings.after
        found: Booking | None = None
        for booking in book.of(self.space.settings.id):
            if booking.start - before > now:
                break
            is_used = book.life(booking).was_used and booking.kind is not BookingKind.BLOCKED
            if is_used and now < booking.end + after:
                found = booking
        return found

    def _wanted(self, user: Booking | None, now: datetime) -> tuple[bool | None, str]:
        state = self.space.now
        if self.staff_use:
            self.held_since = None
            return True, BY_STAFF
        if state is None or not state.facts.read:
            return None, NOT_READ
        if user is not None and not self.space.out:
            self.held_since = None
            return True, BY_BOOKING
        if self.outlet.on is False or not self._may_work(now):
            self.held_since = None
            return False, NO_BOOKING
        self.held_since = self.held_since or now
        return (None, BY_JOB) if now < self.held_since + self.settings.longest_hold else (False, NO_BOOKING)

    def _may_work(self, now: datetime) -> bool:
        """Whether a job would be cut: one that draws power, or that nobody can say has ended."""
        settings = self.settings
        if settings.power is None or settings.finish_job is JobPolicy.CUT:
            return False
        is_quiet = self.watts is not None and self.quiet_since is not None
        return not (is_quiet and self.quiet_since is not None and now >= self.quiet_since + QUIET)

    def _meter(self, user: Booking | None, turn: Turn) -> None:
        meter = self.meter
        is_another = meter is not None and user is not None and user.key != meter.booking
        if meter is not None and (is_another or (user is None and self.rule != BY_JOB)):
            self._record(meter, turn)
            self.meter = meter = None
        if meter is None and user is not None:
            length = (user.end - user.start) / MINUTE
            self.meter = Meter(booking=user.key, organiser=user.organiser, reserved_min=length)
            self.meter.last_kwh, self.meter.is_dark = self.total_kwh, self.total_kwh is None
            self.meter.switched(self.outlet.on, turn.now)
            if self.outlet.on is None:
                self.meter.powered_min = None

    def _record(self, meter: Meter, turn: Turn) -> None:
        powered, energy = meter.close(turn.now)
        self.last_kwh = energy
        turn.effects.append(
            BookingRecorded(
                space=self.space.settings.id,
                organiser=meter.organiser,
                outcome=BookingOutcome.METERED,
                reserved_min=meter.reserved_min,
                powered_min=powered,
                energy_kwh=energy,
            )
        )

    @property
    def job(self) -> Job:
        """What the device does; UNKNOWN is not idle."""
        if self.outlet.on is False:
            return Job.IDLE
        if self.rule == BY_JOB:
            return Job.HELD
        if self.outlet.on is None or self.watts is None:
            return Job.UNKNOWN
        return Job.RUNNING if self.watts > self.settings.running_above_w else Job.IDLE

    @property
    def held_until(self) -> datetime | None:
        """Return until when power is held for a job at the longest."""
        if self.rule != BY_JOB or self.held_since is None:
            return None
        return self.held_since + self.settings.longest_hold

    def changes_at(self, book: Book, now: datetime) -> datetime | None:
        """Return when to look again."""
        settings = self.settings
        ends = [*self.outlet.changes_at(), self.held_until]
        if self.quiet_since is not None:
            ends.append(self.quiet_since + QUIET)
        for booking in book.of(self.space.settings.id):
            ends += [booking.start - settings.before, booking.end + settings.after]
            if booking.start - settings.before > now:
                break
        return min((end for end in ends if end is not None and end > now), default=None)

    def view(self) -> EquipmentView:
        """Return how the device looks."""
        return EquipmentView(
            powered=self.outlet.on,
            job=self.job,
            rule=self.rule,
            sync=self.outlet.sync,
            kept_on=self.staff_use,
            held_until=self.held_until,
            energy_last_booking_kwh=self.last_kwh,
        )
