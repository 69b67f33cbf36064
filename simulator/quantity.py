"""Model parameters that know their unit, meaning and allowed range.

A parameter is a dataclass field made by `quantity`. Its dotted path, for example
``cabin.volume_m3``, is what scenario files and ``--set`` name and ``--list-parameters`` prints.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field, fields, is_dataclass, replace
from typing import Any, TypeVar, cast

T = TypeVar("T")


def quantity(
    default: T,
    unit: str,
    meaning: str,
    *,
    low: float = float("-inf"),
    high: float = float("inf"),
    choices: tuple[str, ...] = (),
    count: int | None = None,
) -> T:
    """Return a dataclass field holding `default`, documented and with what it permits.

    A number has a range, a text its choices, a list as many numbers as its default, or `count`.
    """
    metadata = {
        "unit": unit,
        "meaning": meaning,
        "low": low,
        "high": high,
        "choices": choices,
        "count": len(default) if count is None and isinstance(default, tuple) else count,
    }
    return field(default=default, metadata=metadata)


@dataclass(frozen=True, kw_only=True)
class Quantity:
    """One parameter as `--list-parameters` shows it."""

    path: str
    value: object
    unit: str
    meaning: str
    low: float
    high: float
    choices: tuple[str, ...]
    count: int | None

    @property
    def permitted(self) -> str:
        """What may be set, in words."""
        if isinstance(self.value, bool):
            return "true, false"
        return ", ".join(self.choices) or f"{self.low:g}…{self.high:g}"


def list_quantities(parameters: object, prefix: str = "") -> Iterator[Quantity]:
    """Yield every parameter below `parameters` in the order of declaration."""
    for item in fields(cast(Any, parameters)):
        path = f"{prefix}{item.name}"
        value = getattr(parameters, item.name)
        if is_dataclass(value):
            yield from list_quantities(value, f"{path}.")
        elif "unit" in item.metadata:
            yield Quantity(path=path, value=value, **item.metadata)


def set_quantity(parameters: T, path: str, value: object) -> T:
    """Return `parameters` with the one at `path` replaced.

    Raises
    ------
    ValueError
        If nothing has this path, or the value has the wrong type or is out of range.
    """
    known = {known.path: known for known in list_quantities(parameters)}
    if path not in known:
        raise ValueError(f"there is no parameter '{path}' (see --list-parameters)")
    return _replaced(parameters, path.split("."), _checked(known[path], value))


def _replaced(parameters: T, names: list[str], value: object) -> T:
    head, *rest = names
    inner = _replaced(getattr(parameters, head), rest, value) if rest else value
    return cast(T, replace(cast(Any, parameters), **{head: inner}))


def _checked(known: Quantity, value: object) -> object:
    if isinstance(known.value, tuple):
        return _checked_numbers(known, value)
    if isinstance(known.value, bool):
        if type(value) is not bool:
            raise ValueError(f"{known.path} must be true or false, got {value!r}")
        return value
    if isinstance(known.value, str):
        if type(value) not in {str, int}:
            raise ValueError(f"{known.path} must be a text, got {value!r}")
        if str(value) not in known.choices:  # a name such as 2022 reads as a number
            raise ValueError(f"{known.path} must be one of {known.permitted}, got {value!r}")
        return str(value)
    return _checked_number(known, value)


def _checked_number(known: Quantity, value: object) -> float | int:
    wanted = "a whole number" if type(known.value) is int else "a number"
    allowed: tuple[type, ...] = (int,) if type(known.value) is int else (int, float)
    if type(value) not in allowed:
        raise ValueError(f"{known.path} must be {wanted}, got {value!r}")
    number = cast(float, value)
    if not known.low <= number <= known.high:
        raise ValueError(
            f"{known.path} = {number:g} {known.unit} is not between "
            f"{known.low:g} and {known.high:g}"
        )
    return number if type(known.value) is int else float(number)


def _checked_numbers(known: Quantity, value: object) -> tuple[float, ...]:
    wanted = known.count
    counts = {wanted, len(cast(tuple[float, ...], known.value))}
    if not isinstance(value, (list, tuple)) or len(value) not in counts:
        raise ValueError(f"{known.path} must be a list of {wanted} numbers, got {value!r}")
    if any(type(number) not in {int, float} for number in value):
        raise ValueError(f"{known.path} must be a list of {wanted} numbers, got {value!r}")
    if any(not known.low <= number <= known.high for number in value):
        raise ValueError(
            f"{known.path} = {value} {known.unit} is not between {known.low:g} and {known.high:g}"
        )
    return tuple(float(number) for number in value)
