"""How a console was arranged when it was closed: a file for each role; losing it is harmless."""

import json
import logging
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, Final

import platformdirs

from console.config import TEXT_SCALE_RANGE, THEMES
from console.domain.roles import Role

logger = logging.getLogger(__name__)

_MOST_BYTES: Final = 64_000


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
    """

    page: str = ""
    text_scale: float | None = None
    theme: str = ""
    span_s: float | None = None
    panels: Mapping[str, Mapping[str, list[Any]]] = field(default_factory=dict)


def layout_path(role: Role) -> Path:
    """Return where this machine keeps the layout of a role."""
    return platformdirs.user_state_path("cupola") / f"layout-{role}.json"


def load_layout(path: Path) -> SavedLayout:
    """Return the layout kept at `path`; what is missing or makes no sense is left out."""
    try:
        text = path.read_bytes()[:_MOST_BYTES]
        kept = json.loads(text)
    except FileNotFoundError:
        return SavedLayout()
    except (OSError, ValueError) as error:
        logger.warning("the layout in %s is left alone: %s", path, error)
        return SavedLayout()
    return _sensible(kept) if isinstance(kept, dict) else SavedLayout()


def save_layout(layout: SavedLayout, path: Path) -> None:
    """Keep a layout; a full disk costs the layout and nothing else."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        new = path.with_suffix(".new")
        new.write_text(json.dumps(asdict(layout), indent=1), encoding="utf-8")
        new.replace(path)
    except OSError as error:
        logger.warning("the layout was not kept in %s: %s", path, error.strerror)


def _sensible(kept: dict[str, Any]) -> SavedLayout:
    page, theme, panels = kept.get("page"), kept.get("theme"), kept.get("panels")
    return SavedLayout(
        page=page if isinstance(page, str) else "",
        theme=theme if theme in THEMES else "",
        text_scale=_number(kept.get("text_scale"), *TEXT_SCALE_RANGE),
        span_s=_number(kept.get("span_s"), 1.0, 1e7),
        panels={
            name: {key: value for key, value in parts.items() if isinstance(value, list)}
            for name, parts in (panels.items() if isinstance(panels, dict) else ())
            if isinstance(parts, dict)
        },
    )


def _number(value: object, least: float, most: float) -> float | None:
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    return float(value) if is_number and least <= value <= most else None  # type: ignore[arg-type,operator]
