"""Alarms as a table: it shows, and decides nothing."""

from collections.abc import Callable

from PySide6.QtCore import QObject

from console.domain.alarm_words import alarm_text
from console.domain.alarms import Alarm
from console.ui.models.alarm_rows import AlarmRow
from console.ui.models.keyed_table import KeyedTableModel
from telemetry.dictionary import MissionDatabase
from telemetry.timebase import utc_text

_FOLLOWED = "↳ "


class AlarmTableModel(KeyedTableModel[AlarmRow]):
    """Standing alarms, a row each: what, since when, how bad, and whether somebody has seen it."""

    def __init__(self, database: MissionDatabase, parent: QObject | None = None) -> None:
        super().__init__(("Alarm", "Standing"), lambda row: row.alarm.id, parent)
        self._database = database
        # What is forecast of an alarm: in full, and only when its next limit comes.
        self.ahead: Callable[[Alarm], str] = _nothing_ahead
        self.to_limit: Callable[[Alarm], str] = _nothing_ahead

    def text(self, item: AlarmRow, column: int) -> str:
        """Return what is wrong and since when, in two lines, or how the alarm stands."""
        alarm = item.alarm
        if column == 1:
            return brief_standing(alarm)
        parameter = self._database.parameters[alarm.id]
        value = parameter.text(alarm.value)
        if not alarm.is_active:
            value = f"back at {value}"
        elif alarm.limit is not None:
            sign = ">" if alarm.value > alarm.limit else "<"
            value = f"{alarm.value:.4g} {sign} {parameter.text(alarm.limit)}"
        followers = f" · +{item.folded} followed" if item.folded else ""
        mark = "" if item.is_first else _FOLLOWED
        late = " · found late" if alarm.is_late else ""
        to_limit = self.to_limit(alarm) if alarm.is_active else ""
        since = utc_text(alarm.raised_ns)[11:19]
        # A narrow list cuts what comes last: the time there is to act is what to see first.
        facts = (to_limit, value, since) if to_limit else (since, value)
        return f"{mark}{parameter.name}\n{' · '.join(facts)}{late}{followers}"

    def tip(self, item: AlarmRow) -> str:
        """Return the alarm whole, with its likely cause."""
        alarm = item.alarm
        parameter = self._database.parameters[alarm.id]
        lines = [f"{alarm.severity.name} · {alarm_text(alarm, parameter)}"]
        if parameter.alarm.cause:
            lines.append(f"Likely cause: {parameter.alarm.cause}")
        if not item.is_first:
            first = self._database.parameters[item.group]
            lines.append(f"Followed from: {first.name}")
        if ahead := self.ahead(alarm):
            lines.append(f"Forecast: {ahead}")
        lines.append(f"{alarm.id}, occurrence {alarm.occurrence}, {utc_text(alarm.raised_ns)}")
        lines.append(standing_text(alarm))
        return "\n".join(lines)


def _nothing_ahead(_alarm: Alarm) -> str:
    return ""


def brief_standing(alarm: Alarm) -> str:
    """Return in two or three words how an alarm stands."""
    seen = "seen" if alarm.is_acknowledged else "not seen"
    if alarm.is_active:
        return seen
    return f"latched, {seen}" if alarm.latches else f"returned, {seen}"


def standing_text(alarm: Alarm) -> str:
    """Return in words whether somebody has seen it and whether it still holds."""
    if not alarm.is_active:
        return brief_standing(alarm)
    if alarm.acknowledged_by is None:
        return "not acknowledged"
    return f"seen by {alarm.acknowledged_by}"
