"""What moves on the map: night, the Sun, the vehicle, its track and what it sees."""

from collections.abc import Sequence
from typing import Final

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPen, QPolygonF

from console.ui.models.ground_track import TRACK_STEP_S, GroundTrack, OrbitNow
from console.ui.painting import paint_text
from console.ui.plots.label_placement import (
    OFF_FALLING,
    OFF_LEVEL,
    OFF_RISING,
    Box,
    LabelPlacer,
    Places,
)
from console.ui.plots.map_geometry import (
    TWILIGHT_ELEVATIONS_DEG,
    Array,
    circle_on_earth,
    darkness,
    visibility_radius_deg,
)
from console.ui.plots.map_ground import paint_label
from console.ui.plots.map_view import MapView
from console.ui.theme import Look, colour
from telemetry.timebase import NS_PER_S

MARK_EVERY_S: Final = 600
MOST_APART_NS: Final = 4 * TRACK_STEP_S * NS_PER_S
_VEHICLE_PX: Final = 9.0
_PLATE_GAP_PX: Final = 12.0
_SUN_PX: Final = 7.0
# Per twilight: night is darker than day, yet black lines stay readable on it.
NIGHT_STEP_ALPHA: Final = {"dark": 52, "daylight": 22}
_LEVEL: Final = 0.25  # degrees of latitude per degree of longitude


def paint_night(painter: QPainter, view: MapView, look: Look, now: OrbitNow) -> None:
    """Shade the ground where the Sun is down, deeper with each twilight."""
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(0, 0, 0, NIGHT_STEP_ALPHA[look.theme.name]))
    for elevation_deg in TWILIGHT_ELEVATIONS_DEG:
        area = darkness(now.sun_latitude_deg, now.sun_longitude_deg, elevation_deg).area
        for polygon in view.polygons(area):
            painter.drawPolygon(polygon)


def paint_terminator(painter: QPainter, view: MapView, look: Look, now: OrbitNow) -> None:
    """Draw the line along which the Sun rises and sets."""
    line = darkness(now.sun_latitude_deg, now.sun_longitude_deg, TWILIGHT_ELEVATIONS_DEG[0]).line
    painter.setPen(QPen(colour(look.theme.text_dim), 1))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    for polygon in view.polygons(line):
        painter.drawPolyline(polygon)


def paint_track(
    painter: QPainter, view: MapView, look: Look, track: GroundTrack, now_ns: int
) -> None:
    """Draw the track: flown thin, coming thick; dotted where the Earth's shadow is flown in."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    for line, is_sunlit, is_flown in track_pieces(track, now_ns):
        painter.setPen(track_pen(look, is_sunlit=is_sunlit, is_flown=is_flown))
        for polygon in view.polygons(line):
            painter.drawPolyline(polygon)


def track_pen(look: Look, *, is_sunlit: bool, is_flown: bool) -> QPen:
    """Return how a piece of the track is drawn, on the map and in its legend."""
    ink = colour(look.theme.text_dim if is_flown else look.theme.text_strong)
    pen = QPen(ink, 1.1 if is_flown else 2.0)
    pen.setCapStyle(Qt.PenCapStyle.FlatCap)
    if not is_sunlit:
        pen.setDashPattern([3.0, 4.0] if is_flown else [1.5, 2.5])
    return pen


def track_pieces(track: GroundTrack, now_ns: int) -> list[tuple[Array, bool, bool]]:
    """Return runs of the track that look alike, each reaching to the first point of the next.

    Where nothing is known for longer than `MOST_APART_NS` there is a break.
    """
    is_flown = track.times_ns < now_ns
    kind = track.is_sunlit.astype(np.int8) + 2 * is_flown
    is_break = np.diff(track.times_ns) > MOST_APART_NS
    edges = np.flatnonzero((np.diff(kind) != 0) | is_break) + 1
    starts = np.concatenate(([0], edges))
    ends = np.concatenate((edges, [kind.size]))
    joins = np.append(~is_break[edges - 1], False)  # to what comes next
    return [
        (track.line[start : end + join], bool(track.is_sunlit[start]), bool(is_flown[start]))
        for start, end, join in zip(starts.tolist(), ends.tolist(), joins.tolist(), strict=True)
    ]


def paint_time_marks(
    painter: QPainter,
    view: MapView,
    look: Look,
    track: GroundTrack,
    now_ns: int,
    placer: LabelPlacer,
) -> None:
    """Mark every ten minutes to come along the track, with the minutes from now."""
    painter.setBrush(colour(look.theme.text_strong))
    from_now_s = (track.times_ns - now_ns) / NS_PER_S
    for ahead_s in range(MARK_EVERY_S, int(from_now_s[-1]) + 1, MARK_EVERY_S):
        longitude, latitude = (
            np.interp((ahead_s - TRACK_STEP_S, ahead_s), from_now_s, track.line[:, axis]).tolist()
            for axis in (0, 1)
        )
        at = view.point(longitude[1], latitude[1])
        if not view.box.contains(at):
            continue
        painter.setPen(Qt.PenStyle.NoPen)
        painter.drawEllipse(at, 2.6, 2.6)
        rise = (latitude[1] - latitude[0]) / (longitude[1] - longitude[0] or 1e-9)
        text = f"+{ahead_s // 60} min"
        paint_label(painter, look, placer, at, text, look.theme.text, _places_off(rise))


def _places_off(rise: float) -> Places:
    if abs(rise) < _LEVEL:
        return OFF_LEVEL
    return OFF_RISING if rise > 0 else OFF_FALLING


def paint_sun(
    painter: QPainter, view: MapView, look: Look, now: OrbitNow, placer: LabelPlacer
) -> None:
    """Mark the place where the Sun is overhead."""
    at = view.point(now.sun_longitude_deg, now.sun_latitude_deg)
    paint_sun_mark(painter, look, at)
    reach = _SUN_PX + 5
    placer.keep_clear([Box(at.x() - reach, at.y() - reach, at.x() + reach, at.y() + reach)])
    paint_label(painter, look, placer, at + QPointF(reach - 4, 0), "Sun overhead", look.theme.text)


def paint_sun_mark(painter: QPainter, look: Look, at: QPointF, radius_px: float = _SUN_PX) -> None:
    """Draw a disc with eight rays."""
    ink = colour(look.theme.text_strong)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(ink, 1.5))
    painter.setBrush(colour(look.theme.ground))
    painter.drawEllipse(at, radius_px, radius_px)
    painter.setBrush(ink)
    painter.drawEllipse(at, 1.6, 1.6)
    for turn in np.arange(8) * np.pi / 4:
        ray = QPointF(float(np.cos(turn)), float(np.sin(turn)))
        painter.drawLine(at + ray * (radius_px + 2), at + ray * (radius_px + 5))


def paint_footprint(painter: QPainter, view: MapView, look: Look, now: OrbitNow) -> None:
    """Draw the horizon as the vehicle sees it."""
    circle = circle_on_earth(
        now.latitude_deg, now.longitude_deg, visibility_radius_deg(now.height_km)
    )
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(colour(look.theme.text_strong), 1.2))
    painter.setBrush(QColor(255, 255, 255, 14))
    for polygon in view.polygons(circle.area):
        painter.drawPolygon(polygon)


def paint_vehicle(
    painter: QPainter, view: MapView, look: Look, now: OrbitNow, name: str, plate: QRectF
) -> None:
    """Draw the vehicle as an arrowhead along its course, and its name on a plate above all."""
    at = view.point(now.longitude_deg, now.latitude_deg)
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.translate(at)
    painter.rotate(now.course_deg)
    painter.setPen(QPen(colour(look.theme.ground), 1.5))
    painter.setBrush(colour(look.theme.text_strong))
    size = _VEHICLE_PX
    painter.drawPolygon(
        QPolygonF(
            [
                QPointF(0, -size * 1.3),
                QPointF(size * 0.8, size),
                QPointF(0, size * 0.5),
                QPointF(-size * 0.8, size),
            ]
        )
    )
    painter.restore()
    painter.setPen(QPen(colour(look.theme.text_strong), 1))
    painter.setBrush(colour(look.theme.ground))
    painter.drawRect(plate)
    paint_text(
        painter,
        plate,
        name,
        colour(look.theme.text_strong),
        font=look.font(13, is_bold=True),
        align=Qt.AlignmentFlag.AlignHCenter,
    )


def vehicle_plate(
    view: MapView, look: Look, now: OrbitNow, name: str, taken: Sequence[Box]
) -> QRectF:
    """Return where the vehicle's name stands: off its track, on the map, and clear of `taken`.

    Where nothing is free it covers the least important: the name of the vehicle is never missing.
    """
    at = view.point(now.longitude_deg, now.latitude_deg)
    metrics = QFontMetricsF(look.font(13, is_bold=True))
    width, height = metrics.horizontalAdvance(name) + 10, metrics.height() + 4
    right, left = at.x() + _PLATE_GAP_PX, at.x() - _PLATE_GAP_PX - width
    below, above = at.y() + _PLATE_GAP_PX, at.y() - _PLATE_GAP_PX - height
    is_northbound = not 90.0 < now.course_deg < 270.0
    # Flying north-east, the track runs up to the right and down to the left of the vehicle.
    off_track = (
        [(right, below), (left, above)] if is_northbound else [(right, above), (left, below)]
    )
    beside = [(right, at.y() - height / 2), (left, at.y() - height / 2)]
    plates = [QRectF(x, y, width, height) for x, y in (*off_track, *beside)]
    on_map = [plate for plate in plates if view.box.contains(plate)]
    return next((plate for plate in on_map if _is_free(plate, taken)), (on_map or plates)[0])


def _is_free(plate: QRectF, taken: Sequence[Box]) -> bool:
    box = Box(plate.left(), plate.top(), plate.right(), plate.bottom())
    return not any(box.overlaps(other) for other in taken)
