"""The world map: still layers kept as a picture, moving ones painted over it once a second."""

from typing import Final

from PySide6.QtCore import QEvent, QPointF, Qt, Signal
from PySide6.QtGui import (
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPixmap,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from console.ui.models.ground_track import GroundTrack, OrbitNow
from console.ui.own_keys import ARROWS
from console.ui.painting import paint_focus
from console.ui.plots.label_placement import Box, LabelPlacer
from console.ui.plots.map_data import LandPaths
from console.ui.plots.map_ground import (
    MapSite,
    paint_degrees,
    paint_grid,
    paint_land,
    paint_sites,
)
from console.ui.plots.map_regions import MapRegions, paint_regions
from console.ui.plots.map_sky import (
    paint_footprint,
    paint_night,
    paint_sun,
    paint_terminator,
    paint_time_marks,
    paint_track,
    paint_vehicle,
    vehicle_plate,
)
from console.ui.plots.map_view import MapView
from console.ui.theme import Look

HEIGHT_STEP_KM: Final = 10.0  # station circles are redrawn when the height passes a step
_ZOOM_PER_NOTCH: Final = 1.25


class WorldMap(QWidget):
    """Land, stations, night, the vehicle and where it goes.

    The wheel zooms about the pointer, dragging moves, Home shows the whole Earth again.
    """

    own_keys = ARROWS
    pointed_at = Signal(float, float)  # longitude and latitude in degrees under the pointer

    def __init__(self, look: Look, paths: LandPaths, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._paths = paths
        self._site_list: tuple[MapSite, ...] = ()
        self._regions = MapRegions()
        self._vehicle_name = ""
        self._now: OrbitNow | None = None
        self._track: GroundTrack | None = None
        self._view = MapView.fitted(0, 0, 2, 1)
        self._ground: QPixmap | None = None
        self._sites: QPixmap | None = None
        self._sites_height_km = 0.0
        self._taken: list[Box] = []
        self._dragged_from: QPointF | None = None
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumSize(320, 180)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setAccessibleName("World map")
        look.changed.connect(self._forget_pictures)

    @property
    def view(self) -> MapView:
        """What part of the Earth is shown."""
        return self._view

    def set_flight(self, vehicle_name: str, sites: tuple[MapSite, ...]) -> None:
        """Show another flight's vehicle name and stations."""
        self._vehicle_name, self._site_list = vehicle_name, sites
        self._forget_pictures()

    def set_regions(self, regions: MapRegions) -> None:
        """Show other outlines and targets."""
        self._regions = regions
        self._sites = None
        self.update()

    def show_orbit(self, now: OrbitNow | None, track: GroundTrack | None) -> None:
        """Show the vehicle at another instant, or none."""
        self._now, self._track = now, track
        if now is not None and abs(now.height_km - self._sites_height_km) > HEIGHT_STEP_KM:
            self._sites = None
        self.update()

    def show_whole_earth(self) -> None:
        """Undo zooming and moving."""
        self._set_view(MapView.fitted(0, 0, self.width(), self.height()))

    def _set_view(self, view: MapView) -> None:
        if view != self._view:
            self._view = view
            self._forget_pictures()

    def _forget_pictures(self) -> None:
        self._ground = self._sites = None
        self.update()

    def _picture(self) -> tuple[QPixmap, QPainter]:
        ratio = self.devicePixelRatioF()
        picture = QPixmap(self.size() * ratio)
        picture.setDevicePixelRatio(ratio)
        picture.fill(Qt.GlobalColor.transparent)
        painter = QPainter(picture)
        painter.setClipRect(self._view.box)
        return picture, painter

    def _painted_ground(self) -> QPixmap:
        picture, painter = self._picture()
        paint_land(painter, self._view, self._look, self._paths)
        paint_grid(painter, self._view, self._look)
        painter.end()
        return picture

    def _painted_sites(self, height_km: float) -> QPixmap:
        """Paint what stands on the ground but must stay readable at night."""
        picture, painter = self._picture()
        placer = self._placer()
        paint_degrees(painter, self._view, self._look, placer)
        paint_sites(painter, self._view, self._look, self._site_list, height_km, placer)
        paint_regions(painter, self._view, self._look, self._regions, placer)
        painter.end()
        self._taken = placer.taken
        return picture

    def _placer(self) -> LabelPlacer:
        box = self._view.box
        return LabelPlacer(bounds=Box(box.left(), box.top(), box.right(), box.bottom()))

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the kept pictures and, between and above them, what moves."""
        if self._ground is None:
            self._ground = self._painted_ground()
        painter = QPainter(self)
        painter.setClipRect(self._view.box)
        painter.drawPixmap(0, 0, self._ground)
        if self._now is not None:
            paint_night(painter, self._view, self._look, self._now)
            if self._sites is None:
                self._sites_height_km = self._now.height_km
                self._sites = self._painted_sites(self._now.height_km)
            self._paint_lines(painter, self._now)
            painter.drawPixmap(0, 0, self._sites)  # names stay readable where the track crosses
            self._paint_marks(painter, self._now)
        painter.end()
        paint_focus(self, self._look)

    def _paint_lines(self, painter: QPainter, now: OrbitNow) -> None:
        view, look = self._view, self._look
        paint_terminator(painter, view, look, now)
        paint_footprint(painter, view, look, now)
        if self._track is not None:
            paint_track(painter, view, look, self._track, now.at_ns)

    def _paint_marks(self, painter: QPainter, now: OrbitNow) -> None:
        view, look = self._view, self._look
        placer = self._placer()
        placer.keep_clear(self._taken)
        plate = vehicle_plate(view, look, now, self._vehicle_name, self._taken)
        placer.keep_clear([Box(plate.left(), plate.top(), plate.right(), plate.bottom())])
        if self._track is not None:
            paint_time_marks(painter, view, look, self._track, now.at_ns, placer)
        paint_sun(painter, view, look, now, placer)
        paint_vehicle(painter, view, look, now, self._vehicle_name, plate)

    def resizeEvent(self, _event: QResizeEvent) -> None:
        """Fit the Earth into the new size."""
        self.show_whole_earth()

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Zoom about the pointer."""
        notches = event.angleDelta().y() / 120.0
        self._set_view(self._view.zoomed(_ZOOM_PER_NOTCH**notches, event.position()))
        event.accept()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Begin to drag."""
        self._dragged_from = event.position()

    def mouseReleaseEvent(self, _event: QMouseEvent) -> None:
        """End dragging."""
        self._dragged_from = None

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Drag the map, and tell the place under the pointer."""
        if self._dragged_from is not None:
            self._set_view(self._view.moved(event.position() - self._dragged_from))
            self._dragged_from = event.position()
        if self._view.box.contains(event.position()):
            self.pointed_at.emit(*self._view.place(event.position()))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Zoom and move by keyboard."""
        middle, step = self._view.box.center(), self.width() / 10.0
        match event.key():
            case Qt.Key.Key_Plus | Qt.Key.Key_Equal:
                self._set_view(self._view.zoomed(_ZOOM_PER_NOTCH, middle))
            case Qt.Key.Key_Minus:
                self._set_view(self._view.zoomed(1 / _ZOOM_PER_NOTCH, middle))
            case Qt.Key.Key_Home:
                self.show_whole_earth()
            case Qt.Key.Key_Left:
                self._set_view(self._view.moved(QPointF(step, 0)))
            case Qt.Key.Key_Right:
                self._set_view(self._view.moved(QPointF(-step, 0)))
            case Qt.Key.Key_Up:
                self._set_view(self._view.moved(QPointF(0, step)))
            case Qt.Key.Key_Down:
                self._set_view(self._view.moved(QPointF(0, -step)))
            case _:
                super().keyPressEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        """Repaint when the window's palette or font changes."""
        if event.type() in (QEvent.Type.PaletteChange, QEvent.Type.FontChange):
            self._forget_pictures()
        super().changeEvent(event)
