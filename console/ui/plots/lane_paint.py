"""How each kind of bar on the timeline looks: by pattern and word, never by colour alone."""

from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QBrush, QFontMetricsF, QPainter, QPen

from console.ui.models.lane_bars import WINDOW_KINDS, Bar, BarKind, Lane
from console.ui.painting import paint_hatch, paint_text
from console.ui.plots.lane_axis import LEAST_BAR_PX, TimeScale
from console.ui.theme import Look, colour
from telemetry.dictionary import Severity

_STRONG_WORDS: Final = frozenset({BarKind.DAY, BarKind.CLOSED})
_PATTERNED: Final = frozenset({BarKind.CLOSED, BarKind.ANOMALY, BarKind.SLEEP})
_SHORTENED: Final = frozenset({BarKind.CONTACT, BarKind.CLOSED})  # told whole on hover
_WORDS_SHARE: Final = 0.8  # of a patterned bar at most, so that its pattern is seen
_SHORTENED_PX: Final = 60  # below this, a shortened name says nothing


@dataclass(frozen=True, slots=True, kw_only=True)
class Ghost:
    """Where a window would be if it were let go now.

    Parameters
    ----------
    lanes : frozenset of str
        Ids of the lanes it is drawn on.
    is_snapped : bool
        Whether it stands where the view can be seen, so that it may be let go.
    is_broken : bool
        Whether it breaks a rule there.
    """

    sight: str
    lanes: frozenset[str]
    start_ns: int
    end_ns: int
    is_snapped: bool
    is_broken: bool


def paint_lane(
    painter: QPainter, look: Look, scale: TimeScale, lane: Lane, top: float, height: float
) -> None:
    """Paint the bars of one lane: what fills it first, viewing windows above, then their words."""
    shown = [bar for bar in lane.bars if scale.shows(bar.start_ns, bar.end_ns)]
    windows = [bar for bar in shown if bar.kind in WINDOW_KINDS]
    for bar in shown:
        if bar.kind not in WINDOW_KINDS:
            # Why a lane is closed is also said in the band of holds: windows' words come first.
            has_words = bar.kind is not BarKind.CLOSED or not windows
            _paint_ground_bar(painter, look, bar, scale.box(bar, top, height), has_words=has_words)
    boxes = [scale.box(bar, top, height) for bar in windows]
    for bar, box in zip(windows, boxes, strict=True):
        paint_window_bar(painter, look, bar.kind, box)
    for at, (bar, box) in enumerate(zip(windows, boxes, strict=True)):
        room_to = boxes[at + 1].left() - 3 if at + 1 < len(boxes) else scale.right
        _paint_window_text(painter, look, bar, box, room_to)


def _paint_ground_bar(
    painter: QPainter, look: Look, bar: Bar, box: QRectF, *, has_words: bool
) -> None:
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
        case BarKind.CLOSED:
            held = look.severity(Severity.CAUTION).ink
            paint_hatch(painter, box, held)
            painter.setPen(QPen(colour(held), 1))
            painter.drawRect(box.adjusted(0, 0, -1, -1))
        case BarKind.ANOMALY:
            painter.fillRect(box, QBrush(colour(theme.text_dim), Qt.BrushStyle.Dense6Pattern))
        case BarKind.SLEEP:
            painter.fillRect(box, QBrush(colour(theme.line), Qt.BrushStyle.HorPattern))
        case _:
            painter.fillRect(box, colour(theme.raised))
            painter.setPen(QPen(colour(theme.line), 1))
            painter.drawRect(box.adjusted(0, 0, -1, -1))
    if not has_words:
        return
    font = look.font(11)
    may_shorten = bar.kind in _SHORTENED and box.width() > look.px(_SHORTENED_PX)
    if may_shorten or QFontMetricsF(font).horizontalAdvance(bar.text) + 8 <= box.width():
        ink = theme.text_strong if bar.kind in _STRONG_WORDS else theme.text_dim
        if bar.kind in _PATTERNED:
            box.setWidth(_WORDS_SHARE * box.width() if may_shorten else box.width())
            width = min(QFontMetricsF(font).horizontalAdvance(bar.text), box.width() - 8)
            painter.fillRect(
                QRectF(box.left() + 2, box.top() + 1, width + 5, box.height() - 2),
                colour(theme.panel),
            )
        paint_text(painter, box.adjusted(4, 0, -4, 0), bar.text, colour(ink), font=font)


def paint_window_bar(painter: QPainter, look: Look, kind: BarKind, box: QRectF) -> None:
    """Paint a viewing window.

    Proposed is hollow and dashed, planned full, held hatched, done dull, lost dull and struck;
    what a draft adds is hollow with a full frame, what it takes away is struck through.
    """
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
        case BarKind.DONE | BarKind.LOST:
            painter.setBrush(colour(theme.line))
            painter.setPen(QPen(colour(theme.line), 1))
        case BarKind.COMING:
            painter.setBrush(colour(theme.panel))
            painter.setPen(QPen(colour(theme.focus), 2))
        case BarKind.GOING:
            painter.setBrush(colour(theme.raised))
            painter.setPen(QPen(colour(theme.text_dim), 1))
        case _:
            painter.setBrush(colour(theme.text))
            painter.setPen(QPen(colour(theme.text), 1))
    painter.drawRect(box)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    if kind in (BarKind.LOST, BarKind.GOING):
        painter.setPen(QPen(colour(theme.text), 1.5))
        painter.drawLine(box.bottomLeft(), box.topRight())


def _paint_window_text(
    painter: QPainter, look: Look, bar: Bar, box: QRectF, room_to: float
) -> None:
    """Write in the bar if the words fit, else beside it as far as there is room."""
    theme, font = look.theme, look.font(12, is_bold=bar.kind is BarKind.HELD)
    width = QFontMetricsF(font).horizontalAdvance(bar.text)
    ink = theme.text
    if bar.kind is BarKind.HELD:
        ink = look.severity(Severity.CAUTION).ink
    elif bar.kind in (BarKind.DONE, BarKind.LOST, BarKind.GOING):
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


def paint_ghost(
    painter: QPainter, look: Look, scale: TimeScale, ghost: Ghost, top: float, height: float
) -> None:
    """Paint where a dragged window is now: framed when it breaks nothing, crossed when it does."""
    if not scale.shows(ghost.start_ns, ghost.end_ns):
        return
    left, right = scale.x(ghost.start_ns), scale.x(ghost.end_ns)
    box = QRectF(left, top + 2, max(right - left, LEAST_BAR_PX), height - 4)
    ink = look.severity(Severity.WARNING).ink if ghost.is_broken else look.theme.focus
    painter.setOpacity(0.35)
    painter.fillRect(box, colour(ink))
    painter.setOpacity(1.0)
    line = Qt.PenStyle.SolidLine if ghost.is_snapped else Qt.PenStyle.DashLine
    painter.setPen(QPen(colour(ink), 2, line))
    painter.drawRect(box)
    if ghost.is_broken:
        painter.drawLine(box.topLeft(), box.bottomRight())
        painter.drawLine(box.bottomLeft(), box.topRight())
