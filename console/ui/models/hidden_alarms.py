"""What is not shown, as a table: which alarm, why, by whom, until when, and how it stands."""

from dataclasses import replace

from PySide6.QtCore import QObject

from console.domain.alarm_life import Hide
from console.domain.alarms import AlarmBook, Hiding
from console.ui.models.countdown_table import CountdownTableModel
from telemetry.dictionary import MissionDatabase
from telemetry.timebase import NS_PER_S, countdown_text, utc_text

_WAYS = {
    Hide.SHELVED: "shelved",
    Hide.SUPPRESSED: "expected",
    Hide.OUT_OF_SERVICE: "out of service",
}

HiddenAlarm = tuple[str, Hiding]


def hidden_alarms(book: AlarmBook) -> list[HiddenAlarm]:
    """Return what is hidden, the longest first, with who began its context and until when."""
    found = [(name, _with_context(hiding, book)) for name, hiding in book.hidden.items()]
    return sorted(found, key=lambda item: item[1].since_ns)


def _with_context(hiding: Hiding, book: AlarmBook) -> Hiding:
    told = book.declared.get(hiding.context)
    if told is None:
        return hiding
    reason = f"{hiding.reason}: {told.reason}"
    return replace(hiding, by=told.by, until_ns=told.until_ns, reason=reason)


class HiddenAlarmsModel(CountdownTableModel[HiddenAlarm]):
    """Hidden alarms, a row each, with the time until they are back."""

    countdown = 2
    figures = frozenset()

    def __init__(self, database: MissionDatabase, parent: QObject | None = None) -> None:
        headings = ("Alarm", "Hidden as", "Until", "By", "Reason", "Behind it")
        super().__init__(headings, lambda item: item[0], parent)
        self._database = database

    def text(self, item: HiddenAlarm, column: int) -> str:
        """Return one cell."""
        name, hiding = item
        until = "its context ends"
        if hiding.until_ns is not None:
            left = countdown_text((hiding.until_ns - self._now_ns) / NS_PER_S)
            until = f"{_minute(hiding.until_ns)}, in {left}"
        behind = "normal"
        if hiding.alarm is not None:
            behind = hiding.alarm.severity.name.lower()
        return (
            self._database.parameters[name].name,
            _WAYS[hiding.kind],
            until,
            hiding.by,
            hiding.reason,
            behind,
        )[column]

    def tip(self, item: HiddenAlarm) -> str:
        """Return the whole of it."""
        name, hiding = item
        return f"{name}, hidden since {_minute(hiding.since_ns)} UTC: {hiding.reason}"


def _minute(at_ns: int) -> str:
    return utc_text(at_ns)[5:16].replace("T", " ")
