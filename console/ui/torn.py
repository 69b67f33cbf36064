"""Pages torn off into windows of their own, for other screens; closing one puts it back."""

from collections.abc import Callable, Mapping

from PySide6.QtCore import QRect, Qt, Signal
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from console.client.desk import Changes
from console.ui.panels.banner import Banner
from console.ui.screen_places import fitted, numbers, screens_now
from console.ui.seat import EVERYTHING, Page, Seat
from console.ui.widgets.room import Room


class TornPage(QFrame):
    """A window with the banner, the source's frame and one page."""

    closed = Signal(object)  # Page

    def __init__(self, window: QWidget, seat: Seat, page: Page) -> None:
        super().__init__(window, Qt.WindowType.Window)
        self.setObjectName("source-frame")
        self.page = page
        self._seat = seat
        self._banner = Banner(seat)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(0)
        rows.addWidget(self._banner)
        self._room = Room(page.panel)
        rows.addWidget(self._room, 1)
        page.panel.show()
        self.setWindowTitle(f"Cupola – {seat.desk.role.seat} – {page.title}")

    def refresh(self, changes: Changes) -> None:
        """Show the news on banner and page."""
        self._banner.refresh(changes)
        self.page.panel.refresh(changes)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Hand the page back."""
        super().closeEvent(event)
        self._room.takeWidget()
        self.closed.emit(self.page)


class TornPages:
    """The windows of one console besides its main one.

    Parameters
    ----------
    put_back : callable
        Takes a page whose window was closed.
    """

    def __init__(self, window: QWidget, seat: Seat, put_back: Callable[[Page], None]) -> None:
        self._window = window
        self._seat = seat
        self._put_back = put_back
        self._torn: dict[str, TornPage] = {}

    def __contains__(self, page: Page) -> bool:
        return page.name in self._torn

    @property
    def windows(self) -> list[TornPage]:
        """The windows there are."""
        return list(self._torn.values())

    @property
    def places(self) -> Mapping[str, list[int]]:
        """Left, top, width and height of each window, by the name of its page."""
        return {name: numbers(torn.geometry()) for name, torn in self._torn.items()}

    def tear(self, page: Page, place: list[int] | None = None) -> None:
        """Open a window for a page: where it was, as far as there are screens, or beside this."""
        torn = self._torn[page.name] = TornPage(self._window, self._seat, page)
        torn.closed.connect(self._closed)
        wanted = QRect(*place) if place else self._window.geometry().translated(40, 40)
        torn.setGeometry(fitted(wanted, screens_now()))
        torn.show()
        torn.refresh(EVERYTHING)

    def show(self, page: Page) -> None:
        """Bring a page's window to the front."""
        self._torn[page.name].raise_()
        self._torn[page.name].activateWindow()

    def refresh(self, changes: Changes) -> None:
        """Show the news in every window."""
        for torn in self._torn.values():
            torn.refresh(changes)

    def set_frame(self, sheet: str) -> None:
        """Mark the kind of source on every window as on the main one."""
        for torn in self._torn.values():
            if torn.styleSheet() != sheet:
                torn.setStyleSheet(sheet)

    def close(self) -> None:
        """Put every page back."""
        for torn in self.windows:
            torn.close()

    def _closed(self, page: Page) -> None:
        torn = self._torn.pop(page.name)
        self._put_back(page)
        torn.deleteLater()
