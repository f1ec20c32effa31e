"""Messages as the broker's session hands them over, remembering their acknowledgement."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from mqtt_bridge.contract import encode, topics
from mqtt_bridge.contract.messages import VisitRecord
from mqtt_bridge.contract.words import Mode


@dataclass(slots=True)
class Handed:
    """One delivery."""

    topic: str
    payload: bytes
    acknowledged: int = 0

    def ack(self) -> None:
        """Remember."""
        self.acknowledged += 1


def visit(number: int, site: str = "kalajoki") -> Handed:
    """Return the visit with this number: one point."""
    record = VisitRecord(
        id=f"visit-{number}",
        ts=datetime(2026, 11, 24, tzinfo=UTC) + timedelta(milliseconds=number),
        zone="building",
        inside=number,
        entered=1,
        left=0,
        mode=Mode.SERVICE,
    )
    return Handed(topics.RECORD_VISIT.topic(site), encode(record))
