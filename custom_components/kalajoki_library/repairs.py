"""Fix flows: a lock that was given up is tried again; everything else explains itself."""

from homeassistant.components.repairs import ConfirmRepairFlow, RepairsFlow, RepairsFlowResult
from homeassistant.core import HomeAssistant
from homeassistant.helpers import issue_registry as ir
import probatio

from .const import DOMAIN
from .core.events import AutomationSwitched
from .core.ids import DoorId
from .core.words import IssueKind
from .data import LibraryConfigEntry


async def async_create_fix_flow(
    hass: HomeAssistant, issue_id: str, data: dict[str, str | int | float | None] | None
) -> RepairsFlow:
    """Return the flow of an issue."""
    if issue_id.startswith(IssueKind.LOCK_SUSPENDED) and data is not None:
        return TryLockAgainFlow(str(data["entry_id"]), DoorId(str(data["door"])))
    return ConfirmRepairFlow()


class TryLockAgainFlow(RepairsFlow):
    """Takes the door out of the automation and puts it back, which forgets the failed attempts (D3)."""

    def __init__(self, entry_id: str, door: DoorId) -> None:
        """Remember which door."""
        self._entry_id = entry_id
        self._door = door

    async def async_step_init(self, user_input: dict[str, str] | None = None) -> RepairsFlowResult:
        """Begin with the question."""
        return await self.async_step_confirm()

    async def async_step_confirm(self, user_input: dict[str, str] | None = None) -> RepairsFlowResult:
        """Ask whether somebody has looked at the door, then try again."""
        if user_input is not None:
            return self._try_again()
        issue = ir.async_get(self.hass).async_get_issue(DOMAIN, self.issue_id)
        return self.async_show_form(
            step_id="confirm",
            data_schema=probatio.Schema({}),
            description_placeholders=None if issue is None else issue.translation_placeholders,
        )

    def _try_again(self) -> RepairsFlowResult:
        entry: LibraryConfigEntry | None = self.hass.config_entries.async_get_entry(self._entry_id)
        if entry is None or not hasattr(entry, "runtime_data"):
            return self.async_abort(reason="not_loaded")
        for on in (False, True):
            entry.runtime_data.coordinator.handle(AutomationSwitched(door=self._door, on=on))
        return self.async_create_entry(data={})
