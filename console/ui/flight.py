"""The flight controller's screens."""

from collections.abc import Callable, Mapping
from typing import Any

from PySide6.QtCore import QObject, QSize, Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from console.client.desk import Changes
from console.client.plan_desk import PlanDesk
from console.domain.alarm_words import flood_text
from console.ui.models.plan_edits import PlanEdits
from console.ui.models.request_notes import RequestNotes
from console.ui.panels.alarm_list import AlarmList
from console.ui.panels.alarm_strip import AlarmStrip
from console.ui.panels.alarms import Alarms
from console.ui.panels.lanes import Lanes
from console.ui.panels.life_support import CHARTS, INSTRUMENTS, LifeSupport
from console.ui.panels.log import Log
from console.ui.panels.nothing import page_for
from console.ui.panels.orbit_map import OrbitMap
from console.ui.panels.parameters import Parameters
from console.ui.panels.plan_page import PlanPage
from console.ui.panels.plots import FreePlots
from console.ui.panels.power import CHARTS as POWER_CHARTS
from console.ui.panels.power import Power
from console.ui.panels.procedure_notice import ProcedureNotice
from console.ui.panels.procedures import Procedures
from console.ui.panels.proposals import Proposals
from console.ui.panels.rules import Rules
from console.ui.panels.sound_control import SoundControl
from console.ui.panels.vehicle import Vehicle
from console.ui.panels.window_list import WindowList
from console.ui.seat import OnDemand, Page, Panel, Screens, Seat
from console.ui.widgets.notice import Notice
from telemetry.dictionary import Severity

SIDE_SHARE = 0.22
SIDE_PX = (300, 420)


class Strip(Panel):
    """What stays above every page: a flood, the topmost alarm, and what is heard of them all."""

    def __init__(self, seat: Seat, notes: RequestNotes) -> None:
        super().__init__()
        self.alarm = AlarmStrip(seat, notes)
        self.alarm.acknowledge_requested.connect(notes.ask)
        self.sound = SoundControl(seat)
        self._seat = seat
        style = seat.look.severity(Severity.WARNING)
        self.flood = Notice(seat.look, plate=style.plate, ink=style.plate_ink, shape=style.shape)
        row = QHBoxLayout()
        row.setSpacing(0)
        row.addWidget(self.alarm, 1)
        row.addWidget(self.sound)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(0)
        rows.addWidget(self.flood)
        rows.addLayout(row)

    def refresh(self, changes: Changes) -> None:
        """Pass the news on."""
        if changes.state or changes.opened:
            flood = self._seat.desk.state.alarm_book.flood
            self.flood.say(flood_text(flood, self._seat.desk.mission.database) if flood else "")
        self.alarm.refresh(changes)
        self.sound.refresh(changes)

    def remember(self) -> Mapping[str, list[Any]]:
        """Return how loud it is."""
        return self.sound.remember()

    def recall(self, kept: Mapping[str, list[Any]]) -> None:
        """Be as loud as it was."""
        self.sound.recall(kept)


class Decisions(Panel):
    """The right column on every page: alarms to see, viewing windows to decide."""

    def __init__(self, seat: Seat, notes: RequestNotes) -> None:
        super().__init__()
        self.alarms = AlarmList(seat, notes)
        self.windows = WindowList(seat, notes)
        self.alarms.requested.connect(notes.ask)
        self.windows.decided.connect(notes.ask)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 4, 4, 4)
        rows.setSpacing(4)
        rows.addWidget(self.alarms, 3)
        rows.addWidget(self.windows, 2)
        self.signatures = ProcedureNotice(seat, notes)
        rows.addWidget(self.signatures)
        self._seat = seat
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Preferred)

    def sizeHint(self) -> QSize:
        """Return a share of the window's width, within what can be read."""
        least, most = (self._seat.look.px(px) for px in SIDE_PX)
        return QSize(min(most, max(least, round(SIDE_SHARE * self.window().width()))), 400)

    def refresh(self, changes: Changes) -> None:
        """Pass the news on."""
        self.alarms.refresh(changes)
        self.windows.refresh(changes)
        self.signatures.refresh(changes)


class Viewing(Panel):
    """What the guests are to see: the timeline, and every viewing window with its reasons."""

    def __init__(self, seat: Seat, notes: RequestNotes, edits: PlanEdits) -> None:
        super().__init__()
        self.lanes = Lanes(seat, notes, edits)
        self.windows = Proposals(seat, notes)
        self.lanes.window_chosen.connect(self.windows.choose)
        self.windows.window_chosen.connect(self.lanes.choose)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(4, 4, 4, 4)
        rows.setSpacing(4)
        rows.addWidget(self.lanes, 3)
        rows.addWidget(self.windows, 2)

    def refresh(self, changes: Changes) -> None:
        """Pass the news on."""
        self.lanes.refresh(changes)
        self.windows.refresh(changes)


class Crossings(QObject):
    """Grants what one page wishes of another.

    Parameters
    ----------
    parent : QObject
        Ends with the screens.
    """

    def __init__(self, seat: Seat, parameters: OnDemand, plots: OnDemand, parent: QObject) -> None:
        super().__init__(parent)
        self._seat = seat
        self._parameters = parameters
        self._plots = plots
        seat.wishes.plot.connect(self.plot)
        seat.wishes.subsystem.connect(self.list_subsystem)
        seat.wishes.parameter.connect(self.show_parameter)

    def plot(self, parameter: str) -> None:
        """Plot a parameter, and show the plots."""
        content = self._plots.content
        self._seat.wishes.page.emit("plots")
        if isinstance(content, FreePlots):
            content.add(parameter)

    def show_parameter(self, parameter: str) -> None:
        """Show a parameter's row and all about it."""
        content = self._parameters.content
        if isinstance(content, Parameters):
            content.choose(parameter)
        self._seat.wishes.page.emit("parameters")

    def list_subsystem(self, name: str) -> None:
        """Show the parameters of one subsystem."""
        content = self._parameters.content
        if isinstance(content, Parameters):
            content.choose_subsystem(name)
        self._seat.wishes.page.emit("parameters")


class AlarmToProcedure(QObject):
    """One key from the alarm in hand to what answers it.

    Parameters
    ----------
    parent : QWidget
        In whose window the key works; it ends with that.
    """

    def __init__(
        self, seat: Seat, alarms: AlarmList, procedures: OnDemand, parent: QWidget
    ) -> None:
        super().__init__(parent)
        self._seat = seat
        self._alarms = alarms
        self._procedures = procedures
        key = QShortcut(QKeySequence("P"), parent)
        key.setContext(Qt.ShortcutContext.WindowShortcut)
        key.activated.connect(self.open)
        seat.wishes.procedure.connect(self.open_for)

    def open(self) -> None:
        """Show the procedure of the chosen alarm, or of the topmost."""
        alarm = self._alarms.selected()
        self.open_for("" if alarm is None else alarm.id)

    def open_for(self, alarm: str) -> None:
        """Show the procedure that answers an alarm, or all where none is named."""
        content = self._procedures.content
        self._seat.wishes.page.emit("procedures")
        if alarm and isinstance(content, Procedures):
            content.open_for(alarm)


def flight_screens(seat: Seat) -> Screens:
    """Return what a flight controller works with; others see it without its buttons."""
    side_notes = RequestNotes(seat.requests)
    side = Decisions(seat, side_notes)
    side_notes.setParent(side)
    edits = PlanEdits(PlanDesk(seat.desk), side_notes)
    parameters = OnDemand(lambda: Parameters(seat))
    plots = OnDemand(lambda: FreePlots(seat))
    procedures = OnDemand(lambda: Procedures(seat, side_notes))
    Crossings(seat, parameters, plots, side)
    AlarmToProcedure(seat, side.alarms, procedures, side)

    def later(name: str, title: str, build: Callable[[Seat], Panel]) -> Page:
        return Page(name=name, title=title, panel=OnDemand(lambda: build(seat)))

    power_needs = [each for chart in POWER_CHARTS for each in chart.parameters]
    air_needs = [each for spec in (*INSTRUMENTS, *CHARTS) for each in spec.parameters]
    air = page_for(seat, "Life support", air_needs, LifeSupport)
    return Screens(
        pages=(
            Page(name="life-support", title="Life support", panel=air),
            later("orbit", "Orbit", OrbitMap),
            Page(name="viewing", title="Viewing", panel=Viewing(seat, side_notes, edits)),
            Page(name="plan", title="Plan", panel=PlanPage(seat, edits)),
            later(
                "power", "Power, heat", lambda of: page_for(of, "Power, heat", power_needs, Power)
            ),
            later("vehicle", "Vehicle", Vehicle),
            Page(name="parameters", title="Parameters", panel=parameters),
            Page(name="plots", title="Plots", panel=plots),
            Page(name="procedures", title="Procedures", panel=procedures),
            Page(name="alarms", title="Alarms", panel=OnDemand(lambda: Alarms(seat, side_notes))),
            later("log", "Log", Log),
            later("rules", "Rules", Rules),
        ),
        strip=Strip(seat, side_notes),
        side=side,
    )
