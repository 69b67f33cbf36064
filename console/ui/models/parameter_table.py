"""All parameters of a vehicle as a table that asks only for what is in sight."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import IntEnum
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QAbstractTableModel, QMimeData, QModelIndex, QObject, Qt

from console.client.desk import Desk
from console.client.feed import ParameterValue
from console.ui.models.instrument_words import duration_text
from console.ui.models.keyed_table import ITEM_ROLE, Index
from console.ui.models.parameter_list import (
    ParameterChoice,
    SortBy,
    Standing,
    listed,
    parameters_for,
)
from console.ui.plots.strip_geometry import line
from console.ui.widgets.value_tip import value_tip
from telemetry.dictionary import Parameter
from telemetry.judgement import Validity
from telemetry.timebase import NS_PER_S

MIME_TYPE: Final = "application/x-cupola-parameter"
TREND_SPAN_S: Final = 600
TREND_COLUMNS: Final = 60
TREND_AGAIN_S: Final = 2.0
FRESH_S: Final = 3.0  # an age up to here is ordinary and not worth a moving figure


class Column(IntEnum):
    """What the columns show."""

    ID = 0
    NAME = 1
    SUBSYSTEM = 2
    VALUE = 3
    STATE = 4
    AGE = 5
    LIMITS = 6
    TREND = 7


_HEADINGS: Final = ("Id", "Name", "Sub", "Value", "State", "Age", "Limits", "Last 10 min")
_SORTS: Final = {
    Column.ID: SortBy.ID,
    Column.NAME: SortBy.NAME,
    Column.SUBSYSTEM: SortBy.SUBSYSTEM,
    Column.VALUE: SortBy.VALUE,
    Column.STATE: SortBy.STATE,
    Column.AGE: SortBy.AGE,
}
_STATES: Final = {
    Validity.VALID: "",
    Validity.STALE: "stale",
    Validity.INVALID: "? invalid",
    Validity.NOT_RECEIVED: "not received",
}


@dataclass(frozen=True, slots=True, eq=False)
class Trend:
    """A parameter's last minutes, each part unbroken, in shares of the box it is drawn in.

    Parameters
    ----------
    parts : tuple of ndarray, each of shape (n, 2)
        Points, x to the right and y upwards, both 0 to 1.
    """

    made_ns: int
    parts: tuple[NDArray[np.float64], ...]


class ParameterTableModel(QAbstractTableModel):
    """Rows of parameters; values are read from the desk when a cell is painted."""

    def __init__(self, desk: Desk, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._all = parameters_for(desk.mission.database, desk.role)
        self._shown: list[Parameter] = list(self._all)
        self._limits = {each.id: limits_text(each) for each in self._all}
        self._trends: dict[str, Trend] = {}
        self.choice = ParameterChoice()

    @property
    def total(self) -> int:
        """How many parameters there are to choose from."""
        return len(self._all)

    @property
    def subsystems(self) -> list[str]:
        """The subsystems there are."""
        return sorted({parameter.subsystem for parameter in self._all})

    def choose(self, choice: ParameterChoice) -> None:
        """List what `choice` asks for."""
        self.choice = choice
        self.list_again()

    def list_again(self) -> None:
        """Apply the choice to the readings of now; rows change only if the list does."""
        alarms = self._desk.state.alarms
        shown = listed(self._all, self.choice, self._desk.value, alarms)
        if shown != self._shown:
            self.beginResetModel()
            self._shown = shown
            self.endResetModel()

    def row_of(self, parameter_id: str) -> int | None:
        """Return where a parameter is listed."""
        ids = (each.id for each in self._shown)
        return next((row for row, each in enumerate(ids) if each == parameter_id), None)

    def parameter(self, row: int) -> Parameter:
        """Return the parameter in a row."""
        return self._shown[row]

    def reading(self, row: int) -> ParameterValue:
        """Return the present reading of a row's parameter."""
        return self._desk.value(self._shown[row].id)

    def news(self, row: int) -> tuple[object, ...]:
        """Return what makes a row worth painting again."""
        reading = self.reading(row)
        return (
            reading.parameter.id,
            reading.generated_ns,
            reading.validity,
            self._age_text(reading),
            self._desk.state.alarms.get(reading.parameter.id),
        )

    def trend(self, row: int) -> Trend:
        """Return the last ten minutes of a row's parameter, at most two seconds old."""
        parameter, now_ns = self._shown[row], self._desk.now_ns()
        trend = self._trends.get(parameter.id)
        if trend is None or abs(now_ns - trend.made_ns) > TREND_AGAIN_S * NS_PER_S:
            trend = self._trends[parameter.id] = self._made_trend(parameter, now_ns)
        return trend

    def forget_trends(self, parameter_ids: Sequence[str]) -> None:
        """Make these trends anew: their history arrived."""
        for each in parameter_ids:
            self._trends.pop(each, None)

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        """Order the rows once; they do not jump about while values change."""
        chosen = self.choice
        by = _SORTS.get(Column(column), SortBy.DICTIONARY) if column >= 0 else SortBy.DICTIONARY
        self.choose(
            ParameterChoice(
                words=chosen.words,
                subsystem=chosen.subsystem,
                standing=chosen.standing,
                sort=by,
                is_descending=order is Qt.SortOrder.DescendingOrder,
            )
        )

    def filter(self, words: str, subsystem: str, standing: Standing) -> None:
        """List only what fits, in the order chosen before."""
        self.choose(
            ParameterChoice(
                words=words,
                subsystem=subsystem,
                standing=standing,
                sort=self.choice.sort,
                is_descending=self.choice.is_descending,
            )
        )

    def rowCount(self, parent: Index | None = None) -> int:
        """Return the number of listed parameters."""
        return 0 if parent is not None and parent.isValid() else len(self._shown)

    def columnCount(self, parent: Index | None = None) -> int:
        """Return the number of columns."""
        return 0 if parent is not None and parent.isValid() else len(Column)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:  # noqa: ANN401  # Qt's own signature
        """Return a column's name."""
        is_name = role == Qt.ItemDataRole.DisplayRole and orientation is Qt.Orientation.Horizontal
        return _HEADINGS[section] if is_name else None

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Let rows be dragged onto a plot."""
        flags = super().flags(index)
        return flags | Qt.ItemFlag.ItemIsDragEnabled if index.isValid() else flags

    def mimeTypes(self) -> list[str]:
        """Return what a dragged row is."""
        return [MIME_TYPE, "text/plain"]

    def mimeData(self, indexes: Sequence[QModelIndex]) -> QMimeData:
        """Return the ids of dragged rows."""
        return dragged(dict.fromkeys(self._shown[index.row()].id for index in indexes))

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:  # noqa: ANN401
        """Return what a cell shows, tells or stands for."""
        if not index.isValid():
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return self.text(index.row(), index.column())
        if role == Qt.ItemDataRole.ToolTipRole:
            return value_tip(self._desk, self._shown[index.row()].id)
        return self._shown[index.row()] if role == ITEM_ROLE else None

    def text(self, row: int, column: int) -> str:
        """Return what a cell says."""
        parameter = self._shown[row]
        match column:
            case Column.ID:
                return parameter.id
            case Column.NAME:
                return parameter.name
            case Column.SUBSYSTEM:
                return parameter.subsystem
            case Column.VALUE:
                return self.value_text(self.reading(row))
            case Column.STATE:
                return self.state_text(self.reading(row))
            case Column.AGE:
                return self._age_text(self.reading(row))
            case Column.LIMITS:
                return self._limits[parameter.id]
            case _:
                return ""  # the trend is drawn

    @staticmethod
    def value_text(reading: ParameterValue) -> str:
        """Return a value with its unit."""
        if reading.validity is Validity.NOT_RECEIVED:
            return "–"
        return reading.parameter.text(reading.value)

    def state_text(self, reading: ParameterValue) -> str:
        """Return what is not as it should be, empty when all is well."""
        alarm = self._desk.state.alarms.get(reading.parameter.id)
        words = [_STATES[reading.validity]]
        if alarm is not None:
            words.append(alarm.severity.name if alarm.is_active else "returned, not seen")
        return " · ".join(word for word in words if word)

    def _age_text(self, reading: ParameterValue) -> str:
        if not reading.generated_ns:
            return "–"
        if reading.validity is not Validity.STALE and reading.age_s <= FRESH_S:
            return "now"
        return duration_text(reading.age_s)

    def _made_trend(self, parameter: Parameter, now_ns: int) -> Trend:
        from_ns = now_ns - TREND_SPAN_S * NS_PER_S
        columns = self._desk.feed.history.columns(parameter.id, from_ns, now_ns, TREND_COLUMNS)
        way = line(columns, from_ns)
        if not way.y.size:
            return Trend(now_ns, ())
        least, greatest = float(way.y.min()), float(way.y.max())
        room = max(greatest - least, 0.002 * (parameter.range_high - parameter.range_low), 1e-12)
        y = (way.y - (least + greatest) / 2) / room + 0.5
        points = np.column_stack((way.x_s / TREND_SPAN_S, y))
        breaks = np.flatnonzero(way.connect[:-1] == 0) + 1
        return Trend(now_ns, tuple(np.split(points, breaks)))


def dragged(parameter_ids: Iterable[str]) -> QMimeData:
    """Return parameters as they are dragged onto a plot."""
    data = QMimeData()
    text = "\n".join(parameter_ids)
    data.setText(text)
    data.setData(MIME_TYPE, text.encode())
    return data


def dropped(data: QMimeData) -> list[str]:
    """Return the ids of dragged parameters."""
    return bytes(data.data(MIME_TYPE).data()).decode().splitlines()


def limits_text(parameter: Parameter) -> str:
    """Return the limits from the lowest to the highest, as ``< 24 W · < 25.5 C · > 30.5 C``."""
    if parameter.state_severities:
        worst = sorted(parameter.state_severities.items(), key=lambda pair: -pair[1])
        return " · ".join(f"{parameter.states[s]} {c.name[0]}" for s, c in worst)
    return " · ".join(
        f"{'>' if limit.is_high else '<'} {limit.threshold:g} {limit.severity.name[0]}"
        for limit in sorted(parameter.limits, key=lambda each: each.threshold)
    )
