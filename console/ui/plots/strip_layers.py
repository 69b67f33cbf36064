"""What a strip chart is painted of besides its curves: the ground with its axes, lines, marks."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Protocol

from PySide6.QtCore import QLineF, QRectF, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPen

from console.ui.models.alarm_marks import Worsened
from console.ui.models.chart_events import ChartEvent, ViewingSession
from console.ui.painting import paint_hatch, paint_shape
from console.ui.plots.strip_geometry import Band
from console.ui.plots.strip_view import StripView
from console.ui.theme import Look, colour, mixed
from telemetry.timebase import NS_PER_S

BAND_SHARE: Final = 0.13
LIMIT_SHARE: Final = 0.65
MARK_PX: Final = 12
AXIS_TEXT_PX: Final = 11
SESSION_PX: Final = 6
EVENT_PX: Final = 10
_TICK_PX: Final = 4


class Layer(Protocol):
    """One thing a chart shows, painted over those before it."""

    def paint(self, painter: QPainter, view: StripView, exposed: QRectF) -> None:
        """Paint at least what lies within `exposed`, in the widget's pixels."""


@dataclass(frozen=True, slots=True)
class Mark:
    """A place on an axis, in seconds after launch or as a value, and its words."""

    at: float
    text: str


class Ground:
    """Bands beyond the limits, tinted, the grid, a line at each limit, and both axes.

    Everything is opaque: translucent grids cost ten times as much in software rendering.
    """

    def __init__(self, look: Look, bands: Sequence[Band]) -> None:
        self._look = look
        self._bands = tuple(bands)
        self.times: Sequence[Mark] = ()
        self.values: Sequence[Mark] = ()

    def paint(self, painter: QPainter, view: StripView, _exposed: QRectF) -> None:
        """Paint all of it."""
        theme = self._look.theme
        left, right = view.left_px, view.right_px
        for band in self._bands:
            low, high = max(view.low, band.low), min(view.high, band.high)
            if high > low:
                tint = mixed(self._look.severity(band.severity).plate, theme.panel, BAND_SHARE)
                top, bottom = view.y_px(high), view.y_px(low)
                painter.fillRect(QRectF(left, top, right - left, bottom - top), colour(tint))
        painter.setPen(colour(theme.grid))
        upright = (round(view.x_px(mark.at)) for mark in self.times)
        level = (round(view.y_px(mark.at)) for mark in self.values)
        painter.drawLines([QLineF(x, view.top_px, x, view.bottom_px) for x in upright])
        painter.drawLines([QLineF(left, y, right, y) for y in level])
        for band in self._bands:
            if view.low < band.limit < view.high:
                ink = mixed(self._look.severity(band.severity).ink, theme.panel, LIMIT_SHARE)
                painter.setPen(colour(ink))
                y = round(view.y_px(band.limit))
                painter.drawLine(QLineF(left, y, right, y))
        self._paint_axes(painter, view)

    def _paint_axes(self, painter: QPainter, view: StripView) -> None:
        theme = self._look.theme
        left, bottom = round(view.left_px), round(view.bottom_px)
        painter.setPen(colour(theme.line))
        painter.drawLine(QLineF(left, view.top_px, left, bottom))
        painter.drawLine(QLineF(left, bottom, view.right_px, bottom))
        font = self._look.font(AXIS_TEXT_PX)
        metrics = QFontMetricsF(font)
        painter.setFont(font)
        painter.setPen(colour(theme.text_dim))
        right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        half = metrics.height() / 2
        for mark in self.values:
            y = view.y_px(mark.at)
            if y - half >= 0:  # a figure is whole or not there
                box = QRectF(0, y - half, left - _TICK_PX, metrics.height())
                painter.drawText(box, right, mark.text)
        centre = Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop
        for mark in self.times:
            lines = mark.text.splitlines()
            width = max(metrics.horizontalAdvance(each) for each in lines) + 2
            x = view.x_px(mark.at)
            if x - width / 2 >= 0 and x + width / 2 <= view.right_px + _TICK_PX:
                box = QRectF(x - width / 2, bottom + 2, width, metrics.height() * len(lines))
                painter.drawText(box, centre, mark.text)


class UprightLine:
    """A line at an instant: now, or a cursor with its letter.

    Parameters
    ----------
    ink : str
        Name of one of the theme's colours.
    letter : str
        Written beside its head; empty for none.
    """

    def __init__(self, look: Look, ink: str, letter: str = "") -> None:
        self._look = look
        self._ink = ink
        self._letter = letter
        self.at_s: float | None = None

    def paint(self, painter: QPainter, view: StripView, _exposed: QRectF) -> None:
        """Paint it if it is on the page."""
        if self.at_s is None or not view.start_s <= self.at_s <= view.end_s:
            return
        x = round(view.x_px(self.at_s))
        painter.setPen(colour(getattr(self._look.theme, self._ink)))
        painter.drawLine(QLineF(x, view.top_px, x, view.bottom_px))
        if self._letter:
            font = self._look.font(AXIS_TEXT_PX, is_bold=True)
            painter.setFont(font)
            painter.drawText(x + 3, round(view.top_px + QFontMetricsF(font).ascent()), self._letter)


class AlarmMarks:
    """The shape of an alarm's class where it was raised or became worse."""

    def __init__(self, look: Look, launch_ns: int) -> None:
        self._look = look
        self._launch_ns = launch_ns
        self.facts: Sequence[Worsened] = ()

    def paint(self, painter: QPainter, view: StripView, exposed: QRectF) -> None:
        """Paint the marks that touch `exposed`, at the height of their value."""
        size = self._look.px(MARK_PX)
        for fact in self.facts:
            value = min(max(fact.value, view.low), view.high)
            x, y = view.x_px((fact.sample_ns - self._launch_ns) / NS_PER_S), view.y_px(value)
            box = QRectF(x - size / 2, y - size / 2, size, size)
            if box.intersects(exposed):
                style = self._look.severity(fact.severity)
                rim = box.adjusted(-1, -1, 1, 1)
                paint_shape(painter, rim, style.shape, self._look.theme.panel)
                paint_shape(painter, box, style.shape, style.ink)


class Happenings:
    """Bars along the bottom while somebody looks out, ticks along the top for what happened."""

    def __init__(self, look: Look) -> None:
        self._look = look
        self.sessions: Sequence[ViewingSession] = ()
        self.events: Sequence[ChartEvent] = ()

    def paint(self, painter: QPainter, view: StripView, exposed: QRectF) -> None:
        """Paint what lies within `exposed`; a held session is hatched."""
        theme, height = self._look.theme, self._look.px(SESSION_PX)
        for session in self.sessions:
            left, right = view.x_px(session.start_s), view.x_px(session.end_s)
            bar = QRectF(left, view.bottom_px - height, max(2.0, right - left), height)
            if bar.intersects(exposed):
                painter.setPen(colour(theme.text_dim))
                if session.is_held:
                    paint_hatch(painter, bar, theme.text_dim)
                else:
                    painter.fillRect(bar, colour(theme.band))
                painter.drawRect(bar)
        painter.setPen(QPen(colour(theme.text), 2))
        for event in self.events:
            if view.start_s <= event.at_s <= view.end_s:
                x = view.x_px(event.at_s)
                painter.drawLine(QLineF(x, 0, x, self._look.px(EVENT_PX)))

    def tell(self, at_s: float, within_s: float) -> list[str]:
        """Return what there is to say of an instant."""
        near = (event.words for event in self.events if abs(event.at_s - at_s) <= within_s)
        running = (each for each in self.sessions if each.start_s <= at_s < each.end_s)
        return [
            *near,
            *(f"Viewing{', held' if each.is_held else ''}: {each.title}" for each in running),
        ]
