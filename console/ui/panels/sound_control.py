"""The alarm sounds of one console: what is heard, how loud, and for how long it is not."""

import time
from collections.abc import Callable, Collection, Mapping
from typing import Any, Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QMenu, QSlider, QToolButton, QWidgetAction

from console.client.desk import Changes
from console.domain.annunciation import Announcement, Annunciator
from console.ui.seat import Panel, Seat
from console.ui.sounds import Sounder, usual_sounder
from telemetry.dictionary import Severity

MUTES_MIN: Final = (2, 5, 10)
VOLUME_LEAST: Final = 10  # percent; silence is a mute, which expires
VOLUME_USUAL: Final = 60
REPEATS_S: Final = 1.0  # how often is looked for what must be said again


class SoundControl(Panel):
    """A button that says whether alarms are heard; its menu mutes, tries and sets the volume.

    Parameters
    ----------
    heard : collection of Severity
        Which classes sound at this console.
    """

    def __init__(
        self,
        seat: Seat,
        heard: Collection[Severity] = tuple(Severity),
        *,
        sounder: Sounder | None = None,
        monotonic_s: Callable[[], float] = time.monotonic,
    ) -> None:
        super().__init__()
        self._seat = seat
        self._heard = frozenset(heard)
        self._now_s = monotonic_s
        self._looked_s = 0.0
        self._annunciator = Annunciator()
        self._told = ""
        self.sounder = usual_sounder(self) if sounder is None else sounder
        self.sounder.complained.connect(self._show)
        self.button = QToolButton()
        self.button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.button.setAccessibleName("Alarm sounds")
        self.volume = QSlider(Qt.Orientation.Horizontal)
        self.volume.setRange(VOLUME_LEAST, 100)
        self.volume.setValue(VOLUME_USUAL)
        self.volume.setAccessibleName("Volume of the alarm sounds, percent")
        self.button.setMenu(self._menu())
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 10, 0)
        row.addWidget(self.button)
        self._show()

    def refresh(self, changes: Changes) -> None:
        """Let be heard what is new, and from time to time what nobody has seen."""
        now_s = self._now_s()
        if changes.state or changes.opened or now_s - self._looked_s >= REPEATS_S:
            self._looked_s = now_s
            alarms = (alarm for alarm in self._seat.desk.alarms() if alarm.gravest in self._heard)
            announcement = self._annunciator.hear(alarms, now_s)
            if announcement is not None:
                self.sounder.play(announcement.severity, self.volume.value() / 100)
                self._told = self._words(announcement)
            self._show()

    def remember(self) -> Mapping[str, list[Any]]:
        """Return how loud it is, if a person has set it."""
        volume = self.volume.value()
        return {} if volume == VOLUME_USUAL else {"volume": [volume]}

    def recall(self, kept: Mapping[str, list[Any]]) -> None:
        """Be as loud as it was set."""
        volume = [each for each in kept.get("volume", []) if isinstance(each, int)]
        self.volume.setValue(volume[0] if volume else self.volume.value())  # within its range

    def mute(self, minutes: int) -> None:
        """Be silent for some minutes, or until the next emergency."""
        self._annunciator.mute(minutes * 60.0, self._now_s())
        self.sounder.stop()
        self._show()

    def unmute(self) -> None:
        """Be heard again."""
        self._annunciator.unmute()
        self._show()

    def _menu(self) -> QMenu:
        menu = QMenu("Alarm sounds", self.button)
        for minutes in MUTES_MIN:
            action = menu.addAction(f"Mute for {minutes} min (a new emergency is heard)")
            action.triggered.connect(lambda _checked, minutes=minutes: self.mute(minutes))
        menu.addAction("Hear again").triggered.connect(self.unmute)
        menu.addSeparator()
        for severity in sorted(self._heard, reverse=True):
            action = menu.addAction(f"Try {self._seat.look.severity(severity).word.lower()}")
            action.triggered.connect(
                lambda _checked, severity=severity: self.sounder.play(
                    severity, self.volume.value() / 100
                )
            )
        menu.addSection("Volume")
        slider = QWidgetAction(menu)
        slider.setDefaultWidget(self.volume)
        menu.addAction(slider)
        return menu

    def _words(self, announcement: Announcement) -> str:
        parameter = self._seat.desk.mission.database.parameters[announcement.first.id]
        again = "Still not acknowledged" if announcement.is_repeat else "Last heard"
        more = f" and {announcement.count - 1} more" if announcement.count > 1 else ""
        return f"{again}: {parameter.name}{more}"

    def _show(self) -> None:
        muted_s = self._annunciator.muted_for_s(self._now_s())
        text = "No sound" if self.sounder.complaint else "Sound"
        if muted_s:
            text = f"Muted {int(muted_s // 60)}:{int(muted_s % 60):02d}"
        if text != self.button.text():
            self.button.setText(text)
        self.button.setToolTip(self.sounder.complaint or self._told)
