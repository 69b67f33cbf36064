"""Marks drawn the same everywhere: alarm shapes, hatching, struck-out values, arrows."""

from functools import cache
from math import cos, pi, sin
from typing import Final

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QFont, QFontMetricsF, QPainter, QPainterPath, QPen
from PySide6.QtWidgets import QWidget

from console.ui.theme import Look, Shape, colour

STROKE: Final = 0.15  # of a hollow shape's size
_CORNERS: Final = {
    Shape.DIAMOND: ((0.5, 0.0), (1.0, 0.5), (0.5, 1.0), (0.0, 0.5)),
    Shape.TRIANGLE: ((0.5, 0.04), (1.0, 0.94), (0.0, 0.94)),
    Shape.SQUARE: ((0.08, 0.08), (0.92, 0.08), (0.92, 0.92), (0.08, 0.92)),
}


def paint_focus(widget: QWidget, look: Look) -> None:
    """Draw a line around `widget` if it has the keyboard; call it within its paint event, last."""
    if widget.hasFocus():
        painter = QPainter(widget)
        painter.setPen(QPen(colour(look.theme.focus), 1))
        painter.drawRect(widget.rect().adjusted(0, 0, -1, -1))
        painter.end()


@cache
def shape_path(shape: Shape) -> QPainterPath:
    """Return an alarm shape in the square from (0, 0) to (1, 1)."""
    path = QPainterPath()
    if shape is Shape.DISC:
        path.addEllipse(QRectF(0.04, 0.04, 0.92, 0.92))
        return path
    corners = _CORNERS[shape]
    path.moveTo(*corners[0])
    for corner in corners[1:]:
        path.lineTo(*corner)
    path.closeSubpath()
    return path


def paint_shape(
    painter: QPainter, box: QRectF, shape: Shape, ink: str, *, is_filled: bool = True
) -> None:
    """Draw `shape` into `box`, filled, or hollow for what a person has already seen."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.translate(box.topLeft())
    painter.scale(box.width(), box.height())
    if is_filled:
        painter.fillPath(shape_path(shape), colour(ink))
    else:
        painter.translate(STROKE / 2, STROKE / 2)
        painter.scale(1 - STROKE, 1 - STROKE)
        painter.strokePath(shape_path(shape), QPen(colour(ink), STROKE))
    painter.restore()


def paint_hatch(painter: QPainter, box: QRectF, ink: str) -> None:
    """Hatch `box`: what it shows is old."""
    painter.fillRect(box, QBrush(colour(ink), Qt.BrushStyle.BDiagPattern))


def paint_trend(painter: QPainter, box: QRectF, degrees: float, ink: str) -> None:
    """Draw an arrow in `box` pointing `degrees` up (positive) or down from level."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    pen = QPen(colour(ink), max(1.2, box.width() / 9))
    pen.setCapStyle(Qt.PenCapStyle.RoundCap)
    painter.setPen(pen)
    angle = degrees * pi / 180
    reach = box.width() / 2
    along = QPointF(cos(angle), -sin(angle)) * reach
    tip, tail = box.center() + along, box.center() - along
    painter.drawLine(tail, tip)
    for turn in (0.8 * pi, -0.8 * pi):
        barb = QPointF(cos(angle + turn), -sin(angle + turn)) * reach * 0.75
        painter.drawLine(tip, tip + barb)
    painter.restore()


def paint_text(
    painter: QPainter,
    box: QRectF,
    text: str,
    ink: QColor,
    *,
    font: QFont,
    align: Qt.AlignmentFlag = Qt.AlignmentFlag.AlignLeft,
    is_struck: bool = False,
) -> float:
    """Draw one line of `text`, shortened with an ellipsis to fit; return its width in pixels."""
    metrics = QFontMetricsF(font)
    shown = metrics.elidedText(text, Qt.TextElideMode.ElideRight, box.width())
    painter.setFont(font)
    painter.setPen(ink)
    painter.drawText(box, align | Qt.AlignmentFlag.AlignVCenter, shown)
    width = metrics.horizontalAdvance(shown)
    if is_struck:
        left = box.left()
        if align & Qt.AlignmentFlag.AlignRight:
            left = box.right() - width
        elif align & Qt.AlignmentFlag.AlignHCenter:
            left = box.center().x() - width / 2
        painter.setPen(QPen(ink, max(1.0, font.pixelSize() / 12)))
        painter.drawLine(QPointF(left, box.center().y()), QPointF(left + width, box.center().y()))
    return float(width)
