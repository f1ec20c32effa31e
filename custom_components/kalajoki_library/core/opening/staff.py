"""The staff axis: who is on site, the desk, and how both join the plan (H1, H5). Never how many (S8)."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from ..ids import SensorId
from ..words import Desk, Mode, WhenMissing

JOINED = "H1:staff"
MISSING = "H5:staff_missing"
EVERYBODY = ""
# A badge first heard of with an older use was used before anybody listened.
FRESH = timedelta(minutes=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class StaffSettings:
    """Where evidence of staff comes from. Without any the plan is trusted.

    `sensors` say by themselves whether somebody is there, `badges` are used on coming and on going,
    `checks_in`: staff check in by button or action.
    """

    sensors: tuple[SensorId, ...] = ()
    badges: tuple[SensorId, ...] = ()
    checks_in: bool = False
    times_out: timedelta = timedelta(hours=10)
    missing_after: timedelta = timedelta(minutes=10)
    when_missing: WhenMissing = WhenMissing.HOLD_CLOSED

    @property
    def is_configured(self) -> bool:
        """Whether anything can tell that staff are there."""
        return bool(self.sensors or self.badges or self.checks_in)


class Presence(StrEnum):
    """What counts for the mode."""

    THERE = "there"
    NOT_THERE = "not_there"


_SERVICE, _STAFFED, _UNSTAFFED = Mode.SERVICE, Mode.STAFFED_SELF_SERVICE, Mode.UNSTAFFED_SELF_SERVICE

# H1 as a table: the planned mode, whether staff are there, the desk → the mode. STAFFED without staff is
# the grace time of H5. A plan that is not here (closed, an event, unknown) takes no notice of staff.
JOIN: dict[tuple[Mode, Presence, Desk], Mode] = {
    (_SERVICE, Presence.THERE, Desk.AUTOMATIC): _SERVICE,
    (_SERVICE, Presence.THERE, Desk.STAFFED): _SERVICE,
    (_SERVICE, Presence.THERE, Desk.UNSTAFFED): _STAFFED,
    (_SERVICE, Presence.NOT_THERE, Desk.AUTOMATIC): _SERVICE,
    (_SERVICE, Presence.NOT_THERE, Desk.STAFFED): _SERVICE,
    (_SERVICE, Presence.NOT_THERE, Desk.UNSTAFFED): _STAFFED,
    (_STAFFED, Presence.THERE, Desk.AUTOMATIC): _STAFFED,
    (_STAFFED, Presence.THERE, Desk.STAFFED): _SERVICE,
    (_STAFFED, Presence.THERE, Desk.UNSTAFFED): _STAFFED,
    (_STAFFED, Presence.NOT_THERE, Desk.AUTOMATIC): _STAFFED,
    (_STAFFED, Presence.NOT_THERE, Desk.STAFFED): _STAFFED,
    (_STAFFED, Presence.NOT_THERE, Desk.UNSTAFFED): _STAFFED,
    (_UNSTAFFED, Presence.THERE, Desk.AUTOMATIC): _STAFFED,
    (_UNSTAFFED, Presence.THERE, Desk.STAFFED): _SERVICE,
    (_UNSTAFFED, Presence.THERE, Desk.UNSTAFFED): _STAFFED,
    (_UNSTAFFED, Presence.NOT_THERE, Desk.AUTOMATIC): _UNSTAFFED,
    (_UNSTAFFED, Presence.NOT_THERE, Desk.STAFFED): _UNSTAFFED,
    (_UNSTAFFED, Presence.NOT_THERE, Desk.UNSTAFFED): _UNSTAFFED,
}
INSTEAD = {WhenMissing.HOLD_CLOSED: Mode.CLOSED, WhenMissing.CONTINUE_UNSTAFFED: _UNSTAFFED}


@dataclass(frozen=True, slots=True, kw_only=True)
class Joined:
    """The mode of a planned stretch with staff taken into account; `rule` None: as planned."""

    mode: Mode
    rule: str | None = None
    changes_at: datetime | None = None

    @property
    def is_missing(self) -> bool:
        """Whether staff are waited for in vain."""
        return self.rule == MISSING


class Staff:
    """What is known of staff. Silence of a sensor is unknown, never absent."""

    def __init__(self, settings: StaffSettings) -> None:
        """Start with every sensor unheard and nobody checked in."""
        self.settings = settings
        self.said: dict[SensorId, bool | None] = dict.fromkeys(settings.sensors)
        self.check_ins: dict[str, datetime] = {}
        self.used: dict[SensorId, datetime] = {}
        self.desk = Desk.AUTOMATIC
        self.desk_at: datetime | None = None
        self.desk_until: datetime | None = None
        self.there = False
        self.gone_at: datetime | None = None
        self.lost_at: datetime | None = None

    def report(self, sensor: SensorId, on_site: bool | None) -> bool:
        """Take what a sensor says; return whether that is news."""
        if sensor not in self.said or self.said[sensor] is on_site:
            return False
        self.said[sensor] = on_site
        return True

    def check_in(self, badge: str, now: datetime) -> bool:
        """Check somebody in, or in anew; the time-out starts over."""
        if self.check_ins.get(badge) == now:
            return False
        self.check_ins[badge] = now
        return True

    def check_out(self, badge: str) -> bool:
        """Check one badge out, or everybody."""
        if badge == EVERYBODY:
            was, self.check_ins = bool(self.check_ins), {}
            return was
        return self.check_ins.pop(badge, None) is not None

    def use(self, badge: SensorId, at: datetime, now: datetime) -> bool:
        """Take the instant of a badge's last use: on coming in it checks in, on going out it checks out."""
        before = self.used.get(badge)
        if badge not in self.settings.badges or before == at:
            return False
        self.used[badge] = at
        if before is None and now - at > FRESH:
            return True
        return self.check_out(badge) or self.check_in(badge, now)

    def choose(self, desk: Desk, until: datetime, now: datetime) -> bool:
        """Say whether the desk is staffed, until an instant; the same again changes nothing."""
        wanted = (desk, None if desk is Desk.AUTOMATIC else until)
        if wanted == (self.desk, self.desk_until):
            return False
        self.desk, self.desk_until = wanted
        self.desk_at = now
        return True

    def settle(self, now: datetime) -> None:
        """Let check-ins and the desk's choice end that have had their time, and note when staff left."""
        over = [at + self.settings.times_out for at in self.check_ins.values()]
        over = [at for at in over if at <= now]
        if over:
            self.check_ins = {
                badge: at for badge, at in self.check_ins.items() if now < at + self.settings.times_out
            }
        if self.desk_until is not None and now >= self.desk_until:
            self.desk, self.desk_until, self.desk_at = Desk.AUTOMATIC, None, None
        on_site = self.on_site
        if on_site is True:
            self.there, self.gone_at, self.lost_at = True, None, None
            return
        if self.there or self.gone_at is None:
            self.gone_at = max(over) if over and self.there else now
            self.lost_at = self.gone_at if self.there and on_site is None else None
            self.there = False
        is_over = self.lost_at is not None and now >= self.lost_at + self.settings.missing_after
        if on_site is False or is_over:
            self.lost_at = None

    @property
    def on_site(self) -> bool | None:
        """Whether staff are there; None: nothing tells."""
        if self.check_ins or True in self.said.values():
            return True
        if None in self.said.values() or not self.settings.is_configured:
            return None
        return False

    def counts_as_there(self, now: datetime) -> bool:
        """Whether staff count for the mode: known to be there, or only just lost from sight."""
        is_lost = self.lost_at is not None and now < self.lost_at + self.settings.missing_after
        return self.on_site is True or (self.on_site is None and is_lost)

    def join(self, planned: Mode, since: datetime, now: datetime) -> Joined:
        """Return the mode of the planned stretch that began at `since` (H1, H5)."""
        is_there = self.counts_as_there(now)
        trusted = not self.settings.is_configured and planned is not Mode.UNSTAFFED_SELF_SERVICE
        presence = Presence.THERE if is_there or trusted else Presence.NOT_THERE
        mode = JOIN.get((planned, presence, self.desk))
        if mode is None:
            return Joined(mode=planned)
        rule = None if mode is planned else JOINED
        if mode is not Mode.STAFFED_SELF_SERVICE or presence is Presence.THERE:
            return Joined(mode=mode, rule=rule)
        waited = [since, self.gone_at] + ([self.desk_at] if planned is Mode.SERVICE else [])
        patience = max(one for one in waited if one is not None) + self.settings.missing_after
        if now < patience:
            return Joined(mode=mode, rule=rule, changes_at=patience)
        return Joined(mode=INSTEAD[self.settings.when_missing], rule=MISSING)

    def changes_at(self) -> datetime | None:
        """Return when a check-in, the desk's choice or the benefit of the doubt ends."""
        ends = [at + self.settings.times_out for at in self.check_ins.values()]
        ends += [] if self.desk_until is None else [self.desk_until]
        ends += [] if self.lost_at is None else [self.lost_at + self.settings.missing_after]
        return min(ends, default=None)
