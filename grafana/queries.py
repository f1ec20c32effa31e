"""The only place with query text: InfluxQL that InfluxDB 1.x, 2.x and 3.x all answer.

Rules of the portable subset: always `$timeFilter`, no `INTO`, no `SLIMIT`, no retention-policy prefix, no
cardinality queries. `last()` with a tag beside it gives the tag of the newest point.
"""

from mqtt_bridge.metrics.schema import field, measurement, tag

SITE = "$site"


def _where(*conditions: str) -> str:
    return " AND ".join((f"\"{tag('opening', 'site')}\" = '{SITE}'", *conditions, "$timeFilter"))


def _newest(name: str, of: str, *tags: str, by: tuple[str, ...] = ()) -> str:
    """Return the newest value of a field, with tags of that very point beside it."""
    columns = ", ".join([f'last("{field(name, of)}") AS "{of}"', *(f'"{tag(name, one)}"' for one in tags)])
    groups = f" GROUP BY {', '.join(f'"{tag(name, one)}"' for one in by)}" if by else ""
    return f'SELECT {columns} FROM "{measurement(name)}" WHERE {_where()}{groups}'


def _course(name: str, of: str, *, how: str = "mean", by: tuple[str, ...] = (), fill: str = "null") -> str:
    """Return a field over time, grouped by tags."""
    groups = ", ".join(("time($__interval)", *(f'"{tag(name, one)}"' for one in by)))
    return (
        f'SELECT {how}("{field(name, of)}") AS "{of}" FROM "{measurement(name)}" '
        f"WHERE {_where()} GROUP BY {groups} fill({fill})"
    )


def _total(name: str, of: str, *, by: tuple[str, ...] = ()) -> str:
    """Return the sum of a field over the chosen range."""
    groups = f" GROUP BY {', '.join(f'"{tag(name, one)}"' for one in by)}" if by else ""
    return f'SELECT sum("{field(name, of)}") AS "{of}" FROM "{measurement(name)}" WHERE {_where()}{groups}'


def tag_values(name: str, key: str) -> str:
    """Return the query of a template variable."""
    return f'SHOW TAG VALUES FROM "{measurement(name)}" WITH KEY = "{tag(name, key)}"'


SITES = tag_values("opening", "site")
MODE_NOW = _newest("opening", "active", "mode")
MODES = (
    f'SELECT "{field("opening", "active")}", "{tag("opening", "mode")}" FROM "{measurement("opening")}" '
    f"WHERE {_where()}"
)
INSIDE_NOW = _newest("people", "inside")
INSIDE = _course("people", "inside", how="last", by=("zone",), fill="previous")
VISITS = _course("people", "entered", how="sum", by=("zone",), fill="0")
VISITS_SUM = _total("people", "entered")
SPACES_NOW = (
    f'SELECT last("{field("space", "booked")}") AS "booked", "{field("space", "occupied")}", '
    f'"{tag("space", "state")}" FROM "{measurement("space")}" '
    f'WHERE {_where()} GROUP BY "{tag("space", "space")}"'
)
SPACES_OCCUPIED = _course("space", "occupied", how="last", by=("space",), fill="previous")
BOOKINGS = _total("booking", "reserved_min", by=("space", "outcome"))
DOORS_NOW = (
    f'SELECT last("{field("door", "locked")}") AS "locked", "{field("door", "desired")}", '
    f'"{field("door", "in_sync")}" FROM "{measurement("door")}" '
    f'WHERE {_where()} GROUP BY "{tag("door", "door")}"'
)
DOORS = _course("door", "locked", how="last", by=("door",), fill="previous")
CO2 = _course("environment", "co2_ppm", by=("device",))
TEMPERATURE = _course("environment", "temperature_c", by=("device",))
DEVICES_NOW = _newest("device", "online", by=("device", "kind"))
WAITING_NOW = _newest("bridge", "waiting")
WAITING = _course("bridge", "waiting", how="last", by=("bridge",), fill="none")
LAG_NOW = _newest("bridge", "lag_s")
DEAD_NOW = _newest("bridge", "dead")
