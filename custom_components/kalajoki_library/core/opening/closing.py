"""When the house closes to those who are in it now (H6): what "closing soon" is counted from."""

from collections.abc import Sequence
from datetime import datetime

from ..words import OPEN_MODES, Mode
from .days import ModeSpan

PUBLIC_MODES = frozenset({Mode.SERVICE, Mode.STAFFED_SELF_SERVICE, Mode.UNSTAFFED_SELF_SERVICE})


def closing_of(spans: Sequence[ModeSpan]) -> datetime | None:
    """Return when the first mode of a foreseen stretch stops letting its people stay.

    Open hours close with the first mode that is not open to the public, an event's evening with the first
    that is closed. None: closed now, an emergency, or no closing that is known.
    """
    if not spans:
        return None
    if spans[0].mode in PUBLIC_MODES:
        staying = PUBLIC_MODES
    elif spans[0].mode is Mode.EVENT_ONLY:
        staying = PUBLIC_MODES | {Mode.EVENT_ONLY}
    else:
        return None
    for span in spans:
        if span.mode not in staying:
            return None if span.mode is Mode.UNKNOWN else span.start
    return None


def house_closing_of(spans: Sequence[ModeSpan]) -> datetime | None:
    """Return when an open building closes, whoever is in it then. Hours that are unknown are no closing."""
    if not spans or spans[0].mode not in OPEN_MODES:
        return None
    after = next((span for span in spans if span.mode not in OPEN_MODES), None)
    return after.start if after is not None and after.mode is Mode.CLOSED else None


def opening_of(spans: Sequence[ModeSpan]) -> datetime | None:
    """Return when a building that is not open opens."""
    if not spans or spans[0].mode in OPEN_MODES:
        return None
    return next((span.start for span in spans if span.mode in OPEN_MODES), None)
