"""Setting a library up, by hand and from a bridge's hello; every way through the flow, every refusal."""

import json
from typing import Any
from unittest.mock import patch

from homeassistant.components.mqtt.const import MQTT_CONNECTION_STATE
from homeassistant.config_entries import SOURCE_MQTT, SOURCE_RECONFIGURE, SOURCE_USER, ConfigFlowResult
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType
from homeassistant.helpers.dispatcher import async_dispatcher_send
from homeassistant.helpers.service_info.mqtt import MqttServiceInfo
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry, async_fire_mqtt_message
from pytest_homeassistant_custom_component.typing import MqttMockHAClient

from custom_components.kalajoki_library import config_flow
from custom_components.kalajoki_library.const import DOMAIN
from custom_components.kalajoki_library.options import DEFAULT_WEEK

LIBRARY = {"library": "Kalajoki library", "site": "kalajoki", "timezone": "Europe/Helsinki"}
TOPIC = "kalajoki/1/kalajoki/bridge/main/hello"
HELLO: dict[str, Any] = {
    "id": "b-1",
    "ts": "2026-11-24T10:00:00.000Z",
    "site": "kalajoki",
    "bridge": "main",
    "name": "Kalajoki library",
    "software": "0.1.0",
    "schema_version": 1,
    "min_schema_version": 1,
}

pytestmark = pytest.mark.usefixtures("enable_custom_integrations")


async def begin(hass: HomeAssistant) -> ConfigFlowResult:
    return await hass.config_entries.flow.async_init(DOMAIN, context={"source": SOURCE_USER})


async def submit(hass: HomeAssistant, flow: ConfigFlowResult, **given: Any) -> ConfigFlowResult:
    result = await hass.config_entries.flow.async_configure(flow["flow_id"], given)
    await hass.async_block_till_done()
    return result


async def discover(hass: HomeAssistant, topic: str, payload: str | bytes) -> ConfigFlowResult:
    info = MqttServiceInfo(
        topic=topic,
        payload=payload,
        qos=1,
        retain=True,
        subscribed_topic="kalajoki/1/+/bridge/+/hello",
        timestamp=0.0,
    )
    return await hass.config_entries.flow.async_init(DOMAIN, context={"source": SOURCE_MQTT}, data=info)


@pytest.fixture
def entry(hass: HomeAssistant) -> MockConfigEntry:
    """A library that is configured and not running."""
    one = MockConfigEntry(domain=DOMAIN, unique_id="kalajoki", title="Kalajoki library", data=LIBRARY)
    one.add_to_hass(hass)
    return one


async def test_a_library_is_set_up_by_hand(hass: HomeAssistant, mqtt_mock: MqttMockHAClient) -> None:
    flow = await begin(hass)
    assert (flow["type"], flow["step_id"], flow["errors"]) == (FlowResultType.FORM, "user", {})

    done = await submit(
        hass,
        flow,
        **{**LIBRARY, "library": "  Kalajoki library "},
        capacity=180,
        booking_url="https://booking.example/",
    )

    assert done["type"] is FlowResultType.CREATE_ENTRY
    assert done["title"] == "Kalajoki library"
    assert done["result"].unique_id == "kalajoki"
    assert done["data"] == LIBRARY
    assert done["options"] == {
        "week": DEFAULT_WEEK,
        "capacity": 180,
        "booking_url": "https://booking.example/",
    }
    assert hass.states.get("sensor.kalajoki_library_mode") is not None


async def test_the_form_proposes_the_time_zone_of_the_house(
    hass: HomeAssistant, mqtt_mock: MqttMockHAClient
) -> None:
    await hass.config.async_set_time_zone("Europe/Helsinki")
    schema = (await begin(hass))["data_schema"]
    assert schema is not None
    proposed = {str(key): key.description for key in schema.schema}
    assert proposed["timezone"] == {"suggested_value": "Europe/Helsinki"}


async def test_without_mqtt_it_says_what_to_do_first(hass: HomeAssistant) -> None:
    flow = await begin(hass)
    assert (flow["type"], flow["reason"]) == (FlowResultType.ABORT, "mqtt_not_setup")


@pytest.mark.parametrize(
    ("given", "errors"),
    [
        ({"library": "   "}, {"library": "name_length"}),
        ({"library": "K" * 101}, {"library": "name_length"}),
        ({"site": "Kalajoki library"}, {"site": "not_an_identifier"}),
        ({"site": ""}, {"site": "not_an_identifier"}),
        ({"site": "k" * 49}, {"site": "not_an_identifier"}),
        ({"timezone": "Finland/Kalajoki"}, {"timezone": "not_a_time_zone"}),
        ({"timezone": "../../etc/passwd"}, {"timezone": "not_a_time_zone"}),
        ({"timezone": ""}, {"timezone": "not_a_time_zone"}),
        ({"booking_url": "booking.example"}, {"booking_url": "not_an_address"}),
        ({"booking_url": "javascript:alert(1)"}, {"booking_url": "not_an_address"}),
        ({"booking_url": "https://user:pass@booking.example"}, {"booking_url": "not_an_address"}),
        ({"booking_url": "http://[oops"}, {"booking_url": "not_an_address"}),
        ({"site": "Å", "timezone": "x"}, {"site": "not_an_identifier", "timezone": "not_a_time_zone"}),
    ],
)
async def test_every_wrong_field_is_named_and_can_be_mended(
    hass: HomeAssistant, mqtt_mock: MqttMockHAClient, given: dict[str, str], errors: dict[str, str]
) -> None:
    flow = await submit(hass, await begin(hass), **{**LIBRARY, **given})
    assert (flow["type"], flow["errors"]) == (FlowResultType.FORM, errors)
    assert (await submit(hass, flow, **LIBRARY))["type"] is FlowResultType.CREATE_ENTRY


async def test_without_a_connection_to_the_broker_nothing_is_made(
    hass: HomeAssistant, mqtt_mock: MqttMockHAClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The flow tries the connection before it makes an entry."""
    monkeypatch.setattr(config_flow, "BROKER_WITHIN_S", 0.01)
    mqtt_mock.connected = False
    flow = await submit(hass, await begin(hass), **LIBRARY)
    assert flow["errors"] == {"base": "broker_not_connected"}
    mqtt_mock.connected = True
    assert (await submit(hass, flow, **LIBRARY))["type"] is FlowResultType.CREATE_ENTRY


async def test_an_mqtt_integration_that_does_not_run_is_no_broker(hass: HomeAssistant) -> None:
    MockConfigEntry(domain="mqtt").add_to_hass(hass)
    flow = await submit(hass, await begin(hass), **LIBRARY)
    assert flow["errors"] == {"base": "broker_not_connected"}


async def test_a_connection_that_comes_in_a_moment_is_waited_for(
    hass: HomeAssistant, mqtt_mock: MqttMockHAClient
) -> None:
    flow = await begin(hass)
    mqtt_mock.connected = False
    hass.loop.call_later(0.05, async_dispatcher_send, hass, MQTT_CONNECTION_STATE, False)
    hass.loop.call_later(0.1, async_dispatcher_send, hass, MQTT_CONNECTION_STATE, True)
    assert (await submit(hass, flow, **LIBRARY))["type"] is FlowResultType.CREATE_ENTRY


async def test_a_site_is_set_up_once(
    hass: HomeAssistant, mqtt_mock: MqttMockHAClient, entry: MockConfigEntry
) -> None:
    flow = await submit(hass, await begin(hass), **LIBRARY)
    assert (flow["type"], flow["reason"]) == (FlowResultType.ABORT, "already_configured")


async def test_a_bridge_that_says_hello_is_added_with_one_click(
    hass: HomeAssistant, mqtt_mock: MqttMockHAClient
) -> None:
    """The hello comes through Home Assistant's own MQTT discovery."""
    await hass.config.async_set_time_zone("Europe/Helsinki")
    async_fire_mqtt_message(hass, TOPIC, json.dumps(HELLO))
    await hass.async_block_till_done(wait_background_tasks=True)
    (flow,) = hass.config_entries.flow.async_progress_by_handler(DOMAIN)
    assert flow["step_id"] == "confirm"
    assert flow["context"]["title_placeholders"] == {"name": "Kalajoki library"}

    done = await hass.config_entries.flow.async_configure(flow["flow_id"], {})
    await hass.async_block_till_done()

    assert done["type"] is FlowResultType.CREATE_ENTRY
    assert done["data"] == LIBRARY
    assert done["options"] == {"week": DEFAULT_WEEK, "capacity": 0, "booking_url": ""}


async def test_a_bridge_without_a_name_is_named_after_its_site(
    hass: HomeAssistant, mqtt_mock: MqttMockHAClient
) -> None:
    flow = await discover(hass, TOPIC, json.dumps({**HELLO, "name": "  "}).encode())
    assert flow["description_placeholders"] == {"name": "kalajoki", "site": "kalajoki"}


@pytest.mark.parametrize(
    ("topic", "payload"),
    [
        (TOPIC, ""),
        (TOPIC, "garbage"),
        (TOPIC, b"\xff\xfe"),
        (TOPIC, "[]"),
        (TOPIC, json.dumps({"site": "kalajoki"})),
        ("kalajoki/1/Kala Joki/bridge/main/hello", json.dumps(HELLO)),
        ("kalajoki/1/other/bridge/main/hello", json.dumps(HELLO)),
        ("kalajoki/1/kalajoki/bridge/main/status", json.dumps(HELLO)),
    ],
)
async def test_what_is_no_hello_of_a_bridge_is_not_offered(
    hass: HomeAssistant, mqtt_mock: MqttMockHAClient, topic: str, payload: str | bytes
) -> None:
    flow = await discover(hass, topic, payload)
    assert (flow["type"], flow["reason"]) == (FlowResultType.ABORT, "not_a_bridge")


async def test_a_bridge_of_a_library_that_is_there_is_not_offered_again(
    hass: HomeAssistant, mqtt_mock: MqttMockHAClient, entry: MockConfigEntry
) -> None:
    """A second bridge of the same site belongs to the same library."""
    other = {**HELLO, "bridge": "annex", "name": "Annex"}
    flow = await discover(hass, "kalajoki/1/kalajoki/bridge/annex/hello", json.dumps(other))
    assert (flow["type"], flow["reason"]) == (FlowResultType.ABORT, "already_configured")


async def test_two_bridges_of_one_new_site_are_offered_once(
    hass: HomeAssistant, mqtt_mock: MqttMockHAClient
) -> None:
    first = await discover(hass, TOPIC, json.dumps(HELLO))
    second = await discover(hass, "kalajoki/1/kalajoki/bridge/annex/hello", json.dumps(HELLO))
    assert first["type"] is FlowResultType.FORM
    assert (second["type"], second["reason"]) == (FlowResultType.ABORT, "already_in_progress")


async def test_setting_up_by_hand_what_was_discovered_ends_the_offer(
    hass: HomeAssistant, mqtt_mock: MqttMockHAClient
) -> None:
    await discover(hass, TOPIC, json.dumps(HELLO))
    done = await submit(hass, await begin(hass), **LIBRARY)
    assert done["type"] is FlowResultType.CREATE_ENTRY
    assert hass.config_entries.flow.async_progress_by_handler(DOMAIN) == []


async def reconfigure(hass: HomeAssistant, entry: MockConfigEntry) -> ConfigFlowResult:
    return await hass.config_entries.flow.async_init(
        DOMAIN, context={"source": SOURCE_RECONFIGURE, "entry_id": entry.entry_id}
    )


async def test_name_and_time_zone_can_be_changed_afterwards(
    hass: HomeAssistant, entry: MockConfigEntry
) -> None:
    flow = await reconfigure(hass, entry)
    assert (flow["type"], flow["step_id"]) == (FlowResultType.FORM, "reconfigure")
    wrong = await submit(hass, flow, library=" ", timezone="Mars/Base")
    assert wrong["errors"] == {"library": "name_length", "timezone": "not_a_time_zone"}

    done = await submit(hass, flow, library=" Raahe library", timezone="Europe/Stockholm")

    assert (done["type"], done["reason"]) == (FlowResultType.ABORT, "reconfigure_successful")
    assert entry.title == "Raahe library"
    assert entry.data == {"library": "Raahe library", "site": "kalajoki", "timezone": "Europe/Stockholm"}


async def test_a_changed_name_is_taken_into_use_at_once(
    hass: HomeAssistant, mqtt_mock: MqttMockHAClient, entry: MockConfigEntry
) -> None:
    assert await hass.config_entries.async_setup(entry.entry_id)
    flow = await reconfigure(hass, entry)
    with patch.object(
        hass.config_entries, "async_schedule_reload", wraps=hass.config_entries.async_schedule_reload
    ) as reload:
        await submit(hass, flow, library="Raahe library", timezone="Europe/Helsinki")
    assert [call.args for call in reload.call_args_list] == [(entry.entry_id,)]
    assert entry.runtime_data.coordinator.settings.library == "Raahe library"
