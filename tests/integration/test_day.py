"""Staff, emergencies and the routines of opening and closing in Home Assistant (H1, H5-H7, D9, S8)."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from homeassistant.config_entries import ConfigFlowResult
from homeassistant.core import ServiceCall
from homeassistant.data_entry_flow import FlowResultType
from homeassistant.exceptions import HomeAssistantError, ServiceValidationError
from homeassistant.helpers import issue_registry as ir
import probatio
import pytest
from pytest_homeassistant_custom_component.common import async_mock_service

from custom_components.kalajoki_library.announcement_texts import SHOWN, SPOKEN, shown
from custom_components.kalajoki_library.core.views import NoticeView
from custom_components.kalajoki_library.core.words import AnnouncementKind
from tests.builders import HELSINKI, at

from .house import House

pytestmark = pytest.mark.freeze_time("2026-11-24 10:00:00+00:00")  # Tuesday noon in Kalajoki, service

MODE, ROUTINE = "sensor.kalajoki_library_mode", "sensor.kalajoki_library_opening_and_closing"
ON_SITE, DESK = "binary_sensor.kalajoki_library_staff_on_site", "select.kalajoki_library_service_desk"
PHONE, FIRE, ALARM = "person.somebody", "binary_sensor.fire", "alarm_control_panel.house"
PLAYER, TTS, NOTIFY = "media_player.hall", "tts.voice", "notify.desk"


async def choose(house: House, step: str, **values: Any) -> ConfigFlowResult:
    """Change one step of the options, as the form does."""
    flows = house.hass.config_entries.options
    flow = await flows.async_init(house.entry.entry_id)
    flow = await flows.async_configure(flow["flow_id"], {"next_step_id": step})
    done = await flows.async_configure(flow["flow_id"], values)
    assert done["type"] is FlowResultType.CREATE_ENTRY
    await house.hass.async_block_till_done()
    return done


async def go_to(house: House, instant: datetime) -> None:
    """Let the clock show an instant, a minute at a time, as timers fire."""
    house.freezer.move_to(instant)
    await house.pass_time(timedelta(0))


def targets(house: House) -> tuple[list[ServiceCall], list[ServiceCall], list[ServiceCall]]:
    """Let the loudspeaker, the notifier and the alarm be there; return what they are asked."""
    for entity in (PLAYER, TTS, NOTIFY, ALARM):
        house.hass.states.async_set(entity, "idle")
    return (
        async_mock_service(house.hass, "tts", "speak"),
        async_mock_service(house.hass, "notify", "send_message"),
        async_mock_service(house.hass, "alarm_control_panel", "alarm_arm_away"),
    )


@pytest.fixture(autouse=True)
def no_waiting_for_players(monkeypatch: pytest.MonkeyPatch) -> None:
    """A pretended player never plays."""
    monkeypatch.setattr("custom_components.kalajoki_library.announcer.STARTS_WITHIN_S", 0.0)


def opened(house: House, kind: str) -> bool:
    return any(issue_id.startswith(kind) for _domain, issue_id in ir.async_get(house.hass).issues)


async def test_edge_28_staff_seen_by_an_entity_change_the_mode_of_unstaffed_hours(house: House) -> None:
    """H1: unavailable is unknown, and known by nobody outside."""
    house.hass.states.async_set(PHONE, "home")
    await choose(house, "staff", sensors=[PHONE])
    assert house.state(ON_SITE).state == "on"
    await go_to(house, at("19:30"))
    assert house.state(MODE).state == "staffed_self_service"

    await house.set_state(PHONE, "not_home")
    assert (house.state(ON_SITE).state, house.state(MODE).state) == ("off", "unstaffed_self_service")
    await house.set_state(PHONE, "unavailable")
    assert house.state(ON_SITE).state == "unknown"
    assert "on_site" not in str(house.retained())


async def test_the_desk_is_chosen_and_checking_in_is_a_button(house: House) -> None:
    """H1."""
    await choose(house, "staff", checks_in=True)
    await house.call("button", "press", entity_id="button.kalajoki_library_staff_check_in")
    assert house.state(ON_SITE).state == "on"
    await house.call("select", "select_option", entity_id=DESK, option="unstaffed")
    assert house.state(MODE).state == "staffed_self_service"
    assert house.state(MODE).attributes["rule"] == "H1:staff"

    await house.call("button", "press", entity_id="button.kalajoki_library_staff_last_one_leaves")
    answer = await house.act("staff_check_in", badge="blue")
    assert answer["staff_on_site"] is True
    assert (await house.act("staff_check_out", badge="blue"))["staff_on_site"] is False


async def test_hours_that_need_staff_are_held_closed_and_staff_are_told(house: House) -> None:
    """H5."""
    await choose(house, "staff", checks_in=True)
    await house.call("select", "select_option", entity_id=DESK, option="unstaffed")
    await house.pass_time(timedelta(minutes=10))
    assert (house.state(MODE).state, opened(house, "staff_missing")) == ("closed", True)
    assert house.state(MODE).attributes["rule"] == "H5:staff_missing"

    await house.act("staff_check_in")
    assert (house.state(MODE).state, opened(house, "staff_missing")) == ("staffed_self_service", False)


async def test_nothing_published_tells_that_staff_are_missing_or_there(house: House) -> None:
    """S8: Home Assistant knows the rule; broker, displays and metrics do not."""
    await choose(house, "staff", checks_in=True)
    await house.call("select", "select_option", entity_id=DESK, option="unstaffed")
    await house.pass_time(timedelta(minutes=10))
    assert house.state(MODE).attributes["rule"] == "H5:staff_missing"
    await house.act("staff_check_in")
    assert house.state(MODE).attributes["rule"] == "H1:staff"
    await house.pass_time(timedelta(seconds=1))

    published = [str(call.args) for call in house.mqtt.async_publish.call_args_list]
    told = {one["rule"] for topic in ("opening/state", "record/mode") for one in house.said(topic)}
    assert "H1:plan" in told
    for private in ("staff_missing", "H1:staff", "H5:"):
        assert not [one for one in published if private in one]


async def test_a_badge_is_a_button_that_is_pressed_on_coming_and_on_going(house: House) -> None:
    """H1."""
    house.hass.states.async_set("event.badge", "unknown")
    await choose(house, "staff", badges=["event.badge"])
    assert house.state(ON_SITE).state == "off"
    await house.set_state("event.badge", "2026-11-24T10:00:00.000+00:00")
    assert house.state(ON_SITE).state == "on"
    await house.set_state("event.badge", "2026-11-24T10:00:30.000+00:00")
    assert house.state(ON_SITE).state == "off"


async def test_edge_34_a_fire_alarm_begins_an_evacuation_that_only_a_person_ends(house: House) -> None:
    """D9: unavailable is neither on nor off; a restart changes nothing; ending asks for a reason."""
    house.hass.states.async_set(FIRE, "unavailable")
    await choose(house, "emergency", fire_alarms=[FIRE])
    assert house.state(MODE).state == "service"
    await house.set_state(FIRE, "on")
    assert house.state(MODE).state == "evacuation"
    assert house.state(MODE).attributes["reason"] == "Fire alarm: fire"
    assert house.lock_calls[-1].service == "unlock"

    await house.set_state(FIRE, "off")
    await house.reload()
    assert house.state(MODE).state == "evacuation"
    with pytest.raises(probatio.Invalid):
        await house.act("end_emergency", reason=" ")
    with pytest.raises(ServiceValidationError):
        await house.call("button", "press", entity_id="button.kalajoki_library_lock_down")
    assert (await house.act("end_emergency", reason="Burnt toast"))["mode"] == "service"
    with pytest.raises(ServiceValidationError):
        await house.act("end_emergency", reason="Again")


@pytest.mark.parametrize(("button", "kind"), [("evacuate", "evacuation"), ("lock_down", "lockdown")])
async def test_edge_34_an_emergency_is_one_press_and_announced_once(
    house: House, button: str, kind: str
) -> None:
    """D9: with the head count of that moment, for staff only."""
    speak, _notify, _arm = targets(house)
    await choose(house, "closing", media_player=PLAYER, tts=TTS, languages=["fi", "en"])
    house.hass.states.async_set("sensor.line_in", "10")
    await house.set_state("sensor.line_out", "10")
    await house.set_state("sensor.line_in", "14")
    await house.call("button", "press", entity_id=f"button.kalajoki_library_{button}")

    assert house.state(MODE).state == kind
    assert [call.data["language"] for call in speak] == ["fi", "en"]
    assert speak[0].data["message"] == SPOKEN[AnnouncementKind(kind)]["fi"]
    assert house.state(ROUTINE).attributes["head_count"] == 4
    assert await house.act("end_emergency", reason="Over")


async def close_the_day(house: House, clocks: Sequence[str]) -> None:
    for clock in clocks:
        await go_to(house, at(clock))


async def test_an_evening_is_announced_and_the_alarm_armed(house: House) -> None:
    """H6: spoken, written, shown on displays; armed once the counter and every sensor say empty."""
    speak, notify, arm = targets(house)
    await choose(
        house, "closing", media_player=PLAYER, tts=TTS, notify=[NOTIFY], languages=["sv"], alarm=ALARM
    )
    for sensor in ("sensor.line_in", "sensor.line_out"):
        await house.set_state(sensor, "10")
    await close_the_day(house, ("20:45", "20:50", "20:55", "21:00"))

    assert [call.data["message"].split(".")[0] for call in speak] == [
        "Bästa kunder, biblioteket stänger om 15 minuter",
        "Bästa kunder, biblioteket stänger om 10 minuter",
        "Bästa kunder, biblioteket stänger om 5 minuter",
        "Biblioteket är nu stängt",
    ]
    assert "Det går inte längre att komma in" in speak[2].data["message"]
    assert len(notify) == len(speak)
    assert house.state(ROUTINE).state == "armed"
    assert house.state("binary_sensor.kalajoki_library_armed").state == "on"
    assert [call.data["entity_id"] for call in arm] == [ALARM]


async def test_edge_31_somebody_inside_keeps_the_alarm_off_and_staff_are_told(house: House) -> None:
    """H6: the sensor says why; a counter that is silent is not an empty house."""
    _speak, _notify, arm = targets(house)
    await choose(house, "closing", alarm=ALARM)
    await house.set_state("binary_sensor.game_room_presence", "on")
    await close_the_day(house, ("20:58", "21:00", "21:05", "21:10"))

    assert house.state(ROUTINE).state == "not_armed"
    assert house.state(ROUTINE).attributes["why"] == [
        "the visitor counter does not tell",
        "Game room: somebody is there",
    ]
    assert opened(house, "left_inside")
    assert arm == []


async def test_the_times_of_the_closing_are_settings(house: House) -> None:
    """H6: every number of the rule is a default that staff can change."""
    usual = house.coordinator.settings.routine
    assert [one / timedelta(minutes=1) for one in usual.announce_before] == [15, 10, 5]
    times = {"no_new_entries": 0, "checks_before": 30, "repeat": 3, "left_inside_after": 7}

    await choose(house, "closing", announce_before=["2", "20"], **times)

    found = house.coordinator.settings.routine
    assert [one / timedelta(minutes=1) for one in found.announce_before] == [20, 2]
    assert {name: getattr(found, name) / timedelta(minutes=1) for name in times} == times
    await choose(house, "closing", announce_before=[])
    assert house.coordinator.settings.routine.announce_before == ()


async def test_a_target_that_fails_stops_no_other_and_is_shown(house: House) -> None:
    """H6."""
    speak, _notify, _arm = targets(house)
    async_mock_service(house.hass, "notify", "send_message", raise_exception=HomeAssistantError("no network"))
    house.hass.states.async_remove(ALARM)
    await choose(house, "closing", media_player=PLAYER, tts=TTS, notify=[NOTIFY], languages=["fi"])
    await house.call("button", "press", entity_id="button.kalajoki_library_evacuate")

    assert len(speak) == 1
    assert opened(house, "target_failed")
    async_mock_service(house.hass, "notify", "send_message")
    await house.act("end_emergency", reason="Over")
    await house.call("button", "press", entity_id="button.kalajoki_library_evacuate")
    assert not opened(house, "target_failed")


async def test_the_alarm_is_disarmed_on_opening_only_where_that_is_wanted(house: House) -> None:
    """H6: off unless somebody asked for it."""
    targets(house)
    disarm = async_mock_service(house.hass, "alarm_control_panel", "alarm_disarm")
    await choose(house, "closing", alarm=ALARM)
    await go_to(house, at("21:30"))
    await go_to(house, at("07:45") + timedelta(days=1))
    assert disarm == []

    await choose(house, "closing", alarm=ALARM, disarms=True)
    await go_to(house, at("21:30") + timedelta(days=1))
    await go_to(house, at("07:45") + timedelta(days=2))
    assert house.state(ROUTINE).state == "opening_checks"
    assert len(disarm) == 1


@pytest.mark.parametrize("kind", SHOWN)
def test_every_notice_is_told_in_three_languages_with_the_walls_time(kind: AnnouncementKind) -> None:
    """H6, V1."""
    text = shown(NoticeView(kind=kind, at=at("19:00")), HELSINKI)

    assert len({text.fi, text.sv, text.en}) == 3
    assert ("19.00" in text.fi) == ("19:00" in text.en) == ("{time}" in SHOWN[kind]["fi"])
    assert {len(words) for words in SPOKEN.values()} == {3}
