"""Upright lines at instants somebody points at or has marked; made when first needed."""

from typing import Final

from console.ui.plots.strip_canvas import StripCanvas
from console.ui.plots.strip_layers import UprightLine
from console.ui.theme import Look

_INKS: Final = {"A": "text_strong", "B": "focus"}  # marked ones stand out, the pointer's does not


class CursorLines:
    """The cursors of one chart.

    Parameters
    ----------
    are_named : bool
        Whether there is room for the letters of the marked ones.
    """

    def __init__(self, canvas: StripCanvas, look: Look, *, are_named: bool = True) -> None:
        self._canvas = canvas
        self._look = look
        self._are_named = are_named
        self._lines: dict[str, UprightLine] = {}

    def put(self, name: str, at_s: float | None) -> None:
        """Put the cursor of that name to an instant, or take it away."""
        line = self._lines.get(name)
        if line is None:
            letter = name if self._are_named and len(name) == 1 else ""
            line = self._lines[name] = UprightLine(self._look, _INKS.get(name, "text_dim"), letter)
            self._canvas.live.append(line)
        before_s, line.at_s = line.at_s, at_s
        self._canvas.repaint_around(before_s, at_s)

    def at_s(self, name: str) -> float | None:
        """Return where a cursor is, None if it is not shown."""
        line = self._lines.get(name)
        return None if line is None else line.at_s
