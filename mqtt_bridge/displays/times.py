"""Instants as people of each language read them, in the building's time zone. Pure."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Self
from zoneinfo import ZoneInfo

from .texts import ON_WEEKDAY, UNTIL_WEEKDAY, WEEKDAYS, text


@dataclass(frozen=True, slots=True)
class Local:
    """A language and a time zone."""

    language: str
    zone: ZoneInfo

    @classmethod
    def of(cls, language: str, timezone: str) -> Self:
        """Return one by the zone's name."""
        return cls(language, ZoneInfo(timezone))

    def clock(self, instant: datetime) -> str:
        """Return the time of day: 14.30 in Finnish and Swedish, 14:30 in English."""
        return instant.astimezone(self.zone).strftime("%H:%M" if self.language == "en" else "%-H.%M")

    def wall(self, hours: str) -> str:
        """Return a wall-clock "HH:MM" in the language's form."""
        hour, _, minute = hours.partition(":")
        return f"{hour}:{minute}" if self.language == "en" else f"{int(hour)}.{minute}"

    def stretch(self, opens: str, closes: str) -> str:
        """Return two wall-clock times, without minutes where both are full hours."""
        if opens.endswith(":00") and closes.endswith(":00"):
            return f"{int(opens[:-3])}–{int(closes[:-3])}"
        return f"{self.wall(opens)}–{self.wall(closes)}"

    def day(self, day: date) -> str:
        """Return a weekday and date."""
        name = WEEKDAYS[self.language][day.weekday()]
        if self.language == "en":
            return f"{name} {day.day} {day:%B}"
        return f"{name} {day.day}.{day.month}."

    def until(self, instant: datetime, now: datetime) -> str:
        """Return "until 18.00", with the weekday when it is another day."""
        local, today = instant.astimezone(self.zone), now.astimezone(self.zone).date()
        is_midnight = local.hour == local.minute == 0 and (local.date() - today).days == 1
        if is_midnight and self.language != "en":
            return text("until", self.language, time="24.00")
        if local.date() == today or is_midnight:
            return text("until", self.language, time=self.clock(instant))
        if local.date() - today == timedelta(days=1):
            return text("until_tomorrow", self.language, time=self.clock(instant))
        day = UNTIL_WEEKDAY[self.language][local.weekday()]
        return text("until_day", self.language, day=day, time=self.clock(instant))

    def opens(self, instant: datetime, now: datetime) -> str:
        """Return "Opens today at 10.00" in words."""
        day = self.on_day(instant, now)
        return text("opens", self.language, day=day, time=self.clock(instant))

    def on_day(self, instant: datetime, now: datetime) -> str:
        """Return "today", "tomorrow" or "on Wednesday"."""
        local = instant.astimezone(self.zone)
        days = (local.date() - now.astimezone(self.zone).date()).days
        if days in (0, 1):
            return text("tomorrow" if days else "today", self.language)
        return ON_WEEKDAY[self.language][local.weekday()]
