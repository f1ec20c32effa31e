"""A read-only mapping whose values are built when somebody asks for them."""

from collections.abc import Callable, Iterator, Mapping, Set as AbstractSet
from typing import override


class Lazily[K, V](Mapping[K, V]):
    """Known keys, and how to make the value of one."""

    def __init__(self, keys: AbstractSet[K], make: Callable[[K], V]) -> None:
        """Take the keys in order."""
        self._keys = keys
        self._make = make

    @override
    def __getitem__(self, key: K) -> V:
        if key not in self._keys:
            raise KeyError(key)
        return self._make(key)

    @override
    def __iter__(self) -> Iterator[K]:
        return iter(self._keys)

    @override
    def __len__(self) -> int:
        return len(self._keys)
