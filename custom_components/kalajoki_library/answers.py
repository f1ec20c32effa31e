"""What an act's answer means to the person who asked in Home Assistant: done, or an error that helps."""

from homeassistant.exceptions import HomeAssistantError, ServiceValidationError

from .const import DOMAIN
from .core.effects import Answer
from .core.words import ActCode

# What the person can do differently; anything else failed outside and is worth trying again.
_MISUSE = frozenset(
    {
        ActCode.TAKEN,
        ActCode.TOO_LONG,
        ActCode.TOO_EARLY,
        ActCode.TOO_LATE,
        ActCode.CLOSED,
        ActCode.NOTHING_TO_DO,
        ActCode.NOT_ALLOWED,
        ActCode.READ_ONLY,
        ActCode.INVALID,
    }
)


def require_done(answer: Answer) -> Answer:
    """Return the answer when the act was done, else raise with a translated remedy."""
    if answer.code is ActCode.DONE:
        return answer
    error = ServiceValidationError if answer.code in _MISUSE else HomeAssistantError
    raise error(translation_domain=DOMAIN, translation_key=f"act_{answer.code.value}")
