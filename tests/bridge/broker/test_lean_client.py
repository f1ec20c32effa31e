"""The short way hands over the same message as paho's own, and leaves everything else to it."""

from typing import Any

from hypothesis import given, strategies as st
from paho.mqtt import client as paho
from paho.mqtt.enums import CallbackAPIVersion, MQTTProtocolVersion
from paho.mqtt.packettypes import PacketTypes
from paho.mqtt.properties import Properties
import pytest

from mqtt_bridge.broker.lean_client import LeanClient

type Seen = tuple[str, bytes, int, bool, bool, int]


def _heard(kind: type[paho.Client], header: int, packet: bytes, version: MQTTProtocolVersion) -> list[Any]:
    client = kind(CallbackAPIVersion.VERSION2, protocol=version, manual_ack=True)
    heard: list[Any] = []

    def on_message(_client: Any, _userdata: Any, message: paho.MQTTMessage) -> None:
        properties = message.properties.json() if message.properties else {}  # type: ignore[no-untyped-call]
        heard.append((message._topic, bytes(message.payload), message.qos, message.retain, message.dup))
        heard.append((message.mid, properties))

    client.on_message = on_message
    client._in_packet = {**client._in_packet, "command": header, "packet": bytearray(packet)}
    try:
        heard.append(client._handle_publish())
    except Exception as err:  # noqa: BLE001 - whatever paho does with a broken packet is right
        heard.append(type(err))
    return heard


@given(
    flags=st.integers(0, 15).filter(lambda flags: flags & 0x06 in {0, 2}),
    topic=st.binary(min_size=1, max_size=30),
    mid=st.integers(1, 65535),
    payload=st.binary(max_size=40),
    version=st.sampled_from([MQTTProtocolVersion.MQTTv5, MQTTProtocolVersion.MQTTv311]),
    expiry=st.none() | st.integers(1, 1000),
)
def test_any_message_is_heard_as_paho_hears_it(
    flags: int, topic: bytes, mid: int, payload: bytes, version: MQTTProtocolVersion, expiry: int | None
) -> None:
    packet = len(topic).to_bytes(2) + topic
    if flags & 0x06:
        packet += mid.to_bytes(2)
    if version is MQTTProtocolVersion.MQTTv5:
        properties = Properties(PacketTypes.PUBLISH)  # type: ignore[no-untyped-call]
        if expiry is not None:
            properties.MessageExpiryInterval = expiry
        packet += properties.pack()  # type: ignore[no-untyped-call]
    arguments = (0x30 | flags, packet + payload, version)
    lean, own = _heard(LeanClient, *arguments), _heard(paho.Client, *arguments)
    assert _without_empty(lean) == _without_empty(own)


def _without_empty(heard: list[Any]) -> list[Any]:
    return [(one[0],) if isinstance(one, tuple) and one[1:] == ({},) else one for one in heard]


@pytest.mark.parametrize("length", range(12))
def test_a_packet_that_ends_too_early_is_judged_by_paho(length: int) -> None:
    packet = b"\x00\x05topic\x00\x07\x00x"[:length]
    arguments = (0x32, packet, MQTTProtocolVersion.MQTTv5)
    assert _without_empty(_heard(LeanClient, *arguments)) == _without_empty(_heard(paho.Client, *arguments))
