"""Fixtures of every integration test."""

import pytest

from .house import house, subscribed_at_once

__all__ = ["house", "subscribed_at_once"]


@pytest.fixture
def expected_lingering_timers() -> bool:
    """Home Assistant's own MQTT test client leaves its housekeeping timer."""
    return True
