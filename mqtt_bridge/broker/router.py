"""Takes messages to whom they concern. Bad input stops here: counted by reason, logged at a limited rate."""

from collections import Counter
from collections.abc import Awaitable, Callable
import logging
from typing import Any

from paho.mqtt.matcher import MQTTMatcher

from ..contract import ContractError
from ..errors import DropError, TryAgainError
from .delivery import Delivery

_LOGGER = logging.getLogger(__name__)
LOG_EVERY = 100

type Handler = Callable[[Delivery], Awaitable[None] | None]


class Router:
    """Handlers by topic filter. A handler that returns an awaitable has its message acknowledged after it."""

    def __init__(self, start: Callable[[Awaitable[None]], None]) -> None:
        """Take what runs an awaitable in the background."""
        self._start = start
        self._matcher: Any = MQTTMatcher()  # type: ignore[no-untyped-call]
        self._handlers: dict[str, list[Handler]] = {}
        self.unreadable: Counter[str] = Counter()

    @property
    def filters(self) -> tuple[str, ...]:
        """Every topic filter that somebody wants."""
        return tuple(self._handlers)

    def route(self, topic_filter: str, handler: Handler) -> None:
        """Send what matches to a handler; several handlers of one filter each get it."""
        if topic_filter not in self._handlers:
            self._handlers[topic_filter] = []
            self._matcher[topic_filter] = self._handlers[topic_filter]
        self._handlers[topic_filter].append(handler)

    def dispatch(self, delivery: Delivery) -> None:
        """Hand one message over and acknowledge it once it was acted on."""
        waiting: list[Awaitable[None]] = []
        for handlers in self._matcher.iter_match(delivery.topic):
            for handler in handlers:
                try:
                    later = handler(delivery)
                except (DropError, ContractError) as err:
                    self.refuse(delivery.topic, err)
                except Exception as err:  # noqa: BLE001 - reported below
                    self._failed(delivery.topic, err)
                else:
                    if later is not None:
                        waiting.append(later)
        if waiting:
            self._start(self._finish(delivery, waiting))
        else:
            delivery.ack()

    async def _finish(self, delivery: Delivery, waiting: list[Awaitable[None]]) -> None:
        for later in waiting:
            try:
                await later
            except (DropError, ContractError) as err:
                self.refuse(delivery.topic, err)
            except TryAgainError as err:
                # Not acknowledged: the broker hands it over again on the next connection.
                _LOGGER.warning("%r: not acted on: %s", delivery.topic[:100], err)
                return
            except Exception as err:  # noqa: BLE001 - reported below
                self._failed(delivery.topic, err)
        delivery.ack()

    def _failed(self, topic: str, error: Exception) -> None:
        """Report a bug and go on: a message that meets it again and again must not stop the others."""
        self.unreadable["bug"] += 1
        _LOGGER.error("%r: a bug; please report it", topic[:100], exc_info=error)

    def refuse(self, topic: str, error: DropError | ContractError) -> None:
        """Count something that cannot be understood; say so for the first and every hundredth."""
        reason = error.reason if isinstance(error, DropError) else "unreadable"
        self.unreadable[reason] += 1
        if self.unreadable[reason] % LOG_EVERY == 1:
            _LOGGER.warning("%r: %s (%s so far: %d)", topic[:100], error, reason, self.unreadable[reason])
