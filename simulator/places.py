"""Named places in the models' state, for example ``ventilation.fan_is_seized[0]``.

Faults, commands, scenarios and trainers change the vehicle only through these, and only to what a
place permits: a number within the range declared beside its field, a member of its enumeration, or
true and false. Numbers without a declared range are worked out by the models and cannot be set.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import Field, dataclass, field, fields, is_dataclass
from enum import Enum, IntEnum
from functools import cache
from typing import Any, Final, TypeVar, cast

T = TypeVar("T")
Value = bool | int | float | str
_STEP: Final = re.compile(r"([A-Za-z_0-9]+)(?:\[(\d{1,6})\])?")


class PlaceError(ValueError):
    """A path that leads nowhere, or a value that cannot stand there."""


@dataclass(frozen=True, slots=True)
class Span:
    """What numbers a place permits, ends included, in `unit`."""

    low: float
    high: float
    unit: str

    def __str__(self) -> str:
        return f"{self.low:g} to {self.high:g} {self.unit}".rstrip()

    def holds(self, value: float) -> bool:
        """Return whether `value` is permitted; NaN is not."""
        return self.low <= value <= self.high

    @property
    def reach(self) -> tuple[float, float]:
        """Where a model may get to: a tenth further than may be set."""
        margin = 0.1 * (self.high - self.low)
        return self.low - margin, self.high + margin

    def reaches(self, value: float) -> bool:
        """Return whether a model may get to `value`; NaN is out of reach."""
        low, high = self.reach
        return low <= value <= high


def held(default: T, unit: str, low: float, high: float) -> T:
    """Return a state field, a number or a list of them, with the range in which it may be set."""
    metadata = {"span": Span(low, high, unit)}
    if isinstance(default, list):
        return cast(T, field(default_factory=default.copy, metadata=metadata))
    return field(default=default, metadata=metadata)


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """One place as ``--list-parameters`` shows it."""

    path: str
    value: object
    unit: str
    permitted: str


class Place:
    """One field, or one element of a list field, of a model's state.

    Parameters
    ----------
    roots
        State objects by the first name of a path.
    path
        Names joined by dots, with an index in brackets for lists; a name in a mapping is its key.

    Raises
    ------
    PlaceError
        If there is no such place.
    """

    def __init__(self, roots: Mapping[str, Any], path: str) -> None:
        self.path = path
        names = path.split(".")
        if names[0] not in roots:
            raise PlaceError(f"'{path}': no model is called '{names[0]}'")
        self._owner: Any = roots[names[0]]  # a dataclass, a list or a mapping
        self._key: str | int = ""
        self._span: Span | None = None
        if len(names) < 2:
            raise PlaceError(f"'{path}' names a model, not a field of it")
        for name in names[1:]:
            self._descend(name)
        if self._key == "" or _kind_of(self.read()) is None:
            raise PlaceError(f"'{path}' is not a single value")

    def _descend(self, name: str) -> None:
        match = _STEP.fullmatch(name)
        owner = self._owner if self._key == "" else self.read()
        if isinstance(owner, dict) and name in owner:
            self._owner, self._key = owner[name], ""
            return
        known = {item.name: item for item in fields(owner)} if is_dataclass(owner) else {}
        if match is None or match[1] not in known:
            raise PlaceError(f"'{self.path}': there is no '{name}'")
        self._owner, self._key = owner, match[1]
        self._span = known[match[1]].metadata.get("span")
        if match[2] is None:
            return
        items = self.read()
        if not isinstance(items, list) or int(match[2]) >= len(items):
            raise PlaceError(f"'{self.path}': there is no element {match[2]}")
        self._owner, self._key = items, int(match[2])

    def read(self) -> Any:  # noqa: ANN401  # whatever the state holds
        """Return what stands there."""
        if isinstance(self._key, int):
            return self._owner[self._key]
        return getattr(self._owner, self._key)

    def write(self, value: object) -> None:
        """Put `value` there.

        Raises
        ------
        PlaceError
            If the place does not permit it.
        """
        fitted = self.fitted(value)
        if isinstance(self._key, int):
            self._owner[self._key] = fitted
        else:
            setattr(self._owner, self._key, fitted)

    def nearest(self, value: float) -> float:
        """Return the permitted number nearest to `value`."""
        if self._span is None:
            return value
        return min(self._span.high, max(self._span.low, value))

    def fitted(self, value: object) -> Value | Enum:
        """Return `value` in the type of the place; an enumeration may be given by its name.

        Raises
        ------
        PlaceError
            If the place does not permit it.
        """
        present = self.read()
        if isinstance(present, Enum):
            return self._member(type(present), value)
        if isinstance(present, bool):
            if isinstance(value, bool):
                return value
            raise PlaceError(f"'{self.path}' cannot be {value!r}: it must be true or false")
        if self._span is None:
            raise PlaceError(f"'{self.path}' is worked out by the models and cannot be set")
        kinds = (int,) if type(present) is int else (int, float)
        if type(value) not in kinds or not self._span.holds(cast(float, value)):
            wanted = "whole numbers" if type(present) is int else "numbers"
            raise PlaceError(
                f"'{self.path}' cannot be {value!r}: it permits {wanted} from {self._span}"
            )
        return float(cast(float, value)) if type(present) is float else cast(int, value)

    def _member(self, kind: type[Enum], value: object) -> Enum:
        if isinstance(value, kind):
            return value
        for member in kind:
            if value == member.name or (
                type(value) is type(member.value) and value == member.value
            ):
                return member
        raise PlaceError(
            f"'{self.path}' cannot be {value!r}: it must be one of {', '.join(_names(kind))}"
        )


def list_places(roots: Mapping[str, Any]) -> Iterator[Listed]:
    """Yield every place that can be set; of alike entries of a mapping only the first, as ``*``."""
    for name, root in roots.items():
        if isinstance(root, dict):
            yield from _places_of(next(iter(root.values())), f"{name}.*.") if root else ()
        else:
            yield from _places_of(root, f"{name}.")


def _places_of(owner: object, prefix: str) -> Iterator[Listed]:
    for item, path, value in _values(owner, prefix):
        span = item.metadata.get("span")
        kind = _kind_of(value)
        if kind is None or (kind is float and span is None):
            continue
        permitted = f"{span.low:g}…{span.high:g}" if span else "true, false"
        if isinstance(value, Enum):
            permitted = ", ".join(_names(type(value)))
        shown = value.name if isinstance(value, IntEnum) else getattr(value, "value", value)
        yield Listed(path=path, value=shown, unit=span.unit if span else "-", permitted=permitted)


def out_of_range(roots: Mapping[str, Any]) -> str | None:
    """Return which number left the range its place declares, in words; None if none did."""
    for name, root in roots.items():
        if _is_in_range(root):
            continue
        for item, path, value in _values(root, f"{name}."):
            span = item.metadata.get("span")
            if span is not None and not span.reaches(value):
                return f"{path} is {value:g}, outside {span}"
    return None


def _is_in_range(owner: object) -> bool:
    """Return whether every number below a state object is in its range; quick, and no words."""
    if not is_dataclass(type(owner)):
        return True
    spanned, others = _fields_of(cast(Any, type(owner)))
    for name, low, high in spanned:
        value = getattr(owner, name)
        if type(value) is list:
            if not all(low <= entry <= high for entry in value):
                return False
        elif not low <= value <= high:
            return False
    for name in others:
        value = getattr(owner, name)
        entries = value if type(value) is list else (value,)
        if not all(_is_in_range(entry) for entry in entries if is_dataclass(entry)):
            return False
    return True


@cache
def _fields_of(kind: type[Any]) -> tuple[list[tuple[str, float, float]], list[str]]:
    """Return what a model's fields may reach, and the names of those without a range."""
    spans = [(item.name, item.metadata.get("span")) for item in fields(kind)]
    spanned = [(name, *span.reach) for name, span in spans if span is not None]
    return spanned, [name for name, span in spans if span is None]


def _values(owner: object, prefix: str) -> Iterator[tuple[Field[Any], str, Any]]:
    """Yield every single value below a state object with its field and path."""
    if not is_dataclass(owner):
        return
    for item in fields(owner):
        value = getattr(owner, item.name)
        entries = (
            [(f"{prefix}{item.name}[{n}]", entry) for n, entry in enumerate(value)]
            if isinstance(value, list)
            else [(f"{prefix}{item.name}", value)]
        )
        for path, entry in entries:
            if is_dataclass(entry):
                yield from _values(entry, f"{path}.")
            else:
                yield item, path, entry


def _kind_of(value: object) -> type | None:
    """Return bool, float or Enum for a value that can stand in a place, else None."""
    if isinstance(value, Enum):
        return Enum
    if isinstance(value, bool):
        return bool
    return float if isinstance(value, (int, float)) else None


def _names(kind: type[Enum]) -> list[str]:
    """Return what members of an enumeration are called: numbered ones by name, others by value."""
    return [member.name if isinstance(member, IntEnum) else str(member.value) for member in kind]
