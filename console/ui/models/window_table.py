"""Viewing windows as a table for the flight controller."""

from collections.abc import Iterable, Mapping

from PySide6.QtCore import QObject

from console.domain.schedule import ViewingWindow, WindowStatus
from console.ui.models.keyed_table import KeyedTableModel
from telemetry.mission import Mission
from telemetry.timebase import NS_PER_S, utc_text

# What waits for the flight controller comes first.
_ORDER: Mapping[WindowStatus, int] = {
    WindowStatus.HELD: 0,
    WindowStatus.PROPOSED: 1,
    WindowStatus.PLANNED: 2,
}


class WindowTableModel(KeyedTableModel[ViewingWindow]):
    """Viewing windows still to come, a row each."""

    def __init__(self, mission: Mission, parent: QObject | None = None) -> None:
        super().__init__(("Viewing window", "Standing"), lambda window: window.id, parent)
        self._panes = {pane.id: pane.name for pane in mission.panes}
        self._aliases = {person.id: person.alias for person in mission.people}

    def text(self, item: ViewingWindow, column: int) -> str:
        """Return what is to be seen, when and by whom, in two lines, or how it stands."""
        if column == 1:
            return item.status.upper()
        minutes = (item.end_ns - item.start_ns) / NS_PER_S / 60
        start = utc_text(item.start_ns)[11:19]
        where = f"{self._panes[item.pane]} · {self._guests(item)}"
        return f"{item.title}\n{start} · {minutes:.0f} min · {where}"

    def tip(self, item: ViewingWindow) -> str:
        """Return the window whole."""
        lines = [
            f"{item.id} · {item.title} · {item.status}",
            f"{utc_text(item.start_ns)} to {utc_text(item.end_ns)}",
            f"{self._panes[item.pane]}, {self._guests(item)}, quality {item.quality} of 100",
        ]
        if item.reason:
            lines.append(f"Because: {item.reason}")
        return "\n".join(lines)

    def _guests(self, window: ViewingWindow) -> str:
        return ", ".join(self._aliases.get(guest, guest) for guest in window.guests)


def to_decide(windows: Iterable[ViewingWindow], now_ns: int) -> list[ViewingWindow]:
    """Return standing windows that are not over: held, then proposed, then planned, by start."""
    standing = (window for window in windows if window.stands and window.end_ns > now_ns)
    return sorted(standing, key=lambda w: (_ORDER[w.status], w.start_ns, w.id))
