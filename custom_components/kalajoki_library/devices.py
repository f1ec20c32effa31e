"""The devices of the registry: the library, and under it its spaces, doors and bridges."""

from collections.abc import Callable

from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers import device_registry as dr
from homeassistant.helpers.device_registry import DeviceEntry, DeviceEntryType

from .bridge_info import BridgeInfo
from .const import (
    DOOR,
    EQUIPMENT,
    SPACE,
    ZONE,
)
from .data import LibraryConfigEntry
from .entity import BRIDGE, LIBRARY, identifier, subentry_of
from .texts import async_load_texts, house_text

MANUFACTURER = "Kalajoki Library"


async def async_register_devices(hass: HomeAssistant, entry: LibraryConfigEntry) -> None:
    """Make every device before its entities come, so that each knows the library above it."""
    await async_load_texts(hass)
    settings = entry.runtime_data.coordinator.settings
    library = dr.async_get(hass).async_get_or_create(
        config_entry_id=entry.entry_id,
        identifiers={identifier(entry, LIBRARY, "")},
        entry_type=DeviceEntryType.SERVICE,
        manufacturer=MANUFACTURER,
        model=house_text(hass, "model_library"),
        name=settings.library,
    )
    machines = {one.id for one in settings.spaces if one.equipment is not None}
    for kind, things in ((SPACE, settings.spaces), (DOOR, settings.doors), (ZONE, settings.zones)):
        for thing in things:
            own = EQUIPMENT if kind == SPACE and thing.id in machines else kind
            dr.async_get(hass).async_get_or_create(
                config_entry_id=entry.entry_id,
                config_subentry_id=subentry_of(entry, own, thing.id),
                identifiers={identifier(entry, kind, thing.id)},
                manufacturer=MANUFACTURER,
                model=house_text(hass, f"model_{own}"),
                model_id=SPACE if kind == SPACE else None,  # what the actions' selector asks for
                name=thing.name,
                via_device_id=library.id,
            )


@callback
def watch_bridges(hass: HomeAssistant, entry: LibraryConfigEntry, add: Callable[[str], None]) -> None:
    """Call `add` once for every bridge, now or when it first introduces itself."""
    coordinator = entry.runtime_data.coordinator
    added: set[str] = set()

    @callback
    def look() -> None:
        for bridge_id, info in coordinator.bridges.items():
            _register_bridge(hass, entry, bridge_id, info)
            if bridge_id not in added:
                added.add(bridge_id)
                add(bridge_id)

    look()
    entry.async_on_unload(coordinator.subscribe((BRIDGE, ""), look))


@callback
def is_stale(entry: LibraryConfigEntry, device: DeviceEntry) -> bool:
    """Return whether a device may be deleted by hand: a bridge that no longer introduces itself."""
    coordinator = entry.runtime_data.coordinator
    used = {identifier(entry, LIBRARY, "")}
    used |= {identifier(entry, SPACE, space.id) for space in coordinator.settings.spaces}
    used |= {identifier(entry, DOOR, door.id) for door in coordinator.settings.doors}
    used |= {identifier(entry, ZONE, zone.id) for zone in coordinator.settings.zones}
    used |= {identifier(entry, BRIDGE, one) for one, info in coordinator.bridges.items() if info.online}
    return not used & device.identifiers


def _register_bridge(
    hass: HomeAssistant, entry: LibraryConfigEntry, bridge_id: str, info: BridgeInfo
) -> None:
    hello = info.hello
    dr.async_get(hass).async_get_or_create(
        config_entry_id=entry.entry_id,
        identifiers={identifier(entry, BRIDGE, bridge_id)},
        manufacturer=MANUFACTURER,
        model=house_text(hass, "model_bridge"),
        name=(hello.name if hello is not None else "") or house_text(hass, "bridge_name"),
        sw_version=None if hello is None else hello.software,
        configuration_url=None if hello is None else hello.display_url,
        via_device_id=dr.async_get_device_id_by_identifier(
            hass, identifier(entry, LIBRARY, ""), config_entry_id=entry.entry_id
        ),
    )
