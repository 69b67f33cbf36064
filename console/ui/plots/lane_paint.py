"""How each kind of bar on the timeline looks: by pattern and word, never by colour alone."""

from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QFontMetricsF, QPainter, QPen

from console.ui.models.lane_chart import WINDOW_KINDS, Bar, BarKind, Lane
from console.ui.painting import paint_text
from console.ui.plots.time_axis import met_hours_text, ticks
from console.ui.theme import Look, colour
from telemetry.dictionary import Severity

LEAST_BAR_PX: Final = 4.0
_TICK_SPACING_PX: Final = 86.0
_SHORTENED_PX: Final = 60  # below this, a shortened name says nothing


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


def paint_lane(
    painter: QPainter, look: Look, scale: TimeScale, lane: Lane, top: float, height: float
) -> None:
    """Paint the bars of one lane: what fills it first, viewing windows above, then their words."""
    shown = [bar for bar in lane.bars if scale.shows(bar.start_ns, bar.end_ns)]
    for bar in shown:
        if bar.kind not in WINDOW_KINDS:
            _paint_ground_bar(painter, look, bar, scale.box(bar, top, height))
    windows = [bar for bar in shown if bar.kind in WINDOW_KINDS]
    boxes = [scale.box(bar, top, height) for bar in windows]
    for bar, box in zip(windows, boxes, strict=True):
        paint_window_bar(painter, look, bar.kind, box)
    for at, (bar, box) in enumerate(zip(windows, boxes, strict=True)):
        room_to = boxes[at + 1].left() - 3 if at + 1 < len(boxes) else scale.right
        _paint_window_text(painter, look, bar, box, room_to)


def _paint_ground_bar(painter: QPainter, look: Look, bar: Bar, box: QRectF) -> None:
    theme = look.theme
    box = box.adjusted(0, 1, 0, -1)
    match bar.kind:
        case BarKind.DAY:
            painter.fillRect(box, colour(theme.band))
        case BarKind.NIGHT:
            painter.fillRect(box, colour(theme.ground))
            painter.setPen(QPen(colour(theme.line), 1))
            painter.drawLine(box.bottomLeft(), box.bottomRight())
        case BarKind.CONTACT:
            painter.fillRect(box, colour(theme.raised))
            painter.fillRect(
                QRectF(box.left(), box.bottom() - 2, box.width(), 2), colour(theme.text_dim)
            )
        case _:
            painter.fillRect(box, colour(theme.raised))
            painter.setPen(QPen(colour(theme.line), 1))
            painter.drawRect(box.adjusted(0, 0, -1, -1))
    font = look.font(11)
    may_shorten = bar.kind is BarKind.CONTACT and box.width() > look.px(_SHORTENED_PX)
    if may_shorten or QFontMetricsF(font).horizontalAdvance(bar.text) + 8 <= box.width():
        ink = theme.text_strong if bar.kind is BarKind.DAY else theme.text_dim
        paint_text(painter, box.adjusted(4, 0, -4, 0), bar.text, colour(ink), font=font)


def paint_window_bar(painter: QPainter, look: Look, kind: BarKind, box: QRectF) -> None:
    """Paint a viewing window: proposed hollow and dashed, planned full, held hatched, done dull."""
    theme = look.theme
    held = look.severity(Severity.CAUTION).ink
    box = box.adjusted(0.5, 2.5, -0.5, -2.5)
    match kind:
        case BarKind.PROPOSED:
            painter.setBrush(colour(theme.panel))
            painter.setPen(QPen(colour(theme.text), 1.2, Qt.PenStyle.DashLine))
        case BarKind.HELD:
            painter.fillRect(box, colour(theme.ground))
            painter.setBrush(QBrush(colour(held), Qt.BrushStyle.BDiagPattern))
            painter.setPen(QPen(colour(held), 2))
        case BarKind.DONE:
            painter.setBrush(colour(theme.line))
            painter.setPen(QPen(colour(theme.line), 1))
        case _:
            painter.setBrush(colour(theme.text))
            painter.setPen(QPen(colour(theme.text), 1))
    painter.drawRect(box)
    painter.setBrush(Qt.BrushStyle.NoBrush)


def _paint_window_text(
    painter: QPainter, look: Look, bar: Bar, box: QRectF, room_to: float
) -> None:
    """Write in the bar if the words fit, else beside it as far as there is room."""
    theme, font = look.theme, look.font(12, is_bold=bar.kind is BarKind.HELD)
    width = QFontMetricsF(font).horizontalAdvance(bar.text)
    ink = theme.text
    if bar.kind is BarKind.HELD:
        ink = look.severity(Severity.CAUTION).ink
    elif bar.kind is BarKind.DONE:
        ink = theme.text_dim
    if width + 8 <= box.width():
        inside = box.adjusted(4, 0, -4, 0)
        if bar.kind is BarKind.PLANNED:
            ink = theme.ground
        if bar.kind is BarKind.HELD:  # words on hatching need a plate
            painter.fillRect(
                QRectF(inside.left() - 2, box.top() + 5, width + 4, box.height() - 10),
                colour(theme.ground),
            )
    else:
        inside = QRectF(box.right() + 4, box.top(), room_to - box.right() - 4, box.height())
        if inside.width() < look.px(14):
            return
        width = min(width, inside.width())
        painter.setOpacity(0.85)
        painter.fillRect(
            QRectF(inside.left() - 2, box.top() + 3, width + 4, box.height() - 6),
            colour(theme.panel),
        )
        painter.setOpacity(1.0)
    paint_text(painter, inside, bar.text, colour(ink), font=font)


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
