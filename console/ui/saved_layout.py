"""How a console is arranged, as a file: one for each role, kept at the end and read at the start.

Losing the one of last time is harmless; one that a person asks for is read strictly.
"""

import json
import logging
from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict, dataclass, field, fields
from pathlib import Path
from typing import Any, Final

import platformdirs

from console.config import TEXT_SCALE_RANGE, THEMES
from console.domain.roles import Role

logger = logging.getLogger(__name__)

_MOST_BYTES: Final = 64_000
_SPAN_RANGE_S: Final = (1.0, 1e7)


class LayoutError(Exception):
    """A layout cannot be read or written; the message names the file and every problem."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SavedLayout:
    """What is remembered.

    Parameters
    ----------
    page : str
        Name of the page in sight.
    span_s : float or None
        How long a stretch the plots showed.
    panels : mapping
        By page name, what its panel keeps: lists of words or numbers by name.
    windows : mapping
        By name of a page that was torn off: left, top, width and height of its window.
    place : list of int
        Left, top, width and height of the main window where it is not maximized; empty if unknown.
    is_maximized : bool
        Whether it filled its screen.
    """

    page: str = ""
    text_scale: float | None = None
    theme: str = ""
    span_s: float | None = None
    panels: Mapping[str, Mapping[str, list[Any]]] = field(default_factory=dict)
    windows: Mapping[str, list[int]] = field(default_factory=dict)
    place: list[int] = field(default_factory=list)
    is_maximized: bool = False


def layout_path(role: Role) -> Path:
    """Return where this machine keeps the layout of a role."""
    return platformdirs.user_state_path("cupola") / f"layout-{role}.json"


def layouts_folder(role: Role) -> Path:
    """Return where this machine keeps the layouts a role gave names to."""
    return platformdirs.user_state_path("cupola") / "layouts" / str(role)


def load_layout(path: Path) -> SavedLayout:
    """Return the layout kept at `path`; what is missing or makes no sense is left out."""
    try:
        kept = json.loads(path.read_bytes()[:_MOST_BYTES])
    except FileNotFoundError:
        return SavedLayout()
    except (OSError, ValueError) as error:
        logger.warning("the layout in %s is left alone: %s", path, error)
        return SavedLayout()
    if not isinstance(kept, dict):
        return SavedLayout()
    wrong = {name for name, _problem in _problems(kept)}
    return _layout({name: value for name, value in kept.items() if name not in wrong})


def save_layout(layout: SavedLayout, path: Path) -> None:
    """Keep a layout; a full disk costs the layout and nothing else."""
    try:
        write_layout(layout, path)
    except LayoutError as error:
        logger.warning("the layout was not kept: %s", error)


def read_layout(path: Path) -> SavedLayout:
    """Return the layout somebody wrote to a file.

    Raises
    ------
    LayoutError
        If it cannot be read or any part of it makes no sense.
    """
    try:
        text = path.read_bytes()
    except OSError as error:
        raise LayoutError(f"{path}: {error.strerror}") from error
    try:
        kept = json.loads(text[: _MOST_BYTES + 1])
    except ValueError as error:
        raise LayoutError(f"{path.name}: not a layout: {error}") from error
    if not isinstance(kept, dict):
        raise LayoutError(f"{path.name}: not a layout: there is no object in it")
    problems = [f"{name} {problem}" for name, problem in _problems(kept)]
    if problems:
        raise LayoutError(f"{path.name}: {'; '.join(problems)}")
    return _layout(kept)


def write_layout(layout: SavedLayout, path: Path, role: Role | None = None) -> None:
    """Write a layout to a file, whole or not at all.

    Raises
    ------
    LayoutError
        If it cannot be written.
    """
    kept = asdict(layout) if role is None else {"role": str(role), **asdict(layout)}
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        new = path.with_suffix(".new")
        new.write_text(json.dumps(kept, indent=1), encoding="utf-8")
        new.replace(path)
    except OSError as error:
        raise LayoutError(f"{path}: {error.strerror}") from error


def _layout(kept: Mapping[str, Any]) -> SavedLayout:
    known = {each.name for each in fields(SavedLayout)}
    return SavedLayout(**{name: value for name, value in kept.items() if name in known})


def _problems(kept: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Yield each part of a layout that makes no sense, and why."""
    for name, value in kept.items():
        if name not in _CHECKS:
            yield name, "is not known"
            continue
        is_right, words = _CHECKS[name]
        if not is_right(value):
            yield name, words


def _is_number(value: object, least: float, most: float) -> bool:
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    return value is None or (is_number and least <= value <= most)  # type: ignore[operator]


def _are_lists(value: object) -> bool:
    return isinstance(value, dict) and all(
        isinstance(parts, dict) and all(isinstance(part, list) for part in parts.values())
        for parts in value.values()
    )


def _are_places(value: object) -> bool:
    return isinstance(value, dict) and all(map(_is_place, value.values()))


def _is_place(value: object) -> bool:
    return (
        isinstance(value, list)
        and len(value) == len(("left", "top", "width", "height"))
        and all(type(number) is int and abs(number) < 1 << 15 for number in value)
    )


def _is_word(value: object) -> bool:
    return isinstance(value, str)


# What each part must be, and what to say where it is not.
_CHECKS: Final[Mapping[str, tuple[Callable[[object], bool], str]]] = {
    "role": (_is_word, "must be a word"),
    "page": (_is_word, "must be a word"),
    "theme": (lambda value: value in ("", *THEMES), f"must be one of {', '.join(THEMES)}"),
    "text_scale": (
        lambda value: _is_number(value, *TEXT_SCALE_RANGE),
        "must be a number from {:g} to {:g}".format(*TEXT_SCALE_RANGE),
    ),
    "span_s": (lambda value: _is_number(value, *_SPAN_RANGE_S), "must be a number of seconds"),
    "panels": (_are_lists, "must give lists by page and name"),
    "windows": (_are_places, "must give four whole numbers by page"),
    "place": (lambda value: value == [] or _is_place(value), "must give four whole numbers"),
    "is_maximized": (lambda value: isinstance(value, bool), "must be true or false"),
}
