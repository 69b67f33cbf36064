"""The window of every console: source frame, banner, notices, pages."""

from collections.abc import Callable
from functools import partial
from typing import Final

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QCloseEvent, QKeyEvent, QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QMainWindow,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from console.client.desk import Changes
from console.ui.accessible import name_fields
from console.ui.commands import Command
from console.ui.dialogs.keys import KeysOverlay
from console.ui.dialogs.palette import Palette
from console.ui.dialogs.tour import Tour
from console.ui.layouts import Layouts
from console.ui.models.authority_words import authority_line, may, may_not
from console.ui.own_keys import keeps
from console.ui.panels.banner import Banner
from console.ui.panels.transport import Transport
from console.ui.panels.waiting import Waiting
from console.ui.seat import EVERYTHING, Page, Panel, Screens, Seat
from console.ui.shell_commands import (
    FUNCTION_KEYS,
    commands_always,
    page_commands,
    page_keys,
    plot_commands,
    tour_stops,
)
from console.ui.theme import TEXT_SCALE_STEP
from console.ui.torn import TornPages
from console.ui.widgets.page_tab import PageTab
from console.ui.widgets.page_tabs import PageTabs
from console.ui.widgets.room import Room
from console.ui.widgets.table_sizes import rescale_tables

SOURCE_FRAME_PX: Final = 4
LEAST_PAGE_PX: Final = 340  # of height, in which each part of a page shows something
_HINTS: Final = ("F-keys: pages · Ctrl+K: commands · ?: all keys", "?: all keys", "?")


class ConsoleWindow(QMainWindow):
    """One console's window; its pages arrive once the server has told the mission.

    Parameters
    ----------
    server : str
        The address that is waited for, to be shown.
    """

    closed = Signal()

    def __init__(self, seat: Seat, server: str) -> None:
        super().__init__()
        self.seat = seat
        self._pages: tuple[Page, ...] = ()
        self.painted_pages: set[str] = set()
        self.strip: Panel | None = None
        self._around: list[Panel] = []
        self._side: Room | None = None
        self._scale = seat.look.text_scale
        self._waiting = Waiting(seat, server)
        self.banner = Banner(seat)
        self.tabs = PageTabs(seat.look, _HINTS)
        self._stack = QStackedWidget()
        self._stack.addWidget(self._waiting)
        self._frame = QFrame()
        self._frame.setObjectName("source-frame")
        self._rows = QVBoxLayout(self._frame)
        self._rows.setContentsMargins(0, 0, 0, 0)
        self._rows.setSpacing(0)
        self._rows.addWidget(self.banner)
        self._rows.addWidget(self.tabs)
        self.transport = Transport(seat)
        self._rows.addWidget(self.transport)
        self._middle = QHBoxLayout()
        self._middle.setSpacing(0)
        pages = Room(self._stack, least_height_px=partial(seat.look.px, LEAST_PAGE_PX))
        self._middle.addWidget(pages, 1)
        self._rows.addLayout(self._middle, 1)
        self.setCentralWidget(self._frame)
        self.setWindowTitle(f"Cupola – {seat.desk.role.seat}")
        self.command_palette = Palette(self, seat.look, self.commands)
        self.keys = KeysOverlay(self)
        self.tour = Tour(self, seat.look, self.show_page_named)
        self.torn = TornPages(self, seat, self._put_back)
        self.layouts: Layouts | None = None
        self._always = commands_always(self)
        self._add_keys()
        seat.look.changed.connect(self._restyle)
        seat.wishes.page.connect(self.show_page_named)
        self._restyle()

    @property
    def pages(self) -> tuple[Page, ...]:
        """The pages, none while waiting for the server."""
        return self._pages

    @property
    def current_page(self) -> Page | None:
        """The page in sight, None while waiting for the server."""
        shown = self._stack.currentWidget()
        return next((page for page in self._pages if page.panel is shown), None)

    def set_screens(self, screens: Screens) -> None:
        """Replace what stands under the banner."""
        self._clear()
        self._pages = screens.pages
        self.strip = screens.strip
        self._around = [part for part in (screens.strip, screens.side) if part is not None]
        if screens.strip is not None:
            self._rows.insertWidget(1, screens.strip)
        if screens.side is not None:
            self._side = Room(screens.side)
            self._middle.addWidget(self._side)
        for part in self._around:
            part.refresh(EVERYTHING)
            name_fields(part)
        for page in screens.pages:
            self._stack.addWidget(page.panel)
            page.panel.installEventFilter(self)
        self.tabs.set_tabs([self._tab(n, page) for n, page in enumerate(screens.pages, start=1)])
        self.show_page(0)
        self.say(f"{authority_line(self.seat.desk.role)} · Ctrl+F2: more")

    def show_page(self, number: int) -> None:
        """Show the page at `number`, brought up to date."""
        if not 0 <= number < len(self._pages):
            return
        if self._pages[number] in self.torn:
            self.torn.show(self._pages[number])
            return
        self.say("")
        self.tabs.check(number)
        panel = self._pages[number].panel
        self._stack.setCurrentWidget(panel)
        panel.refresh(EVERYTHING)
        name_fields(panel)

    def show_page_named(self, name: str) -> None:
        """Show the page of that name, if this console has one."""
        names = [page.name for page in self._pages]
        if name in names:
            self.show_page(names.index(name))

    def refresh(self, changes: Changes) -> None:
        """Show what changed on the banner, the strip and the visible page."""
        self.banner.refresh(changes)
        self.transport.refresh(changes)
        if changes.link:
            self._show_source()
        if not self._pages:
            self._waiting.refresh(changes)
            return
        if (page := self.current_page) is not None:
            page.panel.refresh(changes)
        for part in self._around:
            part.refresh(changes)
        self.torn.refresh(changes)

    def event(self, event: QEvent) -> bool:
        """Handle `event`; an update request is one real repaint of everything that changed."""
        if (
            isinstance(event, QKeyEvent)
            and event.type() == QEvent.Type.ShortcutOverride
            and keeps(self.focusWidget(), event)
        ):
            event.accept()
            return True
        is_repaint = event.type() == QEvent.Type.UpdateRequest  # asked before: it may delete us
        handled = super().event(event)
        if is_repaint:
            self.seat.meter.painted()
        return handled

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Note which pages were really painted."""
        if event.type() == QEvent.Type.Paint:
            self.painted_pages.update(page.name for page in self._pages if page.panel is watched)
        return super().eventFilter(watched, event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Give what stands beside the pages the share of the new size that it asks for."""
        super().resizeEvent(event)
        if self._side is not None:
            self._side.updateGeometry()

    def closeEvent(self, event: QCloseEvent) -> None:
        """Tell that the window goes."""
        super().closeEvent(event)
        self.torn.close()
        self.closed.emit()

    def _tab(self, number: int, page: Page) -> PageTab:
        tab = PageTab(f"{page_keys(number - 1)}  {page.title}")
        tab.clicked.connect(lambda: self.show_page(number - 1))
        tab.parameter_dropped.connect(self.seat.wishes.plot)
        return tab

    def _clear(self) -> None:
        self.torn.close()
        for page in self._pages:
            self._stack.removeWidget(page.panel)
            page.panel.deleteLater()
        for part in (self.strip, self._side):
            if part is not None:
                part.setParent(None)
                part.deleteLater()
        self._around, self._side = [], None

    def commands(self) -> list[Command]:
        """Return what can be asked of this console now, in the order of the keys overlay."""
        layouts = self.layouts.commands() if self.layouts is not None else []
        here = [*page_commands(self), *self.transport.commands()]
        return [*here, *self._always, *layouts, *plot_commands(self)]

    def open_keys(self) -> None:
        """Show every key and what it does."""
        self.keys.open([*page_commands(self), *self.transport.commands(), *self._always])

    def show_authority(self) -> None:
        """Show what this seat may do, and what is whose else."""
        role = self.seat.desk.role
        own = [("may", act) for act in may(role)] or [("may", "look at everything, decide nothing")]
        others = [("may not", f"{act} – {whose}") for act, whose in may_not(role).items()]
        self.keys.show_pairs(f"What a {role.seat} may do", [*own, *others])

    def begin_tour(self) -> None:
        """Begin the guided tour."""
        self.show_page(0)
        self.tour.begin(tour_stops(self))

    def tear_page(self) -> None:
        """Give the page in sight a window of its own, unless it is the last one here."""
        page = self.current_page
        left = [each for each in self._pages if each not in self.torn]
        if page is None or left == [page]:
            self.say("One page stays in this window.")
            return
        self.tear(page)

    def tear(self, page: Page, place: list[int] | None = None) -> None:
        """Give a page a window of its own, at `place` if the screens of today allow."""
        self._stack.removeWidget(page.panel)
        self.torn.tear(page, place)
        self._show_source()
        here = next(n for n, each in enumerate(self._pages) if each not in self.torn)
        self.show_page(here)

    def say(self, words: str) -> None:
        """Show a line of words beside the tabs, until the page is changed."""
        self.tabs.say(words)

    def _put_back(self, page: Page) -> None:
        if page in self._pages:
            self._stack.addWidget(page.panel)
            self.show_page(self._pages.index(page))

    def _add_keys(self) -> None:
        for number in range(2 * FUNCTION_KEYS):
            self._key(page_keys(number), partial(self.show_page, number))
        for command in self._always:
            if command.keys:
                self._key(command.keys, command.act)
        self._key("Ctrl+=", partial(self.seat.look.scale_text, TEXT_SCALE_STEP))

    def _key(self, keys: str, act: Callable[[], None]) -> None:
        shortcut = QShortcut(QKeySequence(keys), self)
        shortcut.setContext(Qt.ShortcutContext.ApplicationShortcut)  # torn off pages too
        shortcut.activated.connect(act)

    def _restyle(self) -> None:
        self.setFont(self.seat.look.font())
        self.setStyleSheet(self.seat.look.style_sheet())
        if (scale := self.seat.look.text_scale) != self._scale:
            rescale_tables(self, scale / self._scale)
            self._scale = scale
        self._show_source()
        for widget in self.findChildren(QWidget):
            widget.update()

    def _show_source(self) -> None:
        kind = self.seat.desk.source_kind
        colour = self.seat.look.theme.sources[kind].frame if kind is not None else None
        border = f"{SOURCE_FRAME_PX}px solid {colour}" if colour else "none"
        sheet = f"QFrame#source-frame {{ border: {border}; }}"
        if sheet != self._frame.styleSheet():
            self._frame.setStyleSheet(sheet)
        self.torn.set_frame(sheet)
