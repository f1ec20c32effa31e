"""The action that keeps a library open longer than planned, with one tap (H2)."""

from datetime import datetime, timedelta

from homeassistant.exceptions import ServiceValidationError

from .const import DOMAIN
from .core.events import ModeOverridden
from .core.opening.opening import EMERGENCIES
from .core.views import OpeningView
from .core.words import OPEN_MODES, Mode


def longer_open(opening: OpeningView, now: datetime, longer: timedelta, reason: str) -> ModeOverridden:
    """Return the override: the mode of now until closing time and so much longer.

    A library that is closed, or whose hours are unknown, opens for service from now. ServiceValidationError:
    an emergency goes on, which no such wish ends (D9).
    """
    if opening.mode in EMERGENCIES:
        raise ServiceValidationError(translation_domain=DOMAIN, translation_key="emergency_goes_on")
    mode = opening.mode if opening.mode in OPEN_MODES else Mode.SERVICE
    closes = opening.closes_at if opening.mode in OPEN_MODES else None
    return ModeOverridden(mode=mode, until=max(closes or now, now) + longer, reason=reason)
