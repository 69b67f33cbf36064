"""The synoptic of the air loop: live values in place, and flow that moves only while it flows."""

import time
from collections.abc import Sequence
from math import atan2, degrees, hypot
from typing import Final

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import (
    QFontMetrics,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QPolygonF,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from console.client.feed import ParameterValue
from console.ui.models.air_loop import (
    COMPONENTS,
    HEIGHT,
    PARAMETERS,
    PIPES,
    WIDTH,
    Component,
    Flow,
    Pipe,
    worst_alarm,
)
from console.ui.models.instrument_words import reading_text
from console.ui.own_keys import ARROWS
from console.ui.painting import paint_hatch, paint_shape, paint_text, paint_trend
from console.ui.seat import Seat
from console.ui.theme import colour
from console.ui.widgets.value_handle import STEPS, ValueHandle
from telemetry.judgement import Validity

STEPS_PER_S: Final = 6.0  # of the dashes; slower than any alarm may blink is calm enough
_DASH_PX: Final = 5.0
_LINE_PX: Final = 21
_TEXT_PX: Final = 12
_LEAST_PX: Final = 880
_MARK_PX: Final = 12
_ARROW_PX: Final = 12


class AirLoop(QWidget):
    """Paints components and pipes; a click on a value, or Enter, plots it; it can be dragged."""

    own_keys = ARROWS

    def __init__(self, seat: Seat) -> None:
        super().__init__()
        self._seat = seat
        self._look = seat.look
        self._news: Sequence[object] = ()
        self._flows: list[Flow] = [Flow.UNKNOWN for _ in PIPES]
        self._cells: list[tuple[QRectF, str]] = []
        self._step = 0
        self._chosen = 0
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName("Air loop")
        self.values = ValueHandle(
            self, seat, self._at, lambda: PARAMETERS[self._chosen], "Click to plot"
        )

    @property
    def flows(self) -> list[Flow]:
        """What is known of each pipe."""
        return self._flows

    def refresh(self) -> None:
        """Repaint if a reading is another, or the dashes have moved on."""
        desk = self._seat.desk
        news = []
        for each in PARAMETERS:
            reading = desk.value(each)
            age_s = int(reading.age_s) if reading.validity is Validity.STALE else 0
            text = reading_text(reading.parameter, reading.value)
            news.append((text, reading.validity, age_s, desk.state.alarms.get(each)))
        flows = [pipe.flow(desk.value) for pipe in PIPES]
        runs = Flow.MOVES in flows and desk.hears_telemetry and desk.clock.rate > 0
        step = int(time.monotonic() * STEPS_PER_S) if runs else self._step
        if (news, flows, step) != (self._news, self._flows, self._step):
            self._news, self._flows, self._step = news, flows, step
            self.update()

    def sizeHint(self) -> QSize:
        """Return the room in which every line can be read."""
        return QSize(self._look.px(900), self._look.px(round(HEIGHT * 24)))

    def minimumSizeHint(self) -> QSize:
        """Return the room in which every line can be read and none lies over another."""
        line_px = QFontMetrics(self._look.font(_TEXT_PX)).height()
        unit_px = max(line_px * (1 + len(each.readings)) / each.height for each in COMPONENTS)
        return QSize(self._look.px(_LEAST_PX), round(HEIGHT * unit_px) + self._look.px(16))

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint pipes, then components over their ends."""
        painter = QPainter(self)
        theme = self._look.theme
        painter.fillRect(self.rect(), colour(theme.panel))
        for pipe, flow in zip(PIPES, self._flows, strict=True):
            self._paint_pipe(painter, pipe, flow)
        self._cells = []
        for component in COMPONENTS:
            self._paint_component(painter, component)
        painter.end()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Plot the reading under the pointer, unless it was dragged away or asked for its menu."""
        found = self._at(event.position())
        if found is not None and event.button() == Qt.MouseButton.LeftButton:
            self._seat.wishes.plot.emit(found)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Go from value to value with the arrows; Enter plots."""
        key = Qt.Key(event.key())
        if key in STEPS:
            self._chosen = (self._chosen + STEPS[key]) % len(PARAMETERS)
            reading = self._seat.desk.value(PARAMETERS[self._chosen])
            words = reading_text(reading.parameter, reading.value)
            self.setAccessibleDescription(f"{reading.parameter.name} {words}")
            self.update()
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._seat.wishes.plot.emit(PARAMETERS[self._chosen])
        else:
            super().keyPressEvent(event)

    def _at(self, place: QPointF) -> str | None:
        return next((each for box, each in self._cells if box.contains(place)), None)

    def _px(self, x: float, y: float) -> QPointF:
        margin = self._look.px(6)
        return QPointF(
            round(margin + x / WIDTH * (self.width() - 2 * margin)),
            round(margin + y / HEIGHT * (self.height() - 2 * margin)),
        )

    def _paint_pipe(self, painter: QPainter, pipe: Pipe, flow: Flow) -> None:
        theme = self._look.theme
        points = [self._px(*point) for point in pipe.points]
        pen = QPen(colour(theme.line), 3)
        pen.setCapStyle(Qt.PenCapStyle.FlatCap)
        if flow is Flow.UNKNOWN:
            pen.setStyle(Qt.PenStyle.DotLine)
        painter.setPen(pen)
        painter.drawPolyline(QPolygonF(points))
        if flow is not Flow.MOVES:
            return
        dashes = QPen(colour(theme.text), 3)
        dashes.setCapStyle(Qt.PenCapStyle.FlatCap)
        dashes.setDashPattern([_DASH_PX / 3, _DASH_PX / 3])
        dashes.setDashOffset(-(self._step % 2) * _DASH_PX / 3)
        painter.setPen(dashes)
        painter.drawPolyline(QPolygonF(points))
        self._paint_arrow(painter, points[-2], points[-1])
        if pipe.is_two_way:
            self._paint_arrow(painter, points[1], points[0])

    def _paint_arrow(self, painter: QPainter, start: QPointF, end: QPointF) -> None:
        along, size = end - start, self._look.px(_ARROW_PX)
        length = max(1.0, hypot(along.x(), along.y()))
        middle = end - along / length * size / 2
        box = QRectF(middle.x() - size / 2, middle.y() - size / 2, size, size)
        paint_trend(painter, box, degrees(atan2(-along.y(), along.x())), self._look.theme.text)

    def _paint_component(self, painter: QPainter, component: Component) -> None:
        look, theme = self._look, self._look.theme
        box = QRectF(
            self._px(component.left, component.top),
            self._px(component.left + component.width, component.top + component.height),
        )
        painter.fillRect(box, colour(theme.ground))
        painter.setPen(colour(theme.line))
        painter.drawRect(box)
        inside = box.adjusted(look.px(6), look.px(2), -look.px(5), -look.px(1))
        height = min(look.px(_LINE_PX), inside.height() / (1 + len(component.readings)))
        line = QRectF(inside.left(), inside.top(), inside.width(), height)
        alarm = worst_alarm(component, self._seat.desk.state.alarms)
        if alarm is not None:
            style, size = look.severity(alarm.severity), look.px(_MARK_PX)
            painter.setPen(QPen(colour(style.ink), 2))
            painter.drawRect(box)
            mark = QRectF(line.right() - size, line.top() + 1, size, size)
            paint_shape(painter, mark, style.shape, style.ink, is_filled=not alarm.is_acknowledged)
        font = look.font(_TEXT_PX, is_bold=True)
        paint_text(painter, line, component.title, colour(theme.text), font=font)
        for name, parameter in component.readings:
            line.translate(0, height)
            self._paint_reading(painter, QRectF(line), name, parameter)

    def _paint_reading(self, painter: QPainter, line: QRectF, name: str, parameter: str) -> None:
        look, theme = self._look, self._look.theme
        reading = self._seat.desk.value(parameter)
        self._cells.append((line, parameter))
        if self.hasFocus() and PARAMETERS[self._chosen] == parameter:
            painter.setPen(colour(theme.focus))
            painter.drawRect(line)
        font, right = look.font(_TEXT_PX), Qt.AlignmentFlag.AlignRight
        is_struck = reading.validity is Validity.INVALID
        ink, text = self._ink(reading), _text(reading)
        if reading.validity is Validity.STALE:
            paint_hatch(painter, line, theme.line)
        width = paint_text(
            painter, line, text, colour(ink), font=font, align=right, is_struck=is_struck
        )
        left = line.adjusted(0, 0, -width - look.px(4), 0)  # a name is shortened, never a value
        paint_text(painter, left, name, colour(theme.text_dim), font=font)

    def _ink(self, reading: ParameterValue) -> str:
        alarm = self._seat.desk.state.alarms.get(reading.parameter.id)
        if reading.validity is not Validity.VALID:
            return self._look.theme.text_dim
        if alarm is not None and alarm.is_active:
            return self._look.severity(alarm.severity).ink
        return self._look.theme.text


def _text(reading: ParameterValue) -> str:
    if reading.validity is Validity.NOT_RECEIVED:
        return "–"
    if reading.validity is Validity.INVALID:
        return "? " + reading_text(reading.parameter, reading.value).lstrip("? ")
    return reading_text(reading.parameter, reading.value)
