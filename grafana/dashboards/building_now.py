"""Building now: what is open, who is in, which room is used, what the doors do, how the pipeline is."""

from grafana_foundation_sdk.builders import (
    dashboard as builders,
    stat,
    statetimeline,
    table,
    timeseries,
)
from grafana_foundation_sdk.models import common, dashboard as model

from .. import queries
from ..defaults import (
    DATASOURCE,
    DOOR_STATES,
    GREEN,
    GREY,
    MODES,
    ORANGE,
    RED,
    SPACE_STATES,
    YES_NO,
    Target,
    a_stat,
    a_table,
    a_timeline,
    a_timeseries,
    mapping,
    newest_of,
    thresholds,
)


def dashboard() -> builders.Dashboard:
    """Return the dashboard: a table of contents, top to bottom."""
    board = (
        builders.Dashboard("Building now")
        .uid("kalajoki-building-now")
        .description("The library building at this moment. Orange or red: somebody should look.")
        .tags(["kalajoki-library"])
        .readonly()
        .refresh("10s")
        .time("now-6h", "now")
        .timezone("browser")
        .tooltip(model.DashboardCursorSync.CROSSHAIR)
        .with_variable(_datasource())
        .with_variable(_site())
    )
    for panel in (
        *(mode_stat(), inside_stat(), visits_stat(), waiting_stat(), lag_stat(), dead_stat()),
        *(mode_timeline(), spaces_table()),
        *(inside_timeseries(), visits_timeseries()),
        *(occupied_timeline(), doors_table()),
        *(doors_timeline(), bookings_table()),
        *(yesterday_table(), day_visits_timeseries()),
        *(co2_timeseries(), temperature_timeseries()),
        *(devices_table(), waiting_timeseries()),
    ):
        board = board.with_panel(panel)
    return board


def _datasource() -> builders.DatasourceVariable:
    return builders.DatasourceVariable("datasource").label("Database").type("influxdb")


def _site() -> builders.QueryVariable:
    return (
        builders.QueryVariable("site")
        .label("Library")
        .datasource(DATASOURCE)
        .query(queries.SITES)
        .refresh(model.VariableRefresh.ON_DASHBOARD_LOAD)
    )


def mode_stat() -> stat.Panel:
    """What the building does now, in a word."""
    return (
        a_stat("Mode", "What the building does now. Unknown: the hours source has no data; doors hold.")
        .with_target(Target(queries.MODE_NOW, shape="table"))
        .reduce_options(newest_of("mode"))
        .mappings([mapping(MODES)])
        .color_mode(common.BigValueColorMode.BACKGROUND)
    )


def inside_stat() -> stat.Panel:
    """Visitors inside."""
    return a_stat("Visitors inside", "Counted at the entrance. No data: the counter is silent.").with_target(
        Target(queries.INSIDE_NOW)
    )


def visits_stat() -> stat.Panel:
    """Visits in the chosen range."""
    return a_stat("Visits", "People who entered in the chosen time range.").with_target(
        Target(queries.VISITS_SUM)
    )


def waiting_stat() -> stat.Panel:
    """Points that wait for the database."""
    return (
        a_stat("Waiting to be written", "Points safe in the spool. Rising for long: look at the database.")
        .with_target(Target(queries.WAITING_NOW))
        .thresholds(thresholds(GREEN, (1_000, ORANGE), (100_000, RED)))
    )


def lag_stat() -> stat.Panel:
    """How far the database is behind."""
    return (
        a_stat("Behind", "Age of the oldest point that is not written yet.", unit="s")
        .with_target(Target(queries.LAG_NOW))
        .thresholds(thresholds(GREEN, (60, ORANGE), (900, RED)))
    )


def dead_stat() -> stat.Panel:
    """Points the database will never take."""
    return (
        a_stat(
            "Set aside", "Points the database refused for good; their reasons are in the dead-letter file."
        )
        .with_target(Target(queries.DEAD_NOW))
        .thresholds(thresholds(GREEN, (1, ORANGE)))
    )


def mode_timeline() -> statetimeline.Panel:
    """Modes over the day."""
    return (
        a_timeline("Modes", "When the building was in which mode.")
        .with_target(Target(queries.MODES, shape="table"))
        .mappings([mapping(MODES)])
    )


def spaces_table() -> table.Panel:
    """Each space now."""
    return (
        a_table("Spaces", "State of each space, whether it is booked and whether anybody is there.")
        .with_target(Target(queries.SPACES_NOW, shape="table"))
        .mappings([mapping(SPACE_STATES), mapping(YES_NO)])
    )


def inside_timeseries() -> timeseries.Panel:
    """Visitors over the day."""
    return a_timeseries(
        "Visitors inside", "By counting zone; gaps are gaps in counting.", unit="none"
    ).with_target(Target(queries.INSIDE, alias="$tag_zone"))


def visits_timeseries() -> timeseries.Panel:
    """Arrivals over the day."""
    return a_timeseries("Arrivals", "People who entered, by interval.", unit="none").with_target(
        Target(queries.VISITS, alias="$tag_zone")
    )


def occupied_timeline() -> statetimeline.Panel:
    """Presence in each space."""
    return (
        a_timeline("Presence", "Whether anybody was in the space, booked or not.")
        .with_target(Target(queries.SPACES_OCCUPIED, alias="$tag_space"))
        .mappings([mapping({"1": ("Somebody", "#0072B2"), "0": ("Nobody", GREY)})])
    )


def doors_table() -> table.Panel:
    """Each door now."""
    return (
        a_table(
            "Doors", "1 yes, 0 no. Neither locked nor unlocked: the lock cannot be read. Wanted 1: locked."
        )
        .with_target(Target(queries.DOORS_NOW, shape="table"))
        .thresholds(thresholds(GREY))
    )


def doors_timeline() -> statetimeline.Panel:
    """Locks over the day."""
    return (
        a_timeline(
            "Locks", "When each door was locked. Not locked is also shown while the lock cannot be read."
        )
        .with_target(Target(queries.DOORS, alias="$tag_door"))
        .mappings([mapping(DOOR_STATES)])
    )


def bookings_table() -> table.Panel:
    """Bookings in the range."""
    return a_table("Bookings", "Reserved minutes by space and outcome in the chosen range.").with_target(
        Target(queries.BOOKINGS, shape="table")
    )


def yesterday_table() -> table.Panel:
    """The newest day that is over."""
    return (
        a_table("Yesterday", "Minutes and visits by mode of the newest day that is over.")
        .with_target(Target(queries.YESTERDAY, shape="table"))
        .mappings([mapping(MODES)])
        .time_from("50h")
    )


def day_visits_timeseries() -> timeseries.Panel:
    """Visits by day."""
    return (
        a_timeseries("Visits by day", "Visits of each of the last thirty days, by mode.", unit="none")
        .with_target(Target(queries.DAY_VISITS, alias="$tag_mode"))
        .time_from("30d")
    )


def co2_timeseries() -> timeseries.Panel:
    """Carbon dioxide."""
    return (
        a_timeseries("Carbon dioxide", "Air the room if it stays over 1 000 ppm.", unit="ppm")
        .with_target(Target(queries.CO2, alias="$tag_device"))
        .thresholds(thresholds(GREEN, (1_000, ORANGE), (1_400, RED)))
    )


def temperature_timeseries() -> timeseries.Panel:
    """Temperature."""
    return a_timeseries("Temperature", "Measured room temperature.", unit="celsius").with_target(
        Target(queries.TEMPERATURE, alias="$tag_device")
    )


def devices_table() -> table.Panel:
    """Devices and whether they answer."""
    return (
        a_table("Devices", "Whether each device can be reached. Offline: battery, range or power.")
        .with_target(Target(queries.DEVICES_NOW, shape="table"))
        .mappings([mapping({"1": ("Online", GREEN), "0": ("Offline", RED)})])
    )


def waiting_timeseries() -> timeseries.Panel:
    """The spool over time."""
    return a_timeseries("Spool", "Points waiting in the bridge's spool.", unit="none").with_target(
        Target(queries.WAITING, alias="$tag_bridge")
    )
