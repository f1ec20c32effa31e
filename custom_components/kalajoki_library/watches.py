"""What a trigger remembers while it waits. A gap (unknown, unavailable, a restart) is never a change."""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any, Protocol

from homeassistant.components.event import ATTR_EVENT_TYPE
from homeassistant.const import STATE_UNAVAILABLE, STATE_UNKNOWN
from homeassistant.core import CALLBACK_TYPE, Context, HomeAssistant, State, callback
from homeassistant.helpers.event import async_call_later, async_track_point_in_utc_time
from homeassistant.helpers.target import TargetStateChangedData
from homeassistant.util import dt as dt_util

GAPS = frozenset({STATE_UNAVAILABLE, STATE_UNKNOWN})

type Run = Callable[[str, dict[str, Any], Context | None], None]
type States = Mapping[str, State | None]


class Watch(Protocol):
    """Follows the entities a trigger means."""

    def targeted(self, added: set[str], removed: set[str], states: States) -> None:
        """Take that entities joined or left the target."""

    def changed(self, data: TargetStateChangedData) -> None:
        """Take a change of one entity."""

    def stop(self) -> None:
        """Wait for nothing more."""


def known(state: State | None) -> State | None:
    """Return a state that says something."""
    return None if state is None or state.state in GAPS else state


class Waits:
    """At most one timer for each entity."""

    def __init__(self) -> None:
        """Start without any."""
        self._timers: dict[str, CALLBACK_TYPE] = {}

    def put(self, entity_id: str, cancel: CALLBACK_TYPE) -> None:
        """Keep a timer in place of the entity's last one."""
        self.drop(entity_id)
        self._timers[entity_id] = cancel

    def over(self, entity_id: str) -> None:
        """Forget a timer that came."""
        self._timers.pop(entity_id, None)

    def drop(self, entity_id: str) -> None:
        """Cancel an entity's timer."""
        if (cancel := self._timers.pop(entity_id, None)) is not None:
            cancel()

    def drop_all(self) -> None:
        """Cancel every timer."""
        for entity_id in tuple(self._timers):
            self.drop(entity_id)


class ChangeWatch:
    """Fires when the known state becomes another known one that fits, and stays for `lasting`."""

    def __init__(
        self, hass: HomeAssistant, fits: Callable[[str, str], bool], lasting: timedelta, run: Run
    ) -> None:
        """Take what fits (before, after) and how long it must last."""
        self._hass, self._fits, self._lasting, self._run = hass, fits, lasting, run
        self._last: dict[str, State] = {}
        self._waits = Waits()

    @callback
    def targeted(self, added: set[str], removed: set[str], states: States) -> None:
        """Remember what new ones are; forget those that left."""
        for entity_id in removed:
            self._waits.drop(entity_id)
            self._last.pop(entity_id, None)
        for entity_id in added:
            if (now := known(states[entity_id])) is not None:
                self._last[entity_id] = now

    @callback
    def changed(self, data: TargetStateChangedData) -> None:
        """Compare with what was known last, however long ago that was."""
        event = data.state_change_event
        entity_id, state = event.data["entity_id"], known(event.data["new_state"])
        if state is None:
            self._waits.drop(entity_id)
            return
        before = self._last.get(entity_id)
        self._last[entity_id] = state
        if before is None or before.state == state.state:
            return
        self._waits.drop(entity_id)
        if not self._fits(before.state, state.state):
            return
        payload = {"from_state": before, "to_state": state, "for": self._lasting or None}
        if not self._lasting:
            self._run(entity_id, payload, event.context)
            return

        @callback
        def lasted(_now: datetime) -> None:
            self._waits.over(entity_id)
            self._run(entity_id, payload, event.context)

        self._waits.put(entity_id, async_call_later(self._hass, self._lasting, lasted))

    @callback
    def stop(self) -> None:
        """Wait for nothing more."""
        self._waits.drop_all()


class ClosingWatch:
    """Fires once so long before every closing; at once when a closing is moved so near, never after a gap."""

    def __init__(self, hass: HomeAssistant, ahead: timedelta, run: Run) -> None:
        """Take how long before."""
        self._hass, self._ahead, self._run = hass, ahead, run
        self._waits = Waits()
        self._told: dict[str, set[datetime]] = {}

    @callback
    def targeted(self, added: set[str], removed: set[str], states: States) -> None:
        """Wait for the closings of new ones that are not yet near."""
        for entity_id in removed:
            self._waits.drop(entity_id)
        for entity_id in added:
            self._follow(entity_id, known(states[entity_id]), is_moved=False)

    @callback
    def changed(self, data: TargetStateChangedData) -> None:
        """Follow a closing that moved, came or went."""
        event = data.state_change_event
        old, new = known(event.data["old_state"]), known(event.data["new_state"])
        if old is None or new is None or old.state != new.state:
            self._follow(event.data["entity_id"], new, is_moved=old is not None)

    def _follow(self, entity_id: str, state: State | None, *, is_moved: bool) -> None:
        self._waits.drop(entity_id)
        closes_at = None if state is None else dt_util.parse_datetime(state.state)
        now = dt_util.utcnow()
        if closes_at is None or closes_at <= now or closes_at in self._told.get(entity_id, ()):
            return

        @callback
        def near(_now: datetime | None = None) -> None:
            self._waits.over(entity_id)
            self._tell(entity_id, closes_at)

        at = closes_at - self._ahead
        if at > now:
            self._waits.put(entity_id, async_track_point_in_utc_time(self._hass, near, at))
        elif is_moved:
            near()

    def _tell(self, entity_id: str, closes_at: datetime) -> None:
        now = dt_util.utcnow()
        told = {one for one in self._told.get(entity_id, ()) if one > now}
        self._told[entity_id] = told | {closes_at}
        self._run(entity_id, {"closes_at": dt_util.as_local(closes_at)}, None)

    @callback
    def stop(self) -> None:
        """Wait for nothing more."""
        self._waits.drop_all()


class HappeningWatch:
    """Fires when an event entity tells one of the types; what it remembers after a restart is old."""

    def __init__(self, types: frozenset[str], run: Run) -> None:
        """Take the types."""
        self._types, self._run = types, run

    @callback
    def targeted(self, added: set[str], removed: set[str], states: States) -> None:
        """Nothing to remember: what happened before is over."""

    @callback
    def changed(self, data: TargetStateChangedData) -> None:
        """Tell a new happening from one that came back."""
        event = data.state_change_event
        old, new = event.data["old_state"], known(event.data["new_state"])
        if new is None or old is None or old.state == STATE_UNAVAILABLE:
            return
        what = new.attributes.get(ATTR_EVENT_TYPE)
        is_new = (old.state, old.attributes.get(ATTR_EVENT_TYPE)) != (new.state, what)
        if is_new and what in self._types:
            self._run(event.data["entity_id"], {"event_type": what, "to_state": new}, event.context)

    @callback
    def stop(self) -> None:
        """Nothing is waited for."""
