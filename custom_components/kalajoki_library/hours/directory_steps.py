"""Steps of a flow that choose a library of Kirjastohakemisto: search, choose, see the coming week, save."""

from abc import abstractmethod
from datetime import timedelta
from typing import Any

from homeassistant.config_entries import ConfigEntryBaseFlow, ConfigFlowResult
from homeassistant.helpers.aiohttp_client import async_get_clientsession
from homeassistant.helpers.selector import (
    BooleanSelector,
    SelectOptionDict,
    SelectSelector,
    SelectSelectorConfig,
    SelectSelectorMode,
    TextSelector,
)
from homeassistant.util import dt as dt_util
import probatio

from ..const import CONF_DIRECTORY_ID, CONF_DIRECTORY_NAME, CONF_HOURS_SOURCE, CONF_STAFFED
from ..core.words import HoursSource
from ..texts import async_load_texts
from .base import SourceDownError
from .kirjastohakemisto import Directory
from .preview import day_text
from .schedules import FoundLibrary

SEARCH = "search"
SHORTEST_SEARCH = 3
PREVIEWED = 7


class DirectorySteps(ConfigEntryBaseFlow):
    """Mixed into the config flow and the options flow; `_directory_chosen` ends the steps."""

    _found: dict[str, FoundLibrary]
    _library: FoundLibrary
    _directory_staffed: bool

    @property
    @abstractmethod
    def _directory_zone(self) -> str:
        """Return the name of the library's time zone."""

    @abstractmethod
    def _directory_chosen(self, options: dict[str, Any]) -> ConfigFlowResult:
        """Save the chosen library."""

    async def async_step_directory(self, user_input: dict[str, Any] | None = None) -> ConfigFlowResult:
        """Search by name or town."""
        errors: dict[str, str] = {}
        if user_input is not None:
            text = user_input[SEARCH].strip()
            if len(text) < SHORTEST_SEARCH:
                errors[SEARCH] = "search_too_short"
            else:
                try:
                    found = await self._directory().search(text)
                except SourceDownError:
                    errors["base"] = "directory_down"
                else:
                    self._found = {str(one.id): one for one in found}
                    if found:
                        return await self.async_step_directory_choose()
                    errors[SEARCH] = "nothing_found"
        schema = probatio.Schema({probatio.Required(SEARCH): TextSelector()})
        return self.async_show_form(
            step_id="directory",
            data_schema=self.add_suggested_values_to_schema(schema, user_input or {}),
            errors=errors,
        )

    async def async_step_directory_choose(self, user_input: dict[str, Any] | None = None) -> ConfigFlowResult:
        """Choose one of the libraries that were found."""
        if user_input is not None:
            self._library = self._found[user_input[CONF_DIRECTORY_ID]]
            self._directory_staffed = user_input[CONF_STAFFED]
            return await self.async_step_directory_preview()
        options = [
            SelectOptionDict(value=key, label=f"{one.name} ({one.town})" if one.town else one.name)
            for key, one in self._found.items()
        ]
        choose = SelectSelector(SelectSelectorConfig(options=options, mode=SelectSelectorMode.LIST))
        return self.async_show_form(
            step_id="directory_choose",
            data_schema=probatio.Schema(
                {
                    probatio.Required(CONF_DIRECTORY_ID): choose,
                    probatio.Required(CONF_STAFFED, default=True): BooleanSelector(),
                }
            ),
        )

    async def async_step_directory_preview(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Show the coming week as it would be, before anything is saved."""
        if user_input is not None:
            return self._directory_chosen(
                {
                    CONF_HOURS_SOURCE: HoursSource.KIRJASTOHAKEMISTO.value,
                    CONF_DIRECTORY_ID: self._library.id,
                    CONF_DIRECTORY_NAME: self._library.name,
                    CONF_STAFFED: self._directory_staffed,
                }
            )
        errors: dict[str, str] = {}
        week = "-"
        try:
            week = await self._preview()
        except SourceDownError:
            errors["base"] = "directory_down"
        return self.async_show_form(
            step_id="directory_preview",
            data_schema=probatio.Schema({}),
            description_placeholders={"name": self._library.name, "week": week},
            errors=errors,
        )

    def _directory(self) -> Directory:
        return Directory(async_get_clientsession(self.hass))

    async def _preview(self) -> str:
        zone = await dt_util.async_get_time_zone(self._directory_zone)
        today = dt_util.now(zone).date()
        days = await self._directory().days(self._library.id, today, staffed=self._directory_staffed)
        await async_load_texts(self.hass)
        known = {one.day: one for one in days}
        ahead = (today + timedelta(days=number) for number in range(PREVIEWED))
        return "\n".join(f"- {day_text(self.hass, day, known.get(day))}" for day in ahead)
