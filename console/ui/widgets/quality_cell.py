"""A table cell that shows a quality of 0 to 100 as a bar and in words."""

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRectF
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from console.ui.models.keyed_table import ITEM_ROLE
from console.ui.models.opportunity_table import OpportunityRow
from console.ui.painting import paint_text
from console.ui.theme import Look, colour

_BAR_SHARE = 0.38


class QualityDelegate(QStyledItemDelegate):
    """Paints an `OpportunityRow`'s quality: the number as a bar's length, then the text."""

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        """Paint one cell."""
        theme = self._look.theme
        row: OpportunityRow = index.data(ITEM_ROLE)
        box = QRectF(option.rect)
        state: QStyle.StateFlag = option.state
        is_selected = bool(state & QStyle.StateFlag.State_Selected)
        painter.fillRect(box, colour(theme.raised if is_selected else theme.panel))
        bar = QRectF(box.left() + 4, box.center().y() - 3, box.width() * _BAR_SHARE, 6)
        painter.fillRect(bar, colour(theme.line))
        bar.setWidth(bar.width() * row.opportunity.quality / 100.0)
        painter.fillRect(bar, colour(theme.text))
        left = box.left() + box.width() * _BAR_SHARE + 10
        words = QRectF(left, box.top(), box.right() - left, box.height())
        ink = theme.text_strong if is_selected else theme.text
        paint_text(painter, words, str(index.data()), colour(ink), font=self._look.font(12))
