"""What is to come on a strip chart: dashed, in a hatched band, told apart without colour."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QBrush, QPainter, QPen

from console.domain.forecast.outlook import Forecast
from console.ui.models.instrument import closeness
from console.ui.plots.curve_paint import polygon
from console.ui.plots.strip_view import StripView
from console.ui.theme import Look, colour, mixed
from telemetry.dictionary import MissionDatabase
from telemetry.timebase import NS_PER_S, utc_text

_HATCH_SHARE: Final = 0.45


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class CurveAhead:
    """One curve after now.

    Parameters
    ----------
    number : int
        Which of the chart's curves goes on here.
    x_s, low, middle, high : ndarray, shape (n,)
        Seconds after launch, and values.
    has_band : bool
        Whether the band is drawn: of several curves only that of the nearest to a limit.
    """

    number: int
    x_s: NDArray[np.float64]
    low: NDArray[np.float64]
    middle: NDArray[np.float64]
    high: NDArray[np.float64]
    has_band: bool


def curves_ahead(
    forecast: Forecast,
    parameters: Sequence[str],
    database: MissionDatabase,
    *,
    launch_ns: int,
    now_ns: int,
    end_s: float,
) -> list[CurveAhead]:
    """Return what of `forecast` lies between now and the end of a page."""
    x_s = (forecast.times_ns - launch_ns) / NS_PER_S
    shown = (forecast.times_ns >= now_ns) & (x_s <= end_s)
    outlooks = {
        number: forecast.outlooks[name]
        for number, name in enumerate(parameters)
        if name in forecast.outlooks
    }
    if np.count_nonzero(shown) < 2 or not outlooks:
        return []

    def nearness(number: int) -> float:
        parameter, middle = database.parameters[parameters[number]], outlooks[number].middle[shown]
        return max(closeness(parameter, float(edge)) for edge in (middle.min(), middle.max()))

    nearest = max(outlooks, key=nearness)
    return [
        CurveAhead(
            number=number,
            x_s=x_s[shown],
            low=each.low[shown],
            middle=each.middle[shown],
            high=each.high[shown],
            has_band=number == nearest,
        )
        for number, each in outlooks.items()
    ]


def forecast_note(forecast: Forecast, parameters: Sequence[str]) -> str:
    """Return what a chart's head says of its forecast: when it was made, or why there is none."""
    missing = [name for name in parameters if name not in forecast.outlooks]
    if len(missing) == len(parameters):
        return f"no forecast: {forecast.unknown.get(missing[0], 'none yet')}"
    words = f"forecast of {utc_text(forecast.at_ns)[11:16]}, 9 in 10"
    return f"{words} · none for {', '.join(missing)}" if missing else words


class Ahead:
    """Paints curves after now."""

    def __init__(self, look: Look) -> None:
        self._look = look
        self.curves: Sequence[CurveAhead] = ()

    def paint(self, painter: QPainter, view: StripView, _exposed: QRectF) -> None:
        """Paint all of it: there are few points."""
        inks, panel = self._look.theme.curves, self._look.theme.panel
        for curve in self.curves:
            ink = inks[curve.number % len(inks)]
            low, high = (view.points_px(curve.x_s, edge) for edge in (curve.low, curve.high))
            if curve.has_band:
                hatch = colour(mixed(ink, panel, _HATCH_SHARE))
                painter.setPen(Qt.PenStyle.NoPen)
                painter.setBrush(QBrush(hatch, Qt.BrushStyle.BDiagPattern))
                painter.drawPolygon(polygon(np.concatenate((low, high[::-1]))))
                painter.setBrush(Qt.BrushStyle.NoBrush)
                painter.setPen(QPen(hatch, 1))
                painter.drawPolyline(polygon(low))
                painter.drawPolyline(polygon(high))
            painter.setPen(QPen(colour(ink), 1.5, Qt.PenStyle.DashLine))
            painter.drawPolyline(polygon(view.points_px(curve.x_s, curve.middle)))
