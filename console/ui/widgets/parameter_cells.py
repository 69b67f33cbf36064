"""How the cells of the parameter table are painted: cheap enough to scroll at sixty a second."""

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPen, QPolygonF
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from console.client.feed import ParameterValue
from console.domain.alarms import Alarm
from console.ui.models.keyed_table import Index
from console.ui.models.parameter_table import Column, ParameterTableModel, Trend
from console.ui.painting import paint_hatch, paint_shape, paint_text
from console.ui.seat import Seat
from console.ui.theme import colour
from telemetry.limits import Validity

MARGIN_PX = 6
MARK_PX = 11
_DIM = (Column.SUBSYSTEM, Column.AGE, Column.LIMITS)


class ParameterDelegate(QStyledItemDelegate):
    """Paints values large enough to compare, stale ones hatched, invalid ones struck out."""

    def __init__(self, seat: Seat, model: ParameterTableModel, parent: QWidget) -> None:
        super().__init__(parent)
        self._seat = seat
        self._look = seat.look
        self._model = model

    def sizeHint(self, _option: QStyleOptionViewItem, _index: Index) -> QSize:
        """Return the height of a line."""
        return QSize(60, QFontMetrics(self._look.font()).height() + self._look.px(6))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Paint one cell."""
        theme, box = self._look.theme, QRectF(option.rect)
        state: QStyle.StateFlag = option.state
        is_selected = bool(state & QStyle.StateFlag.State_Selected)
        painter.fillRect(box, colour(theme.raised if is_selected else theme.panel))
        painter.setPen(colour(theme.grid))
        painter.drawLine(box.bottomLeft(), box.bottomRight())
        margin = self._look.px(MARGIN_PX)
        inside = box.adjusted(margin, 0, -margin, -1)
        column = Column(index.column())
        if column is Column.TREND:
            self._paint_trend(painter, inside, self._model.trend(index.row()))
        elif column in (Column.VALUE, Column.STATE):
            self._paint_reading(painter, inside, index, column)
        else:
            ink = theme.text_dim if column in _DIM else theme.text
            is_number = column is Column.AGE
            align = Qt.AlignmentFlag.AlignRight if is_number else Qt.AlignmentFlag.AlignLeft
            font = self._look.font()
            paint_text(painter, inside, str(index.data()), colour(ink), font=font, align=align)

    def _paint_reading(self, painter: QPainter, box: QRectF, index: Index, column: Column) -> None:
        reading = self._model.reading(index.row())
        theme, font, text = self._look.theme, self._look.font(), str(index.data())
        is_valid = reading.validity is Validity.VALID
        if column is Column.VALUE:
            if reading.validity is Validity.STALE:
                paint_hatch(painter, box, theme.line)
            paint_text(
                painter,
                box,
                text,
                colour(theme.text if is_valid else theme.text_dim),
                font=font,
                align=Qt.AlignmentFlag.AlignRight,
                is_struck=reading.validity is Validity.INVALID,
            )
            return
        alarm = self._alarm(reading)
        ink = theme.text if is_valid else theme.text_dim
        if alarm is not None:
            style, size = self._look.severity(alarm.severity), self._look.px(MARK_PX)
            mark = QRectF(box.left(), box.center().y() - size / 2, size, size)
            paint_shape(painter, mark, style.shape, style.ink, is_filled=not alarm.is_acknowledged)
            box.setLeft(mark.right() + self._look.px(5))
            ink = style.ink if alarm.is_active else theme.text
        paint_text(painter, box, text, colour(ink), font=font)

    def _alarm(self, reading: ParameterValue) -> Alarm | None:
        return self._seat.desk.state.alarms.get(reading.parameter.id)

    def _paint_trend(self, painter: QPainter, box: QRectF, trend: Trend) -> None:
        room = box.adjusted(0, 3, 0, -3)
        painter.setPen(QPen(colour(self._look.theme.text_dim), 1))
        for part in trend.parts:
            x = room.left() + part[:, 0] * room.width()
            y = room.bottom() - part[:, 1] * room.height()
            points = [QPointF(a, b) for a, b in zip(x.tolist(), y.tolist(), strict=True)]
            painter.drawPolyline(QPolygonF(points))
