"""Triggers in Home Assistant's purpose-specific form: what automations of a library begin with."""

from abc import abstractmethod
from datetime import timedelta
from typing import Any, ClassVar, cast, override

from homeassistant.const import ATTR_ENTITY_ID, CONF_FOR, CONF_OPTIONS, STATE_OFF, STATE_ON
from homeassistant.core import CALLBACK_TYPE, Context, HomeAssistant, callback
from homeassistant.helpers import config_validation as cv
from homeassistant.helpers.target import TargetStateChangeTracker
from homeassistant.helpers.trigger import (
    Trigger,
    TriggerActionRunner,
    TriggerConfig,
    TriggerNotTriggeredReporter,
)
from homeassistant.helpers.typing import ConfigType
import probatio

from .aims import BOOKING_EVENT, CLOSING, CROWD, MODE, SPACE_STATE, TARGET, Aim
from .core.words import BookingOutcome, Mode, SpaceStatus
from .watches import ChangeWatch, ClosingWatch, HappeningWatch, Run, Watch

FROM, TO, MINUTES = "from", "to", "minutes"
MODES = [mode.value for mode in Mode if mode is not Mode.UNKNOWN]
SPACE_STATES = [status.value for status in SpaceStatus if status is not SpaceStatus.UNKNOWN]
CLOSING_AHEAD_MIN = 15
LONGEST_AHEAD_MIN = 240
NO_SHOWS = frozenset({BookingOutcome.NOT_USED.value, BookingOutcome.RELEASED.value})

_NO_TIME = timedelta(0)


def some_of(words: list[str]) -> Any:
    """Return a validator of one or more words; none: any."""
    return probatio.All(probatio.EnsureList(), [probatio.In(words)])


def minutes_ahead() -> Any:
    """Return a validator of minutes before closing."""
    return probatio.All(probatio.Coerce(int), probatio.Range(min=1, max=LONGEST_AHEAD_MIN))


def schema(options: dict[Any, Any]) -> probatio.Schema:
    """Return the schema of a trigger or condition with an optional target and these options."""
    return probatio.Schema({**TARGET, probatio.Required(CONF_OPTIONS, default=dict): options})


def _change(words: list[str]) -> probatio.Schema:
    return schema(
        {
            probatio.Optional(FROM, default=list): some_of(words),
            probatio.Optional(TO, default=list): some_of(words),
            probatio.Optional(CONF_FOR, default=_NO_TIME): cv.positive_time_period,
        }
    )


class LibraryTrigger(Trigger):
    """A trigger on the entities its target means."""

    aim: ClassVar[Aim]
    options_schema: ClassVar[probatio.Schema] = schema({})

    @override
    @classmethod
    async def async_validate_config(cls, hass: HomeAssistant, config: ConfigType) -> ConfigType:
        """Validate target and options."""
        return cast("ConfigType", cls.options_schema(config))

    def __init__(self, hass: HomeAssistant, config: TriggerConfig) -> None:
        """Take a validated configuration."""
        super().__init__(hass, config)
        self.hass, self.options = hass, config.options or {}
        self._key, self._target = config.key, config.target

    @abstractmethod
    def watch(self, run: Run) -> Watch:
        """Return what follows the entities."""

    @override
    async def async_attach_runner(
        self, run_action: TriggerActionRunner, did_not_trigger: TriggerNotTriggeredReporter | None = None
    ) -> CALLBACK_TYPE:
        """Follow the entities until the returned callback is called."""

        @callback
        def run(entity_id: str, payload: dict[str, Any], context: Context | None) -> None:
            run_action({ATTR_ENTITY_ID: entity_id, **payload}, f"{self._key} of {entity_id}", context)

        watch = self.watch(run)
        selection, only = self.aim.selector(self.hass, self._target)
        tracker = TargetStateChangeTracker(self.hass, selection, watch.changed, only, watch.targeted)
        unsubscribe = await tracker.async_setup()

        @callback
        def detach() -> None:
            unsubscribe()
            watch.stop()

        return detach


class ChangeTrigger(LibraryTrigger):
    """A known state became another known one."""

    @override
    def watch(self, run: Run) -> Watch:
        """Return what compares states."""
        before, after = set(self.options[FROM]), set(self.options[TO])

        def fits(was: str, is_now: str) -> bool:
            return (not before or was in before) and (not after or is_now in after)

        return ChangeWatch(self.hass, fits, self.options[CONF_FOR], run)


class ModeChanged(ChangeTrigger):
    """The building took another mode (H8)."""

    aim = MODE
    options_schema = _change(MODES)


class SpaceStateChanged(ChangeTrigger):
    """A space took another state (B5)."""

    aim = SPACE_STATE
    options_schema = _change(SPACE_STATES)


class PeopleOverCapacity(LibraryTrigger):
    """More visitors came in than may be (P3)."""

    aim = CROWD
    options_schema = schema({probatio.Optional(CONF_FOR, default=_NO_TIME): cv.positive_time_period})

    @override
    def watch(self, run: Run) -> Watch:
        """Return what tells a crossing from a return."""
        return ChangeWatch(
            self.hass, lambda was, now: (was, now) == (STATE_OFF, STATE_ON), self.options[CONF_FOR], run
        )


class NoShow(LibraryTrigger):
    """A booking was released or is over, and nobody came (B6)."""

    aim = BOOKING_EVENT

    @override
    def watch(self, run: Run) -> Watch:
        """Return what hears of bookings."""
        return HappeningWatch(NO_SHOWS, run)


class ClosingSoon(LibraryTrigger):
    """The library closes in so many minutes (H6)."""

    aim = CLOSING
    options_schema = schema({probatio.Optional(MINUTES, default=CLOSING_AHEAD_MIN): minutes_ahead()})

    @override
    def watch(self, run: Run) -> Watch:
        """Return what follows the closing."""
        minutes = self.options[MINUTES]

        def run_with_minutes(entity_id: str, payload: dict[str, Any], context: Context | None) -> None:
            run(entity_id, {**payload, MINUTES: minutes}, context)

        return ClosingWatch(self.hass, timedelta(minutes=minutes), run_with_minutes)


TRIGGERS: dict[str, type[Trigger]] = {
    "mode_changed": ModeChanged,
    "space_state_changed": SpaceStateChanged,
    "no_show": NoShow,
    "closing_soon": ClosingSoon,
    "people_over_capacity": PeopleOverCapacity,
}


async def async_get_triggers(hass: HomeAssistant) -> dict[str, type[Trigger]]:
    """Return the triggers."""
    return TRIGGERS
