"""Whom an action speaks to: the library's entry, and a space named in whatever way is at hand."""

from homeassistant.core import HomeAssistant
from homeassistant.exceptions import ServiceValidationError
from homeassistant.helpers import device_registry as dr, entity_registry as er, service

from .const import DOMAIN, SPACE
from .core.settings import SpaceSettings
from .data import LibraryConfigEntry
from .entity import identifier


def find_entry(hass: HomeAssistant, entry_id: str | None) -> LibraryConfigEntry:
    """Return the entry; without an id the only one there is."""
    entry: LibraryConfigEntry = service.async_get_config_entry(hass, DOMAIN, entry_id)
    return entry


def find_space(
    hass: HomeAssistant, text: str, entry_id: str | None
) -> tuple[LibraryConfigEntry, SpaceSettings]:
    """Return the space meant by a device id, an entity id of the space, its id or its name."""
    device = _device_of(hass, text)
    if device is not None:
        entry = find_entry(hass, device.config_entry_id)
        wanted = {value for domain, value in device.identifiers if domain == DOMAIN}
        for space in entry.runtime_data.coordinator.settings.spaces:
            if identifier(entry, SPACE, space.id)[1] in wanted:
                return entry, space
    else:
        entry = find_entry(hass, entry_id)
        folded = text.strip().casefold()
        for space in entry.runtime_data.coordinator.settings.spaces:
            if folded in (space.id.casefold(), space.name.casefold()):
                return entry, space
    names = ", ".join(space.name for space in entry.runtime_data.coordinator.settings.spaces)
    raise ServiceValidationError(
        translation_domain=DOMAIN,
        translation_key="space_not_found",
        translation_placeholders={"space": text, "spaces": names or "-"},
    )


def _device_of(hass: HomeAssistant, text: str) -> dr.DeviceEntry | None:
    entity = er.async_get(hass).async_get(text)
    device_id = text if entity is None else entity.device_id
    if device_id is None:
        return None
    device = dr.async_get(hass).async_get(device_id)
    if not isinstance(device, dr.DeviceEntry):
        return None
    return device if any(domain == DOMAIN for domain, _ in device.identifiers) else None
