"""The measures of the alarms as a table: each figure beside what it should be."""

from PySide6.QtCore import QObject

from console.domain.alarm_report import MeasureLine
from console.ui.models.keyed_table import KeyedTableModel

_MARK = {True: "", False: "▲ ", None: ""}


class MeasureTableModel(KeyedTableModel[MeasureLine]):
    """Figures, a row each; one that is not as it should be is marked."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(("Measure", "Is", "Should be"), lambda line: line.what, parent)

    def text(self, item: MeasureLine, column: int) -> str:
        """Return one cell."""
        return (item.what, f"{_MARK[item.is_met]}{item.value}", item.wanted)[column]

    def tip(self, item: MeasureLine) -> str:
        """Return the line whole."""
        wanted = f", should be {item.wanted}" if item.wanted else ""
        return f"{item.what}: {item.value}{wanted}"
