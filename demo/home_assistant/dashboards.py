"""Dashboards put into Home Assistant from YAML files."""

import asyncio
from pathlib import Path

import yaml

from .client import HomeAssistant


async def install(home: HomeAssistant, file: Path, address: str, icon: str) -> None:
    """Add a dashboard to the sidebar and make it what the user sees first."""
    config = yaml.safe_load(await asyncio.to_thread(file.read_text, encoding="utf-8"))
    await home.ask(
        "lovelace/dashboards/create",
        url_path=address,
        title=config["title"],
        icon=icon,
        mode="storage",
        show_in_sidebar=True,
        require_admin=False,
    )
    await home.ask("lovelace/config/save", url_path=address, config=config)
    await home.ask("frontend/set_user_data", key="core", value={"default_panel": address})


async def set_locale(home: HomeAssistant, language: str) -> None:
    """Show the user times as Finland writes them."""
    formats = {
        "number_format": "language",
        "time_format": "24",
        "date_format": "DMY",
        "first_weekday": "monday",
    }
    value = {"language": language, "time_zone": "server", **formats}
    await home.ask("frontend/set_user_data", key="language", value=value)
