"""Defaults every panel shares: data source, colours by meaning, units, the InfluxQL target."""

from typing import Any, override

from grafana_foundation_sdk.builders import (
    common as common_builders,
    dashboard,
    stat,
    statetimeline,
    table,
    timeseries,
)
from grafana_foundation_sdk.cog import builder, variants
from grafana_foundation_sdk.models import common, dashboard as model

DATASOURCE = common.DataSourceRef(type_val="influxdb", uid="${datasource}")

# Colour-blind safe (Okabe-Ito); always beside a word, never instead of one.
GREEN, BLUE, ORANGE, RED, GREY, YELLOW = "#009E73", "#0072B2", "#E69F00", "#D55E00", "#8A8F98", "#F0E442"

MODES = {
    "service": ("Service", GREEN),
    "staffed_self_service": ("Staffed self-service", BLUE),
    "unstaffed_self_service": ("Unstaffed self-service", "#56B4E9"),
    "event_only": ("Event only", "#CC79A7"),
    "closed": ("Closed", GREY),
    "evacuation": ("Evacuation", RED),
    "lockdown": ("Lockdown", RED),
    "unknown": ("Unknown", YELLOW),
}
SPACE_STATES = {
    "free": ("Free", GREEN),
    "reserved_soon": ("Reserved soon", YELLOW),
    "awaiting_check_in": ("Awaiting check-in", ORANGE),
    "in_use": ("In use", BLUE),
    "overrun": ("Overrun", RED),
    "turnaround": ("Turnaround", "#CC79A7"),
    "out_of_service": ("Out of service", GREY),
    "closed": ("Closed", GREY),
    "unknown": ("Unknown", YELLOW),
}


DOOR_STATES = {"1": ("Locked", BLUE), "0": ("Not locked", ORANGE)}
YES_NO = {"1": ("Yes", BLUE), "0": ("No", GREY)}


class InfluxQL(variants.Dataquery):
    """One InfluxQL target. The SDK has query types for other databases only."""

    def __init__(self, query: str, alias: str, shape: str, ref: str) -> None:
        """Take the query text, the series name pattern, and `time_series` or `table`."""
        self.query, self.alias, self.shape, self.ref = query, alias, shape, ref

    def to_json(self) -> dict[str, Any]:
        """Return the target as Grafana's InfluxDB plugin reads it."""
        data = {
            "datasource": {"type": "influxdb", "uid": "${datasource}"},
            "query": self.query,
            "rawQuery": True,
            "refId": self.ref,
            "resultFormat": self.shape,
        }
        return data | ({"alias": self.alias} if self.alias else {})


class Target(builder.Builder[variants.Dataquery]):
    """Builder of an InfluxQL target."""

    def __init__(self, query: str, *, alias: str = "", shape: str = "time_series", ref: str = "A") -> None:
        """Take what `InfluxQL` takes."""
        self._query = InfluxQL(query, alias, shape, ref)

    @override
    def build(self) -> variants.Dataquery:
        return self._query


def mapping(words: dict[str, tuple[str, str]]) -> model.ValueMap:
    """Return a value mapping: value on the wire to text and colour."""
    return model.ValueMap(
        {
            word: model.ValueMappingResult(text=text, color=colour, index=place)
            for place, (word, (text, colour)) in enumerate(words.items())
        }
    )


def _dress(panel: Any, title: str, description: str, unit: str, no_value: str) -> Any:
    return panel.title(title).description(description).unit(unit).datasource(DATASOURCE).no_value(no_value)


def a_stat(title: str, description: str, *, unit: str = "none", no_value: str = "no data") -> stat.Panel:
    """Return a stat panel that shows the newest value."""
    panel: stat.Panel = _dress(stat.Panel(), title, description, unit, no_value)
    return panel.height(5).span(4).graph_mode(common.BigValueGraphMode.NONE)


def a_timeseries(title: str, description: str, *, unit: str) -> timeseries.Panel:
    """Return a line chart half a page wide."""
    panel: timeseries.Panel = _dress(timeseries.Panel(), title, description, unit, "no data")
    return panel.height(8).span(12).line_width(2).fill_opacity(10)


def a_table(title: str, description: str) -> table.Panel:
    """Return a table."""
    panel: table.Panel = _dress(table.Panel(), title, description, "none", "no data")
    return panel.height(8).span(12)


def a_timeline(title: str, description: str) -> statetimeline.Panel:
    """Return a state timeline."""
    panel: statetimeline.Panel = _dress(statetimeline.Panel(), title, description, "none", "no data")
    return panel.height(7).span(12)


def thresholds(base: str, *steps: tuple[float, str]) -> dashboard.ThresholdsConfig:
    """Return absolute thresholds: a base colour and (value, colour) steps."""
    built = [model.Threshold(value=None, color=base)]
    built += [model.Threshold(value=value, color=colour) for value, colour in steps]
    return dashboard.ThresholdsConfig().mode(model.ThresholdsMode.ABSOLUTE).steps(built)


def newest_of(column: str) -> common_builders.ReduceDataOptions:
    """Return options by which a stat shows the newest value of one column."""
    return common_builders.ReduceDataOptions().calcs(["lastNotNull"]).fields(f"/^{column}$/")
