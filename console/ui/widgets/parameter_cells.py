"""How the cells of the parameter table are painted: cheap enough to scroll at sixty a second."""

from typing import Final

from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPolygonF
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from console.ui.models.keyed_table import Index
from console.ui.models.parameter_table import Column, ParameterTableModel, Trend
from console.ui.painting import paint_hatch, paint_shape, paint_text
from console.ui.seat import Seat
from console.ui.theme import colour
from telemetry.judgement import Validity

MARGIN_PX: Final = 6
MARK_PX: Final = 11
_MOST_KEPT: Final = 10_000
_DIM: Final = frozenset({int(Column.SUBSYSTEM), int(Column.AGE), int(Column.LIMITS)})
_MIDDLE: Final = Qt.AlignmentFlag.AlignVCenter
_LEFT: Final = Qt.AlignmentFlag.AlignLeft | _MIDDLE
_RIGHT: Final = Qt.AlignmentFlag.AlignRight | _MIDDLE


class ParameterDelegate(QStyledItemDelegate):
    """Paints values large enough to compare, stale ones hatched, invalid ones struck out.

    Forty rows of eight cells are painted ten times a second, and while scrolling: what a cell
    needs of the look is made once, and every text is shortened to its column once.
    """

    def __init__(self, seat: Seat, model: ParameterTableModel, parent: QWidget) -> None:
        super().__init__(parent)
        self._look = seat.look
        self._desk = seat.desk
        self._model = model
        self._shortened: dict[tuple[str, int], str] = {}
        self._font = self._look.font()
        self._metrics = QFontMetrics(self._font)
        self._look.changed.connect(self._measure)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Paint one cell."""
        theme, rect, column = self._look.theme, option.rect, index.column()
        if option.state & QStyle.StateFlag.State_Selected:
            painter.fillRect(rect, colour(theme.raised))
        painter.setPen(colour(theme.grid))
        painter.drawLine(rect.bottomLeft(), rect.bottomRight())
        margin = self._look.px(MARGIN_PX)
        box = rect.adjusted(margin, 0, -margin, -1)
        painter.setFont(self._font)
        if column == Column.TREND:
            self._paint_trend(painter, QRectF(box), self._model.trend(index.row()))
        elif column == Column.VALUE:
            self._paint_value(painter, box, index.row())
        elif column == Column.STATE:
            self._paint_state(painter, box, index.row())
        else:
            painter.setPen(colour(theme.text_dim if column in _DIM else theme.text))
            is_right = column == Column.AGE
            text = self._fitting(self._model.text(index.row(), column), box.width())
            painter.drawText(box, _RIGHT if is_right else _LEFT, text)

    def _paint_value(self, painter: QPainter, box: QRect, row: int) -> None:
        theme, reading = self._look.theme, self._model.reading(row)
        text = self._model.value_text(reading)
        if reading.validity is Validity.STALE:
            paint_hatch(painter, QRectF(box), theme.line)
        is_valid = reading.validity is Validity.VALID
        ink = colour(theme.text if is_valid else theme.text_dim)
        if reading.validity is Validity.INVALID:
            right = Qt.AlignmentFlag.AlignRight
            font = self._font
            paint_text(painter, QRectF(box), text, ink, font=font, align=right, is_struck=True)
            return
        painter.setPen(ink)
        painter.drawText(box, _RIGHT, self._fitting(text, box.width()))

    def _paint_state(self, painter: QPainter, box: QRect, row: int) -> None:
        reading = self._model.reading(row)
        text = self._model.state_text(reading)
        if not text:
            return
        theme, alarm = self._look.theme, self._desk.state.alarms.get(reading.parameter.id)
        ink = theme.text_dim
        if alarm is not None:
            style, size = self._look.severity(alarm.severity), self._look.px(MARK_PX)
            mark = QRectF(box.left(), box.center().y() - size / 2, size, size)
            paint_shape(painter, mark, style.shape, style.ink, is_filled=not alarm.is_acknowledged)
            box.setLeft(box.left() + size + self._look.px(5))
            ink = style.ink if alarm.is_active else theme.text
        painter.setPen(colour(ink))
        painter.drawText(box, _LEFT, self._fitting(text, box.width()))

    def _paint_trend(self, painter: QPainter, box: QRectF, trend: Trend) -> None:
        room = box.adjusted(0, 3, 0, -3)
        painter.setPen(colour(self._look.theme.text_dim))
        for part in trend.parts:
            x = room.left() + part[:, 0] * room.width()
            y = room.bottom() - part[:, 1] * room.height()
            points = [QPointF(a, b) for a, b in zip(x.tolist(), y.tolist(), strict=True)]
            painter.drawPolyline(QPolygonF(points))

    def _fitting(self, text: str, width_px: int) -> str:
        shown = self._shortened.get((text, width_px))
        if shown is None:
            if len(self._shortened) > _MOST_KEPT:
                self._shortened.clear()
            shown = self._metrics.elidedText(text, Qt.TextElideMode.ElideRight, width_px)
            self._shortened[text, width_px] = shown
        return shown

    def _measure(self) -> None:
        self._font = self._look.font()
        self._metrics = QFontMetrics(self._font)
        self._shortened.clear()
