"""paho's client with a short way for the commonest packet, and one read for many packets.

paho 2.x asks the system for every part of every packet (four times for a message) and, for every MQTT 5
message, builds a 27-entry property table and a condition variable; that costs more than the rest of
receiving it. A QoS 1 message without properties goes the short way, everything else paho's own.
"""

from typing import Any, override

import paho.mqtt.client as paho
from paho.mqtt.enums import MQTTErrorCode, MQTTProtocolVersion

READ_AHEAD_BYTES = 64 * 1024

_QOS = 0x06
_QOS_1 = 0x02
_DUP = 0x08
_RETAIN = 0x01


class LeanClient(paho.Client):
    """Behaves like paho.Client without filtered callbacks; a message's `properties` may be None.

    Bytes are read ahead, so a socket that is not readable may still have packets here: read until `packets`,
    the count of all that were read, stands still.
    """

    def __init__(self, *arguments: Any, **settings: Any) -> None:
        """Take what paho.Client takes."""
        self._ahead = b""
        self._ahead_at = 0
        self.packets = 0
        super().__init__(*arguments, **settings)

    @override
    def _sock_recv(self, bufsize: int) -> bytes:
        if self._ahead_at == len(self._ahead):
            self._ahead, self._ahead_at = b"", 0
            self._ahead = super()._sock_recv(max(bufsize, READ_AHEAD_BYTES))
        start = self._ahead_at
        self._ahead_at = min(start + bufsize, len(self._ahead))
        return self._ahead[start : self._ahead_at]

    @override
    def _sock_close(self) -> None:
        self._ahead, self._ahead_at = b"", 0  # what the old connection said is no part of the next
        super()._sock_close()

    @override
    def _packet_handle(self) -> MQTTErrorCode:
        self.packets += 1
        return super()._packet_handle()

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
            or self.on_message is None
        ):
            return super()._handle_publish()
        # Made without its constructor, whose condition variable serves messages that are published.
        message = paho.MQTTMessage.__new__(paho.MQTTMessage)
        message.mid = int.from_bytes(packet[mid_at : mid_at + 2])
        message._topic = bytes(packet[2:mid_at])  # noqa: SLF001 - what the constructor's argument becomes
        message.qos = 1
        message.dup = bool(header & _DUP)
        message.retain = bool(header & _RETAIN)
        message.payload = bytes(packet[body_at:])
        message.properties = None
        with self._in_callback_mutex:
            self.on_message(self, self._userdata, message)
        return MQTTErrorCode.MQTT_ERR_SUCCESS
