"""The bridge as its own process, as on a server."""

from functools import partial
from pathlib import Path
import sys
from typing import Any

import yaml

from .processes import Server, http_answers

ROOT = Path(__file__).parents[1]


def bridge(directory: Path, config: dict[str, Any], log: Path) -> Server:
    """Write the configuration and return the bridge; it is ready when its status page answers."""
    file = directory / "bridge.yaml"
    file.write_text(yaml.safe_dump(config, allow_unicode=True, sort_keys=False), encoding="utf-8")
    port = config["http"]["port"]
    return Server(
        command=[sys.executable, "-m", "mqtt_bridge", "run", str(file)],
        port=port,
        log=log,
        answers=partial(http_answers, f"http://127.0.0.1:{port}/healthz"),
        directory=ROOT,
    )
