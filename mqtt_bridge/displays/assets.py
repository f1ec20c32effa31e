"""Static files by the hash of their content, and the headers that keep a page to itself."""

import hashlib
from importlib.resources import files

from aiohttp import web

TYPES = {"css": "text/css", "js": "text/javascript", "svg": "image/svg+xml"}
HEADERS = {
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
    "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'self'",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}


def secured[R: web.StreamResponse](response: R) -> R:
    """Add the headers to a response."""
    response.headers.update(HEADERS)
    return response


class Assets:
    """Everything under static/, read once."""

    def __init__(self) -> None:
        """Read the files."""
        self._content: dict[str, tuple[bytes, str]] = {}
        self.urls: dict[str, str] = {}
        for entry in files(__package__).joinpath("static").iterdir():
            stem, _, kind = entry.name.rpartition(".")
            if kind in TYPES:
                content = entry.read_bytes()
                hashed = f"{stem}.{hashlib.sha256(content).hexdigest()[:12]}.{kind}"
                self._content[hashed] = (content, TYPES[kind])
                self.urls[entry.name] = f"/static/{hashed}"

    async def serve(self, request: web.Request) -> web.Response:
        """Answer with a file; its name changes with its content, so it may be kept for ever."""
        found = self._content.get(request.match_info["name"])
        if found is None:
            raise web.HTTPNotFound(text="There is no such file.")
        content, kind = found
        headers = {"Cache-Control": "public, max-age=31536000, immutable"}
        return secured(web.Response(body=content, content_type=kind, headers=headers))
