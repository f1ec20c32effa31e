"""Actions on people: put the count right (P1), and ask for the figures of a day (R1)."""

from homeassistant.core import HomeAssistant, ServiceCall, ServiceResponse, SupportsResponse, callback
from homeassistant.exceptions import ServiceValidationError
from homeassistant.helpers import config_validation as cv
import probatio

from .const import DOMAIN
from .core.events import PeopleCorrected
from .core.settings import BUILDING
from .data import LibraryConfigEntry
from .targets import find_entry

ENTRY, INSIDE, ZONE, DATE = "config_entry_id", "inside", "zone", "date"
MOST_INSIDE = 100_000

SET_PEOPLE_INSIDE = probatio.Schema(
    {
        probatio.Optional(ENTRY): cv.string,
        probatio.Required(INSIDE): probatio.All(int, probatio.Range(min=0, max=MOST_INSIDE)),
        probatio.Optional(ZONE): cv.string,
    }
)

GET_DAY_REPORT = probatio.Schema({probatio.Optional(ENTRY): cv.string, probatio.Optional(DATE): cv.date})


@callback
def async_setup_people_actions(hass: HomeAssistant) -> None:
    """Register the actions."""
    hass.services.async_register(
        DOMAIN,
        "set_people_inside",
        _set_people_inside,
        schema=SET_PEOPLE_INSIDE,
        supports_response=SupportsResponse.OPTIONAL,
    )
    hass.services.async_register(
        DOMAIN,
        "get_day_report",
        _get_day_report,
        schema=GET_DAY_REPORT,
        supports_response=SupportsResponse.ONLY,
    )


async def _get_day_report(call: ServiceCall) -> ServiceResponse:
    entry = find_entry(call.hass, call.data.get(ENTRY))
    days = entry.runtime_data.days
    day = call.data.get(DATE) or days.last
    record = None if day is None else days.of(day)
    if record is None:
        raise ServiceValidationError(
            translation_domain=DOMAIN,
            translation_key="no_day_report",
            translation_placeholders={"date": "-" if day is None else day.isoformat()},
        )
    return {name: value for name, value in record.items() if name not in ("id", "ts", "v")}


async def _set_people_inside(call: ServiceCall) -> ServiceResponse:
    entry = find_entry(call.hass, call.data.get(ENTRY))
    zone = _zone(entry, call.data.get(ZONE))
    coordinator = entry.runtime_data.coordinator
    coordinator.handle(PeopleCorrected(inside=call.data[INSIDE], zone=zone))
    view = coordinator.view
    return {"zone": zone, "inside": (view.people if zone == BUILDING else view.zones[zone]).inside}


def _zone(entry: LibraryConfigEntry, text: str | None) -> str:
    """Return the zone meant by its id or name, without a text the building; it must have a counter."""
    settings = entry.runtime_data.coordinator.settings
    folded = (text or BUILDING).strip().casefold()
    found = [one.id for one in settings.zones if folded in (one.id.casefold(), one.name.casefold())]
    zone = BUILDING if folded == BUILDING else found[0] if found else None
    if zone is None or not settings.is_counted(zone):
        names = ", ".join(one.name for one in settings.zones)
        raise ServiceValidationError(
            translation_domain=DOMAIN,
            translation_key="zone_not_counted",
            translation_placeholders={"zone": text or settings.library, "zones": names or "-"},
        )
    return zone
