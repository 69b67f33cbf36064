"""The transport of a replay: on every console of it, driven from a trainer's."""

from collections.abc import Callable
from functools import partial
from math import inf
from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QInputDialog,
    QLabel,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
)

from console.client.desk import Changes
from console.domain.replay import ReplayStatus
from console.domain.replay_requests import (
    LoopReplay,
    MarkReplay,
    PaceReplay,
    ReplayRequest,
    SeekReplay,
    StepReplay,
    StepTo,
)
from console.domain.roles import Role
from console.protocol import Answer
from console.ui.commands import Command
from console.ui.models.recording_view import recording_view
from console.ui.plots.recording_line import RecordingLine
from console.ui.seat import Panel, Seat
from console.ui.widgets.elided import ElidedText
from telemetry.recording_times import parse_of_recording
from telemetry.timebase import NS_PER_S, met_text, utc_text

SPEEDS: Final = (0.1, 0.5, 1.0, 2.0, 5.0, 10.0, 60.0, 300.0, 1000.0, inf)
BACK_S: Final = 1
PLAY: Final = 2  # among the acts
SHORT: Final = {
    "Alarm before": "Alarm",
    "Second back": "1 s",
    "Next frame": "Frame",
    "Next fact": "Fact",
    "Next alarm": "Alarm",
    "Loop from here, A": "A",
    "Loop to here, B": "B",
    "Bookmark": "Mark",
}


class Transport(Panel):
    """Buttons, speed, a field to go to a time, and the recording's timeline."""

    def __init__(self, seat: Seat) -> None:
        super().__init__()
        self._seat = seat
        self._loop_from_ns: int | None = None
        self._refusal = ""
        self._marks: int | None = None
        self.line = RecordingLine(seat)
        self.line.sought.connect(self._seek)
        self.where = QLabel()
        self.speed = QComboBox()
        self.speed.setAccessibleName("Speed of the replay")
        for speed in SPEEDS:
            self.speed.addItem(speed_words(speed), speed)
        self.speed.activated.connect(self._choose_speed)
        self.go_to = QLineEdit()
        self.go_to.setPlaceholderText("go to UTC, MET or T+")
        self.go_to.setAccessibleName("Go to a time")
        self.go_to.returnPressed.connect(self._go_to)
        self._note = ElidedText(seat.look, size_px=12)
        self._row = QHBoxLayout()
        self._row.setContentsMargins(12, 4, 12, 0)
        self._row.setSpacing(4)
        self._row.addWidget(self.where)
        self._row.addSpacing(8)
        self.buttons: dict[str, QPushButton] = {}
        self._keys: list[QShortcut] = []
        self._acts = self._commands()
        for act in self._acts:
            self._add(act)
        for widget in (self.speed, self.go_to):
            self._row.addWidget(widget)
        self._row.addStretch(1)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(0)
        rows.addLayout(self._row)
        words = QHBoxLayout()
        words.setContentsMargins(12, 0, 12, 0)
        words.addWidget(self._note)
        rows.addLayout(words)
        rows.addWidget(self.line)
        self.setVisible(False)

    @property
    def may_drive(self) -> bool:
        """Whether this console drives a replay now."""
        desk = self._seat.desk
        return desk.role is Role.TRAINER and desk.replay is not None and desk.is_in_step

    @property
    def note(self) -> str:
        """What is said beside the buttons."""
        return self._note.text

    def commands(self) -> list[Command]:
        """Return what the keys and the command palette may do now."""
        return list(self._acts) if self.may_drive else []

    def refresh(self, _changes: Changes) -> None:
        """Show where the replay stands; stay away when nothing is replayed."""
        desk = self._seat.desk
        status = desk.replay
        self.setVisible(status is not None and desk.is_open)
        if status is None or not desk.is_open:
            return
        if desk.role is Role.TRAINER and status.marks != self._marks:
            self._marks = status.marks
            self._seat.ask_recording()
        for widget in (*self.buttons.values(), self.speed, self.go_to):
            widget.setVisible(desk.role is Role.TRAINER)
            widget.setEnabled(self.may_drive)
        for key in self._keys:
            key.setEnabled(self.may_drive)
        self.line.setEnabled(self.may_drive)
        self.line.show_view(recording_view(desk))
        elapsed_s = (status.position_ns - desk.mission.launch_ns) / NS_PER_S
        self.where.setText(f"REPLAY '{status.session}' · MET {met_text(elapsed_s)}")
        play = self._acts[PLAY]
        self.buttons[play.name].setText(_label("Play" if status.is_paused else "Pause", play))
        if not self.speed.view().isVisible():
            if self.speed.findData(status.speed) < 0:  # asked for on a command line
                self.speed.addItem(speed_words(status.speed), status.speed)
            self.speed.setCurrentIndex(self.speed.findData(status.speed))
        self._note.say(self._words(status))
        self._note.setVisible(bool(self._note.text))

    def _words(self, status: ReplayStatus) -> str:
        words = [self._refusal] if self._refusal else []
        if self._loop_from_ns is not None:
            words.append(f"A set at {utc_text(self._loop_from_ns)[11:19]}; set B with ]")
        if status.left_out:
            words.append(f"DECIMATED: {status.left_out} frames of a step not sent, every alarm is")
        if self._seat.desk.role is not Role.TRAINER:
            words.append("a trainer drives this replay; what was decided stays")
        return " · ".join(words)

    def _commands(self) -> tuple[Command, ...]:
        step: Callable[[StepTo], Callable[[], None]] = lambda to: partial(  # noqa: E731
            self._ask, StepReplay(to=to)
        )
        return (
            Command(name="Alarm before", keys="Shift+Left", act=step(StepTo.PREVIOUS_ALARM)),
            Command(name="Second back", keys="Left", act=self._back),
            Command(name="Play or pause", keys="Space", act=self._play_or_pause),
            Command(name="Next frame", keys="Right", act=step(StepTo.FRAME)),
            Command(name="Next fact", keys="Ctrl+Right", act=step(StepTo.FACT)),
            Command(name="Next alarm", keys="Shift+Right", act=step(StepTo.NEXT_ALARM)),
            Command(name="Loop from here, A", keys="[", act=self._loop_from),
            Command(name="Loop to here, B", keys="]", act=self._loop_to),
            Command(name="No loop", keys="\\", act=partial(self._ask, LoopReplay())),
            Command(name="Bookmark", keys="B", act=self._bookmark),
        )

    def _add(self, act: Command) -> None:
        button = QPushButton(_label(act.name, act))
        button.setToolTip(f"{act.name} ({act.keys})")
        button.setAccessibleName(act.name)
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        button.clicked.connect(lambda: act.act())
        self.buttons[act.name] = button
        self._row.addWidget(button)
        key = QShortcut(QKeySequence(act.keys), self)
        key.setContext(Qt.ShortcutContext.WindowShortcut)
        key.activated.connect(act.act)
        key.setEnabled(False)
        self._keys.append(key)

    def _status(self) -> ReplayStatus:
        status = self._seat.desk.replay
        if status is None:
            raise LookupError("nothing is replayed")
        return status

    def _ask(self, request: ReplayRequest) -> None:
        self._refusal = ""
        self._seat.requests.ask(request, self._answered)

    def _answered(self, answer: Answer) -> None:
        self._refusal = answer.reason

    def _seek(self, instant_ns: int) -> None:
        self._ask(SeekReplay(instant_ns=instant_ns))

    def _back(self) -> None:
        status = self._status()
        self._seek(max(status.start_ns, status.position_ns - BACK_S * NS_PER_S))

    def _go_to(self) -> None:
        status, mission = self._status(), self._seat.desk.mission
        try:
            instant_ns = parse_of_recording(
                self.go_to.text().strip(), start_ns=status.start_ns, launch_ns=mission.launch_ns
            )
        except ValueError as error:
            self._refusal = str(error)
        else:
            self._seek(instant_ns)

    def _play_or_pause(self) -> None:
        status = self._status()
        self._ask(PaceReplay(speed=status.speed, is_paused=not status.is_paused))

    def _choose_speed(self, place: int) -> None:
        status = self._status()
        self._ask(PaceReplay(speed=self.speed.itemData(place), is_paused=status.is_paused))

    def _loop_from(self) -> None:
        self._loop_from_ns = self._status().position_ns

    def _loop_to(self) -> None:
        status = self._status()
        from_ns = status.start_ns if self._loop_from_ns is None else self._loop_from_ns
        self._loop_from_ns = None
        self._ask(LoopReplay(from_ns=from_ns, to_ns=status.position_ns))

    def _bookmark(self) -> None:
        instant_ns = self._status().position_ns
        name, is_meant = QInputDialog.getText(
            self, "Bookmark", f"Name of the bookmark at {utc_text(instant_ns)}"
        )
        if is_meant and name.strip():
            self._ask(MarkReplay(instant_ns=instant_ns, name=name.strip()[:200]))


def _label(name: str, act: Command) -> str:
    keys = act.keys
    for word, sign in (("Shift+", "⇧"), ("Ctrl+", "Ctrl "), ("Left", "←"), ("Right", "→")):
        keys = keys.replace(word, sign)
    return f"{SHORT.get(name, name)}  {keys}"


def speed_words(speed: float) -> str:
    """Return a speed as people say it."""
    return "as fast as it goes" if speed == inf else f"× {speed:g}"
