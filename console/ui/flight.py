"""The flight controller's screens."""

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout

from console.client.desk import Changes
from console.ui.models.request_notes import RequestNotes
from console.ui.panels.alarm_list import AlarmList
from console.ui.panels.alarm_strip import AlarmStrip
from console.ui.panels.lanes import Lanes
from console.ui.panels.life_support import LifeSupport
from console.ui.panels.orbit_map import OrbitMap
from console.ui.panels.parameters import Parameters
from console.ui.panels.proposals import Proposals
from console.ui.panels.window_list import WindowList
from console.ui.seat import OnDemand, Page, Panel, Screens, Seat

SIDE_SHARE = 0.22
SIDE_PX = (300, 420)


class Decisions(Panel):
    """The right column on every page: alarms to see, viewing windows to decide."""

    def __init__(self, seat: Seat, notes: RequestNotes) -> None:
        super().__init__()
        self.alarms = AlarmList(seat, notes)
        self.windows = WindowList(seat, notes)
        self.alarms.acknowledge_requested.connect(notes.ask)
        self.windows.decided.connect(notes.ask)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 4, 4, 4)
        rows.setSpacing(4)
        rows.addWidget(self.alarms, 3)
        rows.addWidget(self.windows, 2)
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


class Viewing(Panel):
    """What the guests are to see: the timeline, and every viewing window with its reasons."""

    def __init__(self, seat: Seat, notes: RequestNotes) -> None:
        super().__init__()
        self.lanes = Lanes(seat, notes)
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


def flight_screens(seat: Seat) -> Screens:
    """Return what a flight controller works with; others see it without its buttons."""
    side_notes = RequestNotes(seat.requests)
    strip = AlarmStrip(seat, side_notes)
    strip.acknowledge_requested.connect(side_notes.ask)
    side = Decisions(seat, side_notes)
    side_notes.setParent(side)
    return Screens(
        pages=(
            Page(name="life-support", title="Life support", panel=LifeSupport(seat)),
            Page(name="orbit", title="Orbit", panel=OrbitMap(seat)),
            Page(name="viewing", title="Viewing", panel=Viewing(seat, side_notes)),
            Page(
                name="parameters",
                title="Parameters",
                panel=OnDemand(lambda: Parameters(seat)),
            ),
        ),
        strip=strip,
        side=side,
    )
