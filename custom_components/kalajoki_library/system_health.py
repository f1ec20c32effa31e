"""One line per fact for Home Assistant's system health card."""

from typing import Any

from homeassistant.components.system_health import SystemHealthRegistration
from homeassistant.core import HomeAssistant, callback

from .const import DOMAIN
from .data import LibraryConfigEntry


@callback
def async_register(hass: HomeAssistant, register: SystemHealthRegistration) -> None:
    """Offer the facts."""
    register.async_register_info(system_health_info, f"/config/integrations/integration/{DOMAIN}")


async def system_health_info(hass: HomeAssistant) -> dict[str, Any]:
    """Return the facts of every loaded library, joined where there are several."""
    entries: list[LibraryConfigEntry] = hass.config_entries.async_loaded_entries(DOMAIN)
    bridges = [info for entry in entries for info in entry.runtime_data.coordinator.bridges.values()]
    spaces = [view for entry in entries for view in entry.runtime_data.coordinator.view.spaces.values()]
    modes = [entry.runtime_data.coordinator.view.opening.mode.value for entry in entries]
    return {
        "mode": ", ".join(modes) or "-",
        "bridges_online": f"{sum(bool(info.online) for info in bridges)}/{len(bridges)}",
        "bookings_live": all(view.bookings_live for view in spaces),
    }
