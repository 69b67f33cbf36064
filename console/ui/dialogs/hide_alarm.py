"""Why an alarm is to be out of sight, and for how long: both are asked, both go on record."""

from enum import Enum
from typing import Final

from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QLabel,
    QLineEdit,
    QVBoxLayout,
    QWidget,
)

from console.domain.alarm_requests import ShelveAlarm, TakeAlarmOut
from console.domain.alarms import Alarm
from console.ui.widgets.how_long import HowLong
from telemetry.timebase import NS_PER_S, utc_text


class Hiding(Enum):
    """The two ways a person may put an alarm out of sight."""

    SHELVE = "Shelve"
    TAKE_OUT = "Take out of service"


CHOICES_S: Final = {
    Hiding.SHELVE: (600, 1800, 3600, 4 * 3600, 8 * 3600),
    Hiding.TAKE_OUT: (3600, 8 * 3600, 24 * 3600, 3 * 86_400, 7 * 86_400),
}
WHAT_IT_MEANS: Final = {
    Hiding.SHELVE: (
        "It is judged and recorded all the while and still holds viewing. It comes back by itself, "
        "at once if it becomes an emergency."
    ),
    Hiding.TAKE_OUT: (
        "For a sensor that is broken: it neither sounds nor holds viewing until it is put back. "
        "If it can be an emergency, a second person must sign."
    ),
}


class HideAlarm(QDialog):
    """Asks for a reason and a time; `request` is what the person then asks of the server."""

    def __init__(self, alarm: Alarm, name: str, way: Hiding, now_ns: int, parent: QWidget) -> None:
        super().__init__(parent)
        self._alarm, self._way, self._now_ns = alarm, way, now_ns
        self.setWindowTitle(f"{way.value}: {name}")
        self.reason = QLineEdit()
        self.reason.setMaxLength(200)
        self.reason.setPlaceholderText("for the next person on shift")
        self.times = HowLong(CHOICES_S[way], CHOICES_S[way][0])
        self.until = QLabel()
        meaning = QLabel(WHAT_IT_MEANS[way])
        meaning.setWordWrap(True)
        self.buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        self.do = self.buttons.addButton(way.value, QDialogButtonBox.ButtonRole.AcceptRole)
        form = QFormLayout()
        form.addRow("Reason", self.reason)
        form.addRow("For", self.times)
        form.addRow("", self.until)
        rows = QVBoxLayout(self)
        rows.addWidget(QLabel(name))
        rows.addWidget(meaning)
        rows.addLayout(form)
        rows.addWidget(self.buttons)
        self.reason.textChanged.connect(self._show)
        self.times.currentIndexChanged.connect(self._show)
        self.buttons.accepted.connect(self.accept)
        self.buttons.rejected.connect(self.reject)
        self._show()

    @property
    def request(self) -> ShelveAlarm | TakeAlarmOut:
        """What is asked."""
        reason, for_s = self.reason.text().strip(), self.times.seconds
        if self._way is Hiding.TAKE_OUT:
            return TakeAlarmOut(alarm=self._alarm.id, reason=reason, for_s=for_s)
        return ShelveAlarm(
            alarm=self._alarm.id,
            occurrence=self._alarm.occurrence,
            seen_severity=self._alarm.gravest,
            reason=reason,
            for_s=for_s,
        )

    def _show(self) -> None:
        ends_ns = self._now_ns + self.times.seconds * NS_PER_S
        self.until.setText(f"back at {utc_text(ends_ns)[:16].replace('T', ' ')} UTC")
        self.do.setEnabled(bool(self.reason.text().strip()))
