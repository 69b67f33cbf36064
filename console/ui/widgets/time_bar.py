"""The time control's buttons, and words that say when the plots do not follow the time."""

from functools import partial
from typing import Final

from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QLabel, QPushButton, QWidget

from console.ui.seat import Seat
from console.ui.time_control import SPANS_S
from console.ui.widgets.elided import ElidedText
from telemetry.timebase import NS_PER_S, met_text, utc_text

FOLLOW_KEY: Final = "F10"


class TimeBar(QWidget):
    """Spans to follow with; while fixed a plate says so and leads back."""

    def __init__(self, seat: Seat) -> None:
        super().__init__()
        self._seat = seat
        self._group = QButtonGroup(self)
        self._group.setExclusive(False)
        self._caption = QLabel()
        self._caption.setObjectName("caption")
        self.fixed = QLabel()
        self.follow = QPushButton(f"Follow now ({FOLLOW_KEY})")
        self.follow.clicked.connect(lambda: seat.time.follow())
        self._note = ElidedText(seat.look, size_px=12, is_aside=True)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(2)
        row.addWidget(self._caption)
        self.buttons: dict[float, QPushButton] = {}
        for name, span_s in SPANS_S.items():
            button = QPushButton(name)
            button.setObjectName("tab")
            button.setCheckable(True)
            button.setAccessibleName(f"Show the last {name}")
            button.clicked.connect(partial(self._choose, span_s))
            self._group.addButton(button)
            self.buttons[span_s] = button
            row.addWidget(button)
        row.addSpacing(8)
        row.addWidget(self.fixed)
        row.addWidget(self.follow)
        row.addWidget(self._note, 1)
        seat.time.changed.connect(self._show)
        seat.look.changed.connect(self._show)
        self._show()

    def _choose(self, span_s: float, _checked: bool = False) -> None:
        self._seat.time.follow(span_s)

    def _show(self) -> None:
        time, desk, theme = self._seat.time, self._seat.desk, self._seat.look.theme
        self._caption.setText("Plots show the last" if time.follows else "Plots stand still")
        for span_s, button in self.buttons.items():
            button.setChecked(time.follows and span_s == time.span_s)
        self.fixed.setVisible(not time.follows)
        self.follow.setVisible(not time.follows)
        if time.follows:
            self._note.say("following the mission's clock · wheel zooms, dragging moves")
            return
        start_s, end_s = time.shown(0.0)
        start_ns, end_ns = (
            desk.mission.launch_ns + round(each * NS_PER_S) for each in (start_s, end_s)
        )
        self.fixed.setText(f"◼ FIXED  {utc_text(start_ns)[5:19]} to {utc_text(end_ns)[11:19]} UTC")
        self.fixed.setStyleSheet(
            f"background: {theme.focus}; color: {theme.ground}; padding: 2px 10px;"
        )
        self._note.say(f"NOT LIVE · MET {met_text(start_s)} to {met_text(end_s)}")
