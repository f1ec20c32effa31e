"""A broker inside the bridge's own process, for trial runs without mosquitto. MQTT 3.1.1, memory only."""

import asyncio
from contextlib import suppress
import logging
from types import TracebackType
from typing import Any, Self

from ..errors import ConfigurationError

STOP_WITHIN_S = 2.0


class EmbeddedBroker:
    """amqtt on one TCP port; use it as an async context manager."""

    def __init__(self, host: str, port: int) -> None:
        """Prepare; nothing listens before the context is entered."""
        self._bind = f"{host}:{port}"
        self._broker: Any = None

    async def __aenter__(self) -> Self:
        """Listen."""
        try:
            from amqtt.broker import Broker  # type: ignore[import-untyped] # noqa: PLC0415 - optional
        except ImportError as err:
            raise ConfigurationError(
                "broker.embedded: needs the extra 'embedded-broker' (amqtt); install it or set broker.host"
            ) from err
        logging.getLogger("amqtt").setLevel(logging.ERROR)
        logging.getLogger("transitions").setLevel(logging.ERROR)
        self._broker = Broker(
            {
                "listeners": {"default": {"type": "tcp", "bind": self._bind}},
                "plugins": {"amqtt.plugins.authentication.AnonymousAuthPlugin": {"allow_anonymous": True}},
            }
        )
        try:
            await self._broker.start()
        except Exception as err:
            # amqtt wraps every failure to listen in errors of its own making.
            raise ConfigurationError(f"broker.port: nothing can listen on {self._bind}: {err}") from err
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Stop listening; clients that stay connected are not waited for."""
        with suppress(TimeoutError):
            async with asyncio.timeout(STOP_WITHIN_S):
                await self._broker.shutdown()
