"""The measurements as data: names, tags, fields with units. Everybody else takes names from here.

Every field is a float (flags are 0 or 1), so that no database ever sees two types for one field.
Every tag of a measurement is always written; what is not known is written as `UNKNOWN`, because
InfluxDB 3 fixes a table's tags when it is first written. No person, booking id or code is a tag.
"""

from dataclasses import dataclass
from enum import StrEnum

UNKNOWN = "unknown"
WHOLE_DEVICE = "device"
ALL = "all"


class FieldKind(StrEnum):
    """How a field may be aggregated."""

    GAUGE = "gauge"  # a level: mean, min, max, last
    FLAG = "flag"  # 0 or 1: last, mean is the share of time
    COUNT = "count"  # happenings in this point: sum
    TOTAL = "total"  # rises until the bridge restarts: non_negative_difference


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One number of a measurement. `unit` is a Grafana unit id, "" for plain numbers."""

    name: str
    kind: FieldKind
    unit: str = ""
    about: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Measurement:
    """One measurement: `tags` in the order in which points give their values.

    `counted`: its points are single happenings, of which several may fall into one millisecond.
    """

    name: str
    tags: tuple[str, ...]
    fields: tuple[Field, ...]
    about: str
    counted: bool = False


def _gauge(name: str, unit: str, about: str) -> Field:
    return Field(name=name, kind=FieldKind.GAUGE, unit=unit, about=about)


def _flag(name: str, about: str) -> Field:
    return Field(name=name, kind=FieldKind.FLAG, unit="bool", about=about)


def _count(name: str, about: str) -> Field:
    return Field(name=name, kind=FieldKind.COUNT, unit="short", about=about)


def _total(name: str, about: str) -> Field:
    return Field(name=name, kind=FieldKind.TOTAL, unit="short", about=about)


OPENING = Measurement(
    name="opening",
    tags=("site", "mode"),
    about="The building's mode: one point per mode, `active` is 1 for the one that holds.",
    fields=(
        _flag("active", "1 for the mode that holds, 0 for every other."),
        _flag("override", "1 when a person set the mode by hand."),
        _gauge("minutes_planned", "m", "Planned length of the mode's present stretch."),
        _count("changes", "Times the building went into this mode."),
    ),
)
PEOPLE = Measurement(
    name="people",
    tags=("site", "zone"),
    about="People who passed a counting line, and how many are inside.",
    counted=True,
    fields=(
        _gauge("inside", "short", "People inside; missing while it is not known."),
        _count("entered", "People who came in."),
        _count("left", "People who went out."),
        _gauge("capacity", "short", "How many may be inside."),
        _count("corrected", "By how much the count was put right; missing otherwise."),
    ),
)
SPACE = Measurement(
    name="space",
    tags=("site", "space", "state"),
    about="A bookable space: one point per state, `active` is 1 for the one that holds.",
    fields=(
        _flag("active", "1 for the state that holds, 0 for every other."),
        _flag("occupied", "1 when somebody is there; missing while it is not known."),
        _gauge("people", "short", "People in the space."),
        _flag("booked", "1 when a booking covers this moment."),
        _gauge("awaiting_s", "s", "How long the booking has waited for its check-in."),
        _gauge("bookings_today", "short", "Bookings of the local day."),
        _flag("bookings_live", "0 when the booking source has not answered lately."),
    ),
)
BOOKING = Measurement(
    name="booking",
    tags=("site", "space", "organiser", "outcome"),
    about="A booking was made, started, changed or ended.",
    counted=True,
    fields=(
        _count("count", "Always 1: sum it."),
        _gauge("reserved_min", "m", "Booked length."),
        _gauge("used_min", "m", "Length it was really used."),
        _gauge("lead_min", "m", "How long before its start it was made."),
        _gauge("attendees", "short", "Announced attendees."),
        _gauge("powered_min", "m", "How long a device had power for it; of the outcome metered."),
        _gauge("energy_kwh", "kwatth", "What a device drew for it; of the outcome metered."),
    ),
)
DOOR = Measurement(
    name="door",
    tags=("site", "door"),
    about="A door as the rules want it and as the lock says it is.",
    fields=(
        _flag("locked", "1 only when the bolt is known to be locked."),
        _flag("unlocked", "1 only when the bolt is known to be unlocked."),
        _flag("open", "1 when the leaf stands open; missing while it is not known."),
        _flag("desired", "1 wanted locked, 0 wanted unlocked; missing: left as it is."),
        _flag("in_sync", "1 when the lock follows what is wanted."),
        _flag("automatic", "0 while a person switched the door's automation off."),
    ),
)
ACCESS = Measurement(
    name="access",
    tags=("site", "door", "method", "decision"),
    about="A door let somebody in, or did not.",
    counted=True,
    fields=(
        _count("count", "Always 1: sum it."),
        _gauge("latency_ms", "ms", "From the credential to the decision."),
    ),
)
ENVIRONMENT = Measurement(
    name="environment",
    tags=("site", "device", "space"),
    about="Air, light and noise as measured.",
    fields=(
        _gauge("temperature_c", "celsius", "Air temperature."),
        _gauge("humidity_pct", "percent", "Relative humidity."),
        _gauge("co2_ppm", "ppm", "Carbon dioxide."),
        _gauge("tvoc_ppb", "conppb", "Volatile organic compounds."),
        _gauge("lux", "lux", "Illuminance."),
        _gauge("noise_db", "dB", "Sound level."),
        _gauge("pressure_hpa", "pressurehpa", "Air pressure."),
    ),
)
DEVICE = Measurement(
    name="device",
    tags=("site", "device", "kind"),
    about="A device's health; kind `device` is the device as a whole.",
    fields=(
        _flag("online", "1 only when the device is known to be reachable."),
        _gauge("battery_pct", "percent", "Battery left."),
        _gauge("last_seen_s", "s", "How long ago it was heard, when availability was reported."),
        _flag("known", "1 for every kind the device was announced with."),
    ),
)
FEEDBACK = Measurement(
    name="feedback",
    tags=("site", "display"),
    about="Taps on the faces of a display.",
    counted=True,
    fields=(
        _count("count", "Always 1: sum it."),
        _gauge("score", "short", "1 (bad) to 4 (good)."),
    ),
)
LIBRARY_DAY = Measurement(
    name="library_day",
    tags=("site", "mode", "hour", "space", "organiser"),
    about="One local day at its first instant. What a row is not divided by is `all` in that tag: "
    "the day, the day by mode, visits by mode and local hour, bookings by space and organiser.",
    fields=(
        _gauge("length_min", "m", "The day's length, in the row of the day."),
        _flag("complete", "0 when nobody watched for a while, in the row of the day."),
        _gauge("most_inside", "short", "Most people inside at a time, in the row of the day."),
        _gauge("headroom", "short", "How many more could have been inside then, in the row of the day."),
        _count("minutes", "Minutes in the mode, in the rows by mode."),
        _count("visits", "Visits in the mode, in the rows by mode."),
        _count("hour_visits", "Visits within the local hour, in the rows by mode and hour."),
        _count("made", "Bookings made, in the rows of bookings."),
        _count("used", "Bookings that were used."),
        _count("not_used", "Bookings that nobody came to."),
        _count("released", "Bookings given back because nobody came."),
        _count("cancelled", "Bookings cancelled."),
        _count("reserved_min", "Minutes booked, of bookings that came to their end."),
        _count("used_min", "Minutes used."),
    ),
)
BRIDGE = Measurement(
    name="bridge",
    tags=("site", "bridge"),
    about="The metrics pipeline itself: received = spooled + refused, "
    "spooled = written + dead + expired + waiting.",
    fields=(
        _total("received", "Points that came in and were settled."),
        _total("refused", "Points that could not be understood or written down."),
        _total("spooled", "Points safe on disk."),
        _total("written", "Points the database has."),
        _total("dead", "Points the database refused for good; kept in a file."),
        _total("expired", "Points older than the database keeps."),
        _gauge("waiting", "short", "Points on disk that the database does not have yet."),
        _gauge("spool_bytes", "bytes", "Disk used by the spool."),
        _gauge("lag_s", "s", "Age of the oldest waiting point."),
        _flag("database_online", "1 when the last write succeeded."),
        _total("unreadable", "Device messages that could not be understood."),
        _gauge("devices_online", "short", "Devices known to be reachable."),
        _gauge("devices_total", "short", "Devices announced."),
        _gauge("displays_connected", "short", "Displays with a live page."),
    ),
)

MEASUREMENTS: tuple[Measurement, ...] = (
    OPENING,
    PEOPLE,
    SPACE,
    BOOKING,
    DOOR,
    ACCESS,
    ENVIRONMENT,
    DEVICE,
    FEEDBACK,
    LIBRARY_DAY,
    BRIDGE,
)
