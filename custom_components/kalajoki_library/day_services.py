"""Actions of the staffed day: emergencies with a reason, and staff coming and going (D9, H1)."""

from typing import Any

from homeassistant.core import HomeAssistant, ServiceCall, ServiceResponse, SupportsResponse, callback
from homeassistant.exceptions import ServiceValidationError
from homeassistant.helpers import config_validation as cv
from homeassistant.util import dt as dt_util
import probatio

from .const import DOMAIN
from .coordinator import LibraryCoordinator
from .core.events import EmergencyEnded, ModeOverridden, StaffCheckedIn, StaffCheckedOut
from .core.opening.opening import EMERGENCIES
from .core.words import Mode
from .targets import find_entry

ENTRY, KIND, REASON, BADGE = "config_entry_id", "kind", "reason", "badge"
LONGEST_REASON, LONGEST_BADGE = 200, 40

_ENTRY: dict[Any, Any] = {probatio.Optional(ENTRY): cv.string}
_REASON: dict[Any, Any] = {
    probatio.Required(REASON): probatio.All(cv.string, str.strip, probatio.Length(min=1, max=LONGEST_REASON))
}
START = probatio.Schema(
    {**_ENTRY, **_REASON, probatio.Required(KIND): probatio.In(sorted(mode.value for mode in EMERGENCIES))}
)
END = probatio.Schema({**_ENTRY, **_REASON})
STAFF = probatio.Schema(
    {
        **_ENTRY,
        probatio.Optional(BADGE, default=""): probatio.All(cv.string, probatio.Length(max=LONGEST_BADGE)),
    }
)


@callback
def async_setup_day_services(hass: HomeAssistant) -> None:
    """Register the actions, whether or not an entry is loaded."""
    for name, action, schema in (
        ("start_emergency", _start_emergency, START),
        ("end_emergency", _end_emergency, END),
        ("staff_check_in", _check_in, STAFF),
        ("staff_check_out", _check_out, STAFF),
    ):
        hass.services.async_register(
            DOMAIN, name, action, schema=schema, supports_response=SupportsResponse.OPTIONAL
        )


@callback
def start_emergency(coordinator: LibraryCoordinator, kind: Mode, reason: str) -> None:
    """Begin an emergency; ServiceValidationError: nobody locks a house that is being evacuated."""
    is_evacuated = coordinator.view.opening.mode is Mode.EVACUATION
    if is_evacuated and kind is Mode.LOCKDOWN:
        raise ServiceValidationError(translation_domain=DOMAIN, translation_key="evacuation_goes_on")
    coordinator.handle(ModeOverridden(mode=kind, until=dt_util.utcnow(), reason=reason))


async def _start_emergency(call: ServiceCall) -> ServiceResponse:
    coordinator = _coordinator(call)
    start_emergency(coordinator, Mode(call.data[KIND]), call.data[REASON])
    return _opening(coordinator)


async def _end_emergency(call: ServiceCall) -> ServiceResponse:
    coordinator = _coordinator(call)
    if coordinator.view.opening.mode not in EMERGENCIES:
        raise ServiceValidationError(translation_domain=DOMAIN, translation_key="no_emergency")
    coordinator.handle(EmergencyEnded(reason=call.data[REASON]))
    return _opening(coordinator)


async def _check_in(call: ServiceCall) -> ServiceResponse:
    coordinator = _coordinator(call)
    coordinator.handle(StaffCheckedIn(badge=call.data[BADGE]))
    return _opening(coordinator)


async def _check_out(call: ServiceCall) -> ServiceResponse:
    coordinator = _coordinator(call)
    coordinator.handle(StaffCheckedOut(badge=call.data[BADGE]))
    return _opening(coordinator)


def _coordinator(call: ServiceCall) -> LibraryCoordinator:
    return find_entry(call.hass, call.data.get(ENTRY)).runtime_data.coordinator


def _opening(coordinator: LibraryCoordinator) -> dict[str, Any]:
    view = coordinator.view
    return {
        "mode": view.opening.mode.value,
        "rule": view.opening.rule,
        "reason": view.opening.reason,
        "staff_on_site": view.staff.on_site,
    }
