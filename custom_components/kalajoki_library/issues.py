"""What staff must know until it is mended, as repair issues: from the core, and versions that do not fit."""

from collections.abc import Mapping

from homeassistant.config_entries import ConfigEntry
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers import issue_registry as ir
from homeassistant.loader import async_get_loaded_integration

from .const import DOMAIN
from .core.settings import DoorSettings, Settings
from .core.words import IssueKind
from .data import LibraryConfigEntry

BRIDGE_TOO_OLD = "bridge_too_old"
INTEGRATION_TOO_OLD = "integration_too_old"

DISPLAY_WITHOUT_SPACE = "display_without_space"
TARGET_FAILED = "target_failed"

_ERRORS = frozenset({IssueKind.LOCK_SUSPENDED, IssueKind.LOCK_UNREACHABLE, IssueKind.CROWDED})


@callback
def async_raise_issue(hass: HomeAssistant, entry: LibraryConfigEntry, kind: IssueKind, subject: str) -> None:
    """Tell staff; a lock that was given up can be tried again from the issue itself (D3)."""
    settings = entry.runtime_data.coordinator.settings
    door = door_of(settings, subject)
    fixable = kind is IssueKind.LOCK_SUSPENDED and door is not None
    ir.async_create_issue(
        hass,
        DOMAIN,
        _issue_id(entry, kind, subject),
        data={"entry_id": entry.entry_id, "door": door.id} if fixable and door is not None else None,
        is_fixable=fixable,
        learn_more_url=_documentation(hass),
        severity=ir.IssueSeverity.ERROR if kind in _ERRORS else ir.IssueSeverity.WARNING,
        translation_key=kind.value,
        translation_placeholders={"name": _name_of(settings, subject)},
    )


@callback
def async_clear_issue(hass: HomeAssistant, entry: LibraryConfigEntry, kind: IssueKind, subject: str) -> None:
    """Take the issue away."""
    ir.async_delete_issue(hass, DOMAIN, _issue_id(entry, kind, subject))


@callback
def async_raise_target_issue(hass: HomeAssistant, entry: ConfigEntry, target: str) -> None:
    """Tell that a loudspeaker, a notifier or an alarm did not take what it was given (H6)."""
    ir.async_create_issue(
        hass,
        DOMAIN,
        _issue_id(entry, TARGET_FAILED, target),
        is_fixable=False,
        learn_more_url=_documentation(hass),
        severity=ir.IssueSeverity.WARNING,
        translation_key=TARGET_FAILED,
        translation_placeholders={"name": target},
    )


@callback
def async_clear_target_issue(hass: HomeAssistant, entry: ConfigEntry, target: str) -> None:
    """Take it away: the target has taken something since."""
    ir.async_delete_issue(hass, DOMAIN, _issue_id(entry, TARGET_FAILED, target))


@callback
def async_raise_version_issue(
    hass: HomeAssistant, entry: LibraryConfigEntry, key: str, bridge: str, *, theirs: int, ours: int
) -> None:
    """Name the side to update; `key` is BRIDGE_TOO_OLD or INTEGRATION_TOO_OLD."""
    ir.async_create_issue(
        hass,
        DOMAIN,
        _issue_id(entry, key, bridge),
        is_fixable=False,
        learn_more_url=_documentation(hass),
        severity=ir.IssueSeverity.ERROR,
        translation_key=key,
        translation_placeholders={"name": bridge, "theirs": str(theirs), "ours": str(ours)},
    )


@callback
def async_clear_version_issues(hass: HomeAssistant, entry: LibraryConfigEntry, bridge: str) -> None:
    """Take the issues of a bridge away whose version fits."""
    for key in (BRIDGE_TOO_OLD, INTEGRATION_TOO_OLD):
        ir.async_delete_issue(hass, DOMAIN, _issue_id(entry, key, bridge))


@callback
def async_show_lost_displays(hass: HomeAssistant, entry: ConfigEntry, lost: Mapping[str, str]) -> None:
    """Name the room displays whose space was deleted, and only them; `lost` is id to name."""
    wanted = {_issue_id(entry, DISPLAY_WITHOUT_SPACE, display): name for display, name in lost.items()}
    for issue_id in _issues_of(hass, entry) - wanted.keys():
        if issue_id.startswith(DISPLAY_WITHOUT_SPACE):
            ir.async_delete_issue(hass, DOMAIN, issue_id)
    for issue_id, name in wanted.items():
        ir.async_create_issue(
            hass,
            DOMAIN,
            issue_id,
            is_fixable=False,
            learn_more_url=_documentation(hass),
            severity=ir.IssueSeverity.WARNING,
            translation_key=DISPLAY_WITHOUT_SPACE,
            translation_placeholders={"name": name},
        )


@callback
def async_clear_all_issues(hass: HomeAssistant, entry: ConfigEntry) -> None:
    """Take every issue of a library away."""
    for issue_id in _issues_of(hass, entry):
        ir.async_delete_issue(hass, DOMAIN, issue_id)


def door_of(settings: Settings, subject: str) -> DoorSettings | None:
    """Return the door that an issue speaks of, by its id or one of its locks."""
    for door in settings.doors:
        if subject == door.id or subject in door.locks:
            return door
    return None


def _name_of(settings: Settings, subject: str) -> str:
    if (door := door_of(settings, subject)) is not None:
        return door.name
    if zone := next((zone.name for zone in settings.zones if zone.id == subject), None):
        return zone
    named = [space.name for space in settings.spaces if subject in (space.id, space.source)]
    return ", ".join(named) or settings.library


def _issues_of(hass: HomeAssistant, entry: ConfigEntry) -> set[str]:
    mark = f"_{entry.entry_id}_"
    return {
        issue_id for domain, issue_id in ir.async_get(hass).issues if domain == DOMAIN and mark in issue_id
    }


def _issue_id(entry: ConfigEntry, kind: str, subject: str) -> str:
    return f"{kind}_{entry.entry_id}_{subject}"


def _documentation(hass: HomeAssistant) -> str | None:
    return async_get_loaded_integration(hass, DOMAIN).documentation
