"""Alarms as a table: it shows, and decides nothing."""

from PySide6.QtCore import QObject

from console.domain.alarm_words import alarm_text
from console.domain.alarms import Alarm
from console.ui.models.alarm_names import controller_name
from console.ui.models.keyed_table import KeyedTableModel
from telemetry.dictionary import MissionDatabase
from telemetry.timebase import utc_text

_STANDING = {
    (True, False): "not seen",
    (True, True): "seen",
    (False, False): "returned, not seen",
    (False, True): "latched, to be reset",
}


class AlarmTableModel(KeyedTableModel[Alarm]):
    """Standing alarms, a row each: what, since when, how bad, and whether somebody has seen it."""

    def __init__(self, database: MissionDatabase, parent: QObject | None = None) -> None:
        super().__init__(("Alarm", "Standing"), lambda alarm: alarm.id, parent)
        self._database = database

    def text(self, item: Alarm, column: int) -> str:
        """Return what is wrong and since when, in two lines, or how the alarm stands."""
        if column == 1:
            return _STANDING[item.is_active, item.is_acknowledged]
        parameter = self._database.parameters[item.id]
        value = parameter.text(item.value)
        if not item.is_active:
            value = f"back at {value}"
        elif item.limit is not None:
            sign = ">" if item.value > item.limit else "<"
            value = f"{item.value:.4g} {sign} {parameter.text(item.limit)}"
        return (
            f"{controller_name(parameter.description)}\n{utc_text(item.raised_ns)[11:19]} · {value}"
        )

    def tip(self, item: Alarm) -> str:
        """Return the alarm whole, with its likely cause."""
        parameter = self._database.parameters[item.id]
        lines = [f"{item.severity.name} · {alarm_text(item, parameter)}"]
        if parameter.alarm.cause:
            lines.append(f"Likely cause: {parameter.alarm.cause}")
        lines.append(f"{item.id}, occurrence {item.occurrence}, {utc_text(item.raised_ns)}")
        lines.append(standing_text(item))
        return "\n".join(lines)


def standing_text(alarm: Alarm) -> str:
    """Return in words whether somebody has seen it and whether it still holds."""
    if not alarm.is_active:
        return _STANDING[False, alarm.is_acknowledged]
    if alarm.acknowledged_by is None:
        return "not acknowledged"
    return f"seen by {alarm.acknowledged_by}"
