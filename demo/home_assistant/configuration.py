"""A fresh configuration folder that starts without questions and without the internet.

As a program it prepares a folder for `scripts/develop`: `python -m demo.home_assistant.configuration DIR`.
"""

import argparse
import json
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).parents[2]
# Only the step that makes the first user is left; the others would look for services on the internet.
ONBOARDING = {"done": ["core_config", "analytics", "integration"]}
PARTS = ("config", "frontend", "history", "logbook", "system_health")


def write(
    directory: Path, *, port: int, language: str, name: str = "Kalajoki", log_level: str = "info"
) -> None:
    """Write a configuration with this repository's integration linked into it."""
    (directory / ".storage").mkdir(parents=True, exist_ok=True)
    _link(directory)
    settings: dict[str, Any] = {
        "homeassistant": {
            "name": name,
            "time_zone": "Europe/Helsinki",
            "country": "FI",
            "currency": "EUR",
            "unit_system": "metric",
            "language": language,
        },
        **dict.fromkeys(PARTS),
        "logger": {"default": "warning", "logs": {"custom_components.kalajoki_library": log_level}},
    }
    (directory / "configuration.yaml").write_text(yaml.safe_dump(settings, sort_keys=False))
    _store(directory, "onboarding", 4, 1, ONBOARDING)
    # An address written here is stable; one taken from YAML would be on trial for five minutes.
    _store(directory, "http", 2, 2, {"pending": None, "yaml_migration_done": True, "stable": _http(port)})


def _link(directory: Path) -> None:
    link = directory / "custom_components"
    if not link.is_symlink():
        link.symlink_to(ROOT / "custom_components", target_is_directory=True)


def _http(port: int) -> dict[str, Any]:
    return {
        "server_port": port,
        "server_host": ["127.0.0.1"],
        "cors_allowed_origins": [],
        "login_attempts_threshold": -1,
        "ip_ban_enabled": True,
        "ssl_profile": "modern",
        "use_x_frame_options": True,
        "error": None,
        "created_at": "2026-01-01T00:00:00+00:00",
        "error_message": None,
    }


def _store(directory: Path, key: str, version: int, minor: int, data: dict[str, Any]) -> None:
    stored = {"version": version, "minor_version": minor, "key": key, "data": data}
    (directory / ".storage" / key).write_text(json.dumps(stored))


def main() -> None:
    """Prepare a folder unless it is there."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("directory", type=Path)
    parser.add_argument("--port", type=int, default=8123)
    parser.add_argument("--language", default="fi")
    arguments = parser.parse_args()
    if not (arguments.directory / "configuration.yaml").exists():
        write(arguments.directory, port=arguments.port, language=arguments.language, log_level="debug")


if __name__ == "__main__":
    main()
