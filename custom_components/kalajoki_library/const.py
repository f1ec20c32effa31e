"""Names that several modules share."""

import logging
from typing import Final

from homeassistant.const import Platform

DOMAIN: Final = "kalajoki_library"
LOGGER: Final = logging.getLogger(__package__)

PLATFORMS: Final = (
    Platform.BINARY_SENSOR,
    Platform.BUTTON,
    Platform.CALENDAR,
    Platform.EVENT,
    Platform.NUMBER,
    Platform.SELECT,
    Platform.SENSOR,
    Platform.SWITCH,
)

CONF_SITE: Final = "site"
CONF_LIBRARY: Final = "library"
CONF_TIMEZONE: Final = "timezone"
CONF_WEEK: Final = "week"
CONF_CAPACITY: Final = "capacity"
CONF_BOOKING_URL: Final = "booking_url"
CONF_HOLIDAY: Final = "holiday"
CONF_EVE: Final = "eve"
CONF_COUNTRY: Final = "country"
CONF_REGION: Final = "region"
CONF_HOURS_SOURCE: Final = "hours_source"
CONF_DIRECTORY_ID: Final = "directory_id"
CONF_DIRECTORY_NAME: Final = "directory_name"
CONF_STAFFED: Final = "self_service_staffed"
CONF_DIRECTORY_EVERY: Final = "directory_every"
CONF_HOURS_STALE: Final = "hours_stale"
CONF_HOURS_RUN_OUT: Final = "hours_run_out"
CONF_ID: Final = "id"

SPACE: Final = "space"
EQUIPMENT: Final = "equipment"
DOOR: Final = "door"
DISPLAY: Final = "display"
COUNTER: Final = "counter"
ZONE: Final = "zone"

LOCAL_SOURCE: Final = "local"
EVENT_STAFF_CALLED: Final = f"{DOMAIN}_staff_called"
