"""Devices: the library, and under it its spaces, doors and bridges; what goes takes its device along."""

from homeassistant.helpers import device_registry as dr, entity_registry as er
import pytest

from custom_components.kalajoki_library.const import DOMAIN, DOOR, SPACE
from custom_components.kalajoki_library.devices import is_stale
from custom_components.kalajoki_library.entity import BRIDGE, LIBRARY, identifier

from .house import House

pytestmark = pytest.mark.freeze_time("2026-11-24 10:00:00+00:00")


def _device(house: House, kind: str, thing: str = "") -> dr.DeviceEntry | None:
    found = dr.async_get(house.hass).async_get_device_by_identifier(
        identifier(house.entry, kind, thing), house.entry.entry_id
    )
    assert found is None or isinstance(found, dr.DeviceEntry)
    return found


def _subentry(house: House, kind: str) -> str:
    subentry_id: str = house.entry.get_subentries_of_type(kind)[0].subentry_id
    return subentry_id


async def test_spaces_and_doors_stand_under_the_library_in_their_own_subentry(house: House) -> None:
    library = _device(house, LIBRARY)
    assert library is not None
    assert library.name == "Kalajoki library"
    assert library.entry_type is dr.DeviceEntryType.SERVICE
    for kind, thing, name in ((SPACE, "game_room", "Game room"), (DOOR, "entrance", "Entrance")):
        device = _device(house, kind, thing)
        assert device is not None
        assert (device.name, device.via_device_id) == (name, library.id)
        assert device.config_subentry_id == _subentry(house, kind)
        for entity in er.async_entries_for_device(er.async_get(house.hass), device.id):
            assert entity.config_subentry_id == device.config_subentry_id


async def test_only_spaces_carry_the_model_the_actions_ask_for(house: House) -> None:
    """services.yaml offers devices of model id "space"."""
    models = {
        device.name: device.model_id
        for device in dr.async_entries_for_config_entry(dr.async_get(house.hass), house.entry.entry_id)
    }
    assert models == {"Kalajoki library": None, "Game room": "space", "Entrance": None}


async def test_a_removed_space_takes_its_device_and_entities_along(house: House) -> None:
    house.hass.config_entries.async_remove_subentry(house.entry, _subentry(house, SPACE))
    await house.hass.async_block_till_done()
    assert _device(house, SPACE, "game_room") is None
    left = er.async_entries_for_config_entry(er.async_get(house.hass), house.entry.entry_id)
    assert not [entity for entity in left if "_space_" in entity.unique_id]


async def test_every_entity_has_a_unique_id_of_the_library(house: House) -> None:
    entities = er.async_entries_for_config_entry(er.async_get(house.hass), house.entry.entry_id)
    assert entities
    for entity in entities:
        assert entity.platform == DOMAIN
        assert entity.unique_id.startswith(str(house.entry.unique_id))


async def test_only_a_device_that_is_gone_may_be_deleted_by_hand(house: House) -> None:
    for kind, thing in ((LIBRARY, ""), (SPACE, "game_room"), (DOOR, "entrance")):
        device = _device(house, kind, thing)
        assert device is not None
        assert not is_stale(house.entry, device)
    old = dr.async_get(house.hass).async_get_or_create(
        config_entry_id=house.entry.entry_id, identifiers={identifier(house.entry, BRIDGE, "old")}
    )
    assert is_stale(house.entry, old)
