"""Time along the lanes: where instants fall, the marks above, now, and a marked stretch."""

from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPen

from console.ui.models.lane_bars import Bar
from console.ui.painting import paint_text
from console.ui.plots.time_axis import met_hours_text, ticks
from console.ui.theme import Look, colour

LEAST_BAR_PX: Final = 4.0
_TICK_SPACING_PX: Final = 86.0


@dataclass(frozen=True, slots=True)
class TimeScale:
    """Where instants fall between the left and the right edge of the lanes, in pixels."""

    left: float
    right: float
    from_ns: int
    to_ns: int

    def x(self, at_ns: int) -> float:
        """Return where an instant falls, also outside the edges."""
        return self.left + (at_ns - self.from_ns) / (self.to_ns - self.from_ns) * (
            self.right - self.left
        )

    def fraction(self, x: float) -> float:
        """Return how far along the lanes a pixel is, 0 to 1 between the edges."""
        return (x - self.left) / (self.right - self.left)

    def instant_ns(self, x: float) -> int:
        """Return the instant a pixel stands for."""
        return self.from_ns + round(self.fraction(x) * (self.to_ns - self.from_ns))

    def shows(self, start_ns: int, end_ns: int) -> bool:
        """Return whether any of a stretch is shown."""
        return start_ns < self.to_ns and end_ns > self.from_ns

    def box(self, bar: Bar, top: float, height: float) -> QRectF:
        """Return a bar's rectangle, cut at the edges and never too thin to be seen."""
        left = max(self.left, self.x(bar.start_ns))
        right = min(self.right, self.x(bar.end_ns))
        if right - left < LEAST_BAR_PX:
            middle = (left + right) / 2
            left, right = middle - LEAST_BAR_PX / 2, middle + LEAST_BAR_PX / 2
        return QRectF(left, top, right - left, height)


def paint_axis(
    painter: QPainter,
    look: Look,
    scale: TimeScale,
    area: QRectF,
    launch_ns: int,
    now_ns: int,
) -> None:
    """Write UTC and MET above the lanes and draw a line down from each mark."""
    theme, font = look.theme, look.font(12)
    height = QFontMetricsF(font).height()
    marks = int((scale.right - scale.left) / look.px(_TICK_SPACING_PX))
    half = look.px(_TICK_SPACING_PX) / 2
    for tick in ticks(scale.from_ns, scale.to_ns, marks):
        x = scale.x(tick.at_ns)
        painter.setPen(QPen(colour(theme.line if tick.is_midnight else theme.grid), 1))
        painter.drawLine(QPointF(x, area.top() - 4), QPointF(x, area.bottom()))
        is_cut = not scale.left + half / 2 < x < scale.right - half / 2
        if is_cut or abs(x - scale.x(now_ns)) < half:  # the word NOW stands there
            continue
        for row, (text, ink) in enumerate(
            (
                (tick.text, theme.text_strong if tick.is_midnight else theme.text),
                (met_hours_text(tick.at_ns, launch_ns), theme.text_dim),
            )
        ):
            box = QRectF(x - half, area.top() - 6 - (2 - row) * height, 2 * half, height)
            paint_text(
                painter, box, text, colour(ink), font=font, align=Qt.AlignmentFlag.AlignHCenter
            )


def paint_marked(
    painter: QPainter, look: Look, scale: TimeScale, area: QRectF, stretch_ns: tuple[int, int]
) -> None:
    """Mark a stretch of time across all lanes."""
    if not scale.shows(*stretch_ns):
        return
    left = max(scale.x(stretch_ns[0]), scale.left)
    right = min(max(scale.x(stretch_ns[1]), left + 2), scale.right)
    focus = colour(look.theme.focus)
    painter.setOpacity(0.18)
    painter.fillRect(QRectF(left, area.top(), right - left, area.height()), focus)
    painter.setOpacity(1.0)
    painter.setPen(QPen(focus, 1))
    for x in (left, right):
        painter.drawLine(QPointF(x, area.top() - 4), QPointF(x, area.bottom()))


def paint_now(painter: QPainter, look: Look, scale: TimeScale, area: QRectF, now_ns: int) -> None:
    """Draw the line that is now, and the word."""
    if not scale.shows(now_ns, now_ns + 1):
        return
    x = scale.x(now_ns)
    painter.setPen(QPen(colour(look.theme.text_strong), 1.5, Qt.PenStyle.DashLine))
    painter.drawLine(QPointF(x, area.top() - 4), QPointF(x, area.bottom()))
    font = look.font(11, is_bold=True)
    metrics = QFontMetricsF(font)
    plate = QRectF(
        x - metrics.horizontalAdvance("NOW") / 2 - 4,
        area.top() - 5 - metrics.height(),
        metrics.horizontalAdvance("NOW") + 8,
        metrics.height() + 2,
    )
    painter.fillRect(plate, colour(look.theme.text))
    paint_text(
        painter,
        plate,
        "NOW",
        colour(look.theme.ground),
        font=font,
        align=Qt.AlignmentFlag.AlignHCenter,
    )
