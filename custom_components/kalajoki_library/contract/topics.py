"""The topic table: the one place that says who publishes what where, and how.

Publishers, subscribers, the generated documents and the broker's access list all iterate `TABLE`.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
import re

from . import messages as m
from .errors import TopicError

PREFIX = "kalajoki/1"
IDENTIFIER = re.compile(r"[a-z0-9_-]{1,48}")


class Side(StrEnum):
    """The programs on the wire."""

    BRIDGE = "bridge"
    INTEGRATION = "integration"
    RECORDER = "recorder"
    ALL = "all"


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One kind of topic. `expiry_s` None: as long as the broker keeps it."""

    name: str
    pattern: str
    message: type[m.Message]
    sender: Side
    receiver: Side
    retain: bool = False
    expiry_s: int | None = None
    about: str
    qos: int = 1

    def topic(self, site: str, **ids: str) -> str:
        """Return the full topic; every part must be an identifier."""
        for part in (site, *ids.values()):
            if not IDENTIFIER.fullmatch(part):
                msg = f"{part!r} is not an identifier: use a-z 0-9 _ - only, 1 to 48 of them"
                raise TopicError(msg)
        try:
            return f"{PREFIX}/{site}/{self.pattern.format(**ids)}"
        except KeyError as err:
            msg = f"{self.name}: topic part {err} is missing"
            raise TopicError(msg) from err

    def filter(self, site: str) -> str:
        """Return the subscription that receives every topic of this row."""
        return f"{PREFIX}/{site}/{re.sub(r'{\w+}', '+', self.pattern)}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Address:
    """A topic taken apart."""

    row: Row
    site: str
    ids: dict[str, str]


BRIDGE_HELLO = Row(
    name="bridge_hello",
    pattern="bridge/{bridge}/hello",
    message=m.BridgeHello,
    sender=Side.BRIDGE,
    receiver=Side.ALL,
    retain=True,
    about="Versions and what the bridge offers.",
)
BRIDGE_STATUS = Row(
    name="bridge_status",
    pattern="bridge/{bridge}/status",
    message=m.BridgeStatus,
    sender=Side.BRIDGE,
    receiver=Side.ALL,
    retain=True,
    about="Online; the broker publishes offline as the will.",
)
BRIDGE_HEALTH = Row(
    name="bridge_health",
    pattern="bridge/{bridge}/health",
    message=m.BridgeHealth,
    sender=Side.BRIDGE,
    receiver=Side.ALL,
    retain=True,
    about="Counters that add up, every 15 s.",
)
INTEGRATION_HELLO = Row(
    name="integration_hello",
    pattern="integration/hello",
    message=m.IntegrationHello,
    sender=Side.INTEGRATION,
    receiver=Side.ALL,
    retain=True,
    about="Versions of the integration.",
)
INTEGRATION_ALIVE = Row(
    name="integration_alive",
    pattern="integration/alive",
    message=m.IntegrationAlive,
    sender=Side.INTEGRATION,
    receiver=Side.ALL,
    expiry_s=60,
    about="Heartbeat, every 20 s.",
)
DEVICE_META = Row(
    name="device_meta",
    pattern="device/{dev}/meta",
    message=m.DeviceMeta,
    sender=Side.BRIDGE,
    receiver=Side.ALL,
    retain=True,
    about="What a device is and can do.",
)
DEVICE_AVAILABILITY = Row(
    name="device_avail",
    pattern="device/{dev}/avail",
    message=m.DeviceAvailability,
    sender=Side.BRIDGE,
    receiver=Side.ALL,
    retain=True,
    about="Whether a device can be reached.",
)


def _device_state(kind: str, message: type[m.Message], about: str) -> Row:
    return Row(
        name=f"{kind}_state",
        pattern=f"device/{{dev}}/{kind}/state",
        message=message,
        sender=Side.BRIDGE,
        receiver=Side.ALL,
        retain=True,
        about=about,
    )


def _device_event(kind: str, message: type[m.Message], about: str) -> Row:
    return Row(
        name=f"{kind}_event",
        pattern=f"device/{{dev}}/{kind}/event",
        message=message,
        sender=Side.BRIDGE,
        receiver=Side.ALL,
        expiry_s=300,
        about=about,
    )


LOCK_STATE = _device_state("lock", m.LockState, "What the bolt does.")
CONTACT_STATE = _device_state("contact", m.ContactState, "Whether the leaf stands open.")
OCCUPANCY_STATE = _device_state("occupancy", m.OccupancyState, "Whether anybody is there.")
COUNT_STATE = _device_state("count", m.CountState, "Cumulative crossings of a line.")
ENVIRONMENT_STATE = _device_state("environment", m.EnvironmentState, "Air and light.")
LOCK_EVENT = _device_event("lock", m.LockEvent, "Somebody operated the lock, or failed to.")
COUNT_EVENT = _device_event("count", m.CountEvent, "Crossings in one interval.")
BUTTON_EVENT = _device_event("button", m.ButtonEvent, "A button was used.")
LOCK_SET = Row(
    name="lock_set",
    pattern="device/{dev}/lock/set",
    message=m.LockCommand,
    sender=Side.ALL,
    receiver=Side.BRIDGE,
    expiry_s=15,
    about="Lock, unlock or pulse; refused when retained, late or repeated.",
)
LOCK_RESULT = Row(
    name="lock_result",
    pattern="device/{dev}/lock/result",
    message=m.CommandResult,
    sender=Side.BRIDGE,
    receiver=Side.ALL,
    expiry_s=60,
    about="How a lock command ended.",
)
OPENING_STATE = Row(
    name="opening_state",
    pattern="opening/state",
    message=m.OpeningState,
    sender=Side.INTEGRATION,
    receiver=Side.ALL,
    retain=True,
    about="The building's mode, until when, and why.",
)
DOOR_STATE = Row(
    name="door_state",
    pattern="door/{door}/state",
    message=m.DoorState,
    sender=Side.INTEGRATION,
    receiver=Side.ALL,
    retain=True,
    about="Desired against actual.",
)
DOOR_PLAN = Row(
    name="door_plan",
    pattern="door/{door}/plan",
    message=m.DoorPlan,
    sender=Side.INTEGRATION,
    receiver=Side.BRIDGE,
    retain=True,
    about="Intervals for the bridge's stand-by.",
)
SPACE_STATE = Row(
    name="space_state",
    pattern="space/{space}/state",
    message=m.SpaceState,
    sender=Side.INTEGRATION,
    receiver=Side.ALL,
    retain=True,
    about="What a space is now and until when.",
)
DISPLAY_VIEW = Row(
    name="display_view",
    pattern="display/{display}/view",
    message=m.DisplayView,
    sender=Side.INTEGRATION,
    receiver=Side.BRIDGE,
    retain=True,
    about="Everything one display shows.",
)
DISPLAY_ACTION = Row(
    name="display_action",
    pattern="display/{display}/action",
    message=m.DisplayAction,
    sender=Side.BRIDGE,
    receiver=Side.INTEGRATION,
    expiry_s=15,
    about="A visitor's act.",
)
DISPLAY_RESULT = Row(
    name="display_result",
    pattern="display/{display}/result",
    message=m.DisplayResult,
    sender=Side.INTEGRATION,
    receiver=Side.BRIDGE,
    expiry_s=60,
    about="What became of the act.",
)


def _record(kind: str, message: type[m.Message], about: str) -> Row:
    return Row(
        name=f"record_{kind}",
        pattern=f"record/{kind}",
        message=message,
        sender=Side.INTEGRATION,
        receiver=Side.RECORDER,
        about=about,
    )


RECORD_MODE = _record("mode", m.ModeRecord, "The mode changed.")
RECORD_BOOKING = _record("booking", m.BookingRecord, "A booking's life.")
RECORD_VISIT = _record("visit", m.VisitRecord, "People came or went.")
RECORD_ACCESS = _record("access", m.AccessRecord, "A door let somebody in, or did not.")
RECORD_FEEDBACK = _record("feedback", m.FeedbackRecord, "One tap on a face.")
RECORD_DAY = _record("day", m.DayRecord, "A local day is over: its figures.")

TABLE: tuple[Row, ...] = (
    BRIDGE_HELLO,
    BRIDGE_STATUS,
    BRIDGE_HEALTH,
    INTEGRATION_HELLO,
    INTEGRATION_ALIVE,
    DEVICE_META,
    DEVICE_AVAILABILITY,
    LOCK_STATE,
    LOCK_EVENT,
    LOCK_SET,
    LOCK_RESULT,
    CONTACT_STATE,
    OCCUPANCY_STATE,
    COUNT_STATE,
    COUNT_EVENT,
    BUTTON_EVENT,
    ENVIRONMENT_STATE,
    OPENING_STATE,
    DOOR_STATE,
    DOOR_PLAN,
    SPACE_STATE,
    DISPLAY_VIEW,
    DISPLAY_ACTION,
    DISPLAY_RESULT,
    RECORD_MODE,
    RECORD_BOOKING,
    RECORD_VISIT,
    RECORD_ACCESS,
    RECORD_FEEDBACK,
    RECORD_DAY,
)


def _shapes() -> Iterator[tuple[re.Pattern[str], Row]]:
    for row in TABLE:
        pattern = re.sub(r"{(\w+)}", r"(?P<\1>[a-z0-9_-]{1,48})", row.pattern)
        yield re.compile(f"{PREFIX}/(?P<site>[a-z0-9_-]{{1,48}})/{pattern}"), row


_SHAPES = tuple(_shapes())


@lru_cache(maxsize=4096)
def parse(topic: str) -> Address:
    """Take a full topic apart; TopicError when it is not in the table."""
    for shape, row in _SHAPES:
        if found := shape.fullmatch(topic):
            ids = found.groupdict()
            return Address(row=row, site=ids.pop("site"), ids=ids)
    msg = f"{topic!r} is not a topic of this contract"
    raise TopicError(msg)
