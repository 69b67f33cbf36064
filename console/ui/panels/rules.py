"""Every flight rule with what it says now, by which inputs, and why there is it."""

from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor
from PySide6.QtWidgets import (
    QAbstractItemView,
    QLabel,
    QSizePolicy,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QVBoxLayout,
)

from console.client.desk import Changes
from console.domain.rule_model import Decision
from console.ui.models.keyed_table import ITEM_ROLE, Index
from console.ui.models.names import Names
from console.ui.models.rule_table import (
    DECISION_SEVERITY,
    RuleLine,
    RuleTableModel,
    details,
    rule_lines,
)
from console.ui.seat import Panel, Seat
from console.ui.widgets.decision_label import DecisionLabel
from console.ui.widgets.flow import Flow
from console.ui.widgets.section import Remark, Section
from console.ui.widgets.table_sizes import ReadableTable
from telemetry.timebase import NS_PER_S

_WIDTHS_PX: Final = (64, 140, 150, 230)
_BLIND: Final = (
    "This console is not in step or hears no telemetry: it cannot know what the rules say."
)


class _SaysDelegate(QStyledItemDelegate):
    """Writes what a rule says in the ink of its gravity."""

    def __init__(self, seat: Seat, parent: QTableView) -> None:
        super().__init__(parent)
        self._look = seat.look

    def initStyleOption(self, option: QStyleOptionViewItem, index: Index) -> None:
        """Put the shape of its gravity before the word, so that colour is never alone."""
        super().initStyleOption(option, index)
        line = index.data(ITEM_ROLE)
        severity = DECISION_SEVERITY.get(line.decision)
        if severity is not None:
            style = self._look.severity(severity)
            option.text = f"{style.shape.value} {option.text}"
            option.palette.setColor(option.palette.ColorRole.Text, QColor(style.ink))
            option.palette.setColor(option.palette.ColorRole.HighlightedText, QColor(style.ink))


class Rules(Panel):
    """The decision at each window, the table of rules, and the chosen rule in full."""

    def __init__(self, seat: Seat) -> None:
        super().__init__()
        self._seat = seat
        self._names = Names(seat.desk.mission)
        self._shown_s = -1
        self.model = RuleTableModel(self)
        self.table = ReadableTable()
        self.panes = {pane.id: DecisionLabel(seat.look) for pane in seat.desk.mission.panes}
        self.blind = Remark()
        self.details = QLabel()
        self._lay_out()
        self.table.selectionModel().selectionChanged.connect(lambda *_: self._show_details())

    def refresh(self, changes: Changes) -> None:
        """Show what the rules say, once a second: ages count up by themselves."""
        desk = self._seat.desk
        second = desk.now_ns() // NS_PER_S
        if second == self._shown_s and not (changes.state or changes.opened or changes.link):
            return
        self._shown_s = second
        status = desk.viewing_status()
        self.blind.say("" if status.panes else _BLIND)
        self.table.setVisible(bool(status.panes))
        database = desk.mission.database
        lines = rule_lines(status, desk.operations.rules, database, self._names)
        self.model.set_items(lines)
        for pane, label in self.panes.items():
            known = status.panes.get(pane)
            deciding = known.deciding if known is not None else None
            decision = known.decision if known is not None else Decision.HOLD
            by = f" · {deciding.rule.id}" if deciding is not None else ""
            label.say(f"{self._names.pane(pane)}  {decision}{by}", decision)
        self._show_details()

    def selected(self) -> RuleLine | None:
        """Return the rule the person chose, or the topmost."""
        index = self.table.currentIndex()
        if not index.isValid():
            index = self.table.model().index(0, 0)
        line = index.data(ITEM_ROLE)
        return line if isinstance(line, RuleLine) else None

    def _show_details(self) -> None:
        line = self.selected()
        words = "" if line is None else details(line)
        if words != self.details.text():
            self.details.setText(words)

    def _lay_out(self) -> None:
        table, look = self.table, self._seat.look
        table.setModel(self.model)
        table.setItemDelegateForColumn(1, _SaysDelegate(self._seat, table))
        table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        table.setShowGrid(False)
        table.setWordWrap(False)
        table.setTabKeyNavigation(False)
        table.verticalHeader().hide()
        table.verticalHeader().setDefaultSectionSize(look.px(24))
        table.setAccessibleName("Flight rules")
        # It scrolls, so the chosen rule comes first where there is little height.
        table.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Ignored)
        header = table.horizontalHeader()
        for column, width_px in enumerate(_WIDTHS_PX):
            header.resizeSection(column, look.px(width_px))
        table.stretch(look, len(_WIDTHS_PX))
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        self.details.setWordWrap(True)
        self.details.setTextFormat(Qt.TextFormat.PlainText)
        self.details.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.details.setAlignment(Qt.AlignmentFlag.AlignTop)
        windows = Flow()
        for label in self.panes.values():
            windows.addWidget(label)
        rules = Section("FLIGHT RULES FOR VIEWING · what speaks against it first")
        rules.body.addLayout(windows)
        rules.body.addWidget(self.blind)
        rules.body.addWidget(table, 1)
        chosen = Section("THE CHOSEN RULE")
        chosen.body.addWidget(self.details)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(4, 4, 4, 4)
        rows.setSpacing(4)
        rows.addWidget(rules, 1)
        rows.addWidget(chosen)
