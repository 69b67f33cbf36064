"""The drawing of what a cabin window shows, on screen or in a picture."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import (
    QBrush,
    QColor,
    QFontMetricsF,
    QPainter,
    QPainterPath,
    QPen,
    QPolygonF,
    QRadialGradient,
)

from console.domain.viewing.pane_scene import PaneScene
from console.ui.plots.label_placement import Box, LabelPlacer
from console.ui.plots.pane_colours import pane_image
from console.ui.plots.pane_layers import (
    DISC_DEG,
    NIGHT_SUN_DEG,
    Mark,
    aurora_rays,
    coast_lines,
    stars,
    sun_and_moon,
    sun_elevations_deg,
    targets_in_sight,
)
from console.ui.theme import Look
from telemetry.geodesy import Array, elevation_deg, normal
from telemetry.mission import Target

CITY_KIND: Final = "city-lights"
_RASTER_PX: Final = 240
_NAMED_STAR_MAGNITUDE: Final = 1.3
_NAMES_AT_MOST: Final = 9
_INK: Final = QColor(255, 255, 255)
_PLATE: Final = QColor(0, 0, 0, 150)
_COAST: Final = QColor(255, 255, 255, 70)
_LAMP: Final = QColor(255, 214, 140)
_CURTAIN: Final = QColor(120, 255, 170)
_RIM: Final = QColor(110, 118, 126)


@dataclass(frozen=True, kw_only=True, eq=False)
class PaneSubject:
    """What the drawing is about besides the scene itself.

    Parameters
    ----------
    target : Target or None
        Ringed and named first.
    targets : sequence of Target
        Of the flight: cities shine, others are named where there is room.
    kp : float
        For the aurora.
    """

    targets: Sequence[Target]
    target: Target | None = None
    kp: float = 3.0


def draw_pane(
    painter: QPainter,
    look: Look,
    box: QRectF,
    scene: PaneScene,
    subject: PaneSubject,
    *,
    has_names: bool = True,
) -> None:
    """Draw the pane as large as `box` lets it be."""
    _Drawing(painter, look, box, scene, subject).draw(has_names=has_names)


class _Drawing:
    def __init__(
        self, painter: QPainter, look: Look, box: QRectF, scene: PaneScene, subject: PaneSubject
    ) -> None:
        self._painter, self._look = painter, look
        self._scene, self._subject = scene, subject
        across = min(box.width(), box.height())
        self._round = QRectF(0, 0, across, across)
        self._round.moveCenter(box.center())
        self._px_per_deg = across / 2.0 / scene.pane.half_angle_deg

    def draw(self, *, has_names: bool) -> None:
        painter = self._painter
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        edge = QPainterPath()
        edge.addEllipse(self._round)
        painter.setClipPath(edge)
        painter.drawImage(self._round, pane_image(self._scene, _RASTER_PX))
        self._draw_coast()
        self._draw_limb()
        self._draw_stars()
        self._draw_aurora()
        lamps = self._draw_cities()
        bodies = list(sun_and_moon(self._scene))
        for body in bodies:
            self._draw_body(body)
        ringed = self._draw_target()
        if has_names:
            self._write_names([*ringed, *bodies, *lamps, *self._others()])
        painter.setClipping(False)
        painter.setPen(QPen(_RIM, max(1.5, self._round.width() / 120)))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawEllipse(self._round)
        painter.restore()

    def _point(self, right_deg: float, up_deg: float) -> QPointF:
        centre = self._round.center()
        return QPointF(
            centre.x() + right_deg * self._px_per_deg, centre.y() - up_deg * self._px_per_deg
        )

    def _polygon(self, places: Array) -> QPolygonF:
        return QPolygonF([self._point(right, up) for right, up in places.tolist()])

    def _draw_coast(self) -> None:
        self._painter.setPen(QPen(_COAST, 1.0))
        for line in coast_lines(self._scene):
            self._painter.drawPolyline(self._polygon(line))

    def _draw_limb(self) -> None:
        """Draw the air's thin bright line: blue by day, red where the Sun comes and goes."""
        scene = self._scene
        sun = elevation_deg(scene.limb_km, normal(scene.limb_km), scene.sun_km)
        points = [self._point(right, up) for right, up in scene.limb_deg.tolist()]
        width = max(1.5, 0.35 * self._px_per_deg)
        for n in range(len(points) - 1):
            low = float(np.exp(-(((sun[n] + 2.0) / 6.0) ** 2)))
            day = float(np.clip((sun[n] + 8.0) / 12.0, 0.0, 1.0))
            ink = QColor.fromRgbF(0.55 + 0.45 * low, 0.75 - 0.15 * low, 1.0 - 0.55 * low)
            ink.setAlphaF(0.12 + 0.55 * max(day, low))
            self._painter.setPen(QPen(ink, width))
            self._painter.drawLine(points[n], points[n + 1])

    def _draw_stars(self) -> None:
        painter = self._painter
        painter.setPen(Qt.PenStyle.NoPen)
        scale = max(0.7, self._round.width() / 500)
        for place, magnitude in zip(*stars(self._scene)[:2], strict=True):
            bright = float(np.clip((6.0 - magnitude) / 6.0, 0.15, 1.0))
            painter.setBrush(QColor(255, 255, 255, round(90 + 165 * bright)))
            size = scale * (0.5 + 1.7 * bright**2)
            painter.drawEllipse(self._point(*place), size, size)

    def _draw_aurora(self) -> None:
        painter = self._painter
        for rays, bright in aurora_rays(self._scene, self._subject.kp):
            for (foot_right, foot_up), (top_right, top_up) in rays.tolist():
                foot, top = self._point(foot_right, foot_up), self._point(top_right, top_up)
                ink = QColor(_CURTAIN)
                ink.setAlphaF(0.05 + 0.12 * bright)
                painter.setPen(QPen(ink, max(1.5, self._px_per_deg * 0.5)))
                painter.drawLine(foot, top)

    def _draw_cities(self) -> list[Mark]:
        """Draw the lamps of dark cities in sight; return their names."""
        places, cities = targets_in_sight(self._scene, self._subject.targets, of_kind=CITY_KIND)
        if not cities:
            return []
        painter, found = self._painter, []
        painter.setPen(Qt.PenStyle.NoPen)
        for place, city, sun_deg in zip(
            places, cities, sun_elevations_deg(self._scene, cities), strict=True
        ):
            if sun_deg > NIGHT_SUN_DEG:
                continue
            at = self._point(*place)
            reach = max(5.0, self._px_per_deg * (1.2 + city.extent_km / 100.0))
            glow = QRadialGradient(at, reach)
            glow.setColorAt(0.0, _LAMP)
            glow.setColorAt(0.3, QColor(255, 190, 100, 150))
            glow.setColorAt(1.0, QColor(255, 170, 80, 0))
            painter.setBrush(QBrush(glow))
            painter.drawEllipse(at, reach, reach)
            found.append(Mark(city.name, float(place[0]), float(place[1])))
        return sorted(found, key=lambda mark: float(np.hypot(mark.right_deg, mark.up_deg)))

    def _draw_body(self, body: Mark) -> None:
        painter, at = self._painter, self._point(body.right_deg, body.up_deg)
        radius = max(3.5, DISC_DEG * self._px_per_deg)
        painter.setPen(Qt.PenStyle.NoPen)
        if body.name == "Sun":
            glow = QRadialGradient(at, 9 * radius)
            glow.setColorAt(0.0, QColor(255, 255, 245))
            glow.setColorAt(0.15, QColor(255, 250, 225, 170))
            glow.setColorAt(1.0, QColor(255, 240, 200, 0))
            painter.setBrush(QBrush(glow))
            painter.drawEllipse(at, 9 * radius, 9 * radius)
            return
        painter.setBrush(QColor(60, 62, 68))
        painter.drawEllipse(at, radius, radius)
        painter.setBrush(QColor(235, 235, 225))
        painter.drawPath(self._lit_part(at, radius))

    def _lit_part(self, at: QPointF, radius: float) -> QPainterPath:
        """Return the sunlit part of the Moon's disc, its bright limb towards the Sun."""
        sun_right, sun_up = self._scene.place_deg(self._scene.sun_sight)[0]
        moon_right, moon_up = self._scene.place_deg(self._scene.moon_sight)[0]
        turn = np.degrees(np.arctan2(sun_up - moon_up, sun_right - moon_right))
        half = QPainterPath()
        half.moveTo(0, -radius)
        half.arcTo(QRectF(-radius, -radius, 2 * radius, 2 * radius), 90, -180)
        across = (2.0 * self._scene.moon_lit - 1.0) * radius  # of the terminator's half ellipse
        bulge = QRectF(-abs(across), -radius, 2 * abs(across), 2 * radius)
        half.arcTo(bulge, 270, -180 if across > 0 else 180)
        painter_turn = self._painter.transform()
        painter_turn.reset()
        painter_turn.translate(at.x(), at.y())
        painter_turn.rotate(-float(turn))
        return painter_turn.map(half)

    def _draw_target(self) -> list[Mark]:
        target = self._subject.target
        if target is None:
            return []
        places, found = targets_in_sight(self._scene, [target])
        if not found:
            return []
        right, up = places[0]
        self._painter.setBrush(Qt.BrushStyle.NoBrush)
        self._painter.setPen(QPen(_INK, 1.6))
        reach = max(6.0, self._round.width() / 60)
        self._painter.drawEllipse(self._point(right, up), reach, reach)
        return [Mark(target.name, float(right), float(up))]

    def _others(self) -> Iterator[Mark]:
        """Yield bright stars and sunlit targets, to be named where there is room."""
        place, magnitude, names = stars(self._scene)
        for (right, up), bright, name in zip(place, magnitude, names, strict=True):
            if name and bright < _NAMED_STAR_MAGNITUDE:
                yield Mark(name, float(right), float(up))
        own = self._subject.target
        core = [t for t in self._subject.targets if t.is_core and t.mode != "night" and t != own]
        places, shown = targets_in_sight(self._scene, core)
        if not shown:
            return
        sun = sun_elevations_deg(self._scene, shown)
        for n in np.argsort(np.hypot(*places.T)):
            if sun[n] > 0.0:
                yield Mark(shown[n].name, float(places[n, 0]), float(places[n, 1]))

    def _write_names(self, marks: Iterable[Mark]) -> None:
        """Write names beside their marks, the first the most important; none covers another."""
        painter, font = self._painter, self._look.font(11)
        metrics = QFontMetricsF(font, painter.device())
        painter.setFont(font)
        bounds = self._round.adjusted(2, 2, -2, -2)
        placer = LabelPlacer(
            Box(bounds.left(), bounds.top(), bounds.right(), bounds.bottom()), gap=8.0
        )
        written: set[str] = set()
        for mark in marks:
            if len(written) == _NAMES_AT_MOST or mark.name in written:
                continue
            at = self._point(mark.right_deg, mark.up_deg)
            size = metrics.horizontalAdvance(mark.name) + 6, metrics.height()
            place = placer.place(at.x(), at.y(), *size)
            if place is None or not self._is_in_pane(place):
                continue
            written.add(mark.name)
            plate = QRectF(place.left, place.top, size[0], size[1])
            painter.fillRect(plate, _PLATE)
            painter.setPen(_INK)
            painter.drawText(plate, Qt.AlignmentFlag.AlignCenter, mark.name)

    def _is_in_pane(self, place: Box) -> bool:
        centre, radius = self._round.center(), self._round.width() / 2.0
        corners = ((x, y) for x in (place.left, place.right) for y in (place.top, place.bottom))
        return all(np.hypot(x - centre.x(), y - centre.y()) < radius for x, y in corners)
