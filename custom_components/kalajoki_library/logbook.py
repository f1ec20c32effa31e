"""Says in the logbook which mode the building took and why (H8), and that a visitor called staff."""

from collections.abc import Callable

from homeassistant.components.logbook import (
    LOGBOOK_ENTRY_ENTITY_ID,
    LOGBOOK_ENTRY_MESSAGE,
    LOGBOOK_ENTRY_NAME,
)
from homeassistant.const import ATTR_ENTITY_ID
from homeassistant.core import Event, HomeAssistant, callback

from .const import DOMAIN, EVENT_STAFF_CALLED
from .event import EVENT_MODE_CHANGED
from .texts import house_text, mode_text, source_text


@callback
def async_describe_events(
    hass: HomeAssistant,
    async_describe_event: Callable[[str, str, Callable[[Event], dict[str, str]]], None],
) -> None:
    """Describe mode changes and calls for staff."""

    @callback
    def describe(event: Event) -> dict[str, str]:
        data = event.data
        message = house_text(hass, "mode_became").format(
            mode=mode_text(hass, data["mode"]),
            why=data["reason"] or source_text(hass, data["source"]),
        )
        return {
            LOGBOOK_ENTRY_NAME: data["library"],
            LOGBOOK_ENTRY_MESSAGE: message,
            LOGBOOK_ENTRY_ENTITY_ID: data[ATTR_ENTITY_ID],
        }

    @callback
    def describe_call(event: Event) -> dict[str, str]:
        message = house_text(hass, "staff_was_called").format(display=event.data["display"])
        return {LOGBOOK_ENTRY_NAME: house_text(hass, "model_library"), LOGBOOK_ENTRY_MESSAGE: message}

    async_describe_event(DOMAIN, EVENT_MODE_CHANGED, describe)
    async_describe_event(DOMAIN, EVENT_STAFF_CALLED, describe_call)
