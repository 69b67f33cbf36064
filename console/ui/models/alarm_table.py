"""Alarms as a table: it shows, and decides nothing."""

from PySide6.QtCore import QObject

from console.client.desk import Desk
from console.domain.alarm_words import alarm_text, answer_text, measured_text
from console.domain.alarms import Alarm
from console.ui.models.alarm_rows import AlarmRow
from console.ui.models.countdown_table import CountdownTableModel
from console.ui.models.limit_ahead import LimitAhead, limit_ahead
from telemetry.judgement import Validity
from telemetry.timebase import utc_text

_FOLLOWED = "↳ "


class AlarmTableModel(CountdownTableModel[AlarmRow]):
    """Standing alarms, a row each: what, since when, how bad, and whether somebody has seen it."""

    countdown = 0
    figures = frozenset()

    def __init__(self, desk: Desk, parent: QObject | None = None) -> None:
        super().__init__(("Alarm", "Standing"), lambda row: row.alarm.id, parent)
        self._desk = desk

    def text(self, item: AlarmRow, column: int) -> str:
        """Return what is wrong and since when, in two lines, or how the alarm stands."""
        alarm = item.alarm
        if column == 1:
            return brief_standing(alarm)
        mark = "" if item.is_first else _FOLLOWED
        value, ahead = _present(self._desk, alarm)
        # A narrow list cuts what comes last: the time there is to act is what to see first.
        facts = (
            ahead.brief,
            value,
            f"+{item.folded} followed" if item.folded else "",
            "found late" if alarm.is_late else "",
            utc_text(alarm.raised_ns)[11:19],
        )
        name = self._desk.mission.database.parameters[alarm.id].name
        return f"{mark}{name}\n{' · '.join(filter(None, facts))}"

    def tip(self, item: AlarmRow) -> str:
        """Return the alarm whole, with its likely cause."""
        alarm = item.alarm
        parameters = self._desk.mission.database.parameters
        lines = [
            f"{alarm.severity.name} · {present_text(self._desk, alarm)}",
            f"Answered by: {answered_text(self._desk, alarm)}",
        ]
        if cause := parameters[alarm.id].alarm.cause:
            lines.append(f"Likely cause: {cause}")
        if not item.is_first:
            lines.append(f"Followed from: {parameters[item.group].name}")
        lines.append(f"{alarm.id}, occurrence {alarm.occurrence}, {utc_text(alarm.raised_ns)}")
        lines.append(standing_text(alarm))
        return "\n".join(lines)


def present_text(desk: Desk, alarm: Alarm) -> str:
    """Return an alarm with the value it has now, what is to come, and what to do first."""
    value, ahead = _present(desk, alarm)
    return alarm_text(desk.mission.database.parameters[alarm.id], value, ahead.text)


def answered_text(desk: Desk, alarm: Alarm) -> str:
    """Return which procedure answers an alarm."""
    return answer_text(desk.operations.procedures.for_alarm(alarm.id))


def _present(desk: Desk, alarm: Alarm) -> tuple[str, LimitAhead]:
    """Return the value against its limit as it is now, and what is to come."""
    database = desk.mission.database
    if not alarm.is_active:
        return measured_text(alarm, database), LimitAhead()
    reading = desk.value(alarm.id)
    if reading.validity is Validity.VALID:
        return measured_text(alarm, database, reading.value), limit_ahead(desk, reading)
    last = measured_text(alarm, database)
    is_told = alarm.value == alarm.value
    return f"{last}, now {reading.validity.value}" if is_told else last, LimitAhead()


def brief_standing(alarm: Alarm) -> str:
    """Return in two or three words how an alarm stands."""
    seen = "seen" if alarm.is_acknowledged else "not seen"
    if alarm.unseen is not None:
        seen = f"was {alarm.unseen.name}, not seen"
    if alarm.is_active:
        return seen
    return f"latched, {seen}" if alarm.latches else f"returned, {seen}"


def standing_text(alarm: Alarm) -> str:
    """Return in words whether somebody has seen it and whether it still holds."""
    if not alarm.is_active:
        return brief_standing(alarm)
    if alarm.acknowledged_by is None:
        was = f", was {alarm.unseen.name}" if alarm.unseen else ""
        return f"not acknowledged{was}"
    return f"seen by {alarm.acknowledged_by}"
