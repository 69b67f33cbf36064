"""Every widget in every state on one page, with made-up readings: what the design is judged by."""

from collections.abc import Sequence
from typing import Final

import numpy as np
from PySide6.QtCore import QTimer
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QApplication,
    QComboBox,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from console.client.desk import Desk
from console.client.feed import ParameterValue
from console.domain.alarms import Alarm
from console.domain.roles import Role
from console.ui.meter import Meter
from console.ui.models.instrument import InstrumentReading, InstrumentSpec
from console.ui.models.limit_ahead import LimitAhead
from console.ui.plots.curve_legend import CurveLegend
from console.ui.theme import DARK, DAYLIGHT, TEXT_SCALE_STEP, THEME_BY_NAME, Look
from console.ui.widgets.cursor_table import CursorTable
from console.ui.widgets.elided import ElidedText
from console.ui.widgets.instrument import Instrument
from console.ui.widgets.notice import Notice
from console.ui.widgets.readout import Reading, Readout
from console.ui.widgets.section import Remark, Section
from console.ui.widgets.severity_mark import SeverityCounts, SeverityMark
from console.ui.widgets.tick_box import TickBox
from telemetry.dictionary import Limit, Parameter, ParameterKind, Severity
from telemetry.judgement import Validity
from telemetry.levels import MinMax
from telemetry.timebase import NS_PER_S, SystemClock

_NOW_NS: Final = 1_000_000 * NS_PER_S
_PAST_S: Final = 600
EXAMPLE: Final = Parameter(
    id="EXAMPLE",
    subsystem="CAB",
    group="CO2",
    name="Made-up pressure",
    unit="mmHg",
    kind=ParameterKind.FLOAT,
    range_low=0.0,
    range_high=30.0,
    nominal=2.0,
    limits=(
        Limit(severity=Severity.CAUTION, threshold=4.5, is_high=True),
        Limit(severity=Severity.WARNING, threshold=6.0, is_high=True),
        Limit(severity=Severity.EMERGENCY, threshold=15.0, is_high=True),
    ),
)


class Gallery(QWidget):
    """The page; F12 changes the theme, Ctrl +/− the text size."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self.setWindowTitle("Cupola – gallery of widgets")
        page = QWidget()
        self._rows = QVBoxLayout(page)
        self._rows.setSpacing(8)
        for title, parts in (
            ("INSTRUMENTS", self._instruments()),
            ("READOUTS OF THE BANNER", self._readouts()),
            ("ALARM CLASSES", self._marks()),
            ("NOTICES", self._notices()),
            ("BUTTONS AND FIELDS", self._controls()),
            ("WORDS", self._words()),
            ("CURVES AND CURSORS", self._curves()),
        ):
            self._show(title, parts)
        self._rows.addStretch(1)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setWidget(page)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.addWidget(scroll)
        self._add_keys()
        look.changed.connect(self._restyle)
        self._restyle()

    def _show(self, title: str, parts: Sequence[QWidget]) -> None:
        section = Section(title)
        grid = QGridLayout()
        grid.setSpacing(6)
        across = 4
        for number, part in enumerate(parts):
            grid.addWidget(part, number // across, number % across)
        section.body.addLayout(grid)
        self._rows.addWidget(section)

    def _instruments(self) -> list[QWidget]:
        states = [
            ("nominal", 2.1, Validity.VALID, None),
            ("rising", 3.9, Validity.VALID, None),
            *((each.name.lower(), 4.0 + 3 * each, Validity.VALID, each) for each in Severity),
            ("stale", 2.1, Validity.STALE, None),
            ("invalid", float("nan"), Validity.INVALID, None),
            ("not received", float("nan"), Validity.NOT_RECEIVED, None),
        ]
        meter = Meter(_no_desk())
        found: list[QWidget] = []
        for title, value, validity, severity in states:
            instrument = Instrument(
                self._look, meter, InstrumentSpec(title=title, parameters=(EXAMPLE.id,))
            )
            instrument.show_reading(
                example_reading(value, validity, severity),
                _example_past(value),
                (_NOW_NS - _PAST_S * NS_PER_S, _NOW_NS),
            )
            found.append(instrument)
        return found

    def _readouts(self) -> list[QWidget]:
        theme = self._look.theme
        readings = [
            ("plain", Reading(value="12:34:56")),
            ("with a note", Reading(value="0.1 s", note="· 3 lost")),
            ("not known", Reading(value="–")),
        ]
        readings += [
            (
                style.word.lower(),
                Reading(
                    value=style.word, shape=style.shape, plate=style.plate, ink=style.plate_ink
                ),
            )
            for style in theme.severities.values()
        ]
        readings += [
            ("source", Reading(value=style.word, plate=style.frame, ink=style.plate_ink))
            for style in theme.sources.values()
            if style.frame is not None
        ]
        found: list[QWidget] = []
        for caption, reading in readings:
            readout = Readout(self._look, caption.upper(), "EMERGENCY 00")
            readout.show_reading(reading)
            found.append(readout)
        return found

    def _marks(self) -> list[QWidget]:
        found: list[QWidget] = []
        for severity in Severity:
            mark = SeverityMark(self._look, 28)
            mark.show_severity(severity, blinks=False)
            found.append(_beside(mark, QLabel(severity.name)))
        counts = SeverityCounts(self._look)
        counts.show_counts({Severity.WARNING: 1, Severity.CAUTION: 12})
        return [*found, counts]

    def _notices(self) -> list[QWidget]:
        theme = self._look.theme
        found: list[QWidget] = []
        for severity, style in theme.severities.items():
            notice = Notice(self._look, plate=style.plate, ink=style.plate_ink, shape=style.shape)
            notice.say(f"{severity.name.capitalize()}: what is wrong, and what to do")
            found.append(notice)
        stale = Notice(self._look, plate=theme.raised, ink=theme.text, shape=None)
        stale.say("STALE: nothing heard from the server for 12 s")
        return [*found, stale]

    def _controls(self) -> list[QWidget]:
        pressed, disabled = QPushButton("Pressed"), QPushButton("Disabled")
        pressed.setCheckable(True)
        pressed.setChecked(True)
        disabled.setEnabled(False)
        tab = QPushButton("F1  Page")
        tab.setObjectName("tab")
        tab.setCheckable(True)
        tab.setChecked(True)
        ticked = TickBox(self._look, "Ticked")
        ticked.setChecked(True)
        empty, filled, choice = QLineEdit(), QLineEdit("typed words"), QComboBox()
        empty.setPlaceholderText("What to type here")
        choice.addItems(["a choice", "another"])
        unticked = TickBox(self._look, "Not ticked")
        buttons = [QPushButton("Button"), pressed, disabled, tab]
        return [*buttons, unticked, ticked, empty, filled, choice]

    def _words(self) -> list[QWidget]:
        long = ElidedText(self._look)
        long.say("A line that is longer than its room ends in an ellipsis; on hover it is whole")
        heading, caption = QLabel("Heading"), QLabel("Caption")
        heading.setObjectName("heading")
        caption.setObjectName("caption")
        remark = Remark("Nothing is listed yet. What the guest lead proposes comes here.")
        return [heading, caption, QLabel("Ordinary words 0123456789"), remark, long]

    def _curves(self) -> list[QWidget]:
        table = CursorTable(self._look)
        table.show_rows([["EXAMPLE", "2.1 mmHg", "2.0 mmHg", "–", "", "1.9", "2.05", "2.2"]])
        return [CurveLegend(self._look, ("first", "second", "third", "fourth")), table]

    def _add_keys(self) -> None:
        look = self._look
        for keys, act in (
            ("F12", lambda: look.set_theme(DAYLIGHT if look.theme is DARK else DARK)),
            ("Ctrl++", lambda: look.scale_text(TEXT_SCALE_STEP)),
            ("Ctrl+-", lambda: look.scale_text(1 / TEXT_SCALE_STEP)),
            ("Ctrl+0", lambda: look.scale_text(None)),
        ):
            QShortcut(QKeySequence(keys), self).activated.connect(act)

    def _restyle(self) -> None:
        self.setStyleSheet(self._look.style_sheet())
        for widget in self.findChildren(QWidget):
            widget.update()


def example_reading(
    value: float, validity: Validity, severity: Severity | None
) -> InstrumentReading:
    """Return a made-up reading of `EXAMPLE`, in alarm if a class is given."""
    shown = ParameterValue(
        parameter=EXAMPLE,
        value=value,
        generated_ns=0 if validity is Validity.NOT_RECEIVED else _NOW_NS,
        received_ns=_NOW_NS,
        age_s=42.0 if validity is Validity.STALE else 0.0,
        validity=validity,
    )
    alarm = None
    if severity is not None:
        alarm = Alarm(
            id=EXAMPLE.id,
            occurrence=1,
            severity=severity,
            value=value,
            limit=4.5,
            raised_ns=_NOW_NS,
        )
    caution = EXAMPLE.limits[0]
    is_rising = severity is None and caution.threshold - 1 < value < caution.threshold
    return InstrumentReading(
        shown=shown,
        others=(),
        place="dome",
        unusable=(),
        alarm=alarm,
        ahead=(
            LimitAhead(slope_per_s=0.001, brief="caution in 10 min")
            if is_rising
            else LimitAhead(slope_per_s=0.0)
        ),
        reserve=None,
    )


def _example_past(value: float) -> MinMax:
    times_ns = _NOW_NS - NS_PER_S * np.arange(_PAST_S, 0, -4, dtype=np.int64)
    curve = (2.0 if value != value else value) + 0.3 * np.sin(np.arange(times_ns.size) / 20.0)
    return MinMax(width_ns=0, times_ns=times_ns, low=curve, high=curve)


def _no_desk() -> Desk:
    """Return a desk that hears nothing: a meter asks it for the time."""
    return Desk(Role.OBSERVER, SystemClock())


def _beside(*parts: QWidget) -> QWidget:
    box = QWidget()
    row = QHBoxLayout(box)
    row.setContentsMargins(0, 0, 0, 0)
    for part in parts:
        row.addWidget(part)
    row.addStretch(1)
    return box


def run_gallery(theme: str, text_scale: float, for_s: float | None = None) -> int:
    """Show the gallery until it is closed, or for so long; return a process exit code."""
    application = QApplication(["cupola"])
    gallery = Gallery(Look(THEME_BY_NAME[theme], text_scale))
    gallery.resize(1400, 1000)
    gallery.show()
    if for_s is not None:
        QTimer.singleShot(round(for_s * 1000), application.quit)
    return int(application.exec())
