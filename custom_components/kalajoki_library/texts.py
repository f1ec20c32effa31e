"""Texts in the language of the house, for what has no screen of its own: reasons, models, summaries."""

from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers.translation import async_get_cached_translations, async_get_translations

from .const import DOMAIN


async def async_load_texts(hass: HomeAssistant) -> None:
    """Read the texts once, so that the functions below can give them without waiting."""
    for category in ("common", "entity"):
        await async_get_translations(hass, hass.config.language, category, {DOMAIN})


@callback
def house_text(hass: HomeAssistant, key: str) -> str:
    """Return a text of the `common` section."""
    return _text(hass, "common", key, key)


@callback
def mode_text(hass: HomeAssistant, mode: str) -> str:
    """Return the name of a mode."""
    return _text(hass, "entity", f"event.mode_changed.state_attributes.event_type.state.{mode}", mode)


@callback
def source_text(hass: HomeAssistant, source: str) -> str:
    """Return who decides a mode."""
    return _text(hass, "entity", f"sensor.mode.state_attributes.source.state.{source}", source)


def _text(hass: HomeAssistant, category: str, key: str, otherwise: str) -> str:
    texts = async_get_cached_translations(hass, hass.config.language, category, DOMAIN)
    return texts.get(f"component.{DOMAIN}.{category}.{key}", otherwise)
