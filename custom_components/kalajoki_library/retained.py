"""What this library holds retained on the broker: said only when it is new, taken back when it is no more."""

from collections.abc import Iterable

from .contract import encode, messages as m


class Retained:
    """Retained states by topic. What could not be taken back is kept and tried again."""

    def __init__(self, left: Iterable[str]) -> None:
        """Take the topics that an earlier run left on the broker."""
        self._said: dict[str, m.Message] = {}
        self._left = set(left)

    @property
    def topics(self) -> list[str]:
        """Return every topic that holds, or may hold, a message of ours."""
        return sorted(self._left | set(self._said))

    @property
    def obsolete(self) -> list[str]:
        """Return the topics of earlier runs that nothing is said on any more."""
        return sorted(self._left - set(self._said))

    def forget(self) -> None:
        """Let everything be said anew."""
        self._left |= set(self._said)
        self._said.clear()

    def news(self, topic: str, message: m.Message) -> bytes | None:
        """Return what to publish, None when it says nothing new; ContractError when it cannot be said."""
        before = self._said.get(topic)
        if before is not None and _same(before, message):
            return None
        payload = encode(message)
        self._said[topic] = message
        return payload

    def taken_back(self, topic: str) -> None:
        """Note that a topic was cleared."""
        self._left.discard(topic)


def _same(one: m.Message, other: m.Message) -> bool:
    """Whether two messages say the same at different times."""
    names = [name for kind in type(one).__mro__ for name in getattr(kind, "__slots__", ())]
    return all(getattr(one, name) == getattr(other, name) for name in names if name not in ("id", "ts"))
