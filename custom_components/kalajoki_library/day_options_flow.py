"""Option steps of the staffed day: staff, opening and closing, emergencies."""

from typing import Any

from homeassistant.config_entries import ConfigFlowResult, OptionsFlow
from homeassistant.helpers.selector import (
    BooleanSelector,
    EntitySelector,
    EntitySelectorConfig,
    NumberSelector,
    NumberSelectorConfig,
    NumberSelectorMode,
    SelectOptionDict,
    SelectSelector,
    SelectSelectorConfig,
    SelectSelectorMode,
)
import probatio

from .core.words import WhenMissing
from .day_options import ANNOUNCED, CONF_CLOSING, CONF_EMERGENCY, CONF_STAFF, LANGUAGES

DAY_STEPS = [CONF_STAFF, CONF_CLOSING, CONF_EMERGENCY]


def _entities(*domains: str) -> EntitySelector:
    return EntitySelector(EntitySelectorConfig(domain=list(domains), multiple=True))


def _entity(domain: str) -> EntitySelector:
    return EntitySelector(EntitySelectorConfig(domain=domain))


def _number(least: int, most: int, unit: str) -> NumberSelector:
    return NumberSelector(
        NumberSelectorConfig(
            min=least, max=most, step=1, mode=NumberSelectorMode.BOX, unit_of_measurement=unit
        )
    )


STAFF = probatio.Schema(
    {
        probatio.Required("checks_in", default=False): BooleanSelector(),
        probatio.Optional("sensors"): _entities("person", "device_tracker", "binary_sensor"),
        probatio.Optional("badges"): _entities("button", "input_button", "event"),
        probatio.Required("times_out", default=10): _number(1, 24, "h"),
        probatio.Required("missing_after", default=10): _number(1, 120, "min"),
        probatio.Required("when_missing", default=WhenMissing.HOLD_CLOSED.value): SelectSelector(
            SelectSelectorConfig(
                options=[one.value for one in WhenMissing],
                mode=SelectSelectorMode.LIST,
                translation_key="when_missing",
            )
        ),
    }
)
CLOSING = probatio.Schema(
    {
        probatio.Required("announce_before", default=list(ANNOUNCED)): SelectSelector(
            SelectSelectorConfig(
                options=[
                    SelectOptionDict(value=one, label=f"{one} min")
                    for one in ("30", "20", "15", "10", "5", "2", "1")
                ],
                multiple=True,
                mode=SelectSelectorMode.DROPDOWN,
            )
        ),
        probatio.Required("no_new_entries", default=5): _number(0, 30, "min"),
        probatio.Required("checks_before", default=15): _number(0, 120, "min"),
        probatio.Required("repeat", default=5): _number(1, 60, "min"),
        probatio.Required("left_inside_after", default=10): _number(1, 120, "min"),
        probatio.Required("patron_login", default=False): BooleanSelector(),
        probatio.Optional("media_player"): _entity("media_player"),
        probatio.Optional("tts"): _entity("tts"),
        probatio.Optional("notify"): _entities("notify"),
        probatio.Required("languages", default=list(LANGUAGES)): SelectSelector(
            SelectSelectorConfig(
                options=list(LANGUAGES),
                multiple=True,
                mode=SelectSelectorMode.LIST,
                translation_key="language",
            )
        ),
        probatio.Optional("alarm"): _entity("alarm_control_panel"),
        probatio.Required("disarms", default=False): BooleanSelector(),
    }
)
EMERGENCY = probatio.Schema({probatio.Optional("fire_alarms"): _entities("binary_sensor")})


class DayOptionsFlow(OptionsFlow):
    """Edits the staffed day; each step keeps its values under its own name."""

    async def async_step_staff(self, user_input: dict[str, Any] | None = None) -> ConfigFlowResult:
        """Edit where evidence of staff comes from and what happens without any (H1, H5)."""
        return self._step(CONF_STAFF, STAFF, user_input)

    async def async_step_closing(self, user_input: dict[str, Any] | None = None) -> ConfigFlowResult:
        """Edit announcements, last entries and the alarm (H6, H7)."""
        return self._step(CONF_CLOSING, CLOSING, user_input)

    async def async_step_emergency(self, user_input: dict[str, Any] | None = None) -> ConfigFlowResult:
        """Edit what begins an evacuation by itself (D9)."""
        return self._step(CONF_EMERGENCY, EMERGENCY, user_input)

    def _step(
        self, name: str, schema: probatio.Schema, user_input: dict[str, Any] | None
    ) -> ConfigFlowResult:
        if user_input is not None:
            return self._save({name: user_input})
        kept = self.config_entry.options.get(name, {})
        return self.async_show_form(
            step_id=name, data_schema=self.add_suggested_values_to_schema(schema, kept)
        )

    def _save(self, changed: dict[str, Any]) -> ConfigFlowResult:
        return self.async_create_entry(data={**self.config_entry.options, **changed})
