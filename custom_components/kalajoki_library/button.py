"""Buttons of a space: what staff do there for a visitor in one tap."""

from dataclasses import dataclass
from typing import override

from homeassistant.components.button import ButtonEntity, ButtonEntityDescription
from homeassistant.core import HomeAssistant
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

from .answers import require_done
from .core.ids import SpaceId
from .core.views import SpaceView
from .core.words import Act, Actor
from .data import LibraryConfigEntry
from .entity import LibraryEntity, spaces

PARALLEL_UPDATES = 0


@dataclass(frozen=True, kw_only=True)
class LibraryButtonDescription(ButtonEntityDescription):
    """A button and what it asks of the space."""

    act: Act


BUTTONS = (
    LibraryButtonDescription(key="check_in", translation_key="check_in", act=Act.CHECK_IN),
    LibraryButtonDescription(key="end_booking", translation_key="end_booking", act=Act.END),
    LibraryButtonDescription(key="undo_release", translation_key="undo_release", act=Act.UNDO_RELEASE),
)


async def async_setup_entry(
    hass: HomeAssistant,
    entry: LibraryConfigEntry,
    async_add_entities: AddConfigEntryEntitiesCallback,
) -> None:
    """Add the buttons of every space."""
    for space in spaces(entry):
        async_add_entities(
            (SpaceButton(entry, space, one) for one in BUTTONS), config_subentry_id=space.subentry
        )


class SpaceButton(LibraryEntity[SpaceView], ButtonEntity):
    """Asks the space for one act on the booking of now, or on the one that was just given back."""

    entity_description: LibraryButtonDescription

    @override
    async def async_press(self) -> None:
        """Ask, and say so when it cannot be done."""
        answer = await self.coordinator.ask(
            self.entity_description.act, space=SpaceId(self.thing.id), actor=Actor.STAFF
        )
        require_done(answer)
