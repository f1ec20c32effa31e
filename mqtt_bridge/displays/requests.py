"""What a browser asks for: read with care, refused when it cannot come from a display's own page (V5)."""

from collections.abc import Collection
from ipaddress import ip_address
import json
from typing import Any

from aiohttp import web
from yarl import URL

from ..contract.topics import IDENTIFIER
from .texts import LANGUAGES

BODY_MOST_BYTES = 2_048


def display_of(request: web.Request) -> str:
    """Return the display's name; 404 when it can be none."""
    display = request.match_info["display"]
    if not IDENTIFIER.fullmatch(display):
        raise web.HTTPNotFound(text="There is no such display.")
    return display


def language_of(request: web.Request, default: str) -> str:
    """Return the language of the page."""
    wanted = request.query.get("language", default)
    return wanted if wanted in LANGUAGES else default


def refuse_foreign(request: web.Request, hostnames: Collection[str]) -> None:
    """Only the display's own page may act: another site's page or form may not.

    A page is reached by an address in numbers or by a name that is configured. Any other name may have been
    pointed here by its owner, to make a visitor's browser act for a page of theirs.
    """
    if request.content_type != "application/json":
        raise web.HTTPUnsupportedMediaType(text="Send JSON.")
    if request.headers.get("Sec-Fetch-Site", "same-origin") not in ("same-origin", "none"):
        raise web.HTTPForbidden(text="Only the display's own page may do this.")
    origin = request.headers.get("Origin")
    if origin is not None and origin.partition("://")[2] != request.host:
        raise web.HTTPForbidden(text="Only the display's own page may do this.")
    if not _is_ours(request.host, hostnames):
        raise web.HTTPForbidden(text="Set http.url of the bridge to the name by which displays reach it.")


def _is_ours(host: str, hostnames: Collection[str]) -> bool:
    try:
        name = URL(f"http://{host}").host or ""
    except ValueError:
        return False
    try:
        ip_address(name)
    except ValueError:
        return name == "localhost" or name in hostnames
    return True


async def body_of(request: web.Request) -> dict[str, Any]:
    """Return the JSON object in the body, however many pieces it comes in."""
    raw = bytearray()
    async for piece in request.content.iter_any():
        raw += piece
        if len(raw) > BODY_MOST_BYTES:
            raise web.HTTPRequestEntityTooLarge(BODY_MOST_BYTES, len(raw))
    try:
        data = json.loads(raw)
    except (ValueError, RecursionError) as err:
        raise web.HTTPBadRequest(text="Not JSON.") from err
    if not isinstance(data, dict):
        raise web.HTTPBadRequest(text="An object is wanted.")
    return data
