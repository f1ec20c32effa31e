"""What the integration says on the wire, and what it takes from there."""

from datetime import timedelta
import json
import logging
from typing import Any

from homeassistant.components.mqtt.const import MQTT_PROCESSED_SUBSCRIPTIONS
from homeassistant.config_entries import ConfigSubentry
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers import issue_registry as ir
from homeassistant.helpers.dispatcher import async_dispatcher_send
import pytest
from pytest_homeassistant_custom_component.common import async_capture_events

from custom_components.kalajoki_library.const import DISPLAY, DOMAIN, EVENT_STAFF_CALLED, SPACE
from custom_components.kalajoki_library.contract import SCHEMA_VERSION
from custom_components.kalajoki_library.contract.topics import DISPLAY_ACTION

from .house import House

pytestmark = pytest.mark.freeze_time("2026-11-24 10:00:00+00:00")  # Tuesday noon in Kalajoki, service
NOW = "2026-11-24T10:00:00.000Z"


def add_display(house: House, display: str, kind: str = "room") -> None:
    data = {"id": display, "name": display.title(), "kind": kind, "space": "game_room"}
    house.hass.config_entries.async_add_subentry(
        house.entry,
        ConfigSubentry(
            data=data,  # type: ignore[arg-type] # Home Assistant makes it read-only itself
            subentry_type=DISPLAY,
            title=data["name"],
            unique_id=f"display_{display}",
        ),
    )


@pytest.fixture
async def display(house: House) -> str:
    """A room display beside the game room."""
    add_display(house, "door-side")
    await house.hass.async_block_till_done()
    house.mqtt.async_publish.reset_mock()
    return "door-side"


def action(what: str, request: str = "act-1", **fields: Any) -> dict[str, Any]:
    return {
        "id": request,
        "ts": NOW,
        "not_after": "2026-11-24T10:00:10.000Z",
        "action": what,
        "space": "game_room",
        **fields,
    }


async def test_everything_is_said_retained_at_the_start(house: House) -> None:
    held = house.retained()
    assert set(held) == {
        "integration/hello",
        "opening/state",
        "space/game_room/state",
        "door/entrance/state",
        "door/entrance/plan",
    }
    assert held["opening/state"]["mode"] == "service"
    assert held["integration/hello"]["schema_version"] == SCHEMA_VERSION
    assert len(house.said("integration/alive")) == 1


async def test_what_is_not_new_is_not_said_again(house: House) -> None:
    house.mqtt.async_publish.reset_mock()
    await house.set_state("binary_sensor.game_room_presence", "on")
    first = house.said("space/game_room/state")
    await house.set_state("binary_sensor.game_room_presence", "on")
    await house.pass_time(timedelta(seconds=1))
    assert [message["occupied"] for message in first] == [True]
    assert house.said("space/game_room/state") == first


async def test_the_heartbeat_goes_on_and_levels_are_repeated_for_the_metrics(house: House) -> None:
    """V3: displays notice a silence; a level that does not change stays visible in the database."""
    house.mqtt.async_publish.reset_mock()
    for _beat in range(15):
        await house.pass_time(timedelta(seconds=20))
    assert len(house.said("integration/alive")) == 15
    assert len(house.said("opening/state")) == 1


async def test_a_new_connection_hears_everything(house: House) -> None:
    held = set(house.retained())
    house.mqtt.async_publish.reset_mock()
    acts = DISPLAY_ACTION.filter("kalajoki")
    async_dispatcher_send(house.hass, MQTT_PROCESSED_SUBSCRIPTIONS, [(acts, 1)])
    await house.hass.async_block_till_done()
    assert set(house.retained()) == held


async def test_what_was_deleted_is_taken_back_from_the_broker(house: House, display: str) -> None:
    """A display that is no more must not go on showing its last view."""
    (subentry,) = house.entry.get_subentries_of_type(DISPLAY)
    house.hass.config_entries.async_remove_subentry(house.entry, subentry.subentry_id)
    await house.hass.async_block_till_done()
    assert house.said(f"display/{display}/view") == [{}]
    house.mqtt.async_publish.reset_mock()
    await house.reload()
    assert house.said(f"display/{display}/view") == []


async def test_what_could_not_be_taken_back_is_tried_again(house: House, display: str) -> None:
    (subentry,) = house.entry.get_subentries_of_type(DISPLAY)
    topic = f"kalajoki/1/kalajoki/display/{display}/view"
    assert topic in house.entry.runtime_data.link.published
    house.mqtt.async_publish.side_effect = HomeAssistantError("no connection")
    house.hass.config_entries.async_remove_subentry(house.entry, subentry.subentry_id)
    await house.hass.async_block_till_done()
    assert topic in house.entry.runtime_data.link.published
    house.mqtt.async_publish.side_effect = None
    house.mqtt.async_publish.reset_mock()
    async_dispatcher_send(house.hass, MQTT_PROCESSED_SUBSCRIPTIONS, [(DISPLAY_ACTION.filter("kalajoki"), 1)])
    await house.hass.async_block_till_done()
    assert house.said(f"display/{display}/view") == [{}]
    assert topic not in house.entry.runtime_data.link.published


async def test_a_visitor_books_at_the_display_and_hears_what_became_of_it(house: House, display: str) -> None:
    """B4, V1: the answer carries the act's own id; the display's next view shows the booking."""
    await house.hear(f"display/{display}/action", action("book_now", minutes=30))
    (result,) = house.said(f"display/{display}/result")
    assert (result["id"], result["ok"], result["code"]) == ("act-1", True, "done")
    await house.pass_time(timedelta(seconds=1))
    view = house.retained()[f"display/{display}/view"]
    assert view["room"]["now"]["end"] == "2026-11-24T10:30:00.000Z"
    (booking,) = house.said("record/booking")[:1]
    assert booking["outcome"] == "made"


async def test_the_same_act_again_books_once(house: House, display: str) -> None:
    for _again in range(3):
        await house.hear(f"display/{display}/action", action("book_now", minutes=30))
    assert len(await house.events("2026-11-24")) == 1


@pytest.mark.parametrize("what", ["retained", "empty", "late", "of nobody", "garbage", "unreadable"])
async def test_an_act_that_must_not_be_taken_changes_nothing(house: House, display: str, what: str) -> None:
    """A retained act would happen again at every start; a late one is not wanted any more."""
    topic = f"display/{display}/action"
    act = action("book_now", minutes=30)
    if what == "retained":
        await house.hear(topic, act, retain=True)
    elif what == "empty":
        await house.hear(topic, "")
    elif what == "late":
        await house.hear(topic, {**act, "not_after": "2026-11-24T09:59:59.000Z"})
        assert [result["code"] for result in house.said(f"display/{display}/result")] == ["expired"]
    elif what == "of nobody":
        await house.hear("display/nobody/action", act)
    elif what == "garbage":
        await house.hear(topic, "{" * 1000)
    else:
        await house.hear(topic, b"\xff\xfe\x00")
    assert await house.events("2026-11-24") == []


async def test_an_act_that_is_not_the_buildings_business_is_answered(house: House, display: str) -> None:
    for number, what in enumerate(("feedback", "dance")):
        await house.hear(f"display/{display}/action", action(what, request=f"act-{number}"))
    codes = [result["code"] for result in house.said(f"display/{display}/result")]
    assert codes == ["not_allowed", "not_allowed"]


async def test_garbage_fills_no_log(house: House, display: str, caplog: pytest.LogCaptureFixture) -> None:
    """Anybody on the broker can publish; a minute of it is one line."""
    caplog.clear()
    for number in range(200):
        await house.hear(f"display/{display}/action", f"garbage {number}")
        await house.hear("bridge/main/health", [number])
    warnings = [one for one in caplog.records if one.levelno >= logging.WARNING and DOMAIN in one.name]
    assert len(warnings) == 2


async def test_a_call_for_staff_becomes_an_event(house: House, display: str) -> None:
    calls = async_capture_events(house.hass, EVENT_STAFF_CALLED)
    await house.hear(f"display/{display}/action", action("call_staff"))
    assert [call.data for call in calls] == [{"display": display, "space": "game_room"}]


HELLO: dict[str, Any] = {
    "id": "b-1",
    "ts": NOW,
    "site": "kalajoki",
    "bridge": "main",
    "name": "Bridge in the cellar",
    "software": "0.1.0",
    "schema_version": 1,
    "min_schema_version": 1,
}


async def test_a_bridge_appears_when_it_says_hello_and_shows_whether_it_is_online(house: House) -> None:
    online = "binary_sensor.bridge_in_the_cellar_connection"
    assert house.hass.states.get(online) is None
    await house.hear("bridge/main/hello", HELLO)
    await house.hear("bridge/main/status", {"id": "b-2", "ts": NOW, "state": "online"})
    assert house.state(online).state == "on"
    await house.hear(
        "bridge/main/health",
        {
            "id": "b-3",
            "ts": NOW,
            "started_at": NOW,
            "received": 5,
            "spooled": 5,
            "written": 2,
            "waiting": 3,
            "spool_bytes": 100,
        },
    )
    waiting = "sensor.bridge_in_the_cellar_waiting_for_the_database"
    assert house.state(waiting).state == "3"
    await house.hear("bridge/main/status", {"id": "b-4", "ts": NOW, "state": "offline"})
    assert (house.state(online).state, house.state(waiting).state) == ("off", "unavailable")
    await house.hear("bridge/main/status", "")
    assert house.state(online).state == "unknown"


@pytest.mark.parametrize(
    ("versions", "key"),
    [
        ({"schema_version": 0, "min_schema_version": 0}, "bridge_too_old"),
        ({"schema_version": 9, "min_schema_version": 9}, "integration_too_old"),
    ],
)
async def test_versions_that_do_not_fit_name_the_side_to_update(
    house: House, versions: dict[str, int], key: str
) -> None:
    await house.hear("bridge/main/hello", {**HELLO, **versions})
    issues = ir.async_get(house.hass).issues.values()
    assert [one.translation_key for one in issues if one.domain == DOMAIN] == [key]
    await house.hear("bridge/main/hello", HELLO)
    assert [one for one in ir.async_get(house.hass).issues.values() if one.domain == DOMAIN] == []


async def test_no_private_title_is_ever_published(house: House, display: str) -> None:
    """V5, B1: the title of a booking stays in Home Assistant, whatever happens to the booking."""
    add_display(house, "lobby", "lobby")
    await house.hass.async_block_till_done()
    title = "Serkun rippijuhlat"
    await house.act("book", space="game_room", title=title, duration="01:00:00")
    await house.act("set_mode", mode="event_only", reason=f"Because of {title}")
    await house.set_state("binary_sensor.game_room_presence", "on")
    await house.pass_time(timedelta(minutes=20))
    await house.act("extend", space="game_room", duration="00:15:00")
    await house.act("end", space="game_room")
    later = await house.act("book", space="game_room", title=title, start="2026-11-24 18:00:00")
    await house.act("cancel", space="game_room", uid=later["uid"])
    await house.pass_time(timedelta(seconds=1))
    published = json.dumps([call.args[1].decode() for call in house.mqtt.async_publish.call_args_list])
    assert "record" not in title
    assert house.said("record/booking")
    for private in (title, "Serkun", "rippijuhlat", later["uid"]):
        assert private not in published
        assert json.dumps(private)[1:-1] not in published


async def test_a_title_longer_than_a_screen_does_not_silence_the_display(house: House, display: str) -> None:
    """A public event with an endless title is cut, not refused."""
    (space,) = house.entry.get_subentries_of_type(SPACE)
    house.hass.config_entries.async_update_subentry(
        house.entry, space, data={**space.data, "shows_titles": True}
    )
    await house.hass.async_block_till_done()
    await house.act("book", space="game_room", duration="01:00:00")
    (event,) = await house.events("2026-11-24")
    timeline_event = next(iter(house.bookings.timeline(house.coordinator.settings.spaces[0].id)))
    changed = timeline_event.model_copy(update={"summary": "T" * 5000, "categories": ["public"]})
    await house.bookings.edit(house.coordinator.settings.spaces[0].id, str(event.uid), changed)
    await house.hass.async_block_till_done()
    await house.pass_time(timedelta(seconds=1))
    view = house.retained()[f"display/{display}/view"]
    assert view["room"]["now"]["title"] == "T" * 200
