"""The window of every console: source frame, banner, notices, pages."""

from collections.abc import Callable
from functools import partial
from typing import Final

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QCloseEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QMainWindow,
    QPushButton,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from console.client.desk import Changes
from console.ui.commands import Command
from console.ui.dialogs.keys import KeysOverlay
from console.ui.dialogs.palette import Palette
from console.ui.models.parameter_list import parameters_for
from console.ui.panels.banner import Banner
from console.ui.panels.waiting import Waiting
from console.ui.saved_layout import SavedLayout
from console.ui.seat import EVERYTHING, Page, Panel, Screens, Seat
from console.ui.theme import DARK, DAYLIGHT, TEXT_SCALE_STEP
from console.ui.time_control import SPANS_S
from console.ui.widgets.elided import ElidedText

SOURCE_FRAME_PX: Final = 4


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
        self._waiting = Waiting(seat, server)
        self.banner = Banner(seat)
        self._tabs = QWidget()
        self._tab_row = QHBoxLayout(self._tabs)
        self._tab_row.setContentsMargins(8, 0, 8, 0)
        self._tab_row.setSpacing(2)
        self._stack = QStackedWidget()
        self._stack.addWidget(self._waiting)
        self._frame = QFrame()
        self._frame.setObjectName("source-frame")
        self._rows = QVBoxLayout(self._frame)
        self._rows.setContentsMargins(0, 0, 0, 0)
        self._rows.setSpacing(0)
        self._rows.addWidget(self.banner)
        self._rows.addWidget(self._tabs)
        self._middle = QHBoxLayout()
        self._middle.setSpacing(0)
        self._middle.addWidget(self._stack, 1)
        self._rows.addLayout(self._middle, 1)
        self.setCentralWidget(self._frame)
        self.setWindowTitle(f"Cupola – {seat.desk.role.seat}")
        self.command_palette = Palette(self, seat.look, self.commands)
        self.keys = KeysOverlay(self)
        self._always = self._commands_always()
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
            self._middle.addWidget(screens.side)
        for part in self._around:
            part.refresh(EVERYTHING)
        for number, page in enumerate(screens.pages, start=1):
            self._stack.addWidget(page.panel)
            page.panel.installEventFilter(self)
            self._tab_row.addWidget(self._tab(number, page))
        keys = ElidedText(self.seat.look, size_px=12, is_aside=True)
        keys.say("F-keys: pages · Ctrl+K: commands · ?: all keys")
        self._tab_row.addWidget(keys, 1)
        self._tabs.setVisible(True)
        self.show_page(0)

    def show_page(self, number: int) -> None:
        """Show the page at `number`, brought up to date."""
        if not 0 <= number < len(self._pages):
            return
        for at, page in enumerate(self._pages):
            button = self._tab_row.itemAt(at)
            widget = button.widget() if button is not None else None
            if isinstance(widget, QPushButton):
                widget.setChecked(at == number)
            if at == number:
                self._stack.setCurrentWidget(page.panel)
                page.panel.refresh(EVERYTHING)

    def show_page_named(self, name: str) -> None:
        """Show the page of that name, if this console has one."""
        names = [page.name for page in self._pages]
        if name in names:
            self.show_page(names.index(name))

    def layout_now(self) -> SavedLayout:
        """Return how everything is arranged."""
        page = self.current_page
        return SavedLayout(
            page="" if page is None else page.name,
            text_scale=self.seat.look.text_scale,
            theme=self.seat.look.theme.name,
            span_s=self.seat.time.span_s if self.seat.time.follows else None,
            panels={
                each.name: dict(kept) for each in self._pages if (kept := each.panel.remember())
            },
        )

    def arrange(self, layout: SavedLayout) -> None:
        """Arrange pages and panels as they were."""
        if layout.span_s is not None:
            self.seat.time.follow(layout.span_s)
        for page in self._pages:
            page.panel.recall(layout.panels.get(page.name, {}))
        self.show_page_named(layout.page)

    def refresh(self, changes: Changes) -> None:
        """Show what changed on the banner, the strip and the visible page."""
        self.banner.refresh(changes)
        if changes.link:
            self._show_source()
        if not self._pages:
            self._waiting.refresh(changes)
            return
        if (page := self.current_page) is not None:
            page.panel.refresh(changes)
        for part in self._around:
            part.refresh(changes)

    def event(self, event: QEvent) -> bool:
        """Handle `event`; an update request is one real repaint of everything that changed."""
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

    def closeEvent(self, event: QCloseEvent) -> None:
        """Tell that the window goes."""
        super().closeEvent(event)
        self.closed.emit()

    def _tab(self, number: int, page: Page) -> QPushButton:
        tab = QPushButton(f"F{number}  {page.title}")
        tab.setObjectName("tab")
        tab.setCheckable(True)
        tab.clicked.connect(lambda: self.show_page(number - 1))
        return tab

    def _clear(self) -> None:
        while (item := self._tab_row.takeAt(0)) is not None:
            if widget := item.widget():
                widget.deleteLater()
        for page in self._pages:
            self._stack.removeWidget(page.panel)
            page.panel.deleteLater()
        for part in self._around:
            part.setParent(None)
            part.deleteLater()
        self._around = []

    def commands(self) -> list[Command]:
        """Return what can be asked of this console now, in the order of the keys overlay."""
        return [*self._page_commands(), *self._always, *self._plot_commands()]

    def _page_commands(self) -> list[Command]:
        return [
            Command(name=page.title, keys=f"F{n + 1}", act=partial(self.show_page, n))
            for n, page in enumerate(self._pages)
        ]

    def _plot_commands(self) -> list[Command]:
        if "plots" not in (page.name for page in self._pages):
            return []
        desk = self.seat.desk
        return [
            Command(
                name=f"Plot {each.id} {each.description}",
                act=partial(self.seat.wishes.plot.emit, each.id),
            )
            for each in parameters_for(desk.mission.database, desk.role)
        ]

    def _commands_always(self) -> list[Command]:
        look, time = self.seat.look, self.seat.time
        found = [
            Command(name="Command palette", keys="Ctrl+K", act=self.command_palette.open),
            Command(name="All keys", keys="?", act=self._open_keys),
            Command(name="Follow now", keys="F10", act=time.follow),
            Command(name="Earlier", keys="Alt+Left", act=partial(self._move_time, -0.25)),
            Command(name="Later", keys="Alt+Right", act=partial(self._move_time, 0.25)),
            Command(name="Zoom in", keys="Alt+Up", act=partial(self._zoom_time, 0.5)),
            Command(name="Zoom out", keys="Alt+Down", act=partial(self._zoom_time, 2.0)),
            Command(
                name="Larger text", keys="Ctrl++", act=partial(look.scale_text, TEXT_SCALE_STEP)
            ),
            Command(
                name="Smaller text",
                keys="Ctrl+-",
                act=partial(look.scale_text, 1 / TEXT_SCALE_STEP),
            ),
            Command(name="Designed text size", keys="Ctrl+0", act=partial(look.scale_text, None)),
            Command(name="Daylight or dark", keys="F12", act=self._other_theme),
        ]
        spans = [
            Command(name=f"Show the last {name}", act=partial(time.follow, span_s))
            for name, span_s in SPANS_S.items()
        ]
        return found + spans

    def _add_keys(self) -> None:
        for number in range(9):
            self._key(f"F{number + 1}", partial(self.show_page, number))
        for command in self._always:
            if command.keys:
                self._key(command.keys, command.act)
        self._key("Ctrl+=", partial(self.seat.look.scale_text, TEXT_SCALE_STEP))

    def _open_keys(self) -> None:
        self.keys.open([*self._page_commands(), *self._always])

    def _other_theme(self) -> None:
        look = self.seat.look
        look.set_theme(DAYLIGHT if look.theme is DARK else DARK)

    def _now_s(self) -> float:
        desk = self.seat.desk
        return desk.elapsed_s() if desk.is_open and desk.clock.is_set else 0.0

    def _move_time(self, share: float) -> None:
        time = self.seat.time
        time.move(share * time.span_s, self._now_s())

    def _zoom_time(self, factor: float) -> None:
        time, now_s = self.seat.time, self._now_s()
        time.zoom(factor, sum(time.shown(now_s)) / 2, now_s)

    def _key(self, keys: str, act: Callable[[], None]) -> None:
        shortcut = QShortcut(QKeySequence(keys), self)
        shortcut.setContext(Qt.ShortcutContext.WindowShortcut)
        shortcut.activated.connect(act)

    def _restyle(self) -> None:
        self.setFont(self.seat.look.font())
        self.setStyleSheet(self.seat.look.style_sheet())
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
