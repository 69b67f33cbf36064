"""The most urgent alarm in one line under the banner, always in sight."""

from collections import Counter

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton

from console.client.desk import Changes
from console.domain.alarms import Alarm
from console.domain.mission import AUTHORITY
from console.domain.requests import AcknowledgeAlarm
from console.ui.models.alarm_table import answered_text, present_text, standing_text
from console.ui.models.request_notes import RequestNotes
from console.ui.seat import Panel, Seat
from console.ui.widgets.elided import ElidedText
from console.ui.widgets.severity_mark import SeverityCounts, SeverityMark
from telemetry.timebase import utc_text


class AlarmStrip(Panel):
    """Shape, class and words of the topmost alarm, its button, and how many stand."""

    acknowledge_requested = Signal(object)  # AcknowledgeAlarm

    def __init__(self, seat: Seat, notes: RequestNotes) -> None:
        super().__init__()
        self._seat = seat
        self._notes = notes
        self._may = seat.desk.role in AUTHORITY[AcknowledgeAlarm]
        self.mark = SeverityMark(seat.look)
        self.word = QLabel()
        self.words = ElidedText(seat.look, size_px=14)
        self.standing = QLabel()
        self.standing.setObjectName("dim")
        self.button = QPushButton("Acknowledge")
        self.button.setToolTip("Say that you have seen this alarm")
        self.button.clicked.connect(self._acknowledge)
        self.counts = SeverityCounts(seat.look)
        row = QHBoxLayout(self)
        row.setContentsMargins(10, 4, 10, 4)
        row.setSpacing(8)
        row.addWidget(self.mark)
        row.addWidget(self.word)
        row.addWidget(self.words, 1)
        row.addWidget(self.standing)
        row.addWidget(self.button)
        row.addWidget(self.counts)
        notes.noted.connect(lambda _about: self._show())
        self._show()

    @property
    def alarm(self) -> Alarm | None:
        """The alarm shown."""
        return next(iter(self._seat.desk.alarms()), None)

    def refresh(self, changes: Changes) -> None:
        """Show the topmost alarm with its present value."""
        if changes.state or changes.telemetry or changes.link or changes.opened:
            self._show()

    def _show(self) -> None:
        alarm = self.alarm
        self.counts.show_counts(Counter(each.gravest for each in self._seat.desk.alarms()))
        if alarm is None:
            self.mark.show_severity(None, blinks=False)
            self.mark.setVisible(False)
            self._say("", "No alarm stands", "")
            self.button.setVisible(False)
            return
        style = self._seat.look.severity(alarm.gravest)
        self.mark.setVisible(True)
        self.mark.show_severity(alarm.gravest, blinks=not alarm.is_acknowledged)
        asks = self._may and not alarm.is_acknowledged  # the button says so in less room
        is_plain = asks and alarm.is_active and alarm.unseen is None
        facts = (
            answered_text(self._seat.desk, alarm),
            "" if is_plain else standing_text(alarm),
            f"since {utc_text(alarm.raised_ns)[11:19]}",
        )
        self._say(style.word, self._text(alarm), " · ".join(filter(None, facts)))
        sheet = f"background: {style.plate}; color: {style.plate_ink}; padding: 1px 8px;"
        if sheet != self.word.styleSheet():
            self.word.setStyleSheet(sheet)
        self.button.setVisible(asks)
        self.button.setEnabled(self._seat.desk.is_in_step)

    def _say(self, word: str, words: str, standing: str) -> None:
        self.words.say(words)
        for label, text in ((self.word, word), (self.standing, standing)):
            if text != label.text():
                label.setText(text)
        self.word.setVisible(bool(word))

    def _text(self, alarm: Alarm) -> str:
        return self._notes.refusal(alarm.id) or present_text(self._seat.desk, alarm)

    def _acknowledge(self) -> None:
        alarm = self.alarm
        if alarm is not None:
            self.acknowledge_requested.emit(
                AcknowledgeAlarm(
                    alarm=alarm.id, occurrence=alarm.occurrence, seen_severity=alarm.gravest
                )
            )
