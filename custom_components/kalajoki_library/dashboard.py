"""Serves the staff dashboard's strategy to Home Assistant's frontend, where there is one."""

from hashlib import sha256
from pathlib import Path

from homeassistant.components.frontend import add_extra_js_url
from homeassistant.components.http import StaticPathConfig
from homeassistant.core import HomeAssistant

from .const import DOMAIN

FOLDER = Path(__file__).parent / "frontend"
FILES = ("strategy.js", "texts.js")


def _version() -> str:
    """Return a name for these very contents: browsers may keep them for ever."""
    return sha256(b"".join((FOLDER / name).read_bytes() for name in FILES)).hexdigest()[:12]


async def async_serve_dashboard(hass: HomeAssistant) -> None:
    """Offer the strategy; an administrator then finds it under *Add dashboard*."""
    if "frontend" not in hass.config.components:
        return
    root = f"/{DOMAIN}/{await hass.async_add_executor_job(_version)}"
    await hass.http.async_register_static_paths(
        [StaticPathConfig(f"{root}/{name}", str(FOLDER / name), cache_headers=True) for name in FILES]
    )
    for name in FILES:  # the frontend waits five seconds for a strategy: let both files come side by side
        add_extra_js_url(hass, f"{root}/{name}")
