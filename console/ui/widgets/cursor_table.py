"""What every curve says at the pointer, at two time cursors, and between them."""

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from console.ui.painting import paint_text
from console.ui.theme import Look, colour

HEADINGS: Final = (
    *("", "pointer", "A", "B", "B − A", "least", "mean", "greatest"),
    *("std dev", "samples"),
)
_ROW_PX: Final = 18
_NAME_SHARE: Final = 0.18
_MOST_ROWS: Final = 10


class CursorTable(QWidget):
    """Rows of words, the first of them headings; as high as it has rows."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self._rows: Sequence[Sequence[str]] = ()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName("Values at the cursors")
        look.changed.connect(self.updateGeometry)

    @property
    def rows(self) -> Sequence[Sequence[str]]:
        """What is shown, without the headings."""
        return self._rows

    def show_rows(self, rows: Sequence[Sequence[str]]) -> None:
        """Show rows of as many cells as there are headings."""
        if rows != self._rows:
            is_other_height = len(rows) != len(self._rows)
            self._rows = rows
            if is_other_height:
                self.updateGeometry()
            self.update()

    def sizeHint(self) -> QSize:
        """Return the room of headings and rows."""
        lines = 1 + min(len(self._rows), _MOST_ROWS)
        return QSize(self._look.px(400), self._look.px(_ROW_PX) * lines + 4)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint headings and rows."""
        painter = QPainter(self)
        theme, height = self._look.theme, self._look.px(_ROW_PX)
        painter.fillRect(self.rect(), colour(theme.panel))
        font, right = self._look.font(12), Qt.AlignmentFlag.AlignRight
        name_px = self.width() * _NAME_SHARE
        cell_px = (self.width() - name_px - 8) / (len(HEADINGS) - 1)
        for number, row in enumerate((HEADINGS, *self._rows)):
            top = 2.0 + number * height
            ink = colour(theme.text if number else theme.text_dim)
            paint_text(painter, QRectF(8, top, name_px - 8, height), row[0], ink, font=font)
            for place, text in enumerate(row[1:]):
                box = QRectF(name_px + place * cell_px + 6, top, cell_px - 6, height)
                paint_text(painter, box, text, ink, font=font, align=right)
        painter.end()
