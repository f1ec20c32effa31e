"""Selects: the mode that staff choose over the plan, and how long such a choice lasts (H2)."""

from typing import override

from homeassistant.components.select import SelectEntity, SelectEntityDescription
from homeassistant.const import EntityCategory
from homeassistant.core import HomeAssistant
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback
from homeassistant.helpers.restore_state import RestoreEntity
from homeassistant.util import dt as dt_util

from .core.events import DeskChosen, ModeOverridden, OverrideCleared
from .core.views import OpeningView, StaffView
from .core.words import Desk, Mode
from .data import LibraryConfigEntry
from .entity import LibraryEntity, opening, staff
from .overrides import STAFF_MODES, HowLong, override_end
from .texts import house_text

PARALLEL_UPDATES = 0

AUTOMATIC = "automatic"

OVERRIDE = SelectEntityDescription(
    key="override",
    translation_key="override",
    options=[AUTOMATIC, *(mode.value for mode in STAFF_MODES)],
)
DURATION = SelectEntityDescription(
    key="override_duration",
    translation_key="override_duration",
    entity_category=EntityCategory.CONFIG,
    options=[choice.value for choice in HowLong],
)

DESK = SelectEntityDescription(key="desk", translation_key="desk", options=[choice.value for choice in Desk])


async def async_setup_entry(
    hass: HomeAssistant,
    entry: LibraryConfigEntry,
    async_add_entities: AddConfigEntryEntitiesCallback,
) -> None:
    """Add the override and its duration."""
    duration = DurationSelect(entry)
    async_add_entities([duration, OverrideSelect(entry, duration), DeskSelect(entry, staff(), DESK)])


class DurationSelect(LibraryEntity[OpeningView], SelectEntity, RestoreEntity):
    """How long the next override lasts; a choice of staff, not of the core."""

    def __init__(self, entry: LibraryConfigEntry) -> None:
        """Begin with the end of the day."""
        super().__init__(entry, opening(), DURATION)
        self.how_long = HowLong.END_OF_DAY

    @property
    @override
    def current_option(self) -> str:
        """Return the choice."""
        return self.how_long.value

    @override
    async def async_added_to_hass(self) -> None:
        """Take up the choice of before the restart."""
        await super().async_added_to_hass()
        last = await self.async_get_last_state()
        if last is not None and last.state in self.options:
            self.how_long = HowLong(last.state)

    @override
    async def async_select_option(self, option: str) -> None:
        """Keep the choice for the next override."""
        self.how_long = HowLong(option)
        self.async_write_ha_state()


class OverrideSelect(LibraryEntity[OpeningView], SelectEntity):
    """The mode staff chose, or "automatic" while the plan rules."""

    def __init__(self, entry: LibraryConfigEntry, duration: DurationSelect) -> None:
        """Ask `duration` how long a choice lasts."""
        super().__init__(entry, opening(), OVERRIDE)
        self._duration = duration

    @property
    @override
    def current_option(self) -> str | None:
        """Return the choice that holds now; an emergency's mode is no choice of this list."""
        view = self.view
        if view is None:
            return None
        if view.override_mode is None:
            return AUTOMATIC
        mode = view.override_mode.value
        return mode if mode in self.options else None

    @override
    async def async_select_option(self, option: str) -> None:
        """Override the plan, or let it rule again."""
        if option == AUTOMATIC:
            self.coordinator.handle(OverrideCleared())
            return
        until = override_end(
            self._duration.how_long,
            dt_util.utcnow(),
            self.coordinator.settings.zone,
            self.coordinator.view.days,
        )
        reason = house_text(self.hass, "chosen_in_home_assistant")
        self.coordinator.handle(ModeOverridden(mode=Mode(option), until=until, reason=reason))


class DeskSelect(LibraryEntity[StaffView], SelectEntity):
    """Whether the desk is staffed, as staff say; it ends with the local day (H1)."""

    @property
    @override
    def current_option(self) -> str | None:
        """Return the choice."""
        return None if self.view is None else self.view.desk.value

    @override
    async def async_select_option(self, option: str) -> None:
        """Say so to the core."""
        self.coordinator.handle(DeskChosen(desk=Desk(option)))
