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
CONF_ID: Final = "id"

SPACE: Final = "space"
EQUIPMENT: Final = "equipment"
DOOR: Final = "door"
DISPLAY: Final = "display"
COUNTER: Final = "counter"
ZONE: Final = "zone"

LOCAL_SOURCE: Final = "local"
EVENT_STAFF_CALLED: Final = f"{DOMAIN}_staff_called"
