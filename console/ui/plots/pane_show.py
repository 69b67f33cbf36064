"""The drawing of what an opportunity will show, played through the pass."""

from collections.abc import Callable
from typing import Final

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QHideEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QSlider, QVBoxLayout, QWidget

from console.domain.viewing.opportunity import Opportunity
from console.domain.viewing.pane_scene import PaneScenes
from console.ui.plots.pane_canvas import PaneCanvas
from console.ui.plots.pane_drawing import PaneSubject
from console.ui.seat import Seat
from telemetry.elements import PropagationError
from telemetry.mission import Mission
from telemetry.timebase import NS_PER_S, utc_text

PLAY_PERIOD_MS: Final = 100
PLAY_FOR_S: Final = 12.0  # whatever the pass lasts
_AROUND_NS: Final = 30 * NS_PER_S  # before and after, to see it come and go


def subject_of(mission: Mission, opportunity: Opportunity, kp: float) -> PaneSubject:
    """Return what the drawing of an opportunity is about."""
    target = next((each for each in mission.targets if each.id == opportunity.target), None)
    return PaneSubject(targets=mission.targets, target=target, kp=kp)


class PaneShow(QWidget):
    """A pane through one opportunity: scrub, or play; Space plays and stops.

    Parameters
    ----------
    kp : callable
        Returns the planetary index in force.
    """

    def __init__(self, seat: Seat, kp: Callable[[], float]) -> None:
        super().__init__()
        self._seat = seat
        self._kp = kp
        self._opportunity: Opportunity | None = None
        self._scenes: PaneScenes | None = None
        self._subject = PaneSubject(targets=())
        self.canvas = PaneCanvas(seat.look)
        self.scrubber = QSlider(Qt.Orientation.Horizontal)
        self.scrubber.setAccessibleName("Moment of the pass")
        self.play = QPushButton("Play")
        self.play.setCheckable(True)
        self.play.setShortcut("Ctrl+Space")
        self._when = QLabel()
        self._when.setObjectName("caption")
        self._timer = QTimer(self)
        self._timer.setInterval(PLAY_PERIOD_MS)
        self._timer.timeout.connect(self._step)
        self.play.toggled.connect(self._played)
        self.scrubber.valueChanged.connect(self._draw)
        line = QHBoxLayout()
        line.addWidget(self.play)
        line.addWidget(self.scrubber, 1)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.addWidget(self.canvas, 1)
        rows.addWidget(self._when)
        rows.addLayout(line)

    @property
    def when(self) -> str:
        """The instant that is drawn, in words."""
        return self._when.text()

    def show_opportunity(self, opportunity: Opportunity | None) -> None:
        """Begin at the peak of another opportunity."""
        if opportunity == self._opportunity:
            return
        self._opportunity = opportunity
        self.play.setChecked(False)
        self._scenes = None
        if opportunity is None:
            return
        mission = self._seat.desk.mission
        from_ns, to_ns = opportunity.start_ns - _AROUND_NS, opportunity.end_ns + _AROUND_NS
        self._subject = subject_of(mission, opportunity, self._kp())
        try:
            self._scenes = PaneScenes(mission, opportunity.pane, from_ns, to_ns)
        except PropagationError as error:
            self.canvas.show_scene(None, self._subject, str(error))
            return
        self.scrubber.blockSignals(True)
        self.scrubber.setRange(0, (to_ns - from_ns) // NS_PER_S)
        self.scrubber.setValue(round((opportunity.peak_ns - from_ns) / NS_PER_S))
        self.scrubber.blockSignals(False)
        self._draw()

    def _draw(self) -> None:
        scenes, opportunity = self._scenes, self._opportunity
        if scenes is None or opportunity is None:
            return
        instant_ns = scenes.from_ns + self.scrubber.value() * NS_PER_S
        why_none = "No plan says how the vehicle is turned then."
        self.canvas.show_scene(scenes.at(instant_ns), self._subject, why_none)
        after_s = round((instant_ns - opportunity.peak_ns) / NS_PER_S)
        side = f"{abs(after_s)} s {'after' if after_s > 0 else 'before'} " if after_s else ""
        self._when.setText(
            f"{scenes.pane.name} at {utc_text(instant_ns)[11:19]} UTC, {side}the best moment"
        )

    def _played(self, is_playing: bool) -> None:
        self.play.setText("Stop" if is_playing else "Play")
        if not is_playing:
            self._timer.stop()
            return
        if self.scrubber.value() == self.scrubber.maximum():
            self.scrubber.setValue(0)
        self._timer.start()

    def _step(self) -> None:
        steps = PLAY_FOR_S * 1000 / PLAY_PERIOD_MS
        ahead = max(1, round(self.scrubber.maximum() / steps))
        self.scrubber.setValue(self.scrubber.value() + ahead)
        if self.scrubber.value() == self.scrubber.maximum():
            self.play.setChecked(False)

    def hideEvent(self, event: QHideEvent) -> None:
        """Stop playing where nobody looks."""
        self.play.setChecked(False)
        super().hideEvent(event)
