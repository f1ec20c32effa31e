"""Options: opening hours and where they come from, holidays, and a few figures."""

from itertools import pairwise
from typing import Any

from homeassistant.config_entries import ConfigFlowResult
from homeassistant.helpers.selector import (
    NumberSelector,
    NumberSelectorConfig,
    NumberSelectorMode,
    SelectSelector,
    SelectSelectorConfig,
    SelectSelectorMode,
    TextSelector,
    TextSelectorConfig,
    TextSelectorType,
    TimeSelector,
)
import probatio

from .const import CONF_BOOKING_URL, CONF_CAPACITY, CONF_WEEK
from .core.opening.hours import minutes_of
from .day_options_flow import DAY_STEPS
from .hours_options_flow import SPECIAL, HoursOptionsFlow
from .options import DEFAULT_WEEK, PLANS, is_web_address

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
DAYS = (*WEEKDAYS, *SPECIAL)
SPANS = (1, 2, 3, 4)
A_DAY = 24 * 60


class LibraryOptionsFlow(HoursOptionsFlow):
    """Edits the options of a library."""

    def __init__(self) -> None:
        """Begin with no day chosen."""
        super().__init__()
        self._days: list[str] = []

    async def async_step_init(self, user_input: dict[str, Any] | None = None) -> ConfigFlowResult:
        """Choose what to change."""
        return self.async_show_menu(
            step_id="init", menu_options=["source", "days", "holidays", "limits", *DAY_STEPS, "figures"]
        )

    async def async_step_days(self, user_input: dict[str, Any] | None = None) -> ConfigFlowResult:
        """Choose the days that get the same hours: weekdays, holidays, eves."""
        if user_input is not None and user_input["days"]:
            self._days = [day for day in DAYS if day in user_input["days"]]
            return await self.async_step_spans()
        return self.async_show_form(
            step_id="days",
            data_schema=probatio.Schema(
                {
                    probatio.Required("days", default=[]): SelectSelector(
                        SelectSelectorConfig(
                            options=list(DAYS),
                            multiple=True,
                            mode=SelectSelectorMode.LIST,
                            translation_key="weekday",
                        )
                    )
                }
            ),
            errors={"days": "choose_a_day"} if user_input is not None else {},
        )

    async def async_step_spans(self, user_input: dict[str, Any] | None = None) -> ConfigFlowResult:
        """Edit the spans of the chosen days."""
        errors: dict[str, str] = {}
        if user_input is not None:
            spans, errors = _spans(user_input)
            if not errors:
                week = [list(day) for day in self.config_entry.options.get(CONF_WEEK) or DEFAULT_WEEK]
                special = {day: spans for day in self._days if day in SPECIAL}
                for day in self._days:
                    if day in WEEKDAYS:
                        week[WEEKDAYS.index(day)] = spans
                return self._save({CONF_WEEK: week, **special})
        return self.async_show_form(
            step_id="spans",
            data_schema=self.add_suggested_values_to_schema(
                _spans_schema(), user_input or _fields(self._stored(self._days[0]))
            ),
            errors=errors,
        )

    async def async_step_figures(self, user_input: dict[str, Any] | None = None) -> ConfigFlowResult:
        """Edit capacity and booking address."""
        errors: dict[str, str] = {}
        if user_input is not None:
            address = user_input.get(CONF_BOOKING_URL, "")
            if address and not is_web_address(address):
                errors[CONF_BOOKING_URL] = "not_an_address"
            else:
                capacity = int(user_input.get(CONF_CAPACITY) or 0)
                return self._save({CONF_CAPACITY: capacity, CONF_BOOKING_URL: address})
        schema = probatio.Schema(
            {
                probatio.Optional(CONF_CAPACITY): NumberSelector(
                    NumberSelectorConfig(min=0, max=100_000, step=1, mode=NumberSelectorMode.BOX)
                ),
                probatio.Optional(CONF_BOOKING_URL): TextSelector(
                    TextSelectorConfig(type=TextSelectorType.URL)
                ),
            }
        )
        return self.async_show_form(
            step_id="figures",
            data_schema=self.add_suggested_values_to_schema(schema, user_input or self.config_entry.options),
            errors=errors,
        )

    def _stored(self, day: str) -> list[dict[str, str]]:
        options = self.config_entry.options
        if day in SPECIAL:
            return list(options.get(day, []))
        return list((options.get(CONF_WEEK) or DEFAULT_WEEK)[WEEKDAYS.index(day)])


def _spans_schema() -> probatio.Schema:
    fields: dict[Any, Any] = {}
    for number in SPANS:
        fields[probatio.Optional(f"start_{number}")] = TimeSelector()
        fields[probatio.Optional(f"end_{number}")] = TimeSelector()
        fields[probatio.Optional(f"plan_{number}")] = SelectSelector(
            SelectSelectorConfig(
                options=list(PLANS), mode=SelectSelectorMode.DROPDOWN, translation_key="plan"
            )
        )
    return probatio.Schema(fields)


def _fields(spans: list[dict[str, str]]) -> dict[str, str]:
    found = {}
    for number, span in zip(SPANS, spans, strict=False):
        found[f"start_{number}"] = f"{span['start']}:00"
        found[f"end_{number}"] = f"{span['end']}:00"
        found[f"plan_{number}"] = span["plan"]
    return found


def _spans(given: dict[str, Any]) -> tuple[list[dict[str, str]], dict[str, str]]:
    """Return the spans, or which field is wrong and why."""
    found: list[tuple[int, int, int, dict[str, str]]] = []
    for number in SPANS:
        values = [given.get(f"{part}_{number}") for part in ("start", "end", "plan")]
        if not any(values):
            continue
        for part, value in zip(("start", "end", "plan"), values, strict=True):
            if not value:
                return [], {f"{part}_{number}": "span_incomplete"}
        start, end, plan = (str(value) for value in values)
        opens, closes = minutes_of(start), minutes_of(end) or A_DAY
        if closes <= opens:
            return [], {f"end_{number}": "ends_before_it_starts"}
        found.append((opens, closes, number, {"start": start[:5], "end": end[:5], "plan": plan}))
    found.sort(key=lambda span: span[:2])
    for before, after in pairwise(found):
        if after[0] < before[1]:
            return [], {f"start_{after[2]}": "spans_overlap"}
    return [span[3] for span in found], {}
