"""The integration's end of the wire: publishes what changed, takes acts and news of bridges."""

from collections.abc import Callable, Coroutine, Iterable
from datetime import datetime, timedelta
import secrets
from typing import Any

from homeassistant.components import mqtt
from homeassistant.core import CALLBACK_TYPE, HomeAssistant, callback
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers.event import async_call_later, async_track_time_interval
from homeassistant.loader import async_get_loaded_integration
from homeassistant.util import dt as dt_util

from . import translate
from .bridge_info import BridgeInfo
from .const import DOMAIN, LOGGER
from .contract import (
    MIN_SCHEMA_VERSION,
    SCHEMA_VERSION,
    ContractError,
    decode,
    encode,
    messages as m,
    topics,
)
from .contract.topics import Row
from .contract.words import ActCode, Online
from .coordinator import LibraryCoordinator
from .core.effects import Answer, BookingRecorded, DayRolledUp, ModeChanged, Touched, VisitsCounted
from .core.views import BuildingView
from .day_reports import DayReports
from .refused import Refused
from .retained import Retained

ALIVE_EVERY = timedelta(seconds=20)
# Everything is said anew from time to time, so that metrics show a level that does not change.
REFRESH_EVERY = 15
DISPLAYS_WAIT_S = 0.25
ACKNOWLEDGED_WITHIN_S = 9.0

type Record = ModeChanged | BookingRecorded | VisitsCounted | DayRolledUp


class Link:
    """Messages out and in for one library."""

    def __init__(
        self,
        hass: HomeAssistant,
        site: str,
        coordinator: LibraryCoordinator,
        days: DayReports,
        published: Iterable[str],
        on_bridge: Callable[[str, BridgeInfo], None],
    ) -> None:
        """Take what an earlier run left retained; `on_bridge` hears of every bridge's hello."""
        self._hass, self._site, self._coordinator = hass, site, coordinator
        self._on_bridge, self._days = on_bridge, days
        self._retained = Retained(published)
        self._refused = Refused(hass.loop.time)
        self._boot = secrets.token_hex(4)
        self._sent = 0
        self._beats = 0
        self._unsubscribe: list[CALLBACK_TYPE] = []
        self._displays_wait: CALLBACK_TYPE | None = None
        self._is_listening = False

    @property
    def published(self) -> list[str]:
        """Return every topic that holds a retained message of ours."""
        return self._retained.topics

    async def start(self) -> None:
        """Subscribe; once acts are heard introduce ourselves, say everything, clear what is no more."""
        for row, take in (
            (topics.DISPLAY_ACTION, self._act),
            (topics.BRIDGE_HELLO, self._hello),
            (topics.BRIDGE_STATUS, self._status),
            (topics.BRIDGE_HEALTH, self._health),
        ):
            self._unsubscribe.append(
                await mqtt.async_subscribe(self._hass, row.filter(self._site), self._guarded(row, take), 1)
            )
        self._unsubscribe.append(async_track_time_interval(self._hass, self._beat, ALIVE_EVERY))
        # Displays offer acts as soon as we are heard: by then we must hear them, also after a reconnect.
        self._unsubscribe.append(
            mqtt.async_on_subscribe_done(self._hass, topics.DISPLAY_ACTION.filter(self._site), 1, self._begin)
        )

    @callback
    def stop(self) -> None:
        """Stop; what is retained stays."""
        self._is_listening = False
        if self._displays_wait is not None:
            self._displays_wait()
        while self._unsubscribe:
            self._unsubscribe.pop()()

    @callback
    def touched(self, touched: Touched) -> None:
        """Publish what may have changed; displays a moment later, together."""
        if not self._is_listening:
            return
        view = self._coordinator.view
        if touched.opening:
            self._say(topics.OPENING_STATE, {}, translate.opening_state(view.opening, self._envelope()))
        for space in touched.spaces:
            if space in view.spaces:
                self._say_space(view, space)
        for door in touched.doors:
            if door in view.doors:
                self._say_door(view, door)
        if self._displays_wait is None:
            self._displays_wait = async_call_later(self._hass, DISPLAYS_WAIT_S, self._say_displays)

    @callback
    def say_all(self) -> None:
        """Publish everything, changed or not."""
        self._retained.forget()
        view = self._coordinator.view
        self._say(topics.OPENING_STATE, {}, translate.opening_state(view.opening, self._envelope()))
        for space in view.spaces:
            self._say_space(view, space)
        for door in view.doors:
            self._say_door(view, door)
        self._say_displays(dt_util.utcnow())

    @callback
    def answer(self, answer: Answer) -> None:
        """Tell a display what became of an act."""
        if answer.display is not None:
            result = translate.display_result(answer, dt_util.utcnow())
            self._send(topics.DISPLAY_RESULT, {"display": answer.display}, result)

    @callback
    def record(self, effect: Record) -> None:
        """Send a record to the recorder."""
        envelope = self._envelope()
        match effect:
            case ModeChanged():
                self._send(topics.RECORD_MODE, {}, translate.mode_record(effect, envelope))
            case BookingRecorded():
                self._send(topics.RECORD_BOOKING, {}, translate.booking_record(effect, envelope))
            case VisitsCounted():
                capacity = self._coordinator.capacity_of(effect.zone)
                self._send(topics.RECORD_VISIT, {}, translate.visit_record(effect, capacity, envelope))
            case DayRolledUp():
                self._days.add(effect.report, dt_util.utcnow())
                self.send_days()

    @callback
    def send_days(self) -> None:
        """Send every day that the broker does not have yet (R1); one that comes twice is the same record."""
        for day, payload in self._days.owed:
            self._start(self._send_day(day, payload))

    async def _send_day(self, day: str, payload: bytes) -> None:
        started = self._hass.loop.time()
        sent = await self._publish(topics.RECORD_DAY.topic(self._site), payload)
        # Home Assistant gives up waiting for the broker's acknowledgement without saying so.
        if sent and self._hass.loop.time() - started < ACKNOWLEDGED_WITHIN_S:
            self._days.delivered(day)

    def _say_space(self, view: BuildingView, space: Any) -> None:
        state = translate.space_state(view.spaces[space], self._envelope())
        self._say(topics.SPACE_STATE, {"space": space}, state)

    def _say_door(self, view: BuildingView, door: Any) -> None:
        ids, envelope = {"door": door}, self._envelope()
        self._say(topics.DOOR_STATE, ids, translate.door_state(view.doors[door], envelope))
        plan = translate.door_plan(view.doors[door], self._envelope(), dt_util.utcnow())
        self._say(topics.DOOR_PLAN, ids, plan)

    @callback
    def _say_displays(self, _now: datetime) -> None:
        if self._displays_wait is not None:
            self._displays_wait()  # said now: nothing to say a moment later
            self._displays_wait = None
        for display, view in self._coordinator.view.displays.items():
            message = translate.display_view(view, self._envelope())
            self._say(topics.DISPLAY_VIEW, {"display": display}, message)

    def _say(self, row: Row, ids: dict[str, str], message: m.Message) -> None:
        """Publish a retained state when it says something new."""
        topic = row.topic(self._site, **ids)
        try:
            payload = self._retained.news(topic, message)
        except ContractError as err:
            LOGGER.error("%s cannot be published: %s", topic, err)
            return
        if payload is not None:
            self._start(self._publish(topic, payload, retain=True))

    def _send(self, row: Row, ids: dict[str, str], message: m.Message) -> None:
        topic = row.topic(self._site, **ids)
        self._start(self._publish(topic, encode(message), retain=row.retain, expiry_s=row.expiry_s))

    def _start(self, work: Coroutine[Any, Any, object]) -> None:
        self._hass.async_create_task(work, f"{DOMAIN} publish", eager_start=True)

    async def _take_back(self, topic: str) -> None:
        if await self._publish(topic, b"", retain=True):
            self._retained.taken_back(topic)

    async def _publish(
        self, topic: str, payload: bytes, *, retain: bool = False, expiry_s: int | None = None
    ) -> bool:
        if expiry_s is not None and not self._is_v5:
            expiry_s = None
        try:
            await mqtt.async_publish(
                self._hass, topic, payload, qos=1, retain=retain, message_expiry_interval=expiry_s
            )
        except HomeAssistantError as err:
            LOGGER.debug("%s was not published: %s", topic, err)
            return False
        return True

    @property
    def _is_v5(self) -> bool:
        entries = self._hass.config_entries.async_entries(mqtt.DOMAIN)
        return bool(entries) and entries[0].data.get("protocol") == "5"

    @callback
    def _begin(self) -> None:
        """Introduce ourselves, say everything, take back what is no more."""
        self._is_listening = True
        self._introduce()
        self.say_all()
        self.send_days()
        for topic in self._retained.obsolete:
            self._start(self._take_back(topic))

    def _introduce(self) -> None:
        hello = m.IntegrationHello(
            **self._envelope(),
            site=self._site,
            software=str(async_get_loaded_integration(self._hass, DOMAIN).version),
            schema_version=SCHEMA_VERSION,
            min_schema_version=MIN_SCHEMA_VERSION,
            name=self._coordinator.settings.library,
        )
        self._send(topics.INTEGRATION_HELLO, {}, hello)
        self._alive()

    def _alive(self) -> None:
        interval_s = ALIVE_EVERY.total_seconds()
        self._send(
            topics.INTEGRATION_ALIVE, {}, m.IntegrationAlive(**self._envelope(), interval_s=interval_s)
        )

    @callback
    def _beat(self, _now: datetime) -> None:
        self._beats += 1
        self._coordinator.catch_up()
        self._alive()
        if self._beats % REFRESH_EVERY == 0:
            self.say_all()
            self.send_days()

    def _guarded(
        self, row: Row, take: Callable[[mqtt.ReceiveMessage, Any], None]
    ) -> Callable[[mqtt.ReceiveMessage], None]:
        """Keep what cannot be understood away from everything behind this point."""

        @callback
        def received(message: mqtt.ReceiveMessage) -> None:
            payload = message.payload.encode() if isinstance(message.payload, str) else bytes(message.payload)
            try:
                topics.parse(message.topic)
                read = decode(row.message, payload) if payload else None
            except ContractError as err:
                self._refused.add(row.name, err)
                return
            take(message, read)

        return received

    def _act(self, message: mqtt.ReceiveMessage, action: m.DisplayAction | None) -> None:
        display = topics.parse(message.topic).ids["display"]
        if action is None or message.retain or display not in self._coordinator.view.displays:
            why = "empty, retained, or of a display that is not there"
            self._refused.add(topics.DISPLAY_ACTION.name, why)
            return
        event = translate.act_asked(action, display)
        if event is not None:
            self._coordinator.handle(event)
            return
        result = m.DisplayResult(id=action.id, ts=dt_util.utcnow(), ok=False, code=ActCode.NOT_ALLOWED)
        self._send(topics.DISPLAY_RESULT, {"display": display}, result)

    def _hello(self, message: mqtt.ReceiveMessage, hello: m.BridgeHello | None) -> None:
        self._tell_bridge(message, hello=hello)

    def _status(self, message: mqtt.ReceiveMessage, status: m.BridgeStatus | None) -> None:
        online = None if status is None else {Online.ONLINE: True, Online.OFFLINE: False}.get(status.state)
        self._tell_bridge(message, online=online)

    def _health(self, message: mqtt.ReceiveMessage, health: m.BridgeHealth | None) -> None:
        self._tell_bridge(message, health=health)

    def _tell_bridge(self, message: mqtt.ReceiveMessage, **news: Any) -> None:
        bridge = topics.parse(message.topic).ids["bridge"]
        known = self._coordinator.bridges.get(bridge, BridgeInfo())
        info = BridgeInfo(**{"online": known.online, "hello": known.hello, "health": known.health, **news})
        self._coordinator.bridge_told(bridge, info)
        self._on_bridge(bridge, info)

    def _envelope(self) -> dict[str, Any]:
        self._sent += 1
        return {"id": f"ha-{self._boot}-{self._sent}", "ts": dt_util.utcnow()}


async def async_take_back(hass: HomeAssistant, site: str, published: Iterable[str]) -> None:
    """Clear everything a removed library left retained, its introduction included."""
    for topic in (*published, topics.INTEGRATION_HELLO.topic(site)):
        try:
            await mqtt.async_publish(hass, topic, b"", qos=1, retain=True)
        except HomeAssistantError as err:
            LOGGER.warning("%s stays on the broker: %s", topic, err)
