"""A table of a keyed model: rows as given, one chosen at a time, one column that takes the rest."""

from collections.abc import Mapping

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractItemView, QTableView

from console.ui.models.keyed_table import KeyedTableModel, T
from console.ui.theme import Look
from console.ui.widgets.table_sizes import ReadableTable


def plain_table(
    model: KeyedTableModel[T], look: Look, name: str, widths_px: Mapping[int, int]
) -> QTableView:
    """Return a view of `model`; columns without a width share what is left.

    Parameters
    ----------
    name : str
        For screen readers.
    """
    table = ReadableTable()
    table.setModel(model)
    table.setAccessibleName(name)
    table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
    table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
    table.setShowGrid(False)
    table.setTabKeyNavigation(False)
    table.verticalHeader().setVisible(False)
    header = table.horizontalHeader()
    header.setHighlightSections(False)
    header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
    for column, width_px in widths_px.items():
        header.resizeSection(column, look.px(width_px))
    table.stretch(look, *(each for each in range(model.columnCount()) if each not in widths_px))
    return table
