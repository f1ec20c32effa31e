"""An electric strike on a Shelly Gen2+ relay: JSON-RPC over MQTT, notifications, retained `online`. Pure."""

from datetime import datetime, timedelta
from typing import Any, override

from .gadget import Gadget, Message, Messages, as_json, from_json

REPORTS_EVERY = timedelta(minutes=5)


class ShellyStrike(Gadget):
    """The output releases the strike; without power the door is locked from outside and free from inside."""

    def __init__(self, key: str, now: datetime, *, moves_in: timedelta) -> None:
        """Start locked; the relay needs `moves_in`."""
        super().__init__(key)
        self.released = False
        self.turns = 0
        self._moves_in = moves_in
        self._turn: tuple[datetime, bool, timedelta | None] | None = None
        self._reports_at = now + REPORTS_EVERY

    @property
    @override
    def listens(self) -> tuple[str, ...]:
        return (f"{self.key}/rpc",)

    @override
    def hello(self, now: datetime) -> Messages:
        return (
            Message(topic=f"{self.key}/online", payload=b"true", retain=True),
            self._notify("NotifyFullStatus", now, source="init"),
        )

    @override
    def goodbye(self) -> Messages:
        return (Message(topic=f"{self.key}/online", payload=b"false", retain=True),)

    @override
    def look(self) -> dict[str, Any]:
        return {"online": self.online, "locked": not self.released, "turns": self.turns}

    @override
    def hear(self, topic: str, payload: bytes, now: datetime) -> Messages:
        asked = from_json(payload)
        if not isinstance(asked, dict) or not isinstance(asked.get("src"), str):
            return ()
        match asked.get("method"):
            case "Shelly.GetStatus":
                return (
                    self._answer(
                        asked, result={"switch:0": self._switch("init"), "mqtt": {"connected": True}}
                    ),
                )
            case "Switch.Set" if isinstance(params := asked.get("params"), dict) and "on" in params:
                return self._set(asked, params, now)
        return (self._answer(asked, error={"code": 404, "message": "No handler for this method"}),)

    def _set(self, asked: dict[str, Any], params: dict[str, Any], now: datetime) -> Messages:
        back = params.get("toggle_after")
        after = timedelta(seconds=back) if isinstance(back, int | float) else None
        self._turn = (now + self._moves_in, bool(params["on"]), after)
        return (self._answer(asked, result={"was_on": self.released}),)

    @override
    def due(self) -> datetime:
        return min(self._reports_at, self._turn[0]) if self._turn else self._reports_at

    @override
    def tick(self, now: datetime) -> Messages:
        if self._turn is not None and now >= self._turn[0]:
            _at, released, after = self._turn
            self.turns += released is not self.released
            self.released = released
            self._turn = None if after is None else (now + after, not released, None)
            return (self._notify("NotifyStatus", now, source="MQTT"),)
        if now >= self._reports_at:
            return (self._notify("NotifyStatus", now, source="timer"),)
        return ()

    def _switch(self, source: str) -> dict[str, Any]:
        return {"id": 0, "output": self.released, "source": source}

    def _notify(self, method: str, now: datetime, *, source: str) -> Message:
        self._reports_at = now + REPORTS_EVERY
        params = {"ts": round(now.timestamp(), 2), "switch:0": self._switch(source)}
        return as_json(
            f"{self.key}/events/rpc",
            {"src": self.key, "dst": f"{self.key}/events", "method": method, "params": params},
        )

    def _answer(self, asked: dict[str, Any], **body: Any) -> Message:
        head = {"id": asked.get("id"), "src": self.key, "dst": asked["src"]}
        return as_json(f"{asked['src']}/rpc", {**head, **body})
