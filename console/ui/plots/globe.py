"""The Earth as a ball below the vehicle, painted in software; the map's other face."""

from typing import Final

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QImage, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from console.ui.models.ground_track import GroundTrack, OrbitNow
from console.ui.plots.globe_geometry import GlobeView
from console.ui.plots.label_placement import Box, LabelPlacer
from console.ui.plots.map_data import land_rings
from console.ui.plots.map_geometry import Array, circle_on_earth, visibility_radius_deg
from console.ui.plots.map_ground import MapSite, paint_label
from console.ui.plots.map_regions import MapRegions, anomaly_pen, oval_pen
from console.ui.plots.map_sky import NIGHT_STEP_ALPHA, track_pen, track_pieces
from console.ui.theme import Look, colour

_NIGHT_PX: Final = 256
_MARGIN_PX: Final = 8
_VEHICLE_PX: Final = 5.0


class Globe(QWidget):
    """Shows the same as the map, in true shape: nothing is torn at the poles or at 180 degrees."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self._sites: tuple[MapSite, ...] = ()
        self._regions = MapRegions()
        self._name = ""
        self._now: OrbitNow | None = None
        self._track: GroundTrack | None = None
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumSize(240, 220)
        self.setAccessibleName("Globe")
        look.changed.connect(self.update)

    def set_flight(self, vehicle_name: str, sites: tuple[MapSite, ...]) -> None:
        """Show another flight's vehicle name and stations."""
        self._name, self._sites = vehicle_name, sites
        self.update()

    def set_regions(self, regions: MapRegions) -> None:
        """Show other outlines."""
        self._regions = regions
        self.update()

    def show_orbit(self, now: OrbitNow | None, track: GroundTrack | None) -> None:
        """Show the vehicle at another instant, or none."""
        self._now, self._track = now, track
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the disc below the vehicle, and all that stands and moves on it."""
        painter = QPainter(self)
        now, theme = self._now, self._look.theme
        if now is None:
            return
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        view = GlobeView(now.longitude_deg, now.latitude_deg)
        disc = self._disc()
        painter.setPen(QPen(colour(theme.text_dim), 1))
        painter.setBrush(colour(theme.panel))
        painter.drawEllipse(disc)
        painter.setBrush(colour(theme.band))
        painter.setPen(QPen(colour(theme.text_dim), 0.8))
        for ring in land_rings():
            area = view.area(ring)
            if len(area):
                painter.drawPolygon(self._polygon(area))
        self._paint_night(painter, view, now, disc)
        self._paint_lines(painter, view, now)
        self._paint_marks(painter, view, now)
        painter.end()

    def _disc(self) -> QRectF:
        across = min(self.width(), self.height()) - 2 * _MARGIN_PX
        left, top = (self.width() - across) / 2, (self.height() - across) / 2
        return QRectF(left, top, across, across)

    def _polygon(self, points: Array) -> QPolygonF:
        return QPolygonF([self._px(x, y) for x, y in points.tolist()])

    def _px(self, x: float, y: float) -> QPointF:
        disc = self._disc()
        radius = disc.width() / 2
        return disc.center() + QPointF(x * radius, -y * radius)

    def _paint_night(self, painter: QPainter, view: GlobeView, now: OrbitNow, disc: QRectF) -> None:
        steps = view.darkness_steps(now.sun_longitude_deg, now.sun_latitude_deg, _NIGHT_PX)
        light = 1 - NIGHT_STEP_ALPHA[self._look.theme.name] / 255
        alpha = (255 * (1 - light**steps)).astype(np.uint32) << 24  # black, premultiplied
        image = QImage(
            alpha.tobytes(), _NIGHT_PX, _NIGHT_PX, QImage.Format.Format_ARGB32_Premultiplied
        )
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.drawImage(disc, image)

    def _paint_lines(self, painter: QPainter, view: GlobeView, now: OrbitNow) -> None:
        look, theme = self._look, self._look.theme
        painter.setBrush(Qt.BrushStyle.NoBrush)
        lines = [(oval_pen(look), oval) for oval in self._regions.ovals]
        if self._regions.anomaly is not None:
            lines.append((anomaly_pen(look), self._regions.anomaly))
        heard = QPen(colour(theme.text_dim), 1, Qt.PenStyle.DashLine)
        for site in self._sites:
            radius_deg = visibility_radius_deg(now.height_km, site.min_elevation_deg)
            circle = circle_on_earth(site.latitude_deg, site.longitude_deg, radius_deg)
            lines.append((heard, circle.line))
        if self._track is not None:
            lines += [
                (track_pen(look, is_sunlit=is_sunlit, is_flown=is_flown), line)
                for line, is_sunlit, is_flown in track_pieces(self._track, now.at_ns)
            ]
        radius_deg = visibility_radius_deg(now.height_km)
        horizon = circle_on_earth(now.latitude_deg, now.longitude_deg, radius_deg)
        lines.append((QPen(colour(theme.text_strong), 1.2), horizon.line))
        for pen, line in lines:
            painter.setPen(pen)
            for part in view.seen(line):
                painter.drawPolyline(self._polygon(part))

    def _paint_marks(self, painter: QPainter, view: GlobeView, now: OrbitNow) -> None:
        theme = self._look.theme
        placer = LabelPlacer(bounds=Box(0, 0, self.width(), self.height()))
        marks = [(now.longitude_deg, now.latitude_deg, self._name, theme.text_strong, _VEHICLE_PX)]
        marks += [
            (each.longitude_deg, each.latitude_deg, each.name, theme.text, 3.0)
            for each in self._sites
        ]
        for longitude, latitude, name, ink, size in marks:
            (point,), (depth,) = view.project(np.array([[longitude, latitude]]))
            if depth <= 0:
                continue
            at = self._px(*point.tolist())
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(colour(ink))
            painter.drawEllipse(at, size, size)
            paint_label(painter, self._look, placer, at, name, ink)
