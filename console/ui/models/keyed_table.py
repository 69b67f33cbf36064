"""A table whose rows stay where they are while their contents change."""

from collections.abc import Callable, Sequence
from typing import Any, Final, Generic, TypeVar

from PySide6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QSortFilterProxyModel,
    Qt,
)

T = TypeVar("T")
Index = QModelIndex | QPersistentModelIndex

ITEM_ROLE: Final = Qt.ItemDataRole.UserRole
RANK_ROLE: Final = Qt.ItemDataRole.UserRole + 1


class KeyedTableModel(QAbstractTableModel, Generic[T]):
    """Shows values that are known by a key; `ITEM_ROLE` is the value itself.

    A person's selection and the view's scroll position survive because rows are neither moved
    nor rebuilt: sort by `RANK_ROLE` for the order the items were given in.

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
        self._ranks: dict[str, int] = {}

    def text(self, item: T, column: int) -> str:
        """Return what the cell of `item` in `column` shows."""
        raise NotImplementedError

    def tip(self, item: T) -> str:
        """Return what `item` tells when the pointer rests on it."""
        raise NotImplementedError

    def set_items(self, items: Sequence[T]) -> None:
        """Show `items`, given in the order they should be read in."""
        new = {self._key(item): item for item in items}
        before, self._ranks = self._ranks, {key: rank for rank, key in enumerate(new)}
        for row in reversed(range(len(self._items))):
            if self._key(self._items[row]) not in new:
                self.beginRemoveRows(QModelIndex(), row, row)
                del self._items[row]
                self.endRemoveRows()
        changed = []
        for row, old in enumerate(self._items):
            key = self._key(old)
            item = new.pop(key)
            if item != old or before.get(key) != self._ranks[key]:
                self._items[row] = item
                changed.append(row)
        if changed:  # told at once: a sorted view must not compare new ranks with old places
            last = self.index(changed[-1], self.columnCount() - 1)
            self.dataChanged.emit(self.index(changed[0], 0), last)
        if new:
            first = len(self._items)
            self.beginInsertRows(QModelIndex(), first, first + len(new) - 1)
            self._items += new.values()
            self.endInsertRows()

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
            case _ if role == ITEM_ROLE:
                return item
            case _ if role == RANK_ROLE:
                return self._ranks.get(self._key(item), -1)
        return None


def ranked(model: KeyedTableModel[T]) -> QSortFilterProxyModel:
    """Return a view of `model` in the order its items were given, whatever changes."""
    proxy = QSortFilterProxyModel()  # a child of its own source would outlive it by a moment
    proxy.setSourceModel(model)
    proxy.setSortRole(RANK_ROLE)
    proxy.setDynamicSortFilter(True)
    proxy.sort(0)
    return proxy
