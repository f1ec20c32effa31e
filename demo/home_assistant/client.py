"""Home Assistant's REST and websocket APIs, as far as the demo and the tests speak them."""

from dataclasses import dataclass
from typing import Any

import aiohttp

LIFESPAN_DAYS = 365


class HomeAssistantError(Exception):
    """Home Assistant refused something; the text is its answer."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Login:
    """The demo's user."""

    name: str = "Demo"
    username: str = "demo"
    password: str = "kalajoki-demo"  # noqa: S105 - listens on this machine only


class HomeAssistant:
    """One Home Assistant at an address; `token` is there once somebody logged in."""

    def __init__(self, session: aiohttp.ClientSession, url: str) -> None:
        """Take the address."""
        self._session = session
        self.url = url
        self.token = ""
        self.tokens: dict[str, Any] = {}

    @property
    def client_id(self) -> str:
        """Return how the frontend calls itself."""
        return f"{self.url}/"

    async def onboard(self, login: Login, language: str) -> None:
        """Make the first user and log in for good."""
        made = await self.call(
            "POST",
            "/api/onboarding/users",
            json={
                "name": login.name,
                "username": login.username,
                "password": login.password,
                "client_id": self.client_id,
                "language": language,
            },
        )
        form = {
            "grant_type": "authorization_code",
            "code": made["auth_code"],
            "client_id": self.client_id,
        }
        self.tokens = await self.call("POST", "/auth/token", data=form)
        self.token = self.tokens["access_token"]
        self.token = await self.ask(
            "auth/long_lived_access_token", client_name="demo", lifespan=LIFESPAN_DAYS
        )

    async def call(self, method: str, path: str, **request: Any) -> Any:
        """Call the REST API and return its JSON."""
        headers = {"Authorization": f"Bearer {self.token}"} if self.token else {}
        async with self._session.request(method, self.url + path, headers=headers, **request) as answer:
            if answer.status >= 400:
                text = await answer.text()
                raise HomeAssistantError(f"{method} {path}: {answer.status} {text[:500]}")
            return await answer.json(content_type=None)

    async def ask(self, command: str, **message: Any) -> Any:
        """Send one websocket command and return its result."""
        async with self._session.ws_connect(f"{self.url}/api/websocket", max_msg_size=0) as socket:
            await socket.receive_json()
            await socket.send_json({"type": "auth", "access_token": self.token})
            if (await socket.receive_json())["type"] != "auth_ok":
                raise HomeAssistantError("the access token is refused")
            await socket.send_json({"id": 1, "type": command, **message})
            while True:
                answer = await socket.receive_json()
                if answer["type"] != "result":
                    continue
                if not answer["success"]:
                    raise HomeAssistantError(f"{command}: {answer['error']['message']}")
                return answer["result"]

    async def act(self, action: str, *, respond: bool = False, **data: Any) -> Any:
        """Perform an action (`domain.service`); its response when asked for."""
        domain, _, service = action.partition(".")
        path = f"/api/services/{domain}/{service}" + ("?return_response" if respond else "")
        answer = await self.call("POST", path, json=data)
        return answer["service_response"] if respond else answer

    async def state(self, entity_id: str) -> str | None:
        """Return an entity's state; None while there is no such entity or nobody answers."""
        found = await self.entity(entity_id)
        return None if found is None else str(found["state"])

    async def entity(self, entity_id: str) -> dict[str, Any] | None:
        """Return an entity's state object; None while there is none or nobody answers."""
        try:
            found: dict[str, Any] = await self.call("GET", f"/api/states/{entity_id}")
        except HomeAssistantError, aiohttp.ClientError, TimeoutError:
            return None
        return found

    async def entity_ids(self, platform: str) -> dict[str, str]:
        """Return the entity ids of a platform by unique id."""
        registry = await self.ask("config/entity_registry/list")
        return {one["unique_id"]: one["entity_id"] for one in registry if one["platform"] == platform}
