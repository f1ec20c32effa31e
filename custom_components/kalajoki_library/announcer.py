"""Says announcements aloud and in writing, and arms the alarm. A target that fails stops no other."""

import asyncio
from typing import Any

from homeassistant.components.alarm_control_panel import DOMAIN as ALARM_DOMAIN
from homeassistant.components.media_player import MediaPlayerState
from homeassistant.components.notify import DOMAIN as NOTIFY_DOMAIN
from homeassistant.const import (
    ATTR_ENTITY_ID,
    SERVICE_ALARM_ARM_AWAY,
    SERVICE_ALARM_DISARM,
)
from homeassistant.core import Event, EventStateChangedData, HomeAssistant, callback
from homeassistant.helpers.event import async_track_state_change_event

from .announcement_texts import spoken
from .const import LOGGER
from .core.effects import Announced, RoutineChanged
from .core.words import RoutineState
from .data import LibraryConfigEntry
from .day_options import Voices, voices_of
from .issues import async_clear_target_issue, async_raise_target_issue

TARGET_ANSWERS_WITHIN_S = 30.0
STARTS_WITHIN_S = 4.0
ENDS_WITHIN_S = 45.0


class Announcer:
    """The voice of one library."""

    def __init__(self, hass: HomeAssistant, entry: LibraryConfigEntry) -> None:
        """Take where it speaks from the options, as they are when it speaks."""
        self._hass, self._entry = hass, entry
        self._waiting: list[Announced] = []
        self._turn = asyncio.Lock()

    @callback
    def announce(self, said: Announced) -> None:
        """Say something; what comes at the same moment is said in one breath."""
        if not self._waiting:
            self._entry.async_create_task(self._hass, self._say(), "announce", eager_start=False)
        self._waiting.append(said)

    @callback
    def follow(self, change: RoutineChanged) -> None:
        """Arm the alarm when the building is empty; disarm it on opening only where that is wanted."""
        voices = voices_of(self._entry.options)
        if voices.alarm is None:
            return
        service = None
        if change.state is RoutineState.ARMED:
            service = SERVICE_ALARM_ARM_AWAY
        elif voices.disarms and change.state in (RoutineState.OPENING_CHECKS, RoutineState.OPEN):
            service = SERVICE_ALARM_DISARM
        if service is not None:
            call = self._call(ALARM_DOMAIN, service, voices.alarm, {ATTR_ENTITY_ID: voices.alarm})
            self._entry.async_create_task(self._hass, call, service)

    async def _say(self) -> None:
        waiting, self._waiting = self._waiting, []
        voices = voices_of(self._entry.options)
        texts = {
            language: " ".join(spoken(one.kind, one.minutes, language) for one in waiting)
            for language in voices.languages
        }
        written = "\n".join(texts.values())
        await asyncio.gather(
            self._speak(voices, texts),
            *(
                self._call(
                    NOTIFY_DOMAIN, "send_message", target, {ATTR_ENTITY_ID: target, "message": written}
                )
                for target in voices.notify
            ),
        )

    async def _speak(self, voices: Voices, texts: dict[str, str]) -> None:
        player, tts = voices.media_player, voices.tts
        if player is None or tts is None:
            return
        async with self._turn:
            for language, text in texts.items():
                data = {
                    ATTR_ENTITY_ID: tts,
                    "media_player_entity_id": player,
                    "message": text,
                    "language": language,
                }
                if await self._call("tts", "speak", player, data):
                    await self._silence(player)

    async def _silence(self, player: str) -> None:
        """Wait until a player that has begun to speak is done: no language cuts off another."""
        await self._wait(player, playing=True, within_s=STARTS_WITHIN_S)
        await self._wait(player, playing=False, within_s=ENDS_WITHIN_S)

    async def _wait(self, player: str, *, playing: bool, within_s: float) -> None:
        reached = asyncio.Event()

        @callback
        def look(_event: Event[EventStateChangedData] | None = None) -> None:
            state = self._hass.states.get(player)
            if (state is not None and state.state == MediaPlayerState.PLAYING) is playing:
                reached.set()

        stop = async_track_state_change_event(self._hass, player, look)
        look()
        try:
            async with asyncio.timeout(within_s):
                await reached.wait()
        except TimeoutError:
            LOGGER.debug("%s does not say whether it plays", player)
        finally:
            stop()

    async def _call(self, domain: str, service: str, target: str, data: dict[str, Any]) -> bool:
        try:
            if self._hass.states.get(target) is None:
                raise LookupError("no such entity")  # noqa: TRY301 - told like any other failure
            async with asyncio.timeout(TARGET_ANSWERS_WITHIN_S):
                await self._hass.services.async_call(domain, service, data, blocking=True)
        except Exception as err:  # noqa: BLE001 - any integration may stand behind a target, and raise anything
            LOGGER.warning("%s did not take %s.%s: %s", target, domain, service, err or type(err).__name__)
            async_raise_target_issue(self._hass, self._entry, target)
            return False
        async_clear_target_issue(self._hass, self._entry, target)
        return True
