"""Upright lines at instants somebody points at or has marked; made when first needed."""

import pyqtgraph as pg

from console.ui.theme import Look


class CursorLines:
    """The cursors of one plot.

    Parameters
    ----------
    are_named : bool
        Whether there is room for the letters of the marked ones.
    """

    def __init__(self, plot: pg.PlotWidget, look: Look, *, are_named: bool = True) -> None:
        self._plot = plot
        self._look = look
        self._are_named = are_named
        self._lines: dict[str, pg.InfiniteLine] = {}
        look.changed.connect(self.restyle)

    def put(self, name: str, at_s: float | None) -> None:
        """Put the cursor of that name to an instant, or take it away."""
        line = self._lines.get(name)
        if line is None and at_s is not None:
            line = self._made(name)
        if line is not None:
            line.setVisible(at_s is not None)
            if at_s is not None:
                line.setValue(at_s)

    def at_s(self, name: str) -> float | None:
        """Return where a cursor is, None if it is not shown."""
        line = self._lines.get(name)
        return float(line.value()) if line is not None and line.isVisible() else None

    def restyle(self) -> None:
        """Take the theme's inks: marked ones stand out, the pointer's own does not."""
        theme = self._look.theme
        inks = {"A": theme.text_strong, "B": theme.focus}
        for name, line in self._lines.items():
            ink = inks.get(name, theme.text_dim)
            line.setPen(pg.mkPen(ink, width=1))
            if self._has_letter(name):
                line.label.setColor(ink)

    def _made(self, name: str) -> pg.InfiniteLine:
        label = name if self._has_letter(name) else None
        line = pg.InfiniteLine(angle=90, movable=False, label=label, labelOpts={"position": 0.9})
        line.setZValue(5)
        self._lines[name] = line
        self._plot.addItem(line, ignoreBounds=True)
        self.restyle()
        return line

    def _has_letter(self, name: str) -> bool:
        return self._are_named and len(name) == 1
