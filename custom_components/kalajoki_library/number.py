"""Numbers: staff put right how many people are inside when they have looked (P1)."""

from typing import override

from homeassistant.components.number import NumberEntity, NumberEntityDescription, NumberMode
from homeassistant.const import EntityCategory
from homeassistant.core import HomeAssistant
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

from .core.events import PeopleCorrected
from .core.settings import BUILDING
from .core.views import PeopleView
from .data import LibraryConfigEntry
from .entity import LIBRARY, LibraryEntity, people, zones
from .people_actions import MOST_INSIDE

PARALLEL_UPDATES = 0

PEOPLE_CORRECTION = NumberEntityDescription(
    key="people_correction",
    translation_key="people_correction",
    entity_category=EntityCategory.CONFIG,
    native_min_value=0,
    native_max_value=MOST_INSIDE,
    native_step=1,
    mode=NumberMode.BOX,
)


async def async_setup_entry(
    hass: HomeAssistant,
    entry: LibraryConfigEntry,
    async_add_entities: AddConfigEntryEntitiesCallback,
) -> None:
    """Add a number where people are counted."""
    settings = entry.runtime_data.coordinator.settings
    if settings.is_counted(BUILDING):
        async_add_entities([PeopleNumber(entry, people(), PEOPLE_CORRECTION)])
    for zone in zones(entry):
        if settings.is_counted(zone.id):
            async_add_entities(
                [PeopleNumber(entry, zone, PEOPLE_CORRECTION)], config_subentry_id=zone.subentry
            )


class PeopleNumber(LibraryEntity[PeopleView], NumberEntity):
    """How many there are; setting it corrects the count and is no visit."""

    @property
    @override
    def native_value(self) -> float | None:
        """Return the count; None: unknown."""
        view = self.view
        return None if view is None else view.inside

    @override
    async def async_set_native_value(self, value: float) -> None:
        """Take what somebody counted."""
        zone = BUILDING if self.thing.kind == LIBRARY else self.thing.id
        self.coordinator.handle(PeopleCorrected(inside=int(value), zone=zone))
