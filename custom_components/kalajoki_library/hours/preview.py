"""A day's hours in one line, for looking at before they are used."""

from datetime import date

from homeassistant.core import HomeAssistant, callback

from ..core.opening.days import mode_of
from ..core.opening.hours import DayHours, clock_of
from ..core.words import Mode
from ..texts import house_text, mode_text


@callback
def day_text(hass: HomeAssistant, day: date, hours: DayHours | None) -> str:
    """Return weekday, date and hours; a day without data says so, and not that it is closed (H2)."""
    name = f"{house_text(hass, f'weekday_{day.weekday()}')} {day.day}.{day.month}."
    if hours is None:
        return f"{name} {house_text(hass, 'hours_not_known')}"
    if not hours.spans:
        return f"{name} {mode_text(hass, Mode.CLOSED)}"
    spans = (
        f"{clock_of(one.start)}-{clock_of(one.end)} {mode_text(hass, mode_of(one))}" for one in hours.spans
    )
    return f"{name} {', '.join(spans)}"
