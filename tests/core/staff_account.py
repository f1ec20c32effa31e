"""A simple account of staff, kept by the generated tests beside the building's own (H1, H5)."""

from datetime import datetime, time, timedelta

from custom_components.kalajoki_library.core import events as ev
from custom_components.kalajoki_library.core.ids import SensorId
from custom_components.kalajoki_library.core.opening.staff import StaffSettings
from custom_components.kalajoki_library.core.words import Desk, Mode, WhenMissing
from tests.builders import HELSINKI


class StaffAccount:
    """Who was said to be there, and since when nobody was."""

    def __init__(self, settings: StaffSettings) -> None:
        self.settings = settings
        self.said: dict[SensorId, bool | None] = dict.fromkeys(settings.sensors)
        self.came: dict[str, datetime] = {}
        self.used: datetime | None = None
        self.desk: tuple[Desk, datetime, datetime] | None = None
        self.on_site: bool | None = None
        self.empty_since: datetime | None = None
        self.silent_since: datetime | None = None

    def note(self, event: ev.Event, now: datetime) -> None:
        """Keep account of an event, and of what time did before it."""
        self.pass_time(now)
        match event:
            case ev.StaffReported(sensor=sensor, on_site=on_site) if sensor in self.said:
                self.said[sensor] = on_site
            case ev.StaffCheckedIn(badge=badge):
                self.came[badge] = now
            case ev.StaffCheckedOut(badge=badge):
                self.came = {one: at for one, at in self.came.items() if badge and one != badge}
            case ev.StaffBadgeUsed(badge=card, at=at) if card in self.settings.badges and at != self.used:
                is_news = self.used is not None or now - at <= timedelta(minutes=1)
                self.used = at
                if is_news and self.came.pop(card, None) is None:
                    self.came[card] = now
            case ev.DeskChosen(desk=desk) if self.desk is None or self.desk[0] is not desk:
                self.desk = None if desk is Desk.AUTOMATIC else (desk, now, midnight_after(now))
            case _:
                pass
        self.pass_time(now)

    def pass_time(self, now: datetime) -> None:
        """Let check-ins and the desk's choice end."""
        self.came = {one: at for one, at in self.came.items() if now < at + self.settings.times_out}
        if self.desk is not None and now >= self.desk[2]:
            self.desk = None
        before, self.on_site = self.on_site, self._on_site()
        if self.on_site is True:
            self.empty_since = self.silent_since = None
        elif before is True or self.empty_since is None:
            self.empty_since = now
            self.silent_since = now if before is True and self.on_site is None else None
        if self.on_site is False:
            self.silent_since = None

    def _on_site(self) -> bool | None:
        if self.came or True in self.said.values():
            return True
        return None if None in self.said.values() or not self.settings.is_configured else False

    def join(self, planned: Mode, since: datetime, now: datetime) -> Mode:
        """H1 and H5 in words."""
        desk = Desk.AUTOMATIC if self.desk is None else self.desk[0]
        patience = self.settings.missing_after
        is_there = self.on_site is True
        if self.on_site is None and self.silent_since is not None:
            is_there = now < self.silent_since + patience
        if planned is Mode.SERVICE and desk is not Desk.UNSTAFFED:
            return Mode.SERVICE
        if planned is Mode.UNSTAFFED_SELF_SERVICE and not is_there:
            return planned
        if planned not in (Mode.SERVICE, Mode.STAFFED_SELF_SERVICE, Mode.UNSTAFFED_SELF_SERVICE):
            return planned
        if is_there or not self.settings.is_configured:
            return Mode.SERVICE if desk is Desk.STAFFED else Mode.STAFFED_SELF_SERVICE
        waited = [since, self.empty_since or since]
        if planned is Mode.SERVICE and self.desk is not None:
            waited.append(self.desk[1])
        if now < max(waited) + patience:
            return Mode.STAFFED_SELF_SERVICE
        holds = self.settings.when_missing is WhenMissing.HOLD_CLOSED
        return Mode.CLOSED if holds else Mode.UNSTAFFED_SELF_SERVICE


def midnight_after(now: datetime) -> datetime:
    """The end of the local day."""
    day = now.astimezone(HELSINKI).date() + timedelta(days=1)
    return datetime.combine(day, time(), tzinfo=HELSINKI)
