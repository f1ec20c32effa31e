"""Option steps of the opening hours: where they come from, holidays, when staff are warned."""

from collections.abc import Iterable
from typing import Any, override

from homeassistant.config_entries import ConfigFlowResult
from homeassistant.helpers.selector import (
    BooleanSelector,
    CountrySelector,
    CountrySelectorConfig,
    NumberSelector,
    NumberSelectorConfig,
    NumberSelectorMode,
    SelectOptionDict,
    SelectSelector,
    SelectSelectorConfig,
    SelectSelectorMode,
)
import probatio

from .const import (
    CONF_COUNTRY,
    CONF_DIRECTORY_EVERY,
    CONF_EVE,
    CONF_HOLIDAY,
    CONF_HOURS_RUN_OUT,
    CONF_HOURS_SOURCE,
    CONF_HOURS_STALE,
    CONF_REGION,
    CONF_TIMEZONE,
)
from .core.words import HoursSource
from .day_options_flow import DayOptionsFlow
from .hours.directory_steps import DirectorySteps
from .hours.setup import EVERY_MINUTES
from .hours.weekly import countries, regions_of

SPECIAL = (CONF_HOLIDAY, CONF_EVE)
LIKE_WEEKDAYS = "_like_weekdays"
LIMITS = (
    (CONF_HOURS_STALE, 24, 1, 24 * 14),
    (CONF_HOURS_RUN_OUT, 7, 1, 60),
    (CONF_DIRECTORY_EVERY, EVERY_MINUTES, 15, 24 * 60),
)


class HoursOptionsFlow(DirectorySteps, DayOptionsFlow):
    """Where the hours come from."""

    def __init__(self) -> None:
        """Begin with no country chosen."""
        self._country = ""
        self._forgotten: list[str] = []

    async def async_step_source(self, user_input: dict[str, Any] | None = None) -> ConfigFlowResult:
        """Choose where the opening hours come from."""
        if user_input is not None:
            if user_input[CONF_HOURS_SOURCE] == HoursSource.WEEKLY:
                return self._save({CONF_HOURS_SOURCE: HoursSource.WEEKLY.value})
            return await self.async_step_directory()
        present = self.config_entry.options.get(CONF_HOURS_SOURCE, HoursSource.WEEKLY.value)
        select = SelectSelector(
            SelectSelectorConfig(
                options=[one.value for one in HoursSource],
                mode=SelectSelectorMode.LIST,
                translation_key="hours_source",
            )
        )
        return self.async_show_form(
            step_id="source",
            data_schema=probatio.Schema({probatio.Required(CONF_HOURS_SOURCE, default=present): select}),
        )

    async def async_step_holidays(self, user_input: dict[str, Any] | None = None) -> ConfigFlowResult:
        """Choose the country, and whether holidays and eves have hours of their own."""
        errors: dict[str, str] = {}
        options = self.config_entry.options
        if user_input is not None:
            for day in SPECIAL:
                if not user_input[day + LIKE_WEEKDAYS] and day not in options:
                    errors[day + LIKE_WEEKDAYS] = "no_special_hours"
            if not errors:
                self._country = user_input[CONF_COUNTRY]
                self._forgotten = [day for day in SPECIAL if user_input[day + LIKE_WEEKDAYS]]
                return await self.async_step_region()
        known = await self.hass.async_add_executor_job(countries)
        suggested = options.get(CONF_COUNTRY, self.hass.config.country)
        fields: dict[Any, Any] = {
            probatio.Required(CONF_COUNTRY): CountrySelector(CountrySelectorConfig(countries=list(known)))
        }
        for day in SPECIAL:
            fields[probatio.Required(day + LIKE_WEEKDAYS, default=day not in options)] = BooleanSelector()
        given = user_input or ({CONF_COUNTRY: suggested} if suggested in known else {})
        return self.async_show_form(
            step_id="holidays",
            data_schema=self.add_suggested_values_to_schema(probatio.Schema(fields), given),
            errors=errors,
        )

    async def async_step_region(self, user_input: dict[str, Any] | None = None) -> ConfigFlowResult:
        """Choose the region, where regions have holidays of their own."""
        regions = await self.hass.async_add_executor_job(regions_of, self._country)
        if user_input is not None or not regions:
            region = (user_input or {}).get(CONF_REGION, "")
            changed = {CONF_COUNTRY: self._country, CONF_REGION: region}
            return self._save(changed, forgotten=self._forgotten)
        select = SelectSelector(
            SelectSelectorConfig(
                options=[SelectOptionDict(value=code, label=name) for code, name in regions.items()],
                mode=SelectSelectorMode.DROPDOWN,
            )
        )
        present = self.config_entry.options.get(CONF_REGION)
        return self.async_show_form(
            step_id="region",
            data_schema=self.add_suggested_values_to_schema(
                probatio.Schema({probatio.Optional(CONF_REGION): select}),
                {CONF_REGION: present} if present in regions else {},
            ),
        )

    async def async_step_limits(self, user_input: dict[str, Any] | None = None) -> ConfigFlowResult:
        """Edit when staff are told that hours are old or run out, and how often the directory is asked."""
        if user_input is not None:
            return self._save({key: int(value) for key, value in user_input.items()})
        options = self.config_entry.options
        fields: dict[Any, Any] = {
            probatio.Required(key, default=options.get(key, usual)): NumberSelector(
                NumberSelectorConfig(min=least, max=most, step=1, mode=NumberSelectorMode.BOX)
            )
            for key, usual, least, most in LIMITS
        }
        return self.async_show_form(step_id="limits", data_schema=probatio.Schema(fields))

    @property
    @override
    def _directory_zone(self) -> str:
        zone: str = self.config_entry.data[CONF_TIMEZONE]
        return zone

    @override
    def _directory_chosen(self, options: dict[str, Any]) -> ConfigFlowResult:
        return self._save(options)

    @override
    def _save(self, changed: dict[str, Any], *, forgotten: Iterable[str] = ()) -> ConfigFlowResult:
        options = {key: value for key, value in self.config_entry.options.items() if key not in forgotten}
        return self.async_create_entry(data={**options, **changed})
