"""The only place with query text: InfluxQL that InfluxDB 1.x, 2.x and 3.x all answer.

Rules of the portable subset: always `$timeFilter`, no `INTO`, no `SLIMIT`, no retention-policy prefix, no
cardinality queries. A tag beside `last()` is the tag of the newest point.
"""

from mqtt_bridge.metrics import schema
from mqtt_bridge.metrics.schema import Measurement

SITE = "$site"


def field(of: Measurement, name: str) -> str:
    """Return a field's name in quotes; KeyError when the schema has no such field."""
    return f'"{next(one.name for one in of.fields if one.name == name)}"'


def tag(of: Measurement, name: str) -> str:
    """Return a tag's name in quotes; ValueError when the schema has no such tag."""
    return f'"{of.tags[of.tags.index(name)]}"'


def _from(of: Measurement, *conditions: str) -> str:
    where = " AND ".join((f"{tag(of, 'site')} = '{SITE}'", *conditions, "$timeFilter"))
    return f'FROM "{of.name}" WHERE {where}'


def _by(of: Measurement, tags: tuple[str, ...], *first: str) -> str:
    groups = ", ".join((*first, *(tag(of, one) for one in tags)))
    return f" GROUP BY {groups}" if groups else ""


def _newest(of: Measurement, name: str, *beside: str, by: tuple[str, ...] = (), where: str = "") -> str:
    """Return the newest value of a field, with other columns of that very point beside it."""
    columns = ", ".join((f'last({field(of, name)}) AS "{name}"', *beside))
    return f"SELECT {columns} {_from(of, *filter(None, (where,)))}{_by(of, by)}"


def _course(
    of: Measurement, name: str, *, how: str = "mean", by: tuple[str, ...] = (), fill: str = "null"
) -> str:
    """Return a field over time, one series per combination of tags."""
    groups = _by(of, by, "time($__interval)")
    return f'SELECT {how}({field(of, name)}) AS "{name}" {_from(of)}{groups} fill({fill})'


def _total(of: Measurement, *names: str, by: tuple[str, ...] = ()) -> str:
    """Return sums of fields over the chosen range."""
    columns = ", ".join(f'sum({field(of, name)}) AS "{name}"' for name in names)
    return f"SELECT {columns} {_from(of)}{_by(of, by)}"


def _held(of: Measurement) -> str:
    return f"{field(of, 'active')} = 1"


def _hour_is_all() -> str:
    return f"{tag(schema.LIBRARY_DAY, 'hour')} = '{schema.ALL}'"


SITES = f'SHOW TAG VALUES FROM "{schema.OPENING.name}" WITH KEY = {tag(schema.OPENING, "site")}'

MODE_NOW = _newest(schema.OPENING, "active", tag(schema.OPENING, "mode"), where=_held(schema.OPENING))
MODES = (
    f"SELECT {field(schema.OPENING, 'active')}, {tag(schema.OPENING, 'mode')} "
    f"{_from(schema.OPENING, _held(schema.OPENING))}"
)
INSIDE_NOW = _newest(schema.PEOPLE, "inside")
INSIDE = _course(schema.PEOPLE, "inside", how="last", by=("zone",), fill="previous")
VISITS = _course(schema.PEOPLE, "entered", how="sum", by=("zone",), fill="0")
VISITS_SUM = _total(schema.PEOPLE, "entered")
SPACES_NOW = _newest(
    schema.SPACE,
    "active",
    tag(schema.SPACE, "state"),
    field(schema.SPACE, "booked"),
    field(schema.SPACE, "occupied"),
    by=("space",),
    where=_held(schema.SPACE),
)
SPACES_OCCUPIED = _course(schema.SPACE, "occupied", how="last", by=("space",), fill="previous")
BOOKINGS = _total(schema.BOOKING, "count", "reserved_min", by=("space", "outcome"))
DOORS_NOW = _newest(
    schema.DOOR,
    "in_sync",
    field(schema.DOOR, "locked"),
    field(schema.DOOR, "unlocked"),
    field(schema.DOOR, "desired"),
    by=("door",),
)
DOORS = _course(schema.DOOR, "locked", how="last", by=("door",), fill="previous")
YESTERDAY = (
    f'SELECT last({field(schema.LIBRARY_DAY, "minutes")}) AS "minutes", '
    f'last({field(schema.LIBRARY_DAY, "visits")}) AS "visits" '
    f"{_from(schema.LIBRARY_DAY, _hour_is_all())}{_by(schema.LIBRARY_DAY, ('mode',))}"
)
DAY_VISITS = (
    f"SELECT {field(schema.LIBRARY_DAY, 'visits')} "
    f"{_from(schema.LIBRARY_DAY, _hour_is_all())}{_by(schema.LIBRARY_DAY, ('mode',))}"
)
CO2 = _course(schema.ENVIRONMENT, "co2_ppm", by=("device",))
TEMPERATURE = _course(schema.ENVIRONMENT, "temperature_c", by=("device",))
DEVICES_NOW = _newest(schema.DEVICE, "online", by=("device",))
WAITING_NOW = _newest(schema.BRIDGE, "waiting")
WAITING = _course(schema.BRIDGE, "waiting", how="last", by=("bridge",), fill="none")
LAG_NOW = _newest(schema.BRIDGE, "lag_s")
DEAD_NOW = _newest(schema.BRIDGE, "dead")
