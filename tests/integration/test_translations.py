"""Every word an entity, an action or an issue can show has a text in every language (H8)."""

import json
from pathlib import Path
from typing import Any

import pytest

from custom_components.kalajoki_library import (
    binary_sensor,
    button,
    calendar,
    event,
    hours_sensor,
    number,
    people_sensors,
    routine_sensor,
    select,
    sensor,
    switch,
)
from custom_components.kalajoki_library.core.words import (
    ActCode,
    AnnouncementKind,
    Bolt,
    BookingOutcome,
    Cause,
    Desired,
    IssueKind,
    Leaf,
    Mode,
    ModeSource,
    OrganiserKind,
    SpaceStatus,
    Sync,
)

ROOT = Path(sensor.__file__).parent
LANGUAGES = ("en", "fi", "sv")

DESCRIPTIONS = {
    "sensor": (
        *sensor.OPENING,
        *hours_sensor.HOURS,
        routine_sensor.ROUTINE,
        *people_sensors.PEOPLE,
        people_sensors.VISITS_TODAY,
        sensor.LAST_DAY_REPORT,
        *people_sensors.SPACE_PEOPLE_SENSORS,
        *sensor.SPACE,
        *sensor.EQUIPMENT,
        *sensor.DOOR,
        *sensor.BRIDGE,
    ),
    "binary_sensor": (
        binary_sensor.OVER_CAPACITY,
        binary_sensor.OCCUPIED,
        binary_sensor.POWERED,
        binary_sensor.STAFF_ON_SITE,
        binary_sensor.ARMED,
        binary_sensor.PROBLEM,
        binary_sensor.ONLINE,
    ),
    "select": (select.OVERRIDE, select.DURATION, select.DESK),
    "switch": (switch.OUT_OF_SERVICE, switch.STAFF_USE, switch.AUTOMATIC),
    "button": (*button.DAY_BUTTONS, *button.BUTTONS),
    "calendar": (calendar.BOOKINGS, calendar.EXCEPTIONS, calendar.OPENING_HOURS),
    "event": (event.MODE_CHANGED, event.STAFF_CALLED, event.BOOKING, event.ANNOUNCEMENT),
    "number": (number.PEOPLE_CORRECTION,),
}


@pytest.fixture(params=LANGUAGES)
def texts(request: pytest.FixtureRequest) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((ROOT / f"translations/{request.param}.json").read_text())
    return found


def test_every_entity_has_a_name(texts: dict[str, Any]) -> None:
    for platform, descriptions in DESCRIPTIONS.items():
        for one in descriptions:
            assert texts["entity"][platform][one.translation_key]["name"], (platform, one.key)


def test_every_entity_has_an_icon() -> None:
    icons = json.loads((ROOT / "icons.json").read_text())["entity"]
    for platform, descriptions in DESCRIPTIONS.items():
        for one in descriptions:
            if one is not binary_sensor.ONLINE and one.device_class != "timestamp":
                assert one.translation_key in icons[platform], (platform, one.key)


def test_every_state_of_a_list_has_a_text(texts: dict[str, Any]) -> None:
    for platform in ("sensor", "select"):
        for one in DESCRIPTIONS[platform]:
            states = texts["entity"][platform][one.translation_key].get("state", {})
            assert set(getattr(one, "options", None) or ()) <= set(states), one.key


@pytest.mark.parametrize(
    ("platform", "key", "attribute", "words"),
    [
        ("sensor", "mode", "source", ModeSource),
        ("sensor", "mode", "next_mode", Mode),
        ("sensor", "door_state", "desired", Desired),
        ("sensor", "door_state", "bolt", Bolt),
        ("sensor", "door_state", "leaf", Leaf),
        ("sensor", "door_state", "sync", Sync),
        ("event", "mode_changed", "event_type", Mode),
        ("event", "mode_changed", "previous", Mode),
        ("event", "mode_changed", "source", ModeSource),
        ("event", "booking", "event_type", BookingOutcome),
        ("event", "announcement", "event_type", AnnouncementKind),
        ("event", "booking", "organiser", OrganiserKind),
    ],
)
def test_every_word_of_an_attribute_has_a_text(
    texts: dict[str, Any], platform: str, key: str, attribute: str, words: Any
) -> None:
    states = texts["entity"][platform][key]["state_attributes"][attribute]["state"]
    assert set(states) == {word.value for word in words}


@pytest.mark.parametrize(("selector", "words"), [("building_mode", Mode), ("space_state", SpaceStatus)])
def test_automations_can_choose_every_known_word(texts: dict[str, Any], selector: str, words: Any) -> None:
    """Unknown is no choice: it never fires and never satisfies."""
    options = texts["selector"][selector]["options"]
    assert set(options) == {word.value for word in words} - {"unknown"}


def test_every_answer_but_done_says_what_to_do(texts: dict[str, Any]) -> None:
    """B4: an act that cannot be done names what to do instead."""
    for code in ActCode:
        if code is not ActCode.DONE:
            assert texts["exceptions"][f"act_{code.value}"]["message"].count(".") >= 1, code


def test_every_issue_has_a_text(texts: dict[str, Any]) -> None:
    """H2, D3: staff are told in their language."""
    for kind in (*(kind.value for kind in IssueKind), "bridge_too_old", "integration_too_old"):
        assert texts["issues"][kind]["title"], kind


def test_every_cause_has_a_text(texts: dict[str, Any]) -> None:
    """H6: staff read why the building is not armed."""
    assert {f"cause_{one.value}" for one in Cause} <= set(texts["common"])
