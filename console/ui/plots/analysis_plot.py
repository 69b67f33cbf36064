"""A still picture of what was worked out of a stretch: points, bars or lines, by pyqtgraph.

The charts that follow live data paint themselves; this is drawn once and looked at.
"""

from collections.abc import Sequence
from typing import Final

import numpy as np
import pyqtgraph
from numpy.typing import NDArray
from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent

from console.ui.models.analysis import Histogram, Spectrum
from console.ui.own_keys import ARROWS
from console.ui.theme import Look, colour

Floats = NDArray[np.float64]

_GRID_ALPHA: Final = 0.25
_MOVE_SHARE: Final = 0.1  # of the view, with each arrow
_ZOOM: Final = 0.8
_POINT_PX: Final = 4
_STEPS: Final = {
    Qt.Key.Key_Left: (-1, 0),
    Qt.Key.Key_Right: (1, 0),
    Qt.Key.Key_Up: (0, 1),
    Qt.Key.Key_Down: (0, -1),
}
_ZOOMS: Final = {
    Qt.Key.Key_Plus: _ZOOM,
    Qt.Key.Key_Equal: _ZOOM,
    Qt.Key.Key_Minus: 1 / _ZOOM,
}


class Axis(pyqtgraph.AxisItem):  # type: ignore[misc]  # pyqtgraph has no types
    """An axis whose logarithmic figures leave each other room: 1, 2, 5, 10 and so on."""

    def logTickStrings(self, values: Sequence[float], scale: float, spacing: float) -> list[str]:
        """Return a figure for each tick, empty between."""
        texts = super().logTickStrings(values, scale, spacing)
        leading = (f"{10.0**value:.0e}"[0] for value in values)
        return [text if digit in "125" else "" for text, digit in zip(texts, leading, strict=True)]


class AnalysisPlot(pyqtgraph.PlotWidget):  # type: ignore[misc]  # pyqtgraph has no types
    """Two axes with their units; arrows move, + and − zoom, Home shows all."""

    own_keys = ARROWS

    def __init__(self, look: Look) -> None:
        super().__init__(axisItems={side: Axis(side) for side in ("bottom", "left")})
        self._look = look
        self._names = ("", "")
        self.setAccessibleName("Analysis")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMenuEnabled(False)
        self.hideButtons()
        for side in ("bottom", "left"):
            self.getAxis(side).enableAutoSIPrefix(False)  # a value is in the unit that is written
        self._curve = self.plot()
        self.dress()

    def show_points(self, x: Floats, y: Floats, x_name: str, y_name: str) -> None:
        """Show a point for each pair."""
        ink = colour(self._look.theme.curves[1])
        self._show(x_name, y_name)
        self._curve.setData(
            x, y, pen=None, symbol="o", symbolSize=_POINT_PX, symbolPen=None, symbolBrush=ink
        )

    def show_histogram(self, found: Histogram, x_name: str) -> None:
        """Show a bar for each bin, from zero."""
        self._show(x_name, "samples")
        ink, fill = colour(self._look.theme.text), colour(self._look.theme.band)
        self._curve.setData(
            found.edges,
            found.counts,
            stepMode="center",
            fillLevel=0,
            brush=fill,
            pen=ink,
            symbol=None,
        )

    def show_spectrum(self, found: Spectrum, y_name: str) -> None:
        """Show amplitudes over frequencies, both in powers of ten."""
        self._show("frequency (Hz)", y_name, is_log=True)
        ink = colour(self._look.theme.curves[0])
        self._curve.setData(
            *(found.frequencies_hz, np.maximum(found.amplitudes, np.finfo(float).tiny)),
            pen=ink,
            symbol=None,
        )

    def clear_all(self) -> None:
        """Show nothing."""
        self._curve.setData([], [], stepMode=None, fillLevel=None, symbol=None)

    def dress(self) -> None:
        """Take the colours and letters of the theme."""
        theme, font = self._look.theme, self._look.font(11)
        self.setBackground(colour(theme.panel))
        for side in ("bottom", "left"):
            axis = self.getAxis(side)
            axis.setPen(colour(theme.line))
            axis.setTextPen(colour(theme.text_dim))
            axis.setStyle(tickFont=font)
            axis.label.setFont(self._look.font(12))
        self.showGrid(x=True, y=True, alpha=_GRID_ALPHA)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Move and zoom by keys; Home shows all."""
        key, box = Qt.Key(event.key()), self.getViewBox()
        if key in _STEPS and not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier:
            (left, right), (low, high) = box.viewRange()
            across, up = _STEPS[key]
            move = _MOVE_SHARE * across * (right - left), _MOVE_SHARE * up * (high - low)
            box.translateBy(x=move[0], y=move[1])
        elif key in _ZOOMS:
            box.scaleBy((_ZOOMS[key], _ZOOMS[key]))
        elif key == Qt.Key.Key_Home:
            self.autoRange()
        else:
            event.ignore()  # the page has keys too

    def _show(self, x_name: str, y_name: str, *, is_log: bool = False) -> None:
        self.clear_all()
        self.setLogMode(x=is_log, y=is_log)
        if (x_name, y_name) != self._names:
            self._names = (x_name, y_name)
            self.setLabel("bottom", x_name, color=self._look.theme.text)
            self.setLabel("left", y_name, color=self._look.theme.text)
        self.setAccessibleName(f"{y_name} over {x_name}")
        self.enableAutoRange()
