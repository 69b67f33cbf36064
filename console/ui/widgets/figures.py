"""A titled block of readings: rows of things, columns of what is measured of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetrics, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from console.client.feed import ParameterValue
from console.domain.alarms import Alarm
from console.ui.models.instrument_words import reading_text
from console.ui.own_keys import ARROWS
from console.ui.painting import paint_hatch, paint_shape, paint_text
from console.ui.seat import Seat
from console.ui.theme import colour
from console.ui.widgets.value_handle import STEPS, ValueHandle
from telemetry.judgement import Validity

_MARK_PX: Final = 10
_MARGIN_PX: Final = 8
_ROW_PX: Final = 21
_GAP_PX: Final = 6
_NAME_SHARE: Final = {1: 0.6, 2: 0.42, 4: 0.23}  # of the width, by the number of columns


@dataclass(frozen=True, slots=True, kw_only=True)
class FigureRow:
    """One thing and its readings.

    Parameters
    ----------
    parameters : tuple of str
        One for each column.
    """

    name: str
    parameters: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class FigureBlock:
    """What one block shows; `columns` are empty where the values speak for themselves."""

    title: str
    rows: tuple[FigureRow, ...]
    columns: tuple[str, ...] = ()

    @property
    def parameters(self) -> list[str]:
        """Every parameter of the block."""
        return [each for row in self.rows for each in row.parameters]


class Figures(QWidget):
    """Paints a block; repaints only when a reading in it has changed.

    Arrows go from value to value; Enter or a double click plots one, and it can be dragged.
    """

    own_keys = ARROWS

    def __init__(self, seat: Seat, block: FigureBlock) -> None:
        super().__init__()
        self.block = block
        self._seat = seat
        self._look = seat.look
        self._news: Sequence[object] = ()
        self._cells: list[tuple[QRectF, str]] = []
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(block.title)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._chosen = 0
        ValueHandle(self, seat, self._at, lambda: block.parameters[self._chosen])
        seat.look.changed.connect(self.updateGeometry)

    def refresh(self) -> None:
        """Repaint if a reading or its alarm is another."""
        desk = self._seat.desk
        news = []
        for each in self.block.parameters:
            reading = desk.value(each)
            age_s = int(reading.age_s) if reading.validity is Validity.STALE else 0
            shown = reading_text(reading.parameter, reading.value)
            news.append((shown, reading.validity, age_s, desk.state.alarms.get(each)))
        if news != self._news:
            self._news = news
            self.update()

    def sizeHint(self) -> QSize:
        """Return the room of title, headings and rows."""
        lines = len(self.block.rows) + 1 + bool(self.block.columns)
        return QSize(self._look.px(240), self._look.px(_ROW_PX * lines + 10))

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the block."""
        painter = QPainter(self)
        theme, look, margin = self._look.theme, self._look, self._look.px(_MARGIN_PX)
        painter.fillRect(self.rect(), colour(theme.panel))
        painter.setPen(colour(theme.line))
        painter.drawRect(self.rect().adjusted(0, 0, -1, -1))
        height = look.px(_ROW_PX)
        line = QRectF(margin, look.px(4), self.width() - 2 * margin, height)
        small = look.font(12)
        paint_text(painter, line, self.block.title, colour(theme.text_dim), font=small)
        if self.block.columns:
            line.translate(0, height)
            for box, words in zip(self._columns(line), self.block.columns, strict=True):
                self._write(painter, box, words, theme.text_dim, small_px=12)
        self._cells = []
        for row in self.block.rows:
            line.translate(0, height)
            self._paint_row(painter, line, row)
        painter.end()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Plot the reading under the pointer."""
        found = self._at(event.position())
        if found is not None:
            self._seat.wishes.plot.emit(found)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Go from value to value with the arrows; Enter plots."""
        key, parameters = Qt.Key(event.key()), self.block.parameters
        if key in STEPS:
            self._chosen = (self._chosen + STEPS[key]) % len(parameters)
            self.update()
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._seat.wishes.plot.emit(parameters[self._chosen])
        else:
            super().keyPressEvent(event)
            return
        reading = self._seat.desk.value(parameters[self._chosen])
        words = reading_text(reading.parameter, reading.value)
        self.setAccessibleName(f"{self.block.title}: {reading.parameter.name} {words}")

    def _at(self, place: QPointF) -> str | None:
        return next((each for box, each in self._cells if box.contains(place)), None)

    def _columns(self, line: QRectF) -> list[QRectF]:
        count = max(1, len(self.block.rows[0].parameters))
        share, gap = _NAME_SHARE[count], self._look.px(_GAP_PX)
        left = line.left() + line.width() * share
        width = line.width() * (1 - share) / count
        return [
            QRectF(left + number * width + gap, line.top(), width - gap, line.height())
            for number in range(count)
        ]

    def _paint_row(self, painter: QPainter, line: QRectF, row: FigureRow) -> None:
        theme = self._look.theme
        painter.setPen(colour(theme.grid))
        painter.drawLine(line.topLeft(), line.topRight())
        boxes = self._columns(line)
        name = QRectF(line.left(), line.top(), boxes[0].left() - line.left(), line.height())
        paint_text(painter, name, row.name, colour(theme.text), font=self._look.font())
        for box, parameter in zip(boxes, row.parameters, strict=True):
            self._cells.append((box, parameter))
            if self.hasFocus() and self.block.parameters[self._chosen] == parameter:
                painter.setPen(colour(theme.focus))
                painter.drawRect(box.adjusted(0, 1, 0, -1))
            alarm = self._seat.desk.state.alarms.get(parameter)
            self._paint_value(painter, box, self._seat.desk.value(parameter), alarm)

    def _paint_value(
        self, painter: QPainter, box: QRectF, reading: ParameterValue, alarm: Alarm | None
    ) -> None:
        theme, look = self._look.theme, self._look
        validity, ink = reading.validity, self._look.theme.text
        text = reading_text(reading.parameter, reading.value)
        if validity is Validity.NOT_RECEIVED:
            text = "–"
        if validity is Validity.STALE:
            paint_hatch(painter, box, theme.line)
        if validity is not Validity.VALID:
            ink = theme.text_dim
        if alarm is not None:
            style, size = look.severity(alarm.severity), look.px(_MARK_PX)
            ink = style.ink if alarm.is_active else ink
            width = QFontMetrics(look.font()).horizontalAdvance(text)
            left = max(box.left(), box.right() - width - size - look.px(5))
            mark = QRectF(left, box.center().y() - size / 2, size, size)
            paint_shape(painter, mark, style.shape, style.ink, is_filled=not alarm.is_acknowledged)
        self._write(painter, box, text, ink, is_struck=validity is Validity.INVALID)

    def _write(
        self,
        painter: QPainter,
        box: QRectF,
        text: str,
        ink: str,
        *,
        small_px: int = 13,
        is_struck: bool = False,
    ) -> None:
        font, right = self._look.font(small_px), Qt.AlignmentFlag.AlignRight
        paint_text(painter, box, text, colour(ink), font=font, align=right, is_struck=is_struck)
