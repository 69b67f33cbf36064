"""Tables whose rows and columns grow and shrink with the text in them."""

from PySide6.QtWidgets import QHeaderView, QTableView, QWidget


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
