"""Entry, options and subentries to the core's settings: the only place that knows both."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from homeassistant.config_entries import ConfigEntry
from homeassistant.core import HomeAssistant
from homeassistant.util import dt as dt_util
from yarl import URL

from .const import (
    CONF_BOOKING_URL,
    CONF_CAPACITY,
    CONF_COUNTRY,
    CONF_DIRECTORY_ID,
    CONF_EVE,
    CONF_HOLIDAY,
    CONF_HOURS_RUN_OUT,
    CONF_HOURS_SOURCE,
    CONF_HOURS_STALE,
    CONF_ID,
    CONF_LIBRARY,
    CONF_REGION,
    CONF_TIMEZONE,
    CONF_WEEK,
    COUNTER,
    DISPLAY,
    DOOR,
    EQUIPMENT,
    LOCAL_SOURCE,
    SPACE,
    ZONE,
)
from .core.ids import (
    CounterId,
    DisplayId,
    DoorId,
    LockId,
    SensorId,
    SourceId,
    SpaceId,
    SwitchId,
)
from .core.opening.hours import PlannedSpan, Spans, WeeklyHours, minutes_of
from .core.settings import (
    BUILDING,
    CounterSettings,
    DisplaySettings,
    DoorSettings,
    EquipmentSettings,
    Settings,
    SpaceSettings,
    ZoneSettings,
)
from .core.words import (
    DisplayKind,
    DoorRole,
    GrantKind,
    HoursSource,
    JobPolicy,
    Mode,
    Plan,
    VacatedPolicy,
)
from .day_options import (
    fire_alarms_of,
    routine_of,
    staff_of,
)
from .hours.weekly import SpecialDays, special_days
from .space_hours import own_hours_of

LONGEST_NAME = 100
# After how many crossings a counter begins at zero again.
BITS = {"never": None, "after_255": 8, "after_65535": 16, "after_4294967295": 32}

SERVICE, STAFFED, UNSTAFFED = "service", "staffed_self_service", "unstaffed_self_service"
PLANS = {
    SERVICE: (Plan.SERVICE, True),
    STAFFED: (Plan.SELF_SERVICE, True),
    UNSTAFFED: (Plan.SELF_SERVICE, False),
}
# A library's ordinary week, to be changed: weekdays 8-20, Saturday 10-15.
DEFAULT_WEEK: list[list[dict[str, str]]] = [
    *[
        [
            {"start": "08:00", "end": "10:00", "plan": STAFFED},
            {"start": "10:00", "end": "18:00", "plan": SERVICE},
            {"start": "18:00", "end": "20:00", "plan": STAFFED},
        ]
        for _day in range(5)
    ],
    [{"start": "10:00", "end": "15:00", "plan": SERVICE}],
    [],
]


async def async_settings_of(hass: HomeAssistant, entry: ConfigEntry) -> Settings:
    """Return the building's settings with the holidays of its country; SettingsError names what cannot be."""
    country = entry.options.get(CONF_COUNTRY, hass.config.country)
    region, year = entry.options.get(CONF_REGION), dt_util.now().year
    return settings_of(entry, await hass.async_add_executor_job(special_days, country, region, year))


def settings_of(entry: ConfigEntry, special: SpecialDays | None = None) -> Settings:
    """Return the building's settings; SettingsError names what cannot be.

    A space that was deleted is left out of its doors, and so is a room display that has lost its space: the
    rest of the building goes on (`displays_without_space` names them).
    """
    kinds = (SPACE, EQUIPMENT, DOOR, DISPLAY, COUNTER, ZONE)
    things: dict[str, list[Mapping[str, Any]]] = {kind: [] for kind in kinds}
    for subentry in entry.subentries.values():
        things[subentry.subentry_type].append(subentry.data)
    options = entry.options
    spaces = tuple(data[CONF_ID] for data in (*things[SPACE], *things[EQUIPMENT]))
    lost = displays_without_space(entry)
    special = special or SpecialDays()
    return Settings(
        library=entry.data[CONF_LIBRARY],
        timezone=entry.data[CONF_TIMEZONE],
        week=week_of(options.get(CONF_WEEK), options.get(CONF_HOLIDAY), options.get(CONF_EVE)),
        hours_source=HoursSource(options.get(CONF_HOURS_SOURCE, HoursSource.WEEKLY)),
        hours_subject=str(options.get(CONF_DIRECTORY_ID, "")),
        holidays=special.holidays,
        eves=special.eves,
        hours_stale=timedelta(hours=float(options.get(CONF_HOURS_STALE, 24))),
        hours_run_out=timedelta(days=int(options.get(CONF_HOURS_RUN_OUT, 7))),
        spaces=(
            *(_space(data) for data in things[SPACE]),
            *(_space(data, _equipment(data)) for data in things[EQUIPMENT]),
        ),
        doors=tuple(_door(data, spaces) for data in things[DOOR]),
        counters=tuple(_counter(data) for data in things[COUNTER]),
        zones=tuple(_zone(data) for data in things[ZONE]),
        displays=tuple(_display(data) for data in things[DISPLAY] if data[CONF_ID] not in lost),
        staff=staff_of(options),
        routine=routine_of(options),
        fire_alarms=fire_alarms_of(options),
        capacity=_whole(options.get(CONF_CAPACITY)),
        booking_url=options.get(CONF_BOOKING_URL) or None,
    )


def displays_without_space(entry: ConfigEntry) -> dict[str, str]:
    """Return id and name of every room display whose space is no more."""
    spaces = {one.data[CONF_ID] for kind in (SPACE, EQUIPMENT) for one in entry.get_subentries_of_type(kind)}
    return {
        one.data[CONF_ID]: one.title
        for one in entry.get_subentries_of_type(DISPLAY)
        if one.data["kind"] == DisplayKind.ROOM and one.data.get("space") not in spaces
    }


def is_web_address(text: str) -> bool:
    """Whether a text is an address that a display may offer to visitors."""
    try:
        url = URL(text)
    except ValueError:
        return False
    return url.scheme in ("http", "https") and bool(url.host) and url.user is None


type StoredDay = list[dict[str, str]]


def week_of(
    stored: list[StoredDay] | None, holiday: StoredDay | None = None, eve: StoredDay | None = None
) -> WeeklyHours | None:
    """Return the weekly pattern; None when there is none, which is unknown and not closed (H2)."""
    if stored is None:
        return None
    return WeeklyHours(
        days=tuple(_day(day) for day in stored),
        holiday=None if holiday is None else _day(holiday),
        eve=None if eve is None else _day(eve),
    )


def _day(stored: StoredDay) -> Spans:
    return tuple(sorted(_span(span) for span in stored))


def _span(span: Mapping[str, str]) -> PlannedSpan:
    plan, staffed = PLANS[span["plan"]]
    end = minutes_of(span["end"])
    return PlannedSpan(start=minutes_of(span["start"]), end=end or 24 * 60, plan=plan, staffed=staffed)


def _space(data: Mapping[str, Any], equipment: EquipmentSettings | None = None) -> SpaceSettings:
    return SpaceSettings(
        id=SpaceId(data[CONF_ID]),
        name=data["name"],
        source=SourceId(LOCAL_SOURCE),
        capacity=_whole(data.get("capacity")),
        presence=tuple(SensorId(one) for one in data.get("presence", ())),
        presence_hold=timedelta(minutes=float(data.get("presence_hold", 2))),
        presence_checks_in=data.get("presence_checks_in", True),
        shows_titles=data.get("shows_titles", False),
        outside_hours=data.get("outside_hours", False),
        hours=own_hours_of(data),
        buffer_before=timedelta(minutes=float(data.get("buffer_before", 0))),
        buffer_after=timedelta(minutes=float(data.get("buffer_after", 0))),
        check_in_opens=timedelta(minutes=float(data.get("check_in_opens", 10))),
        release_after=_minutes(data.get("release_after", 15)),
        release_undo=timedelta(minutes=float(data.get("release_undo", 5))),
        vacated_after=timedelta(minutes=float(data.get("vacated_after", 15))),
        vacated_grace=timedelta(minutes=float(data.get("vacated_grace", 5))),
        vacated=VacatedPolicy(data.get("vacated", VacatedPolicy.OFFER)),
        book_minutes=tuple(sorted(int(one) for one in data.get("book_minutes", ("15", "30", "60")))),
        longest=timedelta(minutes=float(data.get("longest", 120))),
        equipment=equipment,
    )


def _equipment(data: Mapping[str, Any]) -> EquipmentSettings:
    power, energy = data.get("power"), data.get("energy")
    return EquipmentSettings(
        switch=SwitchId(data["switch"]),
        power=SensorId(power) if power else None,
        energy=SensorId(energy) if energy else None,
        before=timedelta(minutes=float(data.get("power_before", 0))),
        after=timedelta(minutes=float(data.get("power_after", 0))),
        running_above_w=float(data.get("running_above", 20)),
        finish_job=JobPolicy(data.get("finish_job", JobPolicy.HOLD)),
        longest_hold=timedelta(hours=float(data.get("longest_hold", 6))),
    )


def _door(data: Mapping[str, Any], spaces: tuple[str, ...]) -> DoorSettings:
    """Return a door; an entrance for bookings that names no space is on the way to every one (B10)."""
    contact, named = data.get("contact"), tuple(data.get("spaces", ()))
    grants = GrantKind(data.get("grants", GrantKind.NONE))
    if data["role"] == DoorRole.ENTRANCE and grants is not GrantKind.NONE and not named:
        named = spaces
    return DoorSettings(
        id=DoorId(data[CONF_ID]),
        name=data["name"],
        role=DoorRole(data["role"]),
        locks=tuple(LockId(one) for one in data["locks"]),
        contact=SensorId(contact) if contact else None,
        unlocked_in=frozenset(Mode(one) for one in data.get("unlocked_in", ())),
        grants=grants,
        spaces=tuple(SpaceId(one) for one in named if one in spaces),
        grant_before=timedelta(minutes=float(data.get("grant_before", 5))),
        grant_after=timedelta(minutes=float(data.get("grant_after", 0))),
        egress_confirmed=data.get("egress_confirmed", False),
    )


def _counter(data: Mapping[str, Any]) -> CounterSettings:
    return CounterSettings(
        id=CounterId(data[CONF_ID]),
        entered=SensorId(data["entered"]),
        left=SensorId(data["left"]),
        zone=data.get("zone") or BUILDING,
        leads_from=data.get("leads_from") or None,
        is_entrance=data.get("is_entrance", False),
        bits=BITS.get(data.get("wraps", "never")),
        most_per_minute=int(data.get("most_per_minute", 200)),
    )


def _zone(data: Mapping[str, Any]) -> ZoneSettings:
    return ZoneSettings(id=data[CONF_ID], name=data["name"], capacity=_whole(data.get("capacity")))


def _display(data: Mapping[str, Any]) -> DisplaySettings:
    kind = DisplayKind(data["kind"])
    space = data.get("space") if kind is DisplayKind.ROOM else None
    return DisplaySettings(
        id=DisplayId(data[CONF_ID]),
        name=data["name"],
        kind=kind,
        space=SpaceId(space) if space else None,
    )


def _minutes(value: Any) -> timedelta | None:
    """Return a length of time; nothing or zero is "never"."""
    return timedelta(minutes=float(value)) if value else None


def _whole(value: Any) -> int | None:
    return int(value) if value else None
