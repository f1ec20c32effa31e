"""The staff dashboard, put into Home Assistant as its dialog does."""

from .client import HomeAssistant

STRATEGY = {"strategy": {"type": "custom:kalajoki-library"}}


async def install(home: HomeAssistant, title: str, address: str, icon: str) -> None:
    """Add the integration's dashboard to the sidebar and make it what the user sees first."""
    await home.ask(
        "lovelace/dashboards/create",
        url_path=address,
        title=title,
        icon=icon,
        mode="storage",
        show_in_sidebar=True,
        require_admin=False,
    )
    await home.ask("lovelace/config/save", url_path=address, config=STRATEGY)
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
