"""What can be seen in the next hours: filters, the list, and why it is empty when it is."""

from typing import Final

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QAbstractItemView,
    QComboBox,
    QHBoxLayout,
    QLineEdit,
    QVBoxLayout,
)

from console.client.desk import Changes
from console.domain.viewing.opportunities import Opportunity
from console.ui.models.keyed_table import ITEM_ROLE
from console.ui.models.names import Names
from console.ui.models.opportunity_choice import Choice, Listed, limits_text, listed
from console.ui.models.opportunity_table import (
    Column,
    OpportunityRow,
    OpportunityTableModel,
    standings,
)
from console.ui.models.request_notes import RequestNotes
from console.ui.seat import Panel, Seat
from console.ui.widgets.quality_cell import QualityDelegate
from console.ui.widgets.section import Remark, Section
from console.ui.widgets.table_sizes import ReadableTable
from telemetry.mission_model import PRODUCTS
from telemetry.timebase import NS_PER_S

_WITHIN_H: Final = (1.0, 3.0, 6.0, 12.0, 24.0, None)
_LEAST: Final = (0, 40, 60, 80)
_LIST_AGAIN_S: Final = 15
_TYPING_PAUSE_MS: Final = 150


class Opportunities(Panel):
    """The list of viewing opportunities, in order of time."""

    chosen = Signal(object)  # Opportunity | None
    wanted = Signal()  # Enter was pressed on the chosen one

    def __init__(self, seat: Seat, notes: RequestNotes) -> None:
        super().__init__()
        self._seat = seat
        self._notes = notes
        self._listed_at_s = -_LIST_AGAIN_S
        mission = seat.desk.mission
        self._names = Names(mission)
        self.model = OpportunityTableModel(mission, self)
        self.table = ReadableTable()
        self.table.setModel(self.model)
        self.search = QLineEdit()
        self.product = _box([("everything", ""), *((name, name) for name in PRODUCTS)])
        guests = [person for person in mission.people if person.role == "guest"]
        self.guest = _box([("anybody", ""), *((g.alias, g.id) for g in guests)])
        self.within = _box(
            [(f"next {h:g} h" if h else "rest of flight", h and h * 3600) for h in _WITHIN_H]
        )
        self.within.setCurrentIndex(2)
        self.least = _box([(f"{least} or better" if least else "any", least) for least in _LEAST])
        self._why_none = Remark()
        self._limits = Remark()
        self._limits.setObjectName("caption")
        self._typing = QTimer(self)
        self._typing.setSingleShot(True)
        self._typing.setInterval(_TYPING_PAUSE_MS)
        self._lay_out()
        self._connect()

    def refresh(self, changes: Changes) -> None:
        """Move the countdowns on; list anew when anything but time changed, and now and then."""
        now_s = self._seat.desk.now_ns() // NS_PER_S
        is_due = now_s - self._listed_at_s >= _LIST_AGAIN_S or now_s < self._listed_at_s
        if changes.opened or changes.state or changes.lookahead or is_due:
            self.list_again()
        self.model.set_now(self._seat.desk.now_ns())

    @property
    def choice(self) -> Choice:
        """What the filters ask for."""
        return Choice(
            product=self.product.currentData(),
            guest=self.guest.currentData(),
            min_quality=self.least.currentData(),
            words=self.search.text(),
            within_s=self.within.currentData(),
        )

    @property
    def why_none(self) -> str:
        """What stands in place of an empty list."""
        return self._why_none.text()

    def list_again(self) -> None:
        """Apply the filters."""
        desk = self._seat.desk
        self._listed_at_s = desk.now_ns() // NS_PER_S
        found = self._found()
        chosen = self._chosen_id()
        texts = standings(desk.windows(), self._notes.notes(), self._names)
        self.model.set_opportunities(found.opportunities, texts)
        self._why_none.say(found.why_none)
        ends = f"This list ends early: {desk.lookahead.problem}. " if desk.lookahead.problem else ""
        self._limits.say(f"{ends}{limits_text(desk.lookahead.rules)}")
        self.table.setVisible(bool(found.opportunities))
        if chosen and self._chosen_id() != chosen:
            self._tell_chosen()

    def choose(self, opportunity_id: str) -> bool:
        """Choose a listed opportunity; return whether it is listed."""
        proxy = self.table.model()
        for row in range(proxy.rowCount()):
            index = proxy.index(row, int(Column.WHAT))
            item = index.data(ITEM_ROLE)
            if isinstance(item, OpportunityRow) and item.opportunity.id == opportunity_id:
                self.table.setCurrentIndex(index)
                return True
        return False

    def selected(self) -> Opportunity | None:
        """Return the chosen opportunity."""
        row = self.table.currentIndex().data(ITEM_ROLE)
        return row.opportunity if isinstance(row, OpportunityRow) else None

    def _found(self) -> Listed:
        desk = self._seat.desk
        ahead = desk.lookahead
        if ahead.problem and not ahead.opportunities:
            return Listed((), f"Nothing can be promised: {ahead.problem}.")
        if not (ahead.is_known or ahead.problem):
            return Listed((), "Working out what can be seen on this flight …")
        return listed(ahead.opportunities, self.choice, desk.state, desk.mission, desk.now_ns())

    def _chosen_id(self) -> str:
        opportunity = self.selected()
        return opportunity.id if opportunity is not None else ""

    def _tell_chosen(self) -> None:
        self.chosen.emit(self.selected())

    def _connect(self) -> None:
        for box in (self.product, self.guest, self.within, self.least):
            box.currentIndexChanged.connect(self.list_again)
        self.search.textChanged.connect(self._typing.start)
        self._typing.timeout.connect(self.list_again)
        self.table.selectionModel().currentRowChanged.connect(self._tell_chosen)
        self.table.activated.connect(self.wanted)
        self._notes.noted.connect(self.list_again)
        find = QShortcut(QKeySequence("/"), self)
        find.setContext(Qt.ShortcutContext.WindowShortcut)
        find.activated.connect(self.search.setFocus)

    def _lay_out(self) -> None:
        section = Section("WHAT CAN BE SEEN · in order of time")
        self.search.setPlaceholderText("Search (/)")
        self.search.setClearButtonEnabled(True)
        filters = QHBoxLayout()
        filters.setSpacing(6)
        filters.addWidget(self.search, 2)
        for box, name in (
            (self.product, "What"),
            (self.within, "When"),
            (self.guest, "Free then"),
            (self.least, "Quality"),
        ):
            box.setAccessibleName(name)
            box.setToolTip(name)
            filters.addWidget(box, 1)
        self._dress_table()
        section.body.addLayout(filters)
        section.body.addWidget(self._why_none, 1, Qt.AlignmentFlag.AlignTop)
        section.body.addWidget(self.table, 10)
        section.body.addWidget(self._limits)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.addWidget(section)

    def _dress_table(self) -> None:
        table = self.table
        table.setAccessibleName("Viewing opportunities")
        table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        table.setShowGrid(False)
        table.setWordWrap(False)
        table.setTabKeyNavigation(False)
        table.setItemDelegateForColumn(int(Column.QUALITY), QualityDelegate(self._seat.look, table))
        vertical = table.verticalHeader()
        vertical.setVisible(False)
        vertical.setDefaultSectionSize(self._seat.look.px(24))
        header = table.horizontalHeader()
        header.setHighlightSections(False)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        for column, width_px in _WIDTHS.items():
            header.resizeSection(int(column), self._seat.look.px(width_px))
        header.setStretchLastSection(True)
        table.stretch(self._seat.look, int(Column.WHAT))


_WIDTHS: Final = {
    Column.UTC: 124,
    Column.MET: 92,
    Column.COUNTDOWN: 76,
    Column.DURATION: 52,
    Column.WHERE: 124,
    Column.QUALITY: 140,
    Column.STANDING: 170,
}


def _box(entries: list[tuple[str, object]]) -> QComboBox:
    box = QComboBox()
    for text, value in entries:
        box.addItem(text, value)
    return box
