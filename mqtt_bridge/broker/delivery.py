"""One message as the broker handed it over, to be acknowledged once it is on disk or acted on."""

from collections.abc import Callable

type Acknowledge = Callable[[int, int, int], None]


class Delivery:
    """A message and its acknowledgement. Acknowledging twice or after a reconnect does nothing."""

    __slots__ = ("_acknowledge", "_generation", "_mid", "_qos", "payload", "retain", "topic")

    def __init__(
        self,
        topic: str,
        payload: bytes,
        retain: bool,
        mid: int,
        qos: int,
        generation: int,
        acknowledge: Acknowledge,
    ) -> None:
        """Take what the broker sent, and the connection it came over."""
        self.topic = topic
        self.payload = payload
        self.retain = retain
        self._mid = mid
        self._qos = qos
        self._generation = generation
        self._acknowledge = acknowledge

    def ack(self) -> None:
        """Tell the broker that this message is safe."""
        if self._qos:
            qos, self._qos = self._qos, 0
            self._acknowledge(self._mid, qos, self._generation)
