"""What the map shows besides land and stations: the anomaly's outline, what guests look at."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QPainter, QPen

from console.ui.plots.label_placement import LabelPlacer
from console.ui.plots.map_geometry import Array
from console.ui.plots.map_ground import paint_label
from console.ui.plots.map_view import MapView
from console.ui.theme import Look, colour

NAMES_FROM_ZOOM: Final = 3.0  # the whole Earth has no room for two hundred names
_CROSS_PX: Final = 2.5


@dataclass(frozen=True, slots=True)
class MapTarget:
    """Something on the ground worth looking at."""

    name: str
    latitude_deg: float
    longitude_deg: float


@dataclass(frozen=True, slots=True, eq=False)
class MapRegions:
    """What is drawn over the ground and stands still.

    Parameters
    ----------
    anomaly : ndarray of float64, shape (n, 2), or None
        Unwrapped longitude and latitude in degrees along the South Atlantic Anomaly.
    ovals : tuple of ndarray of float64, each of shape (n, 2)
        Likewise along the auroral oval: its poleward and its equatorward edge in the north, then
        in the south.
    kp : float
        Planetary index the oval is drawn for.
    targets : tuple of MapTarget
    """

    anomaly: Array | None = None
    ovals: tuple[Array, ...] = ()
    kp: float = 0.0
    targets: tuple[MapTarget, ...] = ()


def anomaly_pen(look: Look) -> QPen:
    """Return how the anomaly is outlined, on the map and in its legend."""
    pen = QPen(colour(look.theme.text_dim), 1.4)
    pen.setDashPattern([6.0, 2.0, 1.0, 2.0])
    return pen


def oval_pen(look: Look) -> QPen:
    """Return how the auroral oval is outlined, on the map and in its legend."""
    pen = QPen(colour(look.theme.focus), 1.4)
    pen.setDashPattern([9.0, 4.0])
    return pen


def paint_regions(
    painter: QPainter, view: MapView, look: Look, regions: MapRegions, placer: LabelPlacer
) -> None:
    """Draw the anomaly and the oval with their names, and a small cross at every target."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    if regions.anomaly is not None and len(regions.anomaly):
        painter.setPen(anomaly_pen(look))
        for outline in view.polygons(regions.anomaly):
            painter.drawPolyline(outline)
        longitude, latitude = regions.anomaly.mean(axis=0).tolist()
        middle = view.point(longitude, latitude)
        if view.box.contains(middle):
            paint_label(painter, look, placer, middle, "SAA", look.theme.text_dim)
    for number, oval in enumerate(regions.ovals):
        painter.setPen(oval_pen(look))
        for outline in view.polygons(oval):
            painter.drawPolyline(outline)
        at = view.point(*oval[len(oval) // 3].tolist())
        if view.box.contains(at) and number % 2:  # the edges towards the equator
            paint_label(painter, look, placer, at, f"aurora, Kp {regions.kp:g}", look.theme.focus)
    _paint_targets(painter, view, look, regions.targets, placer)


def _paint_targets(
    painter: QPainter,
    view: MapView,
    look: Look,
    targets: Iterable[MapTarget],
    placer: LabelPlacer,
) -> None:
    theme = look.theme
    for target in targets:
        at = view.point(target.longitude_deg, target.latitude_deg)
        if not view.box.contains(at):
            continue
        paint_target(painter, look, at)
        if view.zoom >= NAMES_FROM_ZOOM:
            paint_label(painter, look, placer, at, target.name, theme.text_dim)


def paint_target(painter: QPainter, look: Look, at: QPointF) -> None:
    """Mark something worth looking at."""
    painter.setPen(QPen(colour(look.theme.focus), 1.2))
    painter.drawLine(at - QPointF(_CROSS_PX, 0), at + QPointF(_CROSS_PX, 0))
    painter.drawLine(at - QPointF(0, _CROSS_PX), at + QPointF(0, _CROSS_PX))
