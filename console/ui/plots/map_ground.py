"""What stands still on the map: land, grid, stations. Painted once and kept as a picture."""

from dataclasses import dataclass
from typing import Final

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPen

from console.ui.painting import paint_text
from console.ui.plots.label_placement import BESIDE, Box, LabelPlacer, Places
from console.ui.plots.map_data import LandPaths
from console.ui.plots.map_geometry import circle_on_earth, visibility_radius_deg
from console.ui.plots.map_view import MapView
from console.ui.theme import Look, colour

_GRID_STEPS_DEG: Final = (30, 15, 10, 5)
_PLATE_OPACITY: Final = 0.8  # what runs under a name is seen and does not cross it out
_STATION_PX: Final = 7.0


@dataclass(frozen=True, slots=True)
class MapSite:
    """A ground station as the map shows it; heard from `min_elevation_deg` up."""

    name: str
    latitude_deg: float
    longitude_deg: float
    min_elevation_deg: float


def paint_land(painter: QPainter, view: MapView, look: Look, paths: LandPaths) -> None:
    """Draw sea, land, coasts and borders."""
    theme = look.theme
    painter.fillRect(view.box, colour(theme.panel))
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    coast = QPen(colour(theme.text_dim), 0.0)
    border = QPen(colour(theme.panel), 0.0)
    for shift_deg in _turns(view):
        painter.save()
        painter.setTransform(view.transform(shift_deg), combine=True)
        painter.fillPath(paths.land, colour(theme.band))
        painter.strokePath(paths.borders, border)
        painter.strokePath(paths.coast, coast)
        painter.restore()


def _turns(view: MapView) -> list[float]:
    west_deg, east_deg = view.span_deg()
    first = int(np.ceil((west_deg - 180.0) / 360.0))
    last = int(np.floor((east_deg + 180.0) / 360.0))
    return [360.0 * turn for turn in range(first, last + 1)]


def paint_grid(painter: QPainter, view: MapView, look: Look) -> None:
    """Draw meridians and parallels, the equator and Greenwich unbroken."""
    grid = QPen(colour(look.theme.line), 1, Qt.PenStyle.DotLine)
    main = QPen(colour(look.theme.line), 1)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, on=False)
    meridians, parallels = _grid(view)
    for longitude, x in meridians:
        painter.setPen(main if longitude % 360 == 0 else grid)
        painter.drawLine(QPointF(x, view.box.top()), QPointF(x, view.box.bottom()))
    for latitude, y in parallels:
        painter.setPen(main if latitude == 0 else grid)
        painter.drawLine(QPointF(view.box.left(), y), QPointF(view.box.right(), y))


def _grid(view: MapView) -> tuple[list[tuple[int, float]], list[tuple[int, float]]]:
    """Return the meridians with their x and the parallels with their y, in pixels."""
    step = _grid_step(view)
    west, east = view.span_deg()
    south, north = view.latitudes_deg()
    to_pixels = view.transform()
    return (
        [
            (longitude, to_pixels.map(QPointF(longitude, 0.0)).x())
            for longitude in range(_up(west, step), int(east) + 1, step)
        ],
        [
            (latitude, to_pixels.map(QPointF(0.0, latitude)).y())
            for latitude in range(_up(south, step), int(north) + 1, step)
        ],
    )


def paint_degrees(painter: QPainter, view: MapView, look: Look, placer: LabelPlacer) -> None:
    """Write the degrees of the grid along the lower and the left edge."""
    meridians, parallels = _grid(view)
    figures = [
        (QPointF(x, view.box.bottom()), longitude_text(longitude), True)
        for longitude, x in meridians
    ] + [(QPointF(view.box.left(), y), latitude_text(latitude), False) for latitude, y in parallels]
    font = look.font(11)
    metrics = QFontMetricsF(font)
    taken: list[Box] = []
    for at, text, is_below in figures:
        width, height = metrics.horizontalAdvance(text) + 4, metrics.height()
        left = at.x() - width / 2 if is_below else at.x() + 2
        top = at.y() - height - 1 if is_below else at.y() - height / 2
        box = QRectF(left, top, width, height)
        if view.box.contains(box) and not any(box.intersects(_rect(other)) for other in taken):
            painter.fillRect(box, colour(look.theme.ground))
            paint_text(
                painter,
                box,
                text,
                colour(look.theme.text_dim),
                font=font,
                align=Qt.AlignmentFlag.AlignHCenter,
            )
            taken.append(_box(box))
    placer.keep_clear(taken)


def paint_sites(
    painter: QPainter,
    view: MapView,
    look: Look,
    sites: tuple[MapSite, ...],
    height_km: float,
    placer: LabelPlacer,
) -> None:
    """Draw stations, the circles within which each hears the vehicle, and their names."""
    theme = look.theme
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(colour(theme.text_dim), 1, Qt.PenStyle.DashLine))
    for site in sites:
        radius_deg = visibility_radius_deg(height_km, site.min_elevation_deg)
        circle = circle_on_earth(site.latitude_deg, site.longitude_deg, radius_deg)
        for outline in view.polygons(circle.line):
            painter.drawPolyline(outline)
    half = _STATION_PX / 2
    marks = [(site, view.point(site.longitude_deg, site.latitude_deg)) for site in sites]
    for _site, at in marks:
        paint_station(painter, look, at)
        placer.keep_clear([Box(at.x() - half, at.y() - half, at.x() + half, at.y() + half)])
    for site, at in marks:
        paint_label(painter, look, placer, at, site.name, theme.text)


def paint_station(painter: QPainter, look: Look, at: QPointF) -> None:
    """Mark where a station is."""
    painter.setPen(QPen(colour(look.theme.ground), 1))
    painter.setBrush(colour(look.theme.text))
    half = _STATION_PX / 2
    painter.drawRect(QRectF(at.x() - half, at.y() - half, _STATION_PX, _STATION_PX))


def paint_label(
    painter: QPainter,
    look: Look,
    placer: LabelPlacer,
    at: QPointF,
    text: str,
    ink: str,
    places: Places = BESIDE,
) -> bool:
    """Write a name beside its mark where it covers nothing; return whether there was room."""
    font = look.font(12)
    metrics = QFontMetricsF(font)
    width, height = metrics.horizontalAdvance(text) + 6, metrics.height()
    placed = placer.place(at.x(), at.y(), width, height, places)
    if placed is None:
        return False
    box = _rect(placed)
    plate = colour(look.theme.ground)
    painter.setOpacity(_PLATE_OPACITY)
    painter.fillRect(box, plate)
    painter.setOpacity(1.0)
    paint_text(painter, box, text, colour(ink), font=font, align=Qt.AlignmentFlag.AlignHCenter)
    return True


def longitude_text(longitude_deg: float) -> str:
    """Return whole degrees east or west, as ``60° W``."""
    wrapped = (longitude_deg + 180.0) % 360.0 - 180.0
    if abs(wrapped) in (0.0, 180.0):
        return f"{abs(wrapped):.0f}°"
    return f"{abs(wrapped):.0f}° {'E' if wrapped > 0 else 'W'}"


def latitude_text(latitude_deg: float) -> str:
    """Return whole degrees north or south, as ``30° S``."""
    if latitude_deg == 0:
        return "0°"
    return f"{abs(latitude_deg):.0f}° {'N' if latitude_deg > 0 else 'S'}"


def _grid_step(view: MapView) -> int:
    wanted_px = 90.0
    fitting = [step for step in _GRID_STEPS_DEG if step * view.pixels_per_degree >= wanted_px]
    return min(fitting, default=_GRID_STEPS_DEG[0])


def _up(value: float, step: int) -> int:
    return int(np.ceil(value / step)) * step


def _rect(box: Box) -> QRectF:
    return QRectF(box.left, box.top, box.right - box.left, box.bottom - box.top)


def _box(rect: QRectF) -> Box:
    return Box(rect.left(), rect.top(), rect.right(), rect.bottom())
