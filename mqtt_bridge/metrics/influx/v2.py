"""InfluxDB 2.x and 3.x over /api/v2/write, carried by influxdb-client's async API.

The library only transports: it neither builds lines (it escapes some names wrongly) nor retries.
"""

from collections.abc import Mapping
import ssl
from typing import Any, override

import aiohttp
from influxdb_client.client.influxdb_client_async import InfluxDBClientAsync
from influxdb_client.domain.write_precision import WritePrecision
from influxdb_client.rest import ApiException

from .base import (
    STORED,
    TIMEOUT_S,
    Database,
    WriteOutcome,
    is_loopback,
    outcome,
    unreachable,
    wrong_address,
)

_NANOSECONDS: Any = WritePrecision.NS  # a plain str there, although `write` declares the class


class InfluxV2(Database):
    """One bucket (2.x) or database (3.x)."""

    def __init__(
        self,
        *,
        url: str,
        token: str,
        org: str,
        bucket: str,
        compress: bool | None = None,
        timeout_s: float = TIMEOUT_S,
    ) -> None:
        """Use `url` like http://influx:8086. `compress` None: everywhere but on this machine."""
        self._url, self._token, self._org, self._bucket = url, token, org, bucket
        self._compress = not is_loopback(url) if compress is None else compress
        self._timeout_ms = int(timeout_s * 1000)
        self._client: InfluxDBClientAsync | None = None

    @override
    async def write(self, body: bytes) -> WriteOutcome:
        """Write lines; see Database."""
        try:
            self._client = self._client or self._connect()
            await self._client.write_api().write(
                self._bucket, self._org, record=body, write_precision=_NANOSECONDS
            )
        except ApiException as err:
            text = err.body.decode(errors="replace") if isinstance(err.body, bytes) else err.body
            headers: Mapping[str, str] = err.headers or {}
            return outcome(err.status or 0, text or "", headers.get("Retry-After", ""))
        except (aiohttp.InvalidURL, aiohttp.ClientConnectorCertificateError, ssl.SSLError) as err:
            return wrong_address(err)
        except (aiohttp.ClientError, TimeoutError, OSError) as err:
            return unreachable(err)
        return STORED

    @override
    async def close(self) -> None:
        """Let go of the connections."""
        if self._client is not None:
            await self._client.close()  # type: ignore[no-untyped-call]
            self._client = None

    def _connect(self) -> InfluxDBClientAsync:
        # A followed redirect would turn the POST into a GET that stores nothing.
        return InfluxDBClientAsync(
            url=self._url,
            token=self._token,
            org=self._org,
            timeout=self._timeout_ms,
            enable_gzip=self._compress,
            allow_redirects=False,
        )
