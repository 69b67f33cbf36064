"""A table whose rows are known by a key, and stay selected wherever they move."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any, Final, Generic, TypeVar

from PySide6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
)

T = TypeVar("T")
Index = QModelIndex | QPersistentModelIndex

ITEM_ROLE: Final = Qt.ItemDataRole.UserRole


class KeyedTableModel(QAbstractTableModel, Generic[T]):
    """Shows values that are known by a key; `ITEM_ROLE` is the value itself.

    A person's selection and the view's scroll position survive a change: a row is the same row
    wherever it moves. It keeps its own order, for a sorting proxy would compare thousands of
    rows in Python, one pair at a time, for each change in a flood.

    Parameters
    ----------
    headings : sequence of str
        Names of the columns.
    key : callable
        Returns an item's key.
    """

    def __init__(
        self, headings: Sequence[str], key: Callable[[T], str], parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._headings = tuple(headings)
        self._key = key
        self._items: list[T] = []

    def text(self, item: T, column: int) -> str:
        """Return what the cell of `item` in `column` shows."""
        raise NotImplementedError

    def tip(self, item: T) -> str:
        """Return what `item` tells when the pointer rests on it."""
        raise NotImplementedError

    def set_items(self, items: Iterable[T]) -> None:
        """Show `items`, given in the order they should be read in."""
        wanted = {self._key(item): item for item in items}
        gone = [row for row, item in enumerate(self._items) if self._key(item) not in wanted]
        for first, last in reversed(list(_runs(gone))):
            self.beginRemoveRows(QModelIndex(), first, last)
            del self._items[first : last + 1]
            self.endRemoveRows()
        stayed = {self._key(item): item for item in self._items}
        self._move([stayed[key] for key in wanted if key in stayed])
        rows = list(wanted.values())
        for first, last in _runs([row for row, key in enumerate(wanted) if key not in stayed]):
            self.beginInsertRows(QModelIndex(), first, last)
            self._items[first:first] = rows[first : last + 1]
            self.endInsertRows()
        changed = [row for row, item in enumerate(self._items) if item != rows[row]]
        self._items = rows
        if changed:
            end = self.index(changed[-1], self.columnCount() - 1)
            self.dataChanged.emit(self.index(changed[0], 0), end)

    def _move(self, items: list[T]) -> None:
        """Put the rows in the order of `items`, which are the same ones."""
        if items == self._items:
            return
        self.layoutAboutToBeChanged.emit()
        rows = {self._key(item): row for row, item in enumerate(items)}
        held = self.persistentIndexList()
        moved = [
            self.index(rows[self._key(self._items[each.row()])], each.column()) for each in held
        ]
        self._items = items
        self.changePersistentIndexList(held, moved)
        self.layoutChanged.emit()

    def rowCount(self, parent: Index | None = None) -> int:
        """Return the number of items."""
        return 0 if parent is not None and parent.isValid() else len(self._items)

    def columnCount(self, parent: Index | None = None) -> int:
        """Return the number of columns."""
        return 0 if parent is not None and parent.isValid() else len(self._headings)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:  # noqa: ANN401  # Qt's own signature
        """Return a column's name."""
        is_name = role == Qt.ItemDataRole.DisplayRole and orientation is Qt.Orientation.Horizontal
        return self._headings[section] if is_name else None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:  # noqa: ANN401
        """Return what a cell shows, tells or stands for."""
        if not index.isValid():
            return None
        item = self._items[index.row()]
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return self.text(item, index.column())
            case Qt.ItemDataRole.ToolTipRole | Qt.ItemDataRole.AccessibleTextRole:
                return self.tip(item)
            case _:
                return item if role == ITEM_ROLE else None


def _runs(rows: Sequence[int]) -> Iterator[tuple[int, int]]:
    """Yield the first and the last of each run of successive `rows`."""
    begun = 0
    for place, row in enumerate(rows, 1):
        if place == len(rows) or rows[place] != row + 1:
            yield rows[begun], row
            begun = place
