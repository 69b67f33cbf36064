"""A cabin instrument: big value, trend, limit zones, ten minutes behind, time to the limit."""

import numpy as np
from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QKeyEvent, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from console.ui.meter import Meter
from console.ui.models.instrument import InstrumentReading, InstrumentSpec, bar_range
from console.ui.models.instrument_words import (
    NOTHING_RUNS_OUT_MIN,
    duration_text,
    value_text,
)
from console.ui.models.limit_ahead import TREND_LOOKAHEAD_S, caution_span
from console.ui.painting import paint_hatch, paint_shape, paint_text, paint_trend
from console.ui.plots.strip_geometry import bands, line
from console.ui.theme import Look, colour, mixed
from telemetry.dictionary import Parameter
from telemetry.judgement import Validity
from telemetry.levels import MinMax

STEEPEST_ARROW_DEG = 60.0
ZONE_SHARE = 0.38
HEIGHT_PX = 158
COMPACT_HEIGHT_PX = 118


class Instrument(QWidget):
    """Paints one `InstrumentReading` and the parameter's last minutes; Enter plots it."""

    plot_asked = Signal(str)  # a parameter's id

    def __init__(self, look: Look, meter: Meter, spec: InstrumentSpec) -> None:
        super().__init__()
        self.spec = spec
        self._look = look
        self._meter = meter
        self._height_px = HEIGHT_PX
        self._reading: InstrumentReading | None = None
        self._past: MinMax | None = None
        self._past_from_ns = self._past_to_ns = 0
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        look.changed.connect(self.updateGeometry)

    @property
    def shown(self) -> str | None:
        """The parameter shown now."""
        return self._reading.shown.parameter.id if self._reading is not None else None

    def set_compact(self, *, is_compact: bool) -> None:
        """Give the room of the ten minutes behind away, where cards stand in two rows."""
        self._height_px = COMPACT_HEIGHT_PX if is_compact else HEIGHT_PX
        self.updateGeometry()

    def show_reading(
        self, reading: InstrumentReading, past: MinMax, span_ns: tuple[int, int]
    ) -> None:
        """Show a reading with the columns of `span_ns` behind it."""
        self._reading, self._past = reading, past
        self._past_from_ns, self._past_to_ns = span_ns
        parameter = reading.shown.parameter
        self.setAccessibleName(
            f"{self.spec.title} {reading.place} {parameter.text(reading.shown.value)} "
            f"{self._footing(reading)}"
        )
        self.update()

    def sizeHint(self) -> QSize:
        """Return the room of a card that can be read."""
        return QSize(self._look.px(200), self._look.px(self._height_px))

    def minimumSizeHint(self) -> QSize:
        """Return the least useful room."""
        return QSize(self._look.px(140), self._look.px(self._height_px))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Plot every sensor of the instrument on Enter."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            for each in self.spec.parameters:
                self.plot_asked.emit(each)
        else:
            super().keyPressEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the card."""
        painter = QPainter(self)
        theme, reading = self._look.theme, self._reading
        painter.fillRect(self.rect(), colour(theme.panel))
        painter.setPen(colour(theme.focus if self.hasFocus() else theme.line))
        painter.drawRect(self.rect().adjusted(0, 0, -1, -1))
        if reading is None:
            return
        px = self._look.px
        inside = QRectF(self.rect()).adjusted(px(10), px(6), -px(8), -px(6))
        top = self._paint_title(painter, inside, reading)
        value = QRectF(inside.left(), top, inside.width(), px(38))
        self._paint_value(painter, value, reading)
        bar = QRectF(inside.left(), value.bottom() + px(2), inside.width(), px(22))
        self._paint_bar(painter, bar, reading)
        foot = QFontMetrics(self._look.font(12)).height()
        spark = QRectF(
            inside.left(),
            bar.bottom() + px(3),
            inside.width(),
            inside.bottom() - foot - bar.bottom() - px(5),
        )
        self._paint_past(painter, spark, reading.shown.parameter)
        line_box = QRectF(inside.left(), inside.bottom() - foot, inside.width(), foot)
        font = self._look.font(12)
        paint_text(painter, line_box, self._footing(reading), colour(theme.text), font=font)
        painter.end()
        self._meter.drew(f"{self.spec.title} instrument", reading.shown.generated_ns)

    def _paint_title(self, painter: QPainter, inside: QRectF, reading: InstrumentReading) -> float:
        look, theme = self._look, self._look.theme
        height = QFontMetrics(look.font(12, is_bold=True)).height()
        box = QRectF(inside.left(), inside.top(), inside.width(), height)
        alarm = reading.alarm
        if alarm is not None:
            style = look.severity(alarm.severity)
            size = look.px(12)
            mark = QRectF(box.right() - size, box.center().y() - size / 2, size, size)
            paint_shape(painter, mark, style.shape, style.ink, is_filled=not alarm.is_acknowledged)
            painter.fillRect(QRectF(0, 0, look.px(5), self.height()), colour(style.plate))
            box.setRight(mark.left() - look.px(4))
        bold, plain = look.font(12, is_bold=True), look.font(12)
        width = paint_text(painter, box, self.spec.title, colour(theme.text), font=bold)
        box.setLeft(box.left() + width + look.px(5))
        unit = reading.shown.parameter.unit_text
        paint_text(painter, box, unit, colour(theme.text_dim), font=plain)
        return inside.top() + height

    def _paint_value(self, painter: QPainter, box: QRectF, reading: InstrumentReading) -> None:
        look, theme = self._look, self._look.theme
        shown, parameter = reading.shown, reading.shown.parameter
        is_invalid = shown.validity is Validity.INVALID
        ink = theme.text if shown.validity is Validity.VALID else theme.text_dim
        if shown.validity is Validity.STALE:
            paint_hatch(painter, box, theme.line)
        number = (
            value_text(parameter, shown.value)
            if shown.validity is not Validity.NOT_RECEIVED
            else "–"
        )
        font = look.font(30)
        width = paint_text(painter, box, number, colour(ink), font=font, is_struck=is_invalid)
        arrow_px = look.px(20)
        rest = QRectF(box)
        rest.setLeft(box.left() + width + look.px(6))
        rest.setRight(box.right() - arrow_px - look.px(4))
        rest.setTop(box.top() + look.px(10))
        note = f"? {reading.place}" if is_invalid else reading.place
        paint_text(painter, rest, note, colour(theme.text_dim), font=look.font(12))
        if reading.ahead.slope_per_s is not None:
            top = box.center().y() - arrow_px / 2
            arrow = QRectF(box.right() - arrow_px, top, arrow_px, arrow_px)
            lookahead = reading.ahead.slope_per_s * TREND_LOOKAHEAD_S / caution_span(parameter)
            degrees = float(np.clip(lookahead * 120, -STEEPEST_ARROW_DEG, STEEPEST_ARROW_DEG))
            paint_trend(painter, arrow, degrees, theme.text if degrees else theme.text_dim)

    def _paint_bar(self, painter: QPainter, box: QRectF, reading: InstrumentReading) -> None:
        look, theme, parameter = self._look, self._look.theme, reading.shown.parameter
        low, high = bar_range(parameter)
        track = QRectF(box.left(), box.top() + look.px(7), box.width(), look.px(7))

        def at(value: float) -> float:
            share = (value - low) / (high - low)
            return track.left() + float(np.clip(share, 0, 1)) * track.width()

        painter.fillRect(track, colour(theme.raised))
        for band in bands(parameter):
            style = look.severity(band.severity)
            left, right = at(band.low), at(band.high)
            if right > left:
                zone = QRectF(left, track.top(), right - left, track.height())
                painter.fillRect(zone, colour(mixed(style.plate, theme.panel, ZONE_SHARE)))
                edge = at(band.limit)
                painter.fillRect(
                    QRectF(edge - 1, track.top(), 1.5, track.height()), colour(style.ink)
                )
        for other in reading.others:
            if other.validity is Validity.VALID:
                x = at(other.value)
                painter.fillRect(
                    QRectF(x - 1, track.top(), 2, track.height()), colour(theme.text_dim)
                )
        if reading.shown.validity in (Validity.VALID, Validity.STALE):
            self._paint_pointer(painter, at(reading.shown.value), track)

    def _paint_pointer(self, painter: QPainter, x: float, track: QRectF) -> None:
        size = self._look.px(6)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, on=True)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour(self._look.theme.text_strong))
        top = track.top() - size
        painter.drawPolygon(
            QPolygonF(
                [
                    QPointF(x - size * 0.8, top),
                    QPointF(x + size * 0.8, top),
                    QPointF(x, track.top() + 1),
                ]
            )
        )
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, on=False)
        painter.fillRect(
            QRectF(x - 1, track.top(), 2, track.height()), colour(self._look.theme.text_strong)
        )

    def _paint_past(self, painter: QPainter, box: QRectF, parameter: Parameter) -> None:
        theme = self._look.theme
        painter.setPen(colour(theme.grid))
        painter.drawLine(box.bottomLeft(), box.bottomRight())
        if self._past is None:
            return
        way = line(self._past, self._past_from_ns)
        if not way.y.size:
            return
        span_s = max(1e-9, (self._past_to_ns - self._past_from_ns) / 1e9)
        least, greatest = float(way.y.min()), float(way.y.max())
        room = max(greatest - least, 0.1 * caution_span(parameter))
        middle = (greatest + least) / 2
        x = box.left() + way.x_s / span_s * box.width()
        y = box.bottom() - 1 - ((way.y - middle) / room + 0.5) * (box.height() - 2)
        painter.setPen(QPen(colour(theme.text_dim), 1))
        breaks = np.flatnonzero(way.connect[:-1] == 0) + 1
        for part_x, part_y in zip(np.split(x, breaks), np.split(y, breaks), strict=True):
            points = [QPointF(a, b) for a, b in zip(part_x.tolist(), part_y.tolist(), strict=True)]
            painter.drawPolyline(QPolygonF(points))

    def _footing(self, reading: InstrumentReading) -> str:
        shown = reading.shown
        match shown.validity:
            case Validity.STALE:
                return f"STALE · {duration_text(shown.age_s)} old"
            case Validity.INVALID:
                why = reading.why_disbelieved or "outside the sensor's range"
                return f"INVALID · {why}"
            case Validity.NOT_RECEIVED:
                return "not received yet"
            case Validity.VALID:
                return self._outlook(reading)

    def _outlook(self, reading: InstrumentReading) -> str:
        words = [f"no {place}" for place in reading.unusable]
        if reading.reserve is not None and reading.reserve.validity is Validity.VALID:
            minutes = reading.reserve.value
            is_none = minutes >= NOTHING_RUNS_OUT_MIN
            words.append("no leak" if is_none else f"reserve {duration_text(minutes * 60)}")
        if reading.ahead.brief:
            words.append(reading.ahead.brief)
        elif reading.ahead.slope_per_s == 0:
            words.append("steady")
        return " · ".join(words)
