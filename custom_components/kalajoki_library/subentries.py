"""Spaces, doors, displays and counters: one small form each, for making and for changing."""

from abc import abstractmethod
from collections.abc import Mapping
from typing import Any, ClassVar, override

from homeassistant.components.binary_sensor import DOMAIN as BINARY_SENSOR
from homeassistant.components.lock import DOMAIN as LOCK
from homeassistant.components.sensor import DOMAIN as SENSOR
from homeassistant.components.switch import DOMAIN as SWITCH
from homeassistant.config_entries import ConfigSubentryFlow, SubentryFlowResult
from homeassistant.helpers import entity_registry as er
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
    TextSelector,
)
from homeassistant.util import slugify
import probatio

from .const import (
    CONF_ID,
    DOOR,
    EQUIPMENT,
    SPACE,
    ZONE,
)
from .contract.topics import (
    IDENTIFIER,
)
from .core.settings import (
    BUILDING,
)
from .core.words import (
    OPEN_MODES,
    DisplayKind,
    DoorRole,
    GrantKind,
    JobPolicy,
    VacatedPolicy,
)
from .options import (
    BITS,
    LONGEST_NAME,
)
from .space_hours import CONF_HOURS, CONF_OWN_HOURS, DAYS, stored

type Fields = dict[Any, Any]
ID_LENGTH = 40
BOOKABLE = (SPACE, EQUIPMENT)


class ThingFlow(ConfigSubentryFlow):
    """A part of the library. Its id is made from its first name and never changes."""

    asks_for_id: ClassVar[bool] = False

    @abstractmethod
    def fields(self) -> Fields:
        """Return the form's fields beside the name."""

    def mistakes(self, given: dict[str, Any]) -> dict[str, str]:
        """Return which field is wrong and why."""
        return {}

    async def async_step_user(self, user_input: dict[str, Any] | None = None) -> SubentryFlowResult:
        """Make a thing."""
        errors: dict[str, str] = {}
        if user_input is not None:
            name = user_input["name"].strip()
            thing_id = user_input.get(CONF_ID) or self._fresh_id(name)
            data = {**user_input, "name": name, CONF_ID: thing_id}
            errors = self._all_mistakes(data, is_new=True)
            if not errors:
                return self._take(data, is_new=True)
        return self._form("user", user_input or {}, errors, with_id=self.asks_for_id)

    async def async_step_reconfigure(self, user_input: dict[str, Any] | None = None) -> SubentryFlowResult:
        """Change a thing."""
        subentry = self._get_reconfigure_subentry()
        errors: dict[str, str] = {}
        if user_input is not None:
            name = user_input["name"].strip()
            data = {**user_input, "name": name, CONF_ID: subentry.data[CONF_ID]}
            errors = self._all_mistakes(data, is_new=False)
            if not errors:
                return self._take(data, is_new=False)
        return self._form("reconfigure", user_input or dict(subentry.data), errors, with_id=False)

    def _take(self, data: dict[str, Any], *, is_new: bool) -> SubentryFlowResult:
        """Store what was given, once nothing more is to be asked."""
        if is_new:
            unique_id = f"{self._subentry_type}_{data[CONF_ID]}"
            return self.async_create_entry(title=data["name"], data=data, unique_id=unique_id)
        subentry = self._get_reconfigure_subentry()
        return self.async_update_and_abort(self._get_entry(), subentry, title=data["name"], data=data)

    def _form(
        self, step: str, given: dict[str, Any], errors: dict[str, str], *, with_id: bool
    ) -> SubentryFlowResult:
        fields: Fields = {probatio.Required("name"): TextSelector()}
        if with_id:
            fields[probatio.Optional(CONF_ID)] = TextSelector()
        schema = probatio.Schema({**fields, **self.fields()})
        return self.async_show_form(
            step_id=step,
            data_schema=self.add_suggested_values_to_schema(schema, given),
            errors=errors,
        )

    def _all_mistakes(self, data: dict[str, Any], *, is_new: bool) -> dict[str, str]:
        errors: dict[str, str] = {}
        if not 1 <= len(data["name"]) <= LONGEST_NAME:
            errors["name"] = "name_length"
        if not IDENTIFIER.fullmatch(data[CONF_ID]):
            errors[CONF_ID] = "not_an_identifier"
        elif is_new and data[CONF_ID] in self._ids():
            errors[CONF_ID] = "id_taken"
        return errors or self.mistakes(data)

    def _ids(self) -> set[str]:
        """Return the ids that are taken: a room and a device are booked alike, so they share them."""
        entry, own = self._get_entry(), self._subentry_type
        kinds = BOOKABLE if own in BOOKABLE else (own,)
        return {one.data[CONF_ID] for kind in kinds for one in entry.get_subentries_of_type(kind)}

    def _fresh_id(self, name: str) -> str:
        stem = slugify(name)[:ID_LENGTH] or self._subentry_type
        taken, number, fresh = self._ids(), 1, stem
        while fresh in taken:
            number += 1
            fresh = f"{stem}_{number}"
        return fresh

    def _others(self, kind: str) -> list[dict[str, Any]]:
        """Return the data of every thing of a kind but the one that is being changed."""
        own = self.context.get("subentry_id")
        found = self._get_entry().get_subentries_of_type(kind)
        return [dict(one.data) for one in found if one.subentry_id != own]

    def _entities(
        self, domain: str | list[str], *, multiple: bool = False, device_class: str | None = None
    ) -> EntitySelector:
        """Offer entities of a domain, but not the library's own: what it says must not come back to it."""
        registry = er.async_get(self.hass)
        own = [
            one.entity_id for one in er.async_entries_for_config_entry(registry, self._get_entry().entry_id)
        ]
        config = EntitySelectorConfig(domain=domain, multiple=multiple, exclude_entities=own)
        if device_class is not None:
            config["device_class"] = device_class
        return EntitySelector(config)

    def _spaces(self) -> SelectSelectorConfig:
        entry = self._get_entry()
        spaces = [one for kind in BOOKABLE for one in entry.get_subentries_of_type(kind)]
        options = [SelectOptionDict(value=one.data[CONF_ID], label=one.title) for one in spaces]
        return SelectSelectorConfig(options=options, mode=SelectSelectorMode.DROPDOWN)


class SpaceFlow(ThingFlow):
    """A bookable space; one with opening hours of its own is asked for them on a second form (H4)."""

    _data: dict[str, Any]
    _is_new: bool

    @override
    def _take(self, data: dict[str, Any], *, is_new: bool) -> SubentryFlowResult:
        known = {} if is_new else self._get_reconfigure_subentry().data.get(CONF_HOURS, {})
        self._data, self._is_new = ({**data, CONF_HOURS: known} if known else data), is_new
        if data.get(CONF_OWN_HOURS):
            return self._hours_form(known, {})
        return super()._take(self._data, is_new=is_new)

    async def async_step_hours(self, user_input: dict[str, Any] | None = None) -> SubentryFlowResult:
        """Ask for the hours of each day."""
        given = user_input or {}
        hours, errors = stored(given)
        if errors:
            return self._hours_form(given, errors)
        return super()._take({**self._data, CONF_HOURS: hours}, is_new=self._is_new)

    def _hours_form(self, given: Mapping[str, Any], errors: dict[str, str]) -> SubentryFlowResult:
        schema = probatio.Schema({probatio.Optional(day): TextSelector() for day in DAYS})
        return self.async_show_form(
            step_id="hours",
            data_schema=self.add_suggested_values_to_schema(schema, given),
            errors=errors,
        )

    @override
    def fields(self) -> Fields:
        return {
            probatio.Optional("capacity"): _count(0, 10_000),
            probatio.Optional("presence", default=[]): self._entities([BINARY_SENSOR, SENSOR], multiple=True),
            probatio.Required("presence_hold", default=2): _count(0, 60, "min"),
            probatio.Required("presence_checks_in", default=True): BooleanSelector(),
            **_lengths(),
            probatio.Required("buffer_before", default=0): _count(0, 240, "min"),
            probatio.Required("buffer_after", default=0): _count(0, 240, "min"),
            **_arrivals(),
            probatio.Required("vacated", default=VacatedPolicy.OFFER.value): _choice(
                list(VacatedPolicy), "vacated"
            ),
            probatio.Required("vacated_after", default=15): _count(1, 240, "min"),
            probatio.Required("vacated_grace", default=5): _count(1, 60, "min"),
            probatio.Required("shows_titles", default=False): BooleanSelector(),
            probatio.Required("outside_hours", default=False): BooleanSelector(),
            probatio.Required(CONF_OWN_HOURS, default=False): BooleanSelector(),
        }


class EquipmentFlow(ThingFlow):
    """A bookable device on a switch."""

    @override
    def fields(self) -> Fields:
        return {
            probatio.Required("switch"): self._entities(SWITCH),
            probatio.Optional("power"): self._entities(SENSOR, device_class="power"),
            probatio.Optional("energy"): self._entities(SENSOR, device_class="energy"),
            probatio.Required("power_before", default=0): _count(0, 60, "min"),
            probatio.Required("power_after", default=0): _count(0, 240, "min"),
            probatio.Required("finish_job", default=JobPolicy.HOLD.value): _choice(
                list(JobPolicy), "finish_job"
            ),
            probatio.Required("running_above", default=20): _count(1, 5_000, "W"),
            probatio.Required("longest_hold", default=6): _count(1, 48, "h"),
            **_lengths(),
            probatio.Required("buffer_before", default=0): _count(0, 240, "min"),
            probatio.Required("buffer_after", default=0): _count(0, 240, "min"),
            **_arrivals(),
            probatio.Required("shows_titles", default=False): BooleanSelector(),
            probatio.Required("outside_hours", default=False): BooleanSelector(),
        }

    @override
    def mistakes(self, given: dict[str, Any]) -> dict[str, str]:
        taken = {one["switch"] for one in self._others(EQUIPMENT)}
        return {"switch": "switch_taken"} if given["switch"] in taken else {}


class DoorFlow(ThingFlow):
    """A door; refused until the installer says that it can always be left (D2)."""

    @override
    def fields(self) -> Fields:
        modes = sorted(mode.value for mode in OPEN_MODES)
        spaces = self._spaces()
        spaces["multiple"] = True
        return {
            probatio.Required("role", default=DoorRole.ROOM.value): _choice(list(DoorRole), "door_role"),
            probatio.Required("locks"): self._entities(LOCK, multiple=True),
            probatio.Optional("contact"): self._entities(BINARY_SENSOR),
            probatio.Optional("unlocked_in", default=[]): SelectSelector(
                SelectSelectorConfig(
                    options=modes, multiple=True, mode=SelectSelectorMode.LIST, translation_key="mode"
                )
            ),
            probatio.Required("grants", default=GrantKind.NONE.value): _choice(list(GrantKind), "grants"),
            probatio.Optional("spaces", default=[]): SelectSelector(spaces),
            probatio.Required("grant_before", default=5): _count(0, 120, "min"),
            probatio.Required("grant_after", default=0): _count(0, 120, "min"),
            probatio.Required("egress_confirmed", default=False): BooleanSelector(),
        }

    @override
    def mistakes(self, given: dict[str, Any]) -> dict[str, str]:
        if not given.get("egress_confirmed"):
            return {"egress_confirmed": "egress_not_confirmed"}
        if not given.get("locks"):
            return {"locks": "lock_missing"}
        opens_all = given.get("role") == DoorRole.ENTRANCE  # with no space named it leads to every one (B10)
        if given.get("grants") == GrantKind.UNLOCK_WINDOW and not given.get("spaces") and not opens_all:
            return {"spaces": "space_missing"}
        if set(given["locks"]) & {lock for door in self._others(DOOR) for lock in door["locks"]}:
            return {"locks": "lock_taken"}
        return {}


class DisplayFlow(ThingFlow):
    """A display; its id is the last part of its page's address."""

    asks_for_id = True

    @override
    def fields(self) -> Fields:
        return {
            probatio.Required("kind", default=DisplayKind.ROOM.value): _choice(
                list(DisplayKind), "display_kind"
            ),
            probatio.Optional("space"): SelectSelector(self._spaces()),
        }

    @override
    def mistakes(self, given: dict[str, Any]) -> dict[str, str]:
        if given["kind"] == DisplayKind.ROOM and not given.get("space"):
            return {"space": "space_missing"}
        return {}


class ZoneFlow(ThingFlow):
    """A part of the building in which people are counted."""

    @override
    def fields(self) -> Fields:
        return {probatio.Optional("capacity"): _count(0, 100_000)}

    @override
    def mistakes(self, given: dict[str, Any]) -> dict[str, str]:
        return {"name": "id_taken"} if given[CONF_ID] == BUILDING else {}


class CounterFlow(ThingFlow):
    """A line that people cross, counted both ways: into the building, into a zone, or between two zones."""

    @override
    def fields(self) -> Fields:
        totals = self._entities(SENSOR)
        return {
            probatio.Required("entered"): totals,
            probatio.Required("left"): totals,
            probatio.Required("zone", default=BUILDING): self._zones(BUILDING),
            probatio.Optional("leads_from"): self._zones(),
            probatio.Required("is_entrance", default=False): BooleanSelector(),
            probatio.Required("wraps", default="never"): SelectSelector(
                SelectSelectorConfig(
                    options=list(BITS), mode=SelectSelectorMode.DROPDOWN, translation_key="wraps"
                )
            ),
            probatio.Required("most_per_minute", default=200): _count(1, 10_000),
        }

    def _zones(self, *more: str) -> SelectSelector:
        named = {one.data[CONF_ID]: one.title for one in self._get_entry().get_subentries_of_type(ZONE)}
        options = [SelectOptionDict(value=one, label=self._get_entry().title) for one in more]
        options += [SelectOptionDict(value=one, label=name) for one, name in named.items()]
        return SelectSelector(
            SelectSelectorConfig(options=options, mode=SelectSelectorMode.DROPDOWN, custom_value=True)
        )

    @override
    def mistakes(self, given: dict[str, Any]) -> dict[str, str]:
        if given["entered"] == given["left"]:
            return {"left": "same_sensor"}
        other = given.get("leads_from")
        for field in ("zone", "leads_from"):
            if given.get(field) and not IDENTIFIER.fullmatch(given[field]):
                return {field: "not_an_identifier"}
        if other == given["zone"]:
            return {"leads_from": "same_zone"}
        if other and given.get("is_entrance"):
            return {"is_entrance": "not_between_zones"}
        return {}


def _lengths() -> Fields:
    """Return what visitors may book on the spot."""
    return {
        probatio.Required("book_minutes", default=["15", "30", "60"]): SelectSelector(
            SelectSelectorConfig(
                options=["15", "30", "45", "60", "90", "120"],
                multiple=True,
                mode=SelectSelectorMode.DROPDOWN,
            )
        ),
        probatio.Required("longest", default=120): _count(15, 1440, "min"),
    }


def _arrivals() -> Fields:
    """Return when people may check in, and what becomes of a booking that nobody comes to (B6)."""
    return {
        probatio.Required("check_in_opens", default=10): _count(0, 60, "min"),
        probatio.Required("release_after", default=15): _count(0, 240, "min"),
        probatio.Required("release_undo", default=5): _count(0, 30, "min"),
    }


def _count(least: int, most: int, unit: str | None = None) -> NumberSelector:
    config = NumberSelectorConfig(min=least, max=most, step=1, mode=NumberSelectorMode.BOX)
    if unit is not None:
        config["unit_of_measurement"] = unit
    return NumberSelector(config)


def _choice(words: list[Any], key: str) -> SelectSelector:
    return SelectSelector(
        SelectSelectorConfig(
            options=[word.value for word in words], mode=SelectSelectorMode.DROPDOWN, translation_key=key
        )
    )
