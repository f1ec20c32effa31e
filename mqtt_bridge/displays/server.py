"""Serves the pages: takes views from the wire, pushes them to browsers, passes on what people touch."""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
import json
from typing import Any

from aiohttp import web

from ..contract import decode, encode, messages as m, topics
from ..contract.topics import IDENTIFIER
from ..contract.words import ActCode, SpaceKind, VisitorAct
from ..errors import DropError, TryAgainError
from . import pages
from .assets import Assets, secured
from .config import DisplaysConfig
from .requests import body_of, display_of, language_of, refuse_foreign
from .texts import LANGUAGES, text
from .times import Local

BEAT_EVERY_S = 10.0
TAKEN_WITHIN_S = 30.0
STREAMS_MOST = 500
WAITING_MOST = 50
AGAIN_AFTER_MS = 2_000
ACTION_LASTS = timedelta(seconds=10)
MINUTE = timedelta(minutes=1)

type Publish = Callable[[str, bytes, int | None], Awaitable[None]]


@dataclass(slots=True)
class Screen:
    """One display: its newest view and the browsers that show it."""

    view: m.DisplayView | None = None
    version: int = 0
    changed: asyncio.Condition = field(default_factory=asyncio.Condition)
    browsers: int = 0
    acted: deque[datetime] = field(default_factory=deque)


class DisplayServer:
    """All displays of one bridge."""

    def __init__(
        self,
        config: DisplaysConfig,
        site: str,
        bridge: str,
        publish: Publish,
        now: Callable[[], datetime],
        hostnames: Iterable[str] = (),
    ) -> None:
        """Take settings, names, how to publish and to know the time; `hostnames` lead to the pages."""
        self._hostnames = frozenset(name.lower() for name in hostnames)
        self._config, self._site, self._bridge = config, site, bridge
        self._publish, self._now = publish, now
        self._screens: dict[str, Screen] = {}
        self._answers: dict[str, asyncio.Future[m.DisplayResult]] = {}
        self._alive_at: datetime | None = None
        self._assets = Assets()
        self._streams: set[asyncio.Task[Any]] = set()
        self._notices: set[asyncio.Task[None]] = set()

    @property
    def connected(self) -> int:
        """How many browsers show a page."""
        return sum(screen.browsers for screen in self._screens.values())

    def filters(self) -> tuple[str, ...]:
        """Return what the displays listen to."""
        rows = (topics.DISPLAY_VIEW, topics.DISPLAY_RESULT, topics.INTEGRATION_ALIVE)
        return tuple(row.filter(self._site) for row in rows)

    async def stop(self) -> None:
        """End every stream."""
        for stream in tuple(self._streams):
            stream.cancel()

    def on_message(self, topic: str, payload: bytes, retain: bool) -> None:
        """Take a message; ContractError when it cannot be understood."""
        address = topics.parse(topic)
        if address.row is topics.INTEGRATION_ALIVE:
            decode(m.IntegrationAlive, payload)
            if not retain:
                self._heard()
        elif address.row is topics.DISPLAY_VIEW:
            view = decode(m.DisplayView, payload) if payload else None
            if view is not None:
                _refuse_unshowable(view, self._now())
            if not retain:
                self._heard()
            self._show(address.ids["display"], view)
        elif address.row is topics.DISPLAY_RESULT and not retain:
            result = decode(m.DisplayResult, payload)
            waiting = self._answers.get(result.id)
            if waiting is not None and not waiting.done():
                waiting.set_result(result)

    def add_routes(self, app: web.Application) -> None:
        """Add the pages to an application."""
        app.router.add_get("/", self._index)
        app.router.add_get("/displays", self._index)
        app.router.add_get("/display/{display}", self._page)
        app.router.add_get("/display/{display}/events", self._events)
        app.router.add_post("/display/{display}/action", self._action)
        app.router.add_get("/static/{name}", self._assets.serve)

    def _heard(self) -> None:
        self._alive_at = self._now()

    def _age_ms(self) -> int | None:
        age = None if self._alive_at is None else self._now() - self._alive_at
        # A clock that was set back says nothing of how long ago that was: unknown until the next word (V3).
        return None if age is None or age < timedelta(0) else int(age / timedelta(milliseconds=1))

    @property
    def is_live(self) -> bool:
        """Whether the integration was heard lately (V3)."""
        age = self._age_ms()
        return age is not None and age <= self._config.stale_after_s * 1000

    def _show(self, display: str, view: m.DisplayView | None) -> None:
        screen = self._screens.setdefault(display, Screen())
        screen.view = view
        screen.version += 1
        task = asyncio.get_running_loop().create_task(_notify(screen))
        self._notices.add(task)
        task.add_done_callback(self._notices.discard)

    async def _index(self, _request: web.Request) -> web.Response:
        body = pages.index(
            sorted((name, screen.view) for name, screen in self._screens.items() if screen.view),
            self._assets.urls,
        )
        return secured(web.Response(text=body, content_type="text/html"))

    async def _page(self, request: web.Request) -> web.Response:
        display = display_of(request)
        screen = self._screens.get(display)
        language = language_of(request, self._config.language)
        view = screen.view if screen else None
        body = pages.page(display, view, self._now(), language, self._assets.urls)
        return secured(
            web.Response(text=body, content_type="text/html", headers={"Cache-Control": "no-store"})
        )

    async def _events(self, request: web.Request) -> web.StreamResponse:
        display = display_of(request)
        language = language_of(request, self._config.language)
        screen = self._screens.setdefault(display, Screen())
        waiting = sum(one.browsers for one in self._screens.values() if one.view is None)
        # Any name can be asked for: names without a view must not take the place of real displays.
        if len(self._streams) >= STREAMS_MOST or (screen.view is None and waiting >= WAITING_MOST):
            if screen.view is None and screen.browsers == 0:
                del self._screens[display]
            raise web.HTTPServiceUnavailable(text="Too many displays.")
        response = web.StreamResponse(
            headers={
                "Content-Type": "text/event-stream",
                "Cache-Control": "no-store",
                "X-Accel-Buffering": "no",
            }
        )
        await secured(response).prepare(request)
        task = asyncio.current_task()
        assert task is not None
        self._streams.add(task)
        screen.browsers += 1
        try:
            await self._stream(response, display, screen, language)
        except ConnectionError, TimeoutError, asyncio.CancelledError:
            pass  # the browser left or takes nothing any more, or the bridge stops
        finally:
            screen.browsers -= 1
            if screen.view is None and screen.browsers == 0 and self._screens.get(display) is screen:
                del self._screens[display]  # any name can be asked for
            self._streams.discard(task)
        return response

    async def _stream(
        self, response: web.StreamResponse, display: str, screen: Screen, language: str
    ) -> None:
        """Send the newest view whenever it changes or time passes it, and a beat in between.

        A slow browser misses versions, never gets a queue of them.
        """
        sent = ""
        while True:
            version, now = screen.version, self._now()
            data = self._content(display, screen, language, now)
            async with asyncio.timeout(TAKEN_WITHIN_S):
                if data["html"] != sent:
                    sent = data["html"]
                    await response.write(_event("view", data, version))
                else:
                    await response.write(_event("beat", self._beat(now), version))
            wait_s = BEAT_EVERY_S
            if screen.view is not None and (at := pages.boundary(screen.view, now)) is not None:
                wait_s = min(wait_s, max((at - now).total_seconds(), 0.05))
            async with screen.changed:
                if screen.version == version:
                    with suppress(TimeoutError):
                        await asyncio.wait_for(screen.changed.wait(), wait_s)

    def _beat(self, now: datetime) -> dict[str, Any]:
        return {
            "now": int(now.timestamp() * 1000),
            "age": self._age_ms(),
            "stale_after": int(self._config.stale_after_s * 1000),
        }

    def _content(self, display: str, screen: Screen, language: str, now: datetime) -> dict[str, Any]:
        view = screen.view
        return {
            **self._beat(now),
            "html": pages.fragment(display, view, now, language),
            "kind": view.kind.value if view else "waiting",
            "language": language,
            "build": pages.build(self._assets.urls),
            "title": view.name if view else display,
            "texts": {
                "not_live": text("not_live", language),
                "not_live_help": text("not_live_help", language),
                "not_live_since": text("not_live_since", language, time="{time}"),
                "not_ready": text("code.not_ready", language),
            },
        }

    async def _action(self, request: web.Request) -> web.Response:
        display = display_of(request)
        refuse_foreign(request, self._hostnames)
        screen = self._screens.get(display)
        wanted = await body_of(request)
        language = wanted.get("language") if wanted.get("language") in LANGUAGES else self._config.language
        code, until, act = ActCode.NOT_READY, None, VisitorAct.UNKNOWN
        if screen is not None and screen.view is not None and self.is_live:
            act, code = VisitorAct(str(wanted.get("action"))), ActCode.NOT_ALLOWED
            action = _wanted_action(screen.view, act, wanted, self._now())
            if action is not None and not self._may_act(screen, self._now()):
                body = {"ok": False, "code": "too_many", "text": text("code.too_many", str(language))}
                return secured(web.json_response(body, status=429, headers={"Retry-After": "60"}))
            if action is not None:
                code, until = await self._ask(display, action)
        says = self._sentence(code, until, act, str(language), screen)
        status = 200 if code is not ActCode.NOT_READY else 503
        body = {"ok": code is ActCode.DONE, "code": code.value, "text": says}
        return secured(web.json_response(body, status=status))

    async def _ask(self, display: str, action: m.DisplayAction) -> tuple[ActCode, datetime | None]:
        """Pass an act on and wait for what became of it."""
        answered = self._answers.get(action.id)
        if answered is None:
            answered = self._answers[action.id] = asyncio.get_running_loop().create_future()
            topic = topics.DISPLAY_ACTION.topic(self._site, display=display)
            try:
                await self._publish(topic, encode(action), topics.DISPLAY_ACTION.expiry_s)
            except TryAgainError:
                self._answers.pop(action.id, None)
                return ActCode.NOT_READY, None
        try:
            result = await asyncio.wait_for(asyncio.shield(answered), self._config.answer_within_s)
        except TimeoutError:
            return ActCode.EXPIRED, None
        finally:
            self._answers.pop(action.id, None)
        return result.code, result.until

    def _may_act(self, screen: Screen, now: datetime) -> bool:
        while screen.acted and now - screen.acted[0] > MINUTE:
            screen.acted.popleft()
        if len(screen.acted) >= self._config.actions_per_minute:
            return False
        screen.acted.append(now)
        return True

    def _sentence(
        self, code: ActCode, until: datetime | None, act: VisitorAct, language: str, screen: Screen | None
    ) -> str:
        if code is not ActCode.DONE:
            return text(f"code.{code}", language)
        view = None if screen is None else screen.view
        is_device = view is not None and view.room is not None and view.room.space_kind is SpaceKind.EQUIPMENT
        if until is not None and view is not None and act is not VisitorAct.END:
            clock = Local.of(language, view.timezone).clock(until)
            key = "code.done_until_equipment" if is_device else "code.done_until"
            return text(key, language, time=clock)
        end = "code.done_end_equipment" if is_device else "code.done_end"
        special = {VisitorAct.END: end, VisitorAct.CALL_STAFF: "code.done_call_staff"}
        return text(special.get(act, "code.done"), language)


async def _notify(screen: Screen) -> None:
    async with screen.changed:
        screen.changed.notify_all()


def _refuse_unshowable(view: m.DisplayView, now: datetime) -> None:
    """Draw it once: times and zones that are none must not meet a browser."""
    try:
        pages.fragment(view.display, view, now, "fi")
    except (ValueError, OverflowError, LookupError, OSError) as err:
        raise DropError("unshowable", f"a view that cannot be drawn: {type(err).__name__}") from err


def _wanted_action(
    view: m.DisplayView, act: VisitorAct, wanted: dict[str, Any], now: datetime
) -> m.DisplayAction | None:
    room, ref = view.room, wanted.get("ref")
    passed = room is not None and room.until is not None and room.until <= now
    if room is None or passed or act not in room.actions or act is VisitorAct.UNKNOWN:
        return None
    offered = {VisitorAct.BOOK_NOW: room.book_minutes, VisitorAct.EXTEND: room.extend_minutes}
    minutes = next((one for one in offered.get(act, ()) if one == wanted.get("minutes")), None)
    if act in offered and minutes is None:
        return None
    identity = str(wanted.get("id") or "")
    if not IDENTIFIER.fullmatch(identity):
        return None
    return m.DisplayAction(
        id=identity,
        ts=now,
        not_after=now + ACTION_LASTS,
        action=act,
        space=room.space,
        minutes=minutes,
        ref=ref if isinstance(ref, str) and IDENTIFIER.fullmatch(ref) else None,
    )


def _event(kind: str, data: dict[str, Any], version: int) -> bytes:
    body = json.dumps(data, ensure_ascii=False)
    return f"retry: {AGAIN_AFTER_MS}\nid: {version}\nevent: {kind}\ndata: {body}\n\n".encode()
