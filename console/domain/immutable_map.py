"""A mapping that is never changed, and whose changed copy costs little however long it is."""

from collections.abc import ItemsView, Iterator, Mapping, ValuesView
from typing import Any, Final, Generic, TypeVar
from zlib import crc32

V = TypeVar("V")

# The copy after a change copies this many references and one bucket's share of the entries.
BUCKETS: Final = 128
_NONE: Final[tuple[Mapping[str, Any], ...]] = ({},) * BUCKETS


class ImmutableMap(Mapping[str, V], Generic[V]):
    """Values by name, in an order that depends on the names alone.

    A fold that copied a dictionary for every fact would copy three thousand entries three
    thousand times in a flood of alarms.
    """

    __slots__ = ("_buckets", "_size")

    def __init__(self, items: Mapping[str, V] | None = None) -> None:
        buckets: list[dict[str, V]] = [{} for _ in range(BUCKETS)] if items else []
        for key, value in (items or {}).items():
            buckets[_place(key)][key] = value
        self._buckets: tuple[Mapping[str, V], ...] = tuple(buckets) or _NONE
        self._size = len(items or ())

    def __getitem__(self, key: str) -> V:
        return self._buckets[_place(key)][key]

    def __iter__(self) -> Iterator[str]:
        for bucket in self._buckets:
            yield from bucket

    def __len__(self) -> int:
        return self._size

    def values(self) -> ValuesView[V]:
        """Return the values; names are not looked up one by one."""
        return self._merged().values()

    def items(self) -> ItemsView[str, V]:
        """Return names and values; names are not looked up one by one."""
        return self._merged().items()

    def put(self, key: str, value: V) -> "ImmutableMap[V]":
        """Return the mapping with `key` set to `value`."""
        return self._with_bucket(_place(key), {**self._buckets[_place(key)], key: value})

    def drop(self, key: str) -> "ImmutableMap[V]":
        """Return the mapping without `key`; itself if it has none."""
        place = _place(key)
        if key not in self._buckets[place]:
            return self
        rest = dict(self._buckets[place])
        del rest[key]
        return self._with_bucket(place, rest)

    def _merged(self) -> dict[str, V]:
        merged: dict[str, V] = {}
        for bucket in self._buckets:
            merged.update(bucket)
        return merged

    def _with_bucket(self, place: int, bucket: Mapping[str, V]) -> "ImmutableMap[V]":
        changed: ImmutableMap[V] = ImmutableMap.__new__(ImmutableMap)
        changed._size = self._size - len(self._buckets[place]) + len(bucket)
        changed._buckets = (*self._buckets[:place], bucket, *self._buckets[place + 1 :])
        return changed


def _place(key: str) -> int:
    return crc32(key.encode()) % BUCKETS
