"""Setting a library up in the user interface: by hand, or with one click from a bridge's hello."""

import asyncio
from collections.abc import Mapping
from typing import Any, override

from homeassistant.components import mqtt
from homeassistant.config_entries import (
    ConfigEntry,
    ConfigFlow,
    ConfigFlowResult,
    ConfigSubentryFlow,
    OptionsFlow,
)
from homeassistant.core import callback
from homeassistant.helpers.selector import (
    BooleanSelector,
    NumberSelector,
    NumberSelectorConfig,
    NumberSelectorMode,
    TextSelector,
    TextSelectorConfig,
    TextSelectorType,
)
from homeassistant.helpers.service_info.mqtt import MqttServiceInfo
from homeassistant.util import dt as dt_util
import probatio

from .const import (
    CONF_BOOKING_URL,
    CONF_CAPACITY,
    CONF_LIBRARY,
    CONF_SITE,
    CONF_TIMEZONE,
    CONF_WEEK,
    COUNTER,
    DISPLAY,
    DOMAIN,
    DOOR,
    EQUIPMENT,
    SPACE,
    ZONE,
)
from .contract import ContractError, decode, topics
from .contract.messages import BridgeHello
from .hours.directory_steps import DirectorySteps
from .options import DEFAULT_WEEK, LONGEST_NAME, is_web_address
from .options_flow import LibraryOptionsFlow
from .subentries import (
    CounterFlow,
    DisplayFlow,
    DoorFlow,
    EquipmentFlow,
    SpaceFlow,
    ZoneFlow,
)

BROKER_WITHIN_S = 5.0
FROM_DIRECTORY = "hours_from_directory"

CAPACITY = NumberSelector(NumberSelectorConfig(min=0, max=100_000, step=1, mode=NumberSelectorMode.BOX))
URL = TextSelector(TextSelectorConfig(type=TextSelectorType.URL))


class LibraryConfigFlow(DirectorySteps, ConfigFlow, domain=DOMAIN):
    """One entry for each library building."""

    VERSION = 1

    def __init__(self) -> None:
        """Begin without a bridge."""
        self._site = ""
        self._name = ""
        self._given: dict[str, Any] = {}

    @staticmethod
    @callback
    @override
    def async_get_options_flow(config_entry: ConfigEntry) -> OptionsFlow:
        """Return the flow that edits hours and the like."""
        return LibraryOptionsFlow()

    @classmethod
    @callback
    @override
    def async_get_supported_subentry_types(
        cls, config_entry: ConfigEntry
    ) -> dict[str, type[ConfigSubentryFlow]]:
        """Return what a library consists of."""
        return {
            SPACE: SpaceFlow,
            EQUIPMENT: EquipmentFlow,
            DOOR: DoorFlow,
            DISPLAY: DisplayFlow,
            COUNTER: CounterFlow,
            ZONE: ZoneFlow,
        }

    @override
    async def async_step_user(self, user_input: dict[str, Any] | None = None) -> ConfigFlowResult:
        """Ask for name and site."""
        if not self.hass.config_entries.async_entries(mqtt.DOMAIN):
            return self.async_abort(reason="mqtt_not_setup")
        errors: dict[str, str] = {}
        if user_input is not None:
            errors = await _mistakes(user_input)
            if not errors:
                await self.async_set_unique_id(user_input[CONF_SITE], raise_on_progress=False)
                self._abort_if_unique_id_configured()
                if await self._is_broker_there():
                    if not user_input.get(FROM_DIRECTORY):
                        return self._create(user_input)
                    self._given = user_input
                    return await self.async_step_directory()
                errors["base"] = "broker_not_connected"
        given = user_input or {CONF_SITE: "kalajoki", CONF_TIMEZONE: self.hass.config.time_zone}
        return self.async_show_form(
            step_id="user",
            data_schema=self.add_suggested_values_to_schema(
                probatio.Schema(
                    {
                        probatio.Required(CONF_LIBRARY): TextSelector(),
                        probatio.Required(CONF_SITE): TextSelector(),
                        probatio.Required(CONF_TIMEZONE): TextSelector(),
                        probatio.Optional(CONF_CAPACITY): CAPACITY,
                        probatio.Optional(CONF_BOOKING_URL): URL,
                        probatio.Optional(FROM_DIRECTORY): BooleanSelector(),
                    }
                ),
                given,
            ),
            errors=errors,
        )

    @override
    async def async_step_mqtt(self, discovery_info: MqttServiceInfo) -> ConfigFlowResult:
        """Take a bridge's hello."""
        payload = discovery_info.payload
        raw = payload.encode() if isinstance(payload, str) else bytes(payload)
        try:
            address = topics.parse(discovery_info.topic)
            hello = decode(BridgeHello, raw)
        except ContractError:
            return self.async_abort(reason="not_a_bridge")
        if address.row is not topics.BRIDGE_HELLO or hello.site != address.site:
            return self.async_abort(reason="not_a_bridge")
        await self.async_set_unique_id(address.site)
        self._abort_if_unique_id_configured()
        self._site, self._name = address.site, hello.name.strip()[:LONGEST_NAME] or address.site
        self.context["title_placeholders"] = {"name": self._name}
        return await self.async_step_confirm()

    async def async_step_confirm(self, user_input: dict[str, Any] | None = None) -> ConfigFlowResult:
        """One click."""
        if user_input is not None:
            return self._create(
                {
                    CONF_LIBRARY: self._name,
                    CONF_SITE: self._site,
                    CONF_TIMEZONE: self.hass.config.time_zone,
                }
            )
        return self.async_show_form(
            step_id="confirm", description_placeholders={"name": self._name, "site": self._site}
        )

    async def async_step_reconfigure(self, user_input: dict[str, Any] | None = None) -> ConfigFlowResult:
        """Change name and time zone; the site is the entry's identity."""
        entry = self._get_reconfigure_entry()
        errors: dict[str, str] = {}
        if user_input is not None:
            data = {**entry.data, **user_input, CONF_LIBRARY: user_input[CONF_LIBRARY].strip()}
            errors = await _mistakes(data)
            if not errors:
                return self.async_update_and_abort(entry, title=data[CONF_LIBRARY], data=data)
        return self.async_show_form(
            step_id="reconfigure",
            data_schema=self.add_suggested_values_to_schema(
                probatio.Schema(
                    {
                        probatio.Required(CONF_LIBRARY): TextSelector(),
                        probatio.Required(CONF_TIMEZONE): TextSelector(),
                    }
                ),
                user_input or entry.data,
            ),
            errors=errors,
        )

    async def _is_broker_there(self) -> bool:
        """Whether MQTT is connected, or is in a moment: it may have been set up just before."""
        if not self.hass.config_entries.async_loaded_entries(mqtt.DOMAIN):
            return False
        connected = asyncio.Event()

        @callback
        def changed(is_connected: bool) -> None:
            if is_connected:
                connected.set()

        unsubscribe = mqtt.async_subscribe_connection_status(self.hass, changed)
        changed(mqtt.is_connected(self.hass))
        try:
            async with asyncio.timeout(BROKER_WITHIN_S):
                return await connected.wait()
        except TimeoutError:
            return False
        finally:
            unsubscribe()

    @property
    @override
    def _directory_zone(self) -> str:
        return str(self._given[CONF_TIMEZONE])

    @override
    def _directory_chosen(self, options: dict[str, Any]) -> ConfigFlowResult:
        return self._create(self._given, options)

    def _create(self, given: Mapping[str, Any], hours: Mapping[str, Any] | None = None) -> ConfigFlowResult:
        name = given[CONF_LIBRARY].strip()
        return self.async_create_entry(
            title=name,
            data={
                CONF_LIBRARY: name,
                CONF_SITE: given[CONF_SITE],
                # Home Assistant's own zone, read from YAML, is a text of another class until it was stored.
                CONF_TIMEZONE: str(given[CONF_TIMEZONE]),
            },
            options={
                CONF_WEEK: DEFAULT_WEEK,
                CONF_CAPACITY: int(given.get(CONF_CAPACITY) or 0),
                CONF_BOOKING_URL: given.get(CONF_BOOKING_URL, ""),
                **(hours or {}),
            },
        )


async def _mistakes(given: Mapping[str, Any]) -> dict[str, str]:
    """Return which field is wrong and why."""
    errors: dict[str, str] = {}
    if not 1 <= len(given[CONF_LIBRARY].strip()) <= LONGEST_NAME:
        errors[CONF_LIBRARY] = "name_length"
    if not topics.IDENTIFIER.fullmatch(given[CONF_SITE]):
        errors[CONF_SITE] = "not_an_identifier"
    if not await _is_time_zone(given[CONF_TIMEZONE]):
        errors[CONF_TIMEZONE] = "not_a_time_zone"
    if (address := given.get(CONF_BOOKING_URL)) and not is_web_address(address):
        errors[CONF_BOOKING_URL] = "not_an_address"
    return errors


async def _is_time_zone(name: str) -> bool:
    try:
        return await dt_util.async_get_time_zone(name) is not None
    except ValueError:  # not even a possible name
        return False
