"""One module per dashboard, each a table of contents and one function per panel."""

from grafana_foundation_sdk.builders.dashboard import Dashboard

from . import building_now


def every() -> tuple[Dashboard, ...]:
    """Return all dashboards, in the order of the day."""
    return (building_now.dashboard(),)
