"""A seeded library evening: contract messages every minute, as line protocol for a real database."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

from mqtt_bridge.contract import messages as m, topics, words as w
from mqtt_bridge.contract.messages.record import ModeOfDay
from mqtt_bridge.contract.topics import Row
from mqtt_bridge.metrics.line_protocol import LineWriter
from mqtt_bridge.metrics.points import points

SITE = "kalajoki"
MINUTES = 180


def lines(end: datetime) -> Iterator[str]:
    """Yield the lines of three hours that end at `end`."""
    writer = LineWriter()
    yield from _day(end)
    for minute in range(MINUTES):
        ts = end - timedelta(minutes=MINUTES - minute)
        for row, ids, message in _minute(minute, ts):
            address = topics.parse(row.topic(SITE, **ids))
            for point in points(address, message):
                yield writer.line(point)


def _day(end: datetime) -> Iterator[str]:
    """Yield the lines of the day before."""
    start = end - timedelta(hours=36)
    record = m.DayRecord(
        id="day-1",
        ts=end,
        day=start.date(),
        start=start,
        length_min=1440.0,
        complete=True,
        modes=tuple(
            ModeOfDay(mode=mode, minutes=600.0 if mode is w.Mode.SERVICE else 0.0, visits=40)
            for mode in w.Mode
        ),
        visits=320,
    )
    for point in points(topics.parse(topics.RECORD_DAY.topic(SITE)), record):
        yield LineWriter().line(point)


def _minute(minute: int, ts: datetime) -> Iterator[tuple[Row, dict[str, str], m.Message]]:
    base: dict[str, Any] = {"id": f"m{minute}", "ts": ts}
    yield from _building(minute, base)
    yield from _spaces(minute, base)
    yield from _devices(minute, base)


def _building(minute: int, base: dict[str, Any]) -> Iterator[tuple[Row, dict[str, str], m.Message]]:
    mode = w.Mode.SERVICE if minute < 120 else w.Mode.STAFFED_SELF_SERVICE
    opening = m.OpeningState(**base, mode=mode, source=w.ModeSource.HOURS, rule="H1", minutes_planned=120.0)
    visit = m.VisitRecord(
        **base, zone="building", inside=minute % 30, entered=2, left=1, capacity=180, mode=mode
    )
    door = m.DoorState(
        **base,
        door="entrance",
        name="Pääovi",
        role=w.DoorRole.ENTRANCE,
        desired=w.DoorDesired.UNLOCKED,
        rule="D1",
        actual=w.BoltState.UNLOCKED,
        leaf=w.Leaf.CLOSED,
        sync=w.DoorSync.IN_SYNC,
    )
    yield topics.OPENING_STATE, {}, opening
    yield topics.RECORD_VISIT, {}, visit
    yield topics.DOOR_STATE, {"door": "entrance"}, door


def _spaces(minute: int, base: dict[str, Any]) -> Iterator[tuple[Row, dict[str, str], m.Message]]:
    used = minute % 60 < 40
    status = w.SpaceStatus.IN_USE if used else w.SpaceStatus.FREE
    for space in ("game-room", "small-group-room"):
        state = m.SpaceState(**base, space=space, name=space, status=status, occupied=used, booked=used)
        yield topics.SPACE_STATE, {"space": space}, state
    if minute % 60 == 40:
        booking = m.BookingRecord(
            **base,
            space="game-room",
            organiser=w.OrganiserKind.CUSTOMER,
            outcome=w.BookingOutcome.COMPLETED,
            reserved_min=40.0,
            used_min=38.0,
        )
        yield topics.RECORD_BOOKING, {}, booking


def _devices(minute: int, base: dict[str, Any]) -> Iterator[tuple[Row, dict[str, str], m.Message]]:
    ts = base["ts"]
    air = m.EnvironmentState(**base, dev="hall-air", rx_ts=ts, temperature_c=21.0, co2_ppm=600.0 + minute)
    online = m.DeviceAvailability(
        **base, dev="hall-air", state=w.Online.ONLINE, since=ts, reason=w.AvailabilityReason.REPORTED
    )
    health = m.BridgeHealth(
        **base,
        started_at=ts,
        received=minute + 5,
        spooled=minute + 5,
        written=minute,
        waiting=5,
        spool_bytes=4096,
        lag_s=1.5,
    )
    yield topics.ENVIRONMENT_STATE, {"dev": "hall-air"}, air
    yield topics.DEVICE_AVAILABILITY, {"dev": "hall-air"}, online
    yield topics.BRIDGE_HEALTH, {"bridge": "main"}, health


def now() -> datetime:
    """Return this minute."""
    return datetime.now(UTC).replace(second=0, microsecond=0)
