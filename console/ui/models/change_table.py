"""What a plan would change as a table: moved, dropped, added, for whom."""

from enum import IntEnum
from typing import Final

from PySide6.QtCore import QObject

from console.domain.planning.difference import Change, ChangeKind, PlanDifference
from console.ui.models.keyed_table import KeyedTableModel
from console.ui.models.names import Names
from telemetry.mission import Mission
from telemetry.timebase import utc_text

# A mark repeats the word, so that the three are told apart at a glance and without colour.
_MARKS: Final = {ChangeKind.MOVED: "→", ChangeKind.DROPPED: "×", ChangeKind.ADDED: "+"}


class Column(IntEnum):
    """The table's columns from left to right."""

    KIND = 0
    WHO = 1
    WHAT = 2
    BEFORE = 3
    AFTER = 4


_HEADINGS: Final = ("Change", "Tell", "What", "Was", "Will be")


class ChangeTableModel(KeyedTableModel[Change]):
    """Shows the changes of a plan; decides nothing."""

    def __init__(self, mission: Mission, parent: QObject | None = None) -> None:
        super().__init__(_HEADINGS, _key, parent)
        self._names = Names(mission)

    def text(self, item: Change, column: int) -> str:
        """Return what a cell shows."""
        match Column(column):
            case Column.KIND:
                return f"{_MARKS[item.kind]} {item.kind}"
            case Column.WHO:
                return self._names.person(item.person)
            case Column.WHAT:
                return item.title
            case Column.BEFORE:
                return _stretch(item.before)
            case Column.AFTER:
                return _stretch(item.after)

    def tip(self, item: Change) -> str:
        """Return the change in a line."""
        was, will = _stretch(item.before), _stretch(item.after)
        return f"{self._names.person(item.person)}: {item.title} {item.kind}, {was} → {will}"


def _key(change: Change) -> str:
    return "/".join((change.kind, change.person, change.title, str(change.before or change.after)))


def _stretch(stretch_ns: tuple[int, int] | None) -> str:
    if stretch_ns is None:
        return "–"
    return f"{utc_text(stretch_ns[0])[5:16].replace('T', ' ')} to {utc_text(stretch_ns[1])[11:16]}"


def told_words(changes: PlanDifference, names: Names) -> str:
    """Return who must be told, and of how much."""
    told = [
        f"{names.person(person)} of {len(of)} change{'s' if len(of) > 1 else ''}"
        for person, of in changes.told.items()
    ]
    return f"To be told: {', '.join(told)}" if told else "Nobody has to be told anything."
