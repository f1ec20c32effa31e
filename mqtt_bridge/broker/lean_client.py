"""paho's client with a short way for the commonest packet: a QoS 1 message without properties.

paho 2.x builds a 27-entry property table for every MQTT 5 message, which costs more than the rest of
receiving it. Everything but that packet goes paho's own way.
"""

from typing import override

import paho.mqtt.client as paho
from paho.mqtt.enums import MQTTErrorCode, MQTTProtocolVersion

_QOS = 0x06
_QOS_1 = 0x02
_DUP = 0x08
_RETAIN = 0x01


class LeanClient(paho.Client):
    """Behaves like paho.Client; `properties` of a message without any is None."""

    @override
    def _handle_publish(self) -> MQTTErrorCode:
        header, packet = self._in_packet["command"], self._in_packet["packet"]
        mid_at = 2 + int.from_bytes(packet[:2])
        body_at = mid_at + 3  # message id, then one byte that says how long the properties are
        if (
            self._protocol is not MQTTProtocolVersion.MQTTv5
            or header & _QOS != _QOS_1
            or not self._manual_ack
            or len(packet) < body_at
            or packet[body_at - 1]
        ):
            return super()._handle_publish()
        message = paho.MQTTMessage(int.from_bytes(packet[mid_at : mid_at + 2]), bytes(packet[2:mid_at]))
        message.qos = 1
        message.dup = bool(header & _DUP)
        message.retain = bool(header & _RETAIN)
        message.payload = bytes(packet[body_at:])
        self._handle_on_message(message)
        return MQTTErrorCode.MQTT_ERR_SUCCESS
