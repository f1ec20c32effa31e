"""Home Assistant's own forms, filled in over HTTP as its frontend does."""

from typing import Any

from .client import HomeAssistant, HomeAssistantError

FLOWS = "/api/config/config_entries/flow"
OPTIONS = "/api/config/config_entries/options/flow"
SUBENTRIES = "/api/config/config_entries/subentries/flow"

type Form = dict[str, Any]


async def walk(home: HomeAssistant, base: str, begin: Form, *answers: Form) -> Any:
    """Begin a flow and answer its forms in order; returns the last step, which must not be a form."""
    step = await home.call("POST", base, json=begin)
    return await _answered(home, base, step, answers)


async def add_mqtt(home: HomeAssistant, port: int, protocol: str) -> None:
    """Set up Home Assistant's MQTT integration with a broker on this machine."""
    more = {"set_client_cert": False, "set_ca_cert": "off", "transport": "tcp"}
    form = {"broker": "127.0.0.1", "port": port, "protocol": protocol, "other_settings": more}
    await walk(home, FLOWS, {"handler": "mqtt", "show_advanced_options": False}, form)


async def discovered(home: HomeAssistant, domain: str) -> list[Any]:
    """Return the flows in which a domain was discovered and waits for a click."""
    waiting = await home.ask("config_entries/flow/progress")
    return [flow for flow in waiting if flow["handler"] == domain]


async def confirm(home: HomeAssistant, flow: Any) -> str:
    """Click `Submit` on a discovered flow; returns the id of the entry."""
    step = await home.call("GET", f"{FLOWS}/{flow['flow_id']}")
    done = await _answered(home, FLOWS, step, ({},))
    return str(done["result"]["entry_id"])


async def add_part(home: HomeAssistant, entry_id: str, kind: str, form: Form) -> None:
    """Add a subentry: a space, door, display or counter."""
    await walk(home, SUBENTRIES, {"handler": [entry_id, kind]}, form)


async def change_options(home: HomeAssistant, entry_id: str, *answers: Form) -> None:
    """Walk through an entry's options."""
    await walk(home, OPTIONS, {"handler": entry_id}, *answers)


async def _answered(home: HomeAssistant, base: str, step: Any, answers: tuple[Form, ...]) -> Any:
    for answer in answers:
        step = await home.call("POST", f"{base}/{step['flow_id']}", json=answer)
        if step.get("errors"):
            raise HomeAssistantError(f"the form {step.get('step_id')} refuses {answer}: {step['errors']}")
    if step["type"] != "create_entry":
        raise HomeAssistantError(f"the flow ended with {step['type']} {step.get('reason', '')}")
    return step
