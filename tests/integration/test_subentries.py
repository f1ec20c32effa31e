"""Spaces, doors, displays and counters are made and changed in forms that name every mistake."""

from datetime import timedelta
from typing import Any

from homeassistant.config_entries import SOURCE_RECONFIGURE, SOURCE_USER, ConfigSubentry, SubentryFlowResult
from homeassistant.data_entry_flow import FlowResultType, InvalidData
from homeassistant.helpers import issue_registry as ir
import pytest

from custom_components.kalajoki_library.const import COUNTER, DISPLAY, DOMAIN, DOOR, SPACE, ZONE
from custom_components.kalajoki_library.core.ids import DisplayId, DoorId, SpaceId
from custom_components.kalajoki_library.options import settings_of

from .house import House

DOOR_GIVEN: dict[str, Any] = {
    "name": "Game room door",
    "role": "room",
    "locks": ["lock.game_room"],
    "grants": "unlock_window",
    "spaces": ["game_room"],
    "egress_confirmed": True,
}


async def begin(house: House, kind: str, subentry: ConfigSubentry | None = None) -> SubentryFlowResult:
    context: dict[str, Any] = {"source": SOURCE_USER}
    if subentry is not None:
        context = {"source": SOURCE_RECONFIGURE, "subentry_id": subentry.subentry_id}
    return await house.hass.config_entries.subentries.async_init(
        (house.entry.entry_id, kind),
        context=context,  # type: ignore[arg-type] # the context is a TypedDict that mypy cannot see built
    )


async def submit(house: House, flow: SubentryFlowResult, **given: Any) -> SubentryFlowResult:
    result = await house.hass.config_entries.subentries.async_configure(flow["flow_id"], given)
    await house.hass.async_block_till_done()
    return result


async def make(house: House, kind: str, /, **given: Any) -> SubentryFlowResult:
    return await submit(house, await begin(house, kind), **given)


def only(house: House, kind: str) -> ConfigSubentry:
    subentry: ConfigSubentry
    (subentry,) = house.entry.get_subentries_of_type(kind)
    return subentry


async def test_the_times_of_coming_and_going_are_settings(house: House) -> None:
    """B6, B7: every number of the rules is a default that staff can change."""
    times = {
        "check_in_opens": 20,
        "release_after": 25,
        "release_undo": 3,
        "vacated_after": 30,
        "vacated_grace": 2,
    }

    await make(house, SPACE, name="Hall", **times)

    (hall,) = (one for one in house.coordinator.settings.spaces if one.name == "Hall")
    assert {name: getattr(hall, name) / timedelta(minutes=1) for name in times} == times


async def test_a_space_is_made_and_is_there_at_once(house: House) -> None:
    done = await make(house, SPACE, name=" Pienryhmätila ", capacity=6)
    assert (done["type"], done["title"]) == (FlowResultType.CREATE_ENTRY, "Pienryhmätila")
    assert done["data"]["id"] == "pienryhmatila"
    assert done["unique_id"] == "space_pienryhmatila"
    assert SpaceId("pienryhmatila") in house.coordinator.view.spaces
    assert house.state("calendar.pienryhmatila_bookings").state == "off"


async def test_two_spaces_of_one_name_get_two_ids(house: House) -> None:
    for number, wanted in enumerate(("hall", "hall_2", "hall_3")):
        done = await make(house, SPACE, name="Hall")
        assert done["data"]["id"] == wanted, number


async def test_a_name_without_any_letter_still_gets_an_id(house: House) -> None:
    assert (await make(house, SPACE, name="★"))["data"]["id"]


@pytest.mark.parametrize("name", ["", "   ", "R" * 101])
async def test_a_name_is_of_one_to_a_hundred_characters(house: House, name: str) -> None:
    flow = await make(house, SPACE, name=name)
    assert (flow["type"], flow["errors"]) == (FlowResultType.FORM, {"name": "name_length"})
    assert (await submit(house, flow, name="Room"))["type"] is FlowResultType.CREATE_ENTRY


async def test_a_space_is_changed_and_keeps_its_id(house: House) -> None:
    flow = await begin(house, SPACE, only(house, SPACE))
    assert (flow["type"], flow["step_id"]) == (FlowResultType.FORM, "reconfigure")
    assert (await submit(house, flow, name=" "))["errors"] == {"name": "name_length"}
    done = await submit(house, flow, name="Pelihuone", longest=60, buffer_before=5, presence_hold=7)
    assert (done["type"], done["reason"]) == (FlowResultType.ABORT, "reconfigure_successful")
    space = house.coordinator.settings.spaces[0]
    assert (space.id, space.name) == ("game_room", "Pelihuone")
    assert (space.longest.total_seconds(), space.buffer_before.total_seconds()) == (3600, 300)
    assert space.presence_hold.total_seconds() == 7 * 60


async def test_a_form_never_offers_the_librarys_own_entities(house: House) -> None:
    """What the library says of a space must not come back to it as presence."""
    schema = (await begin(house, SPACE))["data_schema"]
    assert schema is not None
    presence = next(selector for key, selector in schema.schema.items() if key == "presence")
    assert "binary_sensor.game_room_occupied" in presence.config["exclude_entities"]


async def test_a_door_is_made_and_follows_its_space(house: House) -> None:
    done = await make(house, DOOR, **DOOR_GIVEN)
    assert done["type"] is FlowResultType.CREATE_ENTRY
    assert DoorId("game_room_door") in house.coordinator.view.doors


@pytest.mark.parametrize(
    ("given", "errors"),
    [
        ({"egress_confirmed": False}, {"egress_confirmed": "egress_not_confirmed"}),
        ({"locks": []}, {"locks": "lock_missing"}),
        ({"spaces": []}, {"spaces": "space_missing"}),
        ({"locks": ["lock.entrance"]}, {"locks": "lock_taken"}),
        ({"name": ""}, {"name": "name_length"}),
    ],
)
async def test_a_door_that_cannot_be_is_refused_in_its_field(
    house: House, given: dict[str, Any], errors: dict[str, str]
) -> None:
    """D2: above all one that cannot always be left from inside. Mended, it is taken."""
    flow = await make(house, DOOR, **{**DOOR_GIVEN, **given})
    assert (flow["type"], flow["errors"]) == (FlowResultType.FORM, errors)
    assert (await submit(house, flow, **DOOR_GIVEN))["type"] is FlowResultType.CREATE_ENTRY


@pytest.mark.parametrize("mode", ["unknown", "closed", "lockdown", "evacuation"])
async def test_no_door_stands_unlocked_in_a_mode_that_is_not_open(house: House, mode: str) -> None:
    """H2, D9: the form does not offer it, and does not take it."""
    with pytest.raises(InvalidData):
        await make(house, DOOR, **DOOR_GIVEN, unlocked_in=[mode])


async def test_a_door_may_keep_its_own_lock_when_it_is_changed(house: House) -> None:
    door = only(house, DOOR)
    flow = await begin(house, DOOR, door)
    given = {key: door.data[key] for key in ("name", "role", "locks", "unlocked_in", "egress_confirmed")}
    refused = await submit(house, flow, **{**given, "egress_confirmed": False})
    assert refused["errors"] == {"egress_confirmed": "egress_not_confirmed"}
    done = await submit(house, flow, **given, grant_after=10)
    assert (done["type"], done["reason"]) == (FlowResultType.ABORT, "reconfigure_successful")
    assert house.coordinator.settings.doors[0].grant_after.total_seconds() == 600


async def test_a_display_has_the_id_that_stands_in_its_address(house: House) -> None:
    done = await make(house, DISPLAY, name="Pelihuoneen näyttö", id="game-room", space="game_room")
    assert done["data"]["id"] == "game-room"
    lobby = await make(house, DISPLAY, name="Aula", kind="lobby")
    assert lobby["data"]["id"] == "aula"
    assert set(house.coordinator.view.displays) == {"game-room", "aula"}


@pytest.mark.parametrize(
    ("given", "errors"),
    [
        ({"id": "Game room", "space": "game_room"}, {"id": "not_an_identifier"}),
        ({"id": "lobby", "space": "game_room"}, {"id": "id_taken"}),
        ({}, {"space": "space_missing"}),
    ],
)
async def test_a_display_that_cannot_be_is_refused_in_its_field(
    house: House, given: dict[str, Any], errors: dict[str, str]
) -> None:
    await make(house, DISPLAY, name="Lobby", kind="lobby")
    flow = await make(house, DISPLAY, name="Door side", **given)
    assert (flow["type"], flow["errors"]) == (FlowResultType.FORM, errors)
    assert (await submit(house, flow, name="Door side", space="game_room"))["type"] is (
        FlowResultType.CREATE_ENTRY
    )


async def test_a_display_changes_its_kind_and_not_its_id(house: House) -> None:
    await make(house, DISPLAY, name="Door side", id="door-side", space="game_room")
    flow = await begin(house, DISPLAY, only(house, DISPLAY))
    done = await submit(house, flow, name="Lobby", kind="lobby")
    assert done["reason"] == "reconfigure_successful"
    view = house.coordinator.view.displays[DisplayId("door-side")]
    assert (view.name, view.room) == ("Lobby", None)


@pytest.mark.parametrize(
    ("given", "errors"),
    [
        ({"left": "sensor.annex_in"}, {"left": "same_sensor"}),
        ({"zone": "Main hall"}, {"zone": "not_an_identifier"}),
        ({"leads_from": "Main hall"}, {"leads_from": "not_an_identifier"}),
        ({"leads_from": "annex"}, {"leads_from": "same_zone"}),
        ({"leads_from": "hall", "is_entrance": True}, {"is_entrance": "not_between_zones"}),
    ],
)
async def test_a_counter_needs_two_sensors_and_a_zone(
    house: House, given: dict[str, Any], errors: dict[str, str]
) -> None:
    right = {"name": "Annex", "entered": "sensor.annex_in", "left": "sensor.annex_out", "zone": "annex"}
    flow = await make(house, COUNTER, **{**right, **given})
    assert (flow["type"], flow["errors"]) == (FlowResultType.FORM, errors)
    assert (await submit(house, flow, **right))["type"] is FlowResultType.CREATE_ENTRY


async def test_edge_32_an_entrance_that_names_no_space_follows_the_bookings_of_all(house: House) -> None:
    """B10: also of those that are added later; one that names a space does not lead to others."""
    given = {**DOOR_GIVEN, "role": "entrance", "spaces": []}
    await make(house, DOOR, **{**given, "name": "Back entrance", "locks": ["lock.back"]})
    await make(house, DOOR, **{**DOOR_GIVEN, "role": "entrance", "name": "Side", "locks": ["lock.side"]})
    await make(house, SPACE, name="Studio")
    await house.hass.async_block_till_done()

    led_to = {door.id: door.spaces for door in house.coordinator.settings.doors}
    assert led_to == {
        "entrance": (),  # bookings do not open it
        "back_entrance": ("game_room", "studio"),
        "side": ("game_room",),
    }


async def test_a_counter_knows_where_it_leads_and_when_it_starts_over(house: House) -> None:
    """P1."""
    await make(house, ZONE, name="Sali", capacity=60)
    given = {"name": "Salin ovi", "entered": "sensor.hall_in", "left": "sensor.hall_out", "zone": "sali"}
    await make(house, COUNTER, **given, is_entrance=True, wraps="after_65535", most_per_minute=90)
    counter = house.coordinator.settings.counters[-1]
    assert (counter.zone, counter.is_entrance, counter.leads_from) == ("sali", True, None)
    assert (counter.bits, counter.most_per_minute) == (16, 90)
    assert house.coordinator.settings.zones[0].capacity == 60


async def test_no_zone_takes_the_name_of_the_whole_building(house: House) -> None:
    flow = await make(house, ZONE, name="Building")
    assert flow["errors"] == {"name": "id_taken"}


async def test_a_deleted_space_leaves_the_rest_of_the_building_at_work(house: House) -> None:
    """Its doors lose it, its display is named in an issue until somebody mends it."""
    await make(house, DOOR, **DOOR_GIVEN)
    await make(house, DISPLAY, name="Door side", space="game_room")
    await make(house, SPACE, name="Studio")
    house.hass.config_entries.async_remove_subentry(house.entry, only_space(house, "game_room"))
    await house.hass.async_block_till_done()

    assert [door.spaces for door in house.coordinator.settings.doors] == [(), ()]
    assert spaces_of_displays(house) == []
    issues = [one for one in ir.async_get(house.hass).issues.values() if one.domain == DOMAIN]
    lost = [one for one in issues if one.translation_key == "display_without_space"]
    assert [one.translation_placeholders for one in lost] == [{"name": "Door side"}]

    flow = await begin(house, DISPLAY, only(house, DISPLAY))
    await submit(house, flow, name="Door side", space="studio")

    assert spaces_of_displays(house) == ["studio"]
    left = [one.translation_key for one in ir.async_get(house.hass).issues.values() if one.domain == DOMAIN]
    assert "display_without_space" not in left


def only_space(house: House, space: str) -> str:
    found: list[ConfigSubentry] = house.entry.get_subentries_of_type(SPACE)
    return next(one.subentry_id for one in found if one.data["id"] == space)


def spaces_of_displays(house: House) -> list[SpaceId | None]:
    return [display.space for display in house.coordinator.settings.displays]


async def test_a_space_with_hours_of_its_own_is_asked_for_them_on_a_second_form(house: House) -> None:
    """H4: a mistake names its field; the hours are kept and shown again."""
    flow = await make(house, SPACE, name="Hall", own_hours=True)
    assert (flow["type"], flow["step_id"]) == (FlowResultType.FORM, "hours")
    for wrong in ("ten to four", "16-10", "10:00-12:00, 11:00-13:00", "10:70-12:00", "10-25"):
        flow = await submit(house, flow, monday="10-16", tuesday=wrong)
        assert (flow["type"], flow["errors"]) == (FlowResultType.FORM, {"tuesday": "hours_not_read"}), wrong
    done = await submit(house, flow, monday="18.00\u201300.00, 10-16", holiday="-")
    assert done["type"] is FlowResultType.CREATE_ENTRY
    assert done["data"]["hours"] == {"monday": "10:00-16:00, 18:00-24:00", "holiday": "-"}

    settings = next(one for one in settings_of(house.entry).spaces if one.id == "hall")
    assert settings.hours is not None
    assert [len(day) for day in settings.hours.days] == [2, 0, 0, 0, 0, 0, 0]
    assert (settings.hours.holiday, settings.hours.eve) == ((), None)

    hall = next(one for one in house.entry.get_subentries_of_type(SPACE) if one.data["id"] == "hall")
    flow = await submit(house, await begin(house, SPACE, hall), name="Hall", own_hours=True)
    form = flow["data_schema"]
    assert form is not None
    shown = {str(key): key.description for key in form.schema}
    assert shown["monday"] == {"suggested_value": "10:00-16:00, 18:00-24:00"}
    assert (await submit(house, flow, sunday="12-14"))["type"] is FlowResultType.ABORT
    hall = next(one for one in house.entry.get_subentries_of_type(SPACE) if one.data["id"] == "hall")
    assert hall.data["hours"] == {"sunday": "12:00-14:00"}

    await submit(house, await begin(house, SPACE, hall), name="Hall", own_hours=False)
    assert next(one for one in settings_of(house.entry).spaces if one.id == "hall").hours is None
