"""A table with a column of countdowns, and figures that stand at the right."""

from typing import Any, ClassVar, TypeVar

from PySide6.QtCore import Qt

from console.ui.models.keyed_table import Index, KeyedTableModel
from telemetry.timebase import NS_PER_S

T = TypeVar("T")


class CountdownTableModel(KeyedTableModel[T]):
    """Moves its countdowns on once a second; subclasses name the columns."""

    countdown: ClassVar[int]
    figures: ClassVar[frozenset[int]]
    _now_ns = 0

    def set_now(self, now_ns: int) -> None:
        """Move the countdowns on; nothing is repainted within the same second."""
        is_due = now_ns // NS_PER_S != self._now_ns // NS_PER_S
        self._now_ns = now_ns
        if is_due and self.rowCount():
            last = self.index(self.rowCount() - 1, self.countdown)
            self.dataChanged.emit(self.index(0, self.countdown), last)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:  # noqa: ANN401
        """Return what a cell shows, tells or stands for; figures stand at the right."""
        if role == Qt.ItemDataRole.TextAlignmentRole and index.column() in self.figures:
            return Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        return super().data(index, role)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:  # noqa: ANN401
        """Return a column's name, at the side its cells stand at."""
        if role == Qt.ItemDataRole.TextAlignmentRole and section in self.figures:
            return Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        return super().headerData(section, orientation, role)
