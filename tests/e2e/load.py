"""A building that talks without pause, and how much of it the broker has accepted."""

from datetime import UTC, datetime, timedelta
import json
import threading
from types import TracebackType
from typing import Self

import paho.mqtt.client as paho
from paho.mqtt.enums import CallbackAPIVersion, MQTTErrorCode

from demo.library import SITE
from mqtt_bridge.contract import encode, messages as m, topics

METER = "meter"
SENSORS = tuple(f"sensor{number}" for number in range(50))
DEVICES = [{"id": sensor, "name": sensor, "profile": "zigbee2mqtt_air", "key": sensor} for sensor in SENSORS]
TOGETHER = 40
PAUSE_S = 0.04
ACCEPTED_WITHIN_S = 20.0


class Load:
    """Messages numbered from 0, at QoS 1: one in two canonical and dated by the sender, one a sensor's own.

    Canonical ones are a millisecond apart, so each is a point of its own; sensors take turns.
    """

    def __init__(self, port: int) -> None:
        self._began = datetime.now(UTC).replace(microsecond=0)
        self._stop = threading.Event()
        self._sending = threading.Thread(target=self._send, name="load")
        self.accepted = 0
        self.sent = 0
        self._client = paho.Client(CallbackAPIVersion.VERSION2, "load", protocol=paho.MQTTv5)
        self._client.max_inflight_messages_set(1_000)
        self._client.on_publish = self._accepted
        self._client.connect("127.0.0.1", port)
        self._client.loop_start()

    def __enter__(self) -> Self:
        self._sending.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()
        self._client.disconnect()
        self._client.loop_stop()

    def stop(self) -> None:
        """Say no more; what is under way is still accepted."""
        self._stop.set()
        self._sending.join()

    @property
    def is_accepted(self) -> bool:
        """Whether the broker has confirmed everything."""
        return self.accepted == 2 * self.sent

    def _accepted(self, *_told: object) -> None:
        self.accepted += 1

    def _send(self) -> None:
        while not self._stop.wait(PAUSE_S):
            for _ in range(TOGETHER):
                self._say(topics.ENVIRONMENT_STATE.topic(SITE, dev=METER), self._canonical(self.sent))
                sensor = SENSORS[self.sent % len(SENSORS)]
                self._say(f"zigbee2mqtt/{sensor}", json.dumps({"co2": self.sent}).encode())
                self.sent += 1

    def _say(self, topic: str, payload: bytes) -> None:
        if self._client.publish(topic, payload, 1).rc is not MQTTErrorCode.MQTT_ERR_SUCCESS:
            raise AssertionError(f"the broker is not there for {topic}")

    def _canonical(self, number: int) -> bytes:
        ts = self._began + timedelta(milliseconds=number)
        return encode(
            m.EnvironmentState(id=f"load-{number}", ts=ts, rx_ts=ts, dev=METER, co2_ppm=float(number))
        )
