"""Conditions in Home Assistant's purpose-specific form. What is unknown never satisfies one."""

from abc import abstractmethod
from datetime import timedelta
from typing import Any, ClassVar, Unpack, cast, override

from homeassistant.const import STATE_ON
from homeassistant.core import CALLBACK_TYPE, HomeAssistant, State, callback
from homeassistant.helpers.condition import (
    ATTR_BEHAVIOR,
    BEHAVIOR_ALL,
    BEHAVIOR_ANY,
    Condition,
    ConditionCheckParams,
    ConditionConfig,
)
from homeassistant.helpers.target import TargetStateChangeTracker
from homeassistant.helpers.typing import ConfigType
from homeassistant.util import dt as dt_util
import probatio

from .aims import CLOSING, CROWD, MODE, SPACE_STATE, Aim
from .trigger import CLOSING_AHEAD_MIN, MINUTES, MODES, SPACE_STATES, minutes_ahead, schema, some_of
from .watches import known

MODE_OPTION, STATE_OPTION = "mode", "state"

_BEHAVIOR: dict[Any, Any] = {
    probatio.Optional(ATTR_BEHAVIOR, default=BEHAVIOR_ANY): probatio.In([BEHAVIOR_ANY, BEHAVIOR_ALL])
}


def _words(option: str, words: list[str]) -> dict[Any, Any]:
    one_or_more = probatio.All(some_of(words), probatio.Length(min=1))
    return {**_BEHAVIOR, probatio.Required(option): one_or_more}


class LibraryCondition(Condition):
    """A test of the entities its target means: any of them, or all, each of which must be known then."""

    aim: ClassVar[Aim]
    options_schema: ClassVar[probatio.Schema] = schema(_BEHAVIOR)

    @override
    @classmethod
    async def async_validate_config(cls, hass: HomeAssistant, config: ConfigType) -> ConfigType:
        """Validate target and options."""
        return cast("ConfigType", cls.options_schema(config))

    def __init__(self, hass: HomeAssistant, config: ConditionConfig) -> None:
        """Take a validated configuration."""
        super().__init__(hass, config)
        self.options, self._target = config.options or {}, config.target

    @abstractmethod
    def holds(self, state: State) -> bool:
        """Whether a known state satisfies it."""

    @property
    @override
    def needs_polling(self) -> bool:
        """Whether time alone can change the answer."""
        return False

    @override
    def _async_check(self, **kwargs: Unpack[ConditionCheckParams]) -> bool:
        entities = self.aim.entities(self._hass, self._target)
        states = [known(self._hass.states.get(entity_id)) for entity_id in entities]
        answers = [state is not None and self.holds(state) for state in states]
        if self.options[ATTR_BEHAVIOR] == BEHAVIOR_ALL:
            return bool(answers) and all(answers)
        return any(answers)

    @override
    async def _async_track_changes(self, action: Any) -> CALLBACK_TYPE:
        @callback
        def changed(*_: object) -> None:
            action()

        selection, only = self.aim.selector(self._hass, self._target)
        return await TargetStateChangeTracker(self._hass, selection, changed, only).async_setup()


class ModeIs(LibraryCondition):
    """The building is in one of these modes (H1)."""

    aim = MODE
    options_schema = schema(_words(MODE_OPTION, MODES))

    @override
    def holds(self, state: State) -> bool:
        """Compare."""
        return state.state in self.options[MODE_OPTION]


class SpaceStateIs(LibraryCondition):
    """Spaces are in one of these states (B5)."""

    aim = SPACE_STATE
    options_schema = schema(_words(STATE_OPTION, SPACE_STATES))

    @override
    def holds(self, state: State) -> bool:
        """Compare."""
        return state.state in self.options[STATE_OPTION]


class ClosingSoon(LibraryCondition):
    """The library closes within so many minutes (H6)."""

    aim = CLOSING
    options_schema = schema(
        {**_BEHAVIOR, probatio.Optional(MINUTES, default=CLOSING_AHEAD_MIN): minutes_ahead()}
    )

    @property
    @override
    def needs_polling(self) -> bool:
        """Whether time alone can change the answer."""
        return True

    @override
    def holds(self, state: State) -> bool:
        """Compare with now."""
        closes_at = dt_util.parse_datetime(state.state)
        ahead = timedelta(minutes=self.options[MINUTES])
        return closes_at is not None and timedelta(0) < closes_at - dt_util.utcnow() <= ahead


class PeopleOverCapacity(LibraryCondition):
    """More visitors are inside than may be (P3)."""

    aim = CROWD

    @override
    def holds(self, state: State) -> bool:
        """Compare."""
        return state.state == STATE_ON


CONDITIONS: dict[str, type[Condition]] = {
    "mode": ModeIs,
    "space_state": SpaceStateIs,
    "closing_soon": ClosingSoon,
    "people_over_capacity": PeopleOverCapacity,
}


async def async_get_conditions(hass: HomeAssistant) -> dict[str, type[Condition]]:
    """Return the conditions."""
    return CONDITIONS
