"""The Home Assistant process."""

from functools import partial
from pathlib import Path
import sys

from ..processes import Server, http_answers

READY_WITHIN_S = 120.0


def home_assistant(directory: Path, port: int, log: Path) -> Server:
    """Return a Home Assistant on a prepared folder; it is ready when its API answers."""
    hass = Path(sys.prefix) / "bin" / "hass"
    return Server(
        command=[str(hass), "--config", str(directory), "--skip-pip", "--log-no-color"],
        port=port,
        log=log,
        answers=partial(http_answers, f"http://127.0.0.1:{port}/api/onboarding"),
        ready_within_s=READY_WITHIN_S,
    )
