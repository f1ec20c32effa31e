"""InfluxDB 1.x over POST /write. Knows the request only; answers are judged in `base`."""

from base64 import b64encode
import ssl
from typing import override
from zlib import compressobj

import aiohttp

from .base import TIMEOUT_S, Database, WriteOutcome, is_loopback, outcome, unreachable, wrong_address

_GZIP_WINDOW = 31


class InfluxV1(Database):
    """One InfluxDB 1.x database; lines carry nanoseconds, the server's default precision."""

    def __init__(
        self,
        *,
        url: str,
        database: str,
        retention_policy: str = "",
        username: str = "",
        password: str = "",
        compress: bool | None = None,
        timeout_s: float = TIMEOUT_S,
    ) -> None:
        """Use `url` like http://influx:8086. `compress` None: everywhere but on this machine."""
        self._url = f"{url.rstrip('/')}/write"
        self._params = {"db": database} | ({"rp": retention_policy} if retention_policy else {})
        self._headers = {"Content-Type": "text/plain; charset=utf-8"}
        if username:
            login = b64encode(f"{username}:{password}".encode()).decode()
            self._headers["Authorization"] = f"Basic {login}"
        self._compress = not is_loopback(url) if compress is None else compress
        self._timeout = aiohttp.ClientTimeout(total=timeout_s)
        self._session: aiohttp.ClientSession | None = None

    @override
    async def write(self, body: bytes) -> WriteOutcome:
        """Write lines; see Database."""
        headers = self._headers
        if self._compress:
            packer = compressobj(1, wbits=_GZIP_WINDOW)
            body = packer.compress(body) + packer.flush()
            headers = {**headers, "Content-Encoding": "gzip"}
        session = self._session = self._session or aiohttp.ClientSession(timeout=self._timeout)
        try:
            # A followed redirect would turn the POST into a GET that stores nothing.
            async with session.post(
                self._url, params=self._params, data=body, headers=headers, allow_redirects=False
            ) as answer:
                text = await answer.text(errors="replace")
                return outcome(answer.status, text, answer.headers.get("Retry-After", ""))
        except (aiohttp.InvalidURL, aiohttp.ClientConnectorCertificateError, ssl.SSLError) as err:
            return wrong_address(err)
        except (aiohttp.ClientError, TimeoutError, OSError) as err:
            return unreachable(err)

    @override
    async def close(self) -> None:
        """Let go of the connections."""
        if self._session is not None:
            await self._session.close()
            self._session = None
