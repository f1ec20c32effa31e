"""Actions of the whole integration: the mode, and bookings on behalf of visitors."""

from datetime import datetime, timedelta
import math
from typing import Any

from homeassistant.core import (
    HomeAssistant,
    ServiceCall,
    ServiceResponse,
    SupportsResponse,
    callback,
)
from homeassistant.exceptions import ServiceValidationError
from homeassistant.helpers import config_validation as cv
from homeassistant.util import dt as dt_util
import probatio

from .answers import require_done
from .const import DOMAIN
from .core.events import ModeOverridden, OverrideCleared, ServiceSwitched
from .core.ids import BookingKey
from .core.settings import SpaceSettings
from .core.words import Act, Actor, Mode
from .data import LibraryConfigEntry
from .day_services import async_setup_day_services
from .hours_response import hours_response
from .overrides import STAFF_MODES, end_of_day
from .people_actions import async_setup_people_actions
from .stay_open import longer_open
from .targets import find_entry, find_space
from .texts import house_text

ENTRY = "config_entry_id"
SPACE = "space"
MODE = "mode"
UNTIL = "until"
DURATION = "duration"
REASON = "reason"
START = "start"
END = "end"
TITLE = "title"
UID = "uid"
RECURRENCE_ID = "recurrence_id"
DATE = "date"
DAYS = "days"

LONGEST_REASON = 200
FARTHEST = timedelta(days=366)
LONGEST_OVERRIDE = timedelta(days=31)
LONGEST_TITLE = 200
MOST_DAYS = 62


def _near(value: datetime | timedelta) -> datetime | timedelta:
    """Refuse what lies beyond any plan of a library, before somebody calculates with it."""
    is_far = value > FARTHEST if isinstance(value, timedelta) else abs(value.year - dt_util.now().year) > 1
    if is_far:
        raise probatio.Invalid("must lie within a year")
    return value


_LENGTH = probatio.All(cv.time_period, cv.positive_timedelta, _near)
_INSTANT = probatio.All(cv.datetime, _near)
_ENTRY: dict[Any, Any] = {probatio.Optional(ENTRY): cv.string}
_SPACE: dict[Any, Any] = {**_ENTRY, probatio.Required(SPACE): cv.string}
_BOOKING: dict[Any, Any] = {
    **_SPACE,
    probatio.Optional(UID): cv.string,
    probatio.Optional(RECURRENCE_ID): cv.string,
}

SET_MODE = probatio.Schema(
    {
        **_ENTRY,
        probatio.Required(MODE): probatio.In([mode.value for mode in STAFF_MODES]),
        probatio.Exclusive(UNTIL, "end"): _INSTANT,
        probatio.Exclusive(DURATION, "end"): _LENGTH,
        probatio.Required(REASON): probatio.All(
            cv.string, str.strip, probatio.Length(min=1, max=LONGEST_REASON)
        ),
    }
)
STAY_OPEN = probatio.Schema(
    {
        **_ENTRY,
        probatio.Required(DURATION): _LENGTH,
        probatio.Optional(REASON): probatio.All(
            cv.string, str.strip, probatio.Length(min=1, max=LONGEST_REASON)
        ),
    }
)
CLEAR_OVERRIDE = probatio.Schema(_ENTRY)
BOOK = probatio.Schema(
    {
        **_SPACE,
        probatio.Optional(START): _INSTANT,
        probatio.Exclusive(END, "end"): _INSTANT,
        probatio.Exclusive(DURATION, "end"): _LENGTH,
        probatio.Optional(TITLE, default=""): probatio.All(cv.string, probatio.Length(max=LONGEST_TITLE)),
    }
)
EXTEND = probatio.Schema({**_BOOKING, probatio.Required(DURATION): _LENGTH})
GET_HOURS = probatio.Schema(
    {
        **_ENTRY,
        probatio.Optional(DATE): cv.date,
        probatio.Optional(DAYS, default=7): probatio.All(
            probatio.Coerce(int), probatio.Range(min=1, max=MOST_DAYS)
        ),
    }
)
ACT_ON_BOOKING = probatio.Schema(_BOOKING)
OUT_OF_SERVICE = probatio.Schema(
    {
        **_SPACE,
        probatio.Optional(REASON, default=""): probatio.All(
            cv.string, str.strip, probatio.Length(max=LONGEST_REASON)
        ),
    }
)
BACK_IN_SERVICE = probatio.Schema(_SPACE)


@callback
def async_setup_services(hass: HomeAssistant) -> None:
    """Register the actions, whether or not an entry is loaded."""
    async_setup_people_actions(hass)
    async_setup_day_services(hass)
    for name, action, schema in (
        ("set_mode", _set_mode, SET_MODE),
        ("stay_open", _stay_open, STAY_OPEN),
        ("clear_override", _clear_override, CLEAR_OVERRIDE),
        ("book", _book, BOOK),
        ("extend", _extend, EXTEND),
        ("end", _end, ACT_ON_BOOKING),
        ("cancel", _cancel, ACT_ON_BOOKING),
        ("check_in", _check_in, ACT_ON_BOOKING),
        ("undo_release", _undo_release, ACT_ON_BOOKING),
        ("out_of_service", _out_of_service, OUT_OF_SERVICE),
        ("back_in_service", _back_in_service, BACK_IN_SERVICE),
    ):
        hass.services.async_register(
            DOMAIN, name, action, schema=schema, supports_response=SupportsResponse.OPTIONAL
        )
    hass.services.async_register(
        DOMAIN, "get_hours", _get_hours, schema=GET_HOURS, supports_response=SupportsResponse.ONLY
    )


async def _get_hours(call: ServiceCall) -> ServiceResponse:
    view = find_entry(call.hass, call.data.get(ENTRY)).runtime_data.coordinator.view
    first = call.data.get(DATE, view.days[0].day)
    return hours_response(view, first, call.data[DAYS], dt_util.utcnow())


async def _set_mode(call: ServiceCall) -> ServiceResponse:
    entry = find_entry(call.hass, call.data.get(ENTRY))
    now = dt_util.utcnow()
    if UNTIL in call.data:
        until = dt_util.as_utc(call.data[UNTIL])
    elif DURATION in call.data:
        until = now + call.data[DURATION]
    else:
        until = end_of_day(now, entry.runtime_data.coordinator.settings.zone)
    return _override(entry, ModeOverridden(mode=Mode(call.data[MODE]), until=until, reason=call.data[REASON]))


async def _stay_open(call: ServiceCall) -> ServiceResponse:
    entry = find_entry(call.hass, call.data.get(ENTRY))
    reason = call.data.get(REASON) or house_text(call.hass, "chosen_in_home_assistant")
    opening = entry.runtime_data.coordinator.view.opening
    return _override(entry, longer_open(opening, dt_util.utcnow(), call.data[DURATION], reason))


def _override(entry: LibraryConfigEntry, event: ModeOverridden) -> ServiceResponse:
    now = dt_util.utcnow()
    if event.until <= now:
        raise ServiceValidationError(translation_domain=DOMAIN, translation_key="until_in_past")
    if event.until > now + LONGEST_OVERRIDE:
        raise ServiceValidationError(translation_domain=DOMAIN, translation_key="until_too_far")
    entry.runtime_data.coordinator.handle(event)
    return _opening_of(entry)


async def _clear_override(call: ServiceCall) -> ServiceResponse:
    entry = find_entry(call.hass, call.data.get(ENTRY))
    coordinator = entry.runtime_data.coordinator
    cleared = coordinator.view.opening.override_mode is not None
    coordinator.handle(OverrideCleared())
    return {**_opening_of(entry), "cleared": cleared}


async def _book(call: ServiceCall) -> ServiceResponse:
    entry, space = find_space(call.hass, call.data[SPACE], call.data.get(ENTRY))
    now = dt_util.utcnow()
    start = dt_util.as_utc(call.data[START]) if START in call.data else now
    minutes = _minutes(call, start)
    if start < now - timedelta(minutes=1):
        raise ServiceValidationError(translation_domain=DOMAIN, translation_key="start_in_past")
    answer = require_done(
        await entry.runtime_data.coordinator.ask(
            Act.BOOK,
            space=space.id,
            actor=Actor.STAFF,
            start=start,
            minutes=minutes,
            title=call.data[TITLE],
        )
    )
    end = answer.until or start + timedelta(minutes=minutes)
    return {"space": space.id, **await _made(call.hass, entry, space, start, end)}


async def _extend(call: ServiceCall) -> ServiceResponse:
    minutes = math.ceil(call.data[DURATION] / timedelta(minutes=1))
    return await _act(call, Act.EXTEND, minutes)


async def _end(call: ServiceCall) -> ServiceResponse:
    return await _act(call, Act.END)


async def _cancel(call: ServiceCall) -> ServiceResponse:
    return await _act(call, Act.CANCEL)


async def _check_in(call: ServiceCall) -> ServiceResponse:
    return await _act(call, Act.CHECK_IN)


async def _undo_release(call: ServiceCall) -> ServiceResponse:
    return await _act(call, Act.UNDO_RELEASE)


async def _out_of_service(call: ServiceCall) -> ServiceResponse:
    return _switch(call, out=True)


async def _back_in_service(call: ServiceCall) -> ServiceResponse:
    return _switch(call, out=False)


def _switch(call: ServiceCall, *, out: bool) -> ServiceResponse:
    entry, space = find_space(call.hass, call.data[SPACE], call.data.get(ENTRY))
    coordinator = entry.runtime_data.coordinator
    coordinator.handle(ServiceSwitched(space=space.id, out=out, reason=call.data.get(REASON, "")))
    return {"space": space.id, "state": coordinator.view.spaces[space.id].status.value}


async def _act(call: ServiceCall, act: Act, minutes: int | None = None) -> ServiceResponse:
    entry, space = find_space(call.hass, call.data[SPACE], call.data.get(ENTRY))
    booking = None
    if UID in call.data:
        booking = BookingKey(
            source=space.source, uid=call.data[UID], recurrence=call.data.get(RECURRENCE_ID, "")
        )
    answer = require_done(
        await entry.runtime_data.coordinator.ask(
            act, space=space.id, actor=Actor.STAFF, minutes=minutes, booking=booking
        )
    )
    return {"space": space.id, "until": _text(answer.until)}


def _minutes(call: ServiceCall, start: datetime) -> int:
    """Return the length asked for in whole minutes, rounded up; an hour when nothing is said."""
    if DURATION in call.data:
        length: timedelta = call.data[DURATION]
    elif END in call.data:
        length = dt_util.as_utc(call.data[END]) - start
    else:
        length = timedelta(hours=1)
    if length <= timedelta(0):
        raise ServiceValidationError(translation_domain=DOMAIN, translation_key="end_before_start")
    return math.ceil(length / timedelta(minutes=1))


async def _made(
    hass: HomeAssistant,
    entry: LibraryConfigEntry,
    space: SpaceSettings,
    start: datetime,
    end: datetime,
) -> dict[str, Any]:
    """Return the booking just made, with the uid by which it can be extended, ended and cancelled."""
    timeline = entry.runtime_data.bookings.timeline(space.id)
    found = await hass.async_add_executor_job(lambda: list(timeline.overlapping(start, end)))
    newest = max(found, key=lambda event: event.dtstamp, default=None)
    return {
        "start": _text(start),
        "end": _text(end),
        "uid": None if newest is None else newest.uid,
        "title": None if newest is None else newest.summary,
    }


def _opening_of(entry: LibraryConfigEntry) -> dict[str, Any]:
    opening = entry.runtime_data.coordinator.view.opening
    return {
        "mode": opening.mode.value,
        "source": opening.source.value,
        "rule": opening.rule,
        "reason": opening.reason,
        "until": _text(opening.until),
        "override_until": _text(opening.override_until),
    }


def _text(instant: datetime | None) -> str | None:
    return None if instant is None else dt_util.as_local(instant).isoformat()
