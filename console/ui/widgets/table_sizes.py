"""Tables whose rows and columns grow and shrink with the text in them."""

from collections.abc import Callable
from functools import partial
from typing import Final

from PySide6.QtCore import QEvent
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHeaderView, QTableView, QWidget

from console.ui.theme import Look

LEAST_WORDS_PX: Final = 150


def rescale_tables(root: QWidget, factor: float) -> None:
    """Make rows and columns of every table under `root` `factor` times as large.

    Columns keep the proportions a person gave them; what Qt measures itself is left to it.
    """
    for table in root.findChildren(QTableView):
        vertical, header = table.verticalHeader(), table.horizontalHeader()
        if vertical.count() == 0 or (
            vertical.sectionResizeMode(0) is not QHeaderView.ResizeMode.ResizeToContents
        ):
            vertical.setDefaultSectionSize(round(vertical.defaultSectionSize() * factor))
        for column in range(header.count()):
            if header.sectionResizeMode(column) is QHeaderView.ResizeMode.Interactive:
                header.resizeSection(column, round(header.sectionSize(column) * factor))


class ReadableTable(QTableView):
    """A table whose columns of words take the width that is left, but never too little to read."""

    def __init__(self) -> None:
        super().__init__()
        self._least: Callable[[], int] = int
        self._words: tuple[int, ...] = ()

    def stretch(self, look: Look, *columns: int, least_px: int = LEAST_WORDS_PX) -> None:
        """Let `columns` share what the others leave; below `least_px` each the table scrolls."""
        self._least = partial(look.px, least_px)
        self._words = columns
        self._share()

    def viewportEvent(self, event: QEvent) -> bool:
        """Stay opaque whatever the style: Qt then moves what is painted, else paints all again."""
        if event.type() in (QEvent.Type.Polish, QEvent.Type.StyleChange):
            self.viewport().setAutoFillBackground(True)
        return bool(super().viewportEvent(event))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Share out the new width."""
        super().resizeEvent(event)
        self._share()

    def _share(self) -> None:
        header, least_px = self.horizontalHeader(), self._least()
        others = (each for each in range(header.count()) if each not in self._words)
        left_px = self.viewport().width() - sum(map(header.sectionSize, others))
        has_room = left_px >= least_px * len(self._words)
        modes = QHeaderView.ResizeMode
        for column in self._words:
            header.setSectionResizeMode(column, modes.Stretch if has_room else modes.Interactive)
            if not has_room:
                header.resizeSection(column, least_px)
