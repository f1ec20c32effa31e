"""A public library's building: hours, bookings, doors, people and displays, decided in a pure core."""

from functools import partial

from homeassistant.components import mqtt
from homeassistant.config_entries import ConfigEntry
from homeassistant.core import Event, EventStateChangedData, HomeAssistant, callback
from homeassistant.exceptions import ConfigEntryError, ConfigEntryNotReady
from homeassistant.helpers import config_validation as cv
from homeassistant.helpers.device_registry import DeviceEntry
from homeassistant.helpers.event import async_track_state_change_event
from homeassistant.helpers.typing import ConfigType
from homeassistant.util import dt as dt_util

from .bookings.local import LocalBookings, booking_store
from .bridge_info import BridgeInfo
from .const import CONF_SITE, DOMAIN, LOGGER, PLATFORMS
from .contract import MIN_SCHEMA_VERSION, SCHEMA_VERSION
from .coordinator import LibraryCoordinator
from .core.errors import LibraryError, SnapshotError
from .core.events import Woken
from .core.settings import Settings
from .dashboard import async_serve_dashboard
from .data import LibraryConfigEntry, LibraryData
from .day_reports import DayReports, day_store
from .devices import async_register_devices, is_stale
from .hours.exceptions_calendar import ExceptionsCalendar, exceptions_store
from .hours.setup import async_follow_hours, what_is_read
from .inputs import Inputs
from .issues import (
    BRIDGE_TOO_OLD,
    INTEGRATION_TOO_OLD,
    async_clear_all_issues,
    async_clear_version_issues,
    async_raise_version_issue,
    async_show_lost_displays,
)
from .link import Link, async_take_back
from .options import async_settings_of, displays_without_space
from .performer import Performer
from .services import async_setup_services
from .store import Keeper, Saved, library_store

CONFIG_SCHEMA = cv.config_entry_only_config_schema(DOMAIN)


async def async_setup(hass: HomeAssistant, config: ConfigType) -> bool:
    """Register the actions and serve the dashboard."""
    async_setup_services(hass)
    await async_serve_dashboard(hass)
    return True


async def async_setup_entry(hass: HomeAssistant, entry: LibraryConfigEntry) -> bool:
    """Set one library up: read everything, then let the core say what should hold now."""
    if not await mqtt.async_wait_for_mqtt_client(hass):
        raise ConfigEntryNotReady(translation_domain=DOMAIN, translation_key="mqtt_not_ready")
    settings = await _settings(hass, entry)
    store = library_store(hass, entry.entry_id)
    saved = await store.async_load()
    coordinator = _coordinator(hass, settings, saved)
    keeper = Keeper(store, partial(_saved, entry))
    bookings = LocalBookings(hass, entry.entry_id, settings.zone)
    await bookings.async_load(space.id for space in settings.spaces)
    days = DayReports(day_store(hass, entry.entry_id), entry.data[CONF_SITE])
    await days.async_load()
    link = Link(
        hass,
        entry.data[CONF_SITE],
        coordinator,
        days,
        saved["published"] if saved else (),
        partial(_check_version, hass, entry),
    )
    entry.runtime_data = LibraryData(
        coordinator=coordinator,
        link=link,
        bookings=bookings,
        exceptions=await _exceptions(hass, entry, settings),
        settings=settings,
        read_by=what_is_read(entry.options),
        lost_displays=displays_without_space(entry),
        keeper=keeper,
        days=days,
    )
    performer = Performer(hass, entry, coordinator, bookings, link)
    bookings.listen(performer.bookings_changed)
    await async_register_devices(hass, entry)
    async_show_lost_displays(hass, entry, entry.runtime_data.lost_displays)
    coordinator.connect(performer.perform, link.touched, keeper.save_soon)
    entry.async_on_unload(coordinator.stop)
    entry.async_on_unload(link.stop)
    entry.async_on_unload(keeper.watch(hass))

    _bind(hass, entry, Inputs(settings))
    await async_follow_hours(hass, entry)
    await performer.read_bookings()
    performer.follow_bookings()
    coordinator.handle(Woken())
    await link.start()
    await hass.config_entries.async_forward_entry_setups(entry, PLATFORMS)
    entry.async_on_unload(entry.add_update_listener(_reload))
    return True


async def async_unload_entry(hass: HomeAssistant, entry: LibraryConfigEntry) -> bool:
    """Unload; doors stay as they are and retained states stay on the broker."""
    unloaded = await hass.config_entries.async_unload_platforms(entry, PLATFORMS)
    if unloaded:
        await entry.runtime_data.keeper.save()
        await entry.runtime_data.days.save()
    return unloaded


async def async_remove_entry(hass: HomeAssistant, entry: ConfigEntry) -> None:
    """Forget a library that was removed: what is stored, shown and retained of it."""
    store = library_store(hass, entry.entry_id)
    saved = await store.async_load()
    await async_take_back(hass, entry.data[CONF_SITE], saved["published"] if saved else ())
    await store.async_remove()
    await day_store(hass, entry.entry_id).async_remove()
    await booking_store(hass, entry.entry_id).async_remove()
    await exceptions_store(hass, entry.entry_id).async_remove()
    async_clear_all_issues(hass, entry)


async def async_remove_config_entry_device(
    hass: HomeAssistant, entry: LibraryConfigEntry, device: DeviceEntry
) -> bool:
    """Allow deleting devices that are no longer part of the library."""
    return is_stale(entry, device)


async def _settings(hass: HomeAssistant, entry: LibraryConfigEntry) -> Settings:
    try:
        return await async_settings_of(hass, entry)
    except LibraryError as err:
        raise ConfigEntryError(
            translation_domain=DOMAIN,
            translation_key="settings_invalid",
            translation_placeholders={"error": str(err)},
        ) from err


def _coordinator(hass: HomeAssistant, settings: Settings, saved: Saved | None) -> LibraryCoordinator:
    try:
        return LibraryCoordinator(hass, settings, saved["snapshot"] if saved else None)
    except SnapshotError as err:
        LOGGER.error("the stored state cannot be read and is left out: %s", err)
        return LibraryCoordinator(hass, settings, None)


async def _exceptions(
    hass: HomeAssistant, entry: LibraryConfigEntry, settings: Settings
) -> ExceptionsCalendar:
    exceptions = ExceptionsCalendar(hass, entry.entry_id, settings.zone)
    await exceptions.async_load()
    return exceptions


@callback
def _bind(hass: HomeAssistant, entry: LibraryConfigEntry, inputs: Inputs) -> None:
    """Tell the core every bound entity's state, now and when it changes."""
    coordinator = entry.runtime_data.coordinator

    @callback
    def tell(entity_id: str) -> None:
        for event in inputs.events(hass, entity_id):
            coordinator.handle(event)

    @callback
    def changed(event: Event[EventStateChangedData]) -> None:
        tell(event.data["entity_id"])

    entry.async_on_unload(async_track_state_change_event(hass, inputs.entities, changed))
    for entity_id in inputs.entities:
        tell(entity_id)


def _saved(entry: LibraryConfigEntry) -> Saved:
    data = entry.runtime_data
    snapshot = data.coordinator.snapshot() | {"alive_at": dt_util.utcnow().isoformat()}
    return {"snapshot": snapshot, "published": data.link.published}


@callback
def _check_version(hass: HomeAssistant, entry: LibraryConfigEntry, bridge: str, info: BridgeInfo) -> None:
    """Raise an issue that names the side to update when the two do not understand each other."""
    hello = info.hello
    if hello is None:
        return
    async_clear_version_issues(hass, entry, bridge)
    if hello.schema_version < MIN_SCHEMA_VERSION:
        async_raise_version_issue(
            hass, entry, BRIDGE_TOO_OLD, bridge, theirs=hello.schema_version, ours=MIN_SCHEMA_VERSION
        )
    elif hello.min_schema_version > SCHEMA_VERSION:
        async_raise_version_issue(
            hass, entry, INTEGRATION_TOO_OLD, bridge, theirs=hello.min_schema_version, ours=SCHEMA_VERSION
        )


async def _reload(hass: HomeAssistant, entry: LibraryConfigEntry) -> None:
    """Load anew what was changed; Home Assistant also notes things on an entry that change no setting."""
    try:
        is_same = await async_settings_of(hass, entry) == entry.runtime_data.settings
    except LibraryError:
        is_same = False
    data = entry.runtime_data
    is_same = is_same and what_is_read(entry.options) == data.read_by
    if not is_same or displays_without_space(entry) != data.lost_displays:
        hass.config_entries.async_schedule_reload(entry.entry_id)
