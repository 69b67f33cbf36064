"""Named places in the models' state, for example ``ventilation.fan_is_seized[0]``.

Faults, commands and scenarios change the vehicle only through these, and only to values of the
type that is already there.
"""

import math
import re
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from enum import IntEnum
from typing import Any, Final

_STEP: Final = re.compile(r"([A-Za-z_0-9]+)(?:\[(\d+)\])?")
Value = bool | int | float | str


class PlaceError(ValueError):
    """A path that leads nowhere, or a value that cannot stand there."""


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
        if len(names) < 2:
            raise PlaceError(f"'{path}' names a model, not a field of it")
        for name in names[1:]:
            self._descend(name)

    def _descend(self, name: str) -> None:
        match = _STEP.fullmatch(name)
        owner = self._owner if self._key == "" else self.read()
        if isinstance(owner, dict) and name in owner:
            self._owner, self._key = owner[name], ""
            return
        known = {item.name for item in fields(owner)} if is_dataclass(owner) else set()
        if match is None or match[1] not in known:
            raise PlaceError(f"'{self.path}': there is no '{name}'")
        self._owner, self._key = owner, match[1]
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

    def write(self, value: Value) -> None:
        """Put `value` there.

        Raises
        ------
        PlaceError
            If it has another type than what stands there.
        """
        fitted = self.fitted(value)
        if isinstance(self._key, int):
            self._owner[self._key] = fitted
        else:
            setattr(self._owner, self._key, fitted)

    def fitted(self, value: Value) -> Value:
        """Return `value` in the type of the place; an enumeration may be given by its name."""
        present = self.read()
        if isinstance(present, IntEnum):
            return self._member(type(present), value)
        if isinstance(present, bool) or isinstance(value, bool):
            allowed = isinstance(present, bool) and isinstance(value, bool)
        elif isinstance(present, float):
            allowed = isinstance(value, (int, float)) and math.isfinite(value)
            value = float(value) if allowed else value
        else:
            allowed = type(value) is type(present)
        if not allowed:
            raise PlaceError(f"'{self.path}' cannot be {value!r}: it is {present!r} now")
        return value

    def _member(self, kind: type[IntEnum], value: Value) -> IntEnum:
        if isinstance(value, kind):
            return value
        if isinstance(value, str) and value in kind.__members__:
            return kind[value]
        if type(value) is int and value in set(kind):
            return kind(value)
        raise PlaceError(f"'{self.path}' must be one of {', '.join(kind.__members__)}")
