"""Which part of the Earth a map shows, and where each place falls on it."""

from dataclasses import dataclass, replace
from typing import Final

import numpy as np
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPainterPath, QPolygonF, QTransform

from console.ui.plots.curve_paint import polygon
from console.ui.plots.map_geometry import Array, shifts_deg

MAX_ZOOM: Final = 12.0


@dataclass(frozen=True, slots=True)
class MapView:
    """An equirectangular map: equal degrees in both directions, north up.

    Parameters
    ----------
    box : QRectF
        The map's rectangle in the widget, in pixels.
    longitude_deg, latitude_deg : float
        The place in its middle.
    zoom : float
        1 when the whole Earth just fills the box.
    """

    box: QRectF
    longitude_deg: float = 0.0
    latitude_deg: float = 0.0
    zoom: float = 1.0

    @classmethod
    def fitted(cls, left: float, top: float, width: float, height: float) -> "MapView":
        """Return the whole Earth, as large as the given rectangle allows, centred in it."""
        across = min(width, 2.0 * height)
        box = QRectF(
            left + (width - across) / 2, top + (height - across / 2) / 2, across, across / 2
        )
        return cls(box)

    @property
    def pixels_per_degree(self) -> float:
        """Scale, the same along both axes."""
        return self.box.width() / 360.0 * self.zoom

    def span_deg(self) -> tuple[float, float]:
        """Return the longitudes of the left and the right edge."""
        half = self.box.width() / 2 / self.pixels_per_degree
        return self.longitude_deg - half, self.longitude_deg + half

    def latitudes_deg(self) -> tuple[float, float]:
        """Return the latitudes of the lower and the upper edge."""
        half = self.box.height() / 2 / self.pixels_per_degree
        return self.latitude_deg - half, self.latitude_deg + half

    def point(self, longitude_deg: float, latitude_deg: float) -> QPointF:
        """Return where a place falls; the longitude nearest to the middle is taken."""
        turn = round((self.longitude_deg - longitude_deg) / 360.0)
        return self.transform().map(QPointF(longitude_deg + 360.0 * turn, latitude_deg))

    def place(self, point: QPointF) -> tuple[float, float]:
        """Return longitude and latitude at a pixel."""
        away = point - self.box.center()
        return (
            self.longitude_deg + away.x() / self.pixels_per_degree,
            self.latitude_deg - away.y() / self.pixels_per_degree,
        )

    def transform(self, shift_deg: float = 0.0) -> QTransform:
        """Return the way from (longitude + shift, latitude) in degrees to pixels."""
        scale, middle = self.pixels_per_degree, self.box.center()
        return QTransform(
            scale,
            0.0,
            0.0,
            -scale,
            middle.x() - (self.longitude_deg - shift_deg) * scale,
            middle.y() + self.latitude_deg * scale,
        )

    def polygons(self, line: Array) -> list[QPolygonF]:
        """Return an unwrapped line in pixels, once for each time it crosses the map."""
        degrees = polygon(line)
        return [self.transform(shift).map(degrees) for shift in shifts_deg(line, *self.span_deg())]

    def zoomed(self, factor: float, about: QPointF) -> "MapView":
        """Return the view larger by `factor`, the place under the pixel `about` staying there."""
        zoom = min(MAX_ZOOM, max(1.0, self.zoom * factor))
        longitude, latitude = self.place(about)
        away = (about - self.box.center()) / (self.box.width() / 360.0 * zoom)
        return self._kept(
            replace(
                self,
                zoom=zoom,
                longitude_deg=longitude - away.x(),
                latitude_deg=latitude + away.y(),
            )
        )

    def moved(self, by: QPointF) -> "MapView":
        """Return the view dragged by some pixels."""
        scale = self.pixels_per_degree
        return self._kept(
            replace(
                self,
                longitude_deg=self.longitude_deg - by.x() / scale,
                latitude_deg=self.latitude_deg + by.y() / scale,
            )
        )

    @staticmethod
    def _kept(view: "MapView") -> "MapView":
        """Return the view with both poles outside or at its edges and the middle on the map."""
        room_deg = 90.0 - 90.0 / view.zoom
        longitude = 0.0 if view.zoom == 1.0 else (view.longitude_deg + 180.0) % 360.0 - 180.0
        latitude = min(room_deg, max(-room_deg, view.latitude_deg))
        return replace(view, longitude_deg=longitude, latitude_deg=latitude)


def joined_path(lines: list[Array]) -> QPainterPath:
    """Return lines of degrees as one path, to be drawn through `MapView.transform`."""
    path = QPainterPath()
    for line in lines:
        path.addPolygon(polygon(np.asarray(line, dtype=np.float64)))
    return path
