"""Discovery as Home Assistant's own MQTT integration understands it: entities, states, commands."""

from datetime import UTC, datetime, timedelta
import json
from typing import Any

from homeassistant.core import HomeAssistant
from homeassistant.helpers import device_registry as dr, entity_registry as er
from homeassistant.util import dt as dt_util
import pytest
from pytest_homeassistant_custom_component.common import async_fire_mqtt_message

from mqtt_bridge import discovery
from mqtt_bridge.contract import decode, encode, messages as m, topics
from mqtt_bridge.contract.topics import Row
from mqtt_bridge.contract.words import (
    AvailabilityReason,
    BoltState,
    ButtonPress,
    LockAction,
    LockHappening,
    Method,
    Online,
)
from mqtt_bridge.drivers.api import Device
from mqtt_bridge.drivers.profile import Profile, shipped

pytestmark = pytest.mark.usefixtures("mqtt_mock")

SITE, BRIDGE = "kalajoki", "main"
NOW = datetime(2026, 11, 24, 16, 0, tzinfo=UTC)
EVERY = tuple(shipped().values())


@pytest.fixture
def expected_lingering_timers() -> bool:
    """Home Assistant's MQTT client leaves its periodic timer behind."""
    return True


def a_device(profile: str, dev: str = "d1") -> Device:
    return Device(
        id=dev, name="Pääovi", profile=profile, key="doors/main", prefix="zigbee2mqtt", area="Entrance"
    )


async def say(hass: HomeAssistant, row: Row, message: m.Message, **ids: str) -> None:
    async_fire_mqtt_message(hass, row.topic(SITE, **ids), encode(message).decode())
    await hass.async_block_till_done()


async def bridge_is(hass: HomeAssistant, state: Online) -> None:
    await say(hass, topics.BRIDGE_STATUS, m.BridgeStatus(id="s", ts=NOW, state=state), bridge=BRIDGE)


async def device_is(hass: HomeAssistant, state: Online, dev: str = "d1") -> None:
    reported = AvailabilityReason.REPORTED
    message = m.DeviceAvailability(id="a", ts=NOW, dev=dev, state=state, since=NOW, reason=reported)
    await say(hass, topics.DEVICE_AVAILABILITY, message, dev=dev)


async def announce(hass: HomeAssistant, profile: str, dev: str = "d1") -> None:
    """Publish discovery of one device, and that it and its bridge are online."""
    made = discovery.payload(a_device(profile, dev), shipped()[profile], SITE, BRIDGE, "0.1.0")
    async_fire_mqtt_message(hass, discovery.topic(dev, SITE), made.decode())
    await hass.async_block_till_done()
    await bridge_is(hass, Online.ONLINE)
    await device_is(hass, Online.ONLINE, dev)


def only_entity(hass: HomeAssistant, domain: str) -> str:
    (found,) = hass.states.async_entity_ids(domain)
    return found


def a_lock_state(state: BoltState, battery_pct: float | None = 86.0) -> m.LockState:
    return m.LockState(id="l", ts=NOW, rx_ts=NOW, dev="d1", state=state, battery_pct=battery_pct)


@pytest.mark.parametrize("profile", EVERY, ids=lambda one: one.profile)
async def test_every_component_of_every_profile_is_accepted_by_home_assistant(
    hass: HomeAssistant, profile: Profile, caplog: pytest.LogCaptureFixture
) -> None:
    await announce(hass, profile.profile)

    (device,) = dr.async_get(hass).devices
    entities = er.async_entries_for_device(er.async_get(hass), device.id, include_disabled_entities=True)
    made = json.loads(discovery.payload(a_device(profile.profile), profile, SITE, BRIDGE, "0.1.0"))
    assert {one.unique_id for one in entities} == {one["uniq_id"] for one in made["cmps"].values()}
    assert device.name == "Pääovi"
    assert not [one for one in caplog.records if one.levelname in {"WARNING", "ERROR"} and "mqtt" in one.name]


@pytest.mark.parametrize("profile", EVERY, ids=lambda one: one.profile)
def test_a_battery_is_announced_only_where_the_device_reports_one(profile: Profile) -> None:
    made = json.loads(discovery.payload(a_device(profile.profile), profile, SITE, BRIDGE, "0.1.0"))
    reports = any("battery_pct" in rule.fields and rule.form == "state" for rule in profile.rules)

    assert ("battery" in made["cmps"]) is reports


async def test_a_lock_shows_its_states_and_unknown_is_never_shown_as_locked(
    hass: HomeAssistant,
) -> None:
    """D3."""
    await announce(hass, "zigbee2mqtt_lock")
    lock = only_entity(hass, "lock")
    for state in BoltState:
        await say(hass, topics.LOCK_STATE, a_lock_state(BoltState.LOCKED), dev="d1")
        await say(hass, topics.LOCK_STATE, a_lock_state(state), dev="d1")

        shown = hass.states.get(lock)
        assert shown is not None
        assert shown.state == state.value


async def test_a_lock_is_unavailable_when_it_or_its_bridge_is_not_online(
    hass: HomeAssistant,
) -> None:
    await announce(hass, "zigbee2mqtt_lock")
    lock = only_entity(hass, "lock")
    await say(hass, topics.LOCK_STATE, a_lock_state(BoltState.LOCKED), dev="d1")

    def shown() -> str:
        state = hass.states.get(lock)
        assert state is not None
        return state.state

    assert shown() == "locked"
    await bridge_is(hass, Online.OFFLINE)
    assert shown() == "unavailable"
    await bridge_is(hass, Online.ONLINE)
    assert shown() == "locked"
    await device_is(hass, Online.UNKNOWN)
    assert shown() == "unavailable"


@pytest.mark.parametrize(
    ("service", "action"),
    [("unlock", LockAction.UNLOCK), ("lock", LockAction.LOCK), ("open", LockAction.PULSE)],
)
async def test_home_assistant_sends_commands_the_bridge_accepts(
    hass: HomeAssistant, mqtt_mock: Any, service: str, action: LockAction
) -> None:
    await announce(hass, "shelly_strike")
    lock = only_entity(hass, "lock")
    mqtt_mock.async_publish.reset_mock()

    for _twice in range(2):
        await hass.services.async_call("lock", service, {"entity_id": lock}, blocking=True)

    sent = [call.args for call in mqtt_mock.async_publish.call_args_list]
    commands = [decode(m.LockCommand, one[1].encode()) for one in sent]
    assert [one[0] for one in sent] == [topics.LOCK_SET.topic(SITE, dev="d1")] * 2
    assert [one[3] for one in sent] == [False, False]
    for command in commands:
        assert command.action is action
        assert abs(command.not_after - dt_util.utcnow() - timedelta(seconds=15)) < timedelta(seconds=5)
    assert commands[0].id != commands[1].id


async def test_only_a_lock_that_can_be_released_for_a_moment_offers_to_open(
    hass: HomeAssistant,
) -> None:
    await announce(hass, "zigbee2mqtt_lock")

    state = hass.states.get(only_entity(hass, "lock"))

    assert state is not None
    assert state.attributes["supported_features"] == 0


async def test_use_of_a_lock_is_an_event_with_its_method_and_never_a_slot(
    hass: HomeAssistant,
) -> None:
    """D6: not even the slot is kept by Home Assistant's recorder."""
    await announce(hass, "zigbee2mqtt_lock")
    happened = m.LockEvent(
        id="e", ts=NOW, rx_ts=NOW, dev="d1", event_type=LockHappening.UNLOCKED, method=Method.KEYPAD, slot=7
    )

    await say(hass, topics.LOCK_EVENT, happened, dev="d1")

    state = hass.states.get(only_entity(hass, "event"))
    assert state is not None
    assert state.attributes["event_type"] == "unlocked"
    assert state.attributes["method"] == "keypad"
    assert "slot" not in state.attributes


@pytest.mark.parametrize(("is_open", "shown"), [(True, "on"), (False, "off"), (None, "unknown")])
async def test_an_unknown_contact_is_shown_as_unknown_not_closed(
    hass: HomeAssistant, is_open: bool | None, shown: str
) -> None:
    await announce(hass, "zigbee2mqtt_contact")
    await say(
        hass,
        topics.CONTACT_STATE,
        m.ContactState(id="c", ts=NOW, rx_ts=NOW, dev="d1", open=True),
        dev="d1",
    )
    message = m.ContactState(id="c", ts=NOW, rx_ts=NOW, dev="d1", open=is_open)
    await say(hass, topics.CONTACT_STATE, message, dev="d1")

    state = hass.states.get(only_entity(hass, "binary_sensor"))

    assert state is not None
    assert state.state == shown
    assert state.attributes["device_class"] == "door"


async def test_a_counter_is_two_totals_that_only_rise(
    hass: HomeAssistant,
) -> None:
    await announce(hass, "counter_line")
    message = m.CountState(id="n", ts=NOW, rx_ts=NOW, dev="d1", total_in=12, total_out=9)
    await say(hass, topics.COUNT_STATE, message, dev="d1")

    sensors = hass.states.async_all("sensor")

    assert sorted(one.state for one in sensors) == ["12", "9"]
    assert {one.attributes["state_class"] for one in sensors} == {"total_increasing"}


async def test_air_and_battery_have_their_units_and_what_was_not_measured_is_unknown(
    hass: HomeAssistant,
) -> None:
    await announce(hass, "zigbee2mqtt_air")
    message = m.EnvironmentState(
        id="n", ts=NOW, rx_ts=NOW, dev="d1", temperature_c=21.4, co2_ppm=812, battery_pct=64
    )
    await say(hass, topics.ENVIRONMENT_STATE, message, dev="d1")

    shown = {one.attributes["device_class"]: one.state for one in hass.states.async_all("sensor")}

    assert shown["temperature"] == "21.4"
    assert float(shown["carbon_dioxide"]) == 812
    assert float(shown["battery"]) == 64
    assert shown["humidity"] == "unknown"


async def test_a_button_is_an_event(hass: HomeAssistant) -> None:
    await announce(hass, "zigbee2mqtt_button")
    pressed = m.ButtonEvent(id="b", ts=NOW, rx_ts=NOW, dev="d1", event_type=ButtonPress.PRESS)
    await say(hass, topics.BUTTON_EVENT, pressed, dev="d1")

    state = hass.states.get(only_entity(hass, "event"))

    assert state is not None
    assert state.attributes["event_type"] == "press"
    assert state.attributes["device_class"] == "button"


async def test_an_empty_message_removes_the_device(hass: HomeAssistant) -> None:
    await announce(hass, "zigbee2mqtt_lock")

    async_fire_mqtt_message(hass, discovery.topic("d1", SITE), "")
    await hass.async_block_till_done()

    assert not hass.states.async_entity_ids("lock")
