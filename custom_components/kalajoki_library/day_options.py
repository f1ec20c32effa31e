"""Options of the staffed day: evidence of staff, opening and closing, alarms, and where the house speaks."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from .core.ids import SensorId
from .core.opening.routine import RoutineSettings
from .core.opening.staff import StaffSettings
from .core.words import WhenMissing

CONF_STAFF = "staff"
CONF_CLOSING = "closing"
CONF_EMERGENCY = "emergency"

ANNOUNCED = ("15", "10", "5")
LANGUAGES = ("fi", "sv", "en")

type Options = Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Voices:
    """Where announcements are spoken and written, in which languages; and the alarm that is armed."""

    media_player: str | None = None
    tts: str | None = None
    notify: tuple[str, ...] = ()
    languages: tuple[str, ...] = LANGUAGES
    alarm: str | None = None
    disarms: bool = False


def staff_of(options: Options) -> StaffSettings:
    """Return where evidence of staff comes from; nothing chosen: the plan is trusted (H1)."""
    data = options.get(CONF_STAFF, {})
    return StaffSettings(
        sensors=tuple(SensorId(one) for one in data.get("sensors", ())),
        badges=tuple(SensorId(one) for one in data.get("badges", ())),
        checks_in=data.get("checks_in", False),
        times_out=timedelta(hours=float(data.get("times_out", 10))),
        missing_after=timedelta(minutes=float(data.get("missing_after", 10))),
        when_missing=WhenMissing(data.get("when_missing", WhenMissing.HOLD_CLOSED)),
    )


def routine_of(options: Options) -> RoutineSettings:
    """Return how the building opens and closes (H6, H7)."""
    data = options.get(CONF_CLOSING, {})
    return RoutineSettings(
        checks_before=_minutes(data, "checks_before", 15),
        announce_before=tuple(
            timedelta(minutes=one) for one in sorted(map(int, data.get("announce_before", ANNOUNCED)))[::-1]
        ),
        no_new_entries=_minutes(data, "no_new_entries", 5),
        repeat=_minutes(data, "repeat", 5),
        left_inside_after=_minutes(data, "left_inside_after", 10),
        patron_login=data.get("patron_login", False),
    )


def fire_alarms_of(options: Options) -> tuple[SensorId, ...]:
    """Return the sensors that begin an evacuation (D9)."""
    return tuple(SensorId(one) for one in options.get(CONF_EMERGENCY, {}).get("fire_alarms", ()))


def voices_of(options: Options) -> Voices:
    """Return where the house speaks."""
    data = options.get(CONF_CLOSING, {})
    return Voices(
        media_player=data.get("media_player"),
        tts=data.get("tts"),
        notify=tuple(data.get("notify", ())),
        languages=tuple(one for one in data.get("languages", LANGUAGES) if one in LANGUAGES),
        alarm=data.get("alarm"),
        disarms=data.get("disarms", False),
    )


def _minutes(data: Options, name: str, default: float) -> timedelta:
    return timedelta(minutes=float(data.get(name, default)))
