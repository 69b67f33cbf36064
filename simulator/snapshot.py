"""The whole state of a running simulation as bytes, and back.

Only plain values, arrays and our own model objects are written, by name; reading puts values into
the objects of a simulation built the same way, and never runs anything from the file.
"""

import importlib
import json
from dataclasses import fields, is_dataclass
from enum import Enum
from typing import Any, Final

import msgpack
import numpy as np

VERSION: Final = 1
# Constants, links to other objects and what is worked out anew.
_NOT_SAVED: Final = frozenset(
    {
        "parameters",
        "catalogue",
        "table",
        "roots",
        "_roots",
        "_places",
        "cabin",
        "mission",
        "sky",
        "obey",
        "before_stride",
        "vehicle",
        "_vehicle",
        "_stepper",
        "_models",
        "_slow_models",
        "packet",
    }
)


class SnapshotError(ValueError):
    """Bytes that are no snapshot of this simulation."""


def capture(objects: dict[str, Any], about: dict[str, str]) -> bytes:
    """Return the state of `objects` by name, with a few words about what they belong to."""
    saved = {name: _saved(value) for name, value in objects.items()}
    return bytes(msgpack.packb([VERSION, about, saved]))


def restore(data: bytes, objects: dict[str, Any], about: dict[str, str]) -> None:
    """Put the state in `data` into `objects`, which must be of the same make.

    Raises
    ------
    SnapshotError
        If `data` is no snapshot, or one of another mission, vehicle or seed.
    """
    try:
        fields_read = msgpack.unpackb(data, strict_map_key=False)
        version, saved_about, saved = fields_read
    except (ValueError, TypeError, RecursionError) as error:
        raise SnapshotError(f"not a snapshot: {error}") from error
    if version != VERSION:
        raise SnapshotError(f"snapshot version {version!r} is not {VERSION}")
    if not isinstance(saved_about, dict) or not isinstance(saved, dict):
        raise SnapshotError("not a snapshot: it says nothing about what it is of")
    for name, wanted in about.items():
        if saved_about.get(name) != wanted:
            raise SnapshotError(f"the snapshot's {name} is {saved_about.get(name)!r}, not {wanted}")
    try:
        for name, value in objects.items():
            _loaded(value, saved[name])
    except (LookupError, TypeError, ValueError, AttributeError, ImportError) as error:
        raise SnapshotError(f"the snapshot does not fit this simulation: {error}") from error


def _is_ours(value: object) -> bool:
    return type(value).__module__.startswith("simulator.")


def _attributes(value: object) -> dict[str, Any]:
    if is_dataclass(value) and not hasattr(value, "__dict__"):
        return {item.name: getattr(value, item.name) for item in fields(value)}
    return vars(value)


def _can_be_saved(value: object) -> bool:
    if value is None or isinstance(value, (bool, int, float, str, np.ndarray, np.random.Generator)):
        return True
    if isinstance(value, (list, tuple)):
        return all(_can_be_saved(item) for item in value)
    if isinstance(value, dict):
        return all(isinstance(key, str) and _can_be_saved(item) for key, item in value.items())
    return _is_ours(value)


def _saved(value: Any) -> Any:  # noqa: ANN401  # a tree of whatever the models hold
    if isinstance(value, Enum):
        return {"e": [type(value).__module__, type(value).__name__, value.value]}
    if value is None or isinstance(value, (bool, int, float, str)):
        return value
    if isinstance(value, np.ndarray):
        return {"a": [value.dtype.str, list(value.shape), np.ascontiguousarray(value).tobytes()]}
    if isinstance(value, np.random.Generator):
        return {"r": json.dumps(value.bit_generator.state)}
    if isinstance(value, list):
        return [_saved(item) for item in value]
    if isinstance(value, tuple):
        return {"t": [_saved(item) for item in value]}
    if isinstance(value, dict):
        return {"d": {key: _saved(item) for key, item in value.items()}}
    kept = {
        name: _saved(item)
        for name, item in _attributes(value).items()
        if name not in _NOT_SAVED and _can_be_saved(item)
    }
    return {"o": [type(value).__module__, type(value).__name__, kept]}


def _loaded(present: Any, saved: Any) -> Any:  # noqa: ANN401
    """Return the value in `saved`; what can be kept of `present` keeps its identity."""
    if isinstance(saved, list):
        items = [
            _loaded(present[n] if isinstance(present, list) and n < len(present) else None, item)
            for n, item in enumerate(saved)
        ]
        if isinstance(present, list):
            present[:] = items
            return present
        return items
    if not isinstance(saved, dict):
        return saved
    (kind, content), *_ = saved.items()
    match kind:
        case "e":
            return _class_of(content)(content[2])
        case "a":
            return _array(present, content)
        case "r":
            present.bit_generator.state = json.loads(content)
            return present
        case "t":
            return tuple(_loaded(None, item) for item in content)
        case "d":
            return _mapping(present, content)
        case "o":
            return _object(present, content)
        case _:
            raise SnapshotError(f"unknown mark {kind!r}")


def _array(present: Any, content: list[Any]) -> Any:  # noqa: ANN401
    dtype, shape, data = content
    array = np.frombuffer(data, dtype=np.dtype(dtype)).reshape(shape)
    is_same = isinstance(present, np.ndarray) and present.shape == array.shape
    if is_same and present.flags.writeable:
        present[...] = array
        return present
    return array.copy()


def _mapping(present: Any, content: dict[str, Any]) -> dict[str, Any]:  # noqa: ANN401
    kept: dict[str, Any] = present if isinstance(present, dict) else {}
    values = {key: _loaded(kept.get(key), item) for key, item in content.items()}
    kept.clear()
    kept.update(values)
    return kept


def _object(present: Any, content: list[Any]) -> Any:  # noqa: ANN401
    kind = _class_of(content)
    target = present if type(present) is kind else object.__new__(kind)
    for name, item in content[2].items():
        value = _loaded(getattr(target, name, None), item)
        object.__setattr__(target, name, value)
    return target


def _class_of(content: list[Any]) -> type[Any]:
    module, name = content[0], content[1]
    if not isinstance(module, str) or not module.startswith("simulator."):
        raise SnapshotError(f"{module}.{name} does not belong into a snapshot")
    found = getattr(importlib.import_module(module), str(name))
    if not isinstance(found, type):
        raise SnapshotError(f"{module}.{name} is no class")
    return found
