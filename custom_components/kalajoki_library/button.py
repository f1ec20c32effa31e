"""Buttons: what staff do in one tap, for a visitor of a space or for the whole house."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import override

from homeassistant.components.button import ButtonEntity, ButtonEntityDescription
from homeassistant.core import HomeAssistant
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

from .answers import require_done
from .coordinator import LibraryCoordinator
from .core.events import StaffCheckedIn, StaffCheckedOut
from .core.ids import SpaceId
from .core.views import SpaceView, StaffView
from .core.words import Act, Actor, Mode
from .data import LibraryConfigEntry
from .day_services import start_emergency
from .entity import LibraryEntity, spaces, staff
from .texts import house_text

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


def _emergency(kind: Mode) -> Callable[[HomeAssistant, LibraryCoordinator], None]:
    def begin(hass: HomeAssistant, coordinator: LibraryCoordinator) -> None:
        start_emergency(coordinator, kind, house_text(hass, "button_pressed"))

    return begin


@dataclass(frozen=True, kw_only=True)
class DayButtonDescription(ButtonEntityDescription):
    """A button of the whole library and what a press does."""

    press: Callable[[HomeAssistant, LibraryCoordinator], None]


DAY_BUTTONS = (
    DayButtonDescription(
        key="staff_check_in",
        translation_key="staff_check_in",
        press=lambda _hass, coordinator: coordinator.handle(StaffCheckedIn()),
    ),
    DayButtonDescription(
        key="staff_check_out",
        translation_key="staff_check_out",
        press=lambda _hass, coordinator: coordinator.handle(StaffCheckedOut()),
    ),
    DayButtonDescription(key="evacuate", translation_key="evacuate", press=_emergency(Mode.EVACUATION)),
    DayButtonDescription(key="lock_down", translation_key="lock_down", press=_emergency(Mode.LOCKDOWN)),
)


async def async_setup_entry(
    hass: HomeAssistant,
    entry: LibraryConfigEntry,
    async_add_entities: AddConfigEntryEntitiesCallback,
) -> None:
    """Add the buttons of the library and of every space."""
    async_add_entities(DayButton(entry, staff(), one) for one in DAY_BUTTONS)
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


class DayButton(LibraryEntity[StaffView], ButtonEntity):
    """Coming, going, and emergencies."""

    entity_description: DayButtonDescription

    @override
    async def async_press(self) -> None:
        """Tell the core."""
        self.entity_description.press(self.hass, self.coordinator)
