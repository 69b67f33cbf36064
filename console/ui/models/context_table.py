"""The contexts other limits count in: which are in force, since when, and what decides it."""

from dataclasses import dataclass

from PySide6.QtCore import QObject

from console.ui.models.keyed_table import KeyedTableModel
from telemetry.alarm_rules import Context
from telemetry.timebase import utc_text


@dataclass(frozen=True, slots=True)
class ContextLine:
    """One context and since when it is in force, UTC nanoseconds; None if it is not."""

    context: Context
    since_ns: int | None


class ContextTableModel(KeyedTableModel[ContextLine]):
    """Contexts, a row each."""

    def __init__(self, parent: QObject | None = None) -> None:
        headings = ("Context", "In force", "Decided by")
        super().__init__(headings, lambda line: line.context.name, parent)

    def text(self, item: ContextLine, column: int) -> str:
        """Return one cell."""
        since_ns = item.since_ns
        since = "no" if since_ns is None else f"since {utc_text(since_ns)[11:19]}"
        return (item.context.words, since, decided_by(item.context))[column]

    def tip(self, item: ContextLine) -> str:
        """Return the context's name in the vehicle's data."""
        return f"{item.context.name}: {item.context.words}"


def decided_by(context: Context) -> str:
    """Return in words what puts a context in force."""
    if context.is_declared:
        return "people"
    if context.parameter:
        return context.parameter
    if context.unit:
        return f"{context.off_scale} of {', '.join(context.unit)} off their scale"
    return "the guests' timeline" if context.activity else "the flight plan"
