"""Repair issues tell staff what is wrong and let them try a lock again (H2, D3)."""

from http import HTTPStatus
from typing import Any

from homeassistant.helpers import issue_registry as ir
from homeassistant.setup import async_setup_component
import pytest
from pytest_homeassistant_custom_component.typing import ClientSessionGenerator

from custom_components.kalajoki_library import issues
from custom_components.kalajoki_library.const import DOMAIN
from custom_components.kalajoki_library.core.words import IssueKind

from .house import House

pytestmark = pytest.mark.freeze_time("2026-11-24 10:00:00+00:00")


def _issues(house: House) -> dict[str | None, ir.IssueEntry]:
    registry = ir.async_get(house.hass)
    return {one.translation_key: one for one in registry.issues.values() if one.domain == DOMAIN}


@pytest.mark.parametrize(
    ("kind", "subject", "name"),
    [
        (IssueKind.HOURS_UNKNOWN, "", "Kalajoki library"),
        (IssueKind.LOCK_SUSPENDED, "lock.entrance", "Entrance"),
        (IssueKind.LOCK_UNREACHABLE, "entrance", "Entrance"),
        (IssueKind.BOOKINGS_STALE, "local", "Game room"),
    ],
)
async def test_an_issue_names_what_it_is_about_and_goes_when_mended(
    house: House, kind: IssueKind, subject: str, name: str
) -> None:
    issues.async_raise_issue(house.hass, house.entry, kind, subject)
    issue = _issues(house)[kind.value]
    assert issue.translation_placeholders == {"name": name}
    assert issue.is_fixable is (kind is IssueKind.LOCK_SUSPENDED)
    issues.async_clear_issue(house.hass, house.entry, kind, subject)
    assert kind.value not in _issues(house)


@pytest.mark.parametrize("key", [issues.BRIDGE_TOO_OLD, issues.INTEGRATION_TOO_OLD])
async def test_a_version_that_does_not_fit_names_the_side_to_update(house: House, key: str) -> None:
    issues.async_raise_version_issue(house.hass, house.entry, key, "main", theirs=1, ours=2)
    assert _issues(house)[key].translation_placeholders == {"name": "main", "theirs": "1", "ours": "2"}
    issues.async_clear_version_issues(house.hass, house.entry, "main")
    assert key not in _issues(house)


async def _fix(house: House, hass_client: ClientSessionGenerator) -> dict[str, Any]:
    assert await async_setup_component(house.hass, "repairs", {})
    issue = _issues(house)[IssueKind.LOCK_SUSPENDED]
    client = await hass_client()
    answer = await client.post(
        "/api/repairs/issues/fix", json={"handler": DOMAIN, "issue_id": issue.issue_id}
    )
    assert answer.status == HTTPStatus.OK
    step = await answer.json()
    assert (step["type"], step["step_id"]) == ("form", "confirm")
    assert step["description_placeholders"] == {"name": "Entrance"}
    answer = await client.post(f"/api/repairs/issues/fix/{step['flow_id']}", json={})
    assert answer.status == HTTPStatus.OK
    done: dict[str, Any] = await answer.json()
    return done


async def test_a_lock_that_was_given_up_is_tried_again(
    house: House, hass_client: ClientSessionGenerator
) -> None:
    """D3: the fix flow forgets the failed attempts; the door stays in the automation."""
    issues.async_raise_issue(house.hass, house.entry, IssueKind.LOCK_SUSPENDED, "entrance")
    assert (await _fix(house, hass_client))["type"] == "create_entry"
    assert house.state("switch.entrance_automatic").state == "on"
    assert IssueKind.LOCK_SUSPENDED not in _issues(house)


async def test_without_the_library_running_the_flow_says_so(
    house: House, hass_client: ClientSessionGenerator
) -> None:
    issues.async_raise_issue(house.hass, house.entry, IssueKind.LOCK_SUSPENDED, "entrance")
    await house.hass.config_entries.async_unload(house.entry.entry_id)
    done = await _fix(house, hass_client)
    assert (done["type"], done["reason"]) == ("abort", "not_loaded")
