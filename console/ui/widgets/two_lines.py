"""Table rows of two lines: what it is, and under it, smaller, more of it and how it stands."""

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from console.ui.models.keyed_table import Index
from console.ui.painting import paint_hatch, paint_shape, paint_text
from console.ui.theme import Look, Shape, colour


@dataclass(frozen=True, slots=True, kw_only=True)
class Marking:
    """How a row is marked: a shape and colour before its first column, or hatching."""

    shape: Shape | None = None
    ink: str | None = None
    is_filled: bool = True
    is_hatched: bool = False


class TwoLineDelegate(QStyledItemDelegate):
    """Paints a row's mark, its first column in two lines, its second at the right of the second.

    Show it in a view of the first column only.

    Parameters
    ----------
    marking : callable
        Returns how the row of an index is marked.
    """

    def __init__(
        self, look: Look, marking: Callable[[Index], Marking], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._look = look
        self._marking = marking

    @property
    def height_px(self) -> int:
        """How high a row of two lines is."""
        first = QFontMetrics(self._look.font(13)).height()
        second = QFontMetrics(self._look.font(12)).height()
        return int(first + second + self._look.px(7))

    def sizeHint(self, _option: QStyleOptionViewItem, _index: Index) -> QSize:
        """Return the height of two lines."""
        return QSize(self._look.px(60), self.height_px)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Paint one cell."""
        theme, marking = self._look.theme, self._marking(index)
        box = QRectF(option.rect)
        state: QStyle.StateFlag = option.state
        is_selected = bool(state & QStyle.StateFlag.State_Selected)
        painter.fillRect(box, colour(theme.raised if is_selected else theme.panel))
        if marking.is_hatched:
            paint_hatch(painter, box, theme.line)
        margin = self._look.px(6)
        content = box.adjusted(margin, self._look.px(3), -margin, -self._look.px(3))
        content.setLeft(self._paint_mark(painter, content, marking))
        first, _, second = str(index.data()).partition("\n")
        font, small = self._look.font(13), self._look.font(12)
        line = QRectF(content)
        line.setHeight(QFontMetrics(font).height())
        ink = theme.text_strong if is_selected else theme.text
        paint_text(painter, line, first, colour(ink), font=font)
        content.setTop(line.bottom())
        standing = str(index.sibling(index.row(), 1).data())
        right = Qt.AlignmentFlag.AlignRight
        width = paint_text(painter, content, standing, colour(ink), font=small, align=right)
        content.setRight(content.right() - width - margin)
        paint_text(painter, content, second, colour(theme.text_dim), font=small)
        painter.setPen(colour(theme.grid))
        painter.drawLine(box.bottomLeft(), box.bottomRight())

    def _paint_mark(self, painter: QPainter, content: QRectF, marking: Marking) -> float:
        size = self._look.px(14)
        if marking.shape is not None and marking.ink is not None:
            mark = QRectF(content.left(), content.center().y() - size / 2, size, size)
            paint_shape(painter, mark, marking.shape, marking.ink, is_filled=marking.is_filled)
        return content.left() + size + self._look.px(8)
