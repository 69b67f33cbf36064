"""The contexts other limits count in: which are in force, since when, and what decides it."""

from dataclasses import dataclass

from PySide6.QtCore import QObject

from console.domain.alarms import Declaration
from console.ui.models.countdown_table import CountdownTableModel
from telemetry.alarm_rules import Context
from telemetry.timebase import NS_PER_S, countdown_text, utc_text


@dataclass(frozen=True, slots=True)
class ContextLine:
    """One context and since when it is in force, UTC nanoseconds; None if it is not.

    Parameters
    ----------
    declared : Declaration or None
        Who said so and for how long, if it is in force by a person's word.
    """

    context: Context
    since_ns: int | None
    declared: Declaration | None = None


class ContextTableModel(CountdownTableModel[ContextLine]):
    """Contexts, a row each, with the time left of those that people began."""

    countdown = 1
    figures = frozenset()

    def __init__(self, parent: QObject | None = None) -> None:
        headings = ("Context", "In force", "Decided by")
        super().__init__(headings, lambda line: line.context.name, parent)

    def text(self, item: ContextLine, column: int) -> str:
        """Return one cell."""
        since_ns = item.since_ns
        since = "no" if since_ns is None else f"since {utc_text(since_ns)[11:19]}"
        by = decided_by(item.context)
        if (told := item.declared) is not None:
            left = countdown_text((told.until_ns - self._now_ns) / NS_PER_S)
            since = f"until {utc_text(told.until_ns)[11:16]}, in {left}"
            by = f"{told.by}: {told.reason}"
        return (item.context.words, since, by)[column]

    def tip(self, item: ContextLine) -> str:
        """Return the context's name in the vehicle's data."""
        words = f"{item.context.name}: {item.context.words}"
        if item.since_ns is None:
            return words
        return f"{words}, since {utc_text(item.since_ns)[:19].replace('T', ' ')} UTC"


def decided_by(context: Context) -> str:
    """Return in words what puts a context in force."""
    if context.is_declared:
        return "people"
    if context.parameter:
        return context.parameter
    if context.unit:
        return f"{context.off_scale} of {', '.join(context.unit)} off their scale"
    return "the guests' timeline" if context.activity else "the flight plan"
